/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The stages that reserve and free: what firmware fixed, what it leaves to the
 * kernel, and the temporary store.
 */
#include "reserved_mem.h"

#include "contract.h"
#include "page.h"

/* One tuple as pending and the allocator see it; false: it has no byte. */
static bool
tuple_range(const struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node,
    const struct bm_reserved_tuple *tuple, struct bm_range *ret_range)
{
	if (bm_extent_range(tuple->extent, ret_range) == BM_CLIP_ALL)
		return (false);
	if (node->is_no_map)
		*ret_range = bm_page_outward(*ret_range,
		    reserved->allocator->page_size);
	return (true);
}

size_t
bm_reserved_mem_dynamic_count(const struct bm_reserved_memory *reserved)
{
	size_t count = 0;

	for (size_t i = 0; i < reserved->node_count; i++)
		count += reserved->nodes[i].is_dynamic;
	return (count);
}

size_t
bm_reserved_mem_pending_count(const struct bm_reserved_memory *reserved)
{
	size_t count = reserved->memreserve_count;

	for (size_t i = 0; i < reserved->node_count; i++)
		if (!reserved->nodes[i].is_dynamic)
			count += reserved->nodes[i].tuple_count;
	return (count);
}

static void
append_range(struct bm_rset *pending, struct bm_range range,
    struct bm_origin origin)
{
	const struct bm_rset_entry entry = { range, 0, origin };
	const enum bm_status status = bm_rset_append(pending, &entry);

	BM_CONTRACT(status == BM_OK);
}

static void
append_node(struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node, bool with_no_map)
{
	for (size_t i = 0; i < node->tuple_count; i++) {
		const struct bm_reserved_tuple *tuple = &node->tuples[i];
		struct bm_range range;

		if (!tuple_range(reserved, node, tuple, &range) ||
		    (!with_no_map && node->is_no_map &&
		    tuple->outcome != BM_RESERVED_IN_USE))
			continue;
		append_range(&reserved->pending, range, node->origin);
	}
}

/* What is to be reserved; with what is to be no-map, or without it. */
static void
list_pending(struct bm_reserved_memory *reserved, bool with_no_map)
{
	struct bm_rset *pending = &reserved->pending;

	pending->count = 0;
	for (size_t i = 0; i < reserved->node_count; i++)
		if (!reserved->nodes[i].is_dynamic)
			append_node(reserved, &reserved->nodes[i],
			    with_no_map);
	for (size_t i = 0; i < reserved->memreserve_count; i++) {
		struct bm_range range;

		if (bm_extent_range(reserved->memreserve[i], &range) !=
		    BM_CLIP_ALL)
			append_range(pending, range, (struct bm_origin){
			    BM_SOURCE_FDT_MEMRESERVE, (uint32_t)i });
	}
	bm_rset_normalize(pending);
}

/*
 * Before anything of firmware's is reserved: what is now has to do with the
 * loader, and the order of the nodes cannot show.
 */
static enum bm_status
decide_tuple(struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node, struct bm_reserved_tuple *tuple)
{
	struct bm_bootalloc *allocator = reserved->allocator;
	enum bm_status status = BM_OK;
	struct bm_range range;

	if (!tuple_range(reserved, node, tuple, &range))
		tuple->outcome = BM_RESERVED_NOTHING;
	else if (!node->is_no_map)
		tuple->outcome = BM_RESERVED_HELD;
	else if (bm_bootalloc_overlaps(allocator, BM_BOOTALLOC_RESERVED,
	    range))
		tuple->outcome = BM_RESERVED_IN_USE;
	else {
		status = bm_bootalloc_set_flags(allocator, range,
		    BM_MEMBLOCK_NOMAP);
		if (status == BM_OK)
			tuple->outcome = BM_RESERVED_HELD;
	}
	return (status);
}

static enum bm_status
decide_node(struct bm_reserved_memory *reserved, struct bm_reserved_node *node)
{
	for (size_t i = 0; i < node->tuple_count; i++) {
		enum bm_status status;

		if (node->tuples[i].outcome != BM_RESERVED_PENDING)
			continue;
		status = decide_tuple(reserved, node, &node->tuples[i]);
		if (status != BM_OK)
			return (status);
	}
	return (BM_OK);
}

static enum bm_status
reserve_pending(struct bm_reserved_memory *reserved)
{
	for (size_t i = 0; i < reserved->pending.count; i++) {
		const struct bm_rset_entry *entry =
		    &reserved->pending.entries[i];
		enum bm_status status = bm_bootalloc_reserve(
		    reserved->allocator, entry->range, 0, entry->origin);

		if (status != BM_OK)
			return (status);
	}
	return (BM_OK);
}

enum bm_status
bm_reserved_mem_scan(struct bm_reserved_memory *reserved)
{
	enum bm_status status;

	if (reserved->stage != BM_RESERVED_SCAN)
		return (BM_INVALID);
	if (bm_reserved_mem_pending_count(reserved) >
	    reserved->pending.capacity)
		return (BM_FULL);
	list_pending(reserved, true);
	reserved->allocator->pending = &reserved->pending;
	for (size_t i = 0; i < reserved->node_count; i++) {
		if (reserved->nodes[i].is_dynamic)
			continue;
		status = decide_node(reserved, &reserved->nodes[i]);
		if (status != BM_OK)
			return (status);
	}
	/* Ranges of their union, so that none is gone through twice. */
	list_pending(reserved, false);
	status = reserve_pending(reserved);
	if (status != BM_OK)
		return (status);
	reserved->pending.count = 0;
	reserved->stage = BM_RESERVED_PLACE;
	return (BM_OK);
}

/* What a node asks for; false if that makes no sense. */
static bool
make_request(const struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node,
    struct bm_bootalloc_request *ret_request)
{
	const uint64_t page_size = reserved->allocator->page_size;
	struct bm_bootalloc_request request = {
	    .size_bytes = node->size_bytes,
	    .align_bytes = node->align_bytes != 0 ? node->align_bytes :
	    BM_RESERVED_ALIGN,
	    .last = BM_PADDR_LAST, .node = BM_MEMBLOCK_NO_NODE };

	if (node->is_no_map) {
		request.size_bytes = bm_page_round(request.size_bytes,
		    page_size);
		if (request.align_bytes < page_size)
			request.align_bytes = page_size;
	}
	*ret_request = request;
	return (request.size_bytes != 0 &&
	    (request.align_bytes & (request.align_bytes - 1)) == 0);
}

static bool
is_taken(const struct bm_reserved_memory *reserved, bm_paddr address)
{
	return (bm_bootalloc_overlaps(reserved->allocator,
	    BM_BOOTALLOC_RESERVED, bm_range_closed(address, address)));
}

/*
 * At what is reserved around one end of the window, if only around one: pools
 * that may lie in the same window do not leave holes between them.
 */
static bool
begins_at_taken(const struct bm_reserved_memory *reserved,
    struct bm_range window)
{
	const bm_paddr last = bm_range_last(window);
	bool is_below = is_taken(reserved, window.start) ||
	    (window.start != 0 && is_taken(reserved, window.start - 1));
	bool is_above = is_taken(reserved, last) ||
	    (last != BM_PADDR_LAST && is_taken(reserved, last + 1));

	return (is_below && !is_above);
}

static enum bm_status
find_request(const struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node, struct bm_bootalloc_request request,
    struct bm_range *ret_range)
{
	if (node->alloc_range_count == 0)
		return (bm_bootalloc_find(reserved->allocator, &request,
		    ret_range));
	for (size_t i = 0; i < node->alloc_range_count; i++) {
		struct bm_range window;

		if (bm_extent_range(node->alloc_ranges[i], &window) ==
		    BM_CLIP_ALL)
			continue;
		request.lowest = window.start;
		request.last = bm_range_last(window);
		request.bottom_up = begins_at_taken(reserved, window);
		if (bm_bootalloc_find(reserved->allocator, &request,
		    ret_range) == BM_OK)
			return (BM_OK);
	}
	return (BM_NONE);
}

static enum bm_status
find_place(const struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node, struct bm_range *ret_range)
{
	const uint64_t wished = node->wished_align_bytes;
	struct bm_bootalloc_request request, strict;

	if (!make_request(reserved, node, &request))
		return (BM_INVALID);
	strict = request;
	strict.align_bytes = wished;
	if (wished > request.align_bytes && find_request(reserved, node,
	    strict, ret_range) == BM_OK)
		return (BM_OK);
	return (find_request(reserved, node, request, ret_range));
}

/*
 * Reserved first and taken out of the map then: should that fail, the place
 * is known, and the next call goes on from there.
 */
static enum bm_status
place_node(struct bm_reserved_memory *reserved,
    const struct bm_reserved_node *node)
{
	struct bm_reserved_dynamic *dynamic =
	    &reserved->temporary[reserved->temporary_count];
	enum bm_status status;

	if (!reserved->is_placed) {
		dynamic->node = (uint32_t)reserved->next_node;
		dynamic->status = find_place(reserved, node, &dynamic->range);
		if (dynamic->status != BM_OK)
			return (BM_OK);
		status = bm_bootalloc_reserve(reserved->allocator,
		    dynamic->range, 0, node->origin);
		if (status != BM_OK)
			return (status);
		reserved->is_placed = true;
	}
	status = !node->is_no_map ? BM_OK :
	    bm_bootalloc_set_flags(reserved->allocator, dynamic->range,
	    BM_MEMBLOCK_NOMAP);
	if (status == BM_OK)
		reserved->is_placed = false;
	return (status);
}

enum bm_status
bm_reserved_mem_place(struct bm_reserved_memory *reserved)
{
	if (reserved->stage != BM_RESERVED_PLACE)
		return (BM_INVALID);
	if (bm_reserved_mem_dynamic_count(reserved) >
	    reserved->temporary_capacity)
		return (BM_FULL);
	for (; reserved->next_node < reserved->node_count;
	    reserved->next_node++) {
		const struct bm_reserved_node *node =
		    &reserved->nodes[reserved->next_node];
		enum bm_status status;

		if (!node->is_dynamic)
			continue;
		status = place_node(reserved, node);
		if (status != BM_OK)
			return (status);
		reserved->temporary_count++;
	}
	reserved->stage = BM_RESERVED_MAP;
	return (BM_OK);
}

/* Firmware may have said that some of it is its own, too: that stays. */
static enum bm_status
free_temporary(struct bm_reserved_memory *reserved)
{
	const bm_paddr last = bm_range_last(reserved->temporary_range);
	struct bm_range gap;

	while (reserved->free_from <= last &&
	    bm_rset_next_gap(&reserved->pending, reserved->free_from, &gap) &&
	    gap.start <= last) {
		enum bm_status status;

		gap = bm_range_common(gap, reserved->temporary_range);
		status = bm_bootalloc_free(reserved->allocator, gap);
		if (status != BM_OK)
			return (status);
		if (bm_range_last(gap) == last)
			break;
		reserved->free_from = gap.end;
	}
	return (BM_OK);
}

enum bm_status
bm_reserved_mem_release(struct bm_reserved_memory *reserved)
{
	enum bm_status status;

	if (reserved->stage != BM_RESERVED_RELEASE)
		return (BM_INVALID);
	if (reserved->has_temporary_range) {
		if (reserved->free_from < reserved->temporary_range.start)
			reserved->free_from = reserved->temporary_range.start;
		list_pending(reserved, false);
		status = free_temporary(reserved);
		if (status != BM_OK)
			return (status);
		reserved->pending.count = 0;
	}
	reserved->temporary = NULL;
	reserved->temporary_capacity = 0;
	reserved->temporary_count = 0;
	reserved->stage = BM_RESERVED_DONE;
	return (BM_OK);
}

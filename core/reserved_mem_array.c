/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The stages from the page tables on: the array of all regions.
 */
#include "contract.h"
#include "reserved_mem.h"
#include "sort.h"

enum bm_status
bm_reserved_mem_map(struct bm_reserved_memory *reserved)
{
	struct bm_memblock_region region;
	bm_paddr from = 0;

	if (reserved->stage != BM_RESERVED_MAP)
		return (BM_INVALID);
	while (bm_bootalloc_next(reserved->allocator, BM_BOOTALLOC_MEMORY,
	    from, &region)) {
		if ((region.flags & BM_MEMBLOCK_NOMAP) == 0 &&
		    !reserved->map(reserved->map_context, region.range))
			return (BM_NO_SPARE);
		if (region.range.end == 0)
			break;
		from = region.range.end;
	}
	reserved->stage = BM_RESERVED_ALLOCATE;
	return (BM_OK);
}

static size_t
count_regions(const struct bm_reserved_memory *reserved)
{
	size_t count = 0;

	for (size_t i = 0; i < reserved->temporary_count; i++)
		count += reserved->temporary[i].status == BM_OK;
	for (size_t i = 0; i < reserved->node_count; i++) {
		const struct bm_reserved_node *node = &reserved->nodes[i];

		for (size_t j = 0; !node->is_dynamic &&
		    j < node->tuple_count; j++)
			count += node->tuples[j].outcome !=
			    BM_RESERVED_NOTHING;
	}
	return (count);
}

enum bm_status
bm_reserved_mem_allocate(struct bm_reserved_memory *reserved)
{
	struct bm_bootalloc *allocator = reserved->allocator;
	struct bm_bootalloc_request request = {
	    .align_bytes = BM_RESERVED_ALIGN, .last = BM_PADDR_LAST,
	    .node = BM_MEMBLOCK_NO_NODE };
	struct bm_range room;
	enum bm_status status;
	size_t count;

	if (reserved->stage != BM_RESERVED_MAP &&
	    reserved->stage != BM_RESERVED_ALLOCATE)
		return (BM_INVALID);
	count = count_regions(reserved);
	if (count > 0) {
		request.size_bytes = (uint64_t)count *
		    sizeof(struct bm_reserved_region);
		status = bm_bootalloc_find(allocator, &request, &room);
		if (status != BM_OK)
			return (status);
		/* Asked before it is taken, there is nothing to undo. */
		if (allocator->reach == NULL ||
		    allocator->reach(allocator->context, room) == NULL)
			return (BM_FAULT);
		status = bm_bootalloc_reserve(allocator, room, 0,
		    (struct bm_origin){ BM_SOURCE_NONE, 0 });
		if (status != BM_OK)
			return (status);
		reserved->has_array = true;
		reserved->array = room;
	}
	reserved->region_count = count;
	reserved->stage = BM_RESERVED_FILL;
	return (BM_OK);
}

static bool
before(const void *a, const void *b)
{
	const struct bm_reserved_region *left = a, *right = b;

	if (left->range.start != right->range.start)
		return (left->range.start < right->range.start);
	if (left->range.end != right->range.end)
		return (bm_range_last(left->range) <
		    bm_range_last(right->range));
	if (left->node != right->node)
		return (left->node < right->node);
	return (left->tuple < right->tuple);
}

static struct bm_reserved_region *
fill_node(const struct bm_reserved_memory *reserved, size_t index,
    struct bm_reserved_region *next)
{
	const struct bm_reserved_node *node = &reserved->nodes[index];

	for (size_t i = 0; i < node->tuple_count; i++) {
		const struct bm_reserved_tuple *tuple = &node->tuples[i];

		if (tuple->outcome == BM_RESERVED_NOTHING)
			continue;
		*next = (struct bm_reserved_region){
		    .origin = node->origin, .node = (uint32_t)index,
		    .tuple = (uint32_t)i, .is_reusable = node->is_reusable,
		    .is_no_map = node->is_no_map &&
		    tuple->outcome != BM_RESERVED_IN_USE };
		(void)bm_extent_range(tuple->extent, &next->range);
		next++;
	}
	return (next);
}

static void
fill_array(const struct bm_reserved_memory *reserved,
    struct bm_reserved_region *regions)
{
	struct bm_reserved_region *next = regions;

	for (size_t i = 0; i < reserved->temporary_count; i++) {
		const struct bm_reserved_dynamic *dynamic =
		    &reserved->temporary[i];
		const struct bm_reserved_node *node =
		    &reserved->nodes[dynamic->node];

		if (dynamic->status == BM_OK)
			*next++ = (struct bm_reserved_region){
			    dynamic->range, node->origin, dynamic->node, 0,
			    true, node->is_no_map, node->is_reusable };
	}
	for (size_t i = 0; i < reserved->node_count; i++)
		if (!reserved->nodes[i].is_dynamic)
			next = fill_node(reserved, i, next);
	BM_CONTRACT(next == regions + reserved->region_count);
	bm_sort(regions, reserved->region_count, sizeof(regions[0]), before);
}

enum bm_status
bm_reserved_mem_fill(struct bm_reserved_memory *reserved)
{
	struct bm_bootalloc *allocator = reserved->allocator;
	struct bm_reserved_region *regions;

	if (reserved->stage != BM_RESERVED_FILL)
		return (BM_INVALID);
	if (reserved->has_array) {
		regions = allocator->reach(allocator->context,
		    reserved->array);
		if (regions == NULL)
			return (BM_FAULT);
		fill_array(reserved, regions);
		reserved->regions = regions;
	}
	reserved->stage = BM_RESERVED_RELEASE;
	return (BM_OK);
}

/*
 * Sorted by start, all that overlap one stand right behind it: the first that
 * starts above its end ends the search.
 */
bool
bm_reserved_mem_next_overlap(const struct bm_reserved_memory *reserved,
    struct bm_reserved_overlap *overlap)
{
	const struct bm_reserved_region *regions = reserved->regions;

	if (regions == NULL)
		return (false);
	for (;;) {
		overlap->second++;
		if (overlap->second < reserved->region_count &&
		    regions[overlap->second].range.start <=
		    bm_range_last(regions[overlap->first].range))
			return (true);
		overlap->first++;
		overlap->second = overlap->first;
		if (overlap->first >= reserved->region_count)
			return (false);
	}
}

_Static_assert(sizeof(struct bm_reserved_region) <= BM_SORT_ELEMENT_MAX,
    "a region is too large to be sorted");

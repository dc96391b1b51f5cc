/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boot allocator: where there is room, and the views of its pieces.
 */
#include "bootalloc.h"
#include "bootalloc_tree.h"

struct search {
	const struct bm_bootalloc *allocator;
	const struct bm_bootalloc_request *request;
	struct bm_range window;
	const struct bm_range *avoided;	/* beside pending; NULL: nothing */
	int alignment;	/* index of what is known to fit; -1: any does */
};

/* The first of what must be kept clear that candidate meets, if any. */
static bool
is_blocked(const struct search *search, struct bm_range candidate,
    struct bm_range *ret_blocking)
{
	const struct bm_rset *pending = search->allocator->pending;
	size_t i;

	if (search->avoided != NULL &&
	    bm_range_overlaps(*search->avoided, candidate)) {
		*ret_blocking = *search->avoided;
		return (true);
	}
	if (pending == NULL)
		return (false);
	i = bm_rset_search(pending, candidate.start);
	if (i == pending->count ||
	    !bm_range_overlaps(pending->entries[i].range, candidate))
		return (false);
	*ret_blocking = pending->entries[i].range;
	return (true);
}

static bool
fits_from_below(const struct search *search, struct bm_range room,
    struct bm_range *ret_range)
{
	const uint64_t align = search->request->align_bytes;
	const uint64_t more = search->request->size_bytes - 1;
	const bm_paddr last = bm_range_last(room);
	bm_paddr from = room.start;

	for (;;) {
		bm_paddr start = (from + (align - 1)) & ~(align - 1);
		struct bm_range blocking;

		/* Rounded up past 2^64, or not enough behind it. */
		if (start < from || start > last || last - start < more)
			return (false);
		*ret_range = bm_range_closed(start, start + more);
		if (!is_blocked(search, *ret_range, &blocking))
			return (true);
		if (blocking.end == 0)
			return (false);
		from = blocking.end;
	}
}

static bool
fits_from_above(const struct search *search, struct bm_range room,
    struct bm_range *ret_range)
{
	const uint64_t align = search->request->align_bytes;
	const uint64_t more = search->request->size_bytes - 1;
	bm_paddr last = bm_range_last(room);

	for (;;) {
		struct bm_range blocking;
		bm_paddr start;

		if (last < room.start || last - room.start < more)
			return (false);
		start = (last - more) & ~(align - 1);
		if (start < room.start)
			return (false);
		*ret_range = bm_range_closed(start, start + more);
		if (!is_blocked(search, *ret_range, &blocking))
			return (true);
		if (blocking.start == 0)
			return (false);
		last = blocking.start - 1;
	}
}

static bool
fits(const struct search *search, const struct bm_bootalloc_piece *piece,
    struct bm_range *ret_range)
{
	const struct bm_bootalloc_request *request = search->request;
	struct bm_range room;

	if (!bm_bootalloc_is_free(&piece->state) ||
	    !bm_range_overlaps(piece->range, search->window) ||
	    (request->node != BM_MEMBLOCK_NO_NODE &&
	    request->node != piece->state.node) ||
	    (request->wants_mirror &&
	    (piece->state.memory_flags & BM_MEMBLOCK_MIRROR) == 0) ||
	    (request->avoids_hotplug &&
	    (piece->state.memory_flags & BM_MEMBLOCK_HOTPLUG) != 0))
		return (false);
	room = bm_range_common(piece->range, search->window);
	return (request->bottom_up ?
	    fits_from_below(search, room, ret_range) :
	    fits_from_above(search, room, ret_range));
}

/* Has the subtree of piece one that is large enough where it is aligned? */
static bool
may_fit(const struct search *search, const struct bm_bootalloc_piece *piece)
{
	const struct bm_bootalloc_request *request = search->request;

	return (piece->largest_free_bytes >= request->size_bytes &&
	    (search->alignment < 0 ||
	    piece->largest_aligned[search->alignment] >=
	    bm_bootalloc_units(request->size_bytes)));
}

/* Other subtrees are not entered. */
static bool
find_in(const struct search *search, uint32_t number,
    struct bm_range *ret_range)
{
	const struct bm_bootalloc_piece *piece;
	bool looks_below, looks_above;

	if (number == 0)
		return (false);
	piece = bm_bootalloc_piece(search->allocator, number);
	if (!may_fit(search, piece))
		return (false);
	looks_below = piece->range.start > search->window.start;
	looks_above = bm_range_last(piece->range) <
	    bm_range_last(search->window);
	if (search->request->bottom_up)
		return ((looks_below &&
		    find_in(search, piece->below, ret_range)) ||
		    fits(search, piece, ret_range) || (looks_above &&
		    find_in(search, piece->above, ret_range)));
	return ((looks_above && find_in(search, piece->above, ret_range)) ||
	    fits(search, piece, ret_range) ||
	    (looks_below && find_in(search, piece->below, ret_range)));
}

/* Of the largest alignment up to align_bytes of which it is known. */
static int
index_of_alignment(uint64_t align_bytes)
{
	int index = -1;

	while (index + 1 < BM_BOOTALLOC_ALIGNMENTS && align_bytes >>
	    (BM_BOOTALLOC_UNIT_SHIFT + index + 1) != 0)
		index++;
	return (index);
}

static enum bm_status
find(const struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request,
    const struct bm_range *avoided, struct bm_range *ret_range)
{
	struct search search = { allocator, request, { 0, 0 }, avoided,
	    index_of_alignment(request->align_bytes) };
	bm_paddr lowest = request->lowest;
	struct bm_range found;

	if (request->size_bytes == 0 || request->align_bytes == 0 ||
	    (request->align_bytes & (request->align_bytes - 1)) != 0 ||
	    request->lowest > request->last)
		return (BM_INVALID);
	if (lowest < allocator->page_size)
		lowest = allocator->page_size;
	if (lowest > request->last)
		return (BM_NONE);
	search.window = bm_range_closed(lowest, request->last);
	if (!find_in(&search, allocator->root, &found))
		return (BM_NONE);
	*ret_range = found;
	return (BM_OK);
}

enum bm_status
bm_bootalloc_find(const struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range)
{
	return (find(allocator, request, NULL, ret_range));
}

enum bm_status
bm_bootalloc_find_clear(const struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request, struct bm_range avoided,
    struct bm_range *ret_range)
{
	return (find(allocator, request, &avoided, ret_range));
}

enum bm_status
bm_bootalloc_allocate(struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range)
{
	struct bm_range found;
	enum bm_status status = bm_bootalloc_find(allocator, request, &found);

	if (status != BM_OK)
		return (status);
	if (allocator->pending == NULL)
		return (BM_BUSY);
	status = bm_bootalloc_reserve(allocator, found, 0,
	    (struct bm_origin){ BM_SOURCE_NONE, 0 });
	if (status == BM_OK)
		*ret_range = found;
	return (status);
}

static bool
is_in_view(const struct bm_bootalloc_state *state,
    enum bm_bootalloc_view view)
{
	switch (view) {
	case BM_BOOTALLOC_MEMORY:
		return (state->is_memory);
	case BM_BOOTALLOC_RESERVED:
		return (state->is_reserved);
	case BM_BOOTALLOC_FREE:
		return (state->is_memory && !state->is_reserved);
	}
	return (false);
}

/* The piece as the view shows it. */
static struct bm_memblock_region
view_of(const struct bm_bootalloc_piece *piece, enum bm_bootalloc_view view)
{
	if (view == BM_BOOTALLOC_RESERVED)
		return ((struct bm_memblock_region){ piece->range,
		    piece->state.reserved_flags, BM_MEMBLOCK_NO_NODE,
		    piece->reserved_origin });
	return ((struct bm_memblock_region){ piece->range,
	    piece->state.memory_flags, piece->state.node,
	    piece->memory_origin });
}

/* The first piece of the view that ends above address; 0 if none does. */
static uint32_t
search_view(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, bm_paddr address)
{
	for (;;) {
		uint32_t number = bm_bootalloc_search(allocator, address);
		const struct bm_bootalloc_piece *piece;

		if (number == 0)
			return (0);
		piece = bm_bootalloc_piece(allocator, number);
		if (is_in_view(&piece->state, view))
			return (number);
		if (piece->range.end == 0)
			return (0);
		address = piece->range.end;
	}
}

bool
bm_bootalloc_next(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, bm_paddr from,
    struct bm_memblock_region *ret_region)
{
	uint32_t number = search_view(allocator, view, from);
	struct bm_memblock_region region, next;

	if (number == 0)
		return (false);
	region = view_of(bm_bootalloc_piece(allocator, number), view);
	if (region.range.start < from)
		region.range.start = from;
	while (region.range.end != 0) {
		number = search_view(allocator, view, region.range.end);
		if (number == 0)
			break;
		next = view_of(bm_bootalloc_piece(allocator, number), view);
		if (!bm_range_adjoins(region.range, next.range) ||
		    next.flags != region.flags || next.node != region.node)
			break;
		region.range.end = next.range.end;
		if (bm_origin_before(next.origin, region.origin))
			region.origin = next.origin;
	}
	*ret_region = region;
	return (true);
}

bool
bm_bootalloc_covers(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, struct bm_range range)
{
	bm_paddr from = range.start;

	for (;;) {
		uint32_t number = bm_bootalloc_search(allocator, from);
		const struct bm_bootalloc_piece *piece;

		if (number == 0)
			return (false);
		piece = bm_bootalloc_piece(allocator, number);
		if (piece->range.start > from ||
		    !is_in_view(&piece->state, view))
			return (false);
		if (bm_range_last(piece->range) >= bm_range_last(range))
			return (true);
		from = piece->range.end;
	}
}

bool
bm_bootalloc_overlaps(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, struct bm_range range)
{
	bm_paddr from = range.start;

	for (;;) {
		uint32_t number = bm_bootalloc_search(allocator, from);
		const struct bm_bootalloc_piece *piece;

		if (number == 0)
			return (false);
		piece = bm_bootalloc_piece(allocator, number);
		if (!bm_range_overlaps(piece->range, range))
			return (false);
		if (is_in_view(&piece->state, view))
			return (true);
		if (bm_range_last(piece->range) >= bm_range_last(range))
			return (false);
		from = piece->range.end;
	}
}

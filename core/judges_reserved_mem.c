/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"

#include "page.h"
#include "sort.h"

static bool
is_of_node(const struct bm_reserved_mem *region,
    const struct bm_linux_wish *wish)
{
	return (region->is_dynamic &&
	    region->origin.source == wish->origin.source &&
	    region->origin.index == wish->origin.index);
}

/* NULL for a region that nobody wished for.  Wishes are in the nodes' order. */
static const struct bm_linux_wish *
wish_for(const struct bm_linux *linux_world,
    const struct bm_reserved_mem *region)
{
	size_t low = 0, high = linux_world->wish_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (linux_world->wishes[middle].origin.index <
		    region->origin.index)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < linux_world->wish_count &&
	    is_of_node(region, &linux_world->wishes[low]) ?
	    &linux_world->wishes[low] : NULL);
}

/* The bytes of a wish's place; false if it has none. */
static bool
place_of(const struct bm_linux_wish *wish, size_t index,
    struct bm_range *ret_place)
{
	*ret_place = bm_range_closed(0, BM_PADDR_LAST);
	return (wish->place_count == 0 || bm_extent_range(
	    wish->places[index], ret_place) != BM_CLIP_ALL);
}

static size_t
place_count(const struct bm_linux_wish *wish)
{
	return (wish->place_count == 0 ? 1 : wish->place_count);
}

static bool
fits(const struct bm_linux_wish *wish, struct bm_range range)
{
	struct bm_range place;

	if (bm_range_bytes(range) < wish->size_bytes ||
	    (wish->align_bytes != 0 && range.start % wish->align_bytes != 0))
		return (false);
	for (size_t i = 0; i < place_count(wish); i++)
		if (place_of(wish, i, &place) && bm_range_covers(place, range))
			return (true);
	return (false);
}

void
bm_judge_regions_fit(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;

	for (size_t i = 0; i < linux_world->reserved_mem_count; i++) {
		const struct bm_reserved_mem *region =
		    &linux_world->reserved_mem[i];
		const struct bm_linux_wish *wish = wish_for(linux_world,
		    region);

		if (wish != NULL && !fits(wish, region->range))
			bm_verdict_break(verdict, region->range);
	}
}

void
bm_judge_regions_informed(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;

	for (size_t i = 0; i < linux_world->reserved_mem_count; i++)
		if (linux_world->reserved_mem[i].is_dynamic &&
		    linux_world->reserved_mem[i].known_count <
		    linux_world->kept_count)
			bm_verdict_break(verdict,
			    linux_world->reserved_mem[i].range);
}

/* The reserved region that has a byte of range; NULL: none. */
static const struct bm_memblock_region *
reserved_in(const struct bm_memblock_list *reserved, struct bm_range range)
{
	for (size_t i = 0; i < reserved->count; i++)
		if (bm_range_overlaps(reserved->regions[i].range, range))
			return (&reserved->regions[i]);
	return (NULL);
}

/* The lowest aligned range from address on; false if it runs past last. */
static bool
candidate_from(const struct bm_linux_wish *wish, bm_paddr address,
    bm_paddr last, struct bm_range *ret_range)
{
	const uint64_t align = wish->align_bytes == 0 ? 1 : wish->align_bytes;
	const uint64_t short_bytes = (align - address % align) % align;

	if (address > last || last - address < short_bytes)
		return (false);
	address += short_bytes;
	if (last - address < wish->size_bytes - 1)
		return (false);
	*ret_range = bm_range_closed(address,
	    address + (wish->size_bytes - 1));
	return (true);
}

/* What is certain to serve it: of what is no-map whole pages. */
static struct bm_linux_wish
wish_in_pages(const struct bm_linux_wish *wish, uint64_t page_size)
{
	struct bm_linux_wish rounded = *wish;

	if (!wish->is_no_map)
		return (rounded);
	/* What cannot be rounded up nobody has room for. */
	if (wish->size_bytes <= BM_PADDR_LAST - page_size)
		rounded.size_bytes = bm_page_round(wish->size_bytes,
		    page_size);
	if (wish->align_bytes < page_size)
		rounded.align_bytes = page_size;
	return (rounded);
}

/* Is there room in what one region of memory and one place have in common? */
static bool
has_room_in(const struct bm_memblock_list *reserved,
    const struct bm_linux_wish *wish, struct bm_range common)
{
	const struct bm_memblock_region *in_the_way;
	const bm_paddr last = bm_range_last(common);
	bm_paddr from = common.start;
	struct bm_range range;

	while (candidate_from(wish, from, last, &range)) {
		in_the_way = reserved_in(reserved, range);
		if (in_the_way == NULL)
			return (true);
		/* What ends at 2^64 has nothing behind it. */
		if (in_the_way->range.end <= from)
			return (false);
		from = in_the_way->range.end;
	}
	return (false);
}

/* Page 0 is not handed out. */
static bool
has_room(const struct bm_world *world, const struct bm_linux_wish *wish,
    struct bm_range *ret_room)
{
	const struct bm_memblock *memblock =
	    &world->linux_world.memblock_final;
	const struct bm_range pages = { world->physmem.limits.page_size, 0 };

	for (size_t i = 0; i < memblock->memory.count; i++) {
		const struct bm_memblock_region *memory =
		    &memblock->memory.regions[i];
		struct bm_range place;

		if ((memory->flags & BM_MEMBLOCK_NOMAP) != 0 ||
		    !bm_range_overlaps(memory->range, pages))
			continue;
		*ret_room = bm_range_common(memory->range, pages);
		for (size_t j = 0; j < place_count(wish); j++)
			if (place_of(wish, j, &place) &&
			    bm_range_overlaps(*ret_room, place) &&
			    has_room_in(&memblock->reserved, wish,
			    bm_range_common(*ret_room, place)))
				return (true);
	}
	return (false);
}

static bool
is_earlier(const void *a, const void *b)
{
	const struct bm_coverage_edge *left = a, *right = b;

	return (left->address < right->address);
}

/* On the line of all nodes: an edge where one has a dynamic region. */
static size_t
mark_served(const struct bm_linux *linux_world,
    struct bm_coverage_edge *edges)
{
	size_t count = 0;

	for (size_t i = 0; i < linux_world->reserved_mem_count; i++) {
		const struct bm_reserved_mem *region =
		    &linux_world->reserved_mem[i];

		if (region->is_dynamic &&
		    region->origin.source == BM_SOURCE_FDT_RESERVED)
			edges[count++] = (struct bm_coverage_edge){
			    .address = region->origin.index };
	}
	bm_sort(edges, count, sizeof(edges[0]), is_earlier);
	return (count);
}

enum bm_status
bm_judge_wishes_served(const struct bm_world *world,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;
	struct bm_range room;
	size_t served_count, next = 0;

	if (edge_capacity < linux_world->reserved_mem_count)
		return (BM_FULL);
	served_count = mark_served(linux_world, edges);
	for (size_t i = 0; i < linux_world->wish_count; i++) {
		const struct bm_linux_wish wish = wish_in_pages(
		    &linux_world->wishes[i], world->physmem.limits.page_size);

		while (next < served_count &&
		    edges[next].address < wish.origin.index)
			next++;
		if ((next == served_count ||
		    edges[next].address != wish.origin.index) &&
		    has_room(world, &wish, &room))
			bm_verdict_break(verdict, room);
	}
	return (BM_OK);
}

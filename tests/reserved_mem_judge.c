/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What every byte has to be, found by painting.
 */
#include <string.h>

#include "tests/reserved_mem_machine.h"

struct painting {
	const struct machine *machine;
	bool is_firmware[PLOT_BYTES_MAX];	/* reserved by it */
	bool is_reserved[PLOT_BYTES_MAX];
	bool is_no_map[PLOT_BYTES_MAX];
};

static void
paint(const struct plot *plot, bool *bytes, struct bm_range range)
{
	for (size_t i = 0; i < plot->byte_count; i++)
		if (plot_holds(plot, range, i))
			bytes[i] = true;
}

static bool
touches(const struct plot *plot, const bool *bytes, struct bm_range range)
{
	for (size_t i = 0; i < plot->byte_count; i++)
		if (plot_holds(plot, range, i) && bytes[i])
			return (true);
	return (false);
}

static bool
range_of(struct bm_extent extent, struct bm_range *ret_range)
{
	if (extent.length == 0)
		return (false);
	*ret_range = bm_range_closed(extent.base,
	    extent.length - 1 > BM_PADDR_LAST - extent.base ?
	    BM_PADDR_LAST : extent.base + (extent.length - 1));
	return (true);
}

static struct bm_range
whole_pages(struct bm_range range)
{
	const bm_paddr offset = PLOT_PAGE_BYTES - 1;

	return (bm_range_closed(range.start & ~offset,
	    bm_range_last(range) | offset));
}

static enum bm_reserved_outcome
expected_outcome(const struct plot *plot, const struct bm_reserved_node *node,
    struct bm_extent extent)
{
	struct bm_range range;

	if (!range_of(extent, &range))
		return (BM_RESERVED_NOTHING);
	return (node->is_no_map && touches(plot, plot->is_loaded,
	    whole_pages(range)) ? BM_RESERVED_IN_USE : BM_RESERVED_HELD);
}

static void
paint_static(struct painting *painting, const struct bm_reserved_node *node)
{
	const struct plot *plot = painting->machine->plot;

	for (size_t i = 0; i < node->tuple_count; i++) {
		struct bm_range range;

		if (!range_of(node->tuples[i].extent, &range))
			continue;
		if (!node->is_no_map)
			paint(plot, painting->is_firmware, range);
		else if (touches(plot, plot->is_loaded, whole_pages(range)))
			paint(plot, painting->is_firmware,
			    whole_pages(range));
		else
			paint(plot, painting->is_no_map, whole_pages(range));
	}
}

static void
paint_firmware(struct painting *painting)
{
	const struct plot *plot = painting->machine->plot;

	for (size_t i = 0; i < plot->memreserve_count; i++) {
		struct bm_range range;

		if (range_of(plot->memreserve[i], &range))
			paint(plot, painting->is_firmware, range);
	}
	for (size_t i = 0; i < plot->node_count; i++)
		paint_static(painting, &plot->nodes[i]);
	for (size_t i = 0; i < plot->byte_count; i++)
		painting->is_reserved[i] = painting->is_firmware[i] ||
		    plot->is_loaded[i];
}

static bool
is_free(const struct painting *painting, struct bm_range range)
{
	const struct plot *plot = painting->machine->plot;
	const uint64_t first = range.start - plot->base;

	for (uint64_t i = 0; i < bm_range_bytes(range); i++)
		if (first + i >= plot->byte_count ||
		    !plot->is_memory[first + i] ||
		    painting->is_reserved[first + i] ||
		    painting->is_no_map[first + i])
			return (false);
	return (true);
}

/* Every place in the window, from the end that is preferred. */
static bool
search(const struct painting *painting, uint64_t size, uint64_t align,
    struct bm_range window, bool bottom_up, struct bm_range *ret_range)
{
	const struct plot *plot = painting->machine->plot;

	if (size > plot->byte_count)
		return (false);
	for (size_t i = 0; i <= plot->byte_count - size; i++) {
		const size_t at = bottom_up ? i :
		    plot->byte_count - size - i;
		const struct bm_range range = bm_range_closed(
		    plot->base + at, plot->base + at + (size - 1));

		if (range.start % align == 0 &&
		    bm_range_covers(window, range) &&
		    is_free(painting, range)) {
			*ret_range = range;
			return (true);
		}
	}
	return (false);
}

static bool
is_reserved_at(const struct painting *painting, bm_paddr address)
{
	const uint64_t byte = address - painting->machine->plot->base;

	/* Outside there is what nodes say of outside, which is not painted. */
	if (byte < painting->machine->plot->byte_count)
		return (painting->is_reserved[byte]);
	return (bm_bootalloc_overlaps(&painting->machine->allocator,
	    BM_BOOTALLOC_RESERVED, bm_range_closed(address, address)));
}

static bool
goes_bottom_up(const struct painting *painting, struct bm_range window)
{
	const bm_paddr last = bm_range_last(window);

	return ((is_reserved_at(painting, window.start) ||
	    (window.start > 0 &&
	    is_reserved_at(painting, window.start - 1))) &&
	    !is_reserved_at(painting, last) && (last == BM_PADDR_LAST ||
	    !is_reserved_at(painting, last + 1)));
}

static enum bm_status
expected_place(const struct painting *painting,
    const struct bm_reserved_node *node, struct bm_range *ret_range)
{
	const uint64_t page = PLOT_PAGE_BYTES;
	uint64_t align = node->align_bytes != 0 ? node->align_bytes : 64;
	uint64_t size = node->size_bytes;

	if (node->is_no_map) {
		size = size % page == 0 ? size : size + (page - size % page);
		align = align < page ? page : align;
	}
	if (size == 0 || (align & (align - 1)) != 0)
		return (BM_INVALID);
	if (node->alloc_range_count == 0)
		return (search(painting, size, align,
		    bm_range_closed(0, BM_PADDR_LAST), false, ret_range) ?
		    BM_OK : BM_NONE);
	for (size_t i = 0; i < node->alloc_range_count; i++) {
		struct bm_range window;

		if (range_of(node->alloc_ranges[i], &window) &&
		    search(painting, size, align, window,
		    goes_bottom_up(painting, window), ret_range))
			return (BM_OK);
	}
	return (BM_NONE);
}

static const char *
judge_placed(struct painting *painting)
{
	const struct machine *machine = painting->machine;
	size_t next = 0;

	for (size_t i = 0; i < machine->plot->node_count; i++) {
		const struct bm_reserved_node *node =
		    &machine->plot->nodes[i];
		const struct bm_reserved_dynamic *got;
		struct bm_range range;
		enum bm_status status;

		if (!node->is_dynamic)
			continue;
		got = &machine->placed[next++];
		status = expected_place(painting, node, &range);
		if (next > machine->placed_count || got->node != i ||
		    got->status != status || (status == BM_OK &&
		    !bm_range_equal(got->range, range)))
			return ("a dynamic node is elsewhere");
		if (status != BM_OK)
			continue;
		paint(machine->plot, painting->is_reserved, range);
		if (node->is_no_map)
			paint(machine->plot, painting->is_no_map, range);
	}
	return (next == machine->placed_count ? NULL :
	    "a dynamic node too many");
}

static const char *
judge_tuples(const struct machine *machine)
{
	const struct plot *plot = machine->plot;

	for (size_t i = 0; i < plot->node_count; i++) {
		const struct bm_reserved_node *node = &plot->nodes[i];

		for (size_t j = 0; j < node->tuple_count; j++)
			if (machine->nodes[i].tuples[j].outcome !=
			    expected_outcome(plot, node,
			    node->tuples[j].extent))
				return ("outcome of a tuple");
	}
	return (NULL);
}

static const char *
judge_bytes(const struct painting *painting)
{
	const struct machine *machine = painting->machine;
	const struct plot *plot = machine->plot;

	for (size_t i = 0; i < plot->byte_count; i++) {
		const struct bm_range byte = bm_range_closed(plot->base + i,
		    plot->base + i);
		struct bm_memblock_region region;
		bool is_memory = bm_bootalloc_next(&machine->allocator,
		    BM_BOOTALLOC_MEMORY, byte.start, &region) &&
		    plot_holds(plot, region.range, i);
		bool is_no_map = is_memory &&
		    (region.flags & BM_MEMBLOCK_NOMAP) != 0;

		if (is_memory != plot->is_memory[i])
			return ("memory came or went");
		if (is_no_map != (is_memory && painting->is_no_map[i]))
			return ("a byte is no-map, or is not");
		if (bm_bootalloc_overlaps(&machine->allocator,
		    BM_BOOTALLOC_RESERVED, byte) != painting->is_reserved[i])
			return ("a byte is reserved, or is not");
		if (machine->is_mapped[i] && (!is_memory || is_no_map))
			return ("a no-map byte is mapped");
		if (!machine->is_mapped[i] && is_memory && !is_no_map)
			return ("memory is not mapped");
	}
	return (NULL);
}

/* One region each, sorted, and nothing written outside of them. */
static const char *
judge_array(const struct painting *painting)
{
	const struct machine *machine = painting->machine;
	const struct bm_reserved_memory *reserved = &machine->reserved;
	size_t expected = 0;

	for (size_t i = 0; i < machine->placed_count; i++)
		expected += machine->placed[i].status == BM_OK;
	for (size_t i = 0; i < machine->plot->node_count; i++)
		for (size_t j = 0; j < machine->plot->nodes[i].tuple_count;
		    j++)
			expected += machine->plot->nodes[i].tuples[j].extent
			    .length != 0;
	if (reserved->region_count != expected)
		return ("regions too many or too few");
	for (size_t i = 1; i < expected; i++) {
		const struct bm_reserved_region *region =
		    &reserved->regions[i];

		if (region[-1].range.start > region->range.start ||
		    (region[-1].range.start == region->range.start &&
		    bm_range_last(region[-1].range) >
		    bm_range_last(region->range)))
			return ("regions are not sorted");
		if (region[-1].node == region->node &&
		    region[-1].tuple == region->tuple)
			return ("a region twice");
	}
	return (NULL);
}

static const char *
judge_regions(const struct machine *machine)
{
	const struct bm_reserved_memory *reserved = &machine->reserved;

	for (size_t i = 0; i < reserved->region_count; i++) {
		const struct bm_reserved_region *region =
		    &reserved->regions[i];
		const struct bm_reserved_node *node =
		    &machine->nodes[region->node];
		struct bm_range range;

		if (region->is_dynamic != node->is_dynamic ||
		    region->is_reusable != node->is_reusable)
			return ("flags of a region");
		if (region->is_dynamic)
			continue;
		if (region->tuple >= node->tuple_count ||
		    !range_of(node->tuples[region->tuple].extent, &range) ||
		    !bm_range_equal(region->range, range) ||
		    region->is_no_map != (node->is_no_map &&
		    node->tuples[region->tuple].outcome == BM_RESERVED_HELD))
			return ("a region is not its tuple");
	}
	return (NULL);
}

static const char *
judge_overlaps(const struct bm_reserved_memory *reserved)
{
	struct bm_reserved_overlap overlap = { 0, 0 };

	for (size_t i = 0; i < reserved->region_count; i++)
		for (size_t j = i + 1; j < reserved->region_count; j++) {
			if (!bm_range_overlaps(reserved->regions[i].range,
			    reserved->regions[j].range))
				continue;
			if (!bm_reserved_mem_next_overlap(reserved, &overlap)
			    || overlap.first != i || overlap.second != j)
				return ("an overlap is missed");
		}
	return (bm_reserved_mem_next_overlap(reserved, &overlap) ?
	    "an overlap too many" : NULL);
}

static bool
is_untouched(const struct machine *machine)
{
	const struct bm_reserved_memory *reserved = &machine->reserved;
	const struct bm_bootalloc *allocator = &machine->allocator;

	for (size_t i = 0; i < machine->plot->byte_count; i++)
		if (machine->bytes[i] != PLOT_PATTERN &&
		    !(reserved->has_array &&
		    plot_holds(machine->plot, reserved->array, i)) &&
		    !(allocator->has_grown &&
		    plot_holds(machine->plot, allocator->table, i)))
			return (false);
	return (true);
}

const char *
machine_judge_halfway(const struct machine *machine)
{
	const struct plot *plot = machine->plot;
	const struct bm_reserved_memory *reserved = &machine->reserved;

	for (size_t i = 0; i < plot->byte_count; i++)
		if (plot->is_loaded[i] &&
		    !bm_bootalloc_overlaps(&machine->allocator,
		    BM_BOOTALLOC_RESERVED, bm_range_closed(plot->base + i,
		    plot->base + i)))
			return ("the loader's memory is given away");
	for (size_t i = 0; i < reserved->temporary_count; i++)
		if (reserved->temporary[i].status == BM_OK &&
		    !bm_bootalloc_covers(&machine->allocator,
		    BM_BOOTALLOC_RESERVED, reserved->temporary[i].range))
			return ("a dynamic node lost its memory");
	return (is_untouched(machine) ? NULL : "memory is written");
}

const char *
machine_judge(const struct machine *machine)
{
	const struct bm_reserved_memory *reserved = &machine->reserved;
	static struct painting painting;
	const char *wrong;

	memset(&painting, 0, sizeof(painting));
	painting.machine = machine;
	paint_firmware(&painting);
	wrong = judge_tuples(machine);
	if (wrong == NULL)
		wrong = judge_placed(&painting);
	if (wrong != NULL)
		return (wrong);
	if (reserved->has_array) {
		if (!is_free(&painting, reserved->array))
			return ("the array lies in what is taken");
		paint(machine->plot, painting.is_reserved, reserved->array);
	}
	if (machine->allocator.has_grown)
		paint(machine->plot, painting.is_reserved,
		    machine->allocator.table);
	if (reserved->stage == BM_RESERVED_DONE &&
	    reserved->has_temporary_range)
		for (size_t i = 0; i < machine->plot->byte_count; i++)
			if (plot_holds(machine->plot,
			    reserved->temporary_range, i))
				painting.is_reserved[i] =
				    painting.is_firmware[i];
	wrong = judge_bytes(&painting);
	if (wrong == NULL && reserved->stage == BM_RESERVED_DONE)
		wrong = judge_array(&painting);
	if (wrong == NULL && reserved->stage == BM_RESERVED_DONE)
		wrong = judge_regions(machine);
	if (wrong == NULL)
		wrong = judge_overlaps(reserved);
	if (wrong == NULL && !is_untouched(machine))
		wrong = "memory is written";
	return (wrong);
}

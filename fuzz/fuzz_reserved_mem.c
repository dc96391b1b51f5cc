/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Reserved memory: scripts that lay out a machine of a few pages and the nodes
 * of its /reserved-memory, and say what is to fail on the way.  The stages are
 * gone through to the end, each again after it failed, and what comes out is
 * compared with painted bytes: nothing is allocated in what firmware or the
 * loader have, or outside of memory; a region is there if and only if its
 * range is reserved or no-map; nothing is written that is not mapped.
 *
 * A header of 8 bytes: pages, place, spare pieces, the call of map and of
 * reach that fails, whether the array is asked for early, and two that say
 * nothing.  Then operations, whose edges are in units of 8 bytes.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/script.h"
#include "tests/reserved_mem_model.h"

#define HEADER_BYTES 8
#define UNIT_BYTES 8
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

const struct mutate_layout fuzz_layout = { .header_bytes = HEADER_BYTES,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = PLOT_PAGE_BYTES / UNIT_BYTES };

enum {
	MEMORY, HOLE, LOADED, MEMRESERVE, STATIC, TUPLE, DYNAMIC, WINDOW, KINDS
};

enum { FLAG_NO_MAP = 1, FLAG_REUSABLE = 2, FLAG_EMPTY = 4, FLAG_WRAPS = 8 };

static struct bm_extent
extent_of(const struct plot *plot, const struct operation *operation)
{
	const uint64_t first = operation->first < operation->last ?
	    operation->first : operation->last;
	const uint64_t last = operation->first < operation->last ?
	    operation->last : operation->first;
	struct bm_extent extent = { plot->base + first * UNIT_BYTES,
	    (last - first + 1) * UNIT_BYTES };

	if ((operation->flags & FLAG_EMPTY) != 0)
		extent.length = 0;
	if ((operation->flags & FLAG_WRAPS) != 0)
		extent.length = UINT64_MAX - operation->extra;
	return (extent);
}

static void
paint(struct plot *plot, bool *bytes, const struct operation *operation,
    bool value)
{
	const struct bm_extent extent = extent_of(plot, operation);

	for (size_t i = 0; i < plot->byte_count; i++)
		if (plot->base + i - extent.base < extent.length)
			bytes[i] = value;
}

static void
add_node(struct plot *plot, const struct operation *operation)
{
	struct bm_reserved_node *node = &plot->nodes[plot->node_count];

	if (plot->node_count == PLOT_NODES_MAX)
		return;
	*node = (struct bm_reserved_node){
		.origin = { BM_SOURCE_FDT_RESERVED,
		    (uint32_t)plot->node_count },
		.is_dynamic = operation->kind % KINDS == DYNAMIC,
		.is_no_map = (operation->flags & FLAG_NO_MAP) != 0,
		.is_reusable = (operation->flags & FLAG_REUSABLE) != 0 };
	plot->node_count++;
	if (node->is_dynamic) {
		node->size_bytes = operation->extra;
		node->align_bytes = (operation->flags & FLAG_WRAPS) != 0 ?
		    operation->first : UINT64_C(1) << operation->first % 12;
	}
}

static void
add_tuple(struct plot *plot, const struct operation *operation)
{
	struct bm_reserved_node *node = &plot->nodes[plot->node_count - 1];
	struct bm_reserved_tuple *tuple = &plot->tuples[plot->tuple_count];

	if (plot->node_count == 0 || node->is_dynamic ||
	    plot->tuple_count == PLOT_TUPLES_MAX)
		return;
	tuple->extent = extent_of(plot, operation);
	if (node->tuple_count++ == 0)
		node->tuples = tuple;
	plot->tuple_count++;
}

static void
add_window(struct plot *plot, const struct operation *operation)
{
	struct bm_reserved_node *node = &plot->nodes[plot->node_count - 1];
	struct bm_extent *window =
	    &plot->alloc_ranges[plot->alloc_range_count];

	if (plot->node_count == 0 || !node->is_dynamic ||
	    plot->alloc_range_count == PLOT_RANGES_MAX)
		return;
	*window = extent_of(plot, operation);
	if (node->alloc_range_count++ == 0)
		node->alloc_ranges = window;
	plot->alloc_range_count++;
}

static void
obey(struct plot *plot, const struct operation *operation)
{
	switch (operation->kind % KINDS) {
	case MEMORY:
	case HOLE:
		paint(plot, plot->is_memory, operation,
		    operation->kind % KINDS == MEMORY);
		break;
	case LOADED:
		paint(plot, plot->is_loaded, operation, true);
		break;
	case MEMRESERVE:
		if (plot->memreserve_count < PLOT_RANGES_MAX)
			plot->memreserve[plot->memreserve_count++] =
			    extent_of(plot, operation);
		break;
	case STATIC:
		add_node(plot, operation);
		add_tuple(plot, operation);
		break;
	case TUPLE:
		add_tuple(plot, operation);
		break;
	case DYNAMIC:
		add_node(plot, operation);
		break;
	default:
		add_window(plot, operation);
		break;
	}
}

/* The temporary store is the first page of memory, if there is a whole one. */
static void
place_temporary(struct plot *plot)
{
	for (size_t page = 0; page < plot->byte_count;
	    page += PLOT_PAGE_BYTES) {
		size_t i = 0;

		while (i < PLOT_PAGE_BYTES && plot->is_memory[page + i])
			i++;
		if (i < PLOT_PAGE_BYTES)
			continue;
		plot->has_temporary = true;
		plot->temporary_first = page;
		memset(plot->is_loaded + page, true, PLOT_PAGE_BYTES);
		return;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static const bm_paddr bases[] = { PLOT_PAGE_BYTES,
	    UINT64_C(0x40000000), UINT64_C(0xffffe000) };
	struct script script = script_of(bytes, length);
	const size_t pages = script_u8(&script) % PLOT_PAGES_MAX + 1;
	const size_t place = script_u8(&script) % (LENGTH(bases) + 1);
	struct plot_faults faults = { .spare_pieces = script_u8(&script) };
	static struct plot plot;
	size_t fault_count;
	const char *wrong;

	fuzz_digest = 0;
	plot_init(&plot, place < LENGTH(bases) ? bases[place] :
	    UINT64_C(0) - pages * PLOT_PAGE_BYTES, pages);
	faults.failing_map = script_u8(&script);
	faults.failing_reach = script_u8(&script);
	faults.allocates_early = script_u8(&script) % 2 != 0;
	(void)script_u16(&script);
	while (!script_ends(&script)) {
		const struct operation operation = script_operation(&script);

		obey(&plot, &operation);
	}
	if (faults.allocates_early)
		place_temporary(&plot);
	wrong = plot_run(&plot, &faults, &fault_count);
	if (wrong != NULL)
		fuzz_fail(__FILE__, __LINE__, wrong);
	fuzz_note(fault_count);
	fuzz_note(plot.node_count);
	return (0);
}

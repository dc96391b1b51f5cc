/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where a script plays, and on what memory.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/plot.h"

/* Where a universe lies; several cross or touch a boundary of amd64's. */
static bm_paddr
place_of(unsigned code, uint64_t bytes, uint64_t cell)
{
	const bm_paddr isa = (bm_paddr)16 << 20, bits_32 = (bm_paddr)4 << 30;
	const uint64_t half = bytes / cell / 2 * cell;

	switch (code % 8) {
	case 0:
		return (0);
	case 1:
		return ((bm_paddr)1 << 40);
	case 2:
		return (half < isa ? isa - half : 0);
	case 3:
		return (half < bits_32 ? bits_32 - half : 0);
	case 4:
		return (0 - bytes);
	case 5:
		return (0 - bytes - cell);
	case 6:
		return (((bm_paddr)1 << 40) + 3 * cell);
	default:
		return (bytes < isa ? isa - bytes : isa);
	}
}

static bm_vaddr
virtual_place_of(unsigned code, uint64_t bytes, uint64_t cell)
{
	const bm_vaddr half = UINT64_C(1) << 63;
	const bm_paddr base = plot.cells.physical.base;

	switch (code % 4) {
	case 0:
		return (base);
	case 1:
		return (half + base % plot.tables.large_bytes);
	case 2:
		return (half + base % plot.tables.large_bytes +
		    (1 + code / 4 % 63) * cell);
	default:
		return (0 - bytes);
	}
}

static void
set_up_places(struct script *script)
{
	static const unsigned scales[] = { 0, 0, 0, 0, 0, 3, 7, 12 };
	const unsigned place = script_u8(script), size = script_u8(script);
	const uint64_t small = BM_PAGE_SIZE_MIN << place / 8 % 3 * 2;
	const unsigned count = universe_unit_count(size);
	uint64_t cell;

	plot.scale = scales[place / 32];
	/* No boundary of a queue inside a cell. */
	while (small << plot.scale > (uint64_t)16 << 20)
		plot.scale--;
	cell = small << plot.scale;
	memset(&plot.cells, 0, sizeof(plot.cells));
	plot.cells.slot_cells = 4U << size / 8 % 4;
	plot.cells.physical = (struct universe){ place_of(place,
	    count * cell, cell), cell, count };
	plot.tables = (struct bm_page_tables){ .page_size = small,
	    .large_bytes = plot.cells.slot_cells * cell };
	plot.cells.virtual = (struct universe){ virtual_place_of(
	    script_u8(script), count * cell, cell), cell, count };
	plot.tables.offset = plot.cells.virtual.base -
	    plot.cells.physical.base;
}

static struct bm_queues
queues_of(unsigned code)
{
	const bm_paddr fixed[] = { (bm_paddr)16 << 20, (bm_paddr)4 << 30 };
	const bm_paddr own = universe_address(&plot.cells.physical,
	    1 + code / 4 % (cell_count() - 1));
	struct bm_queues queues = { .count = 0 };
	bool has_own = (code & 1) != 0;

	for (unsigned i = 0; i < 2 && (code & 2) == 0; i++) {
		if (has_own && own < fixed[i]) {
			queues.boundaries[queues.count++] = own;
			has_own = false;
		}
		has_own = has_own && own != fixed[i];
		queues.boundaries[queues.count++] = fixed[i];
	}
	if (has_own)
		queues.boundaries[queues.count++] = own;
	return (queues);
}

/* The physical memory there is, from all records that say so. */
static void
paint_memory(struct script script)
{
	for (unsigned i = 0; i < OPERATIONS_MAX && !script_ends(&script);
	    i++) {
		struct operation operation = script_operation(&script);
		unsigned kind = operation.kind % KINDS;
		struct span span = outward(plot_bytes(operation));

		if (kind == AVAIL)
			cells_paint(&plot.cells, CELL_AVAIL, span, 1);
		/* What is available need not be managed. */
		if (kind == SEGMENT || (kind == AVAIL &&
		    (operation.flags & IS_KERNEL) == 0))
			cells_paint(&plot.cells, CELL_MANAGED, span, 1);
	}
}

static void
build_segments(const struct bm_queues *queues, struct bm_rset *ret_segments)
{
	struct bm_rset managed = cells_table(&plot.cells, CELL_MANAGED);
	const size_t capacity = managed.count + 2 * (queues->count + 1);

	*ret_segments = bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity);
	FUZZ_REQUIRE(bm_segments_build(&managed, queues, ret_segments) ==
	    BM_OK);
	for (unsigned i = 0; i < cell_count(); i++) {
		bm_paddr address = universe_address(&plot.cells.physical, i);
		unsigned queue = 1;

		for (size_t j = 0; j < queues->count; j++)
			queue += queues->boundaries[j] <= address;
		if (plot.cells.paint[CELL_MANAGED][i] != 0)
			plot.cells.paint[CELL_SEGMENT][i] = (uint8_t)queue;
	}
	cells_require(&plot.cells, CELL_SEGMENT, ret_segments);
	free(managed.entries);
}

static struct bm_rset
new_set(size_t capacity)
{
	return (bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity));
}

/* False if there was no room, which only a script can ask for. */
static bool
set_up_pages(const struct bm_rset *segments, unsigned more, bool is_small,
    size_t bad_capacity)
{
	struct bm_rset avail = cells_table(&plot.cells, CELL_AVAIL);
	const size_t enough = segments->count + 2 * avail.count;
	struct bm_rset runs = new_set(is_small ? more % 16 :
	    enough + 2 * more), bad = new_set(bad_capacity);
	enum bm_status status;

	plot.pages = (struct bm_pages){ .runs = runs, .bad = bad };
	status = bm_pages_init(&plot.pages,
	    plot.tables.page_size, segments, &avail, runs, bad);
	free(avail.entries);
	buddy_clear(&plot.buddy, &plot.cells, BM_ORDER_COUNT - plot.scale);
	for (unsigned i = 0; i < cell_count(); i++)
		if (plot.cells.paint[CELL_SEGMENT][i] != 0) {
			plot.cells.paint[CELL_STATE][i] = BM_PAGE_IN_USE;
			if (plot.cells.paint[CELL_AVAIL][i] != 0)
				plot_set_states((struct span){ i, i },
				    BM_PAGE_FREE);
		}
	FUZZ_REQUIRE(cells_runs(&plot.cells, CELL_STATE) <= enough);
	FUZZ_REQUIRE(status == (cells_runs(&plot.cells, CELL_STATE) <=
	    runs.capacity ? BM_OK : BM_FULL));
	fuzz_note(status);
	return (status == BM_OK);
}

bool
plot_set_up(struct script *script)
{
	struct bm_queues queues;
	struct bm_rset segments;
	unsigned code, more, others;

	set_up_places(script);
	code = script_u8(script);
	queues = queues_of(code);
	more = script_u8(script);
	plot.tables.mapped = new_set(script_u8(script));
	plot.tables.spares = new_set(script_u8(script) % 64);
	others = script_u8(script);
	plot.kva.free = new_set(others / 16);
	plot.bootstrap = (struct bm_bootstrap){ &plot.pages, &plot.tables,
	    &plot.kva };
	plot.record_count = 0;
	plot.is_sorted = true;
	paint_memory(*script);
	build_segments(&queues, &segments);
	plot.segments = segments.entries;
	return (set_up_pages(&segments, more, (code & 0x80) != 0,
	    others % 16));
}

void
plot_free(void)
{
	free(plot.segments);
	free(plot.pages.runs.entries);
	free(plot.pages.bad.entries);
	free(plot.tables.mapped.entries);
	free(plot.tables.spares.entries);
	free(plot.kva.free.entries);
}

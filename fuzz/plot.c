/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/plot.h"

#include <string.h>

#include "fuzz/fuzz.h"

struct plot plot;

static void
shake(struct bytes *bytes, struct operation operation, uint64_t part)
{
	bytes->first += operation.extra % part;
	if (bytes->last - operation.extra / 7 % part >= bytes->first)
		bytes->last -= operation.extra / 7 % part;
}

/* In universes of many pages a cell nothing is smaller than a cell. */
struct bytes
plot_bytes(struct operation operation)
{
	const uint64_t cell = plot.cells.physical.unit_bytes;
	const uint64_t part = cell / PARTS_A_CELL;
	const unsigned edges = cell_count() * PARTS_A_CELL;
	const unsigned a = operation.first % edges;
	const unsigned b = operation.last % edges;
	struct bytes bytes = { (a < b ? a : b) * part,
	    ((a < b ? b : a) + 1) * part - 1, true };

	if (plot.scale != 0) {
		bytes.first -= bytes.first % cell;
		bytes.last += cell - 1 - bytes.last % cell;
	} else if ((operation.flags & JITTER) != 0)
		shake(&bytes, operation, part);
	return (bytes);
}

/* Out of the universe only where there is room. */
struct bytes
plot_wide_bytes(struct operation operation)
{
	const struct universe *universe = &plot.cells.virtual;
	const uint64_t more = (operation.extra % 8 + 1U) *
	    universe->unit_bytes;
	const uint64_t end = universe->unit_count * universe->unit_bytes;
	struct bytes bytes = plot_bytes(operation);

	if ((operation.flags & BEYOND) != 0 &&
	    UINT64_MAX - universe->base - (end - 1) >= more) {
		bytes.last = end + more - 1;
		bytes.is_inside = false;
	}
	if ((operation.flags & BELOW) != 0 && universe->base >= more) {
		bytes.first = 0 - more;
		bytes.is_inside = false;
	}
	return (bytes);
}

static void
require_blocks(void)
{
	size_t segment = 0;

	for (unsigned i = 0; i < cell_count(); i++) {
		struct span run = cells_run(&plot.cells, CELL_SEGMENT, i);
		uint64_t counts[BM_ORDER_COUNT], wanted[BM_ORDER_COUNT] = {
		    0 };

		i = run.last;
		if (plot.cells.paint[CELL_SEGMENT][i] == 0)
			continue;
		for (unsigned j = run.first; j <= run.last; j++)
			if (plot.buddy.heads[j] != 0)
				wanted[plot.buddy.heads[j] - 1 +
				    plot.scale]++;
		bm_pages_count_blocks(&plot.pages, segment++, counts);
		FUZZ_REQUIRE(memcmp(counts, wanted, sizeof(counts)) == 0);
	}
}

void
plot_require_block(unsigned cell)
{
	bm_paddr address = universe_address(&plot.cells.physical, cell);
	bool is_free = plot.cells.paint[CELL_STATE][cell] == BM_PAGE_FREE;
	struct bm_block block = { { 1, 1 }, 77 };
	struct span span;
	unsigned order;

	/* Its last byte, to have an address that is no page's. */
	address += plot.cells.physical.unit_bytes - 1;
	FUZZ_REQUIRE(bm_pages_state(&plot.pages, address) ==
	    plot.cells.paint[CELL_STATE][cell]);
	FUZZ_REQUIRE(buddy_block(&plot.buddy, cell, &span, &order) ==
	    is_free);
	FUZZ_REQUIRE(bm_pages_block(&plot.pages, address, &block) ==
	    is_free);
	if (!is_free) {
		FUZZ_REQUIRE(block.order == 77);
		return;
	}
	FUZZ_REQUIRE(bm_range_equal(block.range, physical(span)));
	FUZZ_REQUIRE(block.order == order + plot.scale);
}

static uint64_t
count_slots(enum aspect aspect, unsigned bits)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < cell_count(); i++)
		count += (plot.cells.paint[aspect][i] & bits) == bits;
	FUZZ_REQUIRE(count % plot.cells.slot_cells == 0);
	return (count / plot.cells.slot_cells);
}

void
plot_require(void)
{
	const struct cells *cells = &plot.cells;

	cells_require(cells, CELL_SEGMENT, &plot.pages.segments);
	cells_require(cells, CELL_STATE, &plot.pages.runs);
	cells_require(cells, CELL_BAD, &plot.pages.bad);
	cells_require(cells, CELL_MAPPED, &plot.tables.mapped);
	cells_require(cells, CELL_SPARE, &plot.tables.spares);
	cells_require(cells, CELL_ARENA, &plot.kva.free);
	FUZZ_REQUIRE(plot.pages.free_count == (uint64_t)cells_count(cells,
	    CELL_STATE, BM_PAGE_FREE) << plot.scale);
	FUZZ_REQUIRE(bm_page_tables_large_count(&plot.tables) ==
	    count_slots(CELL_MAPPED, BM_MAP_LARGE));
	FUZZ_REQUIRE(bm_page_tables_spare_count(&plot.tables) ==
	    count_slots(CELL_SPARE, 1));
	require_blocks();
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/cells.h"

#include "fuzz/fuzz.h"

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

static struct span
whole(const struct cells *cells)
{
	return ((struct span){ 0, cells->physical.unit_count - 1 });
}

void
cells_paint(struct cells *cells, enum aspect aspect, struct span span,
    unsigned value)
{
	for (unsigned i = span.first; i <= span.last; i++)
		cells->paint[aspect][i] = (uint8_t)value;
}

bool
cells_all(const struct cells *cells, enum aspect aspect, struct span span,
    unsigned value)
{
	for (unsigned i = span.first; i <= span.last; i++)
		if (cells->paint[aspect][i] != value)
			return (false);
	return (true);
}

bool
cells_any(const struct cells *cells, enum aspect aspect, struct span span,
    unsigned value)
{
	for (unsigned i = span.first; i <= span.last; i++)
		if (cells->paint[aspect][i] == value)
			return (true);
	return (false);
}

struct span
cells_run(const struct cells *cells, enum aspect aspect, unsigned first)
{
	const uint8_t *values = cells->paint[aspect];
	unsigned last = first;

	while (last + 1 < cells->physical.unit_count &&
	    values[last + 1] == values[first])
		last++;
	return ((struct span){ first, last });
}

unsigned
cells_runs_in(const struct cells *cells, enum aspect aspect,
    struct span span)
{
	const uint8_t *values = cells->paint[aspect];
	unsigned count = 0;

	for (unsigned i = span.first; i <= span.last; i++)
		count += values[i] != 0 && (i == span.first ||
		    values[i] != values[i - 1]);
	return (count);
}

unsigned
cells_runs(const struct cells *cells, enum aspect aspect)
{
	return (cells_runs_in(cells, aspect, whole(cells)));
}

unsigned
cells_count(const struct cells *cells, enum aspect aspect, unsigned value)
{
	unsigned count = 0;

	for (unsigned i = 0; i < cells->physical.unit_count; i++)
		count += cells->paint[aspect][i] == value;
	return (count);
}

bool
cells_slot(const struct cells *cells, unsigned cell, struct span *ret_slot)
{
	const struct universe *universe = &cells->virtual;
	uint64_t before = universe->base / universe->unit_bytes %
	    cells->slot_cells;
	unsigned into = (unsigned)((before + cell) % cells->slot_cells);

	if (into > cell ||
	    cells->slot_cells - into > universe->unit_count - cell)
		return (false);
	ret_slot->first = cell - into;
	ret_slot->last = ret_slot->first + cells->slot_cells - 1;
	return (true);
}

static struct bm_rset_entry
entry_of(const struct cells *cells, enum aspect aspect, struct span run)
{
	const bool has_tags = aspect == CELL_SEGMENT ||
	    aspect == CELL_STATE || aspect == CELL_MAPPED;

	return ((struct bm_rset_entry){ universe_range(aspect >= CELL_MAPPED ?
	    &cells->virtual : &cells->physical, run),
	    has_tags ? cells->paint[aspect][run.first] : 0, no_origin });
}

struct bm_rset
cells_table(const struct cells *cells, enum aspect aspect)
{
	const unsigned capacity = cells_runs(cells, aspect);
	struct bm_rset set = bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity);

	for (unsigned i = 0; i < cells->physical.unit_count; i++) {
		struct span run = cells_run(cells, aspect, i);

		if (cells->paint[aspect][i] != 0)
			set.entries[set.count++] = entry_of(cells, aspect,
			    run);
		i = run.last;
	}
	return (set);
}

void
cells_require(const struct cells *cells, enum aspect aspect,
    const struct bm_rset *set)
{
	size_t count = 0;

	FUZZ_REQUIRE(set->count <= set->capacity);
	for (unsigned i = 0; i < cells->physical.unit_count; i++) {
		struct span run = cells_run(cells, aspect, i);
		struct bm_rset_entry wanted = entry_of(cells, aspect, run);

		i = run.last;
		if (cells->paint[aspect][i] == 0)
			continue;
		FUZZ_REQUIRE(count < set->count);
		FUZZ_REQUIRE(bm_range_equal(set->entries[count].range,
		    wanted.range));
		FUZZ_REQUIRE(set->entries[count].tags == wanted.tags);
		FUZZ_REQUIRE(set->entries[count].origin.source ==
		    BM_SOURCE_NONE);
		FUZZ_REQUIRE(set->entries[count].origin.index == 0);
		count++;
	}
	FUZZ_REQUIRE(count == set->count);
}

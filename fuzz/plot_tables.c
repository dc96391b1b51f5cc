/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Operations on mappings, spares and the arena.
 */
#include "fuzz/fuzz.h"
#include "fuzz/plot.h"

/* Is the superpage of an edge of span divided?  Its cells, then. */
static bool
is_divided(struct span span, unsigned edge, struct span *ret_slot)
{
	if ((plot.cells.paint[CELL_MAPPED][edge] & BM_MAP_LARGE) == 0)
		return (false);
	FUZZ_REQUIRE(cells_slot(&plot.cells, edge, ret_slot));
	return (ret_slot->first < span.first || ret_slot->last > span.last);
}

enum bm_status
plot_expect_change(struct span span, bool is_inside)
{
	const struct cells *cells = &plot.cells;
	const unsigned edges[] = { span.first, span.last };
	struct span slot;

	if (!is_inside || cells_any(cells, CELL_MAPPED, span, 0))
		return (BM_NONE);
	if (room(&plot.tables.mapped) < 6 || room(&plot.tables.spares) < 2)
		return (BM_FULL);
	for (unsigned i = 0; i < 2; i++)
		if (is_divided(span, edges[i], &slot) &&
		    !cells_all(cells, CELL_SPARE, slot, 1))
			return (BM_NO_SPARE);
	return (BM_OK);
}

/* Divides at the edges, then gives every cell of span these bits. */
void
plot_change_mapping(struct span span, unsigned bits_off, unsigned bits_on)
{
	const unsigned edges[] = { span.first, span.last };
	uint8_t *mapped = plot.cells.paint[CELL_MAPPED];
	struct span slot;

	for (unsigned i = 0; i < 2; i++) {
		if (!is_divided(span, edges[i], &slot))
			continue;
		cells_paint(&plot.cells, CELL_SPARE, slot, 0);
		for (unsigned j = slot.first; j <= slot.last; j++)
			mapped[j] &= (uint8_t)~BM_MAP_LARGE;
	}
	for (unsigned i = span.first; i <= span.last; i++)
		mapped[i] = (uint8_t)((mapped[i] & ~bits_off) | bits_on);
}

void
operate_protect(struct operation operation)
{
	struct bytes bytes = plot_wide_bytes(operation);
	struct span span = outward(plot_bytes(operation));
	struct bm_vrange range = virtual(span);
	bool is_writable = (operation.flags & WRITABLE) != 0;
	enum bm_status expected = plot_expect_change(span, bytes.is_inside);
	enum bm_status status;

	if (!bytes.is_inside)
		range = virtual_bytes(bytes);
	FUZZ_REQUIRE(bm_page_tables_may_change(&plot.tables, range) ==
	    expected);
	status = operation.kind % KINDS == UNMAP ?
	    bm_page_tables_unmap(&plot.tables, range) :
	    bm_page_tables_protect(&plot.tables, range, is_writable);
	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status != BM_OK)
		return;
	if (operation.kind % KINDS == UNMAP)
		plot_change_mapping(span, 0xff, 0);
	else
		plot_change_mapping(span, BM_MAP_WRITABLE,
		    is_writable ? BM_MAP_WRITABLE : 0);
}

/* Every slot that is inside span, if the two spaces agree within slots. */
static void
paint_map(struct span span, unsigned bits)
{
	struct span slot;

	cells_paint(&plot.cells, CELL_MAPPED, span, BM_MAP_PRESENT | bits);
	if (plot.tables.offset % plot.tables.large_bytes != 0)
		return;
	for (unsigned i = span.first; i <= span.last; i++)
		if (cells_slot(&plot.cells, i, &slot) &&
		    slot.first >= span.first && slot.last <= span.last) {
			plot.cells.paint[CELL_MAPPED][i] |= BM_MAP_LARGE;
			plot.cells.paint[CELL_SPARE][i] = 1;
		}
}

void
plot_map(struct span span, bool is_writable)
{
	enum bm_status expected = BM_OK, status;

	if (!cells_all(&plot.cells, CELL_MAPPED, span, 0))
		expected = BM_BUSY;
	else if (room(&plot.tables.mapped) < 3 ||
	    room(&plot.tables.spares) < 1)
		expected = BM_FULL;
	status = bm_page_tables_map(&plot.tables, virtual(span),
	    is_writable);
	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status == BM_OK)
		paint_map(span, is_writable ? BM_MAP_WRITABLE : 0);
}

void
operate_map(struct operation operation)
{
	plot_map(outward(plot_bytes(operation)),
	    (operation.flags & WRITABLE) != 0);
}

void
operate_withdraw(struct operation operation)
{
	unsigned cell = outward(plot_bytes(operation)).first;
	struct span slot;

	if (!cells_slot(&plot.cells, cell, &slot) || bm_rset_remove(
	    &plot.tables.spares, universe_range(&plot.cells.virtual,
	    slot)) != BM_OK)
		return;
	cells_paint(&plot.cells, CELL_SPARE, slot, 0);
}

void
operate_add_to_arena(struct operation operation)
{
	struct span span = outward(plot_bytes(operation));
	enum bm_status expected = BM_OK, status;

	if (!cells_all(&plot.cells, CELL_ARENA, span, 0))
		expected = BM_INVALID;
	else if (!plot_fits_more(CELL_ARENA, span, &plot.kva.free))
		expected = BM_FULL;
	FUZZ_REQUIRE(bm_kva_overlaps(&plot.kva, virtual(span)) ==
	    (expected == BM_INVALID));
	status = bm_kva_add(&plot.kva, virtual(span));
	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status == BM_OK)
		cells_paint(&plot.cells, CELL_ARENA, span, 1);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Operations on page states, lists and the blacklist.
 */
#include "fuzz/fuzz.h"
#include "fuzz/plot.h"

void
plot_set_states(struct span span, enum bm_page_state new_state)
{
	uint8_t (*paint)[CELLS_MAX] = plot.cells.paint;

	for (unsigned i = span.first; i <= span.last; i++) {
		enum bm_page_state to = new_state;

		if (paint[CELL_SEGMENT][i] == 0)
			continue;
		if (to == BM_PAGE_FREE && paint[CELL_BAD][i] != 0)
			to = BM_PAGE_BAD;
		if (paint[CELL_STATE][i] == BM_PAGE_FREE &&
		    to != BM_PAGE_FREE)
			buddy_take(&plot.buddy, i);
		if (paint[CELL_STATE][i] != BM_PAGE_FREE &&
		    to == BM_PAGE_FREE)
			buddy_free(&plot.buddy, i);
		paint[CELL_STATE][i] = (uint8_t)to;
	}
}

bool
plot_runs_have_room(struct span span)
{
	const unsigned changes =
	    cells_runs_in(&plot.cells, CELL_SEGMENT, span) +
	    cells_runs_in(&plot.cells, CELL_BAD, span);

	return (room(&plot.pages.runs) / 2 >= changes);
}

void
operate_set(struct operation operation)
{
	struct span span = outward(plot_bytes(operation));
	enum bm_page_state to = (enum bm_page_state)(BM_PAGE_FREE +
	    operation.extra % (BM_PAGE_STATE_COUNT - BM_PAGE_FREE));
	bool fits = plot_runs_have_room(span);
	enum bm_status status = bm_pages_set(&plot.pages, physical(span),
	    to);

	fuzz_note(status);
	FUZZ_REQUIRE(status == (fits ? BM_OK : BM_FULL));
	if (fits)
		plot_set_states(span, to);
}

static enum bm_status
expect_free(struct span span)
{
	const struct cells *cells = &plot.cells;

	if (cells_any(cells, CELL_STATE, span, BM_PAGE_NONE) ||
	    cells_any(cells, CELL_STATE, span, BM_PAGE_FREE) ||
	    cells_any(cells, CELL_STATE, span, BM_PAGE_BAD))
		return (BM_INVALID);
	return (plot_runs_have_room(span) ? BM_OK : BM_FULL);
}

void
operate_free_pages(struct operation operation)
{
	struct span span = outward(plot_bytes(operation));
	enum bm_status expected = expect_free(span);
	unsigned before = cells_count(&plot.cells, CELL_STATE,
	    BM_PAGE_FREE);
	uint64_t page_count = 77;
	enum bm_status status = bm_pages_free(&plot.pages, physical(span),
	    &page_count);

	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status != BM_OK) {
		FUZZ_REQUIRE(page_count == 77);
		return;
	}
	plot_set_states(span, BM_PAGE_FREE);
	FUZZ_REQUIRE(page_count == (uint64_t)(cells_count(&plot.cells,
	    CELL_STATE, BM_PAGE_FREE) - before) << plot.scale);
}

bool
plot_fits_more(enum aspect aspect, struct span span, const struct bm_rset *set)
{
	static struct cells after;

	after = plot.cells;
	cells_paint(&after, aspect, span, 1);
	return (cells_runs(&after, aspect) <= set->capacity);
}

void
operate_blacklist(struct operation operation)
{
	struct bytes bytes = plot_bytes(operation);
	unsigned cell = outward(bytes).first;
	struct span span = { cell, cell };
	uint8_t was = plot.cells.paint[CELL_STATE][cell];
	enum bm_status expected = was == BM_PAGE_NONE ? BM_NONE : BM_OK;
	enum bm_status status;

	/* A page is less than a cell there. */
	if (plot.scale != 0)
		return;
	if (room(&plot.pages.runs) < 2 || !plot_fits_more(CELL_BAD, span,
	    &plot.pages.bad))
		expected = BM_FULL;
	status = bm_pages_blacklist(&plot.pages,
	    plot.cells.physical.base + bytes.first);
	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status == BM_FULL)
		return;
	cells_paint(&plot.cells, CELL_BAD, span, 1);
	if (was == BM_PAGE_FREE)
		plot_set_states(span, BM_PAGE_BAD);
}

struct search {
	uint64_t page_count;
	uint64_t alignment;
	bm_paddr low;
	bm_paddr last;
};

static uint64_t
page_size(void)
{
	return (plot.cells.physical.unit_bytes >> plot.scale);
}

static struct search
search_of(struct operation operation)
{
	struct bytes bytes = plot_bytes(operation);
	struct search search = {
	    .page_count = (operation.extra % 64U) << plot.scale,
	    .alignment = (UINT64_C(1) << operation.extra / 64 % 12) <<
	    plot.scale, .low = plot.cells.physical.base + bytes.first,
	    .last = plot.cells.physical.base + bytes.last };

	search.alignment *= page_size();
	if ((operation.flags & ODD_ALIGNMENT) != 0)
		search.alignment = operation.extra;
	if ((operation.flags & HUGE_COUNT) != 0)
		search.page_count = UINT64_MAX >> operation.extra % 16;
	if ((operation.flags & BELOW) != 0)
		search.low = 0;
	if ((operation.flags & BEYOND) != 0)
		search.last = UINT64_MAX;
	if ((operation.flags & NO_WINDOW) != 0)
		search.last = search.low - 1;
	return (search);
}

/* Tries every cell. */
static bool
find_by_trying(const struct search *search, struct span *ret_span)
{
	const struct cells *cells = &plot.cells;
	const uint64_t count = search->page_count >> plot.scale;

	if (count == 0 || search->alignment < page_size() ||
	    (search->alignment & (search->alignment - 1)) != 0)
		return (false);
	for (unsigned i = 0; i < cell_count(); i++) {
		bm_paddr start = universe_address(&cells->physical, i);
		struct span span = { i, i };

		if (start < search->low || start % search->alignment != 0 ||
		    count > cell_count() - i)
			continue;
		span.last = i + (unsigned)count - 1;
		if (bm_range_last(physical(span)) <= search->last &&
		    cells_all(cells, CELL_STATE, span, BM_PAGE_FREE) &&
		    cells_run(cells, CELL_SEGMENT, i).last >= span.last) {
			*ret_span = span;
			return (true);
		}
	}
	return (false);
}

void
operate_find(struct operation operation)
{
	struct search search = search_of(operation);
	struct bm_range range = { 1, 1 };
	struct span span;
	bool is_found;

	/* Of the many places within a cell only its start is tried. */
	if (plot.scale != 0 && search.alignment <
	    plot.cells.physical.unit_bytes)
		return;
	is_found = bm_pages_find(&plot.pages, search.page_count,
	    search.alignment, search.low, search.last, &range);
	fuzz_note(is_found);
	FUZZ_REQUIRE(is_found == find_by_trying(&search, &span));
	if (is_found)
		FUZZ_REQUIRE(bm_range_equal(range, physical(span)));
	else
		FUZZ_REQUIRE(range.start == 1 && range.end == 1);
}

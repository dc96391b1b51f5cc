/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The painted pages of fuzz_preload: one cell a page, or a power of two of
 * pages, with a value for everything that a table says of it.  Physical and
 * virtual pages have the same number, which is what a linear map is.
 */
#ifndef CELLS_H
#define CELLS_H

#include "fuzz/paint.h"

#define CELLS_MAX PAINT_UNITS_MAX

/* What a cell has a value for; 0 is: no entry of that table. */
enum aspect {
	CELL_MANAGED,
	CELL_SEGMENT,		/* number of the free queue, plus 1 */
	CELL_AVAIL,
	CELL_STATE,		/* enum bm_page_state */
	CELL_BAD,
	CELL_MAPPED,		/* BM_MAP_; from here on by virtual address */
	CELL_SPARE,
	CELL_ARENA,
	CELL_ASPECTS
};

struct cells {
	struct universe physical;
	struct universe virtual;
	unsigned slot_cells;	/* a superpage */
	uint8_t paint[CELL_ASPECTS][CELLS_MAX];
};

void cells_paint(struct cells *cells, enum aspect aspect, struct span span,
    unsigned value);
bool cells_all(const struct cells *cells, enum aspect aspect,
    struct span span, unsigned value);
bool cells_any(const struct cells *cells, enum aspect aspect,
    struct span span, unsigned value);

/* The cells from first on that have the same value. */
struct span cells_run(const struct cells *cells, enum aspect aspect,
    unsigned first);

/* How many runs of any value but 0 have a cell in span. */
unsigned cells_runs_in(const struct cells *cells, enum aspect aspect,
    struct span span);
unsigned cells_runs(const struct cells *cells, enum aspect aspect);
unsigned cells_count(const struct cells *cells, enum aspect aspect,
    unsigned value);

/* The superpage's cells around cell; false if it leaves the universe. */
bool cells_slot(const struct cells *cells, unsigned cell,
    struct span *ret_slot);

/* The table that the painting stands for, in storage of its own. */
struct bm_rset cells_table(const struct cells *cells, enum aspect aspect);

/* Aborts unless set is that table, to the last field. */
void cells_require(const struct cells *cells, enum aspect aspect,
    const struct bm_rset *set);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The painting oracle: a small universe of units, each of them painted or
 * not.  It knows no ranges: what a table of ranges must look like is read off
 * the units one by one.
 */
#ifndef PAINT_H
#define PAINT_H

#include "core/rset.h"

#define PAINT_UNITS_MAX 512

/* unit_count units of unit_bytes from base; may end at 2^64. */
struct universe {
	bm_paddr base;
	uint64_t unit_bytes;
	unsigned unit_count;
};

/*
 * A universe from two numbers: units of a byte up to 16 KiB at the bottom, in
 * the middle or at the top of the address space, or all of it.
 */
struct universe universe_of(unsigned form, unsigned size);

/* Units, both included. */
struct span {
	unsigned first;
	unsigned last;
};

struct unit {
	bool is_painted;
	uint8_t tags;
	uint16_t origin;	/* index; all paint comes from one list */
};

struct canvas {
	struct universe universe;
	struct unit units[PAINT_UNITS_MAX];
};

/* The span between two edges that may be any numbers, in any order. */
struct span universe_span(const struct universe *universe, unsigned edge,
    unsigned other_edge);

bm_paddr universe_address(const struct universe *universe, unsigned unit);
struct bm_range universe_range(const struct universe *universe,
    struct span span);

struct bm_origin paint_origin(uint32_t index);

void canvas_clear(struct canvas *canvas, struct universe universe);
void canvas_copy(struct canvas *canvas, const struct canvas *source);

/* Paints as bm_rset_add does: tags come on top, the earliest origin stays. */
void canvas_add(struct canvas *canvas, struct span span, uint8_t tags,
    uint16_t origin);
void canvas_remove(struct canvas *canvas, struct span span);

/* How many units a universe has; most are small, for speed. */
unsigned universe_unit_count(unsigned size);

/* The run of units painted with the same tags that starts at first. */
struct span canvas_run(const struct canvas *canvas, unsigned first);

/* One run, one origin: the earliest of its units.  Answers how many runs. */
unsigned canvas_settle(struct canvas *canvas);

/* Aborts unless set is the one canonical table of a settled canvas. */
void canvas_require(const struct canvas *canvas, const struct bm_rset *set);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What fuzz_preload works on: the tables of the core, and beside them the
 * plot of cells that says what must be in them.
 */
#ifndef PLOT_H
#define PLOT_H

#include "core/preload.h"
#include "core/segments.h"
#include "fuzz/buddy.h"
#include "fuzz/cells.h"
#include "fuzz/script.h"

#define OPERATIONS_MAX 64
#define PARTS_A_CELL 64

enum {
	SEGMENT, AVAIL, LOAD, FREE_FILE, SET, FREE_PAGES, BLACKLIST, FIND,
	PROTECT, UNMAP, MAP, WITHDRAW, ADD_TO_ARENA, UNLOAD, FREE_RANGE, KINDS
};

/* Of an operation that names bytes. */
enum { WRITABLE = 0x01, IS_KERNEL = 0x02, IS_EMPTY = 0x04, BELOW = 0x20,
    BEYOND = 0x40, JITTER = 0x80 };

/* Of a search. */
enum { ODD_ALIGNMENT = 0x08, HUGE_COUNT = 0x10, NO_WINDOW = 0x02 };

struct plot {
	struct cells cells;
	struct buddy buddy;
	unsigned scale;		/* pages a cell, as a power of two */
	struct bm_pages pages;
	struct bm_page_tables tables;
	struct bm_kva kva;
	struct bm_bootstrap bootstrap;
	struct bm_preload records[OPERATIONS_MAX];
	size_t record_count;
	bool is_sorted;
	struct bm_rset_entry *segments;
};

extern struct plot plot;

/* Bytes of the universe, counted from its base; both included. */
struct bytes {
	uint64_t first;
	uint64_t last;
	bool is_inside;
};

static inline unsigned
cell_count(void)
{
	return (plot.cells.physical.unit_count);
}

/* The cells with a byte of them. */
static inline struct span
outward(struct bytes bytes)
{
	const uint64_t cell = plot.cells.physical.unit_bytes;

	return ((struct span){ (unsigned)(bytes.first / cell),
	    (unsigned)(bytes.last / cell) });
}

/* The cells that are theirs; false if there is none. */
static inline bool
inward(struct bytes bytes, struct span *ret_span)
{
	const uint64_t cell = plot.cells.physical.unit_bytes;
	const uint64_t first = (bytes.first + cell - 1) / cell;
	const uint64_t end = (bytes.last + 1) / cell;

	if (first >= end)
		return (false);
	*ret_span = (struct span){ (unsigned)first, (unsigned)end - 1 };
	return (true);
}

static inline struct bm_range
physical(struct span span)
{
	return (universe_range(&plot.cells.physical, span));
}

static inline struct bm_vrange
virtual(struct span span)
{
	return (bm_vrange_of_numbers(universe_range(&plot.cells.virtual,
	    span)));
}

static inline struct bm_vrange
virtual_bytes(struct bytes bytes)
{
	const bm_vaddr base = plot.cells.virtual.base;

	return ((struct bm_vrange){ base + bytes.first,
	    base + bytes.last + 1 });
}

static inline size_t
room(const struct bm_rset *set)
{
	return (set->capacity - set->count);
}

/* The bytes an operation names; the wide ones may leave the universe. */
struct bytes plot_bytes(struct operation operation);
struct bytes plot_wide_bytes(struct operation operation);

/* Sets the tables up as the script's header and its memory say. */
bool plot_set_up(struct script *script);
void plot_free(void);

/* Aborts unless every table is the painted one. */
void plot_require(void);
void plot_require_block(unsigned cell);

/* Of the pages, cell by cell: the buddies have to be told of each. */
void plot_set_states(struct span span, enum bm_page_state new_state);

/* Two entries a part in a segment, and a run of blacklisted pages. */
bool plot_runs_have_room(struct span span);

/* Does one more entry of span, all of one value, fit into the table? */
bool plot_fits_more(enum aspect aspect, struct span span,
    const struct bm_rset *set);

/* What a change of the mappings of span must answer, and do. */
enum bm_status plot_expect_change(struct span span, bool is_inside);
void plot_change_mapping(struct span span, unsigned bits_off,
    unsigned bits_on);

/* Maps span and judges that. */
void plot_map(struct span span, bool is_writable);

/* Operations, each of which calls the core and judges it. */
void operate_set(struct operation operation);
void operate_free_pages(struct operation operation);
void operate_blacklist(struct operation operation);
void operate_find(struct operation operation);
void operate_protect(struct operation operation);
void operate_map(struct operation operation);
void operate_withdraw(struct operation operation);
void operate_add_to_arena(struct operation operation);

#endif

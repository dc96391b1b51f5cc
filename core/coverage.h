/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Painting by numbers: several lists of ranges are laid over each other and
 * the address space is walked from edge to edge, with the layers that cover
 * each stretch.  This is how the checker sees the tables; it knows nothing of
 * range sets and takes lists in any order, overlapping as they may.
 */
#ifndef BM_COVERAGE_H
#define BM_COVERAGE_H

#include <stddef.h>

#include "range.h"
#include "status.h"

#define BM_COVERAGE_LAYERS_MAX 32	/* bits of a mask */
#define BM_COVERAGE_LISTS_MAX 13

/* A list of ranges, and the layers that each of them paints. */
struct bm_coverage_list {
	const void *elements;
	size_t count;
	size_t stride_bytes;	/* from one element to the next */
	size_t range_offset;	/* of its struct bm_range, in bytes */
	/* Its range, where it has no such member; NULL: it has. */
	struct bm_range (*range)(const void *element);
	/* Mask of the layers of an element; 0 leaves it out. */
	uint32_t (*layers)(const void *element, const void *context);
	const void *context;
	uint32_t repeated;	/* layer where two elements overlap, or 0 */
};

/* A list's edge, for lists that are not in order. */
struct bm_coverage_edge {
	bm_paddr address;	/* start or last byte of the element */
	uint32_t layers;	/* of the element */
};

/*
 * Calls visit for every stretch of addresses, in ascending order, from 0 to
 * 2^64, with the mask of the layers that cover it.  edges is scratch with room
 * for twice the elements of all lists together; BM_FULL if it has less, then
 * visit was never called.  Lists in ascending order need none of it.
 */
enum bm_status bm_coverage_walk(const struct bm_coverage_list *lists,
    size_t list_count, struct bm_coverage_edge *edges, size_t edge_capacity,
    void (*visit)(void *context, struct bm_range stretch, uint32_t mask),
    void *context);

/*
 * Turns stretches into cells of whole pages: a run of pages that nothing
 * divides, or one page that is divided.  any has the layers that cover some
 * byte of the cell, all those that cover every byte.
 */
struct bm_coverage_pages {
	uint64_t page_size;
	void (*visit)(void *context, struct bm_range cell, uint32_t any,
	    uint32_t all);
	void *context;
	bool is_pending;	/* a divided page is being put together */
	uint32_t pending_any;
	uint32_t pending_all;
};

/* Takes the next stretch of a walk; the stretches must be all, in order. */
void bm_coverage_pages_add(struct bm_coverage_pages *pages,
    struct bm_range stretch, uint32_t mask);

#endif

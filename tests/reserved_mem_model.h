/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A machine of a few pages whose memory cannot be written before it is mapped,
 * and what the stages of reserved memory have to make of it, byte by byte.
 */
#ifndef RESERVED_MEM_MODEL_H
#define RESERVED_MEM_MODEL_H

#include "core/reserved_mem.h"

enum {
	PLOT_PAGE_BYTES = 256,
	PLOT_PAGES_MAX = 24,
	PLOT_BYTES_MAX = PLOT_PAGE_BYTES * PLOT_PAGES_MAX,
	PLOT_NODES_MAX = 16,
	PLOT_TUPLES_MAX = 32,
	PLOT_RANGES_MAX = 32,
	PLOT_PIECES_MAX = 512
};

/* What there is before any stage. */
struct plot {
	bm_paddr base;			/* of the bytes below; not page 0 */
	size_t byte_count;
	bool is_memory[PLOT_BYTES_MAX];
	bool is_loaded[PLOT_BYTES_MAX];	/* reserved by the loader */
	bool has_temporary;		/* the store is in memory, loaded */
	size_t temporary_first;		/* a page of it */
	struct bm_reserved_node nodes[PLOT_NODES_MAX];
	size_t node_count;
	struct bm_reserved_tuple tuples[PLOT_TUPLES_MAX];
	size_t tuple_count;
	struct bm_extent alloc_ranges[PLOT_RANGES_MAX];
	size_t alloc_range_count;
	struct bm_extent memreserve[PLOT_RANGES_MAX];
	size_t memreserve_count;
};

/* What is made to fail. */
struct plot_faults {
	size_t spare_pieces;	/* of the first table; more with each refusal */
	size_t failing_map;	/* the call that fails, from 1; 0: none */
	size_t failing_reach;
	bool allocates_early;	/* the array is asked for before the map */
};

/* Puts an empty plot of so many pages at base. */
void plot_init(struct plot *plot, bm_paddr base, size_t page_count);

/*
 * Goes through all stages, each as often as it takes; NULL, or what is wrong.
 * *ret_fault_count is how often something was made to fail and did.
 */
const char *plot_run(const struct plot *plot,
    const struct plot_faults *faults, size_t *ret_fault_count);

#endif

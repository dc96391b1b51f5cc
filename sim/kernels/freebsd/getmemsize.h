/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * amd64's getmemsize as of 2021, defects included.  Do not improve this;
 * the reference is x86.c over core/physmem.
 */
#ifndef GETMEMSIZE_H
#define GETMEMSIZE_H

#include "core/world.h"

/* VM_PHYSSEG_MAX is 63: pairs, and a pair of zeroes behind them. */
#define GETMEMSIZE_SEGMENTS 63
#define GETMEMSIZE_ELEMENTS (2 * GETMEMSIZE_SEGMENTS)

struct getmemsize {
	/* in */
	bool has_kernel;
	uint64_t kernel_start;	/* kernphys */
	uint64_t kernel_end;	/* first, a page */
	uint64_t physmem_tunable;	/* hw.physmem; 0: none */
	uint64_t physmem_start;		/* hw.physmem.start */

	/* the segment table while it is filled, and its origins */
	uint64_t physmap[GETMEMSIZE_ELEMENTS + 2];
	struct bm_origin origins[GETMEMSIZE_SEGMENTS + 1];
	size_t segment_count;	/* one too many when the table was full */

	/* out */
	uint64_t phys_avail[GETMEMSIZE_ELEMENTS + 2];
	uint64_t dump_avail[GETMEMSIZE_ELEMENTS + 2];
	uint64_t basemem_kib;
	uint64_t physmem_pages;
	uint64_t maxmem_pages;
	bool has_message_buffer;
	struct bm_range message_buffer;
	/* physmap[0] was raised from low_start; low_start otherwise */
	uint64_t low_start;
	/* the ranges that were too small for the buffer; 0, 0 if none was */
	uint64_t given_up_start;
	uint64_t given_up_end;
};

/*
 * add_physmap_entry for one usable entry of the map, in its order; false when
 * the table is full and the rest is given up.
 */
bool getmemsize_add(struct getmemsize *state, uint64_t base, uint64_t length,
    struct bm_origin origin);

/* What follows the parse; needs at least one segment. */
void getmemsize_finish(struct getmemsize *state);

#endif

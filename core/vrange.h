/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Kernel virtual addresses: another space, so another type.  Half-open and
 * never empty as bm_range is; an end of 0 is 2^64, where kernels do end.
 */
#ifndef BM_VRANGE_H
#define BM_VRANGE_H

#include "page.h"

typedef uint64_t bm_vaddr;	/* kernel virtual address, bytes */

struct bm_vrange {
	bm_vaddr start;
	bm_vaddr end;		/* exclusive; 0 means 2^64 */
};

/*
 * The same numbers as a range of the range set, which counts bytes of any
 * space: for tables that hold virtual ranges, and for nothing else.
 */
static inline struct bm_range
bm_vrange_numbers(struct bm_vrange range)
{
	return ((struct bm_range){ range.start, range.end });
}

static inline struct bm_vrange
bm_vrange_of_numbers(struct bm_range range)
{
	return ((struct bm_vrange){ range.start, range.end });
}

#endif

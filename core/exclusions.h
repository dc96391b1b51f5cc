/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The table of excluded regions, as FreeBSD's subr_physmem keeps and prints
 * it: a list in order of address of what was asked for, not a set.  Regions
 * of the same flags that meet become one; regions of different flags lie on
 * top of each other; the same region asked for again with other flags gets
 * both.  So the table shows the requests, in a form that depends on their
 * order where flags differ; which pages are excluded never does.
 *
 * The caller owns the storage; a full table is BM_FULL and nothing changed.
 */
#ifndef BM_EXCLUSIONS_H
#define BM_EXCLUSIONS_H

#include <stddef.h>

#include "origin.h"
#include "range.h"
#include "rset.h"
#include "status.h"

enum {
	BM_EXCLUDE_NODUMP = 1 << 0,	/* not in a crash dump */
	BM_EXCLUDE_NOALLOC = 1 << 1,	/* never given to the allocator */
	BM_EXCLUDE_ALL = BM_EXCLUDE_NODUMP | BM_EXCLUDE_NOALLOC
};

struct bm_exclusion {
	struct bm_range range;
	uint32_t flags;		/* BM_EXCLUDE_ */
	struct bm_origin origin; /* the earliest of the requests merged here */
	bm_paddr reach;		/* highest last byte of this and all before */
};

struct bm_exclusions {
	struct bm_exclusion *entries;
	size_t count;
	size_t capacity;
};

/*
 * Records that range is excluded.  Logarithmic for a range above all others;
 * otherwise linear in the entries that it meets and those moved for it.
 */
enum bm_status bm_exclusions_add(struct bm_exclusions *table,
    struct bm_range range, uint32_t flags, struct bm_origin origin);

/*
 * The bytes excluded by an entry that has any of flags, as a set without
 * tags, into ret_set; needs room for table->count entries at most.
 */
enum bm_status bm_exclusions_flagged(const struct bm_exclusions *table,
    uint32_t flags, struct bm_rset *ret_set);

#endif

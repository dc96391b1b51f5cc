/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What firmware says: a base and a length, with no promise that they make
 * sense together.  This is the only place where the two are added.
 */
#ifndef BM_EXTENT_H
#define BM_EXTENT_H

#include "range.h"

struct bm_extent {
	bm_paddr base;
	uint64_t length;	/* bytes; may be 0, may run past 2^64 */
};

enum bm_clip {
	BM_CLIP_NOTHING,	/* the range is the extent, byte for byte */
	BM_CLIP_TOP,		/* it ran past 2^64; the range stops there */
	BM_CLIP_ALL,		/* it has no byte; there is no range */
	BM_CLIP_UNREADABLE,	/* what was said cannot be decoded: no range */
};

/*
 * The bytes of an extent that exist.  BM_CLIP_ALL stores nothing.  An extent
 * that ends at exactly 2^64 is whole.
 */
enum bm_clip bm_extent_range(struct bm_extent extent,
    struct bm_range *ret_range);

/*
 * The same for a count of units of unit_bytes each (EFI counts pages of 4096
 * bytes): a count whose bytes do not fit in 64 bits ran past 2^64.
 */
enum bm_clip bm_extent_range_units(bm_paddr base, uint64_t unit_count,
    uint64_t unit_bytes, struct bm_range *ret_range);

#endif

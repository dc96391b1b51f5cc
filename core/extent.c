/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "extent.h"

#include "contract.h"

enum bm_clip
bm_extent_range(struct bm_extent extent, struct bm_range *ret_range)
{
	uint64_t last_offset = extent.length - 1;

	if (extent.length == 0)
		return (BM_CLIP_ALL);
	if (last_offset > BM_PADDR_LAST - extent.base) {
		*ret_range = bm_range_closed(extent.base, BM_PADDR_LAST);
		return (BM_CLIP_TOP);
	}
	*ret_range = bm_range_closed(extent.base, extent.base + last_offset);
	return (BM_CLIP_NOTHING);
}

enum bm_clip
bm_extent_range_units(bm_paddr base, uint64_t unit_count, uint64_t unit_bytes,
    struct bm_range *ret_range)
{
	BM_CONTRACT(unit_bytes != 0);
	if (unit_count > UINT64_MAX / unit_bytes) {
		*ret_range = bm_range_closed(base, BM_PADDR_LAST);
		/*
		 * The byte count needs 65 bits only when it is 2^64 or more;
		 * exactly 2^64 from address 0 is the whole space, not clipped.
		 */
		return (base == 0 && unit_count * unit_bytes == 0 &&
		    unit_count - 1 == UINT64_MAX / unit_bytes ?
		    BM_CLIP_NOTHING : BM_CLIP_TOP);
	}
	return (bm_extent_range(
	    (struct bm_extent){ base, unit_count * unit_bytes }, ret_range));
}

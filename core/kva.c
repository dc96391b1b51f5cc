/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "kva.h"

bool
bm_kva_overlaps(const struct bm_kva *kva, struct bm_vrange range)
{
	return (bm_rset_overlaps(&kva->free, bm_vrange_numbers(range)));
}

enum bm_status
bm_kva_add(struct bm_kva *kva, struct bm_vrange range)
{
	const struct bm_rset_entry entry = { bm_vrange_numbers(range), 0,
	    { BM_SOURCE_NONE, 0 } };

	if (bm_kva_overlaps(kva, range))
		return (BM_INVALID);
	return (bm_rset_add(&kva->free, &entry));
}

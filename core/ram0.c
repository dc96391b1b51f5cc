/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "ram0.h"

static enum bm_status
mark(struct bm_rset *set, struct bm_range range, uint32_t tags,
    struct bm_origin origin)
{
	return (bm_rset_add(set,
	    &(struct bm_rset_entry){ range, tags, origin }));
}

/* Where RAM has to be cut, as a set of tagged bytes. */
static enum bm_status
mark_cuts(const struct bm_physmem *physmem, struct bm_rset *cuts)
{
	const struct bm_physmem_limits *limits = &physmem->limits;
	const struct bm_origin none = { BM_SOURCE_NONE, 0 };

	cuts->count = 0;
	/* Exclusions ascend, so each one is added at the end of the set. */
	for (size_t i = 0; i < physmem->excluded.count; i++) {
		const struct bm_exclusion *entry =
		    &physmem->excluded.entries[i];

		if (mark(cuts, entry->range, BM_RAM0_EXCLUDED | entry->flags,
		    entry->origin) != BM_OK)
			return (BM_FULL);
	}
	if (limits->drops_page_zero &&
	    mark(cuts, (struct bm_range){ 0, limits->page_size },
	    BM_RAM0_PAGE_ZERO, none) != BM_OK)
		return (BM_FULL);
	if (limits->drops_last_megabyte &&
	    mark(cuts, bm_range_closed(
	    limits->last - BM_LAST_MEGABYTE_BYTES + 1, limits->last),
	    BM_RAM0_LAST_MEGABYTE, none) != BM_OK)
		return (BM_FULL);
	return (BM_OK);
}

enum bm_status
bm_ram0_pieces(const struct bm_rset *ram, const struct bm_physmem *physmem,
    struct bm_rset *scratch, struct bm_rset *ret_pieces)
{
	if (mark_cuts(physmem, scratch) != BM_OK)
		return (BM_FULL);
	return (bm_rset_overlay(ram, scratch, ret_pieces));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ram0, the pseudo-device that holds physical memory in the nexus, so that
 * nobody who looks for unused addresses is given RAM (FreeBSD D32343).
 *
 * Excluded RAM is RAM all the same, and so are page 0, the last megabyte and
 * the odd bytes at the edge of a page, which the page tables leave out: ram0
 * holds every byte.  Exclusions that are not RAM are none of its business.
 */
#ifndef BM_RAM0_H
#define BM_RAM0_H

#include "physmem.h"

/* Tags of the pieces, beside the BM_EXCLUDE_ flags that lie over them. */
enum {
	BM_RAM0_EXCLUDED = 1 << 8,
	BM_RAM0_PAGE_ZERO = 1 << 9,
	BM_RAM0_LAST_MEGABYTE = 1 << 10,
};

/*
 * The ranges that ram0 reserves: ram, the set of all bytes that are RAM, cut
 * where page 0 ends and the last megabyte begins (if limits keep them out of
 * the chunks) and at the edges of the exclusions, so that the pieces are
 * those that physmem's tables show.  Into ret_pieces.
 *
 * scratch needs room for 2 * excluded.count + 4 entries, ret_pieces for
 * ram->count + 4 * excluded.count + 8.
 */
enum bm_status bm_ram0_pieces(const struct bm_rset *ram,
    const struct bm_physmem *physmem, struct bm_rset *scratch,
    struct bm_rset *ret_pieces);

#endif

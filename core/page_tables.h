/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The kernel's page tables over its image and the preloaded files, as
 * create_pagetables leaves them: a linear map, in superpages where a whole
 * one fits, and under each superpage a page-table page that was allocated
 * and is not used.  Those spare ones are what a superpage is divided with;
 * one that nobody knows of is as good as none (FreeBSD D16426).
 */
#ifndef BM_PAGE_TABLES_H
#define BM_PAGE_TABLES_H

#include "rset.h"
#include "vrange.h"

/* Tags of what is mapped. */
enum {
	BM_MAP_PRESENT = 1 << 0,
	BM_MAP_WRITABLE = 1 << 1,
	BM_MAP_LARGE = 1 << 2,		/* part of a superpage */
};

struct bm_page_tables {
	uint64_t page_size;
	uint64_t large_bytes;	/* a superpage: 2 MiB with 4 KiB pages */
	uint64_t offset;	/* virtual - physical, modulo 2^64 */
	struct bm_rset mapped;	/* virtual addresses, by BM_MAP_ */
	struct bm_rset spares;	/* superpages with a spare page-table page */
};

/* Where the linear map has, or would have, a physical range. */
struct bm_vrange bm_page_tables_virtual(const struct bm_page_tables *tables,
    struct bm_range range);
struct bm_range bm_page_tables_physical(const struct bm_page_tables *tables,
    struct bm_vrange range);

/*
 * Maps whole pages that are not mapped, read-only unless writable; superpages
 * wherever one fits and physical and virtual addresses agree within it.  Each
 * of them has its spare.  BM_FULL, BM_BUSY; at most 3 entries of mapped and 1
 * of spares more.
 */
enum bm_status bm_page_tables_map(struct bm_page_tables *tables,
    struct bm_vrange range, bool is_writable);

/*
 * Makes whole pages, all of them mapped, writable or not mapped.  What is a
 * superpage at the edges of range is divided first, for which its spare goes:
 * BM_NO_SPARE if that is missing.  BM_NONE if a page is not mapped, BM_FULL
 * without room for 6 entries of mapped and 2 of spares; nothing has changed.
 */
enum bm_status bm_page_tables_protect(struct bm_page_tables *tables,
    struct bm_vrange range, bool is_writable);
enum bm_status bm_page_tables_unmap(struct bm_page_tables *tables,
    struct bm_vrange range);

/* What either of those two would answer. */
enum bm_status bm_page_tables_may_change(const struct bm_page_tables *tables,
    struct bm_vrange range);

/* Is there room for that many changes in a row? */
bool bm_page_tables_has_room(const struct bm_page_tables *tables,
    size_t change_count);

/* How many superpages, and how many spare page-table pages, there are. */
uint64_t bm_page_tables_large_count(const struct bm_page_tables *tables);
uint64_t bm_page_tables_spare_count(const struct bm_page_tables *tables);

#endif

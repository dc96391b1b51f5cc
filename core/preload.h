/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the loader left in memory, and giving it back: the metadata's records,
 * and bootstrap_free, which returns the whole pages of a range of the kernel
 * map with their mappings and their addresses (FreeBSD D16330, D16426).
 */
#ifndef BM_PRELOAD_H
#define BM_PRELOAD_H

#include "kva.h"
#include "page_tables.h"
#include "pages.h"

/* A record of the preload metadata. */
struct bm_preload {
	const char *name;	/* full path */
	const char *type;
	struct bm_vrange range;	/* bytes, not pages; not if is_empty */
	bool is_empty;		/* a file without a byte */
	struct bm_origin origin;
	bool is_deleted;
};

/* Puts records in order of name, and of origin where names are the same. */
void bm_preload_sort(struct bm_preload *records, size_t count);

/*
 * The next of the sorted records at or behind from that has exactly this
 * name, which is a full path, and is not deleted; count if there is none.  A
 * basename finds nothing, as the linker once found out.
 */
size_t bm_preload_find(const struct bm_preload *records, size_t count,
    const char *name, size_t from);

/* Everything that a freed page has to leave. */
struct bm_bootstrap {
	struct bm_pages *pages;
	struct bm_page_tables *tables;
	struct bm_kva *kva;
};

/* What bootstrap_free gave back. */
struct bm_freed {
	bool is_any;		/* else there was no whole page */
	struct bm_range pages;	/* physical */
	struct bm_vrange addresses;
	uint64_t free_pages;	/* that the lists gained: not the bad ones */
};

/*
 * Gives back the whole pages of range: makes them writable, unmaps them, puts
 * them on the free lists (blacklisted ones stay off) and their addresses into
 * the arena.  All or nothing:
 *
 *	BM_NONE		a page is not mapped
 *	BM_INVALID	a page is not a preloaded one, or its address is free
 *	BM_NO_SPARE	a superpage cannot be divided
 *	BM_FULL		a table has no room
 */
enum bm_status bm_bootstrap_free(const struct bm_bootstrap *bootstrap,
    struct bm_vrange range, struct bm_freed *ret_freed);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The state of every page of the segments, and the free pages as buddy blocks.
 *
 * States are kept by runs of pages, so that a machine of any size costs what
 * its map costs, not what its memory costs.  The buddy lists need no links of
 * their own: two free buddies are always merged, so the blocks are exactly
 * the largest aligned ones that fit into the free runs of a segment, and can
 * be read off them.
 */
#ifndef BM_PAGES_H
#define BM_PAGES_H

#include "rset.h"

/* Orders of blocks: 2^0 to 2^12 pages (VM_NFREEORDER of amd64 is 13). */
#define BM_ORDER_COUNT 13

/* A page that has no structure is in no run: BM_PAGE_NONE. */
enum bm_page_state {
	BM_PAGE_NONE,
	BM_PAGE_FREE,		/* in a block on a list */
	BM_PAGE_IN_USE,		/* allocated, or never given to the lists */
	BM_PAGE_KERNEL,		/* the kernel image */
	BM_PAGE_PRELOADED,	/* a file that the loader left */
	BM_PAGE_BAD,		/* blacklisted: on no list for ever */
	BM_PAGE_STATE_COUNT
};

struct bm_pages {
	uint64_t page_size;
	struct bm_rset segments;
	struct bm_rset runs;	/* tags are states; together the segments */
	struct bm_rset bad;	/* blacklisted, whatever their state */
	uint64_t free_count;	/* pages */
};

/* A block of 2^order pages, aligned to its size. */
struct bm_block {
	struct bm_range range;
	unsigned order;
};

/*
 * Gives every page of the segments a structure: free where avail, which is
 * whole pages, has it, in use and on no list elsewhere.  runs and bad come
 * empty, with the caller's storage.  runs needs room for segments->count +
 * 2 * avail->count entries now, and later for two more for each range (each
 * part of it in one segment) that changes state; bad for one more than the
 * pages blacklisted.
 */
enum bm_status bm_pages_init(struct bm_pages *pages, uint64_t page_size,
    const struct bm_rset *segments, const struct bm_rset *avail,
    struct bm_rset runs, struct bm_rset bad);

/*
 * Puts the pages of range that are in a segment into state, whatever they
 * were; blacklisted pages that would become free become bad.
 */
enum bm_status bm_pages_set(struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state);

/* Is there room for the runs that setting the pages of range may make? */
bool bm_pages_has_room(const struct bm_pages *pages, struct bm_range range);

/*
 * Frees the pages of range, none of which may be free, bad or without a
 * structure: BM_INVALID then.  Blacklisted ones become bad.  *ret_free_pages
 * is by how much the free count rose.
 */
enum bm_status bm_pages_free(struct bm_pages *pages, struct bm_range range,
    uint64_t *ret_free_pages);

/*
 * Blacklists the page at address.  A free one is taken from its list; one in
 * use stays what it is and becomes bad when it is freed.  BM_NONE if the page
 * has no structure; it is remembered all the same.
 */
enum bm_status bm_pages_blacklist(struct bm_pages *pages, bm_paddr address);

enum bm_page_state bm_pages_state(const struct bm_pages *pages,
    bm_paddr address);

/* Are all pages of range in state? */
bool bm_pages_all_in(const struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state);

/*
 * The lowest run of count free pages in one segment, in [low, last], that
 * starts at a multiple of alignment (bytes, a power of two, at least a page).
 * Pages that no list holds are never part of it.
 */
bool bm_pages_find(const struct bm_pages *pages, uint64_t page_count,
    uint64_t alignment, bm_paddr low, bm_paddr last,
    struct bm_range *ret_range);

/* The block that holds the free page at address; false if it is not free. */
bool bm_pages_block(const struct bm_pages *pages, bm_paddr address,
    struct bm_block *ret_block);

/* How many blocks of each order the lists of a segment hold. */
void bm_pages_count_blocks(const struct bm_pages *pages, size_t segment,
    uint64_t ret_counts[BM_ORDER_COUNT]);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Rounding to pages.  A page size is a power of two, in bytes.
 */
#ifndef BM_PAGE_H
#define BM_PAGE_H

#include "range.h"

#define BM_PAGE_SIZE_MIN ((uint64_t)4096)
#define BM_PAGE_SIZE_MAX ((uint64_t)65536)

static inline bool
bm_page_size_is_valid(uint64_t page_size)
{
	return (page_size >= BM_PAGE_SIZE_MIN &&
	    page_size <= BM_PAGE_SIZE_MAX &&
	    (page_size & (page_size - 1)) == 0);
}

static inline bm_paddr
bm_page_trunc(bm_paddr address, uint64_t page_size)
{
	return (address & ~(page_size - 1));
}

/* As an end: what lies in the topmost page rounds up to 2^64, written 0. */
static inline bm_paddr
bm_page_round(bm_paddr address, uint64_t page_size)
{
	return (bm_page_trunc(address + (page_size - 1), page_size));
}

/* Every page of which range holds at least one byte. */
static inline struct bm_range
bm_page_outward(struct bm_range range, uint64_t page_size)
{
	return (bm_range_closed(bm_page_trunc(range.start, page_size),
	    bm_range_last(range) | (page_size - 1)));
}

/*
 * The pages of which range holds every byte; false, and nothing stored, if
 * there is none.
 */
static inline bool
bm_page_inward(struct bm_range range, uint64_t page_size,
    struct bm_range *ret_pages)
{
	bm_paddr start = bm_page_round(range.start, page_size);
	bm_paddr end = bm_page_trunc(range.end, page_size);

	if (start < range.start || start > end - 1 ||
	    end - 1 > bm_range_last(range))
		return (false);
	*ret_pages = (struct bm_range){ start, end };
	return (true);
}

/* Length in whole pages, rounded down; a page is at least 4 KiB. */
static inline uint64_t
bm_page_count(struct bm_range range, uint64_t page_size)
{
	uint64_t last_offset = bm_range_last(range) - range.start;

	return (last_offset / page_size +
	    (last_offset % page_size == page_size - 1));
}

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "physmem.h"

#include "page.h"

/*
 * Keeps what of range lies at or below last; false if nothing does.
 */
static bool
cut_above(struct bm_range *range, bm_paddr last)
{
	if (range->start > last)
		return (false);
	if (bm_range_last(*range) > last)
		*range = bm_range_closed(range->start, last);
	return (true);
}

bool
bm_physmem_clip(const struct bm_physmem_limits *limits,
    struct bm_range range, struct bm_range *ret_range,
    enum bm_ram_clip *ret_clip)
{
	bm_paddr last = limits->last;

	*ret_clip = BM_RAM_WHOLE;
	if (bm_range_last(range) > last) {
		*ret_clip = BM_RAM_ABOVE_LAST;
		if (!cut_above(&range, last))
			return (false);
	}
	if (limits->drops_last_megabyte &&
	    bm_range_last(range) > last - BM_LAST_MEGABYTE_BYTES) {
		*ret_clip = BM_RAM_LAST_MEGABYTE;
		if (!cut_above(&range, last - BM_LAST_MEGABYTE_BYTES))
			return (false);
	}
	if (limits->drops_page_zero && range.start < limits->page_size) {
		*ret_clip = BM_RAM_PAGE_ZERO;
		if (bm_range_last(range) < limits->page_size)
			return (false);
		range.start = limits->page_size;
	}
	*ret_range = range;
	return (true);
}

enum bm_status
bm_physmem_add_hardware(struct bm_physmem *physmem, struct bm_range range,
    struct bm_origin origin)
{
	return (bm_rset_add(&physmem->hardware,
	    &(struct bm_rset_entry){ range, 0, origin }));
}

enum bm_status
bm_physmem_exclude(struct bm_physmem *physmem, struct bm_range range,
    uint32_t flags, struct bm_origin origin)
{
	return (bm_exclusions_add(&physmem->excluded,
	    bm_page_outward(range, physmem->limits.page_size), flags,
	    origin));
}

/*
 * Cuts pieces, in ascending order, to *remaining bytes and takes off what was
 * used; false if the last of them found nothing left.
 */
static bool
keep_lowest(struct bm_rset *pieces, uint64_t *remaining_bytes)
{
	for (size_t i = 0; i < pieces->count; i++) {
		struct bm_range *range = &pieces->entries[i].range;

		if (*remaining_bytes == 0) {
			pieces->count = i;
			return (false);
		}
		/* The whole space has more bytes than can be counted. */
		if (bm_range_last(*range) - range->start >= *remaining_bytes)
			range->end = range->start + *remaining_bytes;
		*remaining_bytes -= bm_range_bytes(*range);
	}
	return (true);
}

enum bm_status
bm_physmem_avail(const struct bm_physmem *physmem, uint32_t flags,
    uint64_t limit_bytes, struct bm_rset *scratch,
    struct bm_rset *ret_avail, uint64_t *ret_realmem_pages)
{
	const uint64_t page_size = physmem->limits.page_size;
	const struct bm_rset *hardware = &physmem->hardware;
	uint64_t remaining_bytes = limit_bytes;
	uint64_t realmem_pages = 0;
	size_t count = 0;
	bool goes_on = true;

	if (bm_exclusions_flagged(&physmem->excluded, flags, scratch) != BM_OK)
		return (BM_FULL);
	for (size_t i = 0; i < hardware->count && goes_on; i++) {
		struct bm_rset_entry chunk = hardware->entries[i];
		struct bm_rset whole = { &chunk, 1, 1 }, holes, pieces;
		size_t first;

		if (!bm_page_inward(chunk.range, page_size, &chunk.range))
			continue;
		realmem_pages += bm_page_count(chunk.range, page_size);
		/* Only the exclusions from this chunk's start on matter. */
		first = bm_rset_search(scratch, chunk.range.start);
		holes = (struct bm_rset){ scratch->entries + first,
		    scratch->count - first, scratch->count - first };
		pieces = bm_rset_empty(ret_avail->entries + count,
		    ret_avail->capacity - count);
		if (bm_rset_subtract(&whole, &holes, &pieces) != BM_OK)
			return (BM_FULL);
		if (limit_bytes != BM_PHYSMEM_NO_LIMIT)
			goes_on = keep_lowest(&pieces, &remaining_bytes);
		count += pieces.count;
	}
	ret_avail->count = count;
	*ret_realmem_pages = realmem_pages;
	return (BM_OK);
}

uint64_t
bm_physmem_page_count(const struct bm_rset *set, uint64_t page_size)
{
	uint64_t page_count = 0;

	for (size_t i = 0; i < set->count; i++)
		page_count += bm_page_count(set->entries[i].range, page_size);
	return (page_count);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows the finder and the allocator of mm/memblock.c of Linux 6.1.192 and
 * 6.12.117.  Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux/memblock.h"

/* What is looked for. */
struct search {
	const struct memblock *memblock;
	bm_paddr start;
	bm_paddr end;
	uint64_t size;
	uint64_t align;
	int32_t nid;
	bool wants_mirror;
};

/* A walk through memory without what is reserved, by two indexes. */
struct walk {
	size_t memory;
	size_t reserved;	/* the gap below this region */
};

struct free_range {
	bm_paddr start;
	bm_paddr end;
};

static bool
should_skip(const struct search *search, const struct memblock_region *region)
{
	if (search->nid != BM_MEMBLOCK_NO_NODE && search->nid != region->nid)
		return (true);
	if (search->memblock->movable_node &&
	    (region->flags & BM_MEMBLOCK_HOTPLUG) != 0)
		return (true);
	if (search->wants_mirror &&
	    (region->flags & BM_MEMBLOCK_MIRROR) == 0)
		return (true);
	return ((region->flags &
	    (BM_MEMBLOCK_NOMAP | BM_MEMBLOCK_DRIVER_MANAGED)) != 0);
}

/* The gap below the index-th reserved region; the last is above them all. */
static struct free_range
gap_below(const struct memblock_type *reserved, size_t index)
{
	struct free_range gap = { 0, UINT64_MAX };

	if (index > 0)
		gap.start = reserved->regions[index - 1].base +
		    reserved->regions[index - 1].size;
	if (index < reserved->cnt)
		gap.end = reserved->regions[index].base;
	return (gap);
}

static struct free_range
common(const struct memblock_region *region, struct free_range gap)
{
	const bm_paddr region_end = region->base + region->size;

	return ((struct free_range){
	    gap.start > region->base ? gap.start : region->base,
	    gap.end < region_end ? gap.end : region_end });
}

static bool
next_free(const struct search *search, struct walk *walk,
    struct free_range *ret_free)
{
	const struct memblock_type *memory = &search->memblock->memory;
	const struct memblock_type *reserved = &search->memblock->reserved;

	for (; walk->memory < memory->cnt; walk->memory++) {
		const struct memblock_region *region =
		    &memory->regions[walk->memory];
		const bm_paddr region_end = region->base + region->size;

		if (should_skip(search, region))
			continue;
		for (; walk->reserved <= reserved->cnt; walk->reserved++) {
			struct free_range gap = gap_below(reserved,
			    walk->reserved);

			if (gap.start >= region_end)
				break;
			if (region->base >= gap.end)
				continue;
			*ret_free = common(region, gap);
			if (region_end <= gap.end)
				walk->memory++;
			else
				walk->reserved++;
			return (true);
		}
	}
	return (false);
}

/* Downward; both indexes are one more than what they stand at. */
static bool
previous_free(const struct search *search, struct walk *walk,
    struct free_range *ret_free)
{
	const struct memblock_type *memory = &search->memblock->memory;
	const struct memblock_type *reserved = &search->memblock->reserved;

	for (; walk->memory > 0; walk->memory--) {
		const struct memblock_region *region =
		    &memory->regions[walk->memory - 1];

		if (should_skip(search, region))
			continue;
		for (; walk->reserved > 0; walk->reserved--) {
			struct free_range gap = gap_below(reserved,
			    walk->reserved - 1);

			if (gap.end <= region->base)
				break;
			if (region->base + region->size <= gap.start)
				continue;
			*ret_free = common(region, gap);
			if (region->base >= gap.start)
				walk->memory--;
			else
				walk->reserved--;
			return (true);
		}
	}
	return (false);
}

static void
clamp(const struct search *search, struct free_range *range)
{
	if (range->start < search->start)
		range->start = search->start;
	if (range->start > search->end)
		range->start = search->end;
	if (range->end < search->start)
		range->end = search->start;
	if (range->end > search->end)
		range->end = search->end;
}

static bm_paddr
find_bottom_up(const struct search *search)
{
	struct walk walk = { 0, 0 };
	struct free_range range;

	while (next_free(search, &walk, &range)) {
		bm_paddr candidate;

		clamp(search, &range);
		/* round_up, whatever it makes of what is no power of two. */
		candidate = ((range.start - 1) | (search->align - 1)) + 1;
		if (candidate < range.end &&
		    range.end - candidate >= search->size)
			return (candidate);
	}
	return (0);
}

static bm_paddr
find_top_down(const struct search *search)
{
	struct walk walk = { search->memblock->memory.cnt,
	    search->memblock->reserved.cnt + 1 };
	struct free_range range;

	while (previous_free(search, &walk, &range)) {
		bm_paddr candidate;

		clamp(search, &range);
		if (range.end < search->size)
			continue;
		/* With size 0 this is the range's end: outside of it. */
		candidate = (range.end - search->size) & ~(search->align - 1);
		if (candidate >= range.start)
			return (candidate);
	}
	return (0);
}

/* memblock_find_in_range_node */
static bm_paddr
find(const struct search *search)
{
	struct search bounded = *search;

	if (bounded.end == MEMBLOCK_ALLOC_ACCESSIBLE)
		bounded.end = search->memblock->current_limit;
	if (bounded.end > search->memblock->address_max)
		bounded.end = search->memblock->address_max;
	/* Page 0 is not handed out: its address says that nothing is. */
	if (bounded.start < search->memblock->page_size)
		bounded.start = search->memblock->page_size;
	if (bounded.end < bounded.start)
		bounded.end = bounded.start;
	return (search->memblock->bottom_up ? find_bottom_up(&bounded) :
	    find_top_down(&bounded));
}

static void
warn_of_mirror(const struct search *search)
{
	linux_log(search->memblock->log, BM_LOG_MEMBLOCK, "Could not allocate "
	    "0x%016" PRIx64 " bytes of mirrored memory", search->size);
}

bm_paddr
memblock_find_in_range(struct memblock *memblock, bm_paddr start,
    bm_paddr end, uint64_t size, uint64_t align)
{
	struct search search = { memblock, start, end, size, align,
	    BM_MEMBLOCK_NO_NODE, memblock->has_mirror };
	bm_paddr found = find(&search);

	if (found == 0 && search.wants_mirror) {
		warn_of_mirror(&search);
		search.wants_mirror = false;
		found = find(&search);
	}
	return (found);
}

/* An address that could be reserved, too; 0 if there is none. */
static bm_paddr
find_and_reserve(struct memblock *memblock, const struct search *search,
    int32_t nid)
{
	bm_paddr found = find(search);

	if (found != 0 && memblock_reserve_kern(memblock, found, search->size,
	    nid))
		return (found);
	return (0);
}

/* Of the node, of any node unless exact_nid, and then of any kind. */
static bm_paddr
allocate(struct memblock *memblock, struct search search, bool exact_nid)
{
	const int32_t nid = search.nid;
	bm_paddr found;

	for (;;) {
		search.nid = nid;
		found = find_and_reserve(memblock, &search, nid);
		if (found == 0 && nid != BM_MEMBLOCK_NO_NODE && !exact_nid) {
			search.nid = BM_MEMBLOCK_NO_NODE;
			found = find_and_reserve(memblock, &search,
			    BM_MEMBLOCK_NO_NODE);
		}
		if (found != 0 || !search.wants_mirror)
			return (found);
		warn_of_mirror(&search);
		search.wants_mirror = false;
	}
}

bm_paddr
memblock_alloc_range_nid(struct memblock *memblock, uint64_t size,
    uint64_t align, bm_paddr start, bm_paddr end, int32_t nid,
    bool exact_nid)
{
	struct search search = { memblock, start, end, size, align, nid,
	    memblock->has_mirror };
	const char *who = memblock->asker != NULL ? memblock->asker :
	    "memblock";
	bm_paddr found;

	memblock->asker = NULL;
	if (memblock->panic != NULL)
		return (0);
	if (align == 0) {
		linux_log(memblock->log, BM_LOG_MEMBLOCK, "Call trace: "
		    "memblock_alloc_range_nid");
		search.align = SMP_CACHE_BYTES;
	}
	found = allocate(memblock, search, exact_nid);
	if (end == MEMBLOCK_ALLOC_ACCESSIBLE)
		end = memblock->current_limit;
	memblock_note_request(memblock, &(struct bm_linux_request){
	    .who = who,
	    .answer = found != 0 ? BM_LINUX_GRANTED : BM_LINUX_FAILED,
	    .size_bytes = size, .align = search.align, .from = start,
	    .to = end - 1, .wants_node = nid != BM_MEMBLOCK_NO_NODE,
	    .node = nid, .base = found });
	return (found);
}

bm_paddr
memblock_phys_alloc_range(struct memblock *memblock, uint64_t size,
    uint64_t align, bm_paddr start, bm_paddr end)
{
	return (memblock_alloc_range_nid(memblock, size, align, start, end,
	    BM_MEMBLOCK_NO_NODE, false));
}

/* The highest free pages that are without a gap; an empty range if none. */
static struct free_range
highest_pages(const struct memblock *memblock)
{
	const struct search search = { memblock, memblock->page_size,
	    memblock->current_limit, memblock->page_size,
	    memblock->page_size, BM_MEMBLOCK_NO_NODE, false };
	struct walk walk = { memblock->memory.cnt,
	    memblock->reserved.cnt + 1 };
	struct free_range range;

	while (previous_free(&search, &walk, &range)) {
		clamp(&search, &range);
		range.end = bm_page_trunc(range.end, memblock->page_size);
		if (range.end >= memblock->page_size && range.start <=
		    range.end - memblock->page_size)
			return (range);
	}
	return ((struct free_range){ 0, 0 });
}

bool
memblock_take_pages(struct memblock *memblock, uint64_t page_count)
{
	while (page_count > 0) {
		const struct free_range range = highest_pages(memblock);
		uint64_t pages = (range.end - range.start) /
		    memblock->page_size;

		if (pages > page_count)
			pages = page_count;
		if (pages == 0 || !memblock_reserve_kern(memblock, range.end -
		    pages * memblock->page_size, pages * memblock->page_size,
		    BM_MEMBLOCK_NO_NODE))
			return (false);
		memblock_note_request(memblock, &(struct bm_linux_request){
		    .who = "page tables", .answer = BM_LINUX_GRANTED,
		    .size_bytes = pages * memblock->page_size,
		    .align = memblock->page_size,
		    .to = memblock->current_limit - 1,
		    .base = range.end - pages * memblock->page_size });
		page_count -= pages;
	}
	return (true);
}

uint64_t
memblock_free_page_count(const struct memblock *memblock)
{
	const struct search search = { memblock, 0, UINT64_MAX, 0, 0,
	    BM_MEMBLOCK_NO_NODE, false };
	struct walk walk = { 0, 0 };
	struct free_range range;
	uint64_t count = 0;

	while (next_free(&search, &walk, &range)) {
		const bm_paddr start = bm_page_round(range.start,
		    memblock->page_size);
		const bm_paddr end = bm_page_trunc(range.end,
		    memblock->page_size);

		if (start < end)
			count += (end - start) / memblock->page_size;
	}
	return (count);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "pages.h"

#include "contract.h"
#include "page.h"

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

/* Room in runs that setting one range may need: a split at either end. */
#define RUNS_PER_CHANGE 2

/* Puts a run behind the last one, which may melt with it. */
static enum bm_status
push_run(struct bm_rset *runs, struct bm_range range,
    enum bm_page_state state)
{
	const struct bm_rset_entry run = { range, state, no_origin };

	if (runs->count > 0) {
		struct bm_rset_entry *last = &runs->entries[runs->count - 1];

		if (last->tags == run.tags &&
		    bm_range_adjoins(last->range, range)) {
			last->range.end = range.end;
			return (BM_OK);
		}
	}
	return (bm_rset_append(runs, &run));
}

/* The runs of one segment; *ret_next is the first of avail that may matter. */
static enum bm_status
seed_segment(struct bm_rset *runs, struct bm_range rest,
    const struct bm_rset *avail, size_t *ret_next)
{
	for (; *ret_next < avail->count; (*ret_next)++) {
		struct bm_range free = avail->entries[*ret_next].range;

		if (bm_range_last(free) < rest.start)
			continue;
		if (!bm_range_overlaps(free, rest))
			break;
		free = bm_range_common(free, rest);
		if (rest.start < free.start && push_run(runs,
		    (struct bm_range){ rest.start, free.start },
		    BM_PAGE_IN_USE) != BM_OK)
			return (BM_FULL);
		if (push_run(runs, free, BM_PAGE_FREE) != BM_OK)
			return (BM_FULL);
		/* The range of avail may go on into the next segment. */
		if (free.end == rest.end)
			return (BM_OK);
		rest.start = free.end;
	}
	return (push_run(runs, rest, BM_PAGE_IN_USE));
}

enum bm_status
bm_pages_init(struct bm_pages *pages, uint64_t page_size,
    const struct bm_rset *segments, const struct bm_rset *avail,
    struct bm_rset runs, struct bm_rset bad)
{
	struct bm_pages fresh = { page_size, *segments, runs, bad, 0 };
	size_t next = 0;

	fresh.runs.count = 0;
	fresh.bad.count = 0;
	for (size_t i = 0; i < segments->count; i++)
		if (seed_segment(&fresh.runs, segments->entries[i].range,
		    avail, &next) != BM_OK)
			return (BM_FULL);
	for (size_t i = 0; i < fresh.runs.count; i++)
		if (fresh.runs.entries[i].tags == BM_PAGE_FREE)
			fresh.free_count += bm_page_count(
			    fresh.runs.entries[i].range, page_size);
	*pages = fresh;
	return (BM_OK);
}

static uint64_t
pages_in(const struct bm_pages *pages, struct bm_range range)
{
	return (bm_page_count(range, pages->page_size));
}

/* Changes a range that lies in segments throughout; room has been seen to. */
static void
change(struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state)
{
	enum bm_status status;
	size_t i = bm_rset_search(&pages->runs, range.start);

	for (; i < pages->runs.count && bm_range_overlaps(
	    pages->runs.entries[i].range, range); i++)
		if (pages->runs.entries[i].tags == BM_PAGE_FREE)
			pages->free_count -= pages_in(pages, bm_range_common(
			    pages->runs.entries[i].range, range));
	if (state == BM_PAGE_FREE)
		pages->free_count += pages_in(pages, range);
	status = bm_rset_remove(&pages->runs, range);
	BM_CONTRACT(status == BM_OK);
	status = bm_rset_add(&pages->runs,
	    &(struct bm_rset_entry){ range, state, no_origin });
	BM_CONTRACT(status == BM_OK);
}

/* How many changes setting range to state comes to at most. */
static size_t
count_changes(const struct bm_pages *pages, struct bm_range range)
{
	size_t count = 0;

	for (size_t i = bm_rset_search(&pages->segments, range.start);
	    i < pages->segments.count && bm_range_overlaps(
	    pages->segments.entries[i].range, range); i++)
		count++;
	for (size_t i = bm_rset_search(&pages->bad, range.start);
	    i < pages->bad.count && bm_range_overlaps(
	    pages->bad.entries[i].range, range); i++)
		count++;
	return (count);
}

/* Of range in one segment: all to state, then what is blacklisted to bad. */
static void
change_in_segment(struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state)
{
	change(pages, range, state);
	if (state != BM_PAGE_FREE)
		return;
	for (size_t i = bm_rset_search(&pages->bad, range.start);
	    i < pages->bad.count && bm_range_overlaps(
	    pages->bad.entries[i].range, range); i++)
		change(pages, bm_range_common(pages->bad.entries[i].range,
		    range), BM_PAGE_BAD);
}

bool
bm_pages_has_room(const struct bm_pages *pages, struct bm_range range)
{
	return (count_changes(pages, range) <=
	    (pages->runs.capacity - pages->runs.count) / RUNS_PER_CHANGE);
}

enum bm_status
bm_pages_set(struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state)
{
	BM_CONTRACT(state != BM_PAGE_NONE);
	if (!bm_pages_has_room(pages, range))
		return (BM_FULL);
	for (size_t i = bm_rset_search(&pages->segments, range.start);
	    i < pages->segments.count && bm_range_overlaps(
	    pages->segments.entries[i].range, range); i++)
		change_in_segment(pages, bm_range_common(
		    pages->segments.entries[i].range, range), state);
	return (BM_OK);
}

/* Does every page of range have a structure, and could it be freed? */
static bool
is_freeable(const struct bm_pages *pages, struct bm_range range)
{
	if (!bm_rset_covers(&pages->runs, range))
		return (false);
	for (size_t i = bm_rset_search(&pages->runs, range.start);
	    i < pages->runs.count && bm_range_overlaps(
	    pages->runs.entries[i].range, range); i++)
		if (pages->runs.entries[i].tags == BM_PAGE_FREE ||
		    pages->runs.entries[i].tags == BM_PAGE_BAD)
			return (false);
	return (true);
}

enum bm_status
bm_pages_free(struct bm_pages *pages, struct bm_range range,
    uint64_t *ret_free_pages)
{
	uint64_t free_before = pages->free_count;
	enum bm_status status;

	if (!is_freeable(pages, range))
		return (BM_INVALID);
	status = bm_pages_set(pages, range, BM_PAGE_FREE);
	if (status == BM_OK)
		*ret_free_pages = pages->free_count - free_before;
	return (status);
}

enum bm_status
bm_pages_blacklist(struct bm_pages *pages, bm_paddr address)
{
	struct bm_range page = bm_page_outward(
	    bm_range_closed(address, address), pages->page_size);
	enum bm_page_state state = bm_pages_state(pages, address);

	if (pages->runs.capacity - pages->runs.count < RUNS_PER_CHANGE)
		return (BM_FULL);
	if (bm_rset_add(&pages->bad,
	    &(struct bm_rset_entry){ page, 0, no_origin }) != BM_OK)
		return (BM_FULL);
	if (state == BM_PAGE_FREE)
		change(pages, page, BM_PAGE_BAD);
	return (state == BM_PAGE_NONE ? BM_NONE : BM_OK);
}

enum bm_page_state
bm_pages_state(const struct bm_pages *pages, bm_paddr address)
{
	size_t i = bm_rset_search(&pages->runs, address);

	if (i == pages->runs.count ||
	    !bm_range_holds(pages->runs.entries[i].range, address))
		return (BM_PAGE_NONE);
	return ((enum bm_page_state)pages->runs.entries[i].tags);
}

bool
bm_pages_all_in(const struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state)
{
	size_t i = bm_rset_search(&pages->runs, range.start);

	/* Touching runs of one state are one run. */
	return (i < pages->runs.count && pages->runs.entries[i].tags ==
	    (uint32_t)state &&
	    bm_range_covers(pages->runs.entries[i].range, range));
}

/* The part of a free run that lies in the segment which holds address. */
static struct bm_range
run_in_segment(const struct bm_pages *pages, struct bm_range run,
    bm_paddr address)
{
	size_t segment = bm_rset_search(&pages->segments, address);

	BM_CONTRACT(segment < pages->segments.count);
	return (bm_range_common(run,
	    pages->segments.entries[segment].range));
}

static bool
fits(struct bm_range run, uint64_t bytes, uint64_t alignment, bm_paddr low,
    bm_paddr last, struct bm_range *ret_range)
{
	bm_paddr start = run.start > low ? run.start : low;
	bm_paddr end = bm_range_last(run) < last ? bm_range_last(run) : last;

	if (start > UINT64_MAX - (alignment - 1))
		return (false);
	start = (start + (alignment - 1)) & ~(alignment - 1);
	if (start > end || end - start < bytes - 1)
		return (false);
	*ret_range = bm_range_closed(start, start + (bytes - 1));
	return (true);
}

bool
bm_pages_find(const struct bm_pages *pages, uint64_t page_count,
    uint64_t alignment, bm_paddr low, bm_paddr last,
    struct bm_range *ret_range)
{
	if (page_count == 0 || page_count > UINT64_MAX / pages->page_size ||
	    alignment < pages->page_size || (alignment & (alignment - 1)) != 0)
		return (false);
	for (size_t i = bm_rset_search(&pages->runs, low);
	    i < pages->runs.count; i++) {
		struct bm_rset_entry *run = &pages->runs.entries[i];
		bm_paddr cursor = run->range.start;
		struct bm_range part;

		if (run->tags != BM_PAGE_FREE)
			continue;
		/* A run may go on into the next segment, a block may not. */
		do {
			part = run_in_segment(pages, run->range, cursor);
			if (fits(part, page_count * pages->page_size,
			    alignment, low, last, ret_range))
				return (true);
			cursor = part.end;
		} while (part.end != run->range.end);
	}
	return (false);
}

static bm_paddr
block_bytes(const struct bm_pages *pages, unsigned order)
{
	return (pages->page_size << order);
}

/* The largest aligned block in part that holds address. */
static struct bm_block
block_in(const struct bm_pages *pages, struct bm_range part,
    bm_paddr address)
{
	struct bm_block block = { bm_page_outward(
	    bm_range_closed(address, address), pages->page_size), 0 };

	while (block.order + 1 < BM_ORDER_COUNT) {
		struct bm_range larger = bm_page_outward(block.range,
		    block_bytes(pages, block.order + 1));

		if (!bm_range_covers(part, larger))
			break;
		block.range = larger;
		block.order++;
	}
	return (block);
}

bool
bm_pages_block(const struct bm_pages *pages, bm_paddr address,
    struct bm_block *ret_block)
{
	size_t i = bm_rset_search(&pages->runs, address);

	if (bm_pages_state(pages, address) != BM_PAGE_FREE)
		return (false);
	*ret_block = block_in(pages, run_in_segment(pages,
	    pages->runs.entries[i].range, address), address);
	return (true);
}

/*
 * Adds the blocks of one free part of a segment.  The checker asks of tables
 * that may be broken, too: what is no run of pages comes to an end as well.
 */
static void
count_in(const struct bm_pages *pages, struct bm_range part,
    uint64_t counts[BM_ORDER_COUNT])
{
	const bm_paddr largest = block_bytes(pages, BM_ORDER_COUNT - 1);
	const bm_paddr last = bm_range_last(part);

	for (;;) {
		struct bm_block block = block_in(pages, part, part.start);
		uint64_t count = 1;

		/* Many of the largest order in a row: count them at once. */
		if (block.order == BM_ORDER_COUNT - 1)
			count = bm_page_count(part, largest);
		counts[block.order] += count;
		block.range.end = block.range.start +
		    count * block_bytes(pages, block.order);
		if (bm_range_last(block.range) >= last)
			return;
		part.start = block.range.end;
	}
}

void
bm_pages_count_blocks(const struct bm_pages *pages, size_t segment,
    uint64_t ret_counts[BM_ORDER_COUNT])
{
	struct bm_range range = pages->segments.entries[segment].range;

	for (unsigned order = 0; order < BM_ORDER_COUNT; order++)
		ret_counts[order] = 0;
	for (size_t i = bm_rset_search(&pages->runs, range.start);
	    i < pages->runs.count && bm_range_overlaps(
	    pages->runs.entries[i].range, range); i++)
		if (pages->runs.entries[i].tags == BM_PAGE_FREE &&
		    bm_range_is_valid(pages->runs.entries[i].range) &&
		    bm_range_is_valid(range))
			count_in(pages, bm_range_common(
			    pages->runs.entries[i].range, range), ret_counts);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/pages.h"

#include <string.h>

#include "tests/hex.h"

#define PAGE UINT64_C(0x1000)
#define ENTRIES_MAX 16
#define TOP(pages) (UINT64_C(0) - (pages) * PAGE)

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

struct universe {
	struct bm_pages pages;
	struct bm_rset_entry segments[ENTRIES_MAX];
	struct bm_rset_entry avail[ENTRIES_MAX];
	struct bm_rset_entry runs[ENTRIES_MAX];
	struct bm_rset_entry bad[ENTRIES_MAX];
};

static void
append(struct bm_rset *set, struct bm_range range, uint32_t tags)
{
	ck_assert_int_eq(bm_rset_append(set, &(struct bm_rset_entry){ range,
	    tags, no_origin }), BM_OK);
}

/* Segments of queues by turns, so that touching ones stay apart. */
static enum bm_status
start(struct universe *universe, const struct bm_range *segment_ranges,
    size_t segment_count, const struct bm_range *avail_ranges,
    size_t avail_count, size_t run_capacity)
{
	struct bm_rset segments, avail;

	memset(universe, 0x5a, sizeof(*universe));
	segments = bm_rset_empty(universe->segments, ENTRIES_MAX);
	avail = bm_rset_empty(universe->avail, ENTRIES_MAX);
	for (size_t i = 0; i < segment_count; i++)
		append(&segments, segment_ranges[i], (uint32_t)i % 2 + 1);
	for (size_t i = 0; i < avail_count; i++)
		append(&avail, avail_ranges[i], 0);
	return (bm_pages_init(&universe->pages, PAGE, &segments, &avail,
	    bm_rset_empty(universe->runs, run_capacity),
	    bm_rset_empty(universe->bad, ENTRIES_MAX)));
}

struct run {
	struct bm_range range;
	enum bm_page_state state;
};

static void
expect_runs(const struct bm_pages *pages, const struct run *runs,
    size_t count, const char *name)
{
	uint64_t free_count = 0;

	ck_assert_msg(pages->runs.count == count, "%s: %zu runs", name,
	    pages->runs.count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_range_eq(pages->runs.entries[i].range,
		    runs[i].range, name);
		ck_assert_hex_eq(pages->runs.entries[i].tags, runs[i].state,
		    name);
		if (runs[i].state == BM_PAGE_FREE)
			free_count += bm_range_bytes(runs[i].range) / PAGE;
	}
	ck_assert_hex_eq(pages->free_count, free_count, name);
}

static const struct {
	const char *name;
	struct bm_range segments[3];
	size_t segment_count;
	struct bm_range avail[3];
	size_t avail_count;
	struct run runs[6];
	size_t count;
} init_rows[] = {
	{ "no segment", { { 0, 0 } }, 0, { { 0x1000, 0x2000 } }, 1,
	    { { { 0, 0 }, BM_PAGE_NONE } }, 0 },
	{ "nothing avail", { { 0x1000, 0x3000 } }, 1, { { 0, 0 } }, 0,
	    { { { 0x1000, 0x3000 }, BM_PAGE_IN_USE } }, 1 },
	{ "all avail, from 0", { { 0, 0x3000 } }, 1, { { 0, 0x3000 } }, 1,
	    { { { 0, 0x3000 }, BM_PAGE_FREE } }, 1 },
	{ "all avail, to 2^64", { { TOP(2), 0 } }, 1, { { TOP(2), 0 } }, 1,
	    { { { TOP(2), 0 }, BM_PAGE_FREE } }, 1 },
	{ "the last page is not", { { TOP(3), 0 } }, 1,
	    { { TOP(3), TOP(1) } }, 1, { { { TOP(3), TOP(1) },
	    BM_PAGE_FREE }, { { TOP(1), 0 }, BM_PAGE_IN_USE } }, 2 },
	{ "holes in a segment", { { 0x1000, 0x8000 } }, 1,
	    { { 0x2000, 0x3000 }, { 0x5000, 0x6000 } }, 2,
	    { { { 0x1000, 0x2000 }, BM_PAGE_IN_USE },
	    { { 0x2000, 0x3000 }, BM_PAGE_FREE },
	    { { 0x3000, 0x5000 }, BM_PAGE_IN_USE },
	    { { 0x5000, 0x6000 }, BM_PAGE_FREE },
	    { { 0x6000, 0x8000 }, BM_PAGE_IN_USE } }, 5 },
	{ "a run goes on into the next segment", { { 0x1000, 0x4000 },
	    { 0x4000, 0x8000 } }, 2, { { 0x3000, 0x6000 } }, 1,
	    { { { 0x1000, 0x3000 }, BM_PAGE_IN_USE },
	    { { 0x3000, 0x6000 }, BM_PAGE_FREE },
	    { { 0x6000, 0x8000 }, BM_PAGE_IN_USE } }, 3 },
	{ "avail over a hole and three segments, B15", { { 0x1000, 0x2000 },
	    { 0x3000, 0x4000 }, { 0x4000, 0x5000 } }, 3,
	    { { 0, 0x6000 } }, 1, { { { 0x1000, 0x2000 }, BM_PAGE_FREE },
	    { { 0x3000, 0x5000 }, BM_PAGE_FREE } }, 2 },
	{ "a segment begins below avail, B16", { { 0x1000, 0x9000 } }, 1,
	    { { 0x8000, 0x9000 } }, 1,
	    { { { 0x1000, 0x8000 }, BM_PAGE_IN_USE },
	    { { 0x8000, 0x9000 }, BM_PAGE_FREE } }, 2 },
};

START_TEST(seeding_row)
{
	struct universe universe;
	size_t capacity = 0;

	/* Without room *pages stays as it was. */
	for (;; capacity++) {
		struct bm_pages before;
		enum bm_status status;

		memset(&before, 0x5a, sizeof(before));
		status = start(&universe, init_rows[_i].segments,
		    init_rows[_i].segment_count, init_rows[_i].avail,
		    init_rows[_i].avail_count, capacity);
		if (status == BM_OK)
			break;
		ck_assert_int_eq(status, BM_FULL);
		ck_assert_int_eq(memcmp(&before, &universe.pages,
		    sizeof(before)), 0);
	}
	ck_assert_uint_eq(capacity, init_rows[_i].count);
	expect_runs(&universe.pages, init_rows[_i].runs, init_rows[_i].count,
	    init_rows[_i].name);
}
END_TEST

/*
 * Two segments that touch, and one at the top: in use are 0x4000 to 0x6000
 * and the last two pages, the rest is free.
 */
static const struct bm_range three_segments[] = { { 0x1000, 0x5000 },
    { 0x5000, 0x9000 }, { TOP(4), 0 } };
static const struct bm_range three_avail[] = { { 0x1000, 0x4000 },
    { 0x6000, 0x9000 }, { TOP(4), TOP(2) } };

#define START_THREE(universe, capacity)					\
	ck_assert_int_eq(start((universe), three_segments, 3, three_avail, \
	    3, (capacity)), BM_OK)

/* A step: what is asked, and what the answer is. */
static const struct {
	const char *name;
	struct bm_range bad;	/* blacklisted before; none: both 0 */
	struct bm_range range;
	enum bm_page_state state; /* to set; BM_PAGE_NONE: to free */
	enum bm_status status;
	uint64_t gained;
	struct run runs[8];
	size_t count;
} step_rows[] = {
	{ "free over two segments", { 0, 0 }, { 0x4000, 0x6000 },
	    BM_PAGE_NONE, BM_OK, 2, { { { 0x1000, 0x9000 }, BM_PAGE_FREE },
	    { { TOP(4), TOP(2) }, BM_PAGE_FREE },
	    { { TOP(2), 0 }, BM_PAGE_IN_USE } }, 3 },
	{ "free to 2^64", { 0, 0 }, { TOP(2), 0 }, BM_PAGE_NONE, BM_OK, 2,
	    { { { 0x1000, 0x4000 }, BM_PAGE_FREE },
	    { { 0x4000, 0x6000 }, BM_PAGE_IN_USE },
	    { { 0x6000, 0x9000 }, BM_PAGE_FREE },
	    { { TOP(4), 0 }, BM_PAGE_FREE } }, 4 },
	{ "free a blacklisted one", { 0x5000, 0x6000 }, { 0x4000, 0x6000 },
	    BM_PAGE_NONE, BM_OK, 1, { { { 0x1000, 0x5000 }, BM_PAGE_FREE },
	    { { 0x5000, 0x6000 }, BM_PAGE_BAD },
	    { { 0x6000, 0x9000 }, BM_PAGE_FREE },
	    { { TOP(4), TOP(2) }, BM_PAGE_FREE },
	    { { TOP(2), 0 }, BM_PAGE_IN_USE } }, 5 },
	{ "set over all of it", { 0x2000, 0x3000 }, { 0, 0 }, BM_PAGE_FREE,
	    BM_OK, 0, { { { 0x1000, 0x2000 }, BM_PAGE_FREE },
	    { { 0x2000, 0x3000 }, BM_PAGE_BAD },
	    { { 0x3000, 0x9000 }, BM_PAGE_FREE },
	    { { TOP(4), 0 }, BM_PAGE_FREE } }, 4 },
	{ "set where there are no pages", { 0, 0 }, { 0x9000, TOP(4) },
	    BM_PAGE_KERNEL, BM_OK, 0, { { { 0x1000, 0x4000 }, BM_PAGE_FREE },
	    { { 0x4000, 0x6000 }, BM_PAGE_IN_USE },
	    { { 0x6000, 0x9000 }, BM_PAGE_FREE },
	    { { TOP(4), TOP(2) }, BM_PAGE_FREE },
	    { { TOP(2), 0 }, BM_PAGE_IN_USE } }, 5 },
	{ "a kernel over a free, a bad and a used one", { 0x3000, 0x4000 },
	    { 0x2000, 0x5000 }, BM_PAGE_KERNEL, BM_OK, 0,
	    { { { 0x1000, 0x2000 }, BM_PAGE_FREE },
	    { { 0x2000, 0x5000 }, BM_PAGE_KERNEL },
	    { { 0x5000, 0x6000 }, BM_PAGE_IN_USE },
	    { { 0x6000, 0x9000 }, BM_PAGE_FREE },
	    { { TOP(4), TOP(2) }, BM_PAGE_FREE },
	    { { TOP(2), 0 }, BM_PAGE_IN_USE } }, 6 },
	{ "free what is free", { 0, 0 }, { 0x3000, 0x5000 }, BM_PAGE_NONE,
	    BM_INVALID, 0, { { { 0, 0 }, BM_PAGE_NONE } }, 0 },
	{ "free what is bad", { 0x7000, 0x8000 }, { 0x7000, 0x8000 },
	    BM_PAGE_NONE, BM_INVALID, 0, { { { 0, 0 }, BM_PAGE_NONE } }, 0 },
	{ "free where there are no pages", { 0, 0 }, { 0xa000, 0xb000 },
	    BM_PAGE_NONE, BM_INVALID, 0, { { { 0, 0 }, BM_PAGE_NONE } }, 0 },
	{ "free over the end of a segment", { 0, 0 }, { 0x4000, 0xa000 },
	    BM_PAGE_NONE, BM_INVALID, 0, { { { 0, 0 }, BM_PAGE_NONE } }, 0 },
};

static enum bm_status
do_step(struct universe *universe, int row, uint64_t *gained)
{
	return (step_rows[row].state == BM_PAGE_NONE ? bm_pages_free(
	    &universe->pages, step_rows[row].range, gained) :
	    bm_pages_set(&universe->pages, step_rows[row].range,
	    step_rows[row].state));
}

START_TEST(stepping_row)
{
	const char *name = step_rows[_i].name;
	struct universe universe, before;
	uint64_t gained = 77;
	const bool is_freed = step_rows[_i].state == BM_PAGE_NONE;

	START_THREE(&universe, ENTRIES_MAX);
	if (step_rows[_i].bad.end != 0)
		ck_assert_int_eq(bm_pages_blacklist(&universe.pages,
		    step_rows[_i].bad.start), BM_OK);
	before = universe;
	ck_assert_msg(do_step(&universe, _i, &gained) ==
	    step_rows[_i].status, "%s", name);
	if (step_rows[_i].status != BM_OK) {
		ck_assert_msg(memcmp(&before, &universe, sizeof(before)) ==
		    0 && gained == 77, "%s: changed", name);
		return;
	}
	ck_assert_hex_eq(gained, is_freed ? step_rows[_i].gained : 77, name);
	expect_runs(&universe.pages, step_rows[_i].runs, step_rows[_i].count,
	    name);
}
END_TEST

/* Two runs a change, and one change a segment and a bad page. */
START_TEST(full_changes_nothing)
{
	static const struct {
		struct bm_range range;
		size_t room;
	} rows[] = {
		{ { 0x4000, 0x5000 }, 2 }, { { 0x4000, 0x6000 }, 4 },
		{ { 0x2000, 0x3000 }, 4 }, { { 0xa000, 0xb000 }, 0 },
		{ { 0, 0 }, 8 },
	};

	for (size_t i = 0; i < LENGTH(rows); i++)
		for (size_t room = 0; room <= 4; room++) {
			struct universe universe, before;
			uint64_t gained;
			bool is_full = room < rows[i].room;

			START_THREE(&universe, ENTRIES_MAX);
			ck_assert_int_eq(bm_pages_blacklist(&universe.pages,
			    0x2000), BM_OK);
			universe.pages.runs.capacity =
			    universe.pages.runs.count + room;
			before = universe;
			ck_assert(bm_pages_has_room(&universe.pages,
			    rows[i].range) != is_full);
			ck_assert_int_eq(bm_pages_set(&universe.pages,
			    rows[i].range, BM_PAGE_KERNEL),
			    is_full ? BM_FULL : BM_OK);
			if (!is_full)
				continue;
			ck_assert_int_eq(memcmp(&before, &universe,
			    sizeof(before)), 0);
			if (rows[i].range.start == 0x4000)
				ck_assert_int_eq(bm_pages_free(
				    &universe.pages, rows[i].range, &gained),
				    BM_FULL);
			ck_assert_int_eq(memcmp(&before, &universe,
			    sizeof(before)), 0);
		}
}
END_TEST

START_TEST(blacklisting)
{
	struct universe universe, before;
	struct bm_pages *pages = &universe.pages;
	uint64_t gained;

	START_THREE(&universe, ENTRIES_MAX);
	/* A free one, by any of its bytes; twice is once. */
	ck_assert_int_eq(bm_pages_blacklist(pages, 0x2fff), BM_OK);
	ck_assert_int_eq(bm_pages_blacklist(pages, 0x2000), BM_OK);
	ck_assert_int_eq(bm_pages_state(pages, 0x2000), BM_PAGE_BAD);
	ck_assert_uint_eq(pages->free_count, 7);
	/* One in use stays that, and is bad once it is freed. */
	ck_assert_int_eq(bm_pages_blacklist(pages, UINT64_MAX), BM_OK);
	ck_assert_int_eq(bm_pages_state(pages, UINT64_MAX), BM_PAGE_IN_USE);
	ck_assert_int_eq(bm_pages_free(pages, (struct bm_range){ TOP(2), 0 },
	    &gained), BM_OK);
	ck_assert_uint_eq(gained, 1);
	ck_assert_int_eq(bm_pages_state(pages, UINT64_MAX), BM_PAGE_BAD);
	/* Without a structure, even at 0. */
	ck_assert_int_eq(bm_pages_blacklist(pages, 0), BM_NONE);
	ck_assert(bm_rset_overlaps(&pages->bad, (struct bm_range){ 0, 1 }));
	ck_assert_int_eq(bm_pages_state(pages, 0), BM_PAGE_NONE);
	/* No room for the run, or for the page. */
	pages->runs.capacity = pages->runs.count + 1;
	before = universe;
	ck_assert_int_eq(bm_pages_blacklist(pages, 0x7000), BM_FULL);
	ck_assert_int_eq(memcmp(&before, &universe, sizeof(before)), 0);
	pages->runs.capacity = ENTRIES_MAX;
	pages->bad.capacity = pages->bad.count;
	before = universe;
	ck_assert_int_eq(bm_pages_blacklist(pages, 0x7000), BM_FULL);
	ck_assert_int_eq(memcmp(&before, &universe, sizeof(before)), 0);
}
END_TEST

/* Blocks of what is free; an order of 99 where the page is not. */
static const struct {
	struct bm_range segment;
	struct bm_range avail;
	bm_paddr address;
	struct bm_range block;
	unsigned order;
	uint64_t block_count;	/* of all orders */
} block_rows[] = {
	{ { 0, 0x8000 }, { 0, 0x8000 }, 0x7fff, { 0, 0x8000 }, 3, 1 },
	{ { 0, 0x8000 }, { 0x1000, 0x8000 }, 0x1000, { 0x1000, 0x2000 }, 0,
	    3 },
	{ { 0, 0x8000 }, { 0x1000, 0x8000 }, 0x3800, { 0x2000, 0x4000 }, 1,
	    3 },
	{ { 0, 0x8000 }, { 0x1000, 0x8000 }, 0x4000, { 0x4000, 0x8000 }, 2,
	    3 },
	{ { 0, 0x8000 }, { 0x1000, 0x8000 }, 0xfff, { 0, 0 }, 99, 3 },
	{ { 0, 0x8000 }, { 0x1000, 0x8000 }, 0x8000, { 0, 0 }, 99, 3 },
	/* The largest order is 12: 16 MiB. */
	{ { 0, 0x4000000 }, { 0, 0x4000000 }, 0x1ffffff,
	    { 0x1000000, 0x2000000 }, 12, 4 },
	{ { 0, 0x4000000 }, { 0x1000, 0x3fff000 }, 0x1000000,
	    { 0x1000000, 0x2000000 }, 12, 2 + 12 + 12 },
	{ { TOP(8), 0 }, { TOP(8), 0 }, UINT64_MAX, { TOP(8), 0 }, 3, 1 },
	{ { TOP(7), 0 }, { TOP(7), 0 }, UINT64_MAX, { TOP(4), 0 }, 2, 3 },
	{ { 0, 0 }, { 0, 0 }, UINT64_MAX, { TOP(4096), 0 }, 12,
	    UINT64_C(1) << 40 },
	{ { 0, 0 }, { 0, TOP(1) }, TOP(2), { TOP(2), TOP(1) }, 0,
	    (UINT64_C(1) << 40) - 1 + 12 },
};

START_TEST(block_of_row)
{
	struct universe universe;
	struct bm_block block = { { 1, 2 }, 99 };
	uint64_t counts[BM_ORDER_COUNT], block_count = 0;

	ck_assert_int_eq(start(&universe, &block_rows[_i].segment, 1,
	    &block_rows[_i].avail, 1, ENTRIES_MAX), BM_OK);
	ck_assert(bm_pages_block(&universe.pages, block_rows[_i].address,
	    &block) == (block_rows[_i].order != 99));
	ck_assert_uint_eq(block.order, block_rows[_i].order);
	if (block.order != 99)
		ck_assert_range_eq(block.range, block_rows[_i].block,
		    "block");
	bm_pages_count_blocks(&universe.pages, 0, counts);
	for (unsigned order = 0; order < BM_ORDER_COUNT; order++)
		block_count += counts[order];
	ck_assert_hex_eq(block_count, block_rows[_i].block_count, "blocks");
}
END_TEST

/* A free run over two segments is two blocks. */
START_TEST(blocks_end_with_segments)
{
	struct universe universe;
	struct bm_block block;
	uint64_t counts[BM_ORDER_COUNT], gained;

	START_THREE(&universe, ENTRIES_MAX);
	ck_assert_int_eq(bm_pages_free(&universe.pages,
	    (struct bm_range){ 0x4000, 0x6000 }, &gained), BM_OK);
	ck_assert(bm_pages_block(&universe.pages, 0x4000, &block));
	ck_assert_range_eq(block.range, ((struct bm_range){ 0x4000,
	    0x5000 }), "below");
	ck_assert(bm_pages_block(&universe.pages, 0x5000, &block));
	ck_assert_range_eq(block.range, ((struct bm_range){ 0x5000,
	    0x6000 }), "above");
	bm_pages_count_blocks(&universe.pages, 0, counts);
	ck_assert_uint_eq(counts[0], 2);
	ck_assert_uint_eq(counts[1], 1);
}
END_TEST

static const struct {
	uint64_t page_count;
	uint64_t alignment;
	bm_paddr low, last;
	struct bm_range range;	/* start 1: there is none */
} find_rows[] = {
	{ 1, PAGE, 0, UINT64_MAX, { 0x1000, 0x2000 } },
	{ 3, PAGE, 0, UINT64_MAX, { 0x1000, 0x4000 } },
	{ 4, PAGE, 0, UINT64_MAX, { 1, 0 } },
	{ 2, 0x2000, 0, UINT64_MAX, { 0x2000, 0x4000 } },
	{ 1, 0x8000, 0, UINT64_MAX, { 0x8000, 0x9000 } },
	{ 2, 0x4000, 0, UINT64_MAX, { TOP(4), TOP(2) } },
	{ 1, PAGE, 0x1001, UINT64_MAX, { 0x2000, 0x3000 } },
	{ 1, PAGE, 0x3001, 0x6ffe, { 1, 0 } },
	{ 1, PAGE, 0x3001, 0x6fff, { 0x6000, 0x7000 } },
	{ 3, PAGE, 0x2000, UINT64_MAX, { 0x6000, 0x9000 } },
	{ 2, PAGE, 0x9000, UINT64_MAX, { TOP(4), TOP(2) } },
	{ 1, PAGE, TOP(2), UINT64_MAX, { 1, 0 } },
	{ 1, UINT64_C(1) << 63, 0, UINT64_MAX, { 1, 0 } },
	/* Requests that make no sense. */
	{ 0, PAGE, 0, UINT64_MAX, { 1, 0 } },
	{ 1, PAGE / 2, 0, UINT64_MAX, { 1, 0 } },
	{ 1, 0, 0, UINT64_MAX, { 1, 0 } },
	{ 1, 3 * PAGE, 0, UINT64_MAX, { 1, 0 } },
	{ UINT64_MAX, PAGE, 0, UINT64_MAX, { 1, 0 } },
	{ UINT64_MAX / PAGE, PAGE, 0, UINT64_MAX, { 1, 0 } },
	{ 1, PAGE, 0x3000, 0x2fff, { 1, 0 } },
};

START_TEST(finding_row)
{
	struct universe universe;
	struct bm_range range = { 1, 0 };

	START_THREE(&universe, ENTRIES_MAX);
	ck_assert(bm_pages_find(&universe.pages, find_rows[_i].page_count,
	    find_rows[_i].alignment, find_rows[_i].low, find_rows[_i].last,
	    &range) == (find_rows[_i].range.start != 1));
	ck_assert_range_eq(range, find_rows[_i].range, "found");
}
END_TEST

/* A contiguous run over two segments is none; a bad page divides one. */
START_TEST(finding_in_one_segment)
{
	struct universe universe;
	struct bm_range range;
	uint64_t gained;

	START_THREE(&universe, ENTRIES_MAX);
	ck_assert_int_eq(bm_pages_free(&universe.pages,
	    (struct bm_range){ 0x4000, 0x6000 }, &gained), BM_OK);
	ck_assert(!bm_pages_find(&universe.pages, 5, PAGE, 0, UINT64_MAX,
	    &range));
	ck_assert(bm_pages_find(&universe.pages, 4, PAGE, 0x2000, UINT64_MAX,
	    &range));
	ck_assert_range_eq(range, ((struct bm_range){ 0x5000, 0x9000 }),
	    "the second segment");
	ck_assert_int_eq(bm_pages_blacklist(&universe.pages, 0x6000), BM_OK);
	ck_assert(bm_pages_find(&universe.pages, 2, PAGE, 0x4000, UINT64_MAX,
	    &range));
	ck_assert_range_eq(range, ((struct bm_range){ 0x7000, 0x9000 }),
	    "behind the bad page");
	ck_assert(bm_pages_all_in(&universe.pages, (struct bm_range){
	    0x1000, 0x6000 }, BM_PAGE_FREE));
	ck_assert(!bm_pages_all_in(&universe.pages, (struct bm_range){
	    0x1000, 0x7000 }, BM_PAGE_FREE));
	ck_assert(!bm_pages_all_in(&universe.pages, (struct bm_range){
	    0x9000, 0xa000 }, BM_PAGE_NONE));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("pages");
	TCase *test_case = tcase_create("pages");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, seeding_row, 0, LENGTH(init_rows));
	tcase_add_loop_test(test_case, stepping_row, 0, LENGTH(step_rows));
	tcase_add_test(test_case, full_changes_nothing);
	tcase_add_test(test_case, blacklisting);
	tcase_add_loop_test(test_case, block_of_row, 0, LENGTH(block_rows));
	tcase_add_test(test_case, blocks_end_with_segments);
	tcase_add_loop_test(test_case, finding_row, 0, LENGTH(find_rows));
	tcase_add_test(test_case, finding_in_one_segment);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

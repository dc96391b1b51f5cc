/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/segments.h"

#include <string.h>

#include "tests/hex.h"
#include "tests/oracle.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define ENTRIES_MAX 64

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

struct expected {
	struct bm_range range;
	uint32_t tags;		/* queue + 1 */
};

static const struct {
	const char *name;
	struct bm_queues queues;
	struct bm_range managed[3];
	size_t managed_count;
	struct expected segments[6];
	size_t count;
} rows[] = {
	{ "nothing", { { 16 * MIB }, 1 }, { { 0, 0 } }, 0,
	    { { { 0, 0 }, 0 } }, 0 },
	{ "one queue takes all", { { 0 }, 0 }, { { 0x1000, 0x2000 } }, 1,
	    { { { 0x1000, 0x2000 }, 1 } }, 1 },
	{ "the whole space in one queue", { { 0 }, 0 }, { { 0, 0 } }, 1,
	    { { { 0, 0 }, 1 } }, 1 },
	{ "the whole space", { { 16 * MIB, 4 * GIB }, 2 }, { { 0, 0 } }, 1,
	    { { { 0, 16 * MIB }, 1 }, { { 16 * MIB, 4 * GIB }, 2 },
	    { { 4 * GIB, 0 }, 3 } }, 3 },
	{ "on either side of a boundary", { { 16 * MIB, 4 * GIB }, 2 },
	    { { 15 * MIB, 16 * MIB }, { 4 * GIB, 5 * GIB } }, 2,
	    { { { 15 * MIB, 16 * MIB }, 1 }, { { 4 * GIB, 5 * GIB }, 3 } },
	    2 },
	{ "over a boundary by a page", { { 16 * MIB, 4 * GIB }, 2 },
	    { { 0x1000, 16 * MIB + 0x1000 },
	    { 4 * GIB - 0x1000, 4 * GIB + 0x1000 } }, 2,
	    { { { 0x1000, 16 * MIB }, 1 },
	    { { 16 * MIB, 16 * MIB + 0x1000 }, 2 },
	    { { 4 * GIB - 0x1000, 4 * GIB }, 2 },
	    { { 4 * GIB, 4 * GIB + 0x1000 }, 3 } }, 4 },
	{ "every boundary there may be", { { 0x1000, 0x2000, 0x3000,
	    0xfffffffffffff000 }, BM_QUEUE_BOUNDARIES_MAX },
	    { { 0, 0x4000 }, { 0xffffffffffffe000, 0 } }, 2,
	    { { { 0, 0x1000 }, 1 }, { { 0x1000, 0x2000 }, 2 },
	    { { 0x2000, 0x3000 }, 3 }, { { 0x3000, 0x4000 }, 4 },
	    { { 0xffffffffffffe000, 0xfffffffffffff000 }, 4 },
	    { { 0xfffffffffffff000, 0 }, 5 } }, 6 },
};

static struct bm_rset
fill(struct bm_rset_entry *entries, const struct bm_range *ranges,
    size_t count)
{
	struct bm_rset set = bm_rset_empty(entries, ENTRIES_MAX);

	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(bm_rset_add(&set, &(struct bm_rset_entry){
		    ranges[i], 0, no_origin }), BM_OK);
	return (set);
}

START_TEST(segments_of_row)
{
	const char *name = rows[_i].name;
	struct bm_rset_entry managed_entries[ENTRIES_MAX];
	struct bm_rset_entry entries[ENTRIES_MAX];
	struct bm_rset managed = fill(managed_entries, rows[_i].managed,
	    rows[_i].managed_count);
	/* The room that the header asks for. */
	struct bm_rset segments = bm_rset_empty(entries,
	    managed.count + 2 * (rows[_i].queues.count + 1));

	ck_assert_int_eq(bm_segments_build(&managed, &rows[_i].queues,
	    &segments), BM_OK);
	ck_assert_msg(segments.count == rows[_i].count, "%s: %zu segments",
	    name, segments.count);
	for (size_t i = 0; i < segments.count; i++) {
		ck_assert_range_eq(entries[i].range,
		    rows[_i].segments[i].range, name);
		ck_assert_hex_eq(entries[i].tags, rows[_i].segments[i].tags,
		    name);
	}
}
END_TEST

/* FreeBSD D16976: segments of one queue that touch are one. */
START_TEST(touching_segments_are_one)
{
	static const struct bm_range managed_ranges[] = {
		{ 0x3000, 0x5000 }, { 0x1000, 0x2000 }, { 0x2000, 0x3000 },
	};
	struct bm_rset_entry managed_entries[ENTRIES_MAX], entries[8];
	struct bm_rset managed = fill(managed_entries, managed_ranges, 3);
	struct bm_rset segments = bm_rset_empty(entries, 8);
	struct bm_queues queues = { { 0x10000 }, 1 };

	ck_assert_int_eq(bm_segments_build(&managed, &queues, &segments),
	    BM_OK);
	ck_assert_uint_eq(segments.count, 1);
	ck_assert_range_eq(entries[0].range,
	    ((struct bm_range){ 0x1000, 0x5000 }), "joined");
}
END_TEST

START_TEST(full_changes_nothing)
{
	static const struct bm_range ranges[] = { { 0, 0x4000 } };
	static const struct bm_queues queues = { { 0x1000, 0x2000 }, 2 };
	struct bm_rset_entry managed_entries[ENTRIES_MAX], entries[3];
	struct bm_rset_entry before[3];
	struct bm_rset managed = fill(managed_entries, ranges, 1);

	for (size_t capacity = 0; capacity <= 3; capacity++) {
		struct bm_rset segments = bm_rset_empty(entries, capacity);
		enum bm_status status;

		memset(entries, 0x5a, sizeof(entries));
		memcpy(before, entries, sizeof(entries));
		status = bm_segments_build(&managed, &queues, &segments);
		ck_assert_int_eq(status, capacity < 3 ? BM_FULL : BM_OK);
		if (status == BM_OK)
			continue;
		ck_assert_uint_eq(segments.count, 0);
		ck_assert_uint_eq(segments.capacity, capacity);
	}
}
END_TEST

/* Painted page by page, with up to four boundaries anywhere. */
START_TEST(random_against_painting)
{
	struct oracle_random random = { (uint64_t)_i };

	for (size_t round = 0; round < 5000; round++) {
		struct bm_rset_entry managed_entries[ENTRIES_MAX];
		struct bm_rset_entry entries[ENTRIES_MAX];
		struct bm_rset managed = bm_rset_empty(managed_entries,
		    ENTRIES_MAX), segments = bm_rset_empty(entries,
		    ENTRIES_MAX);
		struct bm_queues queues = { .count = 0 };
		struct oracle painted;

		oracle_init(&painted, (enum oracle_place)_i, 0x1000, 64);
		for (size_t i = 1; i < 64 && queues.count <
		    BM_QUEUE_BOUNDARIES_MAX; i++)
			if (oracle_random_below(&random, 16) == 0)
				queues.boundaries[queues.count++] =
				    painted.base + i * 0x1000;
		for (size_t i = 0; i < 64; i++) {
			uint32_t queue = 1;

			if (oracle_random_below(&random, 3) == 0)
				continue;
			for (size_t j = 0; j < queues.count; j++)
				queue += painted.base + i * 0x1000 >=
				    queues.boundaries[j];
			oracle_paint(&painted, i, i, queue, 0);
			ck_assert_int_eq(bm_rset_add(&managed,
			    &(struct bm_rset_entry){ oracle_range(&painted,
			    i, i), 0, no_origin }), BM_OK);
		}
		ck_assert_int_eq(bm_segments_build(&managed, &queues,
		    &segments), BM_OK);
		ck_assert(oracle_matches(&painted, &segments));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("segments");
	TCase *test_case = tcase_create("segments");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, segments_of_row, 0, LENGTH(rows));
	tcase_add_test(test_case, touching_segments_are_one);
	tcase_add_test(test_case, full_changes_nothing);
	tcase_add_loop_test(test_case, random_against_painting, 0,
	    ORACLE_PLACES);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

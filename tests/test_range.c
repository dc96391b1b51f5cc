/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/range.h"

#include <stdio.h>

#include "tests/hex.h"
#include "tests/oracle.h"

#define LAST UINT64_MAX

static const struct {
	const char *name;
	struct bm_range a;
	struct bm_range b;
	bool overlaps;
	bool adjoins;	/* a below b */
	bool covers;	/* a outer, b inner */
} pair_rows[] = {
	{ "apart", { 0, 2 }, { 4, 6 }, false, false, false },
	{ "apart, turned", { 4, 6 }, { 0, 2 }, false, false, false },
	{ "touching", { 0, 4 }, { 4, 6 }, false, true, false },
	{ "touching, turned", { 4, 6 }, { 0, 4 }, false, false, false },
	{ "overlapping", { 0, 5 }, { 4, 6 }, true, false, false },
	{ "same start", { 4, 8 }, { 4, 6 }, true, false, true },
	{ "inside", { 4, 8 }, { 5, 6 }, true, false, true },
	{ "same end", { 4, 8 }, { 6, 8 }, true, false, true },
	{ "equal", { 4, 8 }, { 4, 8 }, true, false, true },
	{ "outside", { 5, 6 }, { 4, 8 }, true, false, false },
	{ "first and last byte", { 0, 1 }, { LAST, 0 }, false, false, false },
	{ "end at 2^64 does not touch the start of 0", { LAST, 0 }, { 0, 1 },
	    false, false, false },
	{ "touching below the last byte", { LAST - 1, LAST }, { LAST, 0 },
	    false, true, false },
	{ "two up to 2^64", { 8, 0 }, { LAST, 0 }, true, false, true },
	{ "whole space and the first byte", { 0, 0 }, { 0, 1 },
	    true, false, true },
	{ "whole space and the last byte", { 0, 0 }, { LAST, 0 },
	    true, false, true },
	{ "whole space twice", { 0, 0 }, { 0, 0 }, true, false, true },
};

START_TEST(pair_of_ranges)
{
	const struct bm_range a = pair_rows[_i].a, b = pair_rows[_i].b;
	const char *name = pair_rows[_i].name;

	ck_assert_msg(bm_range_overlaps(a, b) == pair_rows[_i].overlaps,
	    "overlaps: %s", name);
	ck_assert_msg(bm_range_overlaps(b, a) == pair_rows[_i].overlaps,
	    "overlaps, turned: %s", name);
	ck_assert_msg(bm_range_adjoins(a, b) == pair_rows[_i].adjoins,
	    "adjoins: %s", name);
	ck_assert_msg(bm_range_covers(a, b) == pair_rows[_i].covers,
	    "covers: %s", name);
}
END_TEST

static const struct {
	const char *name;
	struct bm_range range;
	bool is_valid;
	bm_paddr last;
	uint64_t bytes;
} single_rows[] = {
	{ "first byte", { 0, 1 }, true, 0, 1 },
	{ "last byte", { LAST, 0 }, true, LAST, 1 },
	{ "whole space", { 0, 0 }, true, LAST, 0 },
	{ "all but the first byte", { 1, 0 }, true, LAST, LAST },
	{ "all but the last byte", { 0, LAST }, true, LAST - 1, LAST },
	{ "empty", { 5, 5 }, false, 4, 0 },
	{ "inverted", { 6, 5 }, false, 4, LAST },
};

START_TEST(single_range)
{
	const struct bm_range range = single_rows[_i].range;
	const char *name = single_rows[_i].name;

	ck_assert_msg(bm_range_is_valid(range) == single_rows[_i].is_valid,
	    "is_valid: %s", name);
	ck_assert_hex_eq(bm_range_last(range), single_rows[_i].last, name);
	ck_assert_hex_eq(bm_range_bytes(range), single_rows[_i].bytes, name);
	if (single_rows[_i].is_valid)
		ck_assert_range_eq(bm_range_closed(range.start,
		    single_rows[_i].last), range, name);
}
END_TEST

#define UNITS 7

/* Judges every question about two ranges by painting them with 1 and 2. */
static void
compare_pair(enum oracle_place place, struct bm_range a, struct bm_range b,
    const struct oracle *painted)
{
	size_t both_count = 0, only_b_count = 0;
	struct bm_range common = { 0, 0 };
	char name[80];

	snprintf(name, sizeof(name), "place %d, [%#" PRIx64 ", %#" PRIx64
	    ") and [%#" PRIx64 ", %#" PRIx64 ")", (int)place, a.start, a.end,
	    b.start, b.end);
	for (size_t i = 0; i < UNITS; i++) {
		struct bm_range unit = oracle_range(painted, i, i);
		uint32_t tags = painted->units[i].tags;

		ck_assert_msg(bm_range_holds(a, unit.start) ==
		    ((tags & 1) != 0), "holds: %s", name);
		only_b_count += tags == 2;
		if (tags == 3 && both_count++ == 0)
			common.start = unit.start;
		if (tags == 3)
			common.end = unit.end;
	}
	ck_assert_msg(bm_range_overlaps(a, b) == (both_count > 0),
	    "overlaps: %s", name);
	ck_assert_msg(bm_range_covers(a, b) == (only_b_count == 0),
	    "covers: %s", name);
	if (both_count > 0)
		ck_assert_range_eq(bm_range_common(a, b), common, name);
}

START_TEST(all_pairs_against_painting)
{
	for (size_t code = 0; code < UNITS * UNITS * UNITS * UNITS; code++) {
		size_t a_first = code % UNITS, a_last = code / UNITS % UNITS;
		size_t b_first = code / UNITS / UNITS % UNITS;
		size_t b_last = code / UNITS / UNITS / UNITS;
		size_t first = a_first < b_first ? a_first : b_first;
		size_t last = a_last > b_last ? a_last : b_last;
		struct oracle oracle;
		struct bm_range a, b;

		if (a_first > a_last || b_first > b_last)
			continue;
		oracle_init(&oracle, (enum oracle_place)_i, 16, UNITS);
		oracle_paint(&oracle, a_first, a_last, 1, 0);
		oracle_paint(&oracle, b_first, b_last, 2, 1);
		a = oracle_range(&oracle, a_first, a_last);
		b = oracle_range(&oracle, b_first, b_last);
		compare_pair((enum oracle_place)_i, a, b, &oracle);
		ck_assert(bm_range_adjoins(a, b) == (a_last + 1 == b_first));
		ck_assert(bm_range_equal(a, b) ==
		    (a_first == b_first && a_last == b_last));
		ck_assert_range_eq(bm_range_hull(a, b),
		    oracle_range(&oracle, first, last), "hull");
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("range");
	TCase *test_case = tcase_create("range");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, pair_of_ranges, 0,
	    LENGTH(pair_rows));
	tcase_add_loop_test(test_case, single_range, 0, LENGTH(single_rows));
	tcase_add_loop_test(test_case, all_pairs_against_painting, 0,
	    ORACLE_PLACES);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/page.h"

#include <stdio.h>

#include "tests/hex.h"
#include "tests/oracle.h"

static const struct {
	const char *name;
	uint64_t page_size;
	bool is_valid;
} size_rows[] = {
	{ "0", 0, false },
	{ "1", 1, false },
	{ "2 KiB", 2048, false },
	{ "4 KiB", 4096, true },
	{ "not a power of two", 12288, false },
	{ "4 KiB and a byte", 4097, false },
	{ "16 KiB", 16384, true },
	{ "64 KiB", 65536, true },
	{ "128 KiB", 131072, false },
	{ "2^63", UINT64_C(1) << 63, false },
};

START_TEST(sizes)
{
	ck_assert_msg(bm_page_size_is_valid(size_rows[_i].page_size) ==
	    size_rows[_i].is_valid, "%s", size_rows[_i].name);
}
END_TEST

static const struct {
	bm_paddr address;
	bm_paddr truncated;
	bm_paddr rounded;
} rounding_rows[] = {
	{ 0, 0, 0 },
	{ 1, 0, 0x1000 },
	{ 0xfff, 0, 0x1000 },
	{ 0x1000, 0x1000, 0x1000 },
	{ 0x1001, 0x1000, 0x2000 },
	{ UINT64_MAX - 0xfff, UINT64_MAX - 0xfff, UINT64_MAX - 0xfff },
	{ UINT64_MAX - 0xffe, UINT64_MAX - 0xfff, 0 },
	{ UINT64_MAX, UINT64_MAX - 0xfff, 0 },
};

START_TEST(rounding)
{
	bm_paddr address = rounding_rows[_i].address;

	ck_assert_hex_eq(bm_page_trunc(address, 4096),
	    rounding_rows[_i].truncated, "4 KiB");
	ck_assert_hex_eq(bm_page_round(address, 4096),
	    rounding_rows[_i].rounded, "4 KiB");
}
END_TEST

#define UNITS_A_PAGE 4
#define PAGES 4
#define UNITS (PAGES * UNITS_A_PAGE)

/* Counts the painted units of a page. */
static size_t
painted_in_page(const struct oracle *oracle, size_t page)
{
	size_t count = 0;

	for (size_t i = 0; i < UNITS_A_PAGE; i++)
		count += oracle->units[page * UNITS_A_PAGE + i].is_painted;
	return (count);
}

/* The pages of which at least units_needed units are painted. */
static size_t
find_pages(const struct oracle *oracle, size_t units_needed,
    struct bm_range *ret_pages)
{
	size_t first = PAGES, last = 0, count = 0;

	for (size_t page = 0; page < PAGES; page++) {
		if (painted_in_page(oracle, page) < units_needed)
			continue;
		if (count++ == 0)
			first = page;
		last = page;
	}
	if (count > 0)
		*ret_pages = oracle_range(oracle, first * UNITS_A_PAGE,
		    last * UNITS_A_PAGE + UNITS_A_PAGE - 1);
	return (count);
}

static void
compare_range(const struct oracle *oracle, struct bm_range range)
{
	const uint64_t page_size = oracle->unit_bytes * UNITS_A_PAGE;
	struct bm_range touched = { 0, 0 }, whole = { 1, 2 };
	struct bm_range expected_whole = { 1, 2 };
	size_t whole_count, bytes_count = 0;
	char name[80];

	snprintf(name, sizeof(name), "[%#" PRIx64 ", %#" PRIx64 ") of %"
	    PRIu64, range.start, range.end, page_size);
	find_pages(oracle, 1, &touched);
	whole_count = find_pages(oracle, UNITS_A_PAGE, &expected_whole);
	ck_assert_range_eq(bm_page_outward(range, page_size), touched, name);
	ck_assert_msg(bm_page_inward(range, page_size, &whole) ==
	    (whole_count > 0), "inward: %s", name);
	ck_assert_range_eq(whole, expected_whole, name);
	for (size_t i = 0; i < UNITS; i++)
		bytes_count += oracle->units[i].is_painted;
	ck_assert_hex_eq(bm_page_count(range, page_size),
	    bytes_count / UNITS_A_PAGE, name);
}

START_TEST(all_ranges_against_painting)
{
	const enum oracle_place place = (enum oracle_place)(_i % 3);
	/* Page sizes 4, 8, 16, 32 and 64 KiB. */
	const uint64_t unit_bytes = UINT64_C(1024) << (_i / 3);

	for (size_t first = 0; first < UNITS; first++)
		for (size_t last = first; last < UNITS; last++) {
			struct oracle oracle;

			oracle_init(&oracle, place, unit_bytes, UNITS);
			oracle_paint(&oracle, first, last, 0, 0);
			compare_range(&oracle,
			    oracle_range(&oracle, first, last));
		}
}
END_TEST

START_TEST(whole_space)
{
	const struct bm_range space = { 0, 0 };
	struct bm_range pages;

	ck_assert(bm_page_inward(space, 4096, &pages));
	ck_assert_range_eq(pages, space, "inward");
	ck_assert_range_eq(bm_page_outward(space, 4096), space, "outward");
	ck_assert_hex_eq(bm_page_count(space, 4096), UINT64_C(1) << 52,
	    "pages");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("page");
	TCase *test_case = tcase_create("page");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, sizes, 0, LENGTH(size_rows));
	tcase_add_loop_test(test_case, rounding, 0, LENGTH(rounding_rows));
	tcase_add_loop_test(test_case, all_ranges_against_painting, 0,
	    5 * ORACLE_PLACES);
	tcase_add_test(test_case, whole_space);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

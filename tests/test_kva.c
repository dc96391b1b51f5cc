/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/kva.h"

#include <string.h>

#include "tests/hex.h"

#define ENTRIES_MAX 4
#define TOP UINT64_C(0xfffffffffffff000)

static const struct {
	const char *name;
	struct bm_vrange there[2];
	size_t there_count;
	size_t capacity;
	struct bm_vrange added;
	enum bm_status status;
	size_t count;		/* after it */
} rows[] = {
	{ "the first", { { 0, 0 } }, 0, 1, { 0x1000, 0x2000 }, BM_OK, 1 },
	{ "the whole space", { { 0, 0 } }, 0, 1, { 0, 0 }, BM_OK, 1 },
	{ "up to 2^64", { { 0, 0 } }, 0, 1, { TOP, 0 }, BM_OK, 1 },
	{ "no room at all", { { 0, 0 } }, 0, 0, { TOP, 0 }, BM_FULL, 0 },
	{ "apart", { { 0x1000, 0x2000 } }, 1, 2, { 0x3000, 0x4000 }, BM_OK,
	    2 },
	{ "apart, without room", { { 0x1000, 0x2000 } }, 1, 1,
	    { 0x3000, 0x4000 }, BM_FULL, 1 },
	{ "above what it touches", { { 0x1000, 0x2000 } }, 1, 2,
	    { 0x2000, 0x4000 }, BM_OK, 1 },
	{ "below what it touches, up to 2^64", { { TOP, 0 } }, 1, 2,
	    { TOP - 0x1000, TOP }, BM_OK, 1 },
	{ "between two", { { 0x1000, 0x2000 }, { 0x3000, 0x4000 } }, 2, 3,
	    { 0x2000, 0x3000 }, BM_OK, 1 },
	{ "the same", { { 0x1000, 0x2000 } }, 1, 2, { 0x1000, 0x2000 },
	    BM_INVALID, 1 },
	{ "a byte is there", { { 0x1000, 0x2000 } }, 1, 2,
	    { 0x1fff, 0x3000 }, BM_INVALID, 1 },
	{ "the last byte is there", { { TOP, 0 } }, 1, 2, { 0, 0 },
	    BM_INVALID, 1 },
	{ "there, and no room either", { { 0x1000, 0x2000 } }, 1, 1,
	    { 0, 0x1800 }, BM_INVALID, 1 },
};

START_TEST(adding_row)
{
	const char *name = rows[_i].name;
	struct bm_rset_entry entries[ENTRIES_MAX], before[ENTRIES_MAX];
	struct bm_kva kva = { bm_rset_empty(entries, ENTRIES_MAX) };

	memset(entries, 0x5a, sizeof(entries));
	for (size_t i = 0; i < rows[_i].there_count; i++)
		ck_assert_int_eq(bm_kva_add(&kva, rows[_i].there[i]), BM_OK);
	kva.free.capacity = rows[_i].capacity;
	memcpy(before, entries, sizeof(entries));
	ck_assert_msg(bm_kva_overlaps(&kva, rows[_i].added) ==
	    (rows[_i].status == BM_INVALID), "%s: overlaps", name);
	ck_assert_msg(bm_kva_add(&kva, rows[_i].added) == rows[_i].status,
	    "%s: status", name);
	ck_assert_msg(kva.free.count == rows[_i].count, "%s: %zu entries",
	    name, kva.free.count);
	if (rows[_i].status != BM_OK)
		ck_assert_msg(memcmp(before, entries, sizeof(entries)) == 0,
		    "%s: changed", name);
	else
		ck_assert_msg(bm_rset_covers(&kva.free,
		    bm_vrange_numbers(rows[_i].added)), "%s: not there",
		    name);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("kva");
	TCase *test_case = tcase_create("kva");

	tcase_add_loop_test(test_case, adding_row, 0, LENGTH(rows));
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/exclusions.h"

#include <string.h>

#include "tests/hex.h"
#include "tests/oracle.h"

#define LAST UINT64_MAX
#define CALLS_MAX 6

enum { NONE = 0, NODUMP = 1, NOALLOC = 2, BOTH = 3 };

struct region {
	bm_paddr start;
	bm_paddr end;
	uint32_t flags;
};

/*
 * Calls and the table they leave.  Rows marked "kernel" are what FreeBSD 15's
 * own code printed for these calls; ranges are in whole pages.
 */
static const struct {
	const char *name;
	struct region calls[CALLS_MAX];
	size_t call_count;
	struct region table[CALLS_MAX];
	size_t count;
} table_rows[] = {
	{ "kernel: same range, other flag",
	    { { 0x110000, 0x111000, NODUMP }, { 0x110000, 0x111000,
	    NOALLOC } }, 2,
	    { { 0x110000, 0x111000, BOTH } }, 1 },
	{ "kernel: overlaps of two flags",
	    { { 0x110000, 0x114000, NOALLOC }, { 0x112000, 0x116000, NODUMP },
	    { 0x111000, 0x115000, NOALLOC } }, 3,
	    { { 0x110000, 0x115000, NOALLOC },
	    { 0x112000, 0x116000, NODUMP } }, 2 },
	{ "kernel: another flag inside",
	    { { 0x8000003000, 0x8000005000, NODUMP },
	    { 0x8000003000, 0x8000004000, NOALLOC },
	    { 0x8000015000, 0x8000016000, NOALLOC } }, 3,
	    { { 0x8000003000, 0x8000005000, NODUMP },
	    { 0x8000003000, 0x8000004000, NOALLOC },
	    { 0x8000015000, 0x8000016000, NOALLOC } }, 3 },
	{ "kernel: the upgraded range, then a longer one",
	    { { 0x3ffff000, 0x40003000, NODUMP },
	    { 0x41006000, 0x41007000, NOALLOC },
	    { 0x41006000, 0x41007000, NODUMP },
	    { 0x41006000, 0x4100b000, NODUMP } }, 4,
	    { { 0x3ffff000, 0x40003000, NODUMP },
	    { 0x41006000, 0x41007000, BOTH },
	    { 0x41006000, 0x4100b000, NODUMP } }, 3 },
	{ "kernel: a flag less is no upgrade",
	    { { 0x880002000, 0x880003000, NODUMP },
	    { 0x88099f000, 0x8809a3000, NOALLOC },
	    { 0x880002000, 0x880003000, NOALLOC },
	    { 0x88099e000, 0x8809c0000, BOTH },
	    { 0x8809b1000, 0x8809c2000, NOALLOC },
	    { 0x8809be000, 0x8809c7000, NOALLOC } }, 6,
	    { { 0x880002000, 0x880003000, BOTH },
	    { 0x88099e000, 0x8809c0000, BOTH },
	    { 0x88099f000, 0x8809a3000, NOALLOC },
	    { 0x8809b1000, 0x8809c7000, NOALLOC } }, 4 },
	{ "kernel: touching, other flags between",
	    { { 0x1742000, 0x1748000, NOALLOC }, { 0x1745000, 0x1748000,
	    BOTH }, { 0x1744000, 0x1745000, BOTH }, { 0x1747000, 0x1748000,
	    NOALLOC }, { 0x27aa000, 0x27ab000, NOALLOC } }, 5,
	    { { 0x1742000, 0x1748000, NOALLOC }, { 0x1744000, 0x1748000,
	    BOTH }, { 0x27aa000, 0x27ab000, NOALLOC } }, 3 },
	{ "kernel: no flag at all stays by itself",
	    { { 0x8000003000, 0x8000004000, NONE },
	    { 0x8000004000, 0x8000005000, NODUMP },
	    { 0x8000005000, 0x800000b000, BOTH },
	    { 0x8000002000, 0x8000004000, NODUMP },
	    { 0x8000003000, 0x8000004000, NODUMP } }, 5,
	    { { 0x8000002000, 0x8000004000, NODUMP },
	    { 0x8000003000, 0x8000004000, NONE },
	    { 0x8000004000, 0x8000005000, NODUMP },
	    { 0x8000005000, 0x800000b000, BOTH } }, 4 },
	{ "kernel: three deep at the top",
	    { { 0xffffffffffff4000, 0xffffffffffff9000, NOALLOC },
	    { 0xfffffffffffec000, 0xffffffffffff7000, NODUMP },
	    { 0x400fd000, 0x4079e000, NOALLOC },
	    { 0xffffffffffeef000, 0xfffffffffffeb000, NOALLOC } }, 4,
	    { { 0x400fd000, 0x4079e000, NOALLOC },
	    { 0xffffffffffeef000, 0xfffffffffffeb000, NOALLOC },
	    { 0xfffffffffffec000, 0xffffffffffff7000, NODUMP },
	    { 0xffffffffffff4000, 0xffffffffffff9000, NOALLOC } }, 4 },
	{ "no flag at all does not join others",
	    { { 0x2000, 0x3000, NODUMP }, { 0x2000, 0x3000, NONE } }, 2,
	    { { 0x2000, 0x3000, NODUMP }, { 0x2000, 0x3000, NONE } }, 2 },
	{ "the last page",
	    { { LAST - 0xfff, 0, NODUMP } }, 1,
	    { { LAST - 0xfff, 0, NODUMP } }, 1 },
	{ "the whole space over all",
	    { { 0, 0x1000, NODUMP }, { LAST - 0xfff, 0, NODUMP },
	    { 0, 0, NODUMP } }, 3,
	    { { 0, 0, NODUMP } }, 1 },
	{ "2^64 does not touch 0",
	    { { LAST - 0xfff, 0, NODUMP }, { 0, 0x1000, NODUMP } }, 2,
	    { { 0, 0x1000, NODUMP }, { LAST - 0xfff, 0, NODUMP } }, 2 },
	{ "touching below the last page",
	    { { LAST - 0xfff, 0, BOTH }, { LAST - 0x1fff, LAST - 0xfff,
	    BOTH } }, 2,
	    { { LAST - 0x1fff, 0, BOTH } }, 1 },
	{ "from 0, met only by its first byte",
	    { { 0x1000, 0x2000, NOALLOC }, { 0, 0x1000, NOALLOC } }, 2,
	    { { 0, 0x2000, NOALLOC } }, 1 },
	{ "growing downward only merges with nothing above",
	    { { 0x2000, 0x3000, NODUMP }, { 0x3000, 0x4000, BOTH },
	    { 0x2000, 0x3000, NOALLOC }, { 0x1000, 0x3000, BOTH } }, 4,
	    { { 0x1000, 0x3000, BOTH }, { 0x3000, 0x4000, BOTH } }, 2 },
	{ "growing upward merges with one more",
	    { { 0x2000, 0x3000, NODUMP }, { 0x3000, 0x5000, BOTH },
	    { 0x2000, 0x3000, NOALLOC }, { 0x1000, 0x4000, BOTH } }, 4,
	    { { 0x1000, 0x5000, BOTH } }, 1 },
};

static void
compare(const struct bm_exclusions *table, const struct region *expected,
    size_t count, const char *name)
{
	ck_assert_msg(table->count == count, "%s: %zu regions, not %zu", name,
	    table->count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_range_eq(table->entries[i].range,
		    ((struct bm_range){ expected[i].start,
		    expected[i].end }), name);
		ck_assert_hex_eq(table->entries[i].flags, expected[i].flags,
		    name);
	}
}

START_TEST(calls_and_table)
{
	struct bm_exclusion entries[CALLS_MAX];
	struct bm_exclusions table = { entries, 0, CALLS_MAX };

	for (uint32_t i = 0; i < table_rows[_i].call_count; i++) {
		const struct region *call = &table_rows[_i].calls[i];

		ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){
		    call->start, call->end }, call->flags,
		    (struct bm_origin){ BM_SOURCE_OPS, i }), BM_OK);
	}
	compare(&table, table_rows[_i].table, table_rows[_i].count,
	    table_rows[_i].name);
}
END_TEST

/* The same calls on a table of _i entries: refused ones leave no mark. */
START_TEST(small_table)
{
	const size_t capacity = (size_t)_i;

	for (size_t row = 0; row < LENGTH(table_rows); row++) {
		struct bm_exclusion entries[CALLS_MAX];
		struct bm_exclusion before[CALLS_MAX];
		struct bm_exclusions table = { entries, 0, capacity };
		enum bm_status status = BM_OK;

		memset(entries, 0x5a, sizeof(entries));
		for (size_t i = 0; status == BM_OK &&
		    i < table_rows[row].call_count; i++) {
			const struct region *call = &table_rows[row].calls[i];
			size_t count = table.count;

			memcpy(before, entries, sizeof(before));
			status = bm_exclusions_add(&table, (struct bm_range){
			    call->start, call->end }, call->flags,
			    (struct bm_origin){ BM_SOURCE_OPS, 0 });
			if (status == BM_OK)
				continue;
			ck_assert_int_eq(status, BM_FULL);
			ck_assert_uint_eq(count, capacity);
			ck_assert_uint_eq(table.count, count);
			ck_assert(memcmp(before, entries, sizeof(before)) ==
			    0);
		}
		if (status == BM_OK)
			compare(&table, table_rows[row].table,
			    table_rows[row].count, table_rows[row].name);
		else
			ck_assert_uint_gt(table_rows[row].call_count,
			    capacity);
	}
}
END_TEST

/* A full table still takes what merges into an entry or upgrades one. */
START_TEST(full_table_merges)
{
	struct bm_exclusion entry;
	struct bm_exclusions table = { &entry, 0, 1 };
	const struct bm_origin later = { BM_SOURCE_OPS, 7 };
	const struct bm_origin first = { BM_SOURCE_OPS, 3 };

	ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){ 0x2000,
	    0x3000 }, NODUMP, later), BM_OK);
	ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){ 0x3000,
	    0x4000 }, NODUMP, first), BM_OK);
	ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){ 0x2000,
	    0x4000 }, NOALLOC, later), BM_OK);
	ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){ 0x2000,
	    0x3000 }, NOALLOC, later), BM_FULL);
	compare(&table, &(struct region){ 0x2000, 0x4000, BOTH }, 1,
	    "full table");
	ck_assert_uint_eq(entry.origin.index, 3);
}
END_TEST

/* An upgrade merges a request too, and its origin may be the earlier one. */
START_TEST(upgrade_keeps_the_earliest_origin)
{
	struct bm_exclusion entry;
	struct bm_exclusions table = { &entry, 0, 1 };

	ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){ 0x2000,
	    0x3000 }, NODUMP, (struct bm_origin){ BM_SOURCE_DTB, 0 }), BM_OK);
	ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){ 0x2000,
	    0x3000 }, NOALLOC, (struct bm_origin){ BM_SOURCE_EFI_MAP, 5 }),
	    BM_OK);
	ck_assert_int_eq(entry.origin.source, BM_SOURCE_EFI_MAP);
	ck_assert_uint_eq(entry.origin.index, 5);
}
END_TEST

static const struct {
	const char *name;
	uint32_t flags;
	size_t count;
	struct bm_range ranges[3];
} flagged_rows[] = {
	{ "neither", NONE, 0, { { 0, 0 } } },
	{ "dump", NODUMP, 2, { { 0x2000, 0x4000 }, { 0x8000, 0x9000 } } },
	{ "allocation", NOALLOC, 1, { { 0x3000, 0x6000 } } },
	{ "any", BOTH, 2, { { 0x2000, 0x6000 }, { 0x8000, 0x9000 } } },
};

START_TEST(flagged)
{
	const struct region calls[] = { { 0x2000, 0x4000, NODUMP },
	    { 0x3000, 0x5000, NOALLOC }, { 0x5000, 0x6000, NOALLOC },
	    { 0x7000, 0x8000, NONE }, { 0x8000, 0x9000, NODUMP } };
	struct bm_exclusion entries[5];
	struct bm_exclusions table = { entries, 0, 5 };
	struct bm_rset_entry storage[5];
	struct bm_rset set = bm_rset_empty(storage, 5);

	for (size_t i = 0; i < LENGTH(calls); i++)
		ck_assert_int_eq(bm_exclusions_add(&table, (struct bm_range){
		    calls[i].start, calls[i].end }, calls[i].flags,
		    (struct bm_origin){ BM_SOURCE_OPS, 0 }), BM_OK);
	ck_assert_int_eq(bm_exclusions_flagged(&table, flagged_rows[_i].flags,
	    &set), BM_OK);
	ck_assert_uint_eq(set.count, flagged_rows[_i].count);
	for (size_t i = 0; i < set.count; i++)
		ck_assert_range_eq(set.entries[i].range,
		    flagged_rows[_i].ranges[i], flagged_rows[_i].name);
	if (flagged_rows[_i].count == 0)
		return;
	set = bm_rset_empty(storage, flagged_rows[_i].count - 1);
	ck_assert_int_eq(bm_exclusions_flagged(&table, flagged_rows[_i].flags,
	    &set), BM_FULL);
	ck_assert_uint_eq(set.count, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("exclusions");
	TCase *test_case = tcase_create("exclusions");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, calls_and_table, 0, LENGTH(table_rows));
	tcase_add_loop_test(test_case, small_table, 0, 4);
	tcase_add_test(test_case, full_table_merges);
	tcase_add_test(test_case, upgrade_keeps_the_earliest_origin);
	tcase_add_loop_test(test_case, flagged, 0, LENGTH(flagged_rows));
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

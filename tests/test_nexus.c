/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/nexus.h"

#include <string.h>

#include "tests/hex.h"

#define LAST UINT64_MAX
#define STEPS_MAX 6
#define TABLE_MAX 6

enum action { STOP, RESERVE, FIRST, RELEASE };

struct step {
	enum action action;
	struct bm_range range;		/* of FIRST: what it finds */
	uint32_t owner;
	enum bm_status status;
	struct bm_nexus_request request;
};

static const struct {
	const char *name;
	size_t capacity;
	struct step steps[STEPS_MAX];
	size_t count;			/* of claims at the end */
} script_rows[] = {
	{ "the first and the last byte", 2, {
	    { RESERVE, { LAST, 0 }, 1, BM_OK, { 0 } },
	    { RESERVE, { 0, 1 }, 1, BM_OK, { 0 } },
	    { RESERVE, { 0, 0 }, 1, BM_BUSY, { 0 } } }, 2 },
	{ "the whole space", 1, {
	    { RESERVE, { 0, 0 }, 1, BM_OK, { 0 } },
	    { RESERVE, { LAST, 0 }, 2, BM_BUSY, { 0 } },
	    { FIRST, { 0, 0 }, 2, BM_NONE, { 0, LAST, 1, 1 } },
	    { RELEASE, { 0, 0 }, 1, BM_OK, { 0 } } }, 0 },
	{ "busy comes before full", 1, {
	    { RESERVE, { 8, 16 }, 1, BM_OK, { 0 } },
	    { RESERVE, { 15, 17 }, 2, BM_BUSY, { 0 } },
	    { RESERVE, { 7, 9 }, 2, BM_BUSY, { 0 } },
	    { RESERVE, { 16, 17 }, 2, BM_FULL, { 0 } },
	    { FIRST, { 0, 0 }, 2, BM_FULL, { 0, LAST, 1, 1 } } }, 1 },
	{ "releasing takes the owner and the range", 3, {
	    { RESERVE, { 8, 16 }, 1, BM_OK, { 0 } },
	    { RELEASE, { 8, 16 }, 2, BM_NONE, { 0 } },
	    { RELEASE, { 8, 15 }, 1, BM_NONE, { 0 } },
	    { RELEASE, { 9, 16 }, 1, BM_NONE, { 0 } },
	    { RELEASE, { 8, 16 }, 1, BM_OK, { 0 } },
	    { RELEASE, { 8, 16 }, 1, BM_NONE, { 0 } } }, 0 },
	{ "touching claims of one owner stay two", 3, {
	    { RESERVE, { 8, 16 }, 1, BM_OK, { 0 } },
	    { RESERVE, { 16, 24 }, 1, BM_OK, { 0 } },
	    { RELEASE, { 8, 24 }, 1, BM_NONE, { 0 } },
	    { RELEASE, { 16, 24 }, 1, BM_OK, { 0 } } }, 1 },
	{ "requests without sense", 1, {
	    { FIRST, { 0, 0 }, 1, BM_INVALID, { 0, LAST, 0, 1 } },
	    { FIRST, { 0, 0 }, 1, BM_INVALID, { 0, LAST, 1, 0 } },
	    { FIRST, { 0, 0 }, 1, BM_INVALID, { 0, LAST, 1, 3 } },
	    { FIRST, { 0, 0 }, 1, BM_NONE, { 9, 8, 1, 1 } } }, 0 },
	{ "the window's end counts, also below the size", 1, {
	    { FIRST, { 0, 0 }, 1, BM_NONE, { 0, 0xfff, 0x2000, 1 } },
	    { FIRST, { 0, 0x1000 }, 1, BM_OK, { 0, 0xfff, 0x1000, 1 } } },
	    1 },
	{ "exactly that range, not one byte beside it", 3, {
	    { RESERVE, { 0x1000, 0x1001 }, 1, BM_OK, { 0 } },
	    { FIRST, { 0, 0 }, 2, BM_NONE,
	    { 0x1000, 0x1fff, 0x1000, 1 } },
	    { FIRST, { 0x1001, 0x2001 }, 2, BM_OK,
	    { 0x1000, 0x2000, 0x1000, 1 } } }, 2 },
	{ "aligning runs past 2^64", 1, {
	    { FIRST, { 0, 0 }, 1, BM_NONE,
	    { LAST - 0xffe, LAST, 1, 0x1000 } } }, 0 },
	{ "aligned to the last page", 1, {
	    { FIRST, { LAST - 0xfff, 0 }, 1, BM_OK,
	    { LAST - 0x1ffe, LAST, 0x1000, 0x1000 } } }, 1 },
	{ "the last byte", 1, {
	    { FIRST, { LAST, 0 }, 1, BM_OK, { LAST, LAST, 1, 1 } } }, 1 },
	{ "two bytes where there is one", 1, {
	    { FIRST, { 0, 0 }, 1, BM_NONE, { LAST, LAST, 2, 1 } } }, 0 },
	{ "the greatest alignment", 2, {
	    { RESERVE, { 0, 1 }, 1, BM_OK, { 0 } },
	    { FIRST, { (uint64_t)1 << 63, ((uint64_t)1 << 63) + 1 }, 2,
	    BM_OK, { 0, LAST, 1, (uint64_t)1 << 63 } },
	    { FIRST, { 0, 0 }, 2, BM_NONE,
	    { 0, LAST, 1, (uint64_t)1 << 63 } } }, 2 },
	{ "a gap too small is passed over", 3, {
	    { RESERVE, { 0, 8 }, 1, BM_OK, { 0 } },
	    { RESERVE, { 12, 16 }, 1, BM_OK, { 0 } },
	    { FIRST, { 16, 21 }, 2, BM_OK, { 0, LAST, 5, 1 } } }, 3 },
	{ "all but one byte", 1, {
	    { FIRST, { 0, LAST }, 1, BM_OK, { 0, LAST, LAST, 1 } } }, 1 },
};

static enum bm_status
take_step(struct bm_nexus *nexus, const struct step *step, uint32_t index,
    struct bm_range *ret_found)
{
	const struct bm_claim claim = { step->range, step->owner,
	    { BM_SOURCE_OPS, index } };

	switch (step->action) {
	case FIRST:
		return (bm_nexus_reserve_first(nexus, &step->request,
		    step->owner, claim.origin, ret_found));
	case RELEASE:
		return (bm_nexus_release(nexus, step->range, step->owner));
	case RESERVE:
	case STOP:
		break;
	}
	return (bm_nexus_reserve(nexus, &claim, NULL));
}

/* Sorted, disjoint, and made by the steps that they say. */
static void
compare_claims(const struct bm_nexus *nexus, const struct step *steps,
    const char *name)
{
	for (size_t i = 0; i < nexus->count; i++) {
		const struct bm_claim *claim = &nexus->claims[i];

		ck_assert_range_eq(claim->range,
		    steps[claim->origin.index].range, name);
		ck_assert_hex_eq(claim->owner,
		    steps[claim->origin.index].owner, name);
		ck_assert_msg(i == 0 || claim[-1].range.end - 1 <
		    claim->range.start, "%s", name);
	}
}

START_TEST(script)
{
	const char *name = script_rows[_i].name;
	const struct step *steps = script_rows[_i].steps;
	struct bm_claim claims[TABLE_MAX];
	struct bm_nexus nexus = { claims, 0, script_rows[_i].capacity };

	memset(claims, 0x5a, sizeof(claims));
	for (uint32_t i = 0; i < STEPS_MAX && steps[i].action != STOP; i++) {
		struct bm_claim before[TABLE_MAX];
		struct bm_range found = steps[i].range;
		size_t count = nexus.count;
		enum bm_status status;

		memcpy(before, claims, sizeof(before));
		status = take_step(&nexus, &steps[i], i, &found);
		ck_assert_msg(status == steps[i].status,
		    "%s: step %u answers %d", name, i, (int)status);
		ck_assert_range_eq(found, steps[i].range, name);
		if (status == BM_OK)
			continue;
		ck_assert_uint_eq(nexus.count, count);
		ck_assert(memcmp(before, claims, sizeof(before)) == 0);
	}
	ck_assert_uint_eq(nexus.count, script_rows[_i].count);
	compare_claims(&nexus, steps, name);
}
END_TEST

/* The lowest claim in the way is told, or nothing. */
START_TEST(holder)
{
	struct bm_claim claims[3];
	struct bm_nexus nexus = { claims, 0, 3 };
	struct bm_claim way = { { 0, 0 }, 9, { BM_SOURCE_NONE, 0 } };

	for (uint32_t i = 1; i < 3; i++)
		ck_assert_int_eq(bm_nexus_reserve(&nexus, &(struct bm_claim){
		    { i * 16, i * 16 + 8 }, i, { BM_SOURCE_DEVICE, i } },
		    &way), BM_OK);
	ck_assert_uint_eq(way.owner, 9);
	ck_assert_int_eq(bm_nexus_reserve(&nexus, &(struct bm_claim){
	    { 8, 64 }, 3, { BM_SOURCE_DEVICE, 3 } }, &way), BM_BUSY);
	ck_assert_uint_eq(way.owner, 1);
	ck_assert_uint_eq(way.origin.index, 1);
	ck_assert_range_eq(way.range, ((struct bm_range){ 16, 24 }), "way");
}
END_TEST

/* Pieces around two claims; conflicts are added to those there are. */
START_TEST(around)
{
	struct bm_claim claims[6] = {
	    { { 16, 24 }, 1, { BM_SOURCE_DEVICE, 0 } },
	    { { 28, 40 }, 2, { BM_SOURCE_DEVICE, 1 } } };
	struct bm_claim conflict_claims[4] = {
	    { { 1, 2 }, 7, { BM_SOURCE_NONE, 0 } } };
	struct bm_rset_entry entries[] = {
	    { { 8, 30 }, 0, { BM_SOURCE_EFI_MAP, 4 } },
	    { { 30, 32 }, 1, { BM_SOURCE_EFI_MAP, 5 } },
	    { { 36, 0 }, 0, { BM_SOURCE_EFI_MAP, 6 } } };
	const struct bm_claim expected[] = {
	    { { 8, 16 }, 3, { BM_SOURCE_EFI_MAP, 4 } },
	    { { 16, 24 }, 1, { BM_SOURCE_DEVICE, 0 } },
	    { { 24, 28 }, 3, { BM_SOURCE_EFI_MAP, 4 } },
	    { { 28, 40 }, 2, { BM_SOURCE_DEVICE, 1 } },
	    { { 40, 0 }, 3, { BM_SOURCE_EFI_MAP, 6 } } };
	const struct bm_range held[] = { { 1, 2 }, { 16, 24 }, { 28, 30 },
	    { 30, 32 }, { 36, 40 } };
	const struct bm_rset pieces = { entries, 3, 3 };
	struct bm_nexus nexus = { claims, 2, 4 };
	struct bm_nexus conflicts = { conflict_claims, 1, 4 };
	struct bm_claim before[6], room[5];

	memcpy(before, claims, sizeof(before));
	ck_assert_int_eq(bm_nexus_reserve_around(&nexus, &pieces, 3,
	    &conflicts), BM_FULL);
	nexus.capacity = 5;
	ck_assert_int_eq(bm_nexus_reserve_around(&nexus, &pieces, 3,
	    &conflicts), BM_FULL);
	ck_assert_int_eq(memcmp(before, claims, sizeof(before)), 0);
	ck_assert_uint_eq(nexus.count, 2);
	ck_assert_uint_eq(conflicts.count, 1);

	memcpy(room, conflict_claims, sizeof(conflict_claims));
	conflicts = (struct bm_nexus){ room, 1, 5 };
	ck_assert_int_eq(bm_nexus_reserve_around(&nexus, &pieces, 3,
	    &conflicts), BM_OK);
	ck_assert_uint_eq(nexus.count, LENGTH(expected));
	for (size_t i = 0; i < LENGTH(expected); i++) {
		ck_assert_range_eq(claims[i].range, expected[i].range,
		    "claim");
		ck_assert_uint_eq(claims[i].owner, expected[i].owner);
		ck_assert_uint_eq(claims[i].origin.source,
		    expected[i].origin.source);
		ck_assert_uint_eq(claims[i].origin.index,
		    expected[i].origin.index);
	}
	ck_assert_uint_eq(conflicts.count, LENGTH(held));
	for (size_t i = 0; i < LENGTH(held); i++)
		ck_assert_range_eq(room[i].range, held[i], "conflict");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("nexus");
	TCase *test_case = tcase_create("nexus");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, script, 0, LENGTH(script_rows));
	tcase_add_test(test_case, holder);
	tcase_add_test(test_case, around);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/extent.h"

#include "tests/hex.h"

#define LAST UINT64_MAX

/* What stands in an output that must stay as it is. */
static const struct bm_range untouched = { 0x1234, 0x5678 };

static const struct {
	const char *name;
	struct bm_extent extent;
	enum bm_clip clip;
	struct bm_range range;
} extent_rows[] = {
	{ "empty at 0", { 0, 0 }, BM_CLIP_ALL, { 0x1234, 0x5678 } },
	{ "empty at the last byte", { LAST, 0 }, BM_CLIP_ALL,
	    { 0x1234, 0x5678 } },
	{ "one byte at 0", { 0, 1 }, BM_CLIP_NOTHING, { 0, 1 } },
	{ "some", { 0x1000, 0x2000 }, BM_CLIP_NOTHING, { 0x1000, 0x3000 } },
	{ "last byte", { LAST, 1 }, BM_CLIP_NOTHING, { LAST, 0 } },
	{ "ends one byte before 2^64", { 0x1000, LAST - 0x1000 },
	    BM_CLIP_NOTHING, { 0x1000, LAST } },
	{ "ends at 2^64", { 0x1000, LAST - 0xfff }, BM_CLIP_NOTHING,
	    { 0x1000, 0 } },
	{ "ends one byte past 2^64", { 0x1000, LAST - 0xffe }, BM_CLIP_TOP,
	    { 0x1000, 0 } },
	{ "wraps to its own start", { 0x1000, LAST }, BM_CLIP_TOP,
	    { 0x1000, 0 } },
	{ "two bytes at the last", { LAST, 2 }, BM_CLIP_TOP, { LAST, 0 } },
	{ "greatest of both", { LAST, LAST }, BM_CLIP_TOP, { LAST, 0 } },
	{ "all but the last byte", { 0, LAST }, BM_CLIP_NOTHING,
	    { 0, LAST } },
	{ "all but the first byte", { 1, LAST }, BM_CLIP_NOTHING, { 1, 0 } },
};

START_TEST(extent)
{
	struct bm_range range = untouched;
	enum bm_clip clip = bm_extent_range(extent_rows[_i].extent, &range);

	ck_assert_hex_eq(clip, extent_rows[_i].clip, extent_rows[_i].name);
	ck_assert_range_eq(range, extent_rows[_i].range,
	    extent_rows[_i].name);
}
END_TEST

static const struct {
	const char *name;
	bm_paddr base;
	uint64_t unit_count;
	uint64_t unit_bytes;
	enum bm_clip clip;
	struct bm_range range;
} unit_rows[] = {
	{ "no page", 0x1000, 0, 4096, BM_CLIP_ALL, { 0x1234, 0x5678 } },
	{ "one page", 0x1000, 1, 4096, BM_CLIP_NOTHING, { 0x1000, 0x2000 } },
	{ "last page", LAST - 0xfff, 1, 4096, BM_CLIP_NOTHING,
	    { LAST - 0xfff, 0 } },
	{ "one page past 2^64", LAST - 0xfff, 2, 4096, BM_CLIP_TOP,
	    { LAST - 0xfff, 0 } },
	{ "bytes fit, end does not", 0x2000, (UINT64_C(1) << 52) - 1, 4096,
	    BM_CLIP_TOP, { 0x2000, 0 } },
	{ "bytes fit, end at 2^64", 0x1000, (UINT64_C(1) << 52) - 1, 4096,
	    BM_CLIP_NOTHING, { 0x1000, 0 } },
	{ "whole space in pages", 0, UINT64_C(1) << 52, 4096,
	    BM_CLIP_NOTHING, { 0, 0 } },
	{ "2^64 bytes from 1", 1, UINT64_C(1) << 52, 4096, BM_CLIP_TOP,
	    { 1, 0 } },
	{ "a page more than the space", 0, (UINT64_C(1) << 52) + 1, 4096,
	    BM_CLIP_TOP, { 0, 0 } },
	{ "product wraps to 0 again", 0, UINT64_C(1) << 53, 4096,
	    BM_CLIP_TOP, { 0, 0 } },
	{ "product wraps to one page", 0x1000, (UINT64_C(1) << 52) + 1, 4096,
	    BM_CLIP_TOP, { 0x1000, 0 } },
	{ "greatest count", 0x1000, UINT64_MAX, 4096, BM_CLIP_TOP,
	    { 0x1000, 0 } },
	{ "units of a byte", 1, LAST, 1, BM_CLIP_NOTHING, { 1, 0 } },
	{ "units that do not divide 2^64", 0, LAST / 3, 3, BM_CLIP_NOTHING,
	    { 0, LAST } },
	{ "and one more of them", 0, LAST / 3 + 1, 3, BM_CLIP_TOP,
	    { 0, 0 } },
	{ "two halves of the space", 0, 2, UINT64_C(1) << 63,
	    BM_CLIP_NOTHING, { 0, 0 } },
};

START_TEST(units)
{
	struct bm_range range = untouched;
	enum bm_clip clip = bm_extent_range_units(unit_rows[_i].base,
	    unit_rows[_i].unit_count, unit_rows[_i].unit_bytes, &range);

	ck_assert_hex_eq(clip, unit_rows[_i].clip, unit_rows[_i].name);
	ck_assert_range_eq(range, unit_rows[_i].range, unit_rows[_i].name);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("extent");
	TCase *test_case = tcase_create("extent");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, extent, 0, LENGTH(extent_rows));
	tcase_add_loop_test(test_case, units, 0, LENGTH(unit_rows));
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

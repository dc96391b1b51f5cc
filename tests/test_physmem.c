/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/physmem.h"

#include "tests/hex.h"

#define MIB ((uint64_t)1 << 20)
#define LAST UINT64_MAX
#define LAST32 ((uint64_t)UINT32_MAX)
#define TABLE_MAX 8

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

/* The limits of machines that there are. */
static const struct bm_physmem_limits wide = { 0x1000, LAST, true, true };
static const struct bm_physmem_limits wide_16k = { 0x4000, LAST, true, true };
static const struct bm_physmem_limits narrow = { 0x1000, LAST32, true, true };
static const struct bm_physmem_limits bare = { 0x1000, LAST, false, false };
static const struct bm_physmem_limits x86 = { 0x1000,
    ((uint64_t)1 << 52) - 1, false, false };

static const struct {
	const char *name;
	const struct bm_physmem_limits *limits;
	struct bm_range range;
	enum bm_ram_clip clip;
	bool is_left;
	struct bm_range left;
} clip_rows[] = {
	{ "inside", &wide, { 0x1000, 0x9000 }, BM_RAM_WHOLE, true,
	    { 0x1000, 0x9000 } },
	{ "page 0 alone", &wide, { 0, 0x1000 }, BM_RAM_PAGE_ZERO, false,
	    { 0, 0 } },
	{ "part of page 0", &wide, { 0x400, 0x800 }, BM_RAM_PAGE_ZERO, false,
	    { 0, 0 } },
	{ "page 0 and a byte", &wide, { 0, 0x1001 }, BM_RAM_PAGE_ZERO, true,
	    { 0x1000, 0x1001 } },
	{ "from within page 0", &wide, { 0xfff, 0x2000 }, BM_RAM_PAGE_ZERO,
	    true, { 0x1000, 0x2000 } },
	{ "page 0 of 16 KiB", &wide_16k, { 0x3fff, 0x8000 },
	    BM_RAM_PAGE_ZERO, true, { 0x4000, 0x8000 } },
	{ "page 0 where it is kept", &bare, { 0, 0x1000 }, BM_RAM_WHOLE,
	    true, { 0, 0x1000 } },
	{ "up to the last megabyte", &wide, { 0x1000, LAST - MIB + 1 },
	    BM_RAM_WHOLE, true, { 0x1000, LAST - MIB + 1 } },
	{ "a byte of the last megabyte", &wide, { 0x1000, LAST - MIB + 2 },
	    BM_RAM_LAST_MEGABYTE, true, { 0x1000, LAST - MIB + 1 } },
	{ "up to 2^64", &wide, { 0x1000, 0 }, BM_RAM_LAST_MEGABYTE, true,
	    { 0x1000, LAST - MIB + 1 } },
	{ "within the last megabyte", &wide, { LAST - MIB + 1, 0 },
	    BM_RAM_LAST_MEGABYTE, false, { 0, 0 } },
	{ "the last byte", &wide, { LAST, 0 }, BM_RAM_LAST_MEGABYTE, false,
	    { 0, 0 } },
	{ "the whole space", &wide, { 0, 0 }, BM_RAM_PAGE_ZERO, true,
	    { 0x1000, LAST - MIB + 1 } },
	{ "the whole space where all is kept", &bare, { 0, 0 }, BM_RAM_WHOLE,
	    true, { 0, 0 } },
	{ "32 bits: up to 2^32", &narrow, { 0x1000, LAST32 + 1 },
	    BM_RAM_LAST_MEGABYTE, true, { 0x1000, LAST32 - MIB + 1 } },
	{ "32 bits: past 2^32", &narrow, { 0x80000000, LAST32 + 0x10000 },
	    BM_RAM_LAST_MEGABYTE, true, { 0x80000000, LAST32 - MIB + 1 } },
	{ "32 bits: above 2^32", &narrow, { LAST32 + 1, 0 },
	    BM_RAM_ABOVE_LAST, false, { 0, 0 } },
	{ "52 bits: past the top", &x86, { 0, 0 }, BM_RAM_ABOVE_LAST, true,
	    { 0, (uint64_t)1 << 52 } },
	{ "52 bits: up to the top", &x86, { 0, (uint64_t)1 << 52 },
	    BM_RAM_WHOLE, true, { 0, (uint64_t)1 << 52 } },
};

START_TEST(clip)
{
	const char *name = clip_rows[_i].name;
	struct bm_range left = { 0, 0 };
	enum bm_ram_clip how;
	bool is_left = bm_physmem_clip(clip_rows[_i].limits,
	    clip_rows[_i].range, &left, &how);

	ck_assert_msg(is_left == clip_rows[_i].is_left, "%s", name);
	ck_assert_range_eq(left, clip_rows[_i].left, name);
	ck_assert_hex_eq(how, clip_rows[_i].clip, name);
}
END_TEST

struct avail_row {
	const char *name;
	uint64_t page_size;
	struct bm_range hardware[4];
	size_t hardware_count;
	struct bm_range excluded[4];	/* from allocation */
	size_t excluded_count;
	uint64_t limit_bytes;
	struct bm_range avail[4];
	size_t avail_count;
	uint64_t page_count;
	uint64_t realmem_pages;
};

#define NO_LIMIT BM_PHYSMEM_NO_LIMIT

static const struct avail_row avail_rows[] = {
	{ "nothing", 0x1000, { { 0, 0 } }, 0, { { 0, 0 } }, 0, NO_LIMIT,
	    { { 0, 0 } }, 0, 0, 0 },
	{ "an exclusion without RAM", 0x1000, { { 0, 0 } }, 0,
	    { { 0x1000, 0x2000 } }, 1, NO_LIMIT, { { 0, 0 } }, 0, 0, 0 },
	{ "less than a page", 0x1000, { { 0x1800, 0x2800 } }, 1, { { 0, 0 } },
	    0, NO_LIMIT, { { 0, 0 } }, 0, 0, 0 },
	{ "a page out of two halves", 0x1000, { { 0x1000, 0x1800 },
	    { 0x1800, 0x2000 } }, 2, { { 0, 0 } }, 0, NO_LIMIT,
	    { { 0x1000, 0x2000 } }, 1, 1, 1 },
	{ "an odd start does not move the end", 0x1000, { { 0xc400,
	    0x11800 } }, 1, { { 0, 0 } }, 0, NO_LIMIT,
	    { { 0xd000, 0x11000 } }, 1, 4, 4 },
	{ "a byte excludes its page", 0x1000, { { 0x10000, 0x14000 } }, 1,
	    { { 0x11fff, 0x12001 } }, 1, NO_LIMIT, { { 0x10000, 0x11000 },
	    { 0x13000, 0x14000 } }, 2, 2, 4 },
	{ "all excluded", 0x1000, { { 0x10000, 0x14000 } }, 1,
	    { { 0x0, 0x100000 } }, 1, NO_LIMIT, { { 0, 0 } }, 0, 0, 4 },
	{ "one exclusion over two chunks", 0x1000, { { 0x10000, 0x14000 },
	    { 0x20000, 0x24000 } }, 2, { { 0x13000, 0x21000 } }, 1, NO_LIMIT,
	    { { 0x10000, 0x13000 }, { 0x21000, 0x24000 } }, 2, 6, 8 },
	{ "16 KiB", 0x4000, { { 0x10000, 0x1b000 } }, 1, { { 0x15000,
	    0x15001 } }, 1, NO_LIMIT, { { 0x10000, 0x14000 } }, 1, 1, 2 },
	{ "up to 2^64", 0x1000, { { LAST - 0x2fff, 0 } }, 1,
	    { { LAST - 0x1fff, LAST - 0xfff } }, 1, NO_LIMIT,
	    { { LAST - 0x2fff, LAST - 0x1fff }, { LAST - 0xfff, 0 } }, 2, 2,
	    3 },
	{ "the whole space", 0x1000, { { 0, 0 } }, 1, { { 0, 0 } }, 0,
	    NO_LIMIT, { { 0, 0 } }, 1, (uint64_t)1 << 52,
	    (uint64_t)1 << 52 },
	{ "the whole space, limited", 0x1000, { { 0, 0 } }, 1, { { 0, 0 } },
	    0, 0x3000, { { 0, 0x3000 } }, 1, 3, (uint64_t)1 << 52 },
	{ "the whole space, limited to all but a byte", 0x1000, { { 0, 0 } },
	    1, { { 0, 0 } }, 0, LAST - 1, { { 0, LAST - 1 } }, 1,
	    ((uint64_t)1 << 52) - 1, (uint64_t)1 << 52 },
	{ "limit 0", 0x1000, { { 0x10000, 0x14000 }, { 0x20000, 0x24000 } },
	    2, { { 0, 0 } }, 0, 0, { { 0, 0 } }, 0, 0, 4 },
	{ "limit within a range", 0x1000, { { 0x10000, 0x14000 },
	    { 0x20000, 0x24000 } }, 2, { { 0, 0 } }, 0, 0x2000,
	    { { 0x10000, 0x12000 } }, 1, 2, 8 },
	{ "limit at a range's end", 0x1000, { { 0x10000, 0x14000 },
	    { 0x20000, 0x24000 }, { 0x30000, 0x34000 } }, 3, { { 0, 0 } }, 0,
	    0x4000, { { 0x10000, 0x14000 } }, 1, 4, 8 },
	{ "limit in the second range", 0x1000, { { 0x10000, 0x14000 },
	    { 0x20000, 0x24000 } }, 2, { { 0, 0 } }, 0, 0x5000,
	    { { 0x10000, 0x14000 }, { 0x20000, 0x21000 } }, 2, 5, 8 },
	{ "limit within a page", 0x1000, { { 0x10000, 0x14000 } }, 1,
	    { { 0, 0 } }, 0, 0x1234, { { 0x10000, 0x11234 } }, 1, 1, 4 },
	{ "limit a byte below a range", 0x1000, { { 0x10000, 0x14000 } }, 1,
	    { { 0, 0 } }, 0, 0x3fff, { { 0x10000, 0x13fff } }, 1, 3, 4 },
	{ "limit skips what is excluded", 0x1000, { { 0x10000, 0x14000 } }, 1,
	    { { 0x11000, 0x12000 } }, 1, 0x2000, { { 0x10000, 0x11000 },
	    { 0x12000, 0x13000 } }, 2, 2, 4 },
	{ "limit above all", 0x1000, { { 0x10000, 0x14000 } }, 1, { { 0, 0 } },
	    0, 0x100000, { { 0x10000, 0x14000 } }, 1, 4, 4 },
};

static void
fill(struct bm_physmem *physmem, const struct avail_row *row)
{
	for (size_t i = 0; i < row->hardware_count; i++)
		ck_assert_int_eq(bm_physmem_add_hardware(physmem,
		    row->hardware[i], no_origin), BM_OK);
	for (size_t i = 0; i < row->excluded_count; i++)
		ck_assert_int_eq(bm_physmem_exclude(physmem, row->excluded[i],
		    BM_EXCLUDE_NOALLOC, no_origin), BM_OK);
}

START_TEST(avail_list)
{
	const struct avail_row *row = &avail_rows[_i];
	struct bm_rset_entry hardware[TABLE_MAX], avail[TABLE_MAX];
	struct bm_rset_entry scratch_entries[TABLE_MAX];
	struct bm_exclusion excluded[TABLE_MAX];
	struct bm_physmem physmem = {
	    { row->page_size, LAST, false, false },
	    bm_rset_empty(hardware, TABLE_MAX), { excluded, 0, TABLE_MAX } };
	struct bm_rset scratch, list;
	uint64_t realmem_pages = 0;

	fill(&physmem, row);
	scratch = bm_rset_empty(scratch_entries, physmem.excluded.count);
	list = bm_rset_empty(avail, physmem.hardware.count +
	    physmem.excluded.count);
	ck_assert_int_eq(bm_physmem_avail(&physmem, BM_EXCLUDE_NOALLOC,
	    row->limit_bytes, &scratch, &list, &realmem_pages), BM_OK);
	ck_assert_msg(list.count == row->avail_count, "%s: %zu ranges",
	    row->name, list.count);
	for (size_t i = 0; i < list.count; i++)
		ck_assert_range_eq(avail[i].range, row->avail[i], row->name);
	ck_assert_hex_eq(bm_physmem_page_count(&list, row->page_size),
	    row->page_count, row->name);
	ck_assert_hex_eq(realmem_pages, row->realmem_pages, row->name);
}
END_TEST

/* Tables of one to three entries. */
START_TEST(small_tables)
{
	const size_t capacity = (size_t)_i;
	struct bm_rset_entry hardware[TABLE_MAX], avail[TABLE_MAX];
	struct bm_rset_entry scratch_entries[TABLE_MAX];
	struct bm_exclusion excluded[TABLE_MAX];
	struct bm_physmem physmem = { wide,
	    bm_rset_empty(hardware, capacity), { excluded, 0, capacity } };
	struct bm_rset list = bm_rset_empty(avail, capacity);
	struct bm_rset scratch = bm_rset_empty(scratch_entries, capacity - 1);
	uint64_t realmem_pages = 77;

	for (bm_paddr i = 1; i <= capacity + 1; i++) {
		enum bm_status status = i > capacity ? BM_FULL : BM_OK;

		ck_assert_int_eq(bm_physmem_add_hardware(&physmem,
		    (struct bm_range){ i << 20, (i << 20) + 0x8000 },
		    no_origin), status);
		ck_assert_int_eq(bm_physmem_exclude(&physmem,
		    (struct bm_range){ (i << 20) + 0x2000,
		    (i << 20) + 0x2001 }, BM_EXCLUDE_NODUMP, no_origin),
		    status);
	}
	/* No room in scratch, then none in the list: each chunk is cut. */
	ck_assert_int_eq(bm_physmem_avail(&physmem, BM_EXCLUDE_NODUMP,
	    NO_LIMIT, &scratch, &list, &realmem_pages), BM_FULL);
	scratch.capacity = capacity;
	ck_assert_int_eq(bm_physmem_avail(&physmem, BM_EXCLUDE_NODUMP,
	    NO_LIMIT, &scratch, &list, &realmem_pages), BM_FULL);
	ck_assert_uint_eq(list.count, 0);
	ck_assert_uint_eq(realmem_pages, 77);
	list.capacity = 2 * capacity;
	ck_assert_int_eq(bm_physmem_avail(&physmem, BM_EXCLUDE_NODUMP,
	    NO_LIMIT, &scratch, &list, &realmem_pages), BM_OK);
	ck_assert_uint_eq(list.count, 2 * capacity);
	ck_assert_uint_eq(realmem_pages, 8 * capacity);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("physmem");
	TCase *test_case = tcase_create("physmem");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, clip, 0, LENGTH(clip_rows));
	tcase_add_loop_test(test_case, avail_list, 0, LENGTH(avail_rows));
	tcase_add_loop_test(test_case, small_tables, 1, 4);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/ram0.h"

#include "tests/hex.h"
#include "tests/oracle.h"

#define PAGE 0x1000
#define LAST UINT64_MAX
#define MIB ((uint64_t)1 << 20)
#define TABLE_MAX 128

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

struct request {
	struct bm_range range;
	uint32_t flags;
};

struct piece {
	struct bm_range range;
	uint32_t tags;
};

/* Page 0 and the last megabyte are kept out, unless "all is kept". */
static const struct {
	const char *name;
	bool keeps_all;
	struct bm_range ram[2];
	size_t ram_count;
	struct request excluded[3];
	size_t excluded_count;
	struct piece pieces[6];
	size_t count;
} rows[] = {
	{ "no RAM", false, { { 0, 0 } }, 0, { { { 0x1000, 0x2000 }, 3 } }, 1,
	    { { { 0, 0 }, 0 } }, 0 },
	{ "just RAM, odd edges and all", false, { { 0x1800, 0x8421 } }, 1,
	    { { { 0, 0 }, 0 } }, 0, { { { 0x1800, 0x8421 }, 0 } }, 1 },
	{ "page 0", false, { { 0, 0x3000 } }, 1, { { { 0, 0 }, 0 } }, 0,
	    { { { 0, 0x1000 }, BM_RAM0_PAGE_ZERO }, { { 0x1000, 0x3000 },
	    0 } }, 2 },
	{ "page 0 where all is kept", true, { { 0, 0x3000 } }, 1,
	    { { { 0, 0 }, 0 } }, 0, { { { 0, 0x3000 }, 0 } }, 1 },
	{ "the last megabyte", false, { { LAST - 2 * MIB + 1, 0 } }, 1,
	    { { { 0, 0 }, 0 } }, 0,
	    { { { LAST - 2 * MIB + 1, LAST - MIB + 1 }, 0 },
	    { { LAST - MIB + 1, 0 }, BM_RAM0_LAST_MEGABYTE } }, 2 },
	{ "excluded RAM is held, in a piece of its own", false,
	    { { 0x10000, 0x20000 } }, 1, { { { 0x14000, 0x15001 }, 2 } }, 1,
	    { { { 0x10000, 0x14000 }, 0 },
	    { { 0x14000, 0x16000 }, BM_RAM0_EXCLUDED | 2 },
	    { { 0x16000, 0x20000 }, 0 } }, 3 },
	{ "an exclusion that is not RAM is not held", false,
	    { { 0x10000, 0x20000 } }, 1, { { { 0x20000, 0x30000 }, 3 } }, 1,
	    { { { 0x10000, 0x20000 }, 0 } }, 1 },
	{ "exclusions on top of each other, over two parts", false,
	    { { 0x10000, 0x20000 }, { 0x30000, 0x40000 } }, 2,
	    { { { 0x1c000, 0x34000 }, 1 }, { { 0x1e000, 0x32000 }, 2 } }, 2,
	    { { { 0x10000, 0x1c000 }, 0 },
	    { { 0x1c000, 0x1e000 }, BM_RAM0_EXCLUDED | 1 },
	    { { 0x1e000, 0x20000 }, BM_RAM0_EXCLUDED | 3 },
	    { { 0x30000, 0x32000 }, BM_RAM0_EXCLUDED | 3 },
	    { { 0x32000, 0x34000 }, BM_RAM0_EXCLUDED | 1 },
	    { { 0x34000, 0x40000 }, 0 } }, 6 },
	{ "an exclusion without flags cuts all the same", false,
	    { { 0x10000, 0x20000 } }, 1, { { { 0x10000, 0x11000 }, 0 } }, 1,
	    { { { 0x10000, 0x11000 }, BM_RAM0_EXCLUDED },
	    { { 0x11000, 0x20000 }, 0 } }, 2 },
	{ "the whole space", false, { { 0, 0 } }, 1, { { { 0, 0x1000 }, 2 } },
	    1, { { { 0, 0x1000 }, BM_RAM0_PAGE_ZERO | BM_RAM0_EXCLUDED | 2 },
	    { { 0x1000, LAST - MIB + 1 }, 0 },
	    { { LAST - MIB + 1, 0 }, BM_RAM0_LAST_MEGABYTE } }, 3 },
};

static void
exclude(struct bm_physmem *physmem, struct bm_range range, uint32_t flags)
{
	ck_assert_int_eq(bm_physmem_exclude(physmem, range, flags,
	    no_origin), BM_OK);
}

/* In just the room that the header asks for. */
static void
make_pieces(const struct bm_rset *ram, const struct bm_physmem *physmem,
    struct bm_rset *ret_pieces)
{
	static struct bm_rset_entry scratch_entries[TABLE_MAX];
	struct bm_rset scratch = bm_rset_empty(scratch_entries,
	    2 * physmem->excluded.count + 4);

	ret_pieces->count = 0;
	ret_pieces->capacity = ram->count + 4 * physmem->excluded.count + 8;
	ck_assert_int_eq(bm_ram0_pieces(ram, physmem, &scratch, ret_pieces),
	    BM_OK);
}

START_TEST(pieces_of_row)
{
	const char *name = rows[_i].name;
	struct bm_rset_entry ram_entries[2], entries[TABLE_MAX];
	struct bm_exclusion excluded[3];
	struct bm_rset ram = bm_rset_empty(ram_entries, 2);
	struct bm_rset pieces = bm_rset_empty(entries, TABLE_MAX);
	struct bm_physmem physmem = { .limits = { PAGE, LAST,
	    !rows[_i].keeps_all, !rows[_i].keeps_all },
	    .excluded = { excluded, 0, 3 } };

	for (size_t i = 0; i < rows[_i].ram_count; i++)
		ck_assert_int_eq(bm_rset_add(&ram, &(struct bm_rset_entry){
		    rows[_i].ram[i], 0, no_origin }), BM_OK);
	for (size_t i = 0; i < rows[_i].excluded_count; i++)
		exclude(&physmem, rows[_i].excluded[i].range,
		    rows[_i].excluded[i].flags);
	make_pieces(&ram, &physmem, &pieces);
	ck_assert_msg(pieces.count == rows[_i].count, "%s: %zu pieces", name,
	    pieces.count);
	for (size_t i = 0; i < pieces.count; i++) {
		ck_assert_range_eq(entries[i].range,
		    rows[_i].pieces[i].range, name);
		ck_assert_hex_eq(entries[i].tags, rows[_i].pieces[i].tags,
		    name);
	}
}
END_TEST

/* 64 KiB pages of four units; the upper half is the last megabyte. */
#define UNITS_A_PAGE 4
#define PAGES 32
#define UNITS (UNITS_A_PAGE * PAGES)
#define EXCLUSIONS_MAX 14

static void
paint_ram(struct oracle *painted, struct bm_rset *ram,
    struct oracle_random *random)
{
	size_t count = oracle_random_below(random, 5);

	for (size_t i = 0; i < count; i++) {
		size_t first = oracle_random_below(random, UNITS);
		size_t last = first + oracle_random_below(random,
		    UNITS - first);

		ck_assert_int_eq(bm_rset_add(ram, &(struct bm_rset_entry){
		    oracle_range(painted, first, last), 0, no_origin }),
		    BM_OK);
		oracle_paint(painted, first, last, 0, 0);
	}
}

/* Tags the units of page that are RAM. */
static void
tag_page(struct oracle *painted, size_t page, uint32_t tags)
{
	for (size_t i = 0; i < UNITS_A_PAGE; i++)
		if (painted->units[page * UNITS_A_PAGE + i].is_painted)
			painted->units[page * UNITS_A_PAGE + i].tags |= tags;
}

static void
paint_exclusions(struct oracle *painted, struct bm_physmem *physmem,
    struct oracle_random *random)
{
	size_t count = oracle_random_below(random, EXCLUSIONS_MAX + 1);

	for (size_t i = 0; i < count; i++) {
		size_t first = oracle_random_below(random, PAGES);
		size_t last = first + oracle_random_below(random,
		    (PAGES - first) / 2 + 1);
		uint32_t flags = (uint32_t)oracle_random_below(random, 4);

		exclude(physmem, oracle_range(painted, first * UNITS_A_PAGE,
		    last * UNITS_A_PAGE + UNITS_A_PAGE - 1), flags);
		for (size_t page = first; page <= last; page++)
			tag_page(painted, page, BM_RAM0_EXCLUDED | flags);
	}
}

START_TEST(random_against_painting)
{
	struct oracle_random random = { (uint64_t)_i };

	for (size_t i = 0; i < 20000; i++) {
		struct bm_rset_entry ram_entries[8], entries[TABLE_MAX];
		struct bm_exclusion excluded[EXCLUSIONS_MAX];
		struct bm_rset ram = bm_rset_empty(ram_entries, 8);
		struct bm_rset pieces = bm_rset_empty(entries, TABLE_MAX);
		struct bm_physmem physmem = { .limits = { 65536, LAST, true,
		    true }, .excluded = { excluded, 0, EXCLUSIONS_MAX } };
		struct oracle painted;

		oracle_init(&painted, (enum oracle_place)_i, 16384, UNITS);
		paint_ram(&painted, &ram, &random);
		paint_exclusions(&painted, &physmem, &random);
		if (_i == ORACLE_BOTTOM)
			tag_page(&painted, 0, BM_RAM0_PAGE_ZERO);
		for (size_t page = PAGES / 2; _i == ORACLE_TOP &&
		    page < PAGES; page++)
			tag_page(&painted, page, BM_RAM0_LAST_MEGABYTE);
		make_pieces(&ram, &physmem, &pieces);
		ck_assert(oracle_matches(&painted, &pieces));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ram0");
	TCase *test_case = tcase_create("ram0");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, pieces_of_row, 0, LENGTH(rows));
	tcase_add_loop_test(test_case, random_against_painting, 0,
	    ORACLE_PLACES);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

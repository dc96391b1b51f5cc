/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/page_tables.h"

#include <string.h>

#include "tests/hex.h"

#define PAGE UINT64_C(0x1000)
#define LARGE UINT64_C(0x200000)
#define BASE UINT64_C(0xffffffff80000000)
#define TOP(superpages) (UINT64_C(0) - (superpages) * LARGE)
#define ENTRIES_MAX 16

#define RO BM_MAP_PRESENT
#define RW (BM_MAP_PRESENT | BM_MAP_WRITABLE)
#define LARGE_RO (RO | BM_MAP_LARGE)
#define LARGE_RW (RW | BM_MAP_LARGE)

struct map {
	struct bm_page_tables tables;
	struct bm_rset_entry mapped[ENTRIES_MAX];
	struct bm_rset_entry spares[ENTRIES_MAX];
};

struct mapping {
	struct bm_range range;
	uint32_t tags;
};

static void
start(struct map *map, uint64_t offset)
{
	memset(map, 0x5a, sizeof(*map));
	map->tables = (struct bm_page_tables){ PAGE, LARGE, offset,
	    bm_rset_empty(map->mapped, ENTRIES_MAX),
	    bm_rset_empty(map->spares, ENTRIES_MAX) };
}

static void
expect_mapped(const struct bm_page_tables *tables,
    const struct mapping *mappings, size_t count, uint64_t spare_count,
    const char *name)
{
	uint64_t large_count = 0;

	ck_assert_msg(tables->mapped.count == count, "%s: %zu entries", name,
	    tables->mapped.count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_range_eq(tables->mapped.entries[i].range,
		    mappings[i].range, name);
		ck_assert_hex_eq(tables->mapped.entries[i].tags,
		    mappings[i].tags, name);
		if ((mappings[i].tags & BM_MAP_LARGE) != 0)
			large_count += bm_page_count(mappings[i].range,
			    LARGE);
	}
	ck_assert_hex_eq(bm_page_tables_large_count(tables),
	    large_count, name);
	ck_assert_hex_eq(bm_page_tables_spare_count(tables), spare_count,
	    name);
}

static const struct {
	const char *name;
	uint64_t offset;
	struct bm_vrange range;
	bool is_writable;
	struct mapping mappings[3];
	size_t count;
	uint64_t spare_count;
} map_rows[] = {
	{ "a page", BASE, { BASE, BASE + PAGE }, false,
	    { { { BASE, BASE + PAGE }, RO } }, 1, 0 },
	{ "just a superpage", BASE, { BASE, BASE + LARGE }, true,
	    { { { BASE, BASE + LARGE }, LARGE_RW } }, 1, 1 },
	{ "a page less in front", BASE, { BASE + PAGE, BASE + LARGE }, false,
	    { { { BASE + PAGE, BASE + LARGE }, RO } }, 1, 0 },
	{ "a page less behind", BASE, { BASE, BASE + LARGE - PAGE }, false,
	    { { { BASE, BASE + LARGE - PAGE }, RO } }, 1, 0 },
	{ "a page more at either end", BASE,
	    { BASE + LARGE - PAGE, BASE + 3 * LARGE + PAGE }, false,
	    { { { BASE + LARGE - PAGE, BASE + LARGE }, RO },
	    { { BASE + LARGE, BASE + 3 * LARGE }, LARGE_RO },
	    { { BASE + 3 * LARGE, BASE + 3 * LARGE + PAGE }, RO } }, 3, 2 },
	{ "physical addresses a page off", BASE + PAGE,
	    { BASE, BASE + 4 * LARGE }, false,
	    { { { BASE, BASE + 4 * LARGE }, RO } }, 1, 0 },
	{ "physical addresses a page off to the other side", BASE - PAGE,
	    { BASE, BASE + 4 * LARGE }, true,
	    { { { BASE, BASE + 4 * LARGE }, RW } }, 1, 0 },
	{ "physical addresses half a superpage off", BASE + LARGE / 2,
	    { BASE, BASE + 4 * LARGE }, false,
	    { { { BASE, BASE + 4 * LARGE }, RO } }, 1, 0 },
	{ "physical addresses whole superpages off", BASE - 3 * LARGE,
	    { BASE, BASE + LARGE }, false,
	    { { { BASE, BASE + LARGE }, LARGE_RO } }, 1, 1 },
	{ "up to 2^64", BASE, { TOP(2), 0 }, false,
	    { { { TOP(2), 0 }, LARGE_RO } }, 1, 2 },
	{ "the last page", BASE, { UINT64_C(0) - PAGE, 0 }, false,
	    { { { UINT64_C(0) - PAGE, 0 }, RO } }, 1, 0 },
	{ "from 0", 0, { 0, LARGE }, false, { { { 0, LARGE }, LARGE_RO } },
	    1, 1 },
	{ "the whole space", 0, { 0, 0 }, false, { { { 0, 0 }, LARGE_RO } },
	    1, UINT64_C(1) << 43 },
};

START_TEST(mapping_row)
{
	const char *name = map_rows[_i].name;
	struct map map, before;
	struct bm_range physical;

	start(&map, map_rows[_i].offset);
	physical = bm_page_tables_physical(&map.tables, map_rows[_i].range);
	ck_assert_hex_eq(physical.start, map_rows[_i].range.start -
	    map_rows[_i].offset, name);
	ck_assert_range_eq(bm_vrange_numbers(bm_page_tables_virtual(
	    &map.tables, physical)), bm_vrange_numbers(map_rows[_i].range),
	    name);
	/* In just the room that the header asks for; with less, nothing. */
	map.tables.mapped.capacity = 2;
	map.tables.spares.capacity = 1;
	before = map;
	ck_assert_int_eq(bm_page_tables_map(&map.tables, map_rows[_i].range,
	    map_rows[_i].is_writable), BM_FULL);
	map.tables.mapped.capacity = before.tables.mapped.capacity = 3;
	map.tables.spares.capacity = before.tables.spares.capacity = 0;
	ck_assert_int_eq(bm_page_tables_map(&map.tables, map_rows[_i].range,
	    map_rows[_i].is_writable), BM_FULL);
	ck_assert_int_eq(memcmp(&before, &map, sizeof(map)), 0);
	map.tables.spares.capacity = 1;
	ck_assert_int_eq(bm_page_tables_map(&map.tables, map_rows[_i].range,
	    map_rows[_i].is_writable), BM_OK);
	expect_mapped(&map.tables, map_rows[_i].mappings,
	    map_rows[_i].count, map_rows[_i].spare_count, name);
	/* What is mapped is not mapped again, not even a page of it. */
	map.tables.mapped.capacity = map.tables.spares.capacity =
	    ENTRIES_MAX;
	before = map;
	ck_assert_int_eq(bm_page_tables_map(&map.tables, (struct bm_vrange){
	    map_rows[_i].range.end - PAGE, map_rows[_i].range.end }, true),
	    BM_BUSY);
	ck_assert_int_eq(memcmp(&before, &map, sizeof(map)), 0);
}
END_TEST

/* Four superpages at BASE, read-only, less the spares that are missing. */
enum change { UNMAP, WRITABLE, READ_ONLY };

static const struct change_row {
	const char *name;
	enum change change;
	struct bm_vrange range;	/* from BASE */
	unsigned missing;	/* a bit a superpage */
	enum bm_status status;
	struct mapping mappings[6];	/* from BASE, too */
	size_t count;
	uint64_t spare_count;
} change_rows[] = {
	{ "a whole superpage needs no spare", WRITABLE, { LARGE, 2 * LARGE },
	    0xf, BM_OK, { { { 0, LARGE }, LARGE_RO },
	    { { LARGE, 2 * LARGE }, LARGE_RW },
	    { { 2 * LARGE, 4 * LARGE }, LARGE_RO } }, 3, 0 },
	{ "unmap all", UNMAP, { 0, 4 * LARGE }, 0xf, BM_OK,
	    { { { 0, 0 }, 0 } }, 0, 0 },
	{ "unmap whole ones in the middle", UNMAP, { LARGE, 3 * LARGE }, 0xf,
	    BM_OK, { { { 0, LARGE }, LARGE_RO },
	    { { 3 * LARGE, 4 * LARGE }, LARGE_RO } }, 2, 0 },
	{ "a page inside", UNMAP, { LARGE + PAGE, LARGE + 2 * PAGE }, 0,
	    BM_OK, { { { 0, LARGE }, LARGE_RO },
	    { { LARGE, LARGE + PAGE }, RO },
	    { { LARGE + 2 * PAGE, 2 * LARGE }, RO },
	    { { 2 * LARGE, 4 * LARGE }, LARGE_RO } }, 4, 3 },
	{ "a page inside, no spare", UNMAP,
	    { LARGE + PAGE, LARGE + 2 * PAGE }, 1 << 1, BM_NO_SPARE,
	    { { { 0, 0 }, 0 } }, 0, 0 },
	{ "a page inside, spares elsewhere are missing", WRITABLE,
	    { LARGE + PAGE, LARGE + 2 * PAGE }, 0xd, BM_OK,
	    { { { 0, LARGE }, LARGE_RO }, { { LARGE, LARGE + PAGE }, RO },
	    { { LARGE + PAGE, LARGE + 2 * PAGE }, RW },
	    { { LARGE + 2 * PAGE, 2 * LARGE }, RO },
	    { { 2 * LARGE, 4 * LARGE }, LARGE_RO } }, 5, 0 },
	{ "both edges inside", UNMAP, { PAGE, 3 * LARGE - PAGE }, 0, BM_OK,
	    { { { 0, PAGE }, RO }, { { 3 * LARGE - PAGE, 3 * LARGE }, RO },
	    { { 3 * LARGE, 4 * LARGE }, LARGE_RO } }, 3, 2 },
	{ "both edges inside, writable", WRITABLE,
	    { PAGE, 3 * LARGE - PAGE }, 1 << 1, BM_OK,
	    { { { 0, PAGE }, RO }, { { PAGE, LARGE }, RW },
	    { { LARGE, 2 * LARGE }, LARGE_RW },
	    { { 2 * LARGE, 3 * LARGE - PAGE }, RW },
	    { { 3 * LARGE - PAGE, 3 * LARGE }, RO },
	    { { 3 * LARGE, 4 * LARGE }, LARGE_RO } }, 6, 1 },
	{ "the lower spare is missing", UNMAP, { PAGE, 3 * LARGE - PAGE },
	    1 << 0, BM_NO_SPARE, { { { 0, 0 }, 0 } }, 0, 0 },
	{ "the upper spare is missing", WRITABLE,
	    { PAGE, 3 * LARGE - PAGE }, 1 << 2, BM_NO_SPARE,
	    { { { 0, 0 }, 0 } }, 0, 0 },
	{ "only the lower edge divides", UNMAP, { PAGE, 2 * LARGE }, 1 << 1,
	    BM_OK, { { { 0, PAGE }, RO },
	    { { 2 * LARGE, 4 * LARGE }, LARGE_RO } }, 2, 2 },
	{ "only the upper edge divides", UNMAP,
	    { 3 * LARGE, 4 * LARGE - PAGE }, 7, BM_OK,
	    { { { 0, 3 * LARGE }, LARGE_RO },
	    { { 4 * LARGE - PAGE, 4 * LARGE }, RO } }, 2, 0 },
	{ "read-only already", READ_ONLY, { LARGE, 2 * LARGE }, 0, BM_OK,
	    { { { 0, 4 * LARGE }, LARGE_RO } }, 1, 4 },
	{ "not mapped below", UNMAP, { UINT64_C(0) - PAGE, PAGE }, 0,
	    BM_NONE, { { { 0, 0 }, 0 } }, 0, 0 },
	{ "not mapped above", READ_ONLY, { 3 * LARGE, 4 * LARGE + PAGE }, 0,
	    BM_NONE, { { { 0, 0 }, 0 } }, 0, 0 },
	{ "not mapped, and no spare either", WRITABLE,
	    { 3 * LARGE + PAGE, 4 * LARGE + PAGE }, 0xf, BM_NONE,
	    { { { 0, 0 }, 0 } }, 0, 0 },
	{ "an inverted range", UNMAP, { 2 * LARGE, LARGE }, 0, BM_NONE,
	    { { { 0, 0 }, 0 } }, 0, 0 },
};

static enum bm_status
change(struct map *map, enum change change, struct bm_vrange range)
{
	return (change == UNMAP ? bm_page_tables_unmap(&map->tables, range) :
	    bm_page_tables_protect(&map->tables, range,
	    change == WRITABLE));
}

static void
start_four(struct map *map, bm_vaddr base, unsigned missing)
{
	start(map, base);
	ck_assert_int_eq(bm_page_tables_map(&map->tables,
	    (struct bm_vrange){ base, base + 4 * LARGE }, false), BM_OK);
	for (unsigned i = 0; i < 4; i++)
		if ((missing & 1u << i) != 0)
			ck_assert_int_eq(bm_rset_remove(&map->tables.spares,
			    bm_range_closed(base + i * LARGE,
			    base + (i + 1) * LARGE - 1)), BM_OK);
}

static void
change_at(const struct change_row *row, bm_vaddr base)
{
	struct map map, before;
	struct mapping mappings[6];
	struct bm_vrange range = { base + row->range.start,
	    base + row->range.end };

	start_four(&map, base, row->missing);
	before = map;
	ck_assert_msg(bm_page_tables_may_change(&map.tables, range) ==
	    row->status, "%s", row->name);
	ck_assert_int_eq(memcmp(&before, &map, sizeof(map)), 0);
	ck_assert_msg(change(&map, row->change, range) == row->status, "%s",
	    row->name);
	if (row->status != BM_OK) {
		ck_assert_msg(memcmp(&before, &map, sizeof(map)) == 0,
		    "%s: changed", row->name);
		return;
	}
	for (size_t i = 0; i < row->count; i++) {
		mappings[i] = row->mappings[i];
		mappings[i].range.start += base;
		mappings[i].range.end += base;
	}
	expect_mapped(&map.tables, mappings, row->count, row->spare_count,
	    row->name);
}

START_TEST(changing_row)
{
	change_at(&change_rows[_i], BASE);
	/* Up to 2^64, where the page above does not wrap. */
	if (change_rows[_i].status != BM_NONE)
		change_at(&change_rows[_i], TOP(4));
}
END_TEST

START_TEST(full_changes_nothing)
{
	for (int which = UNMAP; which <= READ_ONLY; which++)
		for (size_t room = 0; room <= 6; room++) {
			struct map map, before;
			struct bm_vrange range = { BASE + PAGE,
			    BASE + 3 * LARGE - PAGE };
			bool is_full = room < 6;

			start_four(&map, BASE, 0);
			map.tables.mapped.capacity =
			    map.tables.mapped.count + room;
			before = map;
			ck_assert(bm_page_tables_has_room(&map.tables, 1) !=
			    is_full);
			ck_assert_int_eq(change(&map, (enum change)which,
			    range), is_full ? BM_FULL : BM_OK);
			if (is_full)
				ck_assert_int_eq(memcmp(&before, &map,
				    sizeof(map)), 0);
			start_four(&map, BASE, 0);
			map.tables.spares.capacity =
			    map.tables.spares.count + room;
			before = map;
			is_full = room < 2;
			ck_assert_int_eq(change(&map, (enum change)which,
			    range), is_full ? BM_FULL : BM_OK);
			if (is_full)
				ck_assert_int_eq(memcmp(&before, &map,
				    sizeof(map)), 0);
		}
}
END_TEST

/* Small pages need no spare, and a divided superpage is never whole again. */
START_TEST(dividing_once)
{
	struct map map;
	struct bm_vrange page = { BASE + PAGE, BASE + 2 * PAGE };

	start_four(&map, BASE, 0);
	ck_assert_int_eq(bm_page_tables_protect(&map.tables, page, true),
	    BM_OK);
	ck_assert_uint_eq(bm_page_tables_spare_count(&map.tables), 3);
	ck_assert_int_eq(bm_page_tables_protect(&map.tables, page, false),
	    BM_OK);
	ck_assert_uint_eq(bm_page_tables_large_count(&map.tables), 3);
	ck_assert_int_eq(bm_page_tables_unmap(&map.tables, page), BM_OK);
	ck_assert_int_eq(bm_page_tables_unmap(&map.tables, page), BM_NONE);
	ck_assert_uint_eq(bm_page_tables_spare_count(&map.tables), 3);
	/* Mapped again it is a small page, as are those around it. */
	ck_assert_int_eq(bm_page_tables_map(&map.tables, page, false),
	    BM_OK);
	expect_mapped(&map.tables, (struct mapping[]){
	    { { BASE, BASE + LARGE }, RO },
	    { { BASE + LARGE, BASE + 4 * LARGE }, LARGE_RO } }, 2, 3,
	    "mapped again");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("page_tables");
	TCase *test_case = tcase_create("page_tables");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, mapping_row, 0, LENGTH(map_rows));
	tcase_add_loop_test(test_case, changing_row, 0, LENGTH(change_rows));
	tcase_add_test(test_case, full_changes_nothing);
	tcase_add_test(test_case, dividing_once);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

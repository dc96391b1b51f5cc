/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/preload.h"

#include <string.h>

#include "tests/hex.h"
#include "tests/preload_machine.h"

#define BASE UINT64_C(0xffffffff80000000)
#define PAGE MODEL_PAGE_BYTES
#define UNIT MACHINE_UNIT_BYTES

static struct bm_preload
record(const char *name, uint32_t index)
{
	return ((struct bm_preload){ .name = name, .type = "elf obj module",
	    .origin = { BM_SOURCE_PRELOAD, index } });
}

START_TEST(records_by_full_path)
{
	struct bm_preload records[] = {
		record("/boot/kernel/zfs.ko", 0),
		record("/boot/kernel/a.ko", 1),
		record("/boot/modules/a.ko", 2),
		record("/boot/kernel/zfs.ko", 3),
		record("", 4),
		record("/boot/kernel/zfs", 5),
		record("/boot/kernel/\xc3\xa4.ko", 6),
	};
	const size_t count = LENGTH(records);
	static const uint32_t order[] = { 4, 1, 5, 0, 3, 6, 2 };

	bm_preload_sort(records, count);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(records[i].origin.index, order[i]);
	ck_assert_uint_eq(bm_preload_find(records, count, "", 0), 0);
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/\xc3\xa4.ko", 0), 5);
	/* A basename, a folder, a name that goes on: nothing. */
	ck_assert_uint_eq(bm_preload_find(records, count, "zfs.ko", 0),
	    count);
	ck_assert_uint_eq(bm_preload_find(records, count, "/boot/kernel",
	    0), count);
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/zfs.ko.1", 0), count);
	ck_assert_uint_eq(bm_preload_find(records, count, "/boot/zzz", 0),
	    count);
	/* Both of one name, one after the other. */
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/zfs.ko", 0), 3);
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/zfs.ko", 4), 4);
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/zfs.ko", 5), count);
	records[3].is_deleted = true;
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/zfs.ko", 0), 4);
	records[4].is_deleted = true;
	ck_assert_uint_eq(bm_preload_find(records, count,
	    "/boot/kernel/zfs.ko", 0), count);
	ck_assert_uint_eq(bm_preload_find(records, 0, "", 0), 0);
}
END_TEST

/*
 * 64 pages at 16 MiB, superpages of 16.  The kernel has units 4 to 16, files
 * are from 33 on: pages 17 to 59 are a file's throughout.
 */
static const struct scenario booted = {
	.base = UINT64_C(0x1000000),
	.virtual_base = BASE,
	.page_count = MODEL_PAGES_MAX,
	.large_pages = 16,
	.boundary = 24,
	.kernel = { 4, 33 },
	.files = { { 33, 120 } },
	.file_count = 1,
	.bad_page = 20,
};

enum spoil {
	SPOIL_NOTHING,
	SPOIL_SPARE,		/* of the superpage at page 16 */
	SPOIL_UPPER_SPARE,	/* and at page 32 */
	SPOIL_ARENA,		/* has page 40's address */
	SPOIL_STATE,		/* of page 40: in use */
	SPOIL_RUNS,		/* no room */
	SPOIL_MAPPED,
	SPOIL_SPARES,
	SPOIL_ARENA_ROOM,
};

static const struct {
	const char *name;
	enum spoil spoil;
	struct bm_vrange range;	/* from BASE */
	enum bm_status status;
	size_t first, last;	/* pages; none where first is above */
	uint64_t free_pages;
} rows[] = {
	{ "the file", SPOIL_NOTHING, { 33 * UNIT, 120 * UNIT }, BM_OK, 17,
	    59, 42 },
	{ "a page", SPOIL_NOTHING, { 40 * PAGE, 41 * PAGE }, BM_OK, 40, 40,
	    1 },
	{ "the bad page", SPOIL_NOTHING, { 20 * PAGE, 21 * PAGE }, BM_OK, 20,
	    20, 0 },
	{ "two halves", SPOIL_NOTHING, { 40 * PAGE + UNIT,
	    41 * PAGE + UNIT }, BM_OK, 1, 0, 0 },
	{ "a byte less than a page", SPOIL_NOTHING, { 40 * PAGE + 1,
	    41 * PAGE }, BM_OK, 1, 0, 0 },
	{ "a byte", SPOIL_NOTHING, { 40 * PAGE, 40 * PAGE + 1 }, BM_OK, 1, 0,
	    0 },
	{ "a page and a byte at either end", SPOIL_NOTHING,
	    { 40 * PAGE - 1, 41 * PAGE + 1 }, BM_OK, 40, 40, 1 },
	{ "nothing whole, not even mapped", SPOIL_NOTHING, { 80 * PAGE + 1,
	    81 * PAGE }, BM_OK, 1, 0, 0 },
	{ "not mapped", SPOIL_NOTHING, { 61 * PAGE, 62 * PAGE }, BM_NONE, 1,
	    0, 0 },
	{ "mapped in part", SPOIL_NOTHING, { 58 * PAGE, 62 * PAGE }, BM_NONE,
	    1, 0, 0 },
	{ "the kernel's", SPOIL_NOTHING, { 3 * PAGE, 4 * PAGE }, BM_INVALID,
	    1, 0, 0 },
	{ "a page of the kernel's as well", SPOIL_NOTHING, { 16 * PAGE,
	    20 * PAGE }, BM_INVALID, 1, 0, 0 },
	{ "no lower spare", SPOIL_SPARE, { 33 * UNIT, 120 * UNIT },
	    BM_NO_SPARE, 1, 0, 0 },
	{ "no lower spare, none needed", SPOIL_SPARE, { 32 * PAGE,
	    40 * PAGE }, BM_OK, 32, 39, 8 },
	{ "no upper spare", SPOIL_UPPER_SPARE, { 20 * PAGE, 40 * PAGE },
	    BM_NO_SPARE, 1, 0, 0 },
	{ "no upper spare, none needed", SPOIL_UPPER_SPARE, { 20 * PAGE,
	    48 * PAGE }, BM_OK, 20, 47, 27 },
	{ "an address that is free", SPOIL_ARENA, { 39 * PAGE, 42 * PAGE },
	    BM_INVALID, 1, 0, 0 },
	{ "beside an address that is free", SPOIL_ARENA, { 41 * PAGE,
	    42 * PAGE }, BM_OK, 41, 41, 1 },
	{ "somebody took a page", SPOIL_STATE, { 33 * UNIT, 120 * UNIT },
	    BM_INVALID, 1, 0, 0 },
	{ "no room for runs", SPOIL_RUNS, { 33 * UNIT, 120 * UNIT }, BM_FULL,
	    1, 0, 0 },
	{ "no room for mappings", SPOIL_MAPPED, { 33 * UNIT, 120 * UNIT },
	    BM_FULL, 1, 0, 0 },
	{ "no room for spares", SPOIL_SPARES, { 33 * UNIT, 120 * UNIT },
	    BM_FULL, 1, 0, 0 },
	{ "no room in the arena", SPOIL_ARENA_ROOM, { 33 * UNIT,
	    120 * UNIT }, BM_FULL, 1, 0, 0 },
};

static void
forget_spare(struct machine *machine, size_t page)
{
	ck_assert_int_eq(bm_rset_remove(&machine->tables.spares,
	    bm_range_closed(BASE + page * PAGE,
	    BASE + (page + 16) * PAGE - 1)), BM_OK);
}

static void
spoil(struct machine *machine, enum spoil what)
{
	const struct bm_range page = { booted.base + 40 * PAGE,
	    booted.base + 41 * PAGE };

	switch (what) {
	case SPOIL_NOTHING:
		break;
	case SPOIL_SPARE:
		forget_spare(machine, 16);
		break;
	case SPOIL_UPPER_SPARE:
		forget_spare(machine, 32);
		break;
	case SPOIL_ARENA:
		ck_assert_int_eq(bm_kva_add(&machine->kva,
		    bm_page_tables_virtual(&machine->tables, page)), BM_OK);
		break;
	case SPOIL_STATE:
		ck_assert_int_eq(bm_pages_set(&machine->pages, page,
		    BM_PAGE_IN_USE), BM_OK);
		break;
	case SPOIL_RUNS:
		/* A change a segment and one for the bad page: three. */
		machine->pages.runs.capacity = machine->pages.runs.count + 5;
		break;
	case SPOIL_MAPPED:
		machine->tables.mapped.capacity =
		    machine->tables.mapped.count + 11;
		break;
	case SPOIL_SPARES:
		machine->tables.spares.capacity =
		    machine->tables.spares.count + 3;
		break;
	case SPOIL_ARENA_ROOM:
		machine->kva.free.capacity = 0;
		break;
	}
}

static void
expect_freed(const struct machine *machine, const struct machine *before,
    const struct bm_freed *freed, int row)
{
	const char *name = rows[row].name;
	const struct bm_range pages = {
	    booted.base + rows[row].first * PAGE,
	    booted.base + (rows[row].last + 1) * PAGE };

	ck_assert_msg(freed->is_any == (rows[row].first <= rows[row].last),
	    "%s", name);
	ck_assert_hex_eq(freed->free_pages, rows[row].free_pages, name);
	ck_assert_hex_eq(machine->pages.free_count -
	    before->pages.free_count, rows[row].free_pages, name);
	if (!freed->is_any)
		return;
	ck_assert_range_eq(freed->pages, pages, name);
	ck_assert_range_eq(bm_vrange_numbers(freed->addresses),
	    bm_vrange_numbers(bm_page_tables_virtual(&machine->tables,
	    pages)), name);
	ck_assert(!bm_rset_overlaps(&machine->tables.mapped,
	    bm_vrange_numbers(freed->addresses)));
	ck_assert(bm_rset_covers(&machine->kva.free,
	    bm_vrange_numbers(freed->addresses)));
	for (size_t i = rows[row].first; i <= rows[row].last; i++)
		ck_assert_int_eq(bm_pages_state(&machine->pages,
		    booted.base + i * PAGE), i == booted.bad_page ?
		    BM_PAGE_BAD : BM_PAGE_FREE);
}

START_TEST(freeing_row)
{
	static struct machine machine, before;
	const struct bm_bootstrap bootstrap = { &machine.pages,
	    &machine.tables, &machine.kva };
	const struct bm_vrange range = { BASE + rows[_i].range.start,
	    BASE + rows[_i].range.end };
	struct bm_freed freed, untouched;
	enum bm_status status;

	memset(&machine, 0x5a, sizeof(machine));
	machine_boot(&machine, &booted);
	spoil(&machine, rows[_i].spoil);
	memset(&freed, 0x5a, sizeof(freed));
	memcpy(&before, &machine, sizeof(machine));
	memcpy(&untouched, &freed, sizeof(freed));
	status = bm_bootstrap_free(&bootstrap, range, &freed);
	ck_assert_msg(status == rows[_i].status, "%s: status %d",
	    rows[_i].name, (int)status);
	if (status == BM_OK)
		expect_freed(&machine, &before, &freed, _i);
	if (status != BM_OK)
		ck_assert_msg(memcmp(&freed, &untouched, sizeof(freed)) == 0,
		    "%s: changed its answer", rows[_i].name);
	if (status != BM_OK || !freed.is_any)
		ck_assert_msg(memcmp(&machine, &before, sizeof(machine)) ==
		    0, "%s: changed", rows[_i].name);
}
END_TEST

/* Freed is freed. */
START_TEST(freeing_twice)
{
	static struct machine machine, before;
	struct bm_freed freed;

	memset(&machine, 0x5a, sizeof(machine));
	machine_boot(&machine, &booted);
	ck_assert_int_eq(machine_unload(&machine, &booted, 0, &freed), BM_OK);
	memcpy(&before, &machine, sizeof(machine));
	ck_assert_int_eq(machine_unload(&machine, &booted, 0, &freed),
	    BM_NONE);
	ck_assert_int_eq(memcmp(&machine, &before, sizeof(machine)), 0);
}
END_TEST

/* The topmost page of either space. */
START_TEST(freeing_at_the_top)
{
	struct scenario scenario = { .page_count = MODEL_PAGES_MAX,
	    .large_pages = 16, .kernel = { 0, 3 }, .files = { { 3, 128 } },
	    .file_count = 1, .bad_page = MODEL_NO_PAGE };
	static struct machine machine;
	struct bm_freed freed;

	scenario.base = scenario.virtual_base =
	    UINT64_MAX - MODEL_PAGES_MAX * PAGE + 1;
	machine_boot(&machine, &scenario);
	ck_assert_int_eq(machine_unload(&machine, &scenario, 0, &freed),
	    BM_OK);
	ck_assert_uint_eq(freed.free_pages, 62);
	ck_assert_range_eq(freed.pages, ((struct bm_range){
	    scenario.base + 2 * PAGE, 0 }), "to 2^64");
	/* And of the lowest, at 0. */
	scenario.base = scenario.virtual_base = 0;
	scenario.kernel = (struct machine_file){ 100, 103 };
	scenario.files[0] = (struct machine_file){ 0, 100 };
	machine_boot(&machine, &scenario);
	ck_assert_int_eq(machine_unload(&machine, &scenario, 0, &freed),
	    BM_OK);
	ck_assert_uint_eq(freed.free_pages, 50);
	ck_assert_range_eq(freed.pages, ((struct bm_range){ 0, 50 * PAGE }),
	    "from 0");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("preload");
	TCase *test_case = tcase_create("preload");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_test(test_case, records_by_full_path);
	tcase_add_loop_test(test_case, freeing_row, 0, LENGTH(rows));
	tcase_add_test(test_case, freeing_twice);
	tcase_add_test(test_case, freeing_at_the_top);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

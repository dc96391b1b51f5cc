/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boot allocator where the enumeration does not go: requests that make no
 * sense, the ends of the address space, tables that grow, and many pieces.
 */
#include "core/bootalloc.h"

#include <stdlib.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/oracle.h"

#define PAGE UINT64_C(4096)
#define ANY_NODE BM_MEMBLOCK_NO_NODE
#define FIRMWARE ((struct bm_origin){ BM_SOURCE_OPS, 0 })
#define PIECES 16

static const struct bm_rset nothing_pending = { NULL, 0, 0 };

static const struct request_case {
	const char *name;
	struct bm_bootalloc_request request;
	enum bm_status status;
	bm_paddr start;
} requests[] = {
	{ "no bytes", { 0, 1, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 0 },
	    BM_INVALID, 0 },
	{ "no alignment", { PAGE, 0, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 0 },
	    BM_INVALID, 0 },
	{ "alignment that is no power of two",
	    { PAGE, 3 * PAGE, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 0 },
	    BM_INVALID, 0 },
	{ "window upside down", { PAGE, 1, 2, 1, ANY_NODE, 0, 0, 0 },
	    BM_INVALID, 0 },
	{ "only page 0", { 1, 1, 0, PAGE - 1, ANY_NODE, 1, 0, 0 },
	    BM_NONE, 0 },
	{ "the lowest byte", { 1, 1, 0, BM_PADDR_LAST, ANY_NODE, 1, 0, 0 },
	    BM_OK, PAGE },
	{ "the highest byte", { 1, 1, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 0 },
	    BM_OK, BM_PADDR_LAST },
	{ "the highest below a limit",
	    { PAGE, PAGE, 0, 7 * PAGE, ANY_NODE, 0, 0, 0 }, BM_OK,
	    6 * PAGE },
	{ "the lowest above a limit",
	    { PAGE, PAGE, 3 * PAGE + 1, BM_PADDR_LAST, ANY_NODE, 1, 0, 0 },
	    BM_OK, 4 * PAGE },
	{ "more than there is in one piece",
	    { 17 * PAGE, 1, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 0 }, BM_NONE,
	    0 },
	{ "all that can be",
	    { UINT64_MAX, 1, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 0 }, BM_NONE,
	    0 },
	{ "an alignment that rounds past the end",
	    { PAGE, UINT64_C(1) << 63, 17 * PAGE, BM_PADDR_LAST, ANY_NODE,
	    1, 0, 0 }, BM_NONE, 0 },
	{ "another node", { PAGE, 1, 0, BM_PADDR_LAST, 1, 1, 0, 0 }, BM_OK,
	    0 - 16 * PAGE },
	{ "a node that is not there",
	    { PAGE, 1, 0, BM_PADDR_LAST, 2, 1, 0, 0 }, BM_NONE, 0 },
	{ "mirrored", { PAGE, PAGE, 0, BM_PADDR_LAST, ANY_NODE, 0, 1, 0 },
	    BM_OK, 15 * PAGE },
	{ "not to be taken out",
	    { PAGE, PAGE, 0, BM_PADDR_LAST, ANY_NODE, 0, 0, 1 }, BM_OK,
	    15 * PAGE },
};

/* Sixteen mirrored pages at the bottom, sixteen for hotplug at the top. */
START_TEST(finds)
{
	const struct request_case *row = &requests[_i];
	struct bm_bootalloc_piece pieces[PIECES];
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces, PIECES,
	    PAGE);
	struct bm_range found = { 1, 1 };

	ck_assert_int_eq(bm_bootalloc_add(&allocator,
	    (struct bm_range){ 0, 16 * PAGE }, BM_MEMBLOCK_MIRROR, 0,
	    FIRMWARE), BM_OK);
	ck_assert_int_eq(bm_bootalloc_add(&allocator,
	    (struct bm_range){ 0 - 16 * PAGE, 0 }, BM_MEMBLOCK_HOTPLUG, 1,
	    FIRMWARE), BM_OK);
	ck_assert_msg(bm_bootalloc_find(&allocator, &row->request, &found) ==
	    row->status, "%s", row->name);
	if (row->status == BM_OK)
		ck_assert_range_eq(found, bm_range_closed(row->start,
		    row->start + (row->request.size_bytes - 1)), row->name);
	else
		ck_assert_range_eq(found, ((struct bm_range){ 1, 1 }),
		    row->name);
}
END_TEST

/* All of the address space, which has one byte more than can be said. */
START_TEST(whole_space)
{
	const struct bm_bootalloc_request request = {
	    .size_bytes = UINT64_MAX - PAGE, .align_bytes = 1,
	    .last = BM_PADDR_LAST, .node = ANY_NODE };
	struct bm_bootalloc_piece pieces[PIECES];
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces, PIECES,
	    PAGE);
	struct bm_range found;

	ck_assert_int_eq(bm_bootalloc_add(&allocator,
	    (struct bm_range){ 0, 0 }, 0, ANY_NODE, FIRMWARE), BM_OK);
	ck_assert_int_eq(bm_bootalloc_find(&allocator, &request, &found),
	    BM_OK);
	ck_assert_range_eq(found, ((struct bm_range){ PAGE + 1, 0 }),
	    "whole space");
	ck_assert_int_eq(bm_bootalloc_remove(&allocator,
	    (struct bm_range){ 0, 0 }), BM_OK);
	ck_assert_uint_eq(allocator.count, 0);
}
END_TEST

/* Physical memory that can be written, for tables. */
struct machine {
	unsigned char *bytes;
	bm_paddr base;
	bool is_out_of_reach;
};

static void *
reach(void *context, struct bm_range range)
{
	const struct machine *machine = context;

	return (machine->is_out_of_reach ? NULL :
	    machine->bytes + (range.start - machine->base));
}

#define MACHINE_PAGES 512
#define MACHINE_BASE (UINT64_C(1) << 30)

static struct bm_bootalloc
growing_allocator(struct machine *machine,
    struct bm_bootalloc_piece *storage, size_t capacity)
{
	struct bm_bootalloc allocator = bm_bootalloc_new(storage, capacity,
	    PAGE);

	machine->bytes = aligned_alloc(PAGE, MACHINE_PAGES * PAGE);
	machine->base = MACHINE_BASE;
	machine->is_out_of_reach = false;
	ck_assert_ptr_nonnull(machine->bytes);
	allocator.reach = reach;
	allocator.context = machine;
	ck_assert_int_eq(bm_bootalloc_add(&allocator, (struct bm_range){
	    MACHINE_BASE, MACHINE_BASE + MACHINE_PAGES * PAGE }, 0, 0,
	    FIRMWARE), BM_OK);
	return (allocator);
}

static struct bm_range
page_range(size_t first, size_t last)
{
	return ((struct bm_range){ MACHINE_BASE + first * PAGE,
	    MACHINE_BASE + (last + 1) * PAGE });
}

static enum bm_status
reserve_pages(struct bm_bootalloc *allocator, size_t first, size_t last)
{
	return (bm_bootalloc_reserve(allocator, page_range(first, last), 0,
	    FIRMWARE));
}

/* Every other page, until the table has moved several times. */
START_TEST(grows)
{
	struct bm_bootalloc_piece storage[4];
	struct machine machine;
	struct bm_bootalloc allocator = growing_allocator(&machine, storage,
	    4);
	struct bm_memblock_region region;
	size_t reserved_bytes = 0;

	allocator.pending = &nothing_pending;
	for (size_t i = 0; i < 120; i++)
		ck_assert_int_eq(reserve_pages(&allocator, 2 * i, 2 * i),
		    BM_OK);
	ck_assert(allocator.has_grown);
	ck_assert(bm_bootalloc_covers(&allocator, BM_BOOTALLOC_RESERVED,
	    allocator.table));
	for (bm_paddr from = 0; bm_bootalloc_next(&allocator,
	    BM_BOOTALLOC_RESERVED, from, &region); from = region.range.end)
		reserved_bytes += bm_range_bytes(region.range);
	ck_assert_uint_eq(reserved_bytes, 120 * PAGE +
	    bm_range_bytes(allocator.table));
	free(machine.bytes);
}
END_TEST

START_TEST(grows_beside_what_is_pending)
{
	struct bm_bootalloc_piece storage[4];
	struct bm_rset_entry entry = { page_range(100, MACHINE_PAGES - 1), 0,
	    FIRMWARE };
	const struct bm_rset pending = { &entry, 1, 1 };
	struct machine machine;
	struct bm_bootalloc allocator = growing_allocator(&machine, storage,
	    4);

	/* Not while nobody knows what firmware still wants. */
	ck_assert_int_eq(reserve_pages(&allocator, 2, 2), BM_OK);
	ck_assert_int_eq(reserve_pages(&allocator, 4, 4), BM_FULL);
	allocator.pending = &pending;
	ck_assert_int_eq(reserve_pages(&allocator, 90, 90), BM_OK);
	ck_assert(allocator.has_grown);
	ck_assert_range_eq(allocator.table, page_range(99, 99), "table");
	/* Nor in what is being reserved. */
	allocator.capacity = allocator.count;
	ck_assert_int_eq(reserve_pages(&allocator, 92, 98), BM_OK);
	ck_assert_range_eq(allocator.table, page_range(91, 91), "table");
	free(machine.bytes);
}
END_TEST

START_TEST(keeps_its_table)
{
	struct bm_bootalloc_piece storage[4];
	struct machine machine;
	struct bm_bootalloc allocator = growing_allocator(&machine, storage,
	    4);
	struct bm_range all = page_range(0, MACHINE_PAGES - 1);

	allocator.pending = &nothing_pending;
	ck_assert_int_eq(reserve_pages(&allocator, 2, 2), BM_OK);
	machine.is_out_of_reach = true;
	ck_assert_int_eq(reserve_pages(&allocator, 4, 4), BM_FULL);
	machine.is_out_of_reach = false;
	ck_assert_int_eq(reserve_pages(&allocator, 4, 4), BM_OK);
	ck_assert(allocator.has_grown);
	ck_assert_int_eq(bm_bootalloc_free(&allocator, all), BM_BUSY);
	ck_assert_int_eq(bm_bootalloc_remove(&allocator, all), BM_BUSY);
	ck_assert_int_eq(bm_bootalloc_set_flags(&allocator, all,
	    BM_MEMBLOCK_NOMAP), BM_BUSY);
	ck_assert_int_eq(bm_bootalloc_reserve(&allocator, all, 0, FIRMWARE),
	    BM_BUSY);
	ck_assert_int_eq(bm_bootalloc_set_flags(&allocator, all,
	    BM_MEMBLOCK_HOTPLUG), BM_OK);
	ck_assert_int_eq(bm_bootalloc_free(&allocator, page_range(0, 10)),
	    BM_OK);
	free(machine.bytes);
}
END_TEST

START_TEST(allocates_once_all_is_known)
{
	const struct bm_bootalloc_request request = { .size_bytes = PAGE,
	    .align_bytes = PAGE, .last = BM_PADDR_LAST, .node = ANY_NODE };
	struct bm_bootalloc_piece pieces[PIECES];
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces, PIECES,
	    PAGE);
	struct bm_range given = { 1, 1 };

	ck_assert_int_eq(bm_bootalloc_add(&allocator, page_range(0, 1), 0, 0,
	    FIRMWARE), BM_OK);
	ck_assert_int_eq(bm_bootalloc_allocate(&allocator, &request, &given),
	    BM_BUSY);
	allocator.pending = &nothing_pending;
	for (size_t i = 2; i-- > 0;) {
		ck_assert_int_eq(bm_bootalloc_allocate(&allocator, &request,
		    &given), BM_OK);
		ck_assert_range_eq(given, page_range(i, i), "given");
	}
	ck_assert_int_eq(bm_bootalloc_allocate(&allocator, &request, &given),
	    BM_NONE);
}
END_TEST

#define PLOT_PAGES 256

/* Where the highest room for a request is, page by page; false: nowhere. */
static bool
highest_room(const bool *is_free, size_t pages, size_t align_pages,
    size_t *ret_first)
{
	for (size_t first = PLOT_PAGES - pages + 1; first-- > 0;) {
		size_t run = 0;

		if (first % align_pages != 0)
			continue;
		while (run < pages && is_free[first + run])
			run++;
		if (run < pages)
			continue;
		*ret_first = first;
		return (true);
	}
	return (false);
}

/* Whatever the alignment, the highest room is found that a search page by
 * page finds. */
START_TEST(finds_at_every_alignment)
{
	static struct bm_bootalloc_piece pieces[4 * PLOT_PAGES];
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces,
	    LENGTH(pieces), PAGE);
	struct oracle_random random = { (uint64_t)_i + 1 };
	bool is_free[PLOT_PAGES];
	size_t found_count = 0;

	memset(is_free, true, sizeof(is_free));
	allocator.pending = &nothing_pending;
	ck_assert_int_eq(bm_bootalloc_add(&allocator, page_range(0,
	    PLOT_PAGES - 1), 0, ANY_NODE, FIRMWARE), BM_OK);
	for (size_t i = 0; i < 4 * PLOT_PAGES; i++) {
		const size_t pages = 1 + oracle_random_below(&random, 5);
		const size_t align_pages = (size_t)1 <<
		    oracle_random_below(&random, 7);
		const size_t freed = oracle_random_below(&random, PLOT_PAGES);
		const struct bm_bootalloc_request request = {
		    .size_bytes = pages * PAGE - oracle_random_below(&random,
		    2) * 100, .align_bytes = align_pages * PAGE,
		    .last = BM_PADDR_LAST, .node = ANY_NODE };
		struct bm_range range = { 0, 0 };
		size_t first = 0;
		bool is_there = highest_room(is_free, pages, align_pages,
		    &first);

		ck_assert_int_eq(bm_bootalloc_find(&allocator, &request,
		    &range), is_there ? BM_OK : BM_NONE);
		ck_assert(!is_there ||
		    range.start == MACHINE_BASE + first * PAGE);
		found_count += is_there;
		if (is_there) {
			ck_assert_int_eq(reserve_pages(&allocator, first,
			    first + pages - 1), BM_OK);
			memset(is_free + first, false, pages);
		}
		ck_assert_int_eq(bm_bootalloc_free(&allocator,
		    page_range(freed, freed)), BM_OK);
		is_free[freed] = true;
	}
	ck_assert_uint_gt(found_count, 0);
	ck_assert_uint_lt(found_count, 4 * PLOT_PAGES);
}
END_TEST

/* A hundred thousand pieces in an order that suits no array. */
START_TEST(many)
{
	const size_t count = 100000, step = 61803;
	struct bm_bootalloc_piece *pieces = calloc(2 * count + 1,
	    sizeof(pieces[0]));
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces,
	    2 * count + 1, PAGE);
	struct bm_bootalloc_request request = { .size_bytes = 2 * PAGE,
	    .align_bytes = PAGE, .last = BM_PADDR_LAST, .node = ANY_NODE };
	struct bm_range found;

	ck_assert_ptr_nonnull(pieces);
	if (bm_bootalloc_add(&allocator, (struct bm_range){ MACHINE_BASE,
	    MACHINE_BASE + 2 * count * PAGE }, 0, 0, FIRMWARE) != BM_OK)
		ck_abort_msg("memory is refused");
	for (size_t i = 0; i < count; i++)
		if (reserve_pages(&allocator, 2 * (i * step % count),
		    2 * (i * step % count)) != BM_OK)
			ck_abort_msg("page %zu is refused", i);
	ck_assert_uint_eq(allocator.count, 2 * count);
	/* Among holes of a page each there is none of two. */
	for (size_t i = 0; i < count; i++)
		if (bm_bootalloc_find(&allocator, &request, &found) !=
		    BM_NONE)
			ck_abort_msg("two pages are found");
	for (size_t i = 0; i < count; i++)
		if (bm_bootalloc_free(&allocator, page_range(
		    2 * (i * step % count), 2 * (i * step % count))) != BM_OK)
			ck_abort_msg("page %zu is not freed", i);
	ck_assert_uint_eq(allocator.count, 1);
	free(pieces);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootalloc");
	TCase *cases = tcase_create("calls");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, finds, 0, LENGTH(requests));
	tcase_add_test(cases, whole_space);
	tcase_add_test(cases, grows);
	tcase_add_test(cases, grows_beside_what_is_pending);
	tcase_add_test(cases, keeps_its_table);
	tcase_add_test(cases, allocates_once_all_is_known);
	tcase_add_loop_test(cases, finds_at_every_alignment, 0, 20);
	tcase_add_test(cases, many);
	return (run_suite(suite));
}

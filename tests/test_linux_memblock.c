/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's memblock re-enacted, where it does not do what it should, and where
 * it says so: the behaviour that was seen of the kernels' own code.
 */
#include "sim/kernels/linux/memblock.h"

#include <string.h>

#include "tests/hex.h"

#define PAGE UINT64_C(4096)
#define BASE (UINT64_C(1) << 30)
#define NO_ORIGIN ((struct bm_origin){ BM_SOURCE_NONE, 0 })

enum { LINUX_6_1, LINUX_6_12, LINUX_7_2, RELEASES };

static const struct memblock_revision revisions[RELEASES] = {
	[LINUX_6_1] = { .keeps_empty_region = true,
	    .merges_everything = true },
	[LINUX_6_12] = { .panics_when_fixed = true },
	[LINUX_7_2] = { .panics_when_fixed = true,
	    .tags_allocations = true },
};

static struct linux_log log_lines;
static struct memblock memblock;

static void
begin(int release)
{
	log_lines = (struct linux_log){ .arena = arena_new() };
	memblock_init(&memblock, &revisions[release], &log_lines, PAGE,
	    INIT_MEMBLOCK_REGIONS, INIT_MEMBLOCK_REGIONS);
}

static void
end(void)
{
	arena_free(log_lines.arena);
}

static void
add(bm_paddr base, uint64_t size)
{
	ck_assert(memblock_add(&memblock, base, size, NO_ORIGIN));
}

static void
expect_region(const struct memblock_type *type, size_t index, bm_paddr base,
    uint64_t size, uint32_t flags)
{
	ck_assert_uint_gt(type->cnt, index);
	ck_assert_hex_eq(type->regions[index].base, base, type->name);
	ck_assert_hex_eq(type->regions[index].size, size, type->name);
	ck_assert_hex_eq(type->regions[index].flags, flags, type->name);
}

static void
expect_line(size_t index, const char *text)
{
	ck_assert_uint_gt(log_lines.count, index);
	ck_assert_str_eq(log_lines.lines[index].text, text);
}

/* Pages with holes between them, until the array is full. */
static void
fill_reserved(void)
{
	for (size_t i = 0; i < INIT_MEMBLOCK_REGIONS; i++)
		ck_assert(memblock_reserve(&memblock, BASE + 2 * i * PAGE,
		    PAGE, NO_ORIGIN));
}

START_TEST(empty)
{
	begin(_i);
	ck_assert_uint_eq(memblock.memory.cnt, _i == LINUX_6_1 ? 1 : 0);
	ck_assert_uint_eq(memblock_show(&memblock).memory.count, 0);
	add(BASE, 0);
	ck_assert_uint_eq(memblock.memory.cnt, _i == LINUX_6_1 ? 1 : 0);
	add(BASE, PAGE);
	ck_assert_uint_eq(memblock.memory.cnt, 1);
	ck_assert(memblock_remove(&memblock, 0, UINT64_MAX));
	ck_assert_uint_eq(memblock.memory.cnt, _i == LINUX_6_1 ? 1 : 0);
	ck_assert_uint_eq(memblock.memory.total_size, 0);
	end();
}
END_TEST

START_TEST(last_byte_cannot_be_said)
{
	begin(_i);
	add(0 - PAGE, PAGE);
	expect_region(&memblock.memory, 0, 0 - PAGE, PAGE - 1, 0);
	end();
}
END_TEST

START_TEST(overlap_keeps_flags)
{
	begin(_i);
	ck_assert(memblock_add_node(&memblock, BASE + PAGE, PAGE, 0,
	    BM_MEMBLOCK_NOMAP, NO_ORIGIN));
	add(BASE, 3 * PAGE);
	ck_assert_uint_eq(memblock.memory.cnt, 3);
	expect_region(&memblock.memory, 1, BASE + PAGE, PAGE,
	    BM_MEMBLOCK_NOMAP);
	expect_line(0, "WARNING: CPU: 0 PID: 0 at mm/memblock.c "
	    "memblock_add_range");
	/* A range over both is memory, but not of one region. */
	ck_assert(!memblock_is_region_memory(&memblock, BASE, 2 * PAGE));
	ck_assert(memblock_is_memory(&memblock, BASE + PAGE));
	ck_assert(!memblock_is_map_memory(&memblock, BASE + PAGE));
	end();
}
END_TEST

START_TEST(full_array_that_may_not_grow)
{
	begin(_i);
	fill_reserved();
	ck_assert(!memblock_reserve(&memblock, BASE - 4 * PAGE, PAGE,
	    NO_ORIGIN));
	if (_i == LINUX_6_1) {
		ck_assert_ptr_null(memblock.panic);
		/* What needs no new region is still done. */
		ck_assert(memblock_reserve(&memblock, BASE, PAGE,
		    NO_ORIGIN));
	} else {
		ck_assert_str_eq(memblock.panic,
		    "memblock: cannot resize reserved array");
		ck_assert(!memblock_reserve(&memblock, BASE, PAGE,
		    NO_ORIGIN));
	}
	end();
}
END_TEST

START_TEST(doubled_array)
{
	begin(_i);
	add(BASE, 1024 * PAGE);
	memblock_allow_resize(&memblock);
	fill_reserved();
	ck_assert(memblock_reserve(&memblock, BASE + 900 * PAGE, 124 * PAGE,
	    NO_ORIGIN));
	/* Above the new range there is nothing: the highest below it. */
	expect_line(0, "memblock: reserved is doubled to 256 at "
	    "[0x0000000040382000-0x00000000403837ff]");
	ck_assert_uint_eq(memblock.reserved.max, 256);
	ck_assert(memblock_is_reserved(&memblock, UINT64_C(0x40383fff)));
	/* It touches what was being reserved, and where both look the same
	 * is merged with it. */
	expect_region(&memblock.reserved, INIT_MEMBLOCK_REGIONS,
	    UINT64_C(0x40382000), _i == LINUX_7_2 ? 2 * PAGE : 126 * PAGE,
	    _i == LINUX_7_2 ? BM_MEMBLOCK_RSRV_KERN : 0);
	end();
}
END_TEST

START_TEST(array_that_cannot_be_doubled)
{
	begin(_i);
	memblock_allow_resize(&memblock);
	fill_reserved();
	ck_assert(!memblock_reserve(&memblock, BASE - 4 * PAGE, PAGE,
	    NO_ORIGIN));
	expect_line(0, "memblock: Failed to double reserved array from 128 "
	    "to 256 entries !");
	ck_assert_uint_eq(memblock.reserved.cnt, INIT_MEMBLOCK_REGIONS);
	end();
}
END_TEST

START_TEST(trim_forgets_the_total)
{
	begin(_i);
	add(0x1000, 0x9ec00);
	add(0x100000, 0x800);
	memblock_trim_memory(&memblock, PAGE);
	ck_assert_uint_eq(memblock.memory.cnt, 1);
	expect_region(&memblock.memory, 0, 0x1000, 0x9e000, 0);
	ck_assert_hex_eq(memblock.memory.total_size, 0x9ec00, "total");
	end();
}
END_TEST

START_TEST(trim_wraps_at_the_top)
{
	begin(_i);
	add(BASE, PAGE);
	add(0 - PAGE + 0x10, 0x100);
	memblock_trim_memory(&memblock, PAGE);
	ck_assert_uint_eq(memblock.memory.cnt, 2);
	expect_region(&memblock.memory, 1, 0, 0 - PAGE, 0);
	end();
}
END_TEST

/* No-map memory stays; what was cut stays cut until 6.1 merges again. */
START_TEST(cap_leaves_borders)
{
	begin(_i);
	add(BASE, 8 * PAGE);
	ck_assert(memblock_mark_nomap(&memblock, BASE + 4 * PAGE,
	    4 * PAGE));
	ck_assert(memblock_reserve(&memblock, BASE, PAGE, NO_ORIGIN));
	memblock_cap_memory_range(&memblock, BASE + 2 * PAGE, 4 * PAGE);
	ck_assert_uint_eq(memblock.memory.cnt, 3);
	expect_region(&memblock.memory, 1, BASE + 4 * PAGE, 2 * PAGE,
	    BM_MEMBLOCK_NOMAP);
	expect_region(&memblock.memory, 2, BASE + 6 * PAGE, 2 * PAGE,
	    BM_MEMBLOCK_NOMAP);
	ck_assert_uint_eq(memblock_show(&memblock).reserved.count, 0);
	add(BASE - 8 * PAGE, PAGE);
	ck_assert_uint_eq(memblock.memory.cnt, _i == LINUX_6_1 ? 3 : 4);
	end();
}
END_TEST

START_TEST(cap_of_nothing)
{
	begin(_i);
	memblock_cap_memory_range(&memblock, BASE, PAGE);
	expect_line(0,
	    "memblock_cap_memory_range: No memory registered yet");
	end();
}
END_TEST

START_TEST(limits_by_amount)
{
	begin(_i);
	add(BASE, 2 * PAGE);
	add(BASE + 8 * PAGE, 4 * PAGE);
	ck_assert(memblock_reserve(&memblock, BASE + 9 * PAGE, 2 * PAGE,
	    NO_ORIGIN));
	memblock_enforce_memory_limit(&memblock, 0);
	memblock_enforce_memory_limit(&memblock, 7 * PAGE);
	ck_assert_hex_eq(memblock_phys_mem_size(&memblock), 6 * PAGE,
	    "memory");
	memblock_enforce_memory_limit(&memblock, 4 * PAGE);
	ck_assert_hex_eq(memblock_end_of_DRAM(&memblock), BASE + 10 * PAGE,
	    "end");
	expect_region(&memblock.reserved, 0, BASE + 9 * PAGE, PAGE, 0);
	memblock_mem_limit_remove_map(&memblock, PAGE);
	ck_assert_hex_eq(memblock_start_of_DRAM(&memblock), BASE, "start");
	ck_assert_hex_eq(memblock_phys_mem_size(&memblock), PAGE, "memory");
	end();
}
END_TEST

START_TEST(nothing_is_found_outside)
{
	begin(_i);
	add(BASE, 4 * PAGE);
	/* No bytes from above: the end of memory, which is not memory. */
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, 0, PAGE, 0, 0),
	    BASE + 4 * PAGE, "no bytes");
	ck_assert_uint_eq(memblock_show(&memblock).reserved.count, 0);
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, PAGE, PAGE, 0,
	    0), BASE + 3 * PAGE, "from above");
	memblock.bottom_up = true;
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, PAGE, PAGE, 0,
	    0), BASE, "from below");
	memblock.current_limit = BASE + 2 * PAGE;
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, 2 * PAGE, PAGE,
	    0, 0), 0, "above the limit");
	end();
}
END_TEST

START_TEST(page_zero_is_kept)
{
	begin(_i);
	add(0, 2 * PAGE);
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, PAGE, PAGE, 0,
	    0), PAGE, "page 1");
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, PAGE, PAGE, 0,
	    0), 0, "page 0");
	end();
}
END_TEST

START_TEST(mirror_runs_out)
{
	begin(_i);
	memblock.mirrored_kernelcore = true;
	add(BASE, 4 * PAGE);
	ck_assert(memblock_mark_mirror(&memblock, BASE, PAGE));
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, PAGE, 0, 0, 0),
	    BASE, "mirrored");
	ck_assert_hex_eq(memblock_phys_alloc_range(&memblock, PAGE, PAGE, 0,
	    0), BASE + 3 * PAGE, "not mirrored");
	expect_line(0, "Call trace: memblock_alloc_range_nid");
	expect_line(1, "Could not allocate 0x0000000000001000 bytes of "
	    "mirrored memory");
	end();
}
END_TEST

START_TEST(nodes)
{
	begin(_i);
	add(BASE, 4 * PAGE);
	ck_assert(memblock_set_node(&memblock, &memblock.memory, BASE,
	    PAGE, 1));
	ck_assert_uint_eq(memblock.memory.cnt, 2);
	ck_assert_hex_eq(memblock_alloc_range_nid(&memblock, PAGE, PAGE, 0,
	    0, 1, true), BASE, "its own node");
	ck_assert_hex_eq(memblock_alloc_range_nid(&memblock, PAGE, PAGE, 0,
	    0, 1, true), 0, "only its own node");
	ck_assert_hex_eq(memblock_alloc_range_nid(&memblock, PAGE, PAGE, 0,
	    0, 1, false), BASE + 3 * PAGE, "another node");
	end();
}
END_TEST

/* With a page of firmware's below it: merged, until allocations are tagged. */
START_TEST(allocations_are_tagged)
{
	begin(_i);
	add(BASE, 4 * PAGE);
	ck_assert(memblock_reserve(&memblock, BASE + 2 * PAGE, PAGE,
	    NO_ORIGIN));
	ck_assert_hex_eq(memblock_alloc_range_nid(&memblock, PAGE, PAGE, 0,
	    0, BM_MEMBLOCK_NO_NODE, false), BASE + 3 * PAGE, "the top");
	if (_i != LINUX_7_2) {
		expect_region(&memblock.reserved, 0, BASE + 2 * PAGE,
		    2 * PAGE, 0);
		ck_assert_uint_eq(memblock.reserved.cnt, 1);
	} else {
		expect_region(&memblock.reserved, 0, BASE + 2 * PAGE, PAGE,
		    0);
		expect_region(&memblock.reserved, 1, BASE + 3 * PAGE, PAGE,
		    BM_MEMBLOCK_RSRV_KERN);
	}
	end();
}
END_TEST

START_TEST(allocations_keep_their_node)
{
	begin(_i);
	add(BASE, 4 * PAGE);
	ck_assert(memblock_set_node(&memblock, &memblock.memory, BASE,
	    4 * PAGE, 1));
	ck_assert_hex_eq(memblock_alloc_range_nid(&memblock, PAGE, PAGE, 0,
	    0, 1, true), BASE + 3 * PAGE, "the top");
	ck_assert_int_eq(memblock.reserved.regions[0].nid,
	    _i == LINUX_7_2 ? 1 : BM_MEMBLOCK_NO_NODE);
	end();
}
END_TEST

/* From 7.2 on a difference in flags alone is no surprise to add. */
START_TEST(difference_that_is_expected)
{
	begin(_i);
	ck_assert(memblock_add_node(&memblock, BASE + PAGE, PAGE,
	    BM_MEMBLOCK_NO_NODE, BM_MEMBLOCK_NOMAP, NO_ORIGIN));
	add(BASE, 3 * PAGE);
	ck_assert_uint_eq(log_lines.count, _i == LINUX_7_2 ? 0 : 1);
	ck_assert(memblock_mark_kho_scratch(&memblock, BASE, PAGE));
	expect_region(&memblock.memory, 0, BASE, PAGE,
	    BM_MEMBLOCK_KHO_SCRATCH);
	ck_assert(memblock_clear_kho_scratch(&memblock, BASE, PAGE));
	expect_region(&memblock.memory, 0, BASE, PAGE, 0);
	end();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { empty,
	    last_byte_cannot_be_said, overlap_keeps_flags,
	    full_array_that_may_not_grow, doubled_array,
	    array_that_cannot_be_doubled, trim_forgets_the_total,
	    trim_wraps_at_the_top, cap_leaves_borders, cap_of_nothing,
	    limits_by_amount, nothing_is_found_outside, page_zero_is_kept,
	    mirror_runs_out, nodes, allocations_are_tagged,
	    allocations_keep_their_node, difference_that_is_expected };
	Suite *suite = suite_create("linux_memblock");
	TCase *cases = tcase_create("releases");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	for (size_t i = 0; i < LENGTH(tests); i++)
		tcase_add_loop_test(cases, tests[i], 0, RELEASES);
	return (run_suite(suite));
}

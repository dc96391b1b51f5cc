/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux sees in a device tree blob and others do not, and that all of it
 * can be said in a capture's words.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/read/capture.h"
#include "sim/write/capture_json.h"
#include "tests/capture_equal.h"
#include "tests/fdt_tree.h"

static struct arena *arena;

static void
set_up(void)
{
	arena = arena_new();
}

static void
tear_down(void)
{
	arena_free(arena);
}

static void
assert_extent(struct bm_extent extent, uint64_t base, uint64_t length)
{
	ck_assert_msg(extent.base == base && extent.length == length,
	    "0x%llx+0x%llx", (unsigned long long)extent.base,
	    (unsigned long long)extent.length);
}

/* Written and read again, the map must be the same. */
static struct fdt_map
decode(struct tree *tree)
{
	struct capture capture = { .arena = arena, .name = (char[]){ "x" },
	    .page_size = 4096, .arch = ARCH_ARM64 };
	struct json_text text = { .file = "f", .first_line = 1 };
	struct read_error error = { .length = 0 };
	struct capture *again;
	char *bytes = NULL;
	FILE *file;

	ck_assert_msg(tree_decode(tree, arena, &capture.fdt, &error), "%s",
	    error.text);
	file = open_memstream(&bytes, &text.length);
	ck_assert_ptr_nonnull(file);
	capture_write_json(file, &capture);
	ck_assert_int_eq(fclose(file), 0);
	text.bytes = bytes;
	again = capture_read_text(&text, NULL, &error);
	ck_assert_msg(again != NULL, "%s\n%s", error.text, bytes);
	ck_assert_fdt_maps_equal(&capture.fdt, &again->fdt);
	capture_free(again);
	free(bytes);
	return (capture.fdt);
}

START_TEST(plain_memory_needs_no_nodes)
{
	struct tree tree = tree_begin(1, 1);
	struct fdt_map map;

	tree_memory(&tree, "memory@1000", "memory");
	CELLS(&tree, "reg", 0x1000, 0x2000);
	fdt_property_string(tree.blob, "status", "okay");
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert_uint_eq(map.memory.count, 1);
	ck_assert_uint_eq(map.for_linux.memory_count, 0);
	ck_assert(!map.for_linux.has_root_cells);
}
END_TEST

START_TEST(memory_nodes_are_told_apart)
{
	struct tree tree = tree_begin(1, 1);
	struct fdt_map map;
	const struct fdt_memory_node *node;

	tree_memory(&tree, "memory@1000", NULL);
	CELLS(&tree, "reg", 0x1000, 0x2000);
	fdt_end_node(tree.blob);
	tree_memory(&tree, "main", "memory");
	CELLS(&tree, "reg", 0x4000, 0x2000, 0x8000);
	CELLS(&tree, "linux,usable-memory", 0x5000, 0x1000, 0x9000, 0x1000);
	fdt_property(tree.blob, "hotpluggable", NULL, 0);
	CELLS(&tree, "numa-node-id", 1);
	fdt_end_node(tree.blob);
	tree_memory(&tree, "memory@9", "memory");
	fdt_property_string(tree.blob, "status", "disabled");
	fdt_property(tree.blob, "linux,usable-memory", NULL, 0);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert_uint_eq(map.memory.count, 2);
	assert_extent(map.memory.entries[1], 0x4000, 0x2000);
	ck_assert_uint_eq(map.for_linux.memory_count, 3);
	node = map.for_linux.memory;
	ck_assert(!node[0].has_device_type && node[0].status == NULL);
	ck_assert_str_eq(node[0].name, "memory@1000");
	assert_extent(node[0].reg.entries[0], 0x1000, 0x2000);
	ck_assert(!node[0].has_usable && !node[0].has_numa_node);
	ck_assert(node[1].has_device_type && node[1].is_hotpluggable);
	ck_assert_uint_eq(node[1].malformed, FDT_PROPERTY_REG);
	ck_assert_uint_eq(node[1].usable.count, 2);
	assert_extent(node[1].usable.entries[1], 0x9000, 0x1000);
	ck_assert(node[1].has_numa_node && node[1].numa_node == 1);
	ck_assert_str_eq(node[2].status, "disabled");
	ck_assert(node[2].has_usable && !node[2].has_reg);
}
END_TEST

/* By the standard three cells are an address of two and a size. */
START_TEST(missing_cells_are_ones_to_linux)
{
	struct tree tree = tree_new();
	struct fdt_map map;

	tree_memory(&tree, "memory", "memory");
	CELLS(&tree, "reg", 1, 0x4000, 0x2000);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert_uint_eq(map.memory.count, 1);
	assert_extent(map.memory.entries[0], 0x100004000, 0x2000);
	ck_assert_uint_eq(map.for_linux.memory_count, 1);
	ck_assert_uint_eq(map.for_linux.memory[0].reg.count, 1);
	assert_extent(map.for_linux.memory[0].reg.entries[0], 1, 0x4000);
	ck_assert_uint_eq(map.for_linux.memory[0].malformed,
	    FDT_PROPERTY_REG);
}
END_TEST

static const struct {
	uint32_t address, size;
	size_t range_count;
} cells_rows[] = {
	{ 0, 0, 0 }, { 0, 1, 4 }, { 1, 0, 4 }, { 0, 2, 2 }, { 2, 0, 2 },
};

START_TEST(no_cells_are_no_error)
{
	struct tree tree = tree_begin(cells_rows[_i].address,
	    cells_rows[_i].size);
	struct fdt_map map;
	const struct fdt_for_linux *for_linux = &map.for_linux;

	tree_memory(&tree, "memory", "memory");
	CELLS(&tree, "reg", 1, 2, 3, 4);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert_uint_eq(map.memory.count, cells_rows[_i].range_count);
	ck_assert(for_linux->has_root_cells == (_i == 0));
	ck_assert_uint_eq(for_linux->memory_count, _i == 0);
	ck_assert(_i != 0 || for_linux->memory[0].has_reg);
}
END_TEST

START_TEST(chosen_is_read)
{
	struct tree tree = tree_begin(2, 1);
	struct fdt_map map;
	const struct fdt_for_linux *for_linux = &map.for_linux;

	fdt_begin_node(tree.blob, "chosen");
	CELLS(&tree, "linux,usable-memory-range", 1, 2, 3, 4, 5, 6);
	CELLS(&tree, "linux,elfcorehdr", 7, 8, 9);
	CELLS(&tree, "linux,initrd-start", 0x1000);
	CELLS(&tree, "linux,initrd-end", 0, 0x3000);
	CELLS(&tree, "kaslr-seed", 1, 2);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	assert_extent(for_linux->usable_memory.first.extent, 0x100000002, 3);
	ck_assert_uint_eq(for_linux->usable_memory.more.count, 1);
	assert_extent(for_linux->usable_memory.more.entries[0], 0x400000005,
	    6);
	ck_assert_uint_eq(for_linux->usable_memory.odd_bytes, 0);
	assert_extent(for_linux->elfcorehdr.first.extent, 0x700000008, 9);
	ck_assert(!for_linux->has_root_cells);
	assert_extent(for_linux->initrd.extent, 0x1000, 0x2000);
}
END_TEST

/* What stands behind: the end of /chosen, of the root and of the tree. */
START_TEST(short_ranges_are_read_on)
{
	struct tree tree = tree_begin(2, 2);
	struct fdt_map map;
	const struct fdt_for_linux *for_linux = &map.for_linux;

	fdt_begin_node(tree.blob, "chosen");
	CELLS(&tree, "linux,usable-memory-range", 1);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert_uint_eq(for_linux->usable_memory.odd_bytes, 4);
	assert_extent(for_linux->usable_memory.first.extent,
	    (uint64_t)1 << 32 | FDT_END_NODE,
	    (uint64_t)FDT_END_NODE << 32 | FDT_END);
	ck_assert(for_linux->has_root_cells);
	ck_assert_uint_eq(for_linux->root_address_cells, 2);
	ck_assert(!for_linux->initrd.is_present);
	ck_assert(!for_linux->elfcorehdr.first.is_present);
}
END_TEST

static void
begin_reserved(struct tree *tree)
{
	fdt_begin_node(tree->blob, "reserved-memory");
	fdt_property_u32(tree->blob, "#address-cells", 1);
	fdt_property_u32(tree->blob, "#size-cells", 1);
	fdt_property(tree->blob, "ranges", NULL, 0);
}

START_TEST(reserved_nodes_are_read)
{
	struct tree tree = tree_begin(1, 1);
	struct fdt_map map;
	const struct fdt_reserved *node;

	begin_reserved(&tree);
	fdt_begin_node(tree.blob, "empty");
	fdt_property(tree.blob, "reg", NULL, 0);
	fdt_end_node(tree.blob);
	fdt_begin_node(tree.blob, "pool");
	CELLS(&tree, "size", 0x1000);
	fdt_property(tree.blob, "alloc-ranges", NULL, 0);
	fdt_property(tree.blob, "linux,cma-default", NULL, 0);
	fdt_property(tree.blob, "compatible", "one\0\0three", 11);
	fdt_end_node(tree.blob);
	fdt_begin_node(tree.blob, "wrong");
	CELLS(&tree, "size", 0, 0x1000);
	CELLS(&tree, "alignment", 0, 0x1000);
	fdt_end_node(tree.blob);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert_uint_eq(map.reserved_count, 3);
	node = map.reserved;
	ck_assert_uint_eq(node[0].empty, FDT_PROPERTY_REG);
	assert_extent(node[0].behind_reg, FDT_END_NODE, FDT_BEGIN_NODE);
	ck_assert(!node[0].is_dynamic && node[0].compatible == NULL);
	ck_assert_uint_eq(node[1].empty, FDT_PROPERTY_ALLOC_RANGES);
	ck_assert(node[1].is_dynamic && node[1].is_cma_default);
	ck_assert_str_eq(node[1].compatible, "one");
	ck_assert_uint_eq(node[1].compatible_also.count, 2);
	ck_assert_str_eq(node[1].compatible_also.entries[0], "");
	ck_assert_str_eq(node[1].compatible_also.entries[1], "three");
	ck_assert_uint_eq(node[2].malformed, FDT_PROPERTY_SIZE |
	    FDT_PROPERTY_ALIGNMENT);
	ck_assert(node[2].is_dynamic);
}
END_TEST

/* The root's cells are missing: to Linux, those here are the same as its. */
START_TEST(reserved_cells_are_compared_as_linux_does)
{
	struct tree tree = tree_new();

	begin_reserved(&tree);
	fdt_end_node(tree.blob);
	ck_assert(decode(&tree).has_reserved_cells);
}
END_TEST

START_TEST(what_reserved_memory_lacks_is_said)
{
	struct tree tree = tree_begin(1, 1);
	struct fdt_map map;

	fdt_begin_node(tree.blob, "reserved-memory");
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert(map.has_reserved_memory);
	ck_assert(!map.has_reserved_ranges && !map.has_reserved_cells);
}
END_TEST

/* A list moved to the end of the blob, where there is half an entry more. */
START_TEST(reservations_may_have_no_end)
{
	enum { LIST_BYTES = 40 };
	struct tree tree = tree_begin(1, 1);
	unsigned char *bytes = (unsigned char *)tree.blob;
	struct read_error error = { .length = 0 };
	struct fdt_map map;
	size_t length;

	tree_memory(&tree, "memory", "memory");
	CELLS(&tree, "reg", 0x1000, 0x2000);
	fdt_end_node(tree.blob);
	map = decode(&tree);
	ck_assert(!map.for_linux.is_memreserve_endless);
	length = fdt_totalsize(tree.blob);
	fdt_set_off_mem_rsvmap(bytes, (uint32_t)length);
	fdt_set_totalsize(bytes, (uint32_t)length + LIST_BYTES);
	memset(bytes + length, 0x11, LIST_BYTES);
	ck_assert_msg(fdt_map_decode("t.dtb", bytes, length + LIST_BYTES,
	    arena, &map, &error), "%s", error.text);
	ck_assert(map.for_linux.is_memreserve_endless);
	ck_assert_uint_eq(map.memreserve.count, 2);
	assert_extent(map.memreserve.entries[1], 0x1111111111111111,
	    0x1111111111111111);
	assert_extent(map.memory.entries[0], 0x1000, 0x2000);
	ck_assert(!fdt_map_decode("t.dtb", bytes, length, arena, &map,
	    &error));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("read_fdt_linux");
	TCase *cases = tcase_create("read_fdt_linux");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, plain_memory_needs_no_nodes);
	tcase_add_test(cases, memory_nodes_are_told_apart);
	tcase_add_test(cases, missing_cells_are_ones_to_linux);
	tcase_add_loop_test(cases, no_cells_are_no_error, 0,
	    (int)(sizeof(cells_rows) / sizeof(cells_rows[0])));
	tcase_add_test(cases, chosen_is_read);
	tcase_add_test(cases, short_ranges_are_read_on);
	tcase_add_test(cases, reserved_nodes_are_read);
	tcase_add_test(cases, reserved_cells_are_compared_as_linux_does);
	tcase_add_test(cases, what_reserved_memory_lacks_is_said);
	tcase_add_test(cases, reservations_may_have_no_end);
	suite_add_tcase(suite, cases);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

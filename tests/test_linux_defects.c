/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Known defects of Linux are found: on the capture of each, the releases that
 * have it break the invariant named here, panic or log the line, and no other
 * release does.
 *
 * Not here is what no release shows in the end: the border that a usable range
 * leaves inside no-map memory is merged away when nodes are set.
 */
#include <check.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define DEFECTS "inputs/hostile/defects/"
#define PREFIX "OF: reserved mem: "
#define REMOVE_ALL "e820: remove [mem 0x00000000-0xfffffffffffffffe] usable\n"

enum { IN_6_1 = 1 << 0, IN_6_12 = 1 << 1, IN_BOTH = IN_6_1 | IN_6_12 };

/* In the order of the bits. */
#define PROFILES "--profile=linux-6.1,linux-6.12"
#define PROFILE_COUNT 2

static const struct row {
	const char *path;
	unsigned has;		/* the releases with the defect */
	const char *invariant;	/* which breaks; NULL: none */
	const char *panic;	/* its text; NULL: none */
	const char *line;	/* of the table; NULL: none */
	size_t line_count;	/* how often it is there */
	const char *table;	/* NULL: reserved-mem */
} rows[] = {
	/* Firmware's e820 map. */
	{ DEFECTS "lx-e820-ends-at-top.json", IN_BOTH,
	    .invariant = "LX-E820-SORTED" },
	{ DEFECTS "lx-e820-ends-at-top.json", IN_BOTH,
	    .invariant = "LX-E820-NOT-KEPT" },
	{ DEFECTS "lx-e820-one-entry.json", IN_BOTH,
	    .invariant = "LX-E820-COMPLETE" },
	{ DEFECTS "lx-e820-wraps.json", IN_BOTH,
	    .invariant = "LX-E820-COMPLETE" },
	{ DEFECTS "lx-e820-wraps.json", IN_BOTH,
	    .invariant = "LX-E820-HIGHEST" },
	{ DEFECTS "lx-e820-full.json", IN_BOTH,
	    .invariant = "LX-E820-ROOM" },
	{ DEFECTS "lx-e820-full.json", IN_BOTH,
	    .invariant = "LX-E820-CONSERVED" },
	{ DEFECTS "lx-pci-gap.json", IN_BOTH, .table = "linux-log",
	    .line = "[mem 0x40000000-0x5fffffff] available for PCI devices\n",
	    .line_count = 1 },
	/* memmap= */
	{ DEFECTS "lx-memmap-map.json", IN_BOTH, .table = "e820",
	    .line = REMOVE_ALL, .line_count = 1 },
	{ DEFECTS "lx-memmap-exactly.json", IN_BOTH, .table = "e820",
	    .line = REMOVE_ALL, .line_count = 1 },
	{ DEFECTS "lx-memmap-0xg.json", IN_BOTH, .table = "e820",
	    .line = REMOVE_ALL, .line_count = 1 },
	{ DEFECTS "lx-memmap-star.json", IN_BOTH, .table = "e820",
	    .line = "e820: remove [mem 0x04000000-0xfffffffffffffffe] "
	    "usable\n", .line_count = 1 },
	{ DEFECTS "lx-memmap-same-type.json", IN_BOTH,
	    .panic = "kernel BUG: memmap= turns an e820 type into itself" },
	{ DEFECTS "lx-memmap-one-left.json", IN_BOTH,
	    .panic = "Invalid user supplied memory map" },
	/* memblock */
	{ DEFECTS "lx-trim-total.json", IN_BOTH,
	    .invariant = "LX-MEMORY-TOTAL" },
	{ DEFECTS "lx-trim-wraps.json", IN_BOTH,
	    .invariant = "LX-MEMORY-SORTED" },
	{ DEFECTS "lx-trim-wraps.json", IN_BOTH,
	    .invariant = "LX-MEMORY-IN-RAM" },
	{ DEFECTS "lx-trim-wraps.json", IN_BOTH,
	    .invariant = "LX-IOMEM-HAS-MEMORY" },
	/* EFI's map */
	{ DEFECTS "lx-efi-wraps.json", IN_BOTH, .table = "memblock",
	    .line = "[0xfffffffffffff000-0xfffffffffffffffe], "
	    "0x0000000000000fff bytes flags: 0x4\n", .line_count = 1 },
	{ DEFECTS "lx-efi-memreserve-700.json", IN_6_12,
	    .panic = "memblock: cannot resize reserved array" },
	{ DEFECTS "lx-efi-memreserve-700.json", IN_6_1,
	    .invariant = "LX-RESERVED-COMPLETE" },
	{ DEFECTS "lx-efi-persistent.json", IN_BOTH,
	    .invariant = "LX-MEMORY-IN-RAM" },
	/* /reserved-memory */
	{ DEFECTS "lx-static-65.json", IN_6_1,
	    .invariant = "LX-REGION-EVERY" },
	{ DEFECTS "lx-static-65.json", IN_6_1, .line = PREFIX
	    "not enough space for all defined regions.\n", .line_count = 1 },
	{ DEFECTS "lx-static-700.json", IN_6_12,
	    .panic = "memblock: cannot resize reserved array" },
	{ DEFECTS "lx-static-700.json", IN_6_1,
	    .invariant = "LX-RESERVED-COMPLETE" },
	{ DEFECTS "lx-static-700.json", IN_6_1, .table = "linux-log",
	    .line = "failed to reserve memory for node 'n",
	    .line_count = 315 },
	{ DEFECTS "lx-dynamic-65.json", IN_BOTH,
	    .invariant = "LX-REGION-SERVED" },
	{ DEFECTS "lx-dynamic-65.json", IN_6_1, .line = PREFIX
	    "not enough space for all defined regions.\n", .line_count = 1 },
	{ DEFECTS "lx-dynamic-65.json", IN_6_12, .line = PREFIX
	    "too many defined dynamic regions, skip 'd64'\n",
	    .line_count = 1 },
	{ DEFECTS "lx-second-range.json", IN_BOTH,
	    .invariant = "LX-REGION-EVERY" },
	{ DEFECTS "lx-memreserve-last.json", IN_6_12,
	    .invariant = "LX-REGION-CLEAR" },
	{ DEFECTS "lx-memreserve-last.json", IN_6_12,
	    .invariant = "LX-REGION-INFORMED" },
	{ DEFECTS "lx-memreserve-no-map.json", IN_6_1,
	    .invariant = "LX-RESERVED-COMPLETE" },
	{ DEFECTS "lx-given-back.json", IN_BOTH,
	    .invariant = "LX-REGION-HELD" },
	{ DEFECTS "lx-dynamic-given-back.json", IN_6_1,
	    .invariant = "LX-REGION-HELD" },
	{ DEFECTS "lx-dynamic-given-back.json", IN_6_12,
	    .invariant = "LX-REGION-ALONE" },
	{ DEFECTS "lx-ghost.json", IN_BOTH,
	    .invariant = "LX-REGION-NOT-MAPPED" },
	{ DEFECTS "lx-second-range.json", IN_6_12, .line = PREFIX
	    "fdt_scan_reserved_mem_reg_nodes() ignores 1 regions in node "
	    "'video@41000000'\n", .line_count = 1 },
	/* 6.1 does not print the regions themselves. */
	{ DEFECTS "lx-dynamic-empty.json", IN_6_12, .line = PREFIX
	    "0x0000000050000000..0x000000004fffffff (0 KiB) map "
	    "non-reusable none\n", .line_count = 1 },
	{ DEFECTS "lx-region-wraps.json", IN_6_12, .line = PREFIX
	    "0xfffffffffffff000..0x0000000000000fff (8 KiB) map "
	    "non-reusable top@fffffffffffff000\n", .line_count = 1 },
	{ DEFECTS "lx-dynamic-order.json", IN_6_1, .line =
	    "initialized node third, compatible id shared-dma-pool\n" PREFIX
	    "initialized node first", .line_count = 1 },
	{ "inputs/hostile/fdt-cells-0.json", IN_BOTH, .panic =
	    "hang: early_init_dt_scan_memory reads a range of no cells for "
	    "ever" },
	{ "inputs/hostile/fdt-memreserve-endless.json", IN_BOTH, .panic =
	    "hang: early_init_fdt_scan_reserved_mem reads /memreserve/ on "
	    "behind the blob" },
	/* Of three overlaps one is told. */
	{ DEFECTS "lx-overlap-missed.json", IN_BOTH, .line = PREFIX
	    "OVERLAP DETECTED!\n", .line_count = 1 },
};

static cJSON *
replay(const char *path)
{
	const struct program_call call = { { "sim", "--format=json",
	    "--table=e820,memblock,reserved-mem,linux-log", PROFILES, path }, .input_path = NULL };
	struct program_result result = program_run(&call);
	cJSON *results;

	ck_assert_msg(result.signal == 0, "%s: signal %d", path,
	    result.signal);
	results = json_lines_parse(result.output, result.output_bytes, path);
	ck_assert_int_eq(cJSON_GetArraySize(results), PROFILE_COUNT);
	program_result_free(&result);
	return (results);
}

static size_t
count_lines(const cJSON *result, const char *table, const char *line)
{
	const char *text = json_text_at(json_at(result, "tables"),
	    table == NULL ? "reserved-mem" : table);
	size_t count = 0;

	while (text != NULL && (text = strstr(text, line)) != NULL) {
		text += strlen(line);
		count++;
	}
	return (count);
}

static bool
has_defect(const struct row *row, const cJSON *result)
{
	const char *panic = json_text_at(result, "panic");

	if (row->panic != NULL)
		return (panic != NULL && strcmp(panic, row->panic) == 0);
	if (row->line != NULL)
		return (count_lines(result, row->table, row->line) ==
		    row->line_count);
	return (result_violation(result, row->invariant) != NULL);
}

START_TEST(defects_are_found)
{
	const struct row *row = &rows[_i];
	cJSON *results = replay(row->path);

	for (int i = 0; i < PROFILE_COUNT; i++) {
		const cJSON *result = cJSON_GetArrayItem(results, i);
		bool is_there = (row->has >> i & 1) != 0;

		ck_assert_msg(result_error(result) == NULL, "%s: %s",
		    row->path, result_error(result));
		ck_assert_msg(has_defect(row, result) == is_there,
		    "%s: %s: it is %s", row->path,
		    json_text_at(result, "profile"),
		    is_there ? "not found" : "there as well");
	}
	cJSON_Delete(results);
}
END_TEST

static bool
has_row(const char *name)
{
	for (size_t i = 0; i < LENGTH(rows); i++)
		if (strcmp(strrchr(rows[i].path, '/') + 1, name) == 0)
			return (true);
	return (false);
}

START_TEST(every_capture_has_a_row)
{
	DIR *directory = opendir(DEFECTS);
	struct dirent *entry;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL)
		ck_assert_msg(strncmp(entry->d_name, "lx-", 3) != 0 ||
		    has_row(entry->d_name), DEFECTS "%s is in no row",
		    entry->d_name);
	closedir(directory);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linux_defects");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, defects_are_found, 0, LENGTH(rows));
	tcase_add_test(cases, every_capture_has_a_row);
	return (run_suite(suite));
}

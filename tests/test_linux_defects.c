/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Known defects of Linux's reserved memory are found: on the capture of each,
 * the releases that have it break the invariant named here, panic or log the
 * line, and no other release does.
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

enum { IN_6_1 = 1 << 0, IN_6_12 = 1 << 1, IN_BOTH = IN_6_1 | IN_6_12 };

/* In the order of the bits. */
#define PROFILES "--profile=linux-6.1,linux-6.12"
#define PROFILE_COUNT 2

static const struct row {
	const char *path;
	unsigned has;		/* the releases with the defect */
	const char *invariant;	/* which breaks; NULL: none */
	const char *panic;	/* its text; NULL: none */
	const char *line;	/* of reserved-mem; NULL: none */
	size_t line_count;	/* how often it is there */
} rows[] = {
	{ DEFECTS "lx-static-65.json", IN_6_1,
	    .invariant = "LX-REGION-EVERY" },
	{ DEFECTS "lx-static-65.json", IN_6_1, .line = PREFIX
	    "not enough space for all defined regions.\n", .line_count = 1 },
	{ DEFECTS "lx-static-700.json", IN_6_12,
	    .panic = "memblock: cannot resize reserved array" },
	{ DEFECTS "lx-static-700.json", IN_6_1,
	    .invariant = "LX-RESERVED-COMPLETE" },
	{ DEFECTS "lx-dynamic-65.json", IN_6_1, .line = PREFIX
	    "not enough space for all defined regions.\n", .line_count = 1 },
	{ DEFECTS "lx-dynamic-65.json", IN_6_12, .line = PREFIX
	    "too many defined dynamic regions, skip 'd64'\n",
	    .line_count = 1 },
	{ DEFECTS "lx-second-range.json", IN_BOTH,
	    .invariant = "LX-REGION-EVERY" },
	{ DEFECTS "lx-memreserve-last.json", IN_6_12,
	    .invariant = "LX-REGION-CLEAR" },
	{ DEFECTS "lx-memreserve-no-map.json", IN_6_1,
	    .invariant = "LX-RESERVED-COMPLETE" },
	{ DEFECTS "lx-given-back.json", IN_BOTH,
	    .invariant = "LX-REGION-HELD" },
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
	    "--table=reserved-mem", PROFILES, path }, .input_path = NULL };
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
count_lines(const cJSON *result, const char *line)
{
	const char *text = json_text_at(json_at(result, "tables"),
	    "reserved-mem");
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
		return (count_lines(result, row->line) == row->line_count);
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

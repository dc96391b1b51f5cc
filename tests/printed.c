/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/printed.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"

static const struct printed_row *all_rows;

START_TEST(is_printed)
{
	static const char prefix[] = "bootmem: ";
	const struct printed_row *row = &all_rows[_i];
	char profile[64], table[64];
	const struct program_call call = { { "sim", "--no-check", profile,
	    table, "x.json" }, .input_path = NULL };
	struct program_result result;
	const char *said;

	snprintf(profile, sizeof(profile), "--profile=%s", row->profile);
	snprintf(table, sizeof(table), "--table=%s", row->table);
	file_write("x.json", row->capture, strlen(row->capture));
	result = program_run(&call);
	ck_assert_msg(result.status == row->status,
	    "%s: exit status %d:\n%s%s", row->name, result.status,
	    result.output, result.errors);
	said = row->status != 2 ? result.output :
	    result.errors + strlen(prefix);
	ck_assert_msg(strcmp(said, row->text) == 0,
	    "%s: expected\n%sbut there is\n%s", row->name, row->text, said);
	program_result_free(&result);
}
END_TEST

int
printed_run(const char *suite_name, const struct printed_row *rows,
    size_t count)
{
	Suite *suite = suite_create(suite_name);
	TCase *cases = tcase_create("tables");

	all_rows = rows;
	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, is_printed, 0, (int)count);
	return (run_suite(suite));
}

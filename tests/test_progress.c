/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The progress bar of bootmem batch: on a terminal, and nowhere else.
 */

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "program.h"
#include "terminal.h"
#include "tests/hex.h"

#define ERASE "\r\033[K"

/* It takes longer than the bar waits with its first look. */
static void
write_many(void)
{
	FILE *file = fopen("many.jsonl", "w");

	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < 3; i++) {
		fprintf(file, "{\"bootmem\":1,\"name\":\"n%d\",\"arch\":"
		    "\"amd64\",\"firmware\":{\"e820\":[", i);
		for (int j = 0; j < 80000; j++)
			fprintf(file, "{\"base\":\"0x%x\",\"size\":4096,"
			    "\"type\":%d},", 0x100000 + j * 0x2000,
			    1 + j % 2);
		fputs("{\"base\":0,\"size\":\"0x9f000\",\"type\":1}]}}\n",
		    file);
	}
	ck_assert_int_eq(fclose(file), 0);
}

/* What a user sees, and whether a bar is to be seen. */
static const struct look {
	const char *arguments[PROGRAM_ARGUMENTS_MAX];
	bool has_bar;
	bool is_output_terminal;
} looks[] = {
	{ { "batch", "-j1", "many.jsonl" }, true, false },
	{ { "batch", "-j1", "-" }, true, false },
	{ { "batch", "-j1", "-q", "many.jsonl" }, false, false },
	{ { "batch", "-j1", "--table=totals", "many.jsonl" }, false,
	    true },
};

START_TEST(a_terminal_shows_a_bar)
{
	const struct look *look = &looks[_i];
	struct terminal terminal = terminal_open();
	struct program_call call = { .input_path = "many.jsonl",
	    .output_path = look->is_output_terminal ? terminal.path :
	    "/dev/null", .errors_path = terminal.path };
	static char text[1 << 16];
	struct program_result result;
	const char *bar, *summary;

	memcpy(call.arguments, look->arguments, sizeof(look->arguments));
	write_many();
	result = program_run(&call);
	terminal_read(&terminal, text, sizeof(text));
	ck_assert_int_eq(result.status, 0);
	bar = strstr(text, ERASE);
	summary = strstr(text, "bootmem: batch: captures: 3,");
	ck_assert_msg((bar != NULL) == look->has_bar, "look %d: %s", _i,
	    text);
	ck_assert((summary != NULL) == (strcmp(look->arguments[2], "-q") !=
	    0));
	if (bar != NULL) {
		ck_assert_ptr_nonnull(strstr(bar, "% of "));
		ck_assert_ptr_nonnull(strstr(bar, " captures, "));
		ck_assert_ptr_nonnull(strstr(bar, "#"));
		/* It is gone before anything else is said. */
		ck_assert_int_eq(strncmp(summary - strlen(ERASE), ERASE,
		    strlen(ERASE)), 0);
	}
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite;
	TCase *cases;

	if (!terminal_can_be_had())
		return (terminal_skip());
	suite = suite_create("progress");
	cases = tcase_create("bar");
	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, a_terminal_shows_a_bar, 0, LENGTH(looks));
	return (run_suite(suite));
}

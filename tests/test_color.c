/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the program colours what it says: on terminals, unless it is told
 * otherwise, and nothing but what people read.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "terminal.h"
#include "tests/hex.h"

#define BROKEN "inputs/hostile/page-tables-no-segment.json"
#define OTHER "inputs/hostile/one-page.json"

#define ERROR "\033[1;31merror:\033[m VM-LOADED-IN-SEGMENT: "
#define REMOVED "  \033[31mremoved  \033[m0x"
#define MINUS "\n\033[31m-"
#define PLAIN NULL	/* no escape at all */

enum where { TO_FILE, TO_TERMINAL };

static const struct color_row {
	const char *name;
	const char *arguments[PROGRAM_ARGUMENTS_MAX];
	enum where where;
	const char *terminal;	/* TERM */
	const char *refusal;	/* NO_COLOR, or NULL */
	const char *expected;
} rows[] = {
	{ "a terminal", { "check", BROKEN }, TO_TERMINAL, "xterm", NULL,
	    ERROR },
	{ "the errors of sim", { "sim", "--table=totals", BROKEN },
	    TO_TERMINAL, "xterm", NULL, ERROR },
	{ "diff", { "diff", BROKEN, OTHER }, TO_TERMINAL, "xterm", NULL,
	    REMOVED },
	{ "diff, unified", { "diff", "--format=unified", BROKEN, OTHER },
	    TO_TERMINAL, "xterm", NULL, MINUS },
	{ "a file", { "check", BROKEN }, TO_FILE, "xterm", NULL, PLAIN },
	{ "a dumb terminal", { "check", BROKEN }, TO_TERMINAL, "dumb", NULL,
	    PLAIN },
	{ "NO_COLOR", { "check", BROKEN }, TO_TERMINAL, "xterm", "1",
	    PLAIN },
	{ "NO_COLOR that says nothing", { "check", BROKEN }, TO_TERMINAL,
	    "xterm", "", ERROR },
	{ "always", { "check", "--color=always", BROKEN }, TO_FILE, "dumb",
	    "1", ERROR },
	{ "always, diff", { "diff", "--color", "always", BROKEN, OTHER },
	    TO_FILE, "dumb", NULL, REMOVED },
	{ "auto", { "check", "--color=auto", BROKEN }, TO_TERMINAL, "xterm",
	    NULL, ERROR },
	{ "never", { "check", "--color=never", BROKEN }, TO_TERMINAL,
	    "xterm", NULL, PLAIN },
	{ "never, sim", { "sim", "--color=never", "--table=totals", BROKEN },
	    TO_TERMINAL, "xterm", NULL, PLAIN },
	{ "for programs", { "check", "--color=always", "--format=tap",
	    BROKEN }, TO_FILE, "xterm", NULL, PLAIN },
};

static void
set_environment(const struct color_row *row)
{
	ck_assert_int_eq(setenv("TERM", row->terminal, 1), 0);
	if (row->refusal == NULL)
		ck_assert_int_eq(unsetenv("NO_COLOR"), 0);
	else
		ck_assert_int_eq(setenv("NO_COLOR", row->refusal, 1), 0);
}

static void
check_text(const struct color_row *row, const char *text)
{
	ck_assert_msg(text[0] != '\0', "%s: nothing was said", row->name);
	if (row->expected == PLAIN)
		ck_assert_msg(strchr(text, '\033') == NULL, "%s: %s",
		    row->name, text);
	else
		ck_assert_msg(strstr(text, row->expected) != NULL, "%s: %s",
		    row->name, text);
}

START_TEST(colors_are_as_expected)
{
	const struct color_row *row = &rows[_i];
	static char text[1 << 16];
	struct terminal terminal = { .descriptor = -1 };
	struct program_call call = { .input_path = NULL };
	struct program_result result;

	memcpy(call.arguments, row->arguments, sizeof(row->arguments));
	set_environment(row);
	if (row->where == TO_TERMINAL) {
		terminal = terminal_open();
		call.output_path = call.errors_path = terminal.path;
	}
	result = program_run(&call);
	ck_assert_int_eq(result.status, 1);
	if (row->where == TO_TERMINAL)
		terminal_read(&terminal, text, sizeof(text));
	check_text(row, row->where == TO_TERMINAL ? text : result.output);
	program_result_free(&result);
}
END_TEST

START_TEST(another_word_is_refused)
{
	const struct program_call call = { .arguments = { "check",
	    "--color=sometimes", BROKEN } };
	struct program_result result = program_run(&call);

	ck_assert_int_eq(result.status, 2);
	ck_assert_str_eq(result.errors, "bootmem: --color: not auto, always "
	    "or never: \"sometimes\"\n");
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
	suite = suite_create("color");
	cases = tcase_create("color");
	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, colors_are_as_expected, 0, LENGTH(rows));
	tcase_add_test(cases, another_word_is_refused);
	return (run_suite(suite));
}

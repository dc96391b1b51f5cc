/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem batch --resume: wherever results were cut off, they end up as if
 * they never had been; and those of something else are left alone.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program.h"
#include "tests/hex.h"

#define CAPTURE(name, rest)						\
	"{\"bootmem\":1,\"name\":\"" name "\",\"arch\":\"arm64\"," rest "}\n"
#define RAM "\"firmware\":{\"ops\":[{\"op\":\"hardware\","		\
	"\"base\":\"0x40000000\",\"size\":4096}]}"
#define TWICE "\"profiles\":[\"freebsd\",\"freebsd-15\"],"

static const char inputs[] =
    CAPTURE("a", RAM)
    "{}\n"
    CAPTURE("twice", TWICE RAM)
    CAPTURE("refused", RAM ",\"boot\":{\"tunables\":{\"hw.physmem\":\"x\"}}")
    CAPTURE("panics", "\"firmware\":{\"ops\":[]}")
    CAPTURE("unknown", "\"profiles\":[\"freebsd\",\"nosuch\"]," RAM)
    "none\n"
    CAPTURE("last", TWICE RAM ",\"witness\":{\"freebsd\":{\"totals\":"
    "{\"text\":\"none\"}}}");

static struct program_result
resume(const char *table, const char *input)
{
	const struct program_call call = { { "batch", "--resume",
	    "--output=out.jsonl", table, input }, .input_path = NULL };

	return (program_run(&call));
}

/* What it comes to without any cut; and the part of the messages that is the
 * same from wherever it goes on. */
static struct program_result
whole(const char **ret_summary)
{
	const struct program_call call = { { "batch", "--output=out.jsonl",
	    "--table=totals", "in.jsonl" }, .input_path = NULL };
	struct program_result result;

	file_write("in.jsonl", inputs, strlen(inputs));
	unlink("out.jsonl");
	result = program_run(&call);
	ck_assert_uint_eq(result.output_bytes, 0);
	free(result.output);
	result.output = file_read_whole("out.jsonl", &result.output_bytes);
	*ret_summary = strstr(result.errors, "bootmem: batch: captures: 8");
	ck_assert_ptr_nonnull(*ret_summary);
	return (result);
}

static void
expect_resumed(const struct program_result *whole_result,
    const char *summary, size_t cut_bytes)
{
	struct program_result result = resume("--table=totals", "in.jsonl");
	const char *is = strstr(result.errors, "bootmem: batch: captures");
	size_t length;
	char *text = file_read_whole("out.jsonl", &length);

	ck_assert_msg(length == whole_result->output_bytes &&
	    memcmp(text, whole_result->output, length) == 0,
	    "cut behind %zu bytes: other results: %s", cut_bytes,
	    result.errors);
	ck_assert_msg(is != NULL && strcmp(is, summary) == 0,
	    "cut behind %zu bytes: another summary: %s", cut_bytes,
	    result.errors);
	ck_assert_int_eq(result.status, whole_result->status);
	free(text);
	program_result_free(&result);
}

START_TEST(a_cut_at_any_byte_is_made_good)
{
	const char *summary;
	struct program_result result = whole(&summary);

	ck_assert_int_eq(result.status, 3);
	for (size_t i = 0; i <= result.output_bytes; i++) {
		/* Most bytes are in the middle of some line like others. */
		if (i % 5 != 0 && i > 0 && i < result.output_bytes &&
		    result.output[i] != '\n' && result.output[i - 1] != '\n')
			continue;
		file_write("out.jsonl", result.output, i);
		expect_resumed(&result, summary, i);
	}
	program_result_free(&result);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_begun)
{
	const char *summary;
	struct program_result result = whole(&summary);

	unlink("out.jsonl");
	expect_resumed(&result, summary, 0);
	program_result_free(&result);
}
END_TEST

/* Lost with the power: blocks that were never written. */
START_TEST(a_cut_line_may_hold_anything)
{
	const char *summary;
	struct program_result result = whole(&summary);
	size_t line_bytes = strcspn(result.output, "\n") + 1;
	char *text = calloc(line_bytes + 5000, 1);

	memcpy(text, result.output, line_bytes);
	file_write("out.jsonl", text, line_bytes + 5000);
	expect_resumed(&result, summary, line_bytes);
	free(text);
	program_result_free(&result);
}
END_TEST

/* What the inputs and options are when it is resumed behind a cut. */
static const struct change {
	const char *inputs;	/* NULL: the same */
	const char *results;	/* in front of what there is; NULL: the same */
	const char *table;
	size_t lines;		/* of results that are left */
	const char *error;
} changes[] = {
	{ CAPTURE("b", RAM), NULL, "--table=totals", 1,
	    "bootmem: out.jsonl:1: this is not the result of b in in.jsonl "
	    "as freebsd: nothing was changed\n" },
	{ CAPTURE("a", "\"profiles\":[\"freebsd-15\"]," RAM), NULL,
	    "--table=totals", 1,
	    "bootmem: out.jsonl:1: this is not the result of a in in.jsonl "
	    "as freebsd-15: nothing was changed\n" },
	/* An error names no capture: what comes out now tells. */
	{ CAPTURE("a", RAM) CAPTURE("a", RAM), NULL, "--table=totals", 2,
	    "bootmem: out.jsonl: the results behind byte " },
	{ CAPTURE("a", RAM), NULL, "--table=totals", 2,
	    "bootmem: out.jsonl:2: there are more results than captures: "
	    "nothing was changed\n" },
	{ "{}\n", NULL, "--table=totals", 1,
	    "bootmem: out.jsonl:1: this is a result of a capture that can be "
	    "read, unlike in.jsonl:1:1: (top level): the key `bootmem` is "
	    "missing: {}: nothing was changed\n" },
	{ NULL, "mine\n", "--table=totals", 1,
	    "bootmem: out.jsonl:1: this is no result of batch: nothing was "
	    "changed\n" },
	{ NULL, "{\"bootmem\":1}", "--table=totals", 0,
	    "bootmem: out.jsonl:1: this is no result of batch: nothing was "
	    "changed\n" },
	{ NULL, "{}\n", "--table=totals", 1,
	    "bootmem: out.jsonl:1: this is not the result of a in in.jsonl "
	    "as freebsd: nothing was changed\n" },
	{ NULL, "{\"name\":\"a\",\"profile\":\"freebsd\"}\n",
	    "--table=totals", 1,
	    "bootmem: out.jsonl:1: this is no result of batch: nothing was "
	    "changed\n" },
	{ NULL, NULL, "--table=physmem", 1,
	    "bootmem: out.jsonl: the results behind byte 0 are not what comes "
	    "out now: resume with the same captures, options and version, or "
	    "without --resume; nothing was changed\n" },
	{ CAPTURE("a", "\"firmware\":{\"ops\":[]}"), NULL, "--table=totals",
	    1,
	    "bootmem: out.jsonl: the results behind byte 0 are not what comes "
	    "out now: resume with the same captures, options and version, or "
	    "without --resume; nothing was changed\n" },
};

static size_t
lines_length(const char *text, size_t count)
{
	const char *at = text;

	for (size_t i = 0; i < count; i++)
		at = strchr(at, '\n') + 1;
	return ((size_t)(at - text));
}

START_TEST(results_of_something_else_are_left_alone)
{
	const struct change *change = &changes[_i];
	const char *summary;
	struct program_result before = whole(&summary), result;
	char text[8192], *after;
	size_t length = lines_length(before.output, change->lines);

	ck_assert_uint_lt(length, 4096);
	if (change->inputs != NULL)
		file_write("in.jsonl", change->inputs,
		    strlen(change->inputs));
	snprintf(text, sizeof(text), "%s%.*s",
	    change->results == NULL ? "" : change->results, (int)length,
	    before.output);
	strcat(text, "cut");
	file_write("out.jsonl", text, strlen(text));
	result = resume(change->table, "in.jsonl");
	ck_assert_int_eq(result.status, 2);
	ck_assert_msg(strstr(result.errors, change->error) != NULL,
	    "change %d: %s", _i, result.errors);
	after = file_read_whole("out.jsonl", &length);
	ck_assert_str_eq(after, text);
	free(after);
	program_result_free(&result);
	program_result_free(&before);
}
END_TEST

/* A result that is the host's fault is kept, and is not compared. */
START_TEST(a_failure_of_the_host_is_kept)
{
	static const char failure[] = "{\"name\":null,\"profile\":null,"
	    "\"status\":4,\"error\":{\"where\":\"in.jsonl\",\"text\":\"x\"},"
	    "\"panic\":null,\"tables\":{},\"ranges\":{},\"totals\":{},"
	    "\"violations\":[]}\n";
	const char *summary;
	struct program_result before = whole(&summary), result;
	size_t line_bytes = lines_length(before.output, 1), length;
	char *after;

	file_write("out.jsonl", failure, strlen(failure));
	result = resume("--table=totals", "in.jsonl");
	ck_assert_int_eq(result.status, 4);
	ck_assert_ptr_nonnull(strstr(result.errors, "captures: 8,"));
	ck_assert_ptr_nonnull(strstr(result.errors, "host failures: 1\n"));
	after = file_read_whole("out.jsonl", &length);
	ck_assert_int_eq(strncmp(after, failure, strlen(failure)), 0);
	ck_assert_str_eq(after + strlen(failure), before.output + line_bytes);
	free(after);
	program_result_free(&result);
	program_result_free(&before);
}
END_TEST

static struct program_result
resume_input(void)
{
	const struct program_call call = { { "batch", "--resume", "-o",
	    "out.jsonl", "--table=totals", "-" }, .input_path = "in.jsonl" };

	return (program_run(&call));
}

/* The same input from its beginning. */
START_TEST(standard_input_can_be_resumed)
{
	const char *summary;
	struct program_result before = whole(&summary), result;
	size_t length;
	char *first, *after;

	unlink("out.jsonl");
	result = resume_input();
	first = file_read_whole("out.jsonl", &length);
	ck_assert_ptr_nonnull(strstr(first, "(standard input)"));
	program_result_free(&result);
	file_write("out.jsonl", first, lines_length(first, 3) + 10);
	result = resume_input();
	after = file_read_whole("out.jsonl", &length);
	ck_assert_str_eq(after, first);
	ck_assert_int_eq(result.status, before.status);
	free(first);
	free(after);
	program_result_free(&result);
	program_result_free(&before);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch-resume");
	TCase *cases = tcase_create("resume");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_test(cases, a_cut_at_any_byte_is_made_good);
	tcase_add_test(cases, a_file_that_is_not_there_is_begun);
	tcase_add_test(cases, a_cut_line_may_hold_anything);
	tcase_add_loop_test(cases, results_of_something_else_are_left_alone,
	    0, LENGTH(changes));
	tcase_add_test(cases, a_failure_of_the_host_is_kept);
	tcase_add_test(cases, standard_input_can_be_resumed);
	return (run_suite(suite));
}

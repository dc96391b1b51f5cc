/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem batch: a result for every line, whatever stands in the others, and
 * where a line that is none is wrong.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define CAPTURE(name, firmware)						\
	"{\"bootmem\":1,\"name\":\"" name "\",\"arch\":\"arm64\","	\
	"\"firmware\":" firmware "}"
#define RAM "{\"op\":\"hardware\",\"base\":\"0x40000000\",\"size\":4096}"
#define GOOD(name) CAPTURE(name, "{\"ops\":[" RAM "]}")
#define PANICS(name) CAPTURE(name, "{\"ops\":[]}")
#define TOTALS "realmem 1\nphysmem 1\nMaxmem 262145\n"

struct line {
	const char *text;	/* of the file, with its end */
	int status;
	const char *name;	/* of the result; NULL: of none */
	const char *error;	/* what it begins with; NULL: none */
};

/* In one file. */
static const struct line mixed[] = {
	{ GOOD("first") "\n", 0, "first", NULL },
	{ "{\"bootmem\":1,\"name\":\"no-arch\"}\n", 2, NULL,
	    "mixed.jsonl:2:1: (top level): the key `arch` is missing" },
	/* Blank lines are counted, and answered by nothing. */
	{ "\n \t\r\n  not JSON\n", 2, NULL,
	    "mixed.jsonl:5:3: (top level): a JSON value is expected: not" },
	{ GOOD("with-carriage-return") "\r\n", 0, "with-carriage-return",
	    NULL },
	{ PANICS("panics") "\n", 3, "panics", NULL },
	{ GOOD("two") GOOD("on-one-line") "\n", 2, NULL,
	    "mixed.jsonl:8:" },
	{ "{\"bootmem\":1,\n", 2, NULL, "mixed.jsonl:9:14: (top level)" },
	{ "\"name\":\"on-two-lines\"}\n", 2, NULL, "mixed.jsonl:10:" },
	{ CAPTURE("bad-key", "{\"ops\":[{\"oops\":1}]}") "\n", 2, NULL,
	    "mixed.jsonl:11:66: firmware.ops[0].oops: unknown key" },
	{ GOOD("without-newline"), 0, "without-newline", NULL },
};

static void
write_lines(const char *path, const struct line *lines, size_t count)
{
	char text[4096] = "";
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		ck_assert_uint_lt(length + strlen(lines[i].text),
		    sizeof(text));
		strcpy(text + length, lines[i].text);
		length += strlen(lines[i].text);
	}
	file_write(path, text, length);
}

static struct program_result
batch(const char *path, const char *input_path)
{
	const struct program_call call = { { "batch", "--profile=freebsd",
	    "--table=totals", path }, .input_path = input_path };

	return (program_run(&call));
}

static void
expect_line(const struct line *line, const cJSON *result,
    const char *errors)
{
	const char *name = json_text_at(result, "name");
	const char *error = result_error(result);
	const char *totals = json_text_at(json_at(result, "tables"),
	    "totals");

	ck_assert_int_eq((int)cJSON_GetNumberValue(json_at(result,
	    "status")), line->status);
	ck_assert_pstr_eq(name, line->name);
	ck_assert_pstr_eq(totals, line->status == 0 ? TOTALS : NULL);
	ck_assert_pstr_eq(json_text_at(result, "panic"), line->status == 3 ?
	    "No memory entries in phys_avail" : NULL);
	if (line->error == NULL) {
		ck_assert_ptr_null(error);
		return;
	}
	ck_assert_msg(error != NULL && strncmp(error, line->error,
	    strlen(line->error)) == 0, "\"%s\", not \"%s\"", error,
	    line->error);
	/* People read the other stream. */
	ck_assert_msg(strstr(errors, error) != NULL, "\"%s\" is not in %s",
	    error, errors);
}

START_TEST(every_line_has_its_result)
{
	struct program_result result;
	cJSON *results;

	write_lines("mixed.jsonl", mixed, LENGTH(mixed));
	result = batch("mixed.jsonl", NULL);
	results = json_lines_parse(result.output, result.output_bytes,
	    "results");
	ck_assert_int_eq(cJSON_GetArraySize(results), (int)LENGTH(mixed));
	for (size_t i = 0; i < LENGTH(mixed); i++)
		expect_line(&mixed[i], cJSON_GetArrayItem(results, (int)i),
		    result.errors);
	/* The worst of them. */
	ck_assert_int_eq(result.status, 3);
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

static const struct line refused_lines[] = {
	{ "{\"bootmem\":1,\"name\":\"a\",\"arch\":\"arm64\",\"firmware\":"
	    "{\"ops\":[" RAM "]},\"boot\":{\"tunables\":{\"hw.physmem\":"
	    "\"lots\"}}}\n", 2, "a", NULL },
	{ GOOD("b") "\n", 0, "b", NULL },
};

/* It can be read, but not be booted. */
START_TEST(what_a_kernel_refuses_is_named)
{
	struct program_result result;
	cJSON *results, *refused;

	write_lines("refused.jsonl", refused_lines, LENGTH(refused_lines));
	result = batch("refused.jsonl", NULL);
	results = json_lines_parse(result.output, result.output_bytes,
	    "results");
	ck_assert_int_eq(cJSON_GetArraySize(results), 2);
	refused = cJSON_GetArrayItem(results, 0);
	ck_assert_str_eq(json_text_at(json_at(refused, "error"), "where"),
	    "refused.jsonl:1:144: boot.tunables[\"hw.physmem\"]");
	ck_assert_str_eq(json_text_at(refused, "name"), "a");
	expect_line(&refused_lines[1], cJSON_GetArrayItem(results, 1), "");
	ck_assert_int_eq(result.status, 2);
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

/* The lines of one file, and how batch ends. */
static const struct ending {
	const char *lines[3];
	int status;
} endings[] = {
	{ { GOOD("a") "\n", GOOD("b") "\n" }, 0 },
	{ { "", "\n\n", "" }, 0 },
	{ { GOOD("a") "\n", "{}\n", GOOD("b") "\n" }, 2 },
	{ { PANICS("a") "\n", GOOD("b") "\n" }, 3 },
	{ { PANICS("a") "\n", "{}\n", GOOD("b") "\n" }, 3 },
	{ { "{}\n", PANICS("a") "\n" }, 3 },
};

START_TEST(worst_line_is_the_exit_status)
{
	struct line lines[LENGTH(endings[0].lines)];
	struct program_result result;
	size_t count = 0;

	while (count < LENGTH(lines) && endings[_i].lines[count] != NULL) {
		lines[count] = (struct line){
		    .text = endings[_i].lines[count] };
		count++;
	}
	write_lines("ending.jsonl", lines, count);
	result = batch("ending.jsonl", NULL);
	ck_assert_msg(result.status == endings[_i].status, "file %d: exit "
	    "status %d", _i, result.status);
	program_result_free(&result);
}
END_TEST

START_TEST(standard_input_is_a_file)
{
	struct program_result result;
	cJSON *results;

	file_write("lines.jsonl", GOOD("a") "\n{}\n",
	    strlen(GOOD("a") "\n{}\n"));
	result = batch("-", "lines.jsonl");
	results = json_lines_parse(result.output, result.output_bytes, "-");
	ck_assert_int_eq(cJSON_GetArraySize(results), 2);
	ck_assert_msg(strncmp(result.errors,
	    "bootmem: (standard input):2:1: ",
	    strlen("bootmem: (standard input):2:1: ")) == 0, "%s",
	    result.errors);
	ck_assert_int_eq(result.status, 2);
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

START_TEST(a_file_that_is_none_stops_no_other)
{
	const struct program_call call = { { "batch", "--table=totals",
	    "missing.jsonl", "good.jsonl" }, .input_path = NULL };
	static const char *const errors[] = {
		"missing.jsonl: No such file or directory", NULL };
	struct program_result result;
	cJSON *results;

	file_write("good.jsonl", GOOD("a"), strlen(GOOD("a")));
	result = program_run(&call);
	results = json_lines_parse(result.output, result.output_bytes,
	    "results");
	ck_assert_int_eq(cJSON_GetArraySize(results), (int)LENGTH(errors));
	for (size_t i = 0; i < LENGTH(errors); i++)
		ck_assert_pstr_eq(result_error(cJSON_GetArrayItem(results,
		    (int)i)), errors[i]);
	ck_assert_int_eq(result.status, 2);
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

START_TEST(every_profile_has_its_line)
{
	const struct program_call call = { { "batch", "--table=totals",
	    "--profile=freebsd-15,freebsd", "good.jsonl" },
	    .input_path = NULL };
	struct program_result result;
	cJSON *results;

	file_write("good.jsonl", GOOD("a"), strlen(GOOD("a")));
	result = program_run(&call);
	results = json_lines_parse(result.output, result.output_bytes,
	    "results");
	ck_assert_int_eq(cJSON_GetArraySize(results), 2);
	ck_assert_str_eq(json_text_at(cJSON_GetArrayItem(results, 0),
	    "profile"), "freebsd-15");
	ck_assert_str_eq(json_text_at(cJSON_GetArrayItem(results, 1),
	    "profile"), "freebsd");
	ck_assert_int_eq(result.status, 0);
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

static const struct usage {
	const char *arguments[PROGRAM_ARGUMENTS_MAX];
	const char *error;
} usages[] = {
	{ { "batch" },
	    "bootmem: batch: no file or directory named; see bootmem batch "
	    "--help\n" },
	{ { "batch", "-j", "0", "good.jsonl" },
	    "bootmem: --jobs: not a number from 1 to 1024: \"0\"\n" },
	{ { "batch", "--jobs=1025", "good.jsonl" },
	    "bootmem: --jobs: not a number from 1 to 1024: \"1025\"\n" },
	{ { "batch", "-j", "two", "good.jsonl" },
	    "bootmem: --jobs: not a number from 1 to 1024: \"two\"\n" },
	{ { "batch", "-j" }, "bootmem: batch: -j needs a value\n" },
	{ { "batch", "-x", "good.jsonl" },
	    "bootmem: batch: unknown option \"-x\"; see bootmem batch "
	    "--help\n" },
	{ { "batch", "--quiet=yes", "good.jsonl" },
	    "bootmem: batch: --quiet takes no value\n" },
	{ { "batch", "--resume", "good.jsonl" },
	    "bootmem: batch: --resume needs --output=FILE, the file to go on "
	    "with\n" },
	{ { "batch", "--resume", "-o", "-", "good.jsonl" },
	    "bootmem: batch: --resume needs --output=FILE, the file to go on "
	    "with\n" },
	{ { "batch", "--tabel=totals", "good.jsonl" },
	    "bootmem: batch: unknown option \"--tabel\": did you mean "
	    "\"--table\"?\n" },
	{ { "batch", "--zzz", "good.jsonl" },
	    "bootmem: batch: unknown option \"--zzz\"; see bootmem batch "
	    "--help\n" },
	{ { "batch", "--table=nosuch", "good.jsonl" },
	    "bootmem: --table: no such table: \"nosuch\"\n" },
	{ { "batch", "--format=text", "good.jsonl" },
	    "bootmem: --format: batch prints json only: \"text\"\n" },
};

START_TEST(mistyped_commands_do_nothing)
{
	struct program_call call = { .input_path = NULL };
	struct program_result result;

	memcpy(call.arguments, usages[_i].arguments,
	    sizeof(usages[_i].arguments));
	file_write("good.jsonl", GOOD("a"), strlen(GOOD("a")));
	result = program_run(&call);
	ck_assert_int_eq(result.status, 2);
	ck_assert_str_eq(result.output, "");
	ck_assert_str_eq(result.errors, usages[_i].error);
	program_result_free(&result);
}
END_TEST

START_TEST(a_full_disk_is_no_success)
{
	const struct program_call call = { { "batch", "good.jsonl" },
	    .output_path = "/dev/full" };
	struct program_result result;

	file_write("good.jsonl", GOOD("a"), strlen(GOOD("a")));
	result = program_run(&call);
	ck_assert_int_eq(result.status, 4);
	ck_assert_str_eq(result.errors,
	    "bootmem: standard output: No space left on device\n");
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch");
	TCase *cases = tcase_create("lines");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_test(cases, every_line_has_its_result);
	tcase_add_test(cases, what_a_kernel_refuses_is_named);
	tcase_add_loop_test(cases, worst_line_is_the_exit_status, 0,
	    LENGTH(endings));
	tcase_add_test(cases, standard_input_is_a_file);
	tcase_add_test(cases, a_file_that_is_none_stops_no_other);
	tcase_add_test(cases, every_profile_has_its_line);
	tcase_add_loop_test(cases, mistyped_commands_do_nothing, 0,
	    LENGTH(usages));
	tcase_add_test(cases, a_full_disk_is_no_success);
	return (run_suite(suite));
}

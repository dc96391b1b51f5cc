/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem batch: which files it takes, in which order, and what it takes them
 * for.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define GOOD(name)							\
	"{\"bootmem\":1,\"name\":\"" name "\",\"arch\":\"arm64\","	\
	"\"firmware\":{\"ops\":[{\"op\":\"hardware\","			\
	"\"base\":\"0x40000000\",\"size\":4096}]}}"
#define OPEN(name)							\
	"{\"bootmem\":1,\n\"name\":\"" name "\",\n\"arch\":\"arm64\"," \
	"\"firmware\":{\"ops\":\n[{\"op\":\"hardware\","		\
	"\"base\":\"0x40000000\",\"size\":4096}]}}"

static void
write_text(const char *path, const char *text)
{
	file_write(path, text, strlen(text));
}

static struct program_result
batch(const char *path, const char *input_path)
{
	const struct program_call call = { { "batch", "--table=totals", "-q",
	    path }, .input_path = input_path };

	return (program_run(&call));
}

/* Names, or what errors begin with behind a "!". */
static void
expect_results(const struct program_result *result,
    const char *const *expected, const char *what)
{
	cJSON *results = json_lines_parse(result->output,
	    result->output_bytes, what);
	int count = 0;

	for (; expected[count] != NULL; count++) {
		const cJSON *line = cJSON_GetArrayItem(results, count);
		const char *is = json_text_at(line, "name");
		const char *should_be = expected[count];
		const char *error = result_error(line);

		if (should_be[0] == '!') {
			is = error;
			should_be++;
			ck_assert_msg(error != NULL && strstr(result->errors,
			    error) != NULL, "%s: %s: not said", what, error);
		}
		ck_assert_msg(is != NULL && strncmp(is, should_be,
		    strlen(should_be)) == 0, "%s: result %d is %s, not %s",
		    what, count, is == NULL ? error : is, should_be);
	}
	ck_assert_msg(cJSON_GetArraySize(results) == count, "%s: %d results, "
	    "not %d", what, cJSON_GetArraySize(results), count);
	cJSON_Delete(results);
}

/* What is in a file is told by its first line. */
static const struct content {
	const char *path;
	const char *text;
	const char *expected[4];
} contents[] = {
	{ "one.json", OPEN("one") "\n", { "one" } },
	{ "one.txt", "\n\n" OPEN("one"), { "one" } },
	{ "one.json", GOOD("one"), { "one" } },
	{ "one.json", "\n" GOOD("one") "\n\n", { "one" } },
	{ "two.json", GOOD("one") "\n\n" GOOD("two") "\n", { "one", "two" } },
	{ "two.txt", GOOD("one") "\r\n" GOOD("two"), { "one", "two" } },
	{ "two.jsonl", "{\n" GOOD("two"), { "!two.jsonl:1:", "two" } },
	/* A brace in a string is none, and a quote behind a backslash. */
	{ "brace.txt", "{\"bootmem\":1,\"x-a\":\"}\",\n"
	    "\"name\":\"brace\",\"arch\":\"arm64\"}", { "brace" } },
	{ "quote.txt", "{\"bootmem\":1,\"x-a\":\"\\\"}\",\n"
	    "\"name\":\"quote\",\"arch\":\"arm64\"}", { "quote" } },
	{ "closed.txt", "{\"bootmem\":1,\"x-a\":{\"b\":[1]}}\n" GOOD("two"),
	    { "!closed.txt:1:", "two" } },
	/* Cut off inside a string: a line that is wrong, not a text. */
	{ "cut.json", "{\"bootmem\":1,\"na\n" GOOD("two"),
	    { "!cut.json:1:", "two" } },
	{ "prose.json", "Not\none\ncapture.\n", { "!prose.json:1:1: " } },
	{ "prose.txt", "Not\none\n", { "!prose.txt:1:1: ",
	    "!prose.txt:2:1: " } },
	{ "array.json", "[\n" GOOD("one") "]", { "!array.json:1:1: " } },
	{ "empty.json", "", { "!empty.json:1:1: " } },
	{ "empty.jsonl", "", { NULL } },
	{ "blank.json", " \n\n", { "!blank.json:3:1: " } },
	{ "place.json", "\n{\"bootmem\":1,\n  \"nome\":\"x\"}",
	    { "!place.json:3:3: nome: unknown key" } },
	{ "place.txt", "\n{\"bootmem\":1,\n  \"nome\":\"x\"}",
	    { "!place.txt:3:3: nome: unknown key" } },
};

START_TEST(content_tells_captures_from_lines)
{
	const struct content *content = &contents[_i];
	struct program_result result;

	write_text(content->path, content->text);
	result = batch(content->path, NULL);
	expect_results(&result, content->expected, content->path);
	program_result_free(&result);
	/* By any other name that is none of *.json and *.jsonl. */
	if (strstr(content->path, ".txt") != NULL) {
		result = batch("-", content->path);
		ck_assert_int_eq(result.errors_bytes > 0,
		    content->expected[0][0] == '!');
		program_result_free(&result);
	}
	unlink(content->path);
}
END_TEST

/* Too large for a worker to be sent the path only. */
START_TEST(large_files_are_the_same)
{
	static const char *const expected[] = { "large", NULL };
	static const char *const lines[] = { "large", "!large.json:2:1: ",
	    "two", NULL };
	const size_t padding = (size_t)512 << 10;
	struct program_result result;
	char *text = malloc(padding + 1024);
	int length = snprintf(text, 512, "{\"bootmem\":1,\"name\":\"large\","
	    "\"arch\":\"arm64\",\n\"firmware\":{}");

	memset(text + length, ' ', padding);
	strcpy(text + (size_t)length + padding, "}");
	write_text("large.json", text);
	result = batch("large.json", NULL);
	expect_results(&result, expected, "large.json");
	program_result_free(&result);
	*strchr(text, '\n') = ' ';
	strcat(text, "\nnone\n" GOOD("two"));
	write_text("large.json", text);
	result = batch("large.json", NULL);
	expect_results(&result, lines, "large.json");
	program_result_free(&result);
	unlink("large.json");
	free(text);
}
END_TEST

static void
make_tree(void)
{
	static const char *const directories[] = { "tree", "tree/a",
	    "tree/a/deep", "tree/empty", "tree/.hidden" };
	static const struct {
		const char *path, *text;
	} files[] = {
		{ "tree/a.json", GOOD("a.json") },
		{ "tree/a/x.json", OPEN("a-x") },
		{ "tree/a/deep/y.jsonl", GOOD("a-deep-y1") "\n"
		    GOOD("a-deep-y2") },
		{ "tree/a-b.json", GOOD("a-b") },
		{ "tree/B.json", GOOD("b") },
		{ "tree/bad.json", "{}" },
		{ "tree/notes.txt", "not looked at" },
		{ "tree/.hidden.json", GOOD("hidden") },
		{ "tree/.hidden/x.json", GOOD("hidden") },
		{ "elsewhere.json", GOOD("elsewhere") },
	};

	for (size_t i = 0; i < LENGTH(directories); i++)
		ck_assert_int_eq(mkdir(directories[i], 0777), 0);
	for (size_t i = 0; i < LENGTH(files); i++)
		write_text(files[i].path, files[i].text);
	ck_assert_int_eq(symlink("../elsewhere.json", "tree/link.json"), 0);
	ck_assert_int_eq(symlink("..", "tree/a/loop"), 0);
	ck_assert_int_eq(symlink(".", "tree/loop.json"), 0);
	ck_assert_int_eq(symlink("nowhere", "tree/missing.json"), 0);
	ck_assert_int_eq(mkfifo("tree/pipe.json", 0666), 0);
}

/* In the byte order of the paths. */
static const char *const tree_results[] = { "b", "a-b", "a.json",
	"a-deep-y1", "a-deep-y2", "a-x", "!tree/bad.json:1:1: ",
	"elsewhere", "!tree/loop.json: is no regular file",
	"!tree/missing.json: No such file or directory",
	"!tree/pipe.json: is no regular file", NULL };

START_TEST(directories_are_walked_in_order)
{
	static const char *const spellings[] = { "tree", "tree/",
	    "./tree" };
	struct program_result result;

	make_tree();
	result = batch("tree", NULL);
	expect_results(&result, tree_results, "tree");
	ck_assert_int_eq(result.status, 2);
	program_result_free(&result);
	for (size_t i = 1; i < LENGTH(spellings); i++) {
		cJSON *results;

		result = batch(spellings[i], NULL);
		results = json_lines_parse(result.output,
		    result.output_bytes, spellings[i]);
		ck_assert_int_eq(cJSON_GetArraySize(results),
		    (int)LENGTH(tree_results) - 1);
		cJSON_Delete(results);
		program_result_free(&result);
	}
}
END_TEST

/* What batch writes is no input, however it gets there. */
START_TEST(results_are_no_input)
{
	static const char *const expected[] = { "a", NULL };
	static const char *const commands[] = {
		"\"$BOOTMEM_PROGRAM\" batch -q --table=totals own "
		    ">own/out.jsonl",
		"\"$BOOTMEM_PROGRAM\" batch -q --table=totals own "
		    "-o own/out.jsonl",
	};

	ck_assert_int_eq(mkdir("own", 0777), 0);
	write_text("own/a.json", GOOD("a"));
	for (size_t i = 0; i < LENGTH(commands); i++) {
		struct program_result result = { .signal = 0 };

		ck_assert_int_eq(system(commands[i]), 0);
		result.output = file_read_whole("own/out.jsonl",
		    &result.output_bytes);
		expect_results(&result, expected, commands[i]);
		program_result_free(&result);
	}
}
END_TEST

/* It would be lost before it is read. */
START_TEST(an_input_is_not_written_over)
{
	const struct program_call call = { { "batch", "-o", "keep.jsonl",
	    "./keep.jsonl" }, .input_path = NULL };
	struct program_result result;
	size_t length;
	char *text;

	write_text("keep.jsonl", GOOD("keep"));
	result = program_run(&call);
	ck_assert_int_eq(result.status, 2);
	ck_assert_str_eq(result.errors, "bootmem: batch: ./keep.jsonl: the "
	    "results would go there: write them to another file\n");
	text = file_read_whole("keep.jsonl", &length);
	ck_assert_str_eq(text, GOOD("keep"));
	free(text);
	program_result_free(&result);
}
END_TEST

START_TEST(a_directory_without_captures_is_an_error)
{
	static const char *const expected[] = {
		"!none: no *.json or *.jsonl file below it", NULL };
	struct program_result result;

	ck_assert_int_eq(mkdir("none", 0777), 0);
	write_text("none/notes.txt", "nothing");
	result = batch("none", NULL);
	expect_results(&result, expected, "none");
	ck_assert_int_eq(result.status, 2);
	program_result_free(&result);
}
END_TEST

/* A directory that may not be read hides no other; root may read all. */
START_TEST(a_closed_directory_is_an_error)
{
	static const char *const expected[] = { "a",
	    "!closed/b/: Permission denied", "c", NULL };
	struct program_result result;

	if (geteuid() == 0)
		return;
	ck_assert_int_eq(mkdir("closed", 0777), 0);
	write_text("closed/a.json", GOOD("a"));
	write_text("closed/c.json", GOOD("c"));
	ck_assert_int_eq(mkdir("closed/b", 0), 0);
	result = batch("closed", NULL);
	expect_results(&result, expected, "closed");
	program_result_free(&result);
}
END_TEST

/* The whole of the project's own: nothing in it stops anything. */
START_TEST(all_inputs_have_results)
{
	struct program_result result = batch("inputs", NULL);
	cJSON *results = json_lines_parse(result.output, result.output_bytes,
	    "inputs");
	int good_count = 0;
	cJSON *line;

	cJSON_ArrayForEach(line, results)
		good_count += result_error(line) == NULL;
	ck_assert_int_gt(good_count, 100);
	ck_assert_int_gt(cJSON_GetArraySize(results), good_count);
	ck_assert_ptr_nonnull(strstr(result.output,
	    "\"where\":\"inputs/capture.schema.json\""));
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch-inputs");
	TCase *cases = tcase_create("inputs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, content_tells_captures_from_lines, 0,
	    LENGTH(contents));
	tcase_add_test(cases, large_files_are_the_same);
	tcase_add_test(cases, directories_are_walked_in_order);
	tcase_add_test(cases, results_are_no_input);
	tcase_add_test(cases, an_input_is_not_written_over);
	tcase_add_test(cases, a_directory_without_captures_is_an_error);
	tcase_add_test(cases, a_closed_directory_is_an_error);
	tcase_add_test(cases, all_inputs_have_results);
	return (run_suite(suite));
}

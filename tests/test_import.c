/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem import from outside: what it takes, writes, says and leaves.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/hex.h"
#include "tests/program.h"

#define LOG "BIOS-e820: [mem 0x0000000000001000-0x0000000000001fff] usable\n"
#define ARCH_NOT_SAID							\
	": the arch is not said; taken as amd64 (see --arch)\n"

static const char capture_text[] = "{\n"
    "  \"bootmem\": 1,\n"
    "  \"name\": \"my-machine\",\n"
    "  \"source\": \"My Machine.log\",\n"
    "  \"origin\": \"captured\",\n"
    "  \"arch\": \"amd64\",\n"
    "  \"firmware\": {\n"
    "    \"e820\": [\n"
    "      {\"base\": \"0x1000\", \"size\": \"0x1000\", "
    "\"type\": \"usable\"}\n"
    "    ]\n"
    "  }\n"
    "}\n";

static const struct row {
	const char *name;
	const char *arguments[PROGRAM_ARGUMENTS_MAX + 1];
	const char *input_path;
	int status;
	const char *output;		/* NULL: none */
	const char *output_part;
	const char *errors;		/* NULL: none */
} rows[] = {
	{ "a log", { "import", "--arch=amd64", "My Machine.log" },
	    .output = capture_text },
	{ "the arch is guessed", { "import", "My Machine.log" },
	    .output = capture_text,
	    .errors = "bootmem: My Machine.log" ARCH_NOT_SAID },
	{ "what the user says", { "import", "--arch=i386", "--name=x",
	    "--about=an \"x\"", "--source=y", "My Machine.log" },
	    .output_part = "  \"name\": \"x\",\n"
	    "  \"about\": \"an \\\"x\\\"\",\n  \"source\": \"y\",\n"
	    "  \"origin\": \"captured\",\n  \"arch\": \"i386\",\n" },
	{ "standard input", { "import", "-" }, "My Machine.log",
	    .output_part = "  \"name\": \"imported\",\n"
	    "  \"origin\": \"captured\",\n",
	    .errors = "bootmem: (standard input)" ARCH_NOT_SAID },
	{ "gzip", { "import", "--arch=amd64", "log.gz" },
	    .output_part = "\"size\": \"0x1000\", \"type\": \"usable\"}" },
	{ "a tar", { "import", "--arch=amd64", "logs.tar" },
	    .output = "{\"bootmem\":1,\"name\":\"my-machine\","
	    "\"source\":\"My Machine.log\",\"origin\":\"captured\","
	    "\"arch\":\"amd64\",\"firmware\":{\"e820\":[{\"base\":\"0x1000\","
	    "\"size\":\"0x1000\",\"type\":\"usable\"}]}}\n"
	    "{\"bootmem\":1,\"name\":\"second\",\"source\":\"second\","
	    "\"origin\":\"captured\",\"arch\":\"amd64\",\"firmware\":{\"e820\":"
	    "[{\"base\":\"0x1000\",\"size\":\"0x1000\",\"type\":\"usable\"}]}}"
	    "\n" },
	{ "a broken member", { "import", "--arch=amd64", "broken.tar" },
	    .status = 2, .output_part = "\"name\":\"second\"",
	    .errors = "bootmem: broken.tar(damaged):1:12: linux: expected "
	    "`[mem`: ?\n" },
	{ "a log that breaks off", { "import", "--arch=amd64", "cut" },
	    .status = 1, .output_part = "  \"x-truncated\": \"the log breaks "
	    "off within line 2\"\n}\n",
	    .errors = "bootmem: cut: incomplete: the log breaks off within "
	    "line 2\n" },
	{ "no map", { "import", "inputs/README.md" }, .status = 2,
	    .errors = "part" },
	{ "no file", { "import", "nothing" }, .status = 2,
	    .errors = "bootmem: nothing: No such file or directory\n" },
	{ "a name without a letter", { "import", "" }, "My Machine.log",
	    .status = 2, .errors = "bootmem: : No such file or directory\n" },
	{ "an empty file", { "import", "/dev/null" }, .status = 2,
	    .errors = "bootmem: /dev/null: is empty\n" },
	{ "none named", { "import" }, .status = 2,
	    .errors = "bootmem: import: name one file; see bootmem import "
	    "--help\n" },
	{ "two named", { "import", "cut", "cut" }, .status = 2,
	    .errors = "bootmem: import: name one file; see bootmem import "
	    "--help\n" },
	{ "a form mistyped", { "import", "--from=linus", "cut" },
	    .status = 2, .errors = "bootmem: --from: no such format (see "
	    "bootmem list formats): \"linus\": did you mean \"linux\"?\n" },
	{ "an arch mistyped", { "import", "--arch=amd46", "cut" },
	    .status = 2, .errors = "bootmem: --arch: no such architecture: "
	    "\"amd46\": did you mean \"amd64\"?\n" },
	{ "boot 0", { "import", "--boot=0", "cut" }, .status = 2,
	    .errors = "bootmem: --boot: not a number, counted from 1: "
	    "\"0\"\n" },
	{ "a bad name", { "import", "--name=My", "cut" }, .status = 2,
	    .errors = "bootmem: --name: only a-z, 0-9 and . _ - make a name: "
	    "\"My\"\n" },
	{ "a device that is full", { "import", "--arch=amd64", "-o",
	    "/dev/full", "My Machine.log" }, .status = 4,
	    .errors = "bootmem: /dev/full: cannot be written: No space left on device\n" },
	{ "a folder that is not there", { "import", "--arch=amd64", "-o",
	    "nowhere/x", "My Machine.log" }, .status = 4,
	    .errors = "bootmem: nowhere/x: cannot be written: No such file or directory\n" },
};

static void
expect_text(const struct row *row, const char *stream, const char *text,
    const char *whole)
{
	if (whole == NULL)
		whole = "";
	/* Where a message depends on the forms there are, any will do. */
	if (strcmp(whole, "part") == 0)
		ck_assert_msg(*text != '\0', "%s: %s is empty", row->name,
		    stream);
	else
		ck_assert_msg(strcmp(text, whole) == 0, "%s: %s is\n%s\nnot"
		    "\n%s", row->name, stream, text, whole);
}

START_TEST(runs_end_as_they_should)
{
	const struct row *row = &rows[_i];
	struct program_call call = { .input_path = row->input_path };
	struct program_result result;

	memcpy(call.arguments, row->arguments, sizeof(row->arguments));
	result = program_run(&call);
	ck_assert_msg(result.status == row->status, "%s: status %d: %s",
	    row->name, result.status, result.errors);
	expect_text(row, "standard error", result.errors, row->errors);
	if (row->output_part != NULL)
		ck_assert_msg(strstr(result.output, row->output_part) != NULL,
		    "%s: %s", row->name, result.output);
	else
		expect_text(row, "standard output", result.output,
		    row->output);
	program_result_free(&result);
}
END_TEST

static void
import_to(const char *input, const char *output, int status)
{
	const struct program_call call = { { "import", "--arch=amd64", input,
	    "-o", output }, .input_path = NULL };
	struct program_result result = program_run(&call);

	ck_assert_int_eq(result.status, status);
	ck_assert_str_eq(result.output, "");
	program_result_free(&result);
}

START_TEST(a_file_is_written_whole_or_not_at_all)
{
	struct stat status;
	size_t length;
	char *text;

	import_to("My Machine.log", "new.json", 0);
	ck_assert_int_eq(stat("new.json", &status), 0);
	import_to("damaged", "new.json", 2);
	text = file_read_whole("new.json", &length);
	ck_assert_str_eq(text, capture_text);
	free(text);
	import_to("damaged", "other.json", 2);
	ck_assert_int_ne(stat("other.json", &status), 0);
}
END_TEST

static void
write_files(void)
{
	static const char *const gzip[] = { "sh", "-c",
	    "gzip -c 'My Machine.log' >log.gz", NULL };
	static const char *const tar[] = { "tar", "-cf", "logs.tar",
	    "My Machine.log", "second", NULL };
	static const char *const broken[] = { "tar", "-cf", "broken.tar",
	    "My Machine.log", "damaged", "second", NULL };

	scratch_enter();
	file_write("My Machine.log", LOG, strlen(LOG));
	file_write("second", LOG, strlen(LOG));
	file_write("cut", LOG "BIOS-e820: [m", strlen(LOG) + 13);
	file_write("damaged", "BIOS-e820: ?\n", 13);
	command_succeed(gzip);
	command_succeed(tar);
	command_succeed(broken);
}

int
main(void)
{
	Suite *suite = suite_create("import");
	TCase *cases = tcase_create("runs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, write_files, scratch_leave);
	tcase_add_loop_test(cases, runs_end_as_they_should, 0, LENGTH(rows));
	tcase_add_test(cases, a_file_is_written_whole_or_not_at_all);
	return (run_suite(suite));
}

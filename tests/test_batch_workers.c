/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem batch: any number of workers gives the same bytes, and none of them
 * takes the others along when it dies.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define GOOD(name)							\
	"{\"bootmem\":1,\"name\":\"" name "\",\"arch\":\"arm64\","	\
	"\"firmware\":{\"ops\":[{\"op\":\"hardware\","			\
	"\"base\":\"0x40000000\",\"size\":4096}]}}\n"
#define LINES 400

/*
 * Captures of all sizes, each with something to say: some are refused when
 * they are read, some when they are booted, some panic, some break something.
 */
static void
write_many(FILE *file, int i)
{
	if (i % 7 == 3)
		fputs("{\"bootmem\":1,\n", file);
	else if (i % 11 == 5)
		fprintf(file, "{\"bootmem\":1,\"name\":\"n%d\",\"arch\":"
		    "\"arm64\",\"boot\":{\"tunables\":{\"hw.physmem\":"
		    "\"lots\"}}}\n", i);
	else if (i % 13 == 6)
		fprintf(file, "{\"bootmem\":1,\"name\":\"n%d\",\"arch\":"
		    "\"arm64\",\"firmware\":{\"ops\":[]}}\n", i);
	else {
		fprintf(file, "{\"bootmem\":1,\"name\":\"n%d\",\"arch\":"
		    "\"amd64\",\"profiles\":[\"freebsd\",\"freebsd-15\"],"
		    "\"firmware\":{\"e820\":[", i);
		for (int j = 0; j < i * i % 97 * (i % 50 == 0 ? 40 : 1); j++)
			fprintf(file, "{\"base\":\"0x%x\",\"size\":%d,"
			    "\"type\":%d},", 0x100000 + j * 0x4000,
			    0x3000 + i, 1 + j % 2);
		fputs("{\"base\":0,\"size\":\"0x9f000\",\"type\":1}]},"
		    "\"witness\":{\"freebsd\":{\"nosuch\":{\"text\":\"\"},"
		    "\"totals\":{\"text\":\"no\\n\"}}}}\n", file);
	}
}

static void
write_file_of_many(void)
{
	FILE *file = fopen("many.jsonl", "w");

	ck_assert_ptr_nonnull(file);
	for (int i = 0; i < LINES; i++)
		write_many(file, i);
	ck_assert_int_eq(fclose(file), 0);
}

static struct program_result
batch(const char *jobs, const char *path)
{
	const struct program_call call = { { "batch", jobs, path },
	    .input_path = NULL };

	return (program_run(&call));
}

static void
expect_same(const struct program_result *is,
    const struct program_result *should_be, const char *what)
{
	ck_assert_msg(is->output_bytes == should_be->output_bytes &&
	    memcmp(is->output, should_be->output, is->output_bytes) == 0,
	    "%s: other results", what);
	ck_assert_msg(strcmp(is->errors, should_be->errors) == 0,
	    "%s: other messages: %.500s", what, is->errors);
	ck_assert_msg(is->status == should_be->status &&
	    is->signal == should_be->signal, "%s: exit status %d, signal %d",
	    what, is->status, is->signal);
}

START_TEST(any_number_of_workers_gives_the_same)
{
	static const char *const jobs[] = { "-j2", "-j7", "--jobs=0x40",
	    "-q" };
	struct program_result one, other;
	char *summary;

	write_file_of_many();
	one = batch("-j1", "many.jsonl");
	ck_assert_int_eq(one.status, 3);
	summary = strstr(one.errors, "bootmem: batch: captures: 400,");
	ck_assert_ptr_nonnull(summary);
	for (size_t i = 0; i < LENGTH(jobs); i++) {
		/* Quietly there is no summary, and nothing else is missing. */
		if (strcmp(jobs[i], "-q") == 0)
			*summary = '\0';
		other = batch(jobs[i], "many.jsonl");
		expect_same(&other, &one, jobs[i]);
		program_result_free(&other);
	}
	program_result_free(&one);
}
END_TEST

/* Counted once more from the results. */
static void
count_rows(const cJSON *results, const char *id, int *ret_captures,
    int *ret_results)
{
	const char *latest = "";
	cJSON *line;

	*ret_captures = *ret_results = 0;
	cJSON_ArrayForEach(line, results) {
		const char *name = json_text_at(line, "name");

		if (result_violation(line, id) == NULL)
			continue;
		*ret_results += 1;
		*ret_captures += strcmp(name, latest) != 0;
		latest = name;
	}
}

static const char *const summed_ids[] = { "WITNESS-MATCHES",
    "FB-AVAIL-COMPLETE", "FB-AVAIL-IN-RAM", "FB-DUMP-COMPLETE" };

START_TEST(the_summary_counts_the_results)
{
	struct program_result result;
	int by_status[5] = { 0 }, captures, count, named_count = 0;
	cJSON *results, *line;
	char text[256];

	write_file_of_many();
	result = batch("-j2", "many.jsonl");
	results = json_lines_parse(result.output, result.output_bytes, "-j2");
	cJSON_ArrayForEach(line, results)
		by_status[(int)cJSON_GetNumberValue(json_at(line,
		    "status"))]++;
	snprintf(text, sizeof(text), "bootmem: batch: captures: %d, results: "
	    "%d\nbootmem: batch: hold: %d, broken: %d, bad input: %d, panics: "
	    "%d, host failures: %d\n", LINES, cJSON_GetArraySize(results),
	    by_status[0], by_status[1], by_status[2], by_status[3],
	    by_status[4]);
	ck_assert_msg(strstr(result.errors, text) != NULL, "no %s", text);
	for (size_t i = 0; i < LENGTH(summed_ids); i++) {
		count_rows(results, summed_ids[i], &captures, &count);
		snprintf(text, sizeof(text), "bootmem: batch: error: %s: "
		    "captures: %d, results: %d\n", summed_ids[i], captures,
		    count);
		named_count += count > 0;
		ck_assert_msg((strstr(result.errors, text) != NULL) ==
		    (count > 0), "%s", text);
	}
	ck_assert_int_gt(named_count, 1);
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

static void
sleep_a_millisecond(void)
{
	const struct timespec time = { 0, 1000000 };

	nanosleep(&time, NULL);
}

/* Waits for a worker that is not the one before; -1: cannot be told. */
static int
next_worker(const struct program_running *running, int before)
{
	int child = before;

	while (child == before || child == 0) {
		sleep_a_millisecond();
		child = program_child(running);
	}
	return (child);
}

/* A machine whose replay takes a while. */
static void
write_large(const char *path, const char *behind)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs("{\"bootmem\":1,\"name\":\"large\",\"arch\":\"amd64\","
	    "\"firmware\":{\"e820\":[", file);
	for (int i = 0; i < 80000; i++)
		fprintf(file, "{\"base\":\"0x%x\",\"size\":%d,\"type\":%d},",
		    0x100000 + i * 0x2000, 0x1000, 1 + i % 2);
	fprintf(file, "{\"base\":0,\"size\":\"0x9f000\",\"type\":1}]}}\n%s",
	    behind);
	ck_assert_int_eq(fclose(file), 0);
}

static const struct death {
	int count;		/* workers that die of the capture */
	int signal;
	const char *text;
} deaths[] = {
	{ 1, SIGKILL, NULL },
	{ 2, SIGKILL, "large.jsonl:1: the process that replayed it ended "
	    "twice, the second time by signal 9 (Killed)" },
	{ 2, SIGABRT, "large.jsonl:1: the process that replayed it ended "
	    "twice, the second time by signal 6 (Aborted)" },
};

/*
 * One death costs nothing.  Of the second on the same capture there is a
 * result, and the rest goes on.
 */
START_TEST(a_worker_that_dies_is_replaced)
{
	const struct death *death = &deaths[_i];
	const struct program_call call = { { "batch", "-j1",
	    "--table=totals", "large.jsonl" }, .input_path = NULL };
	struct program_running running;
	struct program_result result;
	const cJSON *line;
	cJSON *results;
	int worker = 0;

	write_large("large.jsonl", GOOD("a") GOOD("b"));
	running = program_start(&call);
	for (int i = 0; i < death->count && worker >= 0; i++) {
		worker = next_worker(&running, worker);
		if (worker > 0)
			ck_assert_int_eq(kill(worker, death->signal), 0);
	}
	result = program_finish(&running);
	results = json_lines_parse(result.output, result.output_bytes, "");
	ck_assert_int_eq(cJSON_GetArraySize(results), 3);
	line = cJSON_GetArrayItem(results, 0);
	if (death->text == NULL || worker < 0) {
		ck_assert_pstr_eq(json_text_at(line, "name"), "large");
		ck_assert_int_eq(result.status, 0);
	} else {
		ck_assert_pstr_eq(json_text_at(line, "name"), NULL);
		ck_assert_ptr_nonnull(strstr(result_error(line),
		    death->text));
		ck_assert_ptr_nonnull(strstr(result.errors, death->text));
		ck_assert_ptr_nonnull(strstr(result.errors,
		    "host failures: 1\n"));
		ck_assert_int_eq(result.status, 4);
	}
	ck_assert_pstr_eq(json_text_at(cJSON_GetArrayItem(results, 1),
	    "name"), "a");
	ck_assert_pstr_eq(json_text_at(cJSON_GetArrayItem(results, 2),
	    "name"), "b");
	cJSON_Delete(results);
	program_result_free(&result);
}
END_TEST

/* Kills one that has many captures at hand, at whatever moment. */
START_TEST(a_death_among_many_changes_nothing)
{
	const struct program_call call = { { "batch", "-j2", "many.jsonl" },
	    .input_path = NULL };
	struct program_result one;
	int worker = 0;

	write_file_of_many();
	one = batch("-j1", "many.jsonl");
	for (int i = 0; i < 10 && worker >= 0; i++) {
		struct program_running running = program_start(&call);
		struct program_result result;

		worker = next_worker(&running, 0);
		for (int j = 0; j < i; j++)
			sleep_a_millisecond();
		if (worker > 0)
			kill(worker, SIGKILL);
		result = program_finish(&running);
		expect_same(&result, &one, "after a death");
		program_result_free(&result);
	}
	program_result_free(&one);
}
END_TEST

static bool
is_gone(int process)
{
	for (int i = 0; i < 2000; i++) {
		if (kill(process, 0) != 0 && errno == ESRCH)
			return (true);
		sleep_a_millisecond();
	}
	return (false);
}

/* Behind a first capture there is one that takes long. */
static void
expect_interrupted(int signal_number)
{
	const struct program_call call = { { "batch", "-j1",
	    "--table=totals", "-o", "out.jsonl", "first.jsonl",
	    "large.jsonl" }, .input_path = NULL };
	struct program_running running = program_start(&call);
	struct program_result result;
	struct stat status = { .st_size = 0 };
	char *text;
	size_t length;
	int worker;

	while (stat("out.jsonl", &status) != 0 || status.st_size == 0)
		sleep_a_millisecond();
	worker = program_child(&running);
	ck_assert_int_eq(kill(running.process, signal_number), 0);
	result = program_finish(&running);
	ck_assert_int_eq(result.signal, signal_number);
	ck_assert_str_eq(result.errors,
	    "bootmem: batch: interrupted: --resume goes on\n");
	ck_assert(worker <= 0 || is_gone(worker));
	text = file_read_whole("out.jsonl", &length);
	ck_assert_uint_gt(length, 0);
	ck_assert_int_eq(text[length - 1], '\n');
	ck_assert_ptr_null(strstr(text, "\"large\""));
	free(text);
	program_result_free(&result);
	unlink("out.jsonl");
}

START_TEST(an_interrupt_leaves_whole_lines)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	file_write("first.jsonl", GOOD("first"), strlen(GOOD("first")));
	write_large("large.jsonl", "");
	for (size_t i = 0; i < LENGTH(signals); i++)
		expect_interrupted(signals[i]);
}
END_TEST

/* Nor does one that comes while it waits for a pipe wait for the pipe. */
START_TEST(an_interrupt_ends_waiting_for_input)
{
	const struct program_call call = { { "batch", "pipe" },
	    .input_path = NULL };
	struct program_running running;
	struct program_result result;
	int pipe;

	ck_assert_int_eq(mkfifo("pipe", 0666), 0);
	running = program_start(&call);
	pipe = open("pipe", O_WRONLY);
	ck_assert_int_ge(pipe, 0);
	/* A second one ends it even if the first came before it waited. */
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 200; j++)
			sleep_a_millisecond();
		kill(running.process, SIGTERM);
	}
	result = program_finish(&running);
	ck_assert_int_eq(result.signal, SIGTERM);
	close(pipe);
	program_result_free(&result);
}
END_TEST

START_TEST(output_that_cannot_be_written_is_status_4)
{
	const struct program_call full = { { "batch", "-j2", "many.jsonl" },
	    .output_path = "/dev/full" };
	const struct program_call file = { { "batch", "-j2", "-o",
	    "/dev/full", "many.jsonl" }, .input_path = NULL };
	const struct program_call closed = { { "batch", "-j2",
	    "many.jsonl" }, .output_is_closed = true };
	const struct program_call none = { { "batch", "-o", "no/out",
	    "many.jsonl" }, .input_path = NULL };
	static const char *const errors[] = {
		"bootmem: standard output: No space left on device\n",
		"bootmem: /dev/full: No space left on device\n",
		"bootmem: standard output: Broken pipe\n",
		"bootmem: no/out: No such file or directory\n",
	};
	const struct program_call *const calls[] = { &full, &file, &closed,
	    &none };

	write_file_of_many();
	for (size_t i = 0; i < LENGTH(calls); i++) {
		struct program_result result = program_run(calls[i]);

		ck_assert_int_eq(result.signal, 0);
		ck_assert_int_eq(result.status, 4);
		ck_assert_ptr_nonnull(strstr(result.errors, errors[i]));
		ck_assert_ptr_null(strstr(result.errors, "captures:"));
		program_result_free(&result);
	}
}
END_TEST

/* A sanitizer's own memory is more than any limit would allow. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define IS_SANITIZED true
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define IS_SANITIZED true
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

/* All results together are several times what it is allowed to have. */
START_TEST(memory_does_not_grow_with_the_input)
{
	static const char *const command[] = { "sh", "-c",
	    "for i in 1 2 3 4 5 6 7 8; do cat many.jsonl; done | "
	    "(ulimit -v 65536; \"$BOOTMEM_PROGRAM\" batch -q -j2 - "
	    "2>/dev/null; echo $? >status) | wc -c", NULL };
	struct program_result result;
	char *status;
	size_t length;

	if (IS_SANITIZED)
		return;
	write_file_of_many();
	result = command_run(command);
	status = file_read_whole("status", &length);
	ck_assert_str_eq(status, "3\n");
	ck_assert_int_gt(atoi(result.output), 2 * 65536 * 1024);
	free(status);
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch-workers");
	TCase *cases = tcase_create("workers");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_test(cases, any_number_of_workers_gives_the_same);
	tcase_add_test(cases, the_summary_counts_the_results);
	tcase_add_loop_test(cases, a_worker_that_dies_is_replaced, 0,
	    LENGTH(deaths));
	tcase_add_test(cases, a_death_among_many_changes_nothing);
	tcase_add_test(cases, an_interrupt_leaves_whole_lines);
	tcase_add_test(cases, an_interrupt_ends_waiting_for_input);
	tcase_add_test(cases, output_that_cannot_be_written_is_status_4);
	tcase_add_test(cases, memory_does_not_grow_with_the_input);
	return (run_suite(suite));
}

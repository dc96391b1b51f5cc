/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boots of Linux in inputs/boots, each replayed as the kernel that it was:
 * what is printed is what that kernel showed, but for what differences.txt
 * there lists, a line a table:
 *
 *	BOOT TABLE -LACKING+EXTRA REASON[,REASON...]
 *
 * LACKING lines of the witness are not printed, EXTRA lines are not in it.
 * With --update the list is made anew; what is new in it has the reason "?".
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/buffer.h"
#include "sim/line_diff.h"
#include "sim/read/capture.h"
#include "sim/read/directory.h"
#include "sim/read/file.h"
#include "sim/replay.h"

/* No more than there are, so that a walk over an empty folder does not pass. */
#define BOOTS_MIN 480
#define LIST_BYTES_MAX ((size_t)1 << 20)
#define LINE_BYTES 256
#define NO_REASON "?"

static bool
is_capture(const char *name)
{
	return (strcmp(name, "capture.json") == 0);
}

static char *
path_of(const char *name)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char *folder, *path;

	ck_assert_msg(root != NULL, "BOOTMEM_SOURCE_ROOT is not set");
	folder = file_path_in(root, "inputs/boots");
	path = file_path_in(folder, name);
	free(folder);
	return (path);
}

/* A file beside the boots; empty if there is none. */
static char *
read_text(const char *name)
{
	char *path = path_of(name), *text;
	struct read_error error;
	size_t length;

	text = file_read(path, LIST_BYTES_MAX, &length, &error);
	free(path);
	return (text == NULL ? strdup("") : text);
}

static size_t
changed_count(const struct text_lines *lines)
{
	size_t count = 0;

	for (size_t i = 0; i < lines->count; i++)
		count += lines->lines[i].is_changed;
	return (count);
}

/* Behind the key's line in the list, or NO_REASON. */
static void
add_reason(struct buffer *found, const char *list, const char *key)
{
	const size_t length = strlen(key);

	for (const char *line = list; *line != '\0';
	    line += strcspn(line, "\n") + (strchr(line, '\n') != NULL)) {
		const char *end = line + strcspn(line, "\n");

		if (strncmp(line, key, length) != 0)
			continue;
		while (end > line && end[-1] != ' ')
			end--;
		buffer_add(found, end, strcspn(end, "\n"));
		return;
	}
	buffer_add(found, NO_REASON, strlen(NO_REASON));
}

struct comparison {
	const char *boot;
	const char *list;
	struct buffer *found;
};

static void
compare(const struct comparison *comparison, const struct witness *witness,
    const char *text, size_t bytes)
{
	struct arena *arena = arena_new();
	struct text_lines lacking = text_lines_of(witness->text,
	    witness->text_bytes, arena);
	struct text_lines extra = text_lines_of(text, bytes, arena);
	char key[LINE_BYTES], counts[LINE_BYTES];

	snprintf(key, sizeof(key), "%s %s ", comparison->boot,
	    witness->table);
	if (bytes != witness->text_bytes ||
	    memcmp(text, witness->text, bytes) != 0) {
		line_diff(&lacking, &extra);
		snprintf(counts, sizeof(counts), "-%zu+%zu ",
		    changed_count(&lacking), changed_count(&extra));
		buffer_add(comparison->found, key, strlen(key));
		buffer_add(comparison->found, counts, strlen(counts));
		add_reason(comparison->found, comparison->list, key);
		buffer_add(comparison->found, "\n", 1);
	}
	arena_free(arena);
}

/* Tables that a kernel does not have, or does not come to, are empty. */
static void
compare_table(const struct comparison *comparison,
    const struct witness *witness, const struct simulation *simulation)
{
	const struct table *table = table_find(witness->table);
	const char *panic = simulation == NULL ? NULL :
	    simulation->world.panic;
	char *text;
	size_t bytes;

	if (strcmp(witness->table, "panic") == 0) {
		compare(comparison, witness, panic == NULL ? "" : panic,
		    panic == NULL ? 0 : strlen(panic));
	} else if (simulation == NULL || table == NULL ||
	    !table_is_complete(table, simulation)) {
		compare(comparison, witness, "", 0);
	} else {
		text = table_text(table, simulation, &bytes);
		compare(comparison, witness, text, bytes);
		free(text);
	}
}

static void
replay(const char *path, const char *list, struct buffer *found)
{
	const struct boot_options options = { .until = BM_STAGE_EVENTS };
	struct read_error read_error;
	struct boot_error boot_error;
	struct capture *capture = capture_read(path, &read_error);
	const struct kernel *kernel;
	struct simulation simulation;
	char boot[LINE_BYTES];
	const char *end = strrchr(path, '/'), *start = end;
	bool is_booted;

	ck_assert_msg(capture != NULL, "%s", read_error.text);
	while (start[-1] != '/')
		start--;
	snprintf(boot, sizeof(boot), "%.*s", (int)(end - start), start);
	kernel = kernel_captured(capture, 0, &boot_error);
	ck_assert_msg(kernel != NULL, "%s: %s", path, boot_error.text);
	is_booted = simulation_boot(kernel, capture, &options, &simulation,
	    &boot_error);
	for (size_t i = 0; i < capture->witness_count; i++)
		compare_table(&(struct comparison){ boot, list, found },
		    &capture->witnesses[i], is_booted ? &simulation : NULL);
	if (is_booted)
		simulation_free(&simulation);
	capture_free(capture);
}

/* What differs, as the list has it; to be freed. */
static char *
replay_all(const char *list)
{
	char *folder = path_of("");
	struct directory_walk *walk = directory_walk_new(folder, is_capture);
	struct buffer found = { NULL, 0, 0 };
	struct read_error error;
	enum directory_result result;
	const char *path;
	unsigned count = 0;

	while ((result = directory_walk_next(walk, &path, &error)) ==
	    DIRECTORY_FILE) {
		replay(path, list, &found);
		count++;
	}
	ck_assert_msg(result == DIRECTORY_END, "%s", error.text);
	ck_assert_uint_ge(count, BOOTS_MIN);
	directory_walk_free(walk);
	free(folder);
	buffer_add(&found, "", 1);
	return (found.bytes);
}

static void
print_changed(const struct text_lines *lines, const char *what)
{
	for (size_t i = 0; i < lines->count; i++)
		if (lines->lines[i].is_changed)
			printf("%s: %.*s\n", what,
			    (int)lines->lines[i].length,
			    lines->lines[i].bytes);
}

START_TEST(what_differs_is_what_is_listed)
{
	char *list = read_text("differences.txt");
	char *found = replay_all(list);
	struct arena *arena = arena_new();
	struct text_lines listed = text_lines_of(list, strlen(list), arena);
	struct text_lines there = text_lines_of(found, strlen(found), arena);

	line_diff(&listed, &there);
	print_changed(&listed, "listed, but not so");
	print_changed(&there, "not listed");
	ck_assert_msg(strcmp(list, found) == 0, "inputs/boots/differences.txt "
	    "is not what is found: meson compile -C build update-boots makes "
	    "it anew");
	arena_free(arena);
	free(found);
	free(list);
}
END_TEST

/* Each is a heading of its own: "### REASON". */
START_TEST(reasons_are_explained)
{
	char *list = read_text("differences.txt");
	char *readme = read_text("README.md");
	char heading[LINE_BYTES];

	for (char *line = strtok(list, "\n"); line != NULL;
	    line = strtok(NULL, "\n")) {
		const char *reason = strrchr(line, ' ');

		ck_assert_msg(reason != NULL, "no reason: %s", line);
		while (*reason != '\0') {
			const size_t length = strcspn(++reason, ",");

			snprintf(heading, sizeof(heading), "\n### %.*s\n",
			    (int)length, reason);
			ck_assert_msg(strstr(readme, heading) != NULL,
			    "README.md has no section for: %s", line);
			reason += length;
		}
	}
	free(readme);
	free(list);
}
END_TEST

START_TEST(list_is_made_anew)
{
	char *list = read_text("differences.txt");
	char *found = replay_all(list), *path = path_of("differences.txt");
	FILE *file = fopen(path, "w");

	ck_assert_msg(file != NULL && fputs(found, file) != EOF &&
	    fclose(file) == 0, "%s: %s", path, strerror(errno));
	free(path);
	free(found);
	free(list);
}
END_TEST

int
main(int argc, char **argv)
{
	Suite *suite = suite_create("boots");
	TCase *cases = tcase_create("boots");
	SRunner *runner;
	int failed;

	tcase_set_timeout(cases, 60);
	if (argc == 2 && strcmp(argv[1], "--update") == 0) {
		tcase_add_test(cases, list_is_made_anew);
	} else {
		tcase_add_test(cases, what_differs_is_what_is_listed);
		tcase_add_test(cases, reasons_are_explained);
	}
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? 0 : 1);
}

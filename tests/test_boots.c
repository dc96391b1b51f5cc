/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boots of Linux in inputs/boots, each replayed as the kernel that it was:
 * what is printed is what that kernel showed, but for what differences.txt
 * there lists, a line a table:
 *
 *	BOOT TABLE -LACKING+EXTRA REASON
 *
 * LACKING lines of the witness are not printed, EXTRA lines are not in it.
 * With --update the list is made anew; what is new in it has the reason "?".
 * Where the reason is what the kernel took later, only that may differ.
 */
#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "boots.h"
#include "sim/buffer.h"
#include "sim/line_diff.h"
#include "sim/read/file.h"

#define LIST_BYTES_MAX ((size_t)1 << 20)
#define LINE_BYTES 256
#define NO_REASON "?"
#define TAKEN_LATER "later-allocations"

/* What the walk over the boots is for. */
struct purpose {
	const char *list;	/* differences.txt */
	struct buffer *found;	/* the same as it should be */
};

/* A file beside the boots; empty if there is none. */
static char *
read_text(const char *name)
{
	char *path = boots_path(name), *text;
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

/* The reason in the list for a table that differs, or NO_REASON. */
static void
find_reason(const struct boots_visit *visit, const struct witness *witness,
    char *reason, size_t capacity)
{
	char key[LINE_BYTES];
	const int length = snprintf(key, sizeof(key), "\n%s %s ", visit->boot,
	    witness->table);
	const struct purpose *purpose = visit->purpose;
	const char *list = purpose->list, *end;
	const char *line = strncmp(list, key + 1, (size_t)length - 1) == 0 ?
	    list : strstr(list, key);

	snprintf(reason, capacity, NO_REASON);
	if (line == NULL)
		return;
	line += line != list;
	end = line + strcspn(line, "\n");
	for (line = end; line[-1] != ' '; line--)
		;
	snprintf(reason, capacity, "%.*s", (int)(end - line), line);
}

static void
compare(const struct boots_visit *visit, const struct witness *witness,
    const char *text, size_t bytes)
{
	const struct purpose *purpose = visit->purpose;
	struct arena *arena = arena_new();
	struct text_lines lacking = text_lines_of(witness->text,
	    witness->text_bytes, arena);
	struct text_lines extra = text_lines_of(text, bytes, arena);
	char reason[LINE_BYTES], line[4 * LINE_BYTES];

	if (bytes != witness->text_bytes ||
	    memcmp(text, witness->text, bytes) != 0) {
		line_diff(&lacking, &extra);
		find_reason(visit, witness, reason, sizeof(reason));
		snprintf(line, sizeof(line), "%s %s -%zu+%zu %s\n",
		    visit->boot, witness->table, changed_count(&lacking),
		    changed_count(&extra), reason);
		buffer_add(purpose->found, line, strlen(line));
	}
	arena_free(arena);
}

/* The end of a part of [start, last] that extent covers, or start. */
static bm_paddr
pass(bm_paddr start, struct bm_extent extent)
{
	return (start >= extent.base && start - extent.base < extent.length ?
	    extent.base + extent.length : start);
}

/* Passes what a list of debugfs covers from start on. */
static bm_paddr
pass_listed(bm_paddr start, const char *text)
{
	bm_paddr first, last;

	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		if (sscanf(text, " %*d: 0x%" SCNx64 "..0x%" SCNx64, &first,
		    &last) == 2)
			start = pass(start, (struct bm_extent){ first,
			    last - first + 1 });
	return (start);
}

/* What a kernel gives back: of itself what is only needed at first. */
static bm_paddr
pass_loaded(bm_paddr start, const struct boot *boot)
{
	start = pass(start, boot->kernel.extent);
	start = pass(start, boot->initrd.extent);
	return (pass(start, boot->dtb.extent));
}

static void
hold_reserved(const struct boots_visit *visit, const struct witness *witness,
    const char *text)
{
	bm_paddr start, last, next;

	for (; *text != '\0'; text += strcspn(text, "\n") + 1) {
		ck_assert_int_eq(sscanf(text, " %*d: 0x%" SCNx64 "..0x%"
		    SCNx64, &start, &last), 2);
		for (; start <= last; start = next) {
			next = pass_listed(pass_loaded(start,
			    &visit->capture->boot), witness->text);
			ck_assert_msg(next != start, "%s: 0x%" PRIx64 " of "
			    "%.*s is not reserved in the end", visit->boot,
			    start, (int)strcspn(text, "\n"), text);
		}
	}
}

/* The next line that does not say that memory is reserved; NULL at the end. */
static const char *
next_line(const char **text, int *ret_length)
{
	static const char reserved[] = ": reserved";
	const char *line;

	do {
		line = *text;
		*ret_length = (int)strcspn(line, "\n");
		*text += *ret_length + (line[*ret_length] == '\n');
	} while (*ret_length >= (int)sizeof(reserved) &&
	    strncasecmp(line + *ret_length - strlen(reserved), reserved,
	    strlen(reserved)) == 0);
	return (*ret_length == 0 ? NULL : line);
}

static void
hold_iomem(const struct boots_visit *visit, const struct witness *witness,
    const char *text)
{
	const char *expected = witness->text;
	const char *line, *expected_line;
	int length, expected_length;

	do {
		line = next_line(&text, &length);
		expected_line = next_line(&expected, &expected_length);
		ck_assert_msg(length == expected_length && (length == 0 ||
		    memcmp(line, expected_line, (size_t)length) == 0),
		    "%s: iomem has \"%.*s\", not \"%.*s\"", visit->boot,
		    length, length == 0 ? "" : line, expected_length,
		    expected_length == 0 ? "" : expected_line);
	} while (line != NULL);
}

static void
hold(const struct boots_visit *visit, const struct witness *witness,
    const char *text, size_t bytes)
{
	char reason[LINE_BYTES];

	(void)bytes;
	find_reason(visit, witness, reason, sizeof(reason));
	if (strcmp(reason, TAKEN_LATER) != 0)
		return;
	if (strcmp(witness->table, "iomem") == 0) {
		hold_iomem(visit, witness, text);
		return;
	}
	ck_assert_str_eq(witness->table, "memblock-reserved");
	hold_reserved(visit, witness, text);
}

/* What differs, as the list has it; to be freed. */
static char *
find_differences(const char *list)
{
	struct buffer found = { NULL, 0, 0 };

	boots_visit(&(struct boots_visit){ .table = compare,
	    .purpose = &(struct purpose){ list, &found } });
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
	char *found = find_differences(list);
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

START_TEST(what_is_taken_later_is_all)
{
	char *list = read_text("differences.txt");

	boots_visit(&(struct boots_visit){ .table = hold,
	    .purpose = &(struct purpose){ list, NULL } });
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
		snprintf(heading, sizeof(heading), "\n### %s\n", reason + 1);
		ck_assert_msg(strstr(readme, heading) != NULL,
		    "README.md has no section for: %s", line);
	}
	free(readme);
	free(list);
}
END_TEST

START_TEST(what_is_explained_is_a_reason)
{
	static const char mark[] = "### ";
	char *list = read_text("differences.txt");
	char *readme = read_text("README.md");
	char reason[LINE_BYTES];

	for (char *line = strtok(readme, "\n"); line != NULL;
	    line = strtok(NULL, "\n")) {
		if (strncmp(line, mark, strlen(mark)) != 0)
			continue;
		snprintf(reason, sizeof(reason), " %s\n",
		    line + strlen(mark));
		ck_assert_msg(strstr(list, reason) != NULL,
		    "README.md: nothing differs because of %s",
		    line + strlen(mark));
	}
	free(readme);
	free(list);
}
END_TEST

START_TEST(list_is_made_anew)
{
	char *list = read_text("differences.txt");
	char *found = find_differences(list), *path = boots_path("differences.txt");
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
		tcase_add_test(cases, what_is_taken_later_is_all);
		tcase_add_test(cases, reasons_are_explained);
		tcase_add_test(cases, what_is_explained_is_a_reason);
	}
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? 0 : 1);
}

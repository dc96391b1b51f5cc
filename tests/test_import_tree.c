/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Forms of many files: directories as kernels show them, and tars of those.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/byte_script.h"
#include "tests/hex.h"
#include "tests/imports.h"
#include "tests/program.h"
#include "tests/tree.h"

enum { FILES_MAX = 12 };

#define MEMMAP "m/sys/firmware/memmap/"
#define ENTRY(number, start, last, type)				\
	{ MEMMAP number "/start", "'" start "' 1:a" },			\
	{ MEMMAP number "/end", "'" last "' 1:a" },			\
	{ MEMMAP number "/type", "'" type "' 1:a" }

#define PARAMS "m/sys/kernel/boot_params/"
#define PAGE "@1e8 1:1 @202 'HdrS' 2:20f @236 2:1 @2d0 8:0 8:9fc00 4:1 @1000"

static const struct tree_row {
	const char *name;
	struct tree_part parts[FILES_MAX];
	const char *found;		/* e820 entries */
	const char *error;		/* instead */
	const char *note;
	const char *origin;		/* NULL: captured */
} rows[] = {
	{ "firmware-memmap", { ENTRY("0", "0x0", "0x9fbff", "System RAM"),
	    ENTRY("10", "0xfffc0000", "0xffffffff", "Reserved"),
	    ENTRY("9", "0x9fc00", "0x9ffff", "ACPI Tables") },
	    .found = " 0+9fc00:1 9fc00+400:3 fffc0000+40000:2" },
	{ "types", { ENTRY("0", "0x0", "0xfff", "ACPI Non-volatile Storage"),
	    ENTRY("1", "0x0", "0xfff", "Persistent Memory (legacy)"),
	    ENTRY("2", "0x0", "0xfff", "Soft Reserved"),
	    ENTRY("3", "0x0", "0xffffffffffffffff", "Unusable memory") },
	    .found = " 0+1000:4 0+1000:12 0+1000:4026531839 0+0:5" },
	{ "a type without a number", { ENTRY("0", "0x1000", "0x1fff",
	    "Unknown E820 type") }, .found = " 1000+1000:2",
	    .note = "e820[0]: the kernel does not say the number of its type; "
	    "taken as reserved", .origin = "reconstructed" },
	{ "an empty entry", { ENTRY("0", "0x1000", "0xfff", "Reserved") },
	    .found = " 1000+0:2" },
	{ "a type that nobody knows", { ENTRY("0", "0x1000", "0x1fff",
	    "Ram") }, .error = MEMMAP "0/type: no type that is known: Ram" },
	{ "no address", { ENTRY("0", "0x1000", "1fff", "Reserved") },
	    .error = MEMMAP "0/end: not an address: 1fff" },
	{ "backwards", { ENTRY("0", "0x2000", "0x1000", "Reserved") },
	    .error = MEMMAP "0/end: ends before it starts: 0x1000" },
	{ "a file is missing", { { MEMMAP "0/start", "'0x0' 1:a" },
	    { MEMMAP "0/type", "'Reserved' 1:a" } },
	    .error = "m/sys/firmware/memmap: entry 0 has no file `end`" },
	{ "a file too many", { ENTRY("0", "0x0", "0xfff", "Reserved"),
	    { MEMMAP "0/data", "'x'" } },
	    .error = MEMMAP "0/data: no file of such an entry" },

	{ "zero page", { { PARAMS "data", PAGE },
	    { PARAMS "version", "'0x020f' 1:a" } }, .found = " 0+9fc00:1" },
	{ "zero page with setup_data", { { PARAMS "data", PAGE },
	    { PARAMS "setup_data/0/type", "'0x4' 1:a" },
	    { PARAMS "setup_data/0/data", "8:0" },
	    { PARAMS "setup_data/1/type", "'0x80000001' 1:a" },
	    { PARAMS "setup_data/1/data", "8:100000 8:1000 4:2" } },
	    .found = " 0+9fc00:1 100000+1000:2" },
	{ "setup_data without data", { { PARAMS "data", PAGE },
	    { PARAMS "setup_data/0/type", "'0x1' 1:a" } },
	    .error = PARAMS "setup_data/0/type: there is no `data` beside "
	    "it" },
	{ "damaged type", { { PARAMS "data", PAGE },
	    { PARAMS "setup_data/0/data", "8:0" },
	    { PARAMS "setup_data/0/type", "'one' 1:a" } },
	    .error = PARAMS "setup_data/0/type: not a type of setup_data: "
	    "one\\n" },
	{ "damaged setup_data", { { PARAMS "data", PAGE },
	    { PARAMS "setup_data/0/data", "8:0" },
	    { PARAMS "setup_data/0/type", "'0x1' 1:a" } },
	    .error = PARAMS "setup_data/0/data: offset 0x0: 8 bytes are no "
	    "whole entry of 20" },
	{ "half a page", { { PARAMS "data", "@800" } },
	    .error = PARAMS "data: offset 0x800: ends here, 2048 bytes before "
	    "the end of a zero page" },

	{ "no tree", { { "m/readme", "'x'" } },
	    .error = "m: is a directory without a map of a form that is known "
	    "(see bootmem list formats)" },
	{ "half a tree", { { PARAMS "setup_data/0/type", "'0x1' 1:a" } },
	    .error = "m/sys/kernel/boot_params: these 1 files are no map of "
	    "a form that is known" },
};

struct kept {
	struct import_result result;
	size_t count;
	struct read_error error;
};

static bool
keep(void *context, struct import_result *result)
{
	struct kept *kept = context;

	kept->count++;
	if (result->error != NULL) {
		kept->error = *result->error;
		return (true);
	}
	/* The last one is kept. */
	draft_free(&kept->result.draft);
	kept->result = *result;
	return (true);
}

/* Messages tell the whole path of a directory, which differs. */
static const char *
from_tree(const char *message)
{
	const char *start = strstr(message, "/m/");

	return (start == NULL ? message : start + 1);
}

static void
expect_capture(const struct tree_row *row, const struct draft *draft)
{
	const struct capture *capture = draft->capture;
	char text[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < capture->e820.count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    " %" PRIx64 "+%" PRIx64 ":%" PRIu32,
		    capture->e820.entries[i].extent.base,
		    capture->e820.entries[i].extent.length,
		    capture->e820.entries[i].type);
	ck_assert_msg(strcmp(text, row->found) == 0, "%s:%s", row->name,
	    text);
	ck_assert_pstr_eq(draft->notes.count == 0 ? NULL :
	    draft->notes.entries[0], row->note);
	ck_assert_str_eq(capture->origin, row->origin == NULL ? "captured" :
	    row->origin);
}

static void
make_tree(const struct tree_row *row)
{
	tree_run((const char *const[]){ "rm", "-rf", "m", NULL });
	for (size_t i = 0; i < FILES_MAX && row->parts[i].path != NULL; i++)
		tree_write(&row->parts[i]);
}

START_TEST(directories_are_read)
{
	const struct tree_row *row = &rows[_i];
	const struct import_request request = { .form = NULL };
	struct kept kept = { .count = 0 };
	struct read_error error;
	bool is_read;

	make_tree(row);
	is_read = import_file("m", &request, keep, &kept, &error);
	if (row->error != NULL) {
		ck_assert_msg(!is_read, "%s", row->name);
		ck_assert_str_eq(from_tree(error.text), row->error);
		return;
	}
	ck_assert_msg(is_read, "%s: %s", row->name, error.text);
	ck_assert_uint_eq(kept.count, 1);
	expect_capture(row, &kept.result.draft);
	ck_assert(!kept.result.is_member);
	draft_free(&kept.result.draft);
}
END_TEST

/* "m.tar(m/...): " instead of "m/...: ". */
static void
expect_tar_error(const char *error, const char *expected)
{
	const char *colon = strstr(expected, ": ");
	char text[256];

	snprintf(text, sizeof(text), "m.tar(%.*s)%s",
	    (int)(colon - expected), expected, colon);
	ck_assert_str_eq(error, text);
}

START_TEST(tars_are_read)
{
	const struct tree_row *row = &rows[_i];
	const struct import_request request = { .form = NULL };
	struct kept kept = { .count = 0 };
	struct read_error error;

	if (strcmp(row->name, "no tree") == 0)
		return;
	make_tree(row);
	tree_run((const char *const[]){ "tar", "-cf", "m.tar", "m", NULL });
	ck_assert_msg(import_file("m.tar", &request, keep, &kept, &error),
	    "%s: %s", row->name, error.text);
	ck_assert_uint_eq(kept.count, 1);
	if (row->error != NULL) {
		expect_tar_error(kept.error.text, row->error);
		return;
	}
	expect_capture(row, &kept.result.draft);
	ck_assert(kept.result.is_member);
	draft_free(&kept.result.draft);
}
END_TEST

START_TEST(a_tar_may_hold_other_files_and_many_trees)
{
	static const struct tree_part parts[] = {
		{ "t/a/memmap/0/start", "'0x0' 1:a" },
		{ "t/b/memmap/0/start", "'0x0' 1:a" },
		{ "t/a/memmap/0/end", "'0xfff' 1:a" },
		{ "t/log", "'BIOS-e820: [mem 0x0-0xfff] usable' 1:a" },
		{ "t/b/memmap/0/end", "'0x1fff' 1:a" },
		{ "t/a/memmap/0/type", "'Reserved' 1:a" },
		{ "t/b/memmap/0/type", "'Reserved' 1:a" },
		{ "t/data", "8:0 8:1000 4:1" },
	};
	const struct import_request request = { .form = NULL };
	const struct import_request only = { import_form_find("e820"), 0 };
	struct read_error error;
	struct kept kept = { .count = 0 };

	ck_assert_ptr_nonnull(only.form);
	for (size_t i = 0; i < LENGTH(parts); i++)
		tree_write(&parts[i]);
	tree_run((const char *const[]){ "tar", "-cf", "t.tar", "t", NULL });
	ck_assert(import_file("t.tar", &request, keep, &kept, &error));
	ck_assert_str_eq(kept.error.text, "");
	ck_assert_uint_eq(kept.count, 4);
	/* A form that is named is asked for each file. */
	kept.count = 0;
	ck_assert(import_file("t.tar", &only, keep, &kept, &error));
	ck_assert_uint_eq(kept.count, LENGTH(parts));
	draft_free(&kept.result.draft);
}
END_TEST

/* libarchive takes 512 zeros for the end of a tar. */
START_TEST(zeros_are_no_tar)
{
	size_t length;
	unsigned char *bytes = byte_script("@1e8 1:1 @2d0 8:0 8:9fc00 4:1 "
	    "@1000", &length);
	struct read_error error;
	struct import_result result;

	result = import_bytes_as(NULL, 0, "zeros", bytes, length, &error);
	ck_assert_msg(result.draft.capture != NULL, "%s", error.text);
	ck_assert_str_eq(result.form->name, "boot-params");
	draft_free(&result.draft);
	free(bytes);
}
END_TEST

START_TEST(links_are_not_followed)
{
	const struct import_request request = { .form = NULL };
	struct kept kept = { .count = 0 };
	struct read_error error;

	make_tree(&rows[0]);
	tree_run((const char *const[]){ "ln", "-sfn", "..", "m/again", NULL });
	ck_assert(import_file("m/.", &request, keep, &kept, &error));
	ck_assert_uint_eq(kept.count, 1);
	draft_free(&kept.result.draft);
	/* One that a file of the map lies behind is not left out silently. */
	tree_run((const char *const[]){ "ln", "-sfn", "end", MEMMAP "0/start",
	    NULL });
	ck_assert(!import_file("m", &request, keep, &kept, &error));
	ck_assert_str_eq(from_tree(error.text), MEMMAP "0/start: is no "
	    "regular file (links are not followed)");
}
END_TEST

/* scratch_leave() removes files only. */
static void
leave(void)
{
	tree_run((const char *const[]){ "rm", "-rf", "m", "t", NULL });
	scratch_leave();
}

int
main(void)
{
	Suite *suite = suite_create("import_tree");
	TCase *cases = tcase_create("trees");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_unchecked_fixture(cases, scratch_enter, leave);
	tcase_add_loop_test(cases, directories_are_read, 0, LENGTH(rows));
	tcase_add_loop_test(cases, tars_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, a_tar_may_hold_other_files_and_many_trees);
	tcase_add_test(cases, zeros_are_no_tar);
	tcase_add_test(cases, links_are_not_followed);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/import_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/imports.h"
#include "tests/program.h"

static void
print_extents(FILE *file, const char *kind, const struct extent_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		fprintf(file, "%s%" PRIx64 "+%" PRIx64, kind,
		    list->entries[i].base, list->entries[i].length);
}

static char *
describe(const struct capture *capture)
{
	char *text = NULL;
	size_t length;
	FILE *file = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < capture->e820.count; i++)
		fprintf(file, "%" PRIx64 "+%" PRIx64 ":%" PRIx32 " ",
		    capture->e820.entries[i].extent.base,
		    capture->e820.entries[i].extent.length,
		    capture->e820.entries[i].type);
	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *entry =
		    &capture->efi.entries[i];

		fprintf(file, "%" PRIx32 "@%" PRIx64 "*%" PRIx64 ":%" PRIx64
		    " ", entry->type, entry->phys, entry->page_count,
		    entry->attributes);
	}
	for (size_t i = 0; i < capture->fdt.memory.count; i++) {
		print_extents(file, "m", &(struct extent_list){
		    &capture->fdt.memory.entries[i], 1 });
		fputc(' ', file);
	}
	for (size_t i = 0; i < capture->fdt.reserved_count; i++) {
		print_extents(file, "r", &capture->fdt.reserved[i].reg);
		fputs(capture->fdt.reserved[i].no_map ? "! " : " ", file);
	}
	ck_assert_int_eq(fclose(file), 0);
	return (text);
}

void
import_row_check(const char *form, const struct import_row *row)
{
	struct read_error error;
	struct import_result result = import_bytes_as(form, row->boot, "log",
	    row->text, strlen(row->text), &error);
	char *entries;

	if (row->error != NULL) {
		ck_assert_msg(result.draft.capture == NULL, "%s", row->name);
		ck_assert_msg(strcmp(error.text, row->error) == 0, "%s: %s",
		    row->name, error.text);
		return;
	}
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", row->name,
	    error.text);
	entries = describe(result.draft.capture);
	ck_assert_msg(strcmp(entries, row->entries) == 0, "%s: %s",
	    row->name, entries);
	free(entries);
	ck_assert_pstr_eq(result.draft.capture->truncated, row->truncated);
	draft_free(&result.draft);
}

int
import_rows_run(const char *name, const TTest *rows_test, int row_count,
    const TTest *other_test)
{
	Suite *suite = suite_create(name);
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_test, 0, row_count);
	if (other_test != NULL)
		tcase_add_test(cases, other_test);
	return (run_suite(suite));
}

struct import_result
import_excerpt(const char *form, const char *path)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char *whole = NULL;
	size_t length;
	FILE *file = open_memstream(&whole, &length);
	char *bytes;
	struct read_error error;
	struct import_result result;

	ck_assert_ptr_nonnull(file);
	fprintf(file, "%s/tests/import/%s", root == NULL ? "." : root, path);
	ck_assert_int_eq(fclose(file), 0);
	bytes = file_read_whole(whole, &length);
	result = import_bytes_as(form, 0, "log", bytes, length, &error);
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", path,
	    error.text);
	free(bytes);
	free(whole);
	return (result);
}

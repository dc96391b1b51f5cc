/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/import_rows.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/imports.h"

static void
describe_extent(FILE *out, const char *what, struct bm_extent extent)
{
	fprintf(out, "%s %" PRIx64 "+%" PRIx64, what, extent.base,
	    extent.length);
}

static void
describe_maps(FILE *out, const struct capture *capture)
{
	for (size_t i = 0; i < capture->e820.count; i++) {
		describe_extent(out, "e820", capture->e820.entries[i].extent);
		fprintf(out, " %" PRIx32 "\n", capture->e820.entries[i].type);
	}
	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *entry = &capture->efi.entries[i];

		fprintf(out, "efi %" PRIu32 " %" PRIx64 " %" PRIx64 " %" PRIx64
		    " %" PRIx64 "\n", entry->type, entry->phys, entry->virt,
		    entry->page_count, entry->attributes);
	}
	for (size_t i = 0; i < capture->regions.hardware.count; i++) {
		describe_extent(out, "hw",
		    capture->regions.hardware.entries[i]);
		fputc('\n', out);
	}
	for (size_t i = 0; i < capture->regions.exclude_count; i++) {
		describe_extent(out, "ex",
		    capture->regions.exclude[i].extent);
		fprintf(out, " %" PRIx32 "\n",
		    capture->regions.exclude[i].flags);
	}
}

static void
describe_tree(FILE *out, const struct fdt_map *fdt)
{
	for (size_t i = 0; i < fdt->memory.count; i++) {
		describe_extent(out, "mem", fdt->memory.entries[i]);
		fputc('\n', out);
	}
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		for (size_t j = 0; j < node->reg.count; j++)
			describe_extent(out, node->name,
			    node->reg.entries[j]);
		fprintf(out, "%s%s%s%s%s\n", node->reg.count == 0 ?
		    node->name : "", node->no_map ? " no-map" : "",
		    node->reusable ? " reusable" : "",
		    node->compatible != NULL ? " " : "",
		    node->compatible != NULL ? node->compatible : "");
	}
}

static void
describe_boot(FILE *out, const struct boot *boot)
{
	if (boot->cmdline != NULL)
		fprintf(out, "cmdline \"%s\"\n", boot->cmdline);
	if (boot->initrd.is_present) {
		describe_extent(out, "initrd", boot->initrd.extent);
		fputc('\n', out);
	}
	if (boot->kernel.is_present) {
		describe_extent(out, "kernel", boot->kernel.extent);
		fputc('\n', out);
	}
	for (size_t i = 0; i < boot->preload_count; i++) {
		describe_extent(out, boot->preload[i].name,
		    boot->preload[i].extent);
		fputc('\n', out);
	}
	for (size_t i = 0; i < boot->tunable_count; i++)
		fprintf(out, "%s=%s\n", boot->tunables[i].name,
		    boot->tunables[i].value);
}

static char *
describe(const struct draft *draft)
{
	const struct capture *capture = draft->capture;
	size_t length;
	char *text;
	FILE *out = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(out);
	if (capture->page_size != 4096)
		fprintf(out, "page size %" PRIu64 "\n", capture->page_size);
	if (capture->efi.descriptor_size != 48)
		fprintf(out, "descriptor size %" PRIu64 "\n",
		    capture->efi.descriptor_size);
	describe_maps(out, capture);
	describe_tree(out, &capture->fdt);
	describe_boot(out, &capture->boot);
	for (size_t i = 0; i < capture->device_count; i++) {
		describe_extent(out, capture->devices[i].name,
		    capture->devices[i].extent);
		fputc('\n', out);
	}
	for (size_t i = 0; i < capture->profiles.count; i++)
		fprintf(out, "profile %s\n", capture->profiles.entries[i]);
	for (size_t i = 0; i < capture->witness_count; i++)
		fprintf(out, "%s %s:\n%.*s", capture->witnesses[i].profile,
		    capture->witnesses[i].table,
		    (int)capture->witnesses[i].text_bytes,
		    capture->witnesses[i].text);
	for (size_t i = 0; i < draft->notes.count; i++)
		fprintf(out, "note: %s\n", draft->notes.entries[i]);
	ck_assert_int_eq(fclose(out), 0);
	return (text);
}

static void
expect_capture(const struct import_row *row, const struct draft *draft)
{
	const struct capture *capture = draft->capture;
	char *text = describe(draft);

	ck_assert_msg(strcmp(text, row->expected) == 0, "%s:\n%s", row->name,
	    text);
	free(text);
	ck_assert_msg(strcmp(capture->origin, row->is_reconstructed ?
	    "reconstructed" : "captured") == 0, "%s: %s", row->name,
	    capture->origin);
	ck_assert_pstr_eq(capture->truncated, row->truncated);
	ck_assert_pstr_eq(capture->about, row->about);
	ck_assert_pstr_eq(draft->has_arch ? arch_names[capture->arch] : NULL,
	    row->arch);
}

void
expect_import(const char *form, const struct import_row *row)
{
	struct read_error error;
	struct import_result result = import_bytes_as(form, row->boot, "log",
	    row->text, strlen(row->text), &error);

	if (row->error != NULL) {
		ck_assert_msg(result.draft.capture == NULL, "%s", row->name);
		ck_assert_msg(strcmp(error.text, row->error) == 0, "%s: %s",
		    row->name, error.text);
		return;
	}
	ck_assert_msg(result.draft.capture != NULL, "%s: %s", row->name,
	    error.text);
	expect_capture(row, &result.draft);
	draft_free(&result.draft);
}

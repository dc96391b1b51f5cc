/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/written.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "sim/export/export.h"
#include "sim/read/capture.h"
#include "sim/read/physmem_table.h"
#include "sim/write/capture_json.h"

struct written {
	FILE *file;
	char *bytes;
	size_t length;
};

static void
written_begin(struct written *written)
{
	*written = (struct written){ .length = 0 };
	written->file = open_memstream(&written->bytes, &written->length);
	FUZZ_REQUIRE(written->file != NULL);
}

static void
written_end(struct written *written)
{
	FUZZ_REQUIRE(ferror(written->file) == 0);
	FUZZ_REQUIRE(fclose(written->file) == 0);
}

static void
write_json(const struct capture *capture, struct written *ret)
{
	written_begin(ret);
	capture_write_json(ret->file, capture);
	written_end(ret);
}

void
require_same_json(const struct capture *a, const struct capture *b)
{
	struct written once, twice;

	write_json(a, &once);
	write_json(b, &twice);
	FUZZ_REQUIRE(once.length == twice.length);
	FUZZ_REQUIRE(memcmp(once.bytes, twice.bytes, once.length) == 0);
	free(once.bytes);
	free(twice.bytes);
}

void
require_same_written(const struct capture *capture)
{
	struct json_text text = { .file = "written", .first_line = 1 };
	struct written once;
	struct read_error error;
	struct capture *again;

	write_json(capture, &once);
	text.bytes = once.bytes;
	text.length = once.length;
	again = capture_read_text(&text, NULL, &error);
	FUZZ_REQUIRE(again != NULL);
	require_same_json(capture, again);
	capture_free(again);
	free(once.bytes);
}

/* How the lines of a form begin; NULL ends them. */
struct line_heads {
	const char *form;
	const char *heads[8];
};

static const struct line_heads line_heads[] = {
	{ "linux", { "BIOS-provided physical RAM map:\n",
	    "BIOS-e820: [mem 0x", "efi: mem", "efi: Processing EFI memory",
	    "efi:   0x", "RAMDISK: [mem 0x", "Command line: ",
	    "Kernel command line: " } },
	{ "freebsd-regions", { "Physical memory chunk(s):\n",
	    "Excluded memory regions:\n", "  0x" } },
	{ "smap", { "SMAP type=" } },
	{ "memmap", { "memmap=exactmap" } },
};

static bool
has_head(const char *line, const char *const heads[8])
{
	for (size_t i = 0; i < 8 && heads[i] != NULL; i++)
		if (strncmp(line, heads[i], strlen(heads[i])) == 0)
			return (true);
	return (false);
}

static void
require_line_heads(const char *form, const struct written *written)
{
	const char *line = written->bytes;

	for (size_t i = 0; i < sizeof(line_heads) / sizeof(line_heads[0]);
	    i++) {
		if (strcmp(line_heads[i].form, form) != 0)
			continue;
		/* Nor does a NUL cut it short. */
		FUZZ_REQUIRE(strlen(written->bytes) == written->length);
		while (*line != '\0') {
			FUZZ_REQUIRE(has_head(line, line_heads[i].heads));
			line = strchr(line, '\n');
			FUZZ_REQUIRE(line != NULL);
			line++;
		}
	}
}

static void
require_size(const char *form, const struct capture *capture, size_t length)
{
	if (strcmp(form, "e820") == 0)
		FUZZ_REQUIRE(length == capture->e820.count * 20);
	if (strcmp(form, "e820-ext") == 0)
		FUZZ_REQUIRE(length == capture->e820.count * 24);
	if (strcmp(form, "efi") == 0)
		FUZZ_REQUIRE(length == capture->efi.count *
		    capture->efi.descriptor_size);
}

/* The reader of FreeBSD's tables finds no fault with them. */
static void
require_readable(const char *form, const struct capture *capture,
    const struct written *written)
{
	struct read_error error;
	struct printed_tables *tables;

	if (strcmp(form, "freebsd-regions") != 0)
		return;
	tables = printed_tables_read("written", written->bytes,
	    written->length, capture->page_size, &error);
	FUZZ_REQUIRE(tables != NULL);
	printed_tables_free(tables);
}

static void
note_left_out(void *context, const char *where, const char *why)
{
	(void)context;
	FUZZ_REQUIRE(*where != '\0' && *why != '\0');
}

void
require_true_exports(const struct capture *capture)
{
	for (size_t i = 0; i < export_format_count; i++) {
		const struct export_format *format = &export_formats[i];
		struct export_notes notes = { .left_out = note_left_out };
		struct written written;
		bool is_good;

		/* Zeros without end are no news. */
		if (strcmp(format->name, "efi") == 0 &&
		    capture->efi.descriptor_size > 4096)
			continue;
		written_begin(&written);
		is_good = export_capture(format, written.file, capture,
		    &notes);
		written_end(&written);
		FUZZ_REQUIRE(is_good || *notes.why != '\0');
		if (is_good) {
			require_line_heads(format->name, &written);
			require_size(format->name, capture, written.length);
			require_readable(format->name, capture, &written);
		}
		free(written.bytes);
	}
}

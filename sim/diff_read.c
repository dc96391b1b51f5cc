/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a file that is to be compared holds.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/command.h"
#include "sim/diff_input.h"
#include "sim/import/archive.h"
#include "sim/import/content.h"
#include "sim/import/import.h"
#include "sim/import_notes.h"
#include "sim/read/capture.h"
#include "sim/read/file.h"

/* A capture is an object; no line of a log begins with a brace. */
static bool
is_json(const char *bytes, size_t length)
{
	static const char byte_order_mark[] = "\xef\xbb\xbf";
	size_t at = 0;

	/* The reader of captures has something to say about the mark. */
	if (length > 3 && memcmp(bytes, byte_order_mark, 3) == 0)
		at = 3;
	while (at < length && (bytes[at] == ' ' || bytes[at] == '\t' ||
	    bytes[at] == '\r' || bytes[at] == '\n'))
		at++;
	return (at < length && bytes[at] == '{');
}

/* What an import gave; only one thing can be compared. */
struct receipt {
	struct import_result result;
	size_t count;
};

static bool
keep(void *context, struct import_result *result)
{
	struct receipt *receipt = context;

	receipt->count++;
	if (receipt->count == 1)
		receipt->result = *result;
	else if (result->error == NULL)
		draft_free(&result->draft);
	return (receipt->count == 1 && result->error == NULL);
}

/* Of the file at path, or of its bytes if they were read. */
static void
import(const char *path, const void *bytes, size_t length,
    struct diff_input *input, struct read_error *error)
{
	const struct import_request request = { .boot = 0 };
	struct receipt receipt = { .count = 0 };
	struct import_result *result = &receipt.result;

	if (bytes == NULL)
		import_file(path, &request, keep, &receipt, error);
	else
		import_bytes(path, bytes, length, &request, keep, &receipt,
		    error);
	if (receipt.count == 0 || result->error != NULL)
		return;
	if (receipt.count > 1) {
		draft_free(&result->draft);
		read_error_file(error, input->name, "more than one file in "
		    "it; take out the one to compare");
		return;
	}
	result->name = input->name;
	import_notes(result, "bootmem import --", NULL);
	input->capture = result->draft.capture;
	input->is_imported = true;
}

static void
read_capture(const char *path, const char *bytes, size_t length,
    struct diff_input *input, struct read_error *error)
{
	struct json_text text = { input->name, 1, bytes, length };
	char *directory = file_directory(path);

	input->capture = capture_read_text(&text, directory, error);
	free(directory);
}

/* A file that is neither in a tar nor compressed, or no longer. */
static void
read_plain(const char *path, const struct import_bytes *file,
    uint64_t page_size, struct diff_input *input, struct read_error *error)
{
	const char *bytes = (const char *)file->bytes;

	if (is_json(bytes, file->length)) {
		read_capture(path, bytes, file->length, input, error);
		return;
	}
	input->printed = printed_tables_read(input->name, bytes,
	    file->length, page_size == 0 ? PHYSMEM_TABLE_PAGE_SIZES :
	    page_size, error);
	if (input->printed == NULL || !printed_tables_is_empty(input->printed))
		return;
	printed_tables_free(input->printed);
	input->printed = NULL;
	import(path, bytes, file->length, input, error);
}

/* False if it is a tar, or nothing at all. */
static bool
unpack(struct archive_file *archive, struct import_bytes *ret_file,
    bool *ret_is_read, struct read_error *error)
{
	struct content content;
	struct stream *stream;

	if (archive_next(archive, &stream, error) != ARCHIVE_FILE_NEXT ||
	    archive_member(archive) != NULL)
		return (false);
	*ret_is_read = content_open(&content, stream, error) &&
	    content_read(&content, ret_file, error);
	return (true);
}

/* Leaves both NULL, and an error, if it is none of what can be read. */
static void
read_bytes(const char *path, const char *bytes, size_t length,
    uint64_t page_size, struct diff_input *input, struct read_error *error)
{
	struct import_bytes file = { .name = input->name };
	struct archive_file *archive;
	bool is_read;

	if (is_json(bytes, length)) {
		read_capture(path, bytes, length, input, error);
		return;
	}
	archive = archive_open_bytes(path, bytes, length, error);
	if (archive == NULL)
		return;
	if (!unpack(archive, &file, &is_read, error)) {
		import(path, bytes, length, input, error);
	} else if (is_read) {
		read_plain(path, &file, page_size, input, error);
		content_free(&file);
	}
	archive_close(archive);
}

static bool
is_directory(const char *path)
{
	struct stat status;

	return (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

static void
read_file(const char *path, uint64_t page_size, struct diff_input *input,
    struct read_error *error)
{
	size_t length;
	char *bytes = file_read(path, PHYSMEM_TABLE_BYTES_MAX, &length,
	    error);

	if (bytes != NULL)
		read_bytes(path, bytes, length, page_size, input, error);
	free(bytes);
}

bool
diff_input_read(const char *path, uint64_t page_size,
    struct diff_input *ret_input)
{
	struct diff_input input = { .name = read_error_file_name(path) };
	struct read_error error;

	if (is_directory(path))
		import(path, NULL, 0, &input, &error);
	else
		read_file(path, page_size, &input, &error);
	if (input.capture == NULL && input.printed == NULL) {
		complain("%s", error.text);
		return (false);
	}
	*ret_input = input;
	return (true);
}

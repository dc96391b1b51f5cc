/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a file that is to be compared holds.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/command.h"
#include "sim/diff_input.h"
#include "sim/host.h"
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

/* All that the next member holds, unpacked; of none: nothing. */
static bool
read_member(struct archive_file *archive, struct import_bytes *ret_file,
    struct read_error *error)
{
	struct content content;
	struct stream *stream;

	switch (archive_next(archive, &stream, error)) {
	case ARCHIVE_FILE_NEXT:
		return (content_open(&content, stream, error) &&
		    content_read(&content, ret_file, error));
	case ARCHIVE_FILE_END:
		ret_file->bytes = host_allocate(1, 1);
		ret_file->length = 0;
		return (true);
	case ARCHIVE_FILE_ERROR:
		break;
	}
	return (false);
}

/* What the file's bytes unpack to; a tar of one member is that. */
static bool
unpack(const char *path, const char *bytes, size_t length,
    struct import_bytes *ret_file, struct read_error *error)
{
	struct archive_file *archive = archive_open_bytes(path, bytes,
	    length, error);
	struct stream *stream;
	bool is_read;

	if (archive == NULL)
		return (false);
	is_read = read_member(archive, ret_file, error);
	if (is_read && archive_member(archive) != NULL &&
	    archive_next(archive, &stream, error) == ARCHIVE_FILE_NEXT) {
		read_error_file(error, ret_file->name, "more than one file "
		    "in it; take out the one to compare");
		content_free(ret_file);
		is_read = false;
	}
	archive_close(archive);
	return (is_read);
}

static bool
keep(void *context, struct import_result *result)
{
	struct diff_input *input = context;

	import_notes(result, "bootmem import --", NULL);
	input->capture = result->draft.capture;
	input->is_imported = true;
	result->draft.capture = NULL;
	return (false);
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

static void
read_unpacked(const char *path, const struct import_bytes *file,
    uint64_t page_size, struct diff_input *input, struct read_error *error)
{
	const struct import_request request = { .boot = 0 };
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
	import_bytes(path, file->bytes, file->length, &request, keep, input,
	    error);
}

/* Leaves both NULL, and an error, if it is none of what can be read. */
static void
read_bytes(const char *path, const char *bytes, size_t length,
    uint64_t page_size, struct diff_input *input, struct read_error *error)
{
	struct import_bytes file = { .name = input->name };

	if (is_json(bytes, length)) {
		read_capture(path, bytes, length, input, error);
		return;
	}
	if (!unpack(path, bytes, length, &file, error))
		return;
	read_unpacked(path, &file, page_size, input, error);
	content_free(&file);
}

bool
diff_input_read(const char *path, uint64_t page_size,
    struct diff_input *ret_input)
{
	struct diff_input input = { .name = read_error_file_name(path) };
	struct read_error error;
	size_t length;
	char *bytes = file_read(path, PHYSMEM_TABLE_BYTES_MAX, &length,
	    &error);

	if (bytes != NULL) {
		read_bytes(path, bytes, length, page_size, &input, &error);
		free(bytes);
	}
	if (input.capture == NULL && input.printed == NULL) {
		complain("%s", error.text);
		return (false);
	}
	*ret_input = input;
	return (true);
}

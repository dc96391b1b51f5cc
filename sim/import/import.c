/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/import.h"

#include <stdlib.h>
#include <string.h>

#include "sim/import/archive.h"
#include "sim/import/content.h"
#include "sim/import/log.h"
#include "sim/import/name.h"
#include "sim/read/file.h"

const struct import_form *
import_form_find(const char *name)
{
	for (size_t i = 0; i < import_form_count; i++)
		if (strcmp(import_forms[i]->name, name) == 0)
			return (import_forms[i]);
	return (NULL);
}

static const struct import_form *
form_of_bytes(const struct import_bytes *file)
{
	for (size_t i = 0; i < import_form_count; i++)
		if (import_forms[i]->is_such != NULL &&
		    import_forms[i]->is_such(file))
			return (import_forms[i]);
	return (NULL);
}

static bool
import_bytes(struct content *content, const char *directory,
    const struct import_request *request, struct import_result *result,
    struct read_error *ret_error)
{
	struct import_bytes file = { .name = content->stream.name,
	    .directory = directory };
	bool is_read;

	if (!content_read(content, &file, ret_error))
		return (false);
	result->form = request->form != NULL ? request->form :
	    form_of_bytes(&file);
	if (result->form == NULL) {
		read_error_file(ret_error, file.name, "no form that is known "
		    "(name one with --from; see bootmem list formats)");
		is_read = false;
	} else {
		result->draft = draft_new();
		is_read = result->form->read(&file, &result->draft,
		    ret_error);
		if (!is_read)
			draft_free(&result->draft);
	}
	content_free(&file);
	return (is_read);
}

static bool
import_text(struct content *content, const struct import_request *request,
    struct import_result *result, struct read_error *ret_error)
{
	const struct log_request log = { request->form, request->boot };
	struct stream *text = content_text(content, ret_error);
	struct log_result read;

	if (text == NULL || !log_read(text, &log, &read, ret_error))
		return (false);
	result->form = read.form;
	result->draft = read.draft;
	result->also = read.also;
	return (true);
}

static bool
import_member(const struct archive_file *archive, const char *path,
    struct stream *stream, const struct import_request *request,
    struct import_result *result, struct read_error *ret_error)
{
	struct content content;
	const char *member = archive_member(archive);
	char *directory;
	bool is_text, is_read;

	*result = (struct import_result){ .name = stream->name };
	if (!content_open(&content, stream, ret_error))
		return (false);
	is_text = request->form != NULL ? request->form->rules != NULL :
	    content_is_log(&content);
	directory = member == NULL ? file_directory(path) : NULL;
	is_read = is_text ?
	    import_text(&content, request, result, ret_error) :
	    import_bytes(&content, directory, request, result, ret_error);
	free(directory);
	if (!is_read)
		return (false);
	result->is_member = member != NULL;
	name_capture(&result->draft, member == NULL ? path : member);
	return (true);
}

bool
import_file(const char *path, const struct import_request *request,
    import_receiver *receive, void *context, struct read_error *ret_error)
{
	struct archive_file *archive = archive_open(path, ret_error);
	struct import_result result;
	enum archive_result next;
	struct stream *stream;
	size_t count = 0;

	if (archive == NULL)
		return (false);
	while ((next = archive_next(archive, &stream, ret_error)) ==
	    ARCHIVE_FILE_NEXT) {
		if (!import_member(archive, path, stream, request, &result,
		    ret_error)) {
			if (archive_member(archive) == NULL) {
				next = ARCHIVE_FILE_ERROR;
				break;
			}
			result.error = ret_error;
		}
		count++;
		if (!receive(context, &result))
			break;
	}
	if (next == ARCHIVE_FILE_END && count == 0) {
		read_error_file(ret_error, read_error_file_name(path),
		    "is empty");
		next = ARCHIVE_FILE_ERROR;
	}
	archive_close(archive);
	return (next != ARCHIVE_FILE_ERROR);
}

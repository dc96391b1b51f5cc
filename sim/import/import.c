/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/import.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/import/archive.h"
#include "sim/import/content.h"
#include "sim/import/directory.h"
#include "sim/import/forms.h"
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

static const struct import_form *
form_of_tree(const struct import_tree *tree)
{
	for (size_t i = 0; i < import_form_count; i++)
		if (import_forms[i]->is_tree != NULL &&
		    import_forms[i]->is_tree(tree))
			return (import_forms[i]);
	return (NULL);
}

/* A capture, and a device tree, may say that there is none. */
static bool
says_memory(const struct import_result *result,
    const struct import_bytes *file, struct read_error *ret_error)
{
	if (draft_has_map(&result->draft) || result->form == &form_capture ||
	    result->draft.capture->fdt.is_present)
		return (true);
	read_error_file(ret_error, file->name, "no memory map in this %s",
	    result->form->name);
	return (false);
}

static bool
read_bytes(const struct import_bytes *file, struct import_result *result,
    struct read_error *ret_error)
{
	if (result->form == NULL) {
		read_error_file(ret_error, file->name, "no form that is known "
		    "(name one with --from; see bootmem list formats)");
		return (false);
	}
	result->draft = draft_new();
	if (result->form->read(file, &result->draft, ret_error) &&
	    says_memory(result, file, ret_error))
		return (true);
	draft_free(&result->draft);
	return (false);
}

static bool
import_blob(struct content *content, const char *directory,
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
	is_read = read_bytes(&file, result, ret_error);
	content_free(&file);
	return (is_read);
}

static bool
import_tree(const struct import_tree *tree, const char *root,
    const struct import_request *request, struct import_result *result,
    struct read_error *ret_error)
{
	*result = (struct import_result){ .name = tree->name };
	result->form = request->form != NULL ? request->form :
	    form_of_tree(tree);
	if (result->form == NULL || result->form->read_tree == NULL) {
		read_error_file(ret_error, tree->name, "these %zu files are "
		    "no map of a form that is known", tree->count);
		return (false);
	}
	result->draft = draft_new();
	if (!result->form->read_tree(tree, &result->draft, ret_error)) {
		draft_free(&result->draft);
		return (false);
	}
	name_capture(&result->draft, root);
	return (true);
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
	    import_blob(&content, directory, request, result, ret_error);
	free(directory);
	if (!is_read)
		return (false);
	result->is_member = member != NULL;
	name_capture(&result->draft, member == NULL ? path : member);
	return (true);
}

/* One import on its way. */
struct import {
	const char *path;
	const struct import_request *request;
	import_receiver *receive;
	void *context;
	struct read_error *error;
	struct forest *forest;
	size_t count;		/* of results that were received */
};

static bool
takes_trees(const struct import_request *request)
{
	return (request->form == NULL || request->form->read_tree != NULL);
}

static bool
hand_over(struct import *import, struct import_result *result, bool is_read)
{
	import->count++;
	if (!is_read)
		result->error = import->error;
	return (import->receive(import->context, result));
}

/* Those of a tar, or of a directory if archive is NULL. */
static bool
import_trees(struct import *import, const char *archive)
{
	struct import_result result;
	struct import_tree tree;
	const char *root;

	while (forest_next(import->forest, archive, &tree, &root)) {
		bool is_read = import_tree(&tree, root, import->request,
		    &result, import->error);

		if (!is_read && archive == NULL)
			return (false);
		result.is_member = archive != NULL;
		if (!hand_over(import, &result, is_read))
			break;
	}
	return (true);
}

static bool
keep_for_tree(struct import *import, const char *member,
    struct stream *stream)
{
	struct import_bytes content = { .name = stream->name };
	struct content whole;

	if (!content_open(&whole, stream, import->error) ||
	    !content_read(&whole, &content, import->error))
		return (false);
	forest_add(import->forest, member, &content);
	return (true);
}

/* The next member, or the file itself if it is no tar. */
static bool
import_next(struct import *import, const struct archive_file *archive,
    struct stream *stream, bool *ret_goes_on)
{
	const char *member = archive_member(archive);
	struct import_result result;
	bool is_read;

	*ret_goes_on = true;
	if (member != NULL && takes_trees(import->request) &&
	    forest_takes(member))
		return (keep_for_tree(import, member, stream));
	is_read = import_member(archive, import->path, stream,
	    import->request, &result, import->error);
	if (!is_read && member == NULL)
		return (false);
	*ret_goes_on = hand_over(import, &result, is_read);
	return (true);
}

/* Closes the archive, which is NULL if it could not be opened. */
static bool
import_archive(struct import *import, struct archive_file *archive)
{
	const char *name = read_error_file_name(import->path);
	bool goes_on = true, is_read = true;
	enum archive_result next;
	struct stream *stream;

	if (archive == NULL)
		return (false);
	while (is_read && goes_on && (next = archive_next(archive, &stream,
	    import->error)) != ARCHIVE_FILE_END)
		is_read = next == ARCHIVE_FILE_NEXT && import_next(import,
		    archive, stream, &goes_on);
	if (is_read && goes_on)
		is_read = import_trees(import, name);
	if (is_read && import->count == 0) {
		read_error_file(import->error, name, "is empty");
		is_read = false;
	}
	archive_close(archive);
	return (is_read);
}

static bool
import_directory(struct import *import)
{
	if (!directory_add(import->forest, import->path, import->error) ||
	    !import_trees(import, NULL))
		return (false);
	if (import->count > 0)
		return (true);
	read_error_file(import->error, import->path, "is a directory without "
	    "a map of a form that is known (see bootmem list formats)");
	return (false);
}

static bool
is_directory(const char *path)
{
	struct stat status;

	return (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

bool
import_file(const char *path, const struct import_request *request,
    import_receiver *receive, void *context, struct read_error *ret_error)
{
	struct import import = { .path = path, .request = request,
	    .receive = receive, .context = context, .error = ret_error,
	    .forest = forest_new() };
	bool is_read = takes_trees(request) && is_directory(path) ?
	    import_directory(&import) :
	    import_archive(&import, archive_open(path, ret_error));

	forest_free(import.forest);
	return (is_read);
}

bool
import_bytes(const char *path, const void *bytes, size_t length,
    const struct import_request *request, import_receiver *receive,
    void *context, struct read_error *ret_error)
{
	struct import import = { .path = path, .request = request,
	    .receive = receive, .context = context, .error = ret_error,
	    .forest = forest_new() };
	bool is_read = import_archive(&import,
	    archive_open_bytes(path, bytes, length, ret_error));

	forest_free(import.forest);
	return (is_read);
}

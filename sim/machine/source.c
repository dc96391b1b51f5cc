/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/machine/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/host.h"
#include "sim/import/content.h"
#include "sim/import/directory.h"
#include "sim/import/log.h"
#include "sim/read/file.h"

void
source_tell(const struct machine_request *request, const char *format, ...)
{
	struct read_error text;
	va_list arguments;

	read_error_clear(&text);
	va_start(arguments, format);
	read_error_add_list(&text, format, arguments);
	va_end(arguments);
	request->tell(request->context, text.text);
}

char *
source_path(const struct machine_request *request, const char *path)
{
	return (file_path_in(request->root == NULL ? "/" : request->root,
	    path + strspn(path, "/")));
}

void
source_tell_why(const struct machine_request *request, const char *path,
    const char *why)
{
	const int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const bool is_forbidden = descriptor < 0 && (errno == EACCES ||
	    errno == EPERM);

	if (descriptor >= 0)
		close(descriptor);
	source_tell(request, "%s%s", why, is_forbidden && geteuid() != 0 ?
	    " (run as root)" : "");
}

/* A pipe may never end, and nobody may be at its other side. */
static char *
read_file(const char *path, size_t *ret_length, struct read_error *ret_error)
{
	struct stat status;

	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode) &&
	    !S_ISDIR(status.st_mode)) {
		read_error_file(ret_error, path, "is no regular file");
		return (NULL);
	}
	return (file_read(path, CONTENT_BYTES_MAX, ret_length, ret_error));
}

bool
source_read(const struct machine_request *request, const char *path,
    struct import_bytes *ret_file)
{
	char *whole = source_path(request, path);
	struct read_error error;
	size_t length;
	char *bytes = read_file(whole, &length, &error);

	if (bytes == NULL)
		source_tell_why(request, whole, error.text);
	else
		*ret_file = source_of(whole, bytes, length);
	free(whole);
	return (bytes != NULL);
}

struct import_bytes
source_of(const char *name, char *bytes, size_t length)
{
	char *copy = host_allocate(strlen(name) + 1, 1);

	strcpy(copy, name);
	return ((struct import_bytes){ .name = copy,
	    .bytes = (const unsigned char *)bytes, .length = length });
}

void
source_free(struct import_bytes *file)
{
	union {
		const char *constant;
		void *variable;
	} name = { .constant = file->name };

	free(name.variable);
	content_free(file);
}

bool
source_import(const struct machine_request *request,
    const struct import_form *form, const struct import_bytes *file,
    struct draft *draft)
{
	struct read_error error;

	if (form->read(file, draft, &error))
		return (true);
	source_tell(request, "%s", error.text);
	return (false);
}

bool
source_import_tree(const struct machine_request *request,
    const struct import_form *form, const char *path, struct draft *draft)
{
	char *whole = source_path(request, path);
	struct forest *forest = forest_new();
	struct import_tree tree;
	struct read_error error;
	const char *root;
	bool is_read = false;

	if (!directory_add(forest, whole, &error))
		source_tell_why(request, whole, error.text);
	else if (!forest_next(forest, NULL, &tree, &root))
		source_tell(request, "%s: is empty", whole);
	else if (!(is_read = form->read_tree(&tree, draft, &error)))
		source_tell(request, "%s", error.text);
	forest_free(forest);
	free(whole);
	return (is_read);
}

static bool
has_line(const struct import_bytes *file, const char *start)
{
	return (strstr((const char *)file->bytes, start) != NULL);
}

bool
source_import_log(const struct machine_request *request,
    const struct import_form *form, const char *start,
    const struct import_bytes *file, struct draft *ret_draft)
{
	const struct log_request log = { form, 0 };
	struct log_result result;
	struct read_error error;

	if (start != NULL && !has_line(file, start)) {
		source_tell(request, "%s: has lost its beginning, and the map "
		    "with it (capture right after a boot)", file->name);
		return (false);
	}
	if (!log_read(stream_of_bytes(file->name, file->bytes, file->length),
	    &log, &result, &error)) {
		source_tell(request, "%s", error.text);
		return (false);
	}
	*ret_draft = result.draft;
	return (true);
}

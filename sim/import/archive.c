/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/host.h"

#define BLOCK_BYTES ((size_t)64 << 10)

struct archive_file {
	struct stream stream;	/* of the member */
	struct archive *archive;
	char *name;		/* of the file, in messages */
	char *member;		/* its path; NULL: the file is no tar */
	char *stream_name;
};

static char *
copy(const char *text)
{
	char *result = host_allocate(strlen(text) + 1, 1);

	strcpy(result, text);
	return (result);
}

static void
describe(const struct archive_file *file, const char *name,
    struct read_error *ret_error)
{
	const char *text = archive_error_string(file->archive);

	read_error_file(ret_error, name, "%s", text == NULL ?
	    strerror(archive_errno(file->archive)) : text);
}

static int
open_path(struct archive *archive, const char *path)
{
	return (strcmp(path, "-") == 0 ?
	    archive_read_open_fd(archive, STDIN_FILENO, BLOCK_BYTES) :
	    archive_read_open_filename(archive, path, BLOCK_BYTES));
}

static bool
is_directory(const char *path)
{
	struct stat status;

	return (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

struct archive_file *
archive_open(const char *path, struct read_error *ret_error)
{
	struct archive_file *file;

	if (is_directory(path)) {
		read_error_file(ret_error, path, "is a directory");
		return (NULL);
	}
	file = host_allocate(1, sizeof(*file));
	file->archive = archive_read_new();
	if (file->archive == NULL)
		host_out_of_memory();
	file->name = copy(read_error_file_name(path));
	archive_read_support_filter_gzip(file->archive);
	archive_read_support_filter_xz(file->archive);
	archive_read_support_filter_zstd(file->archive);
	archive_read_support_format_tar(file->archive);
	archive_read_support_format_raw(file->archive);
	archive_read_support_format_empty(file->archive);
	if (open_path(file->archive, path) == ARCHIVE_OK)
		return (file);
	if (access(path, R_OK) != 0 && strcmp(path, "-") != 0)
		read_error_file(ret_error, path, "%s", strerror(errno));
	else
		describe(file, file->name, ret_error);
	archive_close(file);
	return (NULL);
}

void
archive_close(struct archive_file *file)
{
	archive_read_free(file->archive);
	free(file->name);
	free(file->member);
	free(file->stream_name);
	free(file);
}

static bool
read_member(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct archive_file *file = (struct archive_file *)stream;
	la_ssize_t length = archive_read_data(file->archive, buffer, size);

	if (length < 0) {
		describe(file, stream->name, ret_error);
		return (false);
	}
	*ret_length = (size_t)length;
	return (true);
}

static void
close_member(struct stream *stream)
{
	(void)stream;
}

static void
name_member(struct archive_file *file, struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry);
	size_t size;

	free(file->member);
	free(file->stream_name);
	file->member = NULL;
	if (archive_format(file->archive) == ARCHIVE_FORMAT_RAW ||
	    path == NULL) {
		file->stream_name = copy(file->name);
		return;
	}
	file->member = copy(path);
	size = strlen(file->name) + strlen(path) + sizeof("()");
	file->stream_name = host_allocate(size, 1);
	snprintf(file->stream_name, size, "%s(%s)", file->name, path);
}

enum archive_result
archive_next(struct archive_file *file, struct stream **ret_stream,
    struct read_error *ret_error)
{
	struct archive_entry *entry;
	int result;

	do {
		result = archive_read_next_header(file->archive, &entry);
		if (result == ARCHIVE_EOF)
			return (ARCHIVE_FILE_END);
		if (result < ARCHIVE_WARN) {
			describe(file, file->name, ret_error);
			return (ARCHIVE_FILE_ERROR);
		}
	} while (archive_format(file->archive) != ARCHIVE_FORMAT_RAW &&
	    archive_entry_filetype(entry) != AE_IFREG);
	name_member(file, entry);
	file->stream = (struct stream){ file->stream_name, read_member,
	    close_member };
	*ret_stream = &file->stream;
	return (ARCHIVE_FILE_NEXT);
}

const char *
archive_member(const struct archive_file *file)
{
	return (file->member);
}

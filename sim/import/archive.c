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

enum {
	TAR_HEADER_BYTES = 512,
	TAR_SUM_OFFSET = 148,
	TAR_SUM_BYTES = 8
};

/*
 * libarchive takes zeros for a tar that is empty, and a zero page may begin
 * with as many: so it undoes the compression, and is asked for a tar only
 * where the first header has the sum of one.
 */
struct archive_file {
	struct stream stream;	/* of the member */
	struct archive *plain;	/* the file without compression */
	struct archive *tar;	/* of its members; NULL: it is no tar */
	bool is_begun;
	unsigned char head[TAR_HEADER_BYTES];
	size_t head_bytes;
	size_t head_used;
	unsigned char *block;	/* of the tar */
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

static const char *
error_text(struct archive *archive)
{
	const char *text = archive_error_string(archive);

	return (text == NULL ? strerror(archive_errno(archive)) : text);
}

static void
describe(struct archive *archive, const char *name,
    struct read_error *ret_error)
{
	read_error_file(ret_error, name, "%s", error_text(archive));
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

static struct archive *
new_archive(void)
{
	struct archive *archive = archive_read_new();

	if (archive == NULL)
		host_out_of_memory();
	return (archive);
}

static struct archive_file *
archive_of(const char *path)
{
	struct archive_file *file = host_allocate(1, sizeof(*file));

	file->plain = new_archive();
	file->name = copy(read_error_file_name(path));
	archive_read_support_filter_gzip(file->plain);
	archive_read_support_filter_xz(file->plain);
	archive_read_support_filter_zstd(file->plain);
	archive_read_support_format_raw(file->plain);
	archive_read_support_format_empty(file->plain);
	return (file);
}

struct archive_file *
archive_open(const char *path, struct read_error *ret_error)
{
	struct archive_file *file;

	if (is_directory(path)) {
		read_error_file(ret_error, path, "is a directory");
		return (NULL);
	}
	file = archive_of(path);
	/* libarchive takes no name for standard input. */
	if (*path != '\0' && open_path(file->plain, path) == ARCHIVE_OK)
		return (file);
	if (access(path, R_OK) != 0 && strcmp(path, "-") != 0)
		read_error_file(ret_error, path, "%s", strerror(errno));
	else
		describe(file->plain, file->name, ret_error);
	archive_close(file);
	return (NULL);
}

struct archive_file *
archive_open_bytes(const char *path, const void *bytes, size_t length,
    struct read_error *ret_error)
{
	struct archive_file *file = archive_of(path);

	if (archive_read_open_memory(file->plain, bytes, length) ==
	    ARCHIVE_OK)
		return (file);
	describe(file->plain, file->name, ret_error);
	archive_close(file);
	return (NULL);
}

void
archive_close(struct archive_file *file)
{
	if (file->tar != NULL)
		archive_read_free(file->tar);
	archive_read_free(file->plain);
	free(file->block);
	free(file->name);
	free(file->member);
	free(file->stream_name);
	free(file);
}

/* The file's own bytes: first what was looked at, then the rest. */
static la_ssize_t
read_plain(struct archive_file *file, void *buffer, size_t size)
{
	const size_t left = file->head_bytes - file->head_used;

	if (left == 0)
		return (archive_read_data(file->plain, buffer, size));
	if (size > left)
		size = left;
	memcpy(buffer, file->head + file->head_used, size);
	file->head_used += size;
	return ((la_ssize_t)size);
}

static bool
read_member(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct archive_file *file = (struct archive_file *)stream;
	la_ssize_t length = file->tar == NULL ?
	    read_plain(file, buffer, size) :
	    archive_read_data(file->tar, buffer, size);

	if (length < 0) {
		describe(file->tar == NULL ? file->plain : file->tar,
		    stream->name, ret_error);
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

/* What libarchive reads the tar from. */
static la_ssize_t
read_block(struct archive *tar, void *context, const void **ret_block)
{
	struct archive_file *file = context;
	la_ssize_t length = read_plain(file, file->block, BLOCK_BYTES);

	*ret_block = file->block;
	if (length < 0)
		archive_set_error(tar, archive_errno(file->plain), "%s",
		    error_text(file->plain));
	return (length);
}

/* A tar's first header holds the sum of its bytes, with blanks for the sum. */
static bool
is_tar(const struct archive_file *file)
{
	unsigned long sum = 0;
	char text[TAR_SUM_BYTES + 1] = "", *end;

	if (file->head_bytes < TAR_HEADER_BYTES)
		return (false);
	for (size_t i = 0; i < TAR_HEADER_BYTES; i++)
		sum += i - TAR_SUM_OFFSET < TAR_SUM_BYTES ? ' ' :
		    file->head[i];
	memcpy(text, file->head + TAR_SUM_OFFSET, TAR_SUM_BYTES);
	return (strtoul(text, &end, 8) == sum && end > text);
}

static enum archive_result
begin(struct archive_file *file, struct read_error *ret_error)
{
	struct archive_entry *entry;
	la_ssize_t got = 0;
	int result = archive_read_next_header(file->plain, &entry);

	file->is_begun = true;
	if (result == ARCHIVE_EOF)
		return (ARCHIVE_FILE_END);
	while (result >= ARCHIVE_WARN && (got = archive_read_data(file->plain,
	    file->head + file->head_bytes, TAR_HEADER_BYTES -
	    file->head_bytes)) > 0)
		file->head_bytes += (size_t)got;
	if (result < ARCHIVE_WARN || got < 0) {
		describe(file->plain, file->name, ret_error);
		return (ARCHIVE_FILE_ERROR);
	}
	if (!is_tar(file))
		return (ARCHIVE_FILE_NEXT);
	file->block = host_allocate(BLOCK_BYTES, 1);
	file->tar = new_archive();
	archive_read_support_format_tar(file->tar);
	if (archive_read_open(file->tar, file, NULL, read_block, NULL) ==
	    ARCHIVE_OK)
		return (ARCHIVE_FILE_NEXT);
	describe(file->tar, file->name, ret_error);
	return (ARCHIVE_FILE_ERROR);
}

static enum archive_result
next_in_tar(struct archive_file *file, struct read_error *ret_error)
{
	struct archive_entry *entry;
	const char *path;
	size_t size;
	int result;

	do {
		result = archive_read_next_header(file->tar, &entry);
		if (result == ARCHIVE_EOF)
			return (ARCHIVE_FILE_END);
		if (result < ARCHIVE_WARN) {
			describe(file->tar, file->name, ret_error);
			return (ARCHIVE_FILE_ERROR);
		}
	} while (archive_entry_filetype(entry) != AE_IFREG);
	free(file->member);
	free(file->stream_name);
	path = archive_entry_pathname(entry);
	file->member = copy(path == NULL ? "" : path);
	size = strlen(file->name) + strlen(file->member) + sizeof("()");
	file->stream_name = host_allocate(size, 1);
	snprintf(file->stream_name, size, "%s(%s)", file->name,
	    file->member);
	return (ARCHIVE_FILE_NEXT);
}

enum archive_result
archive_next(struct archive_file *file, struct stream **ret_stream,
    struct read_error *ret_error)
{
	enum archive_result result = ARCHIVE_FILE_END;
	const bool is_first = !file->is_begun;

	if (is_first)
		result = begin(file, ret_error);
	if (file->tar != NULL)
		result = next_in_tar(file, ret_error);
	else if (is_first && result == ARCHIVE_FILE_NEXT)
		file->stream_name = copy(file->name);
	file->stream = (struct stream){ file->stream_name, read_member,
	    close_member };
	*ret_stream = &file->stream;
	return (result);
}

const char *
archive_member(const struct archive_file *file)
{
	return (file->member);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"

struct file_stream {
	struct stream stream;
	FILE *file;
};

static bool
read_file(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct file_stream *self = (struct file_stream *)stream;

	*ret_length = fread(buffer, 1, size, self->file);
	if (!ferror(self->file))
		return (true);
	read_error_file(ret_error, stream->name, "%s", strerror(errno));
	return (false);
}

static void
close_file(struct stream *stream)
{
	struct file_stream *self = (struct file_stream *)stream;

	if (self->file != stdin)
		fclose(self->file);
	free(self);
}

struct stream *
stream_open(const char *path, struct read_error *ret_error)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	struct file_stream *self;
	char *name;

	if (file == NULL) {
		read_error_file(ret_error, path, "%s", strerror(errno));
		return (NULL);
	}
	path = read_error_file_name(path);
	self = host_allocate(1, sizeof(*self) + strlen(path) + 1);
	name = (char *)(self + 1);
	strcpy(name, path);
	self->stream = (struct stream){ name, read_file, close_file };
	self->file = file;
	return (&self->stream);
}

struct bytes_stream {
	struct stream stream;
	const unsigned char *bytes;
	size_t left;
};

static bool
read_bytes(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct bytes_stream *self = (struct bytes_stream *)stream;

	(void)ret_error;
	*ret_length = size < self->left ? size : self->left;
	memcpy(buffer, self->bytes, *ret_length);
	self->bytes += *ret_length;
	self->left -= *ret_length;
	return (true);
}

static void
close_bytes(struct stream *stream)
{
	free(stream);
}

struct stream *
stream_of_bytes(const char *name, const void *bytes, size_t length)
{
	struct bytes_stream *self = host_allocate(1, sizeof(*self) +
	    strlen(name) + 1);
	char *copy = (char *)(self + 1);

	strcpy(copy, name);
	self->stream = (struct stream){ copy, read_bytes, close_bytes };
	self->bytes = bytes;
	self->left = length;
	return (&self->stream);
}

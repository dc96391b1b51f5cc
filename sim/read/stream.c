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

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/content.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/import/utf16.h"

static const unsigned char utf8_mark[] = { 0xef, 0xbb, 0xbf };

static bool
read_content(struct stream *stream, void *buffer, size_t size,
    size_t *ret_length, struct read_error *ret_error)
{
	struct content *content = (struct content *)stream;
	size_t left = content->head_bytes - content->used;

	if (left == 0)
		return (content->source->read(content->source, buffer, size,
		    ret_length, ret_error));
	*ret_length = size < left ? size : left;
	memcpy(buffer, content->head + content->used, *ret_length);
	content->used += *ret_length;
	return (true);
}

static void
close_content(struct stream *stream)
{
	struct content *content = (struct content *)stream;

	content->source->close(content->source);
}

bool
content_open(struct content *content, struct stream *source,
    struct read_error *ret_error)
{
	size_t length;

	content->stream = (struct stream){ source->name, read_content,
	    close_content };
	content->source = source;
	content->head_bytes = content->used = 0;
	do {
		if (!source->read(source, content->head + content->head_bytes,
		    CONTENT_HEAD_BYTES - content->head_bytes, &length,
		    ret_error)) {
			source->close(source);
			return (false);
		}
		content->head_bytes += length;
	} while (length > 0 && content->head_bytes < CONTENT_HEAD_BYTES);
	if (content->head_bytes >= sizeof(utf8_mark) &&
	    memcmp(content->head, utf8_mark, sizeof(utf8_mark)) == 0)
		content->used = sizeof(utf8_mark);
	return (true);
}

bool
content_is_log(const struct content *content)
{
	size_t i = content->used;

	if (utf16_has_mark(content->head, content->head_bytes))
		return (true);
	if (memchr(content->head, '\0', content->head_bytes) != NULL)
		return (false);
	while (i < content->head_bytes &&
	    strchr(" \t\r\n", content->head[i]) != NULL)
		i++;
	return (i == content->head_bytes || content->head[i] != '{');
}

struct stream *
content_text(struct content *content, struct read_error *ret_error)
{
	if (!utf16_has_mark(content->head, content->head_bytes))
		return (&content->stream);
	content->used = UTF16_MARK_BYTES;
	return (utf16_decode(&content->stream, content->head, ret_error));
}

bool
content_read(struct content *content, struct import_bytes *ret_file,
    struct read_error *ret_error)
{
	struct stream *stream = &content->stream;
	size_t capacity = (size_t)64 << 10, length = 0, got = 0;
	unsigned char *bytes = host_allocate(capacity + 1, 1);
	bool is_read;

	while ((is_read = stream->read(stream, bytes + length,
	    capacity - length, &got, ret_error)) && got > 0) {
		length += got;
		if (length < capacity)
			continue;
		if (length >= CONTENT_BYTES_MAX) {
			read_error_file(ret_error, stream->name, "more than "
			    "%zu MiB, the limit", CONTENT_BYTES_MAX >> 20);
			is_read = false;
			break;
		}
		capacity *= 2;
		bytes = realloc(bytes, capacity + 1);
		if (bytes == NULL)
			host_out_of_memory();
	}
	stream->close(stream);
	if (!is_read) {
		free(bytes);
		return (false);
	}
	bytes[length] = '\0';
	ret_file->bytes = bytes;
	ret_file->length = length;
	return (true);
}

void
content_free(struct import_bytes *file)
{
	union {
		const void *constant;
		void *variable;
	} bytes = { .constant = file->bytes };

	free(bytes.variable);
}

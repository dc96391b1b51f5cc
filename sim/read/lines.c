/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/lines.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/read/json.h"

#define BUFFER_BYTES_FIRST ((size_t)64 << 10)

struct lines {
	struct stream *stream;
	size_t limit_bytes;	/* of a line */
	char *buffer;
	size_t capacity;
	size_t latest;		/* where the latest line begins */
	size_t start;		/* of what is not handed out yet */
	size_t end;
	bool is_at_end;		/* of the file */
	bool is_cut;		/* the latest line had no newline */
};

struct lines *
lines_of(struct stream *stream, size_t limit_bytes)
{
	struct lines *lines = host_allocate(1, sizeof(*lines));

	lines->stream = stream;
	lines->limit_bytes = limit_bytes;
	lines->capacity = BUFFER_BYTES_FIRST;
	lines->buffer = host_allocate(lines->capacity, 1);
	return (lines);
}

struct lines *
lines_open(const char *path, struct read_error *ret_error)
{
	struct stream *stream = stream_open(path, ret_error);

	return (stream == NULL ? NULL : lines_of(stream, JSON_BYTES_MAX));
}

void
lines_close(struct lines *lines)
{
	lines->stream->close(lines->stream);
	free(lines->buffer);
	free(lines);
}

/* Makes room behind what is there, and reads into it. */
static bool
fill(struct lines *lines, struct read_error *ret_error)
{
	const size_t held = lines->end - lines->start;
	size_t length;

	memmove(lines->buffer, lines->buffer + lines->start, held);
	lines->start = 0;
	lines->end = held;
	if (held > lines->limit_bytes) {
		read_error_file(ret_error, lines->stream->name,
		    "a line has more than %zu MiB, the limit",
		    lines->limit_bytes >> 20);
		return (false);
	}
	if (held == lines->capacity) {
		char *larger = realloc(lines->buffer, 2 * lines->capacity);

		if (larger == NULL)
			host_out_of_memory();
		lines->buffer = larger;
		lines->capacity *= 2;
	}
	if (!lines->stream->read(lines->stream, lines->buffer + held,
	    lines->capacity - held, &length, ret_error))
		return (false);
	lines->end += length;
	lines->is_at_end = length == 0;
	return (true);
}

enum lines_result
lines_next(struct lines *lines, const char **ret_line, size_t *ret_length,
    struct read_error *ret_error)
{
	size_t searched = 0;

	for (;;) {
		char *line = lines->buffer + lines->start;
		size_t held = lines->end - lines->start;
		char *newline = memchr(line + searched, '\n',
		    held - searched);

		if (newline != NULL || (lines->is_at_end && held > 0)) {
			*ret_line = line;
			lines->latest = lines->start;
			*ret_length = newline == NULL ? held :
			    (size_t)(newline - line);
			lines->start += *ret_length + (newline != NULL);
			lines->is_cut = newline == NULL;
			return (LINES_NEXT);
		}
		if (lines->is_at_end)
			return (LINES_END);
		searched = held;
		if (!fill(lines, ret_error))
			return (LINES_ERROR);
	}
}

bool
lines_is_cut(const struct lines *lines)
{
	return (lines->is_cut);
}

enum lines_result
lines_rest(struct lines *lines, const char **ret_text, size_t *ret_length,
    struct read_error *ret_error)
{
	/* fill keeps what is not handed out yet. */
	lines->start = lines->latest;
	while (!lines->is_at_end)
		if (!fill(lines, ret_error))
			return (LINES_ERROR);
	*ret_text = lines->buffer + lines->start;
	*ret_length = lines->end - lines->start;
	lines->start = lines->end;
	return (LINES_NEXT);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/lines.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/read/json.h"

#define BUFFER_BYTES_FIRST ((size_t)64 << 10)

struct lines {
	char *path;
	FILE *file;
	char *buffer;
	size_t capacity;
	size_t latest;		/* where the latest line begins */
	size_t start;		/* of what is not handed out yet */
	size_t end;
	bool is_at_end;		/* of the file */
};

struct lines *
lines_open(const char *path, struct read_error *ret_error)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	struct lines *lines;

	if (file == NULL) {
		read_error_file(ret_error, path, "%s", strerror(errno));
		return (NULL);
	}
	lines = host_allocate(1, sizeof(*lines));
	lines->path = host_allocate(strlen(path) + 1, 1);
	strcpy(lines->path, path);
	lines->file = file;
	lines->capacity = BUFFER_BYTES_FIRST;
	lines->buffer = host_allocate(lines->capacity, 1);
	return (lines);
}

void
lines_close(struct lines *lines)
{
	if (lines->file != stdin)
		fclose(lines->file);
	free(lines->buffer);
	free(lines->path);
	free(lines);
}

/* Makes room behind what is there, and reads into it. */
static bool
fill(struct lines *lines, struct read_error *ret_error)
{
	const size_t held = lines->end - lines->start;

	memmove(lines->buffer, lines->buffer + lines->start, held);
	lines->start = 0;
	lines->end = held;
	if (held > JSON_BYTES_MAX) {
		read_error_file(ret_error, read_error_file_name(lines->path),
		    "a line has more than %zu MiB, the limit",
		    JSON_BYTES_MAX >> 20);
		return (false);
	}
	if (held == lines->capacity) {
		char *larger = realloc(lines->buffer, 2 * lines->capacity);

		if (larger == NULL)
			host_out_of_memory();
		lines->buffer = larger;
		lines->capacity *= 2;
	}
	lines->end += fread(lines->buffer + held, 1, lines->capacity - held,
	    lines->file);
	if (ferror(lines->file)) {
		read_error_file(ret_error, read_error_file_name(lines->path),
		    "%s", strerror(errno));
		return (false);
	}
	lines->is_at_end = feof(lines->file) != 0;
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
			return (LINES_NEXT);
		}
		if (lines->is_at_end)
			return (LINES_END);
		searched = held;
		if (!fill(lines, ret_error))
			return (LINES_ERROR);
	}
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

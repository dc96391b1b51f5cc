/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A line of a log without what terminals and logs put around it.
 */
#ifndef IMPORT_LOG_LINE_H
#define IMPORT_LOG_LINE_H

#include <stddef.h>

struct log_line {
	const char *raw;	/* as in the file, without newline */
	size_t raw_length;
	const char *text;	/* without escapes, prefixes and blanks */
	const char *end;
	const char *whole;	/* text and what was in front of it */
	size_t indent;		/* blanks behind the prefixes */
	char *buffer;		/* where text is if escapes were removed */
	size_t buffer_bytes;
};

/* Cleans the line; what line pointed to before is no longer good. */
void log_line_set(struct log_line *line, const char *raw, size_t length);
void log_line_free(struct log_line *line);

/* The column in the file, from 1 and in characters, of a byte of text. */
size_t log_line_column(const struct log_line *line, const char *at);

#endif

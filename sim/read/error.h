/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Why an input was refused, as the one line that the user reads:
 *
 *	FILE:LINE:COLUMN: PATH: what is wrong: VALUE
 *
 * Lines and columns count from 1, columns in characters (code points), and
 * VALUE stands as in the file.  Where there is no place in a file the line is
 * "FILE: what is wrong".
 */
#ifndef READ_ERROR_H
#define READ_ERROR_H

#include <stdarg.h>
#include <stddef.h>

/* Bytes shown of one foreign piece; a longer one is cut with "...". */
enum {
	READ_ERROR_VALUE_BYTES = 60,
	READ_ERROR_FILE_BYTES = 1024
};

/* Has room for all that the readers here put in; more would be cut off. */
struct read_error {
	size_t length;
	char text[8192];	/* one line, no newline */
};

void read_error_clear(struct read_error *error);

/* Appends words of our own. */
void read_error_add(struct read_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void read_error_add_list(struct read_error *error, const char *format,
    va_list arguments) __attribute__((format(printf, 2, 0)));

/*
 * Appends bytes that somebody else wrote, made safe for a terminal (controls,
 * changes of direction and what is not UTF-8 come out as escapes), limit_bytes
 * of them at most.
 */
void read_error_add_foreign(struct read_error *error, const char *bytes,
    size_t length, size_t limit_bytes);

/* The whole line "FILE: " and words of our own. */
void read_error_file(struct read_error *error, const char *file,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* What "-" is called in messages, and any other path as it is. */
const char *read_error_file_name(const char *path);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads a file line by line, in memory for the longest of them.
 */
#ifndef READ_LINES_H
#define READ_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/read/error.h"
#include "sim/read/stream.h"

struct lines;

/* The lines of stream, which they close, each of limit_bytes at most. */
struct lines *lines_of(struct stream *stream, size_t limit_bytes);

/*
 * The same of the file at path, "-" being standard input, each as long as a
 * capture may be; NULL with an error.
 */
struct lines *lines_open(const char *path, struct read_error *ret_error);
void lines_close(struct lines *lines);

enum lines_result { LINES_NEXT, LINES_END, LINES_ERROR };

/*
 * The next line, without its newline, good until the next call.  LINES_ERROR,
 * with an error, ends the reading: the file failed, or a line is too long.
 */
enum lines_result lines_next(struct lines *lines, const char **ret_line,
    size_t *ret_length, struct read_error *ret_error);

/* Did the latest line end with the file and not with a newline? */
bool lines_is_cut(const struct lines *lines);

/*
 * The line that lines_next gave last and all that follows it, as one text; the
 * next line is LINES_END.
 */
enum lines_result lines_rest(struct lines *lines, const char **ret_text,
    size_t *ret_length, struct read_error *ret_error);

#endif

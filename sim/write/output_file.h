/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Files that are written whole or not at all.
 */
#ifndef WRITE_OUTPUT_FILE_H
#define WRITE_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes the bytes the file at path ("-" is standard output, whose errors are
 * for its flush to find).  A regular file is written beside it and renamed, so
 * that what was there is there until all is written, with its mode; a link is
 * followed, and into a device or a pipe the bytes are written.  False, with
 * errno set, on failure, and then a regular file is as it was.
 */
bool output_file_write(const char *path, const void *bytes, size_t length);

#endif

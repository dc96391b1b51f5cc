/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Whole files in memory.
 */
#ifndef READ_FILE_H
#define READ_FILE_H

#include <stddef.h>

#include "sim/read/error.h"

/*
 * All bytes of the file at path ("-" is standard input) with a NUL behind
 * them; the caller frees them.  Reads until the end whatever size the file
 * claims, so that pipes and devices will do.  NULL with an error if it cannot
 * be read or has more than limit_bytes, which is a whole number of MiB.
 */
char *file_read(const char *path, size_t limit_bytes, size_t *ret_length,
    struct read_error *ret_error);

/*
 * The path of name, which is relative to directory; the caller frees it.
 * A directory of NULL is the current one.
 */
char *file_path_in(const char *directory, const char *name);

/* The directory that the file at path lies in; the caller frees it. */
char *file_directory(const char *path);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads captures: JSON of format version 1, the files that they name
 * included.  Accepts exactly what the format allows; what firmware may have
 * got wrong (ranges that wrap, overlap or are empty) is none of its business.
 */
#ifndef READ_CAPTURE_H
#define READ_CAPTURE_H

#include "sim/capture.h"
#include "sim/read/error.h"
#include "sim/read/json.h"

#define CAPTURE_WITNESS_BYTES_MAX ((size_t)16 << 20)	/* one file */
#define CAPTURE_WITNESSES_BYTES_MAX ((size_t)256 << 20)	/* all of them */

/* The file at path, "-" being standard input; NULL with an error. */
struct capture *capture_read(const char *path, struct read_error *ret_error);

/*
 * The same from memory.  Files that it names are relative to directory (NULL:
 * the current one).  The capture keeps nothing of the arguments.
 */
struct capture *capture_read_text(const struct json_text *text,
    const char *directory, struct read_error *ret_error);

void capture_free(struct capture *capture);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A file as people attach it: as it is, compressed (gzip, xz, zstd)
 * or many in a tar, which may be compressed as well.
 */
#ifndef IMPORT_ARCHIVE_H
#define IMPORT_ARCHIVE_H

#include "sim/read/stream.h"

struct archive_file;

/* The file at path, "-" being standard input; NULL with an error. */
struct archive_file *archive_open(const char *path,
    struct read_error *ret_error);

/* The same, once it was read: its length bytes, which the caller keeps. */
struct archive_file *archive_open_bytes(const char *path, const void *bytes,
    size_t length, struct read_error *ret_error);

void archive_close(struct archive_file *file);

enum archive_result { ARCHIVE_FILE_NEXT, ARCHIVE_FILE_END, ARCHIVE_FILE_ERROR };

/*
 * Goes to the next member, the only one if the file is no tar.  Its bytes are
 * those of *ret_stream, which is to be closed before the next one is asked
 * for; its name is "FILE" or, in a tar, "FILE(MEMBER)".
 */
enum archive_result archive_next(struct archive_file *file,
    struct stream **ret_stream, struct read_error *ret_error);

/* The member's path in the tar; NULL if the file is no tar. */
const char *archive_member(const struct archive_file *file);

#endif

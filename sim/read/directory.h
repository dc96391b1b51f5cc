/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The files below a directory, in the byte order of their paths, whatever
 * order the file system has.  In memory for the names in one directory and in
 * those above it.
 *
 * What begins with a dot is passed over.  A link to a file is that file; a
 * link to a directory is not followed, so that no loop is ever walked and no
 * file found twice through one.
 */
#ifndef READ_DIRECTORY_H
#define READ_DIRECTORY_H

#include <stdbool.h>

#include "sim/read/error.h"

struct directory_walk;

/* Finds only files whose name is wanted.  Opens nothing yet. */
struct directory_walk *directory_walk_new(const char *path,
    bool (*is_wanted)(const char *name));
void directory_walk_free(struct directory_walk *walk);

enum directory_result { DIRECTORY_FILE, DIRECTORY_END, DIRECTORY_ERROR };

/*
 * The path of the next file, good until the next call.  DIRECTORY_ERROR, with
 * the path of a directory that cannot be read and an error, does not end the
 * walk.
 */
enum directory_result directory_walk_next(struct directory_walk *walk,
    const char **ret_path, struct read_error *ret_error);

#endif

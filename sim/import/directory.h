/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The files below a directory.
 */
#ifndef IMPORT_DIRECTORY_H
#define IMPORT_DIRECTORY_H

#include "sim/import/forest.h"

/*
 * Adds all files below path that belong to a tree; links to directories are
 * not followed.  False with an error.
 */
bool directory_add(struct forest *forest, const char *path,
    struct read_error *ret_error);

#endif

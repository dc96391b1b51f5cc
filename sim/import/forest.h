/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Trees found in a directory or a tar: the files that may belong to one are
 * kept, in whatever order they come, until all are there.
 *
 * A file belongs to one if its path ends in N/NAME, with a number and a name
 * that kernels use so (end, type, phys_addr ...), or in boot_params/NAME; what
 * is in front of that, or of setup_data/N/NAME, tells the trees apart.
 */
#ifndef IMPORT_FOREST_H
#define IMPORT_FOREST_H

#include "sim/import/form.h"

struct forest;

struct forest *forest_new(void);
void forest_free(struct forest *forest);

/* Does a file at path belong to a tree? */
bool forest_takes(const char *path);

/* Keeps such a file, whose name is copied; the bytes become the forest's. */
void forest_add(struct forest *forest, const char *path,
    const struct import_bytes *content);

/*
 * The next tree; its name is archive(ROOT), or ROOT where archive is NULL, and
 * both that and *ret_root, the path of its root, are good until the next call.
 * False if there is none left.
 */
bool forest_next(struct forest *forest, const char *archive,
    struct import_tree *ret_tree, const char **ret_root);

#endif

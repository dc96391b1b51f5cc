/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The captures that batch is given, in order: files of one capture, files of
 * one a line, and all *.json and *.jsonl files below directories, in the byte
 * order of their paths.
 */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include <stdint.h>
#include <sys/stat.h>

#include "sim/batch/item.h"

struct batch_inputs;

/* The path that names the file whose status is output; or NULL. */
const char *batch_inputs_find(char *const *paths, size_t path_count,
    const struct stat *output);

/*
 * paths are borrowed.  The file whose status is output, which batch itself
 * writes, is passed over below directories; no path names it.
 */
struct batch_inputs *batch_inputs_new(char *const *paths, size_t path_count,
    const struct stat *output);
void batch_inputs_free(struct batch_inputs *inputs);

/*
 * The next item, good until the next call; false at the end.  What cannot be
 * read is an item as well.
 */
bool batch_inputs_next(struct batch_inputs *inputs,
    struct batch_item *ret_item);

/* Bytes in all files; 0 if one has no size, as a pipe. */
uint64_t batch_inputs_bytes(char *const *paths, size_t path_count);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Writes captures as JSON of format version 1, in one layout: equal captures
 * are equal files, and a map entry is a line.
 *
 * What the format has no words for is left out: the reserved nodes'
 * malformed properties and the missing `ranges` or #*-cells of a device tree
 * that does not name its blob, the arguments of a pmem event, and the keys
 * with x- that a reader passed over.
 */
#ifndef WRITE_CAPTURE_JSON_H
#define WRITE_CAPTURE_JSON_H

#include <stdio.h>

#include "sim/capture.h"

/*
 * A witness or a device tree that came from a file is named, not copied: the
 * file has to lie beside what is written.  Whether it could be written is for
 * the caller to ask, with ferror(3).
 */
void capture_write_json(FILE *file, const struct capture *capture);

/* The same on one line, as in a file of many. */
void capture_write_json_line(FILE *file, const struct capture *capture);

#endif

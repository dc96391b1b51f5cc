/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where in its file a part of a capture stands, for mistakes that are found
 * only when it is booted.
 */
#ifndef READ_PLACE_H
#define READ_PLACE_H

#include "sim/read/json.h"

/*
 * Writes "FILE:LINE:COLUMN: PATH" for a JSON path such as events[3].do, or
 * boot.tunables["hw.physmem"].  The file is read again; where that cannot be
 * (standard input) it is "FILE: PATH".
 */
void place_find(const char *file, const char *json_path,
    struct read_error *ret_place);

/* The same where the text that the file had is still there. */
void place_find_in(const struct json_text *text, const char *json_path,
    struct read_error *ret_place);

#endif

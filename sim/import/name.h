/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What an imported capture is called.
 */
#ifndef IMPORT_NAME_H
#define IMPORT_NAME_H

#include "sim/import/draft.h"

/*
 * Names the capture after the file at path, without folders and what the
 * names of logs and archives end in, in the letters that a name may have; and
 * gives the file's name as its source, if it has none.
 */
void name_capture(struct draft *draft, const char *path);

/* Is text what a capture may be called? */
bool name_is_valid(const char *text);

#endif

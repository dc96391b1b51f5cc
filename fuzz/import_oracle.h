/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What holds for every importer: it ends, says why it refuses, imports the
 * same twice, and what it imports is a capture that can be written and read.
 */
#ifndef IMPORT_ORACLE_H
#define IMPORT_ORACLE_H

#include "sim/import/form.h"

/* What the form, by name, makes of the bytes; false with an error. */
bool import_memory(const char *form, const uint8_t *bytes, size_t length,
    struct draft *ret_draft, struct read_error *ret_error);

/*
 * The input, imported as that form; the caller frees the draft.  Its capture
 * is NULL if the form refuses the input.
 */
struct draft import_judged(const char *form, const uint8_t *bytes,
    size_t length);

/*
 * The firmware section of draft, spelt in a form again, is the same when it is
 * imported again.  text has to be accepted.
 */
void import_require_round_trip(const char *form, const struct draft *draft,
    const void *text, size_t length);

#endif

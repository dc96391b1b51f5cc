/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the user has to know of a capture that was imported.
 */
#ifndef IMPORT_NOTES_H
#define IMPORT_NOTES_H

#include "sim/import/import.h"

/*
 * Complains of what was taken for granted and what is missing.  option is what
 * stands in front of the name of an option that helps, such as "--"; form is
 * the one that was asked for, or NULL.  False if something is missing.
 */
bool import_notes(const struct import_result *result, const char *option,
    const struct import_form *form);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Imports for tests: text and bytes from memory, through a file in the
 * current directory, which is a scratch one.
 */
#ifndef TESTS_IMPORTS_H
#define TESTS_IMPORTS_H

#include "sim/import/import.h"

/*
 * What length bytes, kept in a file called path, are imported as.  form is
 * its name, or NULL; boot is 0 for the last.  The draft is the caller's.
 * NULL as its capture: *ret_error says why.
 */
struct import_result import_bytes_as(const char *form, size_t boot,
    const char *path, const void *bytes, size_t length,
    struct read_error *ret_error);

/* A receiver that keeps the first result, where context points to. */
bool import_keep(void *context, struct import_result *result);

/* The same of text, which has to be read without an error. */
struct import_result import_text_as(const char *form, const char *text);

/* The file at path below tests/import, which has to be read. */
struct import_result import_excerpt(const char *form, const char *path);

/* Fails unless both have the same firmware section. */
void expect_same_firmware(const char *what, const struct capture *a,
    const struct capture *b);

#endif

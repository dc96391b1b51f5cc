/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Tables of texts, each with the firmware section that it stands for, or the
 * error.
 */
#ifndef TESTS_IMPORT_ROWS_H
#define TESTS_IMPORT_ROWS_H

#include <check.h>
#include <stddef.h>

#include "tests/imports.h"

struct import_row {
	const char *name;
	const char *text;
	/*
	 * A word and a blank for each entry, numbers in hexadecimal:
	 * e820 "BASE+SIZE:TYPE", EFI "TYPE@PHYS*PAGES:ATTRIBUTES", fdt
	 * "mBASE+SIZE" and, if reserved, "rBASE+SIZE" with "!" if no-map.
	 */
	const char *entries;
	const char *error;	/* instead of entries */
	const char *truncated;
	size_t boot;
};

/* Imports row as that form. */
void import_row_check(const char *form, const struct import_row *row);

/* Main of a test program: rows, and then a suite's other tests. */
int import_rows_run(const char *name, const TTest *rows_test, int row_count,
    const TTest *other_test);

/* The file of the source tree imported as form, and as the form it is. */
struct import_result import_excerpt(const char *form, const char *path);

#endif

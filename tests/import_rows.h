/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Tables of texts and what each is imported as, in a few words.
 */
#ifndef TESTS_IMPORT_ROWS_H
#define TESTS_IMPORT_ROWS_H

#include <stddef.h>

struct import_row {
	const char *name;
	const char *text;
	/*
	 * What describe of import_rows.c prints of the capture: the map's
	 * entries, what was loaded, tunables, profiles, witnesses and notes.
	 */
	const char *expected;
	const char *error;	/* instead: the whole message */
	const char *arch;	/* NULL: the text does not say it */
	const char *about;
	const char *truncated;
	size_t boot;		/* 0: the last */
	unsigned is_reconstructed;
};

void expect_import(const char *form, const struct import_row *row);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Captures that the program replays, and what it then prints, to the byte.
 */
#ifndef TESTS_PRINTED_H
#define TESTS_PRINTED_H

#include <stddef.h>

struct printed_row {
	const char *name;
	const char *profile;
	const char *table;
	int status;		/* of the program's exit */
	const char *capture;
	/* The table; if the status is 2, what the error says behind the
	 * program's name. */
	const char *text;
};

/* The main of a test: one case a row. */
int printed_run(const char *suite_name, const struct printed_row *rows,
    size_t count);

#endif

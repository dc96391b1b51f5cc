/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The option --table of the commands that print tables.
 */
#ifndef TABLE_OPTIONS_H
#define TABLE_OPTIONS_H

#include "sim/command.h"

#define TABLES_ASKED_MAX 64

struct asked_tables {
	const struct table *entries[TABLES_ASKED_MAX];
	size_t count;
};

/*
 * Asks for the tables of a list of names, and for no others; one named twice
 * is asked for once.  False, with a message, if there is none of a name.
 */
bool asked_tables_take(struct asked_tables *asked, char *names);

/* Asks for every table there is. */
void asked_tables_all(struct asked_tables *asked);

/* The stage after which all of them are complete. */
enum bm_stage asked_tables_stage(const struct asked_tables *asked);

#endif

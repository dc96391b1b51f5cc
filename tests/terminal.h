/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A terminal that the program writes to, and a test reads.
 */
#ifndef TESTS_TERMINAL_H
#define TESTS_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

struct terminal {
	int descriptor;
	int other;		/* kept open, so that reading does not fail */
	char path[256];
};

/* A chroot may have none. */
bool terminal_can_be_had(void);

/* What main returns, after a line that says so, where there is none. */
int terminal_skip(void);

/* Until it is read it holds less than 4096 bytes: what writes more waits. */
struct terminal terminal_open(void);

/* Reads what is there, and closes it. */
void terminal_read(struct terminal *terminal, char *text, size_t capacity);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */

/* For the terminal's other end. */
#undef _POSIX_C_SOURCE
#define _XOPEN_SOURCE 700

#include "terminal.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SKIPPED = 77 };	/* for meson */

bool
terminal_can_be_had(void)
{
	const int descriptor = posix_openpt(O_RDWR | O_NOCTTY);

	if (descriptor >= 0)
		close(descriptor);
	return (descriptor >= 0);
}

int
terminal_skip(void)
{
	puts("skipped: no pseudo terminal can be opened here");
	return (SKIPPED);
}

struct terminal
terminal_open(void)
{
	struct terminal terminal = { .descriptor = posix_openpt(O_RDWR |
	    O_NOCTTY) };

	ck_assert_int_ge(terminal.descriptor, 0);
	ck_assert_int_eq(grantpt(terminal.descriptor), 0);
	ck_assert_int_eq(unlockpt(terminal.descriptor), 0);
	snprintf(terminal.path, sizeof(terminal.path), "%s",
	    ptsname(terminal.descriptor));
	terminal.other = open(terminal.path, O_RDWR | O_NOCTTY);
	ck_assert_int_ge(terminal.other, 0);
	return (terminal);
}

void
terminal_read(struct terminal *terminal, char *text, size_t capacity)
{
	struct pollfd polled = { terminal->descriptor, POLLIN, 0 };
	size_t length = 0;

	while (length + 1 < capacity && poll(&polled, 1, 100) > 0) {
		ssize_t got = read(terminal->descriptor, text + length,
		    capacity - 1 - length);

		if (got <= 0)
			break;
		length += (size_t)got;
	}
	text[length] = '\0';
	close(terminal->other);
	close(terminal->descriptor);
}

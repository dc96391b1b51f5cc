/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Which lines to take out of one text and put in from another: Myers's
 * algorithm in linear space ("An O(ND) Difference Algorithm and Its
 * Variations", 1986).
 */
#ifndef LINE_DIFF_H
#define LINE_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/arena.h"

struct text_line {
	const char *bytes;
	size_t length;		/* without the newline */
	size_t number;		/* the same for all lines that are equal */
	bool is_changed;	/* removed from A, or added in B */
};

struct text_lines {
	struct text_line *lines;
	size_t count;
};

/* The lines of a text, borrowed from it. */
struct text_lines text_lines_of(const char *text, size_t length,
    struct arena *arena);

/*
 * Sets is_changed of both.  The lines that are not changed are the same in
 * both, in the same order; nearly always as many as can be.  Texts that have
 * next to nothing in common are given up on rather than searched for long.
 */
void line_diff(struct text_lines *a, struct text_lines *b);

#endif

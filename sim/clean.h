/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Text of others - paths, what kernels printed - made fit for every format.
 */
#ifndef CLEAN_H
#define CLEAN_H

/*
 * A copy, which the caller frees, that is UTF-8 and has no control characters
 * but tab and newline, and nothing else that XML has no way to say: each byte
 * of such comes out as \xNN.
 */
char *clean_text(const char *text);

/* The same, on one line: tab and newline as \xNN too. */
char *clean_line(const char *text);

/* Only UTF-8: control characters stay. */
char *clean_utf8(const char *text);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where a command writes: standard output, or a file that is there whole or
 * not at all.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output {
	FILE *file;
	const char *path;	/* NULL: standard output */
	char *temporary_path;
};

/*
 * Begins to write to path, NULL or "-" being standard output: a file beside
 * it, which takes its name in the end.  False, with a complaint, if that
 * cannot be made.
 */
bool output_open(struct output *ret_output, const char *path);

/* Ends it; false, with a complaint and the old file kept, if bytes are lost. */
bool output_finish(struct output *output);

/* Forgets what was written to a file; standard output has it already. */
void output_discard(struct output *output);

#endif

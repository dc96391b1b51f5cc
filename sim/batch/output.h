/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the results of batch go: whole lines, to standard output or a file.
 */
#ifndef BATCH_OUTPUT_H
#define BATCH_OUTPUT_H

#include <sys/stat.h>
#include <sys/types.h>

#include "sim/host.h"

struct batch_output {
	const char *path;	/* NULL: standard output */
	int descriptor;
	struct stat status;	/* when it was opened */
	off_t compared;		/* results in the file that came out again */
	off_t kept;		/* results in the file that have to */
	off_t size;		/* of the file */
};

/*
 * The file at path, or standard output if that is NULL or "-".  What an old
 * file holds stays.  EXIT_HOST, with a message, if it cannot be written.
 */
enum exit_status batch_output_open(struct batch_output *output,
    const char *path);

/* Empties a file that was there.  The same error. */
enum exit_status batch_output_empty(struct batch_output *output);

/*
 * From now on results repeat those that stand in the file between the two
 * offsets; only what comes behind them is written.
 */
void batch_output_repeat(struct batch_output *output, off_t start, off_t end);

/*
 * Whole lines.  EXIT_BAD_INPUT, with a message and the file as it was, if
 * they are not those that have to be repeated; EXIT_HOST, with a message, if
 * they cannot be written.
 */
enum exit_status batch_output_write(struct batch_output *output,
    const char *bytes, size_t length);

/* There is no more: the file ends here.  The same errors. */
enum exit_status batch_output_end(struct batch_output *output);

void batch_output_close(struct batch_output *output);

#endif

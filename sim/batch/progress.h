/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A line on the terminal that says how far a long command is.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool is_wanted;
	bool is_shown;		/* on the terminal now */
	uint64_t total_bytes;	/* of input; 0: not known */
	uint64_t first_bytes;	/* done before it began */
	uint64_t bytes;		/* done */
	uint64_t count;		/* of what is counted, since it began */
	int64_t begun;		/* milliseconds */
	int64_t shown;
};

/* Milliseconds between two looks of the same line. */
#define PROGRESS_MILLISECONDS 200

/* Is standard error a terminal that results are not printed on? */
bool progress_is_wanted(int output);

void progress_begin(struct progress *progress, uint64_t total_bytes,
    uint64_t done_bytes);

/* So much more is done. */
void progress_add(struct progress *progress, uint64_t count, uint64_t bytes);

/* Shows it, if it is time to. */
void progress_show(struct progress *progress);

/* Removes it, for something else to be printed. */
void progress_hide(struct progress *progress);

#endif

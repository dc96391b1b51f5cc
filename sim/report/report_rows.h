/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows that a replay is judged by, one after the other, for the formats
 * that show them all: the kernel's life, the catalogue, the witnesses.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "sim/replay.h"

/* A panic is no invariant, but no format may pass over it. */
#define PANIC_ROW_ID "KERNEL-LIVES"
#define PANIC_ROW_SENTENCE "The kernel boots without a panic."

enum row_outcome {
	ROW_NOT_JUDGED,
	ROW_HOLDS,
	ROW_WARNS,	/* broken, and no more than a warning */
	ROW_FAILS,
	ROW_OUTCOME_COUNT
};

struct report_row {
	const char *id;
	const char *sentence;
	const char *source;	/* who says so */
	enum bm_severity severity;
	enum row_outcome outcome;
	const struct bm_verdict *verdict; /* NULL for what is not of the
					     catalogue */
	char *details;		/* where it is broken, a line each; else "" */
};

/* The rows of any replay, by index; outcome, verdict and details are unset. */
size_t report_row_count(void);
struct report_row report_row_at(size_t index);

void report_each_row(const struct replay *replay,
    void (*visit)(void *context, const struct report_row *row),
    void *context);

/* How many rows came out how. */
void report_count_rows(const struct replay *replay,
    size_t ret_counts[ROW_OUTCOME_COUNT]);

#endif

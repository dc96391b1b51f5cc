/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a batch came to: captures and results counted, and which invariants
 * are broken in how many of them.
 */
#ifndef BATCH_TALLY_H
#define BATCH_TALLY_H

#include "sim/replay.h"

/* A row an invariant, and one for the witnesses. */
#define TALLY_ROWS_MAX (BM_INVARIANTS_MAX + 1)

struct batch_tally {
	uint64_t capture_count;
	uint64_t result_counts[EXIT_HOST + 1];	/* by status */
	struct tally_row {
		uint64_t capture_count;		/* where it is broken */
		uint64_t result_count;
		uint64_t latest_capture;	/* the same, by number */
		uint64_t latest_result;
	} rows[TALLY_ROWS_MAX];
};

/* What follows are results of the next capture. */
void tally_capture(struct batch_tally *tally);

/* A result of that status, and what is broken in it, told any number of
 * times; false if there is no invariant of that id. */
void tally_result(struct batch_tally *tally, enum exit_status status);
bool tally_broken(struct batch_tally *tally, const char *id);

/* A result, and all that is broken in it. */
void tally_replay(struct batch_tally *tally, const struct replay *replay);

/* Adds captures that tally has not counted. */
void tally_add(struct batch_tally *tally, const struct batch_tally *other);

/* The highest status of all results. */
enum exit_status tally_status(const struct batch_tally *tally);

uint64_t tally_result_count(const struct batch_tally *tally);

/* For people, a line each, on standard error. */
void tally_print(const struct batch_tally *tally);

#endif

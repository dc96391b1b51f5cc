/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/tally.h"

#include <inttypes.h>
#include <string.h>

#include "sim/command.h"
#include "sim/report/report.h"

void
tally_capture(struct batch_tally *tally)
{
	tally->capture_count++;
}

void
tally_result(struct batch_tally *tally, enum exit_status status)
{
	tally->result_counts[status]++;
}

uint64_t
tally_result_count(const struct batch_tally *tally)
{
	uint64_t count = 0;

	for (size_t i = 0; i <= EXIT_HOST; i++)
		count += tally->result_counts[i];
	return (count);
}

static const char *
row_id(size_t row)
{
	return (row < bm_invariant_count ? bm_invariant(row)->id :
	    WITNESS_ROW_ID);
}

static enum bm_severity
row_severity(size_t row)
{
	return (row < bm_invariant_count ? bm_invariant(row)->severity :
	    BM_ERROR);
}

/* Captures and results are numbered from 1. */
static void
add_broken(struct batch_tally *tally, size_t index)
{
	struct tally_row *row = &tally->rows[index];
	uint64_t result = tally_result_count(tally);

	row->capture_count += row->latest_capture != tally->capture_count;
	row->latest_capture = tally->capture_count;
	row->result_count += row->latest_result != result;
	row->latest_result = result;
}

bool
tally_broken(struct batch_tally *tally, const char *id)
{
	for (size_t i = 0; i <= bm_invariant_count; i++)
		if (strcmp(row_id(i), id) == 0) {
			add_broken(tally, i);
			return (true);
		}
	return (false);
}

void
tally_replay(struct batch_tally *tally, const struct replay *replay)
{
	tally_result(tally, replay_exit_status(replay));
	for (size_t i = 0; i < bm_invariant_count; i++)
		if (replay->is_checked &&
		    replay->report.verdicts[i].outcome == BM_BROKEN)
			add_broken(tally, i);
	if (replay->difference_count > 0)
		add_broken(tally, bm_invariant_count);
}

void
tally_add(struct batch_tally *tally, const struct batch_tally *other)
{
	tally->capture_count += other->capture_count;
	for (size_t i = 0; i <= EXIT_HOST; i++)
		tally->result_counts[i] += other->result_counts[i];
	for (size_t i = 0; i <= bm_invariant_count; i++) {
		struct tally_row *row = &tally->rows[i];

		row->capture_count += other->rows[i].capture_count;
		row->result_count += other->rows[i].result_count;
	}
}

enum exit_status
tally_status(const struct batch_tally *tally)
{
	size_t status = EXIT_HOST;

	while (status > EXIT_HOLDS && tally->result_counts[status] == 0)
		status--;
	return ((enum exit_status)status);
}

void
tally_print(const struct batch_tally *tally)
{
	const uint64_t *counts = tally->result_counts;

	complain("batch: captures: %" PRIu64 ", results: %" PRIu64,
	    tally->capture_count, tally_result_count(tally));
	complain("batch: hold: %" PRIu64 ", broken: %" PRIu64 ", bad input: %"
	    PRIu64 ", panics: %" PRIu64 ", host failures: %" PRIu64,
	    counts[EXIT_HOLDS], counts[EXIT_BROKEN], counts[EXIT_BAD_INPUT],
	    counts[EXIT_PANIC], counts[EXIT_HOST]);
	for (size_t i = 0; i <= bm_invariant_count; i++)
		if (tally->rows[i].result_count > 0)
			complain("batch: %s: %s: captures: %" PRIu64
			    ", results: %" PRIu64,
			    severity_name(row_severity(i)), row_id(i),
			    tally->rows[i].capture_count,
			    tally->rows[i].result_count);
}

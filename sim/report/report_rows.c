/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/report_rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/report/report.h"

size_t
report_row_count(void)
{
	return (bm_invariant_count + 2);
}

struct report_row
report_row_at(size_t index)
{
	const struct bm_invariant *row;

	if (index == 0)
		return ((struct report_row){ .id = PANIC_ROW_ID,
		    .sentence = PANIC_ROW_SENTENCE, .severity = BM_ERROR,
		    .source = "the kernel itself" });
	if (index > bm_invariant_count)
		return ((struct report_row){ .id = WITNESS_ROW_ID,
		    .sentence = WITNESS_ROW_SENTENCE, .severity = BM_ERROR,
		    .source = "the capture's own witnesses" });
	row = bm_invariant(index - 1);
	return ((struct report_row){ .id = row->id,
	    .sentence = row->sentence, .severity = row->severity,
	    .source = row->source });
}

static enum row_outcome
outcome_of(const struct replay *replay, size_t index)
{
	if (index == 0)
		return (replay->simulation.world.panic == NULL ? ROW_HOLDS :
		    ROW_FAILS);
	if (!replay->is_checked)
		return (ROW_NOT_JUDGED);
	if (index > bm_invariant_count)
		return (replay->difference_count > 0 ? ROW_FAILS :
		    replay->witness_count > 0 ? ROW_HOLDS : ROW_NOT_JUDGED);
	switch (replay->report.verdicts[index - 1].outcome) {
	case BM_HOLDS:
		return (ROW_HOLDS);
	case BM_BROKEN:
		return (bm_invariant(index - 1)->severity == BM_ERROR ?
		    ROW_FAILS : ROW_WARNS);
	case BM_NOT_JUDGED:
		break;
	}
	return (ROW_NOT_JUDGED);
}

static void
print_witness(void *context, struct bm_range range, const char *why)
{
	fprintf(context, "0x%08" PRIx64 "-0x%08" PRIx64 "%s%s\n", range.start,
	    bm_range_last(range), why[0] == '\0' ? "" : ": ", why);
}

static void
print_differences(FILE *out, const struct replay *replay)
{
	for (size_t i = 0; i < replay->difference_count; i++) {
		const struct witness_difference *difference =
		    &replay->differences[i];

		fprintf(out, "%s, line %zu\nwitness: %s\nprinted: %s\n",
		    difference->witness->table, difference->line,
		    difference->expected == NULL ? "(ends here)" :
		    difference->expected, difference->printed == NULL ?
		    "(ends here)" : difference->printed);
	}
}

static void
print_details(FILE *out, const struct replay *replay,
    const struct report_row *row)
{
	const struct bm_verdict *verdict = row->verdict;

	if (row->outcome == ROW_HOLDS || row->outcome == ROW_NOT_JUDGED)
		return;
	if (verdict != NULL) {
		report_each_witness(replay, verdict, print_witness, out);
		if (verdict->broken_count > verdict->witness_count)
			fprintf(out, "and %" PRIu64 " more places\n",
			    verdict->broken_count - verdict->witness_count);
	} else if (strcmp(row->id, PANIC_ROW_ID) == 0)
		fprintf(out, "panic: %s\n", replay->simulation.world.panic);
	else
		print_differences(out, replay);
}

void
report_each_row(const struct replay *replay,
    void (*visit)(void *context, const struct report_row *row), void *context)
{
	for (size_t i = 0; i < report_row_count(); i++) {
		struct report_row row = report_row_at(i);
		size_t bytes;
		FILE *memory = open_memstream(&row.details, &bytes);

		if (memory == NULL)
			host_out_of_memory();
		row.outcome = outcome_of(replay, i);
		if (i > 0 && i <= bm_invariant_count)
			row.verdict = &replay->report.verdicts[i - 1];
		print_details(memory, replay, &row);
		if (fclose(memory) != 0)
			host_out_of_memory();
		visit(context, &row);
		free(row.details);
	}
}

void
report_count_rows(const struct replay *replay,
    size_t ret_counts[ROW_OUTCOME_COUNT])
{
	for (size_t i = 0; i < ROW_OUTCOME_COUNT; i++)
		ret_counts[i] = 0;
	for (size_t i = 0; i < report_row_count(); i++)
		ret_counts[outcome_of(replay, i)]++;
}

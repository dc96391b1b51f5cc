/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sim/clean.h"
#include "sim/print/entries.h"

/* More entries than this at one witness are counted, not named. */
#define ENTRIES_NAMED 6

const char *
severity_name(enum bm_severity severity)
{
	return (severity == BM_ERROR ? "error" : "warning");
}

struct entry_list {
	char text[(ENTRIES_NAMED + 1) * (ENTRY_TEXT_BYTES + 2)];
	size_t count;
};

static void
add_entry(void *context, const struct bm_fact *fact)
{
	struct entry_list *list = context;
	char text[ENTRY_TEXT_BYTES];
	size_t used = strlen(list->text);

	if (list->count++ >= ENTRIES_NAMED)
		return;
	entry_text_of_fact(fact, text);
	snprintf(list->text + used, sizeof(list->text) - used, "%s%s",
	    used == 0 ? "" : ", ", text);
}

void
report_each_witness(const struct replay *replay,
    const struct bm_verdict *verdict, void (*visit)(void *context,
    struct bm_range range, const char *why), void *context)
{
	struct entry_index *index = entry_index_new(&replay->simulation.world);

	for (size_t i = 0; i < verdict->witness_count; i++) {
		struct entry_list list = { .count = 0 };
		size_t used;

		entry_index_each(index, verdict->witnesses[i], add_entry,
		    &list);
		used = strlen(list.text);
		if (list.count > ENTRIES_NAMED)
			snprintf(list.text + used, sizeof(list.text) - used,
			    " and %zu more", list.count - ENTRIES_NAMED);
		visit(context, verdict->witnesses[i], list.text);
	}
	entry_index_free(index);
}

static void
print_witness(void *context, struct bm_range range, const char *why)
{
	FILE *out = context;

	fprintf(out, "    0x%08" PRIx64 "-0x%08" PRIx64 "%s%s\n", range.start,
	    bm_range_last(range), why[0] == '\0' ? "" : ": ", why);
}

/* The line that a broken row begins with. */
static void
print_heading(const struct color_output *output, const struct replay *replay,
    enum bm_severity severity, const char *id, const char *sentence)
{
	fprintf(output->file, "%s: %s: ", replay->capture->name,
	    replay->simulation.kernel->name);
	color_begin(output, severity == BM_ERROR ? COLOR_ERROR :
	    COLOR_WARNING);
	fprintf(output->file, "%s:", severity_name(severity));
	color_end(output);
	fprintf(output->file, " %s: %s\n", id, sentence);
}

static void
print_row(const struct color_output *output, const struct replay *replay,
    size_t row)
{
	const struct bm_invariant *invariant = bm_invariant(row);
	const struct bm_verdict *verdict = &replay->report.verdicts[row];
	FILE *out = output->file;

	print_heading(output, replay, invariant->severity, invariant->id,
	    invariant->sentence);
	report_each_witness(replay, verdict, print_witness, out);
	if (verdict->broken_count > verdict->witness_count)
		fprintf(out, "    and %" PRIu64 " more places\n",
		    verdict->broken_count - verdict->witness_count);
}

static void
print_foreign_line(const struct color_output *output, enum color color,
    const char *what, const char *line)
{
	char *clean = clean_line(line == NULL ? "(ends here)" : line);

	fprintf(output->file, "    %s: ", what);
	color_begin(output, color);
	fputs(clean, output->file);
	color_end(output);
	fputc('\n', output->file);
	free(clean);
}

static void
print_difference(const struct color_output *output,
    const struct replay *replay, const struct witness_difference *difference)
{
	print_heading(output, replay, BM_ERROR, WITNESS_ROW_ID,
	    WITNESS_ROW_SENTENCE);
	fprintf(output->file, "    %s, line %zu\n",
	    difference->witness->table, difference->line);
	print_foreign_line(output, COLOR_REMOVED, "witness",
	    difference->expected);
	print_foreign_line(output, COLOR_ADDED, "printed",
	    difference->printed);
}

void
report_text(const struct color_output *output, const struct replay *replay)
{
	for (size_t i = 0; i < bm_invariant_count; i++)
		if (replay->report.verdicts[i].outcome == BM_BROKEN)
			print_row(output, replay, i);
	for (size_t i = 0; i < replay->difference_count; i++)
		print_difference(output, replay, &replay->differences[i]);
}

void
report_summary(FILE *out, const struct replay *replay)
{
	size_t counts[3] = { 0, 0, 0 };

	for (size_t i = 0; i < bm_invariant_count; i++)
		counts[replay->report.verdicts[i].outcome]++;
	fprintf(out, "%s: %s: %zu invariants hold, %zu broken, %zu not "
	    "judged; %zu of %zu witnesses match\n", replay->capture->name,
	    replay->simulation.kernel->name, counts[BM_HOLDS],
	    counts[BM_BROKEN], counts[BM_NOT_JUDGED],
	    replay->witness_count - replay->difference_count,
	    replay->witness_count);
}

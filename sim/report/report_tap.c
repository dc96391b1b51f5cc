/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "sim/clean.h"
#include "sim/report/report_formats.h"
#include "sim/report/report_rows.h"

struct tap {
	FILE *out;
	size_t count;
	const struct replay *replay;
};

/* On one line, and with nothing that could be a directive. */
static void
print_escaped(FILE *out, const char *text)
{
	char *clean = clean_line(text);

	for (const char *at = clean; *at != '\0'; at++) {
		if (*at == '#' || *at == '\\')
			fputc('\\', out);
		fputc(*at, out);
	}
	free(clean);
}

/* Each line of text as a comment. */
static void
print_comments(FILE *out, const char *text)
{
	char *clean = clean_text(text);
	bool is_start = true;

	for (const char *at = clean; *at != '\0'; at++) {
		if (is_start)
			fputs("# ", out);
		is_start = *at == '\n';
		fputc(*at, out);
	}
	if (!is_start)
		fputc('\n', out);
	free(clean);
}

static void
print_row(void *context, const struct report_row *row)
{
	struct tap *tap = context;
	FILE *out = tap->out;

	fprintf(out, "%sok %zu - ", row->outcome == ROW_FAILS ? "not " : "",
	    ++tap->count);
	print_escaped(out, tap->replay->capture->name);
	fputs(": ", out);
	print_escaped(out, tap->replay->simulation.kernel->name);
	fprintf(out, ": %s: ", row->id);
	print_escaped(out, row->sentence);
	fputs(row->outcome == ROW_NOT_JUDGED ? " # SKIP not judged\n" : "\n",
	    out);
	if (row->outcome == ROW_WARNS)
		fputs("# warning: it does not hold:\n", out);
	print_comments(out, row->details);
}

void *
tap_begin(struct color_output *output)
{
	struct tap *tap = host_allocate(1, sizeof(*tap));

	tap->out = output->file;
	fputs("TAP version 13\n", tap->out);
	return (tap);
}

void
tap_replayed(void *state, const struct replay *replay)
{
	struct tap *tap = state;

	tap->replay = replay;
	report_each_row(replay, print_row, tap);
}

void
tap_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text)
{
	struct tap *tap = state;

	fprintf(tap->out, "not ok %zu - ", ++tap->count);
	if (name != NULL) {
		print_escaped(tap->out, name);
		fputs(": ", tap->out);
	}
	if (profile != NULL) {
		print_escaped(tap->out, profile);
		fputs(": ", tap->out);
	}
	print_escaped(tap->out, where);
	fputs(": refused\n", tap->out);
	print_comments(tap->out, text);
}

void
tap_end(void *state)
{
	struct tap *tap = state;

	fprintf(tap->out, "1..%zu\n", tap->count);
	free(tap);
}

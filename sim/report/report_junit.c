/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "sim/clean.h"
#include "sim/report/report_formats.h"
#include "sim/report/report_rows.h"

/* The sums stand before what they are of, so that is kept back. */
struct junit {
	FILE *out;
	FILE *suites;
	char *text;
	size_t text_bytes;
	size_t tests;
	size_t failures;
	size_t errors;
	size_t skipped;
};

/* What a testcase is written with. */
struct testcases {
	FILE *out;
	const char *suite_name;
};

/* Escaped for text and for values in quotes alike. */
static void
print_xml(FILE *out, const char *text)
{
	char *clean = clean_text(text);

	for (const char *at = clean; *at != '\0'; at++)
		switch (*at) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\n':
			fputs("&#10;", out);
			break;
		case '\t':
			fputs("&#9;", out);
			break;
		default:
			fputc(*at, out);
		}
	free(clean);
}

static void
print_attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	print_xml(out, value);
	fputc('"', out);
}

static void
print_element(FILE *out, const char *name, const char *type,
    const char *message, const char *text)
{
	fprintf(out, "      <%s", name);
	if (type != NULL)
		print_attribute(out, "type", type);
	if (message != NULL)
		print_attribute(out, "message", message);
	fputc('>', out);
	print_xml(out, text);
	fprintf(out, "</%s>\n", name);
}

static void
print_testcase(void *context, const struct report_row *row)
{
	const struct testcases *cases = context;
	FILE *out = cases->out;

	fputs("    <testcase", out);
	print_attribute(out, "classname", cases->suite_name);
	print_attribute(out, "name", row->id);
	fputs(row->outcome == ROW_HOLDS ? "/>\n" : ">\n", out);
	switch (row->outcome) {
	case ROW_NOT_JUDGED:
		fputs("      <skipped message=\"not judged\"/>\n", out);
		break;
	case ROW_WARNS:
		fputs("      <system-out>warning: ", out);
		print_xml(out, row->sentence);
		print_xml(out, "\n");
		print_xml(out, row->details);
		fputs("</system-out>\n", out);
		break;
	case ROW_FAILS:
		print_element(out, "failure", row->id, row->sentence,
		    row->details);
		break;
	case ROW_HOLDS:
	case ROW_OUTCOME_COUNT:
		return;
	}
	fputs("    </testcase>\n", out);
}

static void
print_suite_head(FILE *out, const char *name, const size_t *counts,
    size_t error_count)
{
	fputs("  <testsuite", out);
	print_attribute(out, "name", name);
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
	    "skipped=\"%zu\">\n", counts[ROW_NOT_JUDGED] +
	    counts[ROW_HOLDS] + counts[ROW_WARNS] + counts[ROW_FAILS] +
	    error_count, counts[ROW_FAILS], error_count,
	    counts[ROW_NOT_JUDGED]);
}

void *
junit_begin(struct color_output *output)
{
	struct junit *junit = host_allocate(1, sizeof(*junit));

	junit->out = output->file;
	junit->suites = open_memstream(&junit->text, &junit->text_bytes);
	if (junit->suites == NULL)
		host_out_of_memory();
	return (junit);
}

void
junit_replayed(void *state, const struct replay *replay)
{
	struct junit *junit = state;
	char name[512];
	struct testcases cases = { junit->suites, name };
	size_t counts[ROW_OUTCOME_COUNT];

	snprintf(name, sizeof(name), "%s.%s", replay->capture->name,
	    replay->simulation.kernel->name);
	report_count_rows(replay, counts);
	junit->tests += report_row_count();
	junit->failures += counts[ROW_FAILS];
	junit->skipped += counts[ROW_NOT_JUDGED];
	print_suite_head(junit->suites, name, counts, 0);
	report_each_row(replay, print_testcase, &cases);
	fputs("  </testsuite>\n", junit->suites);
}

void
junit_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text)
{
	struct junit *junit = state;
	FILE *out = junit->suites;
	const size_t counts[ROW_OUTCOME_COUNT] = { 0 };
	char suite_name[512];

	snprintf(suite_name, sizeof(suite_name), "%s%s%s",
	    name == NULL ? where : name, profile == NULL ? "" : ".",
	    profile == NULL ? "" : profile);
	junit->tests++;
	junit->errors++;
	print_suite_head(out, suite_name, counts, 1);
	fputs("    <testcase", out);
	print_attribute(out, "classname", suite_name);
	print_attribute(out, "name", where);
	fputs(">\n", out);
	print_element(out, "error", "refused", text, text);
	fputs("    </testcase>\n  </testsuite>\n", out);
}

void
junit_end(void *state)
{
	struct junit *junit = state;

	if (fclose(junit->suites) != 0)
		host_out_of_memory();
	fprintf(junit->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"bootmem\" tests=\"%zu\" failures=\"%zu\" "
	    "errors=\"%zu\" skipped=\"%zu\">\n", junit->tests,
	    junit->failures, junit->errors, junit->skipped);
	fwrite(junit->text, 1, junit->text_bytes, junit->out);
	fputs("</testsuites>\n", junit->out);
	free(junit->text);
	free(junit);
}

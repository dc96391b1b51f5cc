/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/report_formats.h"

#include <stdlib.h>

#include "sim/report/report.h"
#include "sim/report/result_json.h"

static void *
begin_stateless(struct color_output *output)
{
	return (output);
}

static void
end_stateless(void *state)
{
	(void)state;
}

static void
text_replayed(void *state, const struct replay *replay)
{
	const struct color_output *output = state;
	const char *panic = replay->simulation.world.panic;

	report_text(output, replay);
	if (panic != NULL)
		fprintf(output->file, "panic: %s\n", panic);
	report_summary(output->file, replay);
}

static void
text_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text)
{
	/* The complaint on standard error says it all. */
	(void)state;
	(void)name;
	(void)profile;
	(void)where;
	(void)text;
}

static void
json_replayed(void *state, const struct replay *replay)
{
	static const struct result_tables none = { NULL, 0 };

	const struct color_output *output = state;

	result_json(output->file, replay, &none);
}

static void
json_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text)
{
	const struct color_output *output = state;

	result_json_error(output->file, name, profile, where, text);
}

const struct report_format report_formats[] = {
	{ "text", begin_stateless, text_replayed, text_refused,
	    end_stateless },
	{ "json", begin_stateless, json_replayed, json_refused,
	    end_stateless },
	{ "junit", junit_begin, junit_replayed, junit_refused, junit_end },
	{ "tap", tap_begin, tap_replayed, tap_refused, tap_end },
	{ "sarif", sarif_begin, sarif_replayed, sarif_refused, sarif_end },
};
const size_t report_format_count =
    sizeof(report_formats) / sizeof(report_formats[0]);

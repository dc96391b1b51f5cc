/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/report_formats.h"

#include <stdlib.h>

#include "sim/report/report.h"
#include "sim/report/result_json.h"

static void *
begin_stateless(FILE *out)
{
	return (out);
}

static void
end_stateless(void *state)
{
	(void)state;
}

static void
text_replayed(void *state, const struct replay *replay)
{
	report_text(state, replay);
	if (replay->simulation.world.panic != NULL)
		fprintf(state, "panic: %s\n", replay->simulation.world.panic);
	report_summary(state, replay);
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

	result_json(state, replay, &none);
}

static void
json_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text)
{
	result_json_error(state, name, profile, where, text);
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

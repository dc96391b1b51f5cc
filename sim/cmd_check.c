/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem check: replays, and prints only the report.
 */
#include <string.h>

#include "sim/report/report_formats.h"
#include "sim/replay_options.h"

struct check {
	struct replay_options *options;
	const struct report_format *format;
	enum color_when color_when;
	void *state;	/* the format's own */
};

static void
replayed(void *context, const struct replay *replay)
{
	struct check *check = context;

	check->format->replayed(check->state, replay);
}

static void
refused(void *context, const char *name, const char *profile,
    const char *where, const char *text)
{
	struct check *check = context;

	check->format->refused(check->state, name, profile, where, text);
}

static const char *
format_name_at(size_t index)
{
	return (report_formats[index].name);
}

static bool
take_format(struct check *check, const char *value)
{
	for (size_t i = 0; i < report_format_count; i++)
		if (strcmp(report_formats[i].name, value) == 0) {
			check->format = &report_formats[i];
			return (true);
		}
	complain_of_name("--format: no such format", value, format_name_at,
	    report_format_count);
	return (false);
}

static bool
take_option(struct check *check, int option, char *value)
{
	switch (option) {
	case 'f':
		return (take_format(check, value));
	case 'C':
		return (color_option_take(value, &check->color_when));
	default:
		return (replay_options_take(check->options, option, value));
	}
}

static enum exit_status
run_with(struct check *check, int argc, char **argv)
{
	static const struct option long_options[] = {
		REPLAY_OPTIONS,
		{ "format", required_argument, NULL, 'f' },
		COLOR_OPTION,
		{ NULL, 0, NULL, 0 }
	};
	struct replay_sink sink = { .context = check, .replayed = replayed,
	    .refused = refused };
	struct color_output output;
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_check, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(check, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	if (optind == argc) {
		complain("check: no capture named; see bootmem check --help");
		return (EXIT_BAD_INPUT);
	}
	output = color_output_of(stdout, check->color_when);
	check->state = check->format->begin(&output);
	status = replay_each(check->options, argv + optind,
	    (size_t)(argc - optind), &sink);
	check->format->end(check->state);
	return (status);
}

static enum exit_status
run(int argc, char **argv)
{
	struct check check = { .options = replay_options_new(),
	    .format = &report_formats[0] };
	enum exit_status status = run_with(&check, argc, argv);

	replay_options_free(check.options);
	return (status);
}

const struct command command_check = {
	.name = "check",
	.synopsis = "[OPTION...] CAPTURE...",
	.about = "replay captures and report broken invariants",
	.help = REPLAY_OPTIONS_HELP
	    "  --format=text|json|junit|tap|sarif\n"
	    COLOR_OPTION_HELP,
	.run = run,
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem sim: prints what the kernel would print.
 */
#include <string.h>

#include "sim/report/report.h"
#include "sim/report/result_json.h"
#include "sim/print/trace.h"
#include "sim/replay_options.h"
#include "sim/table_options.h"

struct sim {
	struct replay_options *options;
	struct asked_tables asked;
	bool is_json;
	bool wants_trace;
	enum color_when color_when;
	bool is_bare;	/* one table of one capture: its bytes only */
};

static void
print_heading(const struct sim *sim, const struct simulation *simulation,
    const char *what)
{
	/* The capture may name several kernels, where the options do not. */
	if (!sim->is_bare || (sim->options->kernel_count == 0 &&
	    simulation->capture->profiles.count > 1))
		printf("== %s: %s: %s ==\n", simulation->capture->name,
		    simulation->kernel->name, what);
}

static void
print_tables(const struct sim *sim, const struct simulation *simulation)
{
	for (size_t i = 0; i < sim->asked.count; i++) {
		const struct table *table = sim->asked.entries[i];

		if (!table_is_complete(table, simulation))
			continue;
		print_heading(sim, simulation, table->name);
		table->print(stdout, simulation);
	}
	if (simulation->world.panic != NULL) {
		print_heading(sim, simulation, "panic");
		printf("panic: %s\n", simulation->world.panic);
	}
}

static void
say_what_is_missing(const struct sim *sim,
    const struct simulation *simulation)
{
	for (size_t i = 0; i < sim->asked.count; i++) {
		const struct table *table = sim->asked.entries[i];

		if (table_is_complete(table, simulation) ||
		    simulation->world.panic != NULL)
			continue;
		complain("%s: table %s is made in stage %s, which %s%s",
		    simulation->capture->name, table->name,
		    stage_name(table->stage),
		    bm_stage_is_of(table->stage, simulation->world.family) ?
		    "was not run" : "is no stage of ",
		    bm_stage_is_of(table->stage, simulation->world.family) ?
		    "" : simulation->kernel->name);
	}
}

static void
replayed(void *context, const struct replay *replay)
{
	const struct sim *sim = context;
	const struct simulation *simulation = &replay->simulation;

	if (sim->wants_trace) {
		fflush(stdout);
		print_trace(stderr, simulation);
	}
	if (sim->is_json)
		result_json(stdout, replay, &(struct result_tables){
		    sim->asked.entries, sim->asked.count });
	else
		print_tables(sim, simulation);
	if (sim->asked.count < table_count)
		say_what_is_missing(sim, simulation);
	if (replay->is_checked) {
		const struct color_output errors = color_output_of(stderr,
		    sim->color_when);

		fflush(stdout);
		report_text(&errors, replay);
	}
}

static void
refused(void *context, const char *name, const char *profile,
    const char *where, const char *text)
{
	const struct sim *sim = context;

	if (sim->is_json)
		result_json_error(stdout, name, profile, where, text);
}

static bool
take_option(struct sim *sim, int option, char *value)
{
	switch (option) {
	case 'T':
		return (asked_tables_take(&sim->asked, value));
	case 'x':
		sim->wants_trace = true;
		return (true);
	case 'n':
		sim->options->wants_check = false;
		return (true);
	case 'C':
		return (color_option_take(value, &sim->color_when));
	case 'f':
		sim->is_json = strcmp(value, "json") == 0;
		if (sim->is_json || strcmp(value, "text") == 0)
			return (true);
		complain("--format: not text or json: \"%.60s\"", value);
		return (false);
	default:
		return (replay_options_take(sim->options, option, value));
	}
}

static enum exit_status
run_with(struct sim *sim, int argc, char **argv)
{
	static const struct option long_options[] = {
		REPLAY_OPTIONS,
		{ "table", required_argument, NULL, 'T' },
		{ "trace", no_argument, NULL, 'x' },
		{ "no-check", no_argument, NULL, 'n' },
		{ "format", required_argument, NULL, 'f' },
		COLOR_OPTION,
		{ NULL, 0, NULL, 0 }
	};
	struct replay_sink sink = { .context = sim, .replayed = replayed,
	    .refused = refused };
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_sim, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(sim, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	if (optind == argc) {
		complain("sim: no capture named; see bootmem sim --help");
		return (EXIT_BAD_INPUT);
	}
	sim->is_bare = sim->asked.count == 1 && argc - optind == 1 &&
	    sim->options->kernel_count <= 1;
	if (sim->asked.count == 0)
		asked_tables_all(&sim->asked);
	return (replay_each(sim->options, argv + optind,
	    (size_t)(argc - optind), &sink));
}

static enum exit_status
run(int argc, char **argv)
{
	struct sim sim = { .options = replay_options_new() };
	enum exit_status status;

	status = run_with(&sim, argc, argv);
	replay_options_free(sim.options);
	return (status);
}

const struct command command_sim = {
	.name = "sim",
	.synopsis = "[OPTION...] CAPTURE...",
	.about = "replay captures and print what the kernel would print",
	.help =
	    "  --table=NAME[,...]     only these tables (bootmem list tables)\n"
	    REPLAY_OPTIONS_HELP
	    "  --trace                what each stage changed, on standard error\n"
	    "  --no-check             do not judge the invariants\n"
	    "  --format=text|json\n"
	    COLOR_OPTION_HELP,
	.run = run,
};

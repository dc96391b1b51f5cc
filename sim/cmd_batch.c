/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem batch: many captures, in parallel, and a JSON result line for each,
 * in order.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/batch/batch.h"
#include "sim/batch/cores.h"
#include "sim/read/number.h"
#include "sim/table_options.h"

struct command_line {
	struct batch batch;
	struct replay_options *options;
	struct asked_tables asked;
	bool is_until_said;
};

static bool
take_jobs(struct batch *batch, const char *value)
{
	uint64_t count;

	if (!number_from_string(value, strlen(value), &count) || count < 1 ||
	    count > BATCH_WORKERS_MAX) {
		complain("--jobs: not a number from 1 to %d: \"%.60s\"",
		    BATCH_WORKERS_MAX, value);
		return (false);
	}
	batch->worker_count = (size_t)count;
	return (true);
}

static bool
take_option(struct command_line *line, int option, char *value)
{
	switch (option) {
	case 'T':
		return (asked_tables_take(&line->asked, value));
	case 'n':
		line->options->wants_check = false;
		return (true);
	case 'f':
		if (strcmp(value, "json") == 0)
			return (true);
		complain("--format: batch prints json only: \"%.60s\"",
		    value);
		return (false);
	case 'j':
		return (take_jobs(&line->batch, value));
	case 'o':
		line->batch.output_path = value;
		return (true);
	case 'R':
		line->batch.resumes = true;
		return (true);
	case 'q':
		line->batch.is_quiet = true;
		return (true);
	case 'u':
		line->is_until_said = true;
		return (replay_options_take(line->options, option, value));
	default:
		return (replay_options_take(line->options, option, value));
	}
}

/* Is there all that it takes? */
static bool
is_complete(const struct batch *batch)
{
	if (batch->path_count == 0) {
		complain("batch: no file or directory named; see bootmem "
		    "batch --help");
		return (false);
	}
	if (batch->resumes && (batch->output_path == NULL ||
	    strcmp(batch->output_path, "-") == 0)) {
		complain("batch: --resume needs --output=FILE, the file to "
		    "go on with");
		return (false);
	}
	return (true);
}

static enum exit_status
run_with(struct command_line *line, int argc, char **argv)
{
	static const struct option long_options[] = {
		REPLAY_OPTIONS,
		{ "table", required_argument, NULL, 'T' },
		{ "no-check", no_argument, NULL, 'n' },
		{ "format", required_argument, NULL, 'f' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "output", required_argument, NULL, 'o' },
		{ "resume", no_argument, NULL, 'R' },
		{ "quiet", no_argument, NULL, 'q' },
		{ NULL, 0, NULL, 0 }
	};
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_batch, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(line, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	line->batch.paths = argv + optind;
	line->batch.path_count = (size_t)(argc - optind);
	if (!is_complete(&line->batch))
		return (EXIT_BAD_INPUT);
	/* A panic behind the last table asked for is nobody's business. */
	if (line->asked.count > 0 && !line->is_until_said)
		line->options->boot.until = asked_tables_stage(&line->asked);
	if (line->asked.count == 0)
		asked_tables_all(&line->asked);
	line->batch.settings = (struct batch_settings){ line->options,
	    { line->asked.entries, line->asked.count } };
	return (batch_run(&line->batch));
}

static enum exit_status
run(int argc, char **argv)
{
	struct command_line line = { .options = replay_options_new() };
	enum exit_status status;

	line.batch.worker_count = cores_online();
	if (line.batch.worker_count > BATCH_WORKERS_MAX)
		line.batch.worker_count = BATCH_WORKERS_MAX;
	status = run_with(&line, argc, argv);
	replay_options_free(line.options);
	return (status);
}

const struct command command_batch = {
	.name = "batch",
	.synopsis = "[OPTION...] FILE|DIRECTORY...",
	.about = "replay many captures in parallel; a JSON line for each",
	.help =
	    "  --table=NAME[,...]     only these tables, and the stages they need\n"
	    REPLAY_OPTIONS_HELP
	    "  --no-check             do not judge the invariants\n"
	    "  --format=json\n"
	    "  -j, --jobs=N           captures at a time (one for each core)\n"
	    "  -o, --output=FILE      where the results go\n"
	    "  --resume               go on with the results in FILE\n"
	    "  -q, --quiet            no progress bar and no summary\n",
	.letters = "j:o:q",
	.run = run,
};

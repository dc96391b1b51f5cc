/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem batch: many captures, one a line, one JSON result line each.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/read/capture.h"
#include "sim/read/file.h"
#include "sim/read/lines.h"
#include "sim/replay_options.h"
#include "sim/report/result_json.h"
#include "sim/table_options.h"

struct batch {
	struct replay_options *options;
	struct asked_tables asked;
	bool is_until_said;
};

static void
replayed(void *context, const struct replay *replay)
{
	const struct batch *batch = context;
	const struct result_tables asked = { batch->asked.entries,
	    batch->asked.count };

	result_json(stdout, replay, &asked);
}

static void
refused(void *context, const char *name, const char *profile,
    const char *where, const char *text)
{
	(void)context;
	result_json_error(stdout, name, profile, where, text);
}

static bool
is_blank(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return (false);
	return (true);
}

/* A line, or a file, that could not be read. */
static enum exit_status
refuse(const struct read_error *error, const char *file)
{
	complain("%s", error->text);
	refused(NULL, NULL, NULL, file, error->text);
	return (EXIT_BAD_INPUT);
}

static enum exit_status
run_line(struct batch *batch, const struct json_text *text,
    const char *directory)
{
	const struct replay_sink sink = { batch, replayed, refused };
	struct read_error error;
	struct capture *capture = capture_read_text(text, directory, &error);
	enum exit_status status;

	if (capture == NULL)
		return (refuse(&error, text->file));
	status = replay_capture(batch->options, capture, &sink);
	capture_free(capture);
	return (status);
}

static enum exit_status
run_file(struct batch *batch, const char *path)
{
	struct json_text text = { .file = read_error_file_name(path) };
	enum exit_status status = EXIT_HOLDS;
	enum lines_result result;
	struct read_error error;
	struct lines *lines = lines_open(path, &error);
	char *directory;

	if (lines == NULL)
		return (refuse(&error, text.file));
	directory = file_directory(path);
	while ((result = lines_next(lines, &text.bytes, &text.length,
	    &error)) == LINES_NEXT) {
		text.first_line++;
		if (!is_blank(text.bytes, text.length))
			status = worse_status(status, run_line(batch, &text,
			    directory));
	}
	if (result == LINES_ERROR)
		status = worse_status(status, refuse(&error, text.file));
	free(directory);
	lines_close(lines);
	return (status);
}

static bool
take_option(struct batch *batch, int option, char *value)
{
	switch (option) {
	case 'T':
		return (asked_tables_take(&batch->asked, value));
	case 'n':
		batch->options->wants_check = false;
		return (true);
	case 'f':
		if (strcmp(value, "json") == 0)
			return (true);
		complain("--format: batch prints json only: \"%.60s\"",
		    value);
		return (false);
	case 'u':
		batch->is_until_said = true;
		return (replay_options_take(batch->options, option, value));
	default:
		return (replay_options_take(batch->options, option, value));
	}
}

static enum exit_status
run_with(struct batch *batch, int argc, char **argv)
{
	static const struct option long_options[] = {
		REPLAY_OPTIONS,
		{ "table", required_argument, NULL, 'T' },
		{ "no-check", no_argument, NULL, 'n' },
		{ "format", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 }
	};
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_batch, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(batch, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	if (optind == argc) {
		complain("batch: no file named; see bootmem batch --help");
		return (EXIT_BAD_INPUT);
	}
	/* A panic behind the last table asked for is nobody's business. */
	if (batch->asked.count > 0 && !batch->is_until_said)
		batch->options->boot.until =
		    asked_tables_stage(&batch->asked);
	if (batch->asked.count == 0)
		asked_tables_all(&batch->asked);
	for (int i = optind; i < argc; i++)
		status = worse_status(status, run_file(batch, argv[i]));
	return (status);
}

static enum exit_status
run(int argc, char **argv)
{
	struct batch batch = { .options = replay_options_new() };
	enum exit_status status = run_with(&batch, argc, argv);

	replay_options_free(batch.options);
	return (status);
}

const struct command command_batch = {
	.name = "batch",
	.synopsis = "[OPTION...] FILE.jsonl...",
	.about = "replay captures, one a line, and print a JSON line for each",
	.help =
	    "  --table=NAME[,...]     only these tables, and the stages they need\n"
	    REPLAY_OPTIONS_HELP
	    "  --no-check             do not judge the invariants\n"
	    "  --format=json\n",
	.run = run,
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem import: a memory map in whatever form to a capture.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/capture_options.h"
#include "sim/command.h"
#include "sim/import/import.h"
#include "sim/import_notes.h"
#include "sim/read/number.h"
#include "sim/write/capture_json.h"
#include "sim/write/output_file.h"

struct import {
	struct import_request request;
	const char *name;
	const char *about;
	const char *source;
	bool has_arch;
	enum arch arch;
	const char *output_path;
	FILE *memory;		/* that is written in the end */
	enum exit_status status;
};

/* What the user says goes before what the file says. */
static void
apply_options(const struct import *import, struct draft *draft)
{
	struct capture *capture = draft->capture;

	if (import->name != NULL)
		draft_set_text(draft, &capture->name, import->name,
		    strlen(import->name));
	if (import->about != NULL)
		draft_set_text(draft, &capture->about, import->about,
		    strlen(import->about));
	if (import->source != NULL)
		draft_set_text(draft, &capture->source, import->source,
		    strlen(import->source));
	if (import->has_arch)
		draft_set_arch(draft, import->arch);
}

/* The members of a tar are written a line each, as batch reads them. */
static bool
receive(void *context, struct import_result *result)
{
	struct import *import = context;

	/* One bad member is no reason to go without the others. */
	if (result->error != NULL) {
		complain("%s", result->error->text);
		import->status = EXIT_BAD_INPUT;
		return (true);
	}
	apply_options(import, &result->draft);
	if (!import_notes(result, "--", import->request.form) &&
	    import->status == EXIT_HOLDS)
		import->status = EXIT_BROKEN;
	if (result->is_member)
		capture_write_json_line(import->memory,
		    result->draft.capture);
	else
		capture_write_json(import->memory,
		    result->draft.capture);
	draft_free(&result->draft);
	return (true);
}

static const char *
form_name_at(size_t index)
{
	return (import_forms[index]->name);
}

static bool
take_form(struct import *import, const char *value)
{
	import->request.form = import_form_find(value);
	if (import->request.form == NULL)
		complain_of_name("--from: no such format (see bootmem list "
		    "formats)", value, form_name_at, import_form_count);
	return (import->request.form != NULL);
}

static bool
take_boot(struct import *import, const char *value)
{
	uint64_t number;

	if (!number_from_string(value, strlen(value), &number) ||
	    number == 0 || number > SIZE_MAX) {
		complain("--boot: not a number, counted from 1: \"%.60s\"",
		    value);
		return (false);
	}
	import->request.boot = (size_t)number;
	return (true);
}

static bool
take_option(struct import *import, int option, const char *value)
{
	switch (option) {
	case 'f':
		return (take_form(import, value));
	case 'b':
		return (take_boot(import, value));
	case 'n':
		import->name = value;
		return (capture_option_name(value));
	case 'A':
		import->has_arch = true;
		return (capture_option_arch(value, &import->arch));
	case 'a':
		import->about = value;
		return (true);
	case 's':
		import->source = value;
		return (true);
	default:
		import->output_path = value;
		return (true);
	}
}

static enum exit_status
write_output(const struct import *import, const char *bytes, size_t length)
{
	if (output_file_write(import->output_path, bytes, length))
		return (import->status);
	complain("%s: cannot be written: %s",
	    strcmp(import->output_path, "-") == 0 ? "standard output" :
	    import->output_path, strerror(errno));
	return (EXIT_HOST);
}

/* In memory first: of what is refused nothing is written. */
static enum exit_status
import_path(struct import *import, const char *path)
{
	enum exit_status status = EXIT_BAD_INPUT;
	struct read_error error;
	char *bytes = NULL;
	size_t length = 0;
	bool is_read;

	import->memory = open_memstream(&bytes, &length);
	if (import->memory == NULL)
		host_out_of_memory();
	is_read = import_file(path, &import->request, receive, import,
	    &error);
	if (ferror(import->memory) || fclose(import->memory) != 0)
		host_out_of_memory();
	if (is_read)
		status = write_output(import, bytes, length);
	else
		complain("%s", error.text);
	free(bytes);
	return (status);
}

static enum exit_status
run(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "boot", required_argument, NULL, 'b' },
		{ "name", required_argument, NULL, 'n' },
		{ "arch", required_argument, NULL, 'A' },
		{ "about", required_argument, NULL, 'a' },
		{ "source", required_argument, NULL, 's' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	struct import import = { .output_path = "-" };
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_import, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(&import, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	if (optind + 1 != argc) {
		complain("import: name one file; see bootmem import --help");
		return (EXIT_BAD_INPUT);
	}
	return (import_path(&import, argv[optind]));
}

const struct command command_import = {
	.name = "import",
	.synopsis = "[OPTION...] FILE [-o CAPTURE]",
	.about = "turn a log, a table or a blob into a capture",
	.help =
	    "  --from=FORMAT          what FILE is; else it is found out\n"
	    "  --boot=N               the N-th boot of a log, from 1; else the last\n"
	    "                         whole one\n"
	    "  --arch=ARCH            the machine's, whatever FILE says\n"
	    "  --name=NAME            of the capture; else FILE's\n"
	    "  --about=TEXT           what it is, in one line\n"
	    "  --source=TEXT          where the numbers come from, in one line\n"
	    "  -o, --output=CAPTURE   write there; else to standard output\n",
	.letters = "o:",
	.run = run,
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem export: a capture's map in a form that others have for it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/command.h"
#include "sim/export/export.h"
#include "sim/read/capture.h"
#include "sim/read/place.h"
#include "sim/write/output_file.h"

struct export {
	const struct export_format *format;
	const char *output_path;
	const char *capture_name;	/* for messages */
};

static const char *
format_name_at(size_t index)
{
	return (export_formats[index].name);
}

static bool
take_format(struct export *export, const char *name)
{
	export->format = export_format_find(name);
	if (export->format == NULL)
		complain_of_name("--to: no such format", name, format_name_at,
		    export_format_count);
	return (export->format != NULL);
}

static void
left_out(void *context, const char *where, const char *why)
{
	const struct export *export = context;

	complain("%s: %s: left out: %s", export->capture_name, where, why);
}

static void
complain_of_refusal(const struct capture *capture,
    const struct export_notes *notes)
{
	struct read_error place;

	place_find(capture->path, notes->where, &place);
	complain("%s: %s", place.text, notes->why);
}

static enum exit_status
write_output(const struct export *export, const char *bytes, size_t length)
{
	if (output_file_write(export->output_path, bytes, length))
		return (EXIT_HOLDS);
	complain("%s: cannot be written: %s", export->output_path,
	    strerror(errno));
	return (EXIT_HOST);
}

/* In memory first: of what is refused nothing is written. */
static enum exit_status
export_it(struct export *export, const struct capture *capture)
{
	struct export_notes notes = { .left_out = left_out,
	    .context = export };
	enum exit_status status = EXIT_BAD_INPUT;
	char *bytes = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&bytes, &length);
	bool is_good;

	if (memory == NULL)
		host_out_of_memory();
	is_good = export_capture(export->format, memory, capture, &notes);
	if (ferror(memory) || fclose(memory) != 0)
		host_out_of_memory();
	if (is_good)
		status = write_output(export, bytes, length);
	else
		complain_of_refusal(capture, &notes);
	free(bytes);
	return (status);
}

static enum exit_status
export_file(struct export *export, const char *path)
{
	struct read_error error;
	struct capture *capture = capture_read(path, &error);
	enum exit_status status;

	if (capture == NULL) {
		complain("%s", error.text);
		return (EXIT_BAD_INPUT);
	}
	export->capture_name = read_error_file_name(path);
	status = export_it(export, capture);
	capture_free(capture);
	return (status);
}

static enum exit_status
run(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "to", required_argument, NULL, 't' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	struct export export = { .output_path = "-" };
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_export, argc, argv,
	    long_options, &status, &stops)) != -1) {
		if (option == 'o')
			export.output_path = optarg;
		else if (!take_format(&export, optarg))
			return (EXIT_BAD_INPUT);
	}
	if (stops)
		return (status);
	if (export.format == NULL || argc - optind != 1) {
		complain("export: name a format and one capture; see bootmem "
		    "list formats");
		return (EXIT_BAD_INPUT);
	}
	return (export_file(&export, argv[optind]));
}

const struct command command_export = {
	.name = "export",
	.synopsis = "--to=FORMAT [-o FILE] CAPTURE",
	.about = "write a capture's map in another form",
	.help =
	    "  --to=FORMAT            see bootmem list formats\n"
	    "  -o, --output=FILE      - is standard output, the default\n",
	.letters = "o:",
	.run = run,
};

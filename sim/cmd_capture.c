/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem capture: the running machine's memory map to a capture.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sim/capture_options.h"
#include "sim/command.h"
#include "sim/machine/machine.h"
#include "sim/write/capture_json.h"
#include "sim/write/output_file.h"

struct capture_run {
	struct machine_request request;
	const char *name;
	bool has_arch;
	enum arch arch;
	const char *output_path;
};

static void
tell(void *context, const char *text)
{
	(void)context;
	complain("%s", text);
}

static enum exit_status
write_capture(const struct capture *capture, const char *path)
{
	char *bytes = NULL;
	size_t length = 0;
	FILE *memory = open_memstream(&bytes, &length);
	bool is_written;

	if (memory == NULL)
		host_out_of_memory();
	capture_write_json(memory, capture);
	if (ferror(memory) || fclose(memory) != 0)
		host_out_of_memory();
	is_written = output_file_write(path, bytes, length);
	if (!is_written)
		complain("%s: cannot be written: %s", strcmp(path, "-") == 0 ?
		    "standard output" : path, strerror(errno));
	free(bytes);
	return (is_written ? EXIT_HOLDS : EXIT_HOST);
}

static enum exit_status
capture_machine(const struct capture_run *run)
{
	struct draft draft = machine_capture(&run->request);
	enum exit_status status = EXIT_BAD_INPUT;

	for (size_t i = 0; i < draft.notes.count; i++)
		complain("%s", draft.notes.entries[i]);
	if (run->has_arch)
		draft_set_arch(&draft, run->arch);
	if (run->name != NULL)
		draft_set_text(&draft, &draft.capture->name, run->name,
		    strlen(run->name));
	if (!draft_has_map(&draft) || draft_is_full(&draft)) {
		complain("capture: no memory map could be read: see above; "
		    "run as root, right after a boot, or save the kernel's "
		    "log and use bootmem import");
	} else {
		if (!draft.has_arch)
			complain("the arch is not said; taken as %s (see "
			    "--arch)", arch_names[draft.capture->arch]);
		if (draft.capture->truncated != NULL)
			complain("incomplete: %s", draft.capture->truncated);
		status = write_capture(draft.capture, run->output_path);
	}
	draft_free(&draft);
	return (status);
}

static bool
take_option(struct capture_run *capture, int option, const char *value)
{
	switch (option) {
	case 'r':
		capture->request.root = value;
		return (true);
	case 'N':
		capture->request.has_names = true;
		return (true);
	case 'R':
		capture->request.is_redacted = true;
		return (true);
	case 'n':
		capture->name = value;
		return (capture_option_name(value));
	case 'A':
		capture->has_arch = true;
		return (capture_option_arch(value, &capture->arch));
	default:
		capture->output_path = value;
		return (true);
	}
}

static enum exit_status
run(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "with-names", no_argument, NULL, 'N' },
		{ "redact", no_argument, NULL, 'R' },
		{ "name", required_argument, NULL, 'n' },
		{ "arch", required_argument, NULL, 'A' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	struct capture_run capture = { .request.tell = tell,
	    .output_path = "-" };
	enum exit_status status = EXIT_HOLDS;
	bool stops = false;
	int option;

	while ((option = command_option(&command_capture, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(&capture, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	if (optind != argc) {
		complain("capture: takes no file: \"%.60s\" (another machine's "
		    "files are read with --root)", argv[optind]);
		return (EXIT_BAD_INPUT);
	}
	return (capture_machine(&capture));
}

const struct command command_capture = {
	.name = "capture",
	.synopsis = "[OPTION...] [-o CAPTURE]",
	.about = "read the running machine's memory map",
	.help =
	    "  --root=DIR             another machine's files, below DIR\n"
	    "  --with-names           the machine's name, and its kernel's\n"
	    "                         whole command line; else only addresses\n"
	    "  --redact               no names of nodes, files and devices\n"
	    "  --arch=ARCH            the machine's, whatever it says\n"
	    "  --name=NAME            of the capture; else the system's\n"
	    "  -o, --output=CAPTURE   write there; else to standard output\n",
	.letters = "o:",
	.run = run,
};

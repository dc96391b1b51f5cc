/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdio.h>
#include <string.h>

#include "sim/command.h"
#include "sim/version.h"

static void
print_usage(FILE *out)
{
	fputs("usage: bootmem COMMAND [OPTION...] [ARGUMENT...]\n\n"
	    "Replays boot-time memory maps through kernels' memory set-up.\n\n",
	    out);
	for (size_t i = 0; i < command_count; i++)
		fprintf(out, "  %-6s %s\n", commands[i]->name,
		    commands[i]->about);
	fputs("\nbootmem COMMAND --help tells more, and so does bootmem(1).\n",
	    out);
}

static const char *
command_name_at(size_t index)
{
	return (commands[index]->name);
}

static const char *
option_name_at(size_t index)
{
	return (index == 0 ? "--help" : "--version");
}

static enum exit_status
run(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return (EXIT_BAD_INPUT);
	}
	if (strcmp(argv[1], "--help") == 0) {
		print_usage(stdout);
		return (EXIT_HOLDS);
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("bootmem %s\n", BOOTMEM_VERSION);
		return (EXIT_HOLDS);
	}
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(argv[1], commands[i]->name) == 0)
			return (commands[i]->run(argc - 1, argv + 1));
	if (argv[1][0] == '-')
		complain_of_name("unknown option", argv[1], option_name_at,
		    2);
	else
		complain_of_name("unknown command", argv[1], command_name_at,
		    command_count);
	return (EXIT_BAD_INPUT);
}

int
main(int argc, char **argv)
{
	return ((int)finish_output(run(argc, argv)));
}

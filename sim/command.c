/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/command.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "sim/read/nearest.h"
#include "sim/version.h"

const struct command *const commands[] = {
	&command_sim,
	&command_check,
	&command_diff,
	&command_list,
};
const size_t command_count = sizeof(commands) / sizeof(commands[0]);

void
complain(const char *format, ...)
{
	va_list arguments;

	/* Tables and complaints may share a terminal. */
	fflush(stdout);
	fputs("bootmem: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

void
complain_of_name(const char *what, const char *typed,
    const char *(*name_at)(size_t index), size_t count)
{
	struct nearest nearest = nearest_to(typed, strlen(typed));

	for (size_t i = 0; i < count; i++)
		nearest_try(&nearest, name_at(i));
	if (nearest.name != NULL)
		complain("%s: \"%.60s\": did you mean \"%s\"?", what, typed,
		    nearest.name);
	else
		complain("%s: \"%.60s\"", what, typed);
}

static void
complain_of_option(const struct command *command, const char *typed,
    const struct option *options)
{
	size_t length = strcspn(typed, "=");
	struct nearest nearest = nearest_to(typed, length);

	for (size_t i = 0; options[i].name != NULL; i++) {
		char name[64];

		snprintf(name, sizeof(name), "--%s", options[i].name);
		nearest_try(&nearest, name);
	}
	if (nearest.name == NULL) {
		complain("%s: unknown option \"%.*s\"; see bootmem %s --help",
		    command->name, (int)length, typed, command->name);
		return;
	}
	complain("%s: unknown option \"%.*s\": did you mean \"%s\"?",
	    command->name, (int)length, typed, nearest.name);
}

static void
print_help(const struct command *command)
{
	printf("usage: bootmem %s %s\n\n%s\n\n%s"
	    "  --help                 this text\n"
	    "  --version              the version\n", command->name,
	    command->synopsis, command->about, command->help);
}

int
command_option(const struct command *command, int argc, char **argv,
    const struct option *options, enum exit_status *ret_status,
    bool *ret_stops)
{
	int index = optind == 0 ? 1 : optind;
	int option;

	opterr = 0;
	option = getopt_long(argc, argv, ":", options, NULL);
	switch (option) {
	case 'h':
		print_help(command);
		*ret_status = EXIT_HOLDS;
		break;
	case 'V':
		printf("bootmem %s\n", BOOTMEM_VERSION);
		*ret_status = EXIT_HOLDS;
		break;
	case ':':
		complain("%s: %s needs a value", command->name,
		    argv[optind - 1]);
		*ret_status = EXIT_BAD_INPUT;
		break;
	case '?':
		/* optind has passed the word unless it is one of letters. */
		complain_of_option(command, argv[optind > index ? optind - 1 :
		    index], options);
		*ret_status = EXIT_BAD_INPUT;
		break;
	default:
		return (option);
	}
	*ret_stops = true;
	return (-1);
}

bool
each_word(char *list, bool (*add)(void *context, const char *word),
    void *context)
{
	char *next = list;

	while (next != NULL) {
		char *word = next;
		char *comma = strchr(word, ',');

		next = NULL;
		if (comma != NULL) {
			*comma = '\0';
			next = comma + 1;
		}
		if (!add(context, word))
			return (false);
	}
	return (true);
}

enum exit_status
finish_output(enum exit_status status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain("standard output: %s", strerror(errno));
		return (EXIT_HOST);
	}
	return (status);
}

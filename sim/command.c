/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/command.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/clean.h"
#include "sim/read/nearest.h"
#include "sim/version.h"

const struct command *const commands[] = {
	&command_sim,
	&command_check,
	&command_diff,
	&command_batch,
	&command_import,
	&command_capture,
	&command_export,
	&command_list,
};
const size_t command_count = sizeof(commands) / sizeof(commands[0]);

char *
message_text(const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = host_allocate((size_t)(length < 0 ? 0 : length) + 1, 1);
	if (length > 0)
		vsnprintf(text, (size_t)length + 1, format, arguments);
	return (text);
}

void
complain(const char *format, ...)
{
	va_list arguments;
	char *text, *clean;

	va_start(arguments, format);
	text = message_text(format, arguments);
	va_end(arguments);
	/* Names of files and of things in them may hold anything. */
	clean = clean_line(text);
	/* Tables and complaints may share a terminal. */
	fflush(stdout);
	fprintf(stderr, "bootmem: %s\n", clean);
	free(clean);
	free(text);
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

/* Which options does it abbreviate?  Says so if that is more than one. */
static bool
complain_of_abbreviation(const struct command *command, const char *name,
    size_t length, const struct option *options)
{
	char list[256] = "";
	size_t used = 0, count = 0;

	for (size_t i = 0; options[i].name != NULL; i++)
		if (strncmp(options[i].name, name, length) == 0 &&
		    used < sizeof(list)) {
			used += (size_t)snprintf(list + used,
			    sizeof(list) - used, " --%s", options[i].name);
			count++;
		}
	if (length == 0 || count < 2)
		return (false);
	complain("%s: \"--%.*s\" may be any of%s", command->name,
	    (int)length, name, list);
	return (true);
}

static void
complain_of_long_option(const struct command *command, const char *name,
    const struct option *options)
{
	size_t length = strcspn(name, "=");
	struct nearest nearest = nearest_to(name, length);

	if (complain_of_abbreviation(command, name, length, options))
		return;
	for (size_t i = 0; options[i].name != NULL; i++)
		nearest_try(&nearest, options[i].name);
	if (nearest.name == NULL)
		complain("%s: unknown option \"--%.*s\"; see bootmem %s --help",
		    command->name, (int)length, name, command->name);
	else
		complain("%s: unknown option \"--%.*s\": did you mean "
		    "\"--%s\"?", command->name, (int)length, name,
		    nearest.name);
}

/*
 * Behind a long option that nobody knows getopt_long leaves 0 in optopt,
 * behind one with a value that it does not take the option's letter, which a
 * word of letters may hold, too.
 */
static void
complain_of_option(const struct command *command, const char *word,
    const struct option *options)
{
	size_t length = strcspn(word, "=");

	if (optopt == 0) {
		complain_of_long_option(command, word + strlen("--"),
		    options);
		return;
	}
	for (size_t i = 0; options[i].name != NULL; i++)
		if (strncmp(word, "--", 2) == 0 && word[length] == '=' &&
		    options[i].val == optopt &&
		    options[i].has_arg == no_argument &&
		    strncmp(options[i].name, word + 2, length - 2) == 0) {
			complain("%s: --%s takes no value", command->name,
			    options[i].name);
			return;
		}
	complain("%s: unknown option \"-%c\"; see bootmem %s --help",
	    command->name, optopt, command->name);
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
	char letters[32];
	int option;

	opterr = 0;
	snprintf(letters, sizeof(letters), ":%s",
	    command->letters == NULL ? "" : command->letters);
	option = getopt_long(argc, argv, letters, options, NULL);
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
		complain_of_option(command, argv[optind - 1], options);
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

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the commands share: how they are called, what they take, and how they
 * say what is wrong.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

#include "sim/replay.h"

struct command {
	const char *name;
	const char *synopsis;	/* behind "bootmem NAME " */
	const char *about;	/* one line */
	const char *help;	/* the options, a line each */
	const char *letters;	/* those of one letter, as getopt(3) takes
				   them; NULL: none */
	enum exit_status (*run)(int argc, char **argv);
};

extern const struct command command_sim;
extern const struct command command_batch;
extern const struct command command_capture;
extern const struct command command_check;
extern const struct command command_diff;
extern const struct command command_import;
extern const struct command command_export;
extern const struct command command_list;

extern const struct command *const commands[];
extern const size_t command_count;

/* "bootmem: " and the message, on standard error. */
void complain(const char *format, ...)
    __attribute__((format(printf, 1, 2), nonnull(1)));

/* The message alone, which the caller frees. */
char *message_text(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0), nonnull(1)));

/* What is wrong with a name, and which one is nearest, on standard error. */
void complain_of_name(const char *what, const char *typed,
    const char *(*name_at)(size_t index), size_t count);

/*
 * getopt_long(3) for a command: handles --help and --version (*ret_status is
 * EXIT_HOLDS) and what is mistyped (EXIT_BAD_INPUT) by answering -1 with
 * *ret_stops set; -1 without it is the end of the options.
 */
int command_option(const struct command *command, int argc, char **argv,
    const struct option *options, enum exit_status *ret_status,
    bool *ret_stops);

/* Splits at commas; calls add for each part; false as soon as add is. */
bool each_word(char *list, bool (*add)(void *context, const char *word),
    void *context);

/*
 * Flushes standard output: EXIT_HOST, with a message, if anything written to
 * it was lost, otherwise status.
 */
enum exit_status finish_output(enum exit_status status);

#endif

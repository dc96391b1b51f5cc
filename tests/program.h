/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Runs the program that the environment's BOOTMEM_PROGRAM names, as a user
 * would, and keeps what it says.
 */
#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

#define PROGRAM_ARGUMENTS_MAX 8

struct program_call {
	/* Behind the program's name; NULL ends them. */
	const char *arguments[PROGRAM_ARGUMENTS_MAX + 1];
	const char *input_path;		/* NULL: /dev/null */
	const char *output_path;	/* NULL: it is kept */
	const char *errors_path;	/* NULL: they are kept */
	bool output_is_closed;		/* a pipe that nobody reads */
};

struct program_result {
	int status;		/* of its exit; -1 if a signal ended it */
	int signal;		/* or 0 */
	char *output;		/* a NUL stands behind the bytes */
	size_t output_bytes;
	char *errors;
	size_t errors_bytes;
};

/* The caller gives the result back with program_result_free. */
struct program_result program_run(const struct program_call *call);
void program_result_free(struct program_result *result);

/* The same in two steps, for what goes on in between. */
struct program_running {
	int process;
	int output;
	int errors;
};

struct program_running program_start(const struct program_call *call);
struct program_result program_finish(const struct program_running *running);

/* The same for any other command, found by PATH. */
struct program_result command_run(const char *const *arguments);

/* The same, which has to end with status 0. */
void command_succeed(const char *const *arguments);

/*
 * A process that the program has started and that still runs, or 0.  Looks
 * into /proc; where there is none the answer is -1.
 */
int program_child(const struct program_running *running);

/*
 * Makes a new directory with a link `inputs` to the captures of the source
 * tree, and goes there, so that paths in messages are the same everywhere.
 */
void scratch_enter(void);
void scratch_leave(void);	/* removes it with all that is in it */

/* A file in the current directory. */
void file_write(const char *path, const void *bytes, size_t length);
char *file_read_whole(const char *path, size_t *ret_length);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "program.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char scratch[] = "/tmp/bootmem-test-XXXXXX";

struct sink {
	int descriptor;
	char *bytes;
	size_t length;
	size_t capacity;
};

static void
open_pipe(int ends[2])
{
	ck_assert_int_eq(pipe(ends), 0);
	/* The program gets copies, which dup2 leaves open. */
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(fcntl(ends[i], F_SETFD, FD_CLOEXEC), 0);
}

/* False at the end. */
static bool
sink_read(struct sink *sink)
{
	ssize_t got;

	if (sink->capacity - sink->length < 2) {
		sink->capacity = sink->capacity * 2 + 4096;
		sink->bytes = realloc(sink->bytes, sink->capacity);
		ck_assert_ptr_nonnull(sink->bytes);
	}
	got = read(sink->descriptor, sink->bytes + sink->length,
	    sink->capacity - sink->length - 1);
	ck_assert(got >= 0 || errno == EINTR);
	if (got > 0)
		sink->length += (size_t)got;
	sink->bytes[sink->length] = '\0';
	return (got != 0);
}

/* Both at once: a program that fills one pipe would wait for its reader. */
static void
read_both(struct sink sinks[2])
{
	struct pollfd polled[2];
	int open_count = 2;

	for (int i = 0; i < 2; i++)
		polled[i] = (struct pollfd){ sinks[i].descriptor, POLLIN, 0 };
	while (open_count > 0) {
		if (poll(polled, 2, -1) < 0) {
			ck_assert_int_eq(errno, EINTR);
			continue;
		}
		for (int i = 0; i < 2; i++)
			if (polled[i].fd >= 0 && polled[i].revents != 0 &&
			    !sink_read(&sinks[i])) {
				close(polled[i].fd);
				polled[i].fd = -1;
				open_count--;
			}
	}
}

static pid_t
spawn(const char *program, char *const *arguments,
    const struct program_call *call, int output, int errors)
{
	const char *input = call->input_path == NULL ? "/dev/null" :
	    call->input_path;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	pid_t child;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
	if (call->output_path != NULL)
		posix_spawn_file_actions_addopen(&actions, 1,
		    call->output_path, O_WRONLY, 0);
	else
		posix_spawn_file_actions_adddup2(&actions, output, 1);
	if (call->errors_path != NULL)
		posix_spawn_file_actions_addopen(&actions, 2,
		    call->errors_path, O_WRONLY | O_NOCTTY, 0);
	else
		posix_spawn_file_actions_adddup2(&actions, errors, 2);
	/* Whatever the test's own parent ignores. */
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawnp(&child, program, &actions, &attributes,
	    arguments, environ);
	ck_assert_msg(error == 0, "%s: %s", program, strerror(error));
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return (child);
}

static struct program_running
start(const char *program, char *const *arguments,
    const struct program_call *call)
{
	struct program_running running;
	int pipes[2][2];

	for (int i = 0; i < 2; i++)
		open_pipe(pipes[i]);
	if (call->output_is_closed) {
		/* What is read instead ends at once. */
		close(pipes[0][0]);
		pipes[0][0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	}
	running.process = spawn(program, arguments, call, pipes[0][1],
	    pipes[1][1]);
	for (int i = 0; i < 2; i++)
		close(pipes[i][1]);
	running.output = pipes[0][0];
	running.errors = pipes[1][0];
	return (running);
}

struct program_result
program_finish(const struct program_running *running)
{
	struct program_result result = { .status = -1 };
	struct sink sinks[2] = { { .descriptor = running->output },
	    { .descriptor = running->errors } };
	int wait_status;

	read_both(sinks);
	ck_assert_int_eq(waitpid(running->process, &wait_status, 0),
	    running->process);
	if (WIFEXITED(wait_status))
		result.status = WEXITSTATUS(wait_status);
	else
		result.signal = WTERMSIG(wait_status);
	result.output = sinks[0].bytes;
	result.output_bytes = sinks[0].length;
	result.errors = sinks[1].bytes;
	result.errors_bytes = sinks[1].length;
	return (result);
}

/* posix_spawn takes words that may be changed, and changes none. */
static char *
as_word(const char *text)
{
	union { const char *text; char *word; } either = { .text = text };

	return (either.word);
}

struct program_running
program_start(const struct program_call *call)
{
	const char *program = getenv("BOOTMEM_PROGRAM");
	char *words[PROGRAM_ARGUMENTS_MAX + 2] = { NULL };

	ck_assert_msg(program != NULL, "BOOTMEM_PROGRAM is not set");
	words[0] = as_word("bootmem");
	for (size_t i = 0; i < PROGRAM_ARGUMENTS_MAX; i++)
		words[i + 1] = as_word(call->arguments[i]);
	return (start(program, words, call));
}

struct program_result
program_run(const struct program_call *call)
{
	struct program_running running = program_start(call);

	return (program_finish(&running));
}

struct program_result
command_run(const char *const *arguments)
{
	static const struct program_call plain = { .input_path = NULL };
	char *words[PROGRAM_ARGUMENTS_MAX + 1] = { NULL };
	struct program_running running;

	for (size_t i = 0; arguments[i] != NULL; i++) {
		ck_assert_uint_lt(i, PROGRAM_ARGUMENTS_MAX);
		words[i] = as_word(arguments[i]);
	}
	running = start(words[0], words, &plain);
	return (program_finish(&running));
}

void
command_succeed(const char *const *arguments)
{
	struct program_result result = command_run(arguments);

	ck_assert_msg(result.status == 0, "%s: %s", arguments[0],
	    result.errors);
	program_result_free(&result);
}

/* Is it a process that runs, and whose parent is that one? */
static bool
is_child(const char *name, int parent)
{
	char path[300], text[512], state, *after_name;
	int id = 0;
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/stat", name);
	file = fopen(path, "r");
	if (file == NULL)
		return (false);
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	/* Its name, which is in parentheses, may hold anything. */
	after_name = strrchr(text, ')');
	return (after_name != NULL &&
	    sscanf(after_name + 1, " %c %d", &state, &id) == 2 &&
	    id == parent && state != 'Z');
}

int
program_child(const struct program_running *running)
{
	DIR *directory = opendir("/proc/self");
	struct dirent *entry;
	int child = 0;

	if (directory == NULL)
		return (-1);
	closedir(directory);
	directory = opendir("/proc");
	ck_assert_ptr_nonnull(directory);
	while (child == 0 && (entry = readdir(directory)) != NULL)
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		    is_child(entry->d_name, running->process))
			child = atoi(entry->d_name);
	closedir(directory);
	return (child);
}

void
program_result_free(struct program_result *result)
{
	free(result->output);
	free(result->errors);
}

void
scratch_enter(void)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char inputs[4096];

	ck_assert_msg(root != NULL, "BOOTMEM_SOURCE_ROOT is not set");
	ck_assert_ptr_nonnull(mkdtemp(scratch));
	ck_assert_int_eq(chdir(scratch), 0);
	snprintf(inputs, sizeof(inputs), "%s/inputs", root);
	ck_assert_int_eq(symlink(inputs, "inputs"), 0);
}

static void
remove_below(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	char name[4096];

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		/* Links, above all the one to the inputs, are not followed. */
		if (unlink(name) != 0) {
			remove_below(name);
			ck_assert_int_eq(rmdir(name), 0);
		}
	}
	closedir(directory);
}

void
scratch_leave(void)
{
	remove_below(scratch);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(rmdir(scratch), 0);
}

void
file_write(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

char *
file_read_whole(const char *path, size_t *ret_length)
{
	struct sink sink = { .descriptor = open(path, O_RDONLY) };

	ck_assert_msg(sink.descriptor >= 0, "%s: %s", path, strerror(errno));
	while (sink_read(&sink))
		;
	close(sink.descriptor);
	*ret_length = sink.length;
	return (sink.bytes);
}

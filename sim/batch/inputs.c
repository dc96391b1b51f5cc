/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/host.h"
#include "sim/read/directory.h"
#include "sim/read/lines.h"

/* Larger files are read here, so that many lines are many items. */
#define FILE_BYTES_MAX ((off_t)256 << 10)

struct batch_inputs {
	char *const *paths;
	size_t path_count;
	size_t next_path;
	const struct stat *output;

	struct directory_walk *walk;	/* of a directory, or NULL */
	const char *walked;
	size_t walked_count;

	struct lines *lines;		/* of a file, or NULL */
	const char *lines_path;
	size_t line_number;
	bool is_first;			/* no line but blank ones so far */

	struct read_error error;	/* of the item that was refused */
};

static bool
is_output(const struct stat *status, const struct stat *output)
{
	return (S_ISREG(status->st_mode) &&
	    output->st_dev == status->st_dev &&
	    output->st_ino == status->st_ino);
}

/* Of a path that is named. */
static bool
get_status(const char *path, struct stat *ret_status)
{
	return ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, ret_status) :
	    stat(path, ret_status)) == 0);
}

const char *
batch_inputs_find(char *const *paths, size_t path_count,
    const struct stat *output)
{
	struct stat status;

	for (size_t i = 0; i < path_count; i++)
		if (get_status(paths[i], &status) &&
		    is_output(&status, output))
			return (paths[i]);
	return (NULL);
}

struct batch_inputs *
batch_inputs_new(char *const *paths, size_t path_count,
    const struct stat *output)
{
	struct batch_inputs *inputs = host_allocate(1, sizeof(*inputs));

	inputs->paths = paths;
	inputs->path_count = path_count;
	inputs->output = output;
	return (inputs);
}

static void
close_lines(struct batch_inputs *inputs)
{
	if (inputs->lines != NULL)
		lines_close(inputs->lines);
	inputs->lines = NULL;
}

static void
close_walk(struct batch_inputs *inputs)
{
	if (inputs->walk != NULL)
		directory_walk_free(inputs->walk);
	inputs->walk = NULL;
}

void
batch_inputs_free(struct batch_inputs *inputs)
{
	close_lines(inputs);
	close_walk(inputs);
	free(inputs);
}

static bool
is_wanted(const char *name)
{
	return (batch_name_ends(name, ".json") ||
	    batch_name_ends(name, ".jsonl"));
}

/* An item of inputs->error. */
static void
refuse(const struct batch_inputs *inputs, const char *path,
    struct batch_item *ret_item)
{
	*ret_item = (struct batch_item){ .kind = BATCH_REFUSED, .path = path,
	    .bytes = inputs->error.text, .length = inputs->error.length };
}

/* The next line that is not blank, or the file from there on. */
static enum lines_result
next_text(struct batch_inputs *inputs, const char **ret_bytes,
    size_t *ret_length)
{
	enum lines_result result;

	do {
		inputs->line_number++;
		result = lines_next(inputs->lines, ret_bytes, ret_length,
		    &inputs->error);
	} while (result == LINES_NEXT &&
	    batch_line_is_blank(*ret_bytes, *ret_length));
	if (result == LINES_NEXT && inputs->is_first &&
	    !batch_is_lines(inputs->lines_path, *ret_bytes, *ret_length))
		result = lines_rest(inputs->lines, ret_bytes, ret_length,
		    &inputs->error);
	inputs->is_first = false;
	return (result);
}

/* False at the end of the file. */
static bool
next_of_lines(struct batch_inputs *inputs, struct batch_item *ret_item)
{
	const char *path = inputs->lines_path, *bytes;
	size_t length;

	switch (next_text(inputs, &bytes, &length)) {
	case LINES_NEXT:
		*ret_item = (struct batch_item){ .kind = BATCH_TEXT,
		    .path = path, .bytes = bytes, .length = length,
		    .first_line = inputs->line_number,
		    .input_bytes = length + 1 };
		return (true);
	case LINES_ERROR:
		close_lines(inputs);
		refuse(inputs, path, ret_item);
		return (true);
	case LINES_END:
	default:
		close_lines(inputs);
		return (false);
	}
}

/* The item that a file is as a whole; false if it is to be read as lines. */
static bool
open_file(struct batch_inputs *inputs, const char *path,
    const struct stat *status, struct batch_item *ret_item)
{
	if (S_ISREG(status->st_mode) && status->st_size <= FILE_BYTES_MAX &&
	    batch_name_ends(path, ".json")) {
		*ret_item = (struct batch_item){ .kind = BATCH_FILE,
		    .path = path, .input_bytes = (size_t)status->st_size };
		return (true);
	}
	inputs->lines = lines_open(path, &inputs->error);
	inputs->lines_path = path;
	inputs->line_number = 0;
	inputs->is_first = true;
	if (inputs->lines == NULL)
		refuse(inputs, path, ret_item);
	return (inputs->lines == NULL);
}

/* False if there is no item in path itself, but perhaps in lines. */
static bool
open_walked(struct batch_inputs *inputs, const char *path,
    struct batch_item *ret_item)
{
	struct stat status;

	if (stat(path, &status) != 0)
		read_error_file(&inputs->error, path, "%s", strerror(errno));
	else if (is_output(&status, inputs->output))
		return (false);
	else if (S_ISREG(status.st_mode)) {
		inputs->walked_count++;
		return (open_file(inputs, path, &status, ret_item));
	} else
		read_error_file(&inputs->error, path, "is no regular file");
	inputs->walked_count++;
	refuse(inputs, path, ret_item);
	return (true);
}

/* False if the walk is at its end, or has come to a file of lines. */
static bool
next_of_walk(struct batch_inputs *inputs, struct batch_item *ret_item)
{
	const char *path;

	switch (directory_walk_next(inputs->walk, &path, &inputs->error)) {
	case DIRECTORY_FILE:
		return (open_walked(inputs, path, ret_item));
	case DIRECTORY_ERROR:
		inputs->walked_count++;
		refuse(inputs, path, ret_item);
		return (true);
	case DIRECTORY_END:
	default:
		close_walk(inputs);
		if (inputs->walked_count > 0)
			return (false);
		read_error_file(&inputs->error, inputs->walked,
		    "no *.json or *.jsonl file below it");
		refuse(inputs, inputs->walked, ret_item);
		return (true);
	}
}

/* The same for the next path that was named. */
static bool
open_path(struct batch_inputs *inputs, struct batch_item *ret_item)
{
	const char *path = inputs->paths[inputs->next_path++];
	struct stat status;

	if (!get_status(path, &status))
		read_error_file(&inputs->error, read_error_file_name(path),
		    "%s", strerror(errno));
	else if (S_ISDIR(status.st_mode) && strcmp(path, "-") != 0) {
		inputs->walk = directory_walk_new(path, is_wanted);
		inputs->walked = path;
		inputs->walked_count = 0;
		return (false);
	} else
		return (open_file(inputs, path, &status, ret_item));
	refuse(inputs, path, ret_item);
	return (true);
}

bool
batch_inputs_next(struct batch_inputs *inputs, struct batch_item *ret_item)
{
	for (;;) {
		bool is_item;

		if (inputs->lines != NULL)
			is_item = next_of_lines(inputs, ret_item);
		else if (inputs->walk != NULL)
			is_item = next_of_walk(inputs, ret_item);
		else if (inputs->next_path < inputs->path_count)
			is_item = open_path(inputs, ret_item);
		else
			return (false);
		if (is_item)
			return (true);
	}
}

/* Bytes below a directory; what cannot be read has none. */
static uint64_t
walked_bytes(const char *path)
{
	struct directory_walk *walk = directory_walk_new(path, is_wanted);
	enum directory_result result;
	struct read_error error;
	struct stat status;
	const char *found;
	uint64_t bytes = 0;

	while ((result = directory_walk_next(walk, &found, &error)) !=
	    DIRECTORY_END)
		if (result == DIRECTORY_FILE && stat(found, &status) == 0 &&
		    S_ISREG(status.st_mode))
			bytes += (uint64_t)status.st_size;
	directory_walk_free(walk);
	return (bytes);
}

uint64_t
batch_inputs_bytes(char *const *paths, size_t path_count)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < path_count; i++) {
		struct stat status;

		if (!get_status(paths[i], &status))
			continue;
		if (S_ISDIR(status.st_mode))
			bytes += walked_bytes(paths[i]);
		else if (S_ISREG(status.st_mode))
			bytes += (uint64_t)status.st_size;
		else
			return (0);
	}
	return (bytes);
}

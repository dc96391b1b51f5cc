/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "sim/command.h"

static enum exit_status
fail(const struct batch_output *output)
{
	complain("%s: %s", output->path == NULL ? "standard output" :
	    output->path, strerror(errno));
	return (EXIT_HOST);
}

enum exit_status
batch_output_open(struct batch_output *output, const char *path)
{
	*output = (struct batch_output){ .descriptor = STDOUT_FILENO };
	if (path != NULL && strcmp(path, "-") != 0) {
		output->path = path;
		output->descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC |
		    O_APPEND, 0666);
	}
	if (output->descriptor < 0 ||
	    fstat(output->descriptor, &output->status) != 0)
		return (fail(output));
	return (EXIT_HOLDS);
}

enum exit_status
batch_output_empty(struct batch_output *output)
{
	if (output->path != NULL && S_ISREG(output->status.st_mode) &&
	    ftruncate(output->descriptor, 0) != 0)
		return (fail(output));
	return (EXIT_HOLDS);
}

void
batch_output_repeat(struct batch_output *output, off_t start, off_t end)
{
	output->compared = start;
	output->kept = end;
	output->size = output->status.st_size;
}

static enum exit_status
refuse_repeated(const struct batch_output *output)
{
	complain("%s: the results behind byte %jd are not what comes out now: "
	    "resume with the same captures, options and version, or without "
	    "--resume; nothing was changed", output->path,
	    (intmax_t)output->compared);
	return (EXIT_BAD_INPUT);
}

/* Compares what begins bytes; how much that is goes to *ret_length. */
static enum exit_status
repeat(struct batch_output *output, const char *bytes, size_t length,
    size_t *ret_length)
{
	char before[4096];

	*ret_length = 0;
	while (output->compared < output->kept && *ret_length < length) {
		size_t wanted = length - *ret_length;
		ssize_t got;

		if (wanted > sizeof(before))
			wanted = sizeof(before);
		if ((off_t)wanted > output->kept - output->compared)
			wanted = (size_t)(output->kept - output->compared);
		got = pread(output->descriptor, before, wanted,
		    output->compared);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return (fail(output));
		if (got == 0 || memcmp(before, bytes + *ret_length,
		    (size_t)got) != 0)
			return (refuse_repeated(output));
		output->compared += got;
		*ret_length += (size_t)got;
	}
	return (EXIT_HOLDS);
}

/* Removes a line that was cut off. */
static bool
cut(struct batch_output *output)
{
	if (output->size <= output->kept)
		return (true);
	output->size = output->kept;
	return (ftruncate(output->descriptor, output->kept) == 0);
}

enum exit_status
batch_output_write(struct batch_output *output, const char *bytes,
    size_t length)
{
	size_t at = 0;
	enum exit_status status;

	status = repeat(output, bytes, length, &at);
	if (status != EXIT_HOLDS)
		return (status);
	if (output->compared == output->kept && !cut(output))
		return (fail(output));
	while (at < length) {
		ssize_t written = write(output->descriptor, bytes + at,
		    length - at);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return (fail(output));
		at += (size_t)written;
	}
	return (EXIT_HOLDS);
}

enum exit_status
batch_output_end(struct batch_output *output)
{
	if (output->compared < output->kept)
		return (refuse_repeated(output));
	if (!cut(output))
		return (fail(output));
	if (output->path == NULL)
		return (EXIT_HOLDS);
	/* Some file systems tell only now. */
	if (close(output->descriptor) != 0)
		return (fail(output));
	output->descriptor = -1;
	return (EXIT_HOLDS);
}

void
batch_output_close(struct batch_output *output)
{
	if (output->path != NULL && output->descriptor >= 0)
		close(output->descriptor);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/command.h"

/* mkstemp(3) makes a file that nobody else may read; a new one may be. */
static void
allow_as_usual(int descriptor)
{
	mode_t mask = umask(0);

	umask(mask);
	/* A file that stays private is written all the same. */
	(void)fchmod(descriptor, 0666 & ~mask);
}

/* Is path something that must be written to, not replaced: a device, a pipe? */
static bool
is_special(const char *path)
{
	struct stat status;

	return (stat(path, &status) == 0 && !S_ISREG(status.st_mode));
}

bool
output_open(struct output *ret_output, const char *path)
{
	static const char suffix[] = ".XXXXXX";
	int descriptor;

	*ret_output = (struct output){ .file = stdout };
	if (path == NULL || strcmp(path, "-") == 0)
		return (true);
	ret_output->path = path;
	if (is_special(path)) {
		ret_output->file = fopen(path, "wb");
	} else {
		ret_output->temporary_path = host_allocate(strlen(path) +
		    sizeof(suffix), 1);
		strcpy(ret_output->temporary_path, path);
		strcat(ret_output->temporary_path, suffix);
		descriptor = mkstemp(ret_output->temporary_path);
		if (descriptor >= 0)
			allow_as_usual(descriptor);
		ret_output->file = descriptor < 0 ? NULL :
		    fdopen(descriptor, "wb");
	}
	if (ret_output->file != NULL)
		return (true);
	complain("%s: %s", path, strerror(errno));
	free(ret_output->temporary_path);
	return (false);
}

bool
output_finish(struct output *output)
{
	bool is_written;

	/* The program's end looks after standard output. */
	if (output->path == NULL)
		return (true);
	is_written = fflush(output->file) == 0 && !ferror(output->file);
	is_written = fclose(output->file) == 0 && is_written;
	if (is_written && output->temporary_path != NULL)
		is_written = rename(output->temporary_path, output->path) ==
		    0;
	if (!is_written) {
		complain("%s: %s", output->path, strerror(errno));
		if (output->temporary_path != NULL)
			unlink(output->temporary_path);
	}
	free(output->temporary_path);
	return (is_written);
}

void
output_discard(struct output *output)
{
	if (output->path == NULL)
		return;
	fclose(output->file);
	if (output->temporary_path != NULL)
		unlink(output->temporary_path);
	free(output->temporary_path);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#define _XOPEN_SOURCE 700	/* glibc's realpath */

#include "sim/write/output_file.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/host.h"

/* Closes the descriptor, whatever comes. */
static bool
write_and_close(int descriptor, const char *bytes, size_t length)
{
	int error;

	while (length > 0) {
		ssize_t written = write(descriptor, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			error = errno;
			close(descriptor);
			errno = error;
			return (false);
		}
		bytes += written;
		length -= (size_t)written;
	}
	return (close(descriptor) == 0);
}

/* What open(2) would have given a new file. */
static mode_t
mode_of_new(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return (0666 & ~mask);
}

/* Beside path, so that both are in one file system. */
static bool
replace(const char *path, mode_t mode, const void *bytes, size_t length)
{
	static const char suffix[] = ".XXXXXX";
	size_t path_bytes = strlen(path);
	char *scratch = host_allocate(path_bytes + sizeof(suffix), 1);
	int descriptor, error;
	bool is_good;

	memcpy(scratch, path, path_bytes);
	memcpy(scratch + path_bytes, suffix, sizeof(suffix));
	descriptor = mkstemp(scratch);
	is_good = descriptor >= 0;
	if (is_good) {
		is_good = write_and_close(descriptor, bytes, length) &&
		    chmod(scratch, mode) == 0 && rename(scratch, path) == 0;
		error = errno;
		if (!is_good)
			unlink(scratch);
		errno = error;
	}
	free(scratch);
	return (is_good);
}

bool
output_file_write(const char *path, const void *bytes, size_t length)
{
	struct stat status;
	char *target;
	bool is_good;
	int descriptor;

	if (strcmp(path, "-") == 0) {
		fwrite(bytes, 1, length, stdout);
		return (true);
	}
	/* A link to nothing is not ours to replace. */
	if (stat(path, &status) != 0)
		return (errno == ENOENT && lstat(path, &status) != 0 &&
		    replace(path, mode_of_new(), bytes, length));
	if (!S_ISREG(status.st_mode)) {
		descriptor = open(path, O_WRONLY);
		return (descriptor >= 0 &&
		    write_and_close(descriptor, bytes, length));
	}
	target = realpath(path, NULL);
	is_good = target != NULL && access(target, W_OK) == 0 &&
	    replace(target, status.st_mode & 0777, bytes, length);
	free(target);
	return (is_good);
}

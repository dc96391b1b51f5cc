/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/host.h"

#define FIRST_BYTES ((size_t)64 << 10)

static int
open_path(const char *path)
{
	return (strcmp(path, "-") == 0 ? dup(STDIN_FILENO) :
	    open(path, O_RDONLY | O_CLOEXEC));
}

/* One byte for the NUL and one that shows a file beyond its limit. */
static size_t
first_capacity(const struct stat *status, size_t limit_bytes)
{
	if (!S_ISREG(status->st_mode) || status->st_size < 0)
		return (FIRST_BYTES);
	if ((uintmax_t)status->st_size >= limit_bytes)
		return (limit_bytes + 2);
	return ((size_t)status->st_size + 2);
}

static char *
grown(char *bytes, size_t *capacity, size_t limit_bytes)
{
	size_t wanted = *capacity > limit_bytes / 2 ? limit_bytes + 2 :
	    *capacity * 2;
	char *larger = realloc(bytes, wanted);

	if (larger == NULL)
		host_out_of_memory();
	*capacity = wanted;
	return (larger);
}

/* Like read(2), but fills the buffer unless the file ends. */
static ssize_t
read_fully(int descriptor, char *bytes, size_t capacity)
{
	size_t length = 0;
	ssize_t got;

	while (length < capacity) {
		got = read(descriptor, bytes + length, capacity - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return (-1);
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return ((ssize_t)length);
}

static char *
read_all(int descriptor, size_t capacity, size_t limit_bytes,
    size_t *ret_length)
{
	char *bytes = host_allocate(capacity, 1);
	size_t length = 0;
	ssize_t got;

	for (;;) {
		got = read_fully(descriptor, bytes + length,
		    capacity - 1 - length);
		if (got < 0) {
			free(bytes);
			return (NULL);
		}
		length += (size_t)got;
		if (length < capacity - 1 || length > limit_bytes)
			break;
		bytes = grown(bytes, &capacity, limit_bytes);
	}
	bytes[length] = '\0';
	*ret_length = length;
	return (bytes);
}

char *
file_read(const char *path, size_t limit_bytes, size_t *ret_length,
    struct read_error *ret_error)
{
	const char *name = read_error_file_name(path);
	int descriptor = open_path(path);
	struct stat status;
	size_t length = 0;
	char *bytes = NULL;

	if (descriptor < 0 || fstat(descriptor, &status) != 0)
		read_error_file(ret_error, name, "%s", strerror(errno));
	else if (S_ISDIR(status.st_mode))
		read_error_file(ret_error, name, "is a directory");
	else {
		bytes = read_all(descriptor, first_capacity(&status,
		    limit_bytes), limit_bytes, &length);
		if (bytes == NULL)
			read_error_file(ret_error, name, "%s",
			    strerror(errno));
	}
	if (descriptor >= 0)
		close(descriptor);
	if (bytes != NULL && length > limit_bytes) {
		read_error_file(ret_error, name, "has more than %zu MiB, the "
		    "limit", limit_bytes >> 20);
		free(bytes);
		return (NULL);
	}
	*ret_length = length;
	return (bytes);
}

char *
file_path_in(const char *directory, const char *name)
{
	size_t directory_bytes;
	char *path;

	/* A file called "-" is not standard input. */
	if ((directory == NULL || *directory == '\0') && *name == '-')
		directory = ".";
	directory_bytes = directory == NULL ? 0 : strlen(directory);
	path = host_allocate(directory_bytes + strlen(name) + 2, 1);
	if (directory_bytes > 0) {
		memcpy(path, directory, directory_bytes);
		if (path[directory_bytes - 1] != '/')
			path[directory_bytes++] = '/';
	}
	memcpy(path + directory_bytes, name, strlen(name));
	return (path);
}

char *
file_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char *directory = host_allocate(length + 1, 1);

	memcpy(directory, path, length);
	return (directory);
}

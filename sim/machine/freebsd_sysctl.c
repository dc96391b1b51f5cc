/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What FreeBSD's kernel is asked for by name.  Below a root a sysctl is the
 * file sysctl/NAME, with the bytes of `sysctl -b NAME`, and the environment is
 * the file kenv, with the lines of kenv(1).
 */
#ifdef __FreeBSD__
#undef _POSIX_C_SOURCE		/* under which there is no sysctl */
#endif

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __FreeBSD__
#include <sys/types.h>
#include <sys/sysctl.h>
#include <kenv.h>
#endif

#include "sim/host.h"
#include "sim/machine/source.h"

#ifdef __FreeBSD__
static char *
read_sysctl(const char *name, size_t *ret_length)
{
	char *bytes = NULL;
	size_t length = 0;

	if (sysctlbyname(name, NULL, &length, NULL, 0) != 0)
		return (NULL);
	/* It may have grown when it is asked for again. */
	length += length / 2;
	bytes = host_allocate(length + 1, 1);
	if (sysctlbyname(name, bytes, &length, NULL, 0) != 0) {
		free(bytes);
		return (NULL);
	}
	bytes[length] = '\0';
	*ret_length = length;
	return (bytes);
}

static bool
read_kenv(const char *name, char **ret_value)
{
	char value[KENV_MVALLEN + 1];

	if (kenv(KENV_GET, name, value, sizeof(value)) < 0)
		return (false);
	*ret_value = host_allocate(strlen(value) + 1, 1);
	strcpy(*ret_value, value);
	return (true);
}
#else
static char *
read_sysctl(const char *name, size_t *ret_length)
{
	(void)name;
	(void)ret_length;
	errno = ENOSYS;
	return (NULL);
}

static bool
read_kenv(const char *name, char **ret_value)
{
	(void)name;
	(void)ret_value;
	return (false);
}
#endif

bool
freebsd_read_sysctl(const struct machine_request *request,
    const char *name, struct import_bytes *ret_value)
{
	char path[128];
	size_t length = 0;
	char *bytes;

	if (request->root != NULL) {
		snprintf(path, sizeof(path), "sysctl/%.100s", name);
		return (source_read(request, path, ret_value));
	}
	bytes = read_sysctl(name, &length);
	if (bytes == NULL || length == 0) {
		source_tell(request, "%s: %s", name, bytes == NULL ?
		    strerror(errno) : "is empty: the loader gave no such map");
		free(bytes);
		return (false);
	}
	*ret_value = source_of(name, bytes, length);
	return (true);
}

/* The value in a line NAME="VALUE". */
static bool
find_variable(const char *text, const char *name, char **ret_value)
{
	const size_t length = strlen(name);

	for (const char *line = text; *line != '\0';
	    line += strcspn(line, "\n"), line += *line == '\n') {
		const char *value = line + length + strlen("=\"");
		size_t value_length;

		if (strncmp(line, name, length) != 0 ||
		    strncmp(line + length, "=\"", 2) != 0)
			continue;
		value_length = strcspn(value, "\"\n");
		*ret_value = host_allocate(value_length + 1, 1);
		memcpy(*ret_value, value, value_length);
		return (true);
	}
	return (false);
}

bool
freebsd_read_kenv(const struct machine_request *request, const char *name,
    char **ret_value)
{
	struct import_bytes file;
	bool is_found;

	if (request->root == NULL)
		return (read_kenv(name, ret_value));
	if (!source_read(request, "kenv", &file))
		return (false);
	is_found = find_variable((const char *)file.bytes, name, ret_value);
	source_free(&file);
	return (is_found);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#define _XOPEN_SOURCE 700	/* realpath */

#include "sim/import/directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/import/content.h"
#include "sim/read/file.h"

static bool add_directory(struct forest *forest, const char *path,
    struct read_error *ret_error);

static bool
add_file(struct forest *forest, const char *path,
    struct read_error *ret_error)
{
	struct import_bytes content = { .name = path };
	char *bytes;

	if (!forest_takes(path))
		return (true);
	bytes = file_read(path, CONTENT_BYTES_MAX, &content.length,
	    ret_error);
	if (bytes == NULL)
		return (false);
	content.bytes = (const unsigned char *)bytes;
	forest_add(forest, path, &content);
	return (true);
}

static bool
add_entry(struct forest *forest, const char *path,
    struct read_error *ret_error)
{
	struct stat status;

	if (lstat(path, &status) != 0) {
		read_error_file(ret_error, path, "%s", strerror(errno));
		return (false);
	}
	if (S_ISDIR(status.st_mode))
		return (add_directory(forest, path, ret_error));
	if (S_ISREG(status.st_mode))
		return (add_file(forest, path, ret_error));
	if (!forest_takes(path))
		return (true);
	read_error_file(ret_error, path, "is no regular file (links are not "
	    "followed)");
	return (false);
}

static bool
add_directory(struct forest *forest, const char *path,
    struct read_error *ret_error)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	bool is_read = true;

	if (directory == NULL) {
		read_error_file(ret_error, path, "%s", strerror(errno));
		return (false);
	}
	while (is_read && (errno = 0, entry = readdir(directory)) != NULL) {
		char *name;

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		name = file_path_in(path, entry->d_name);
		is_read = add_entry(forest, name, ret_error);
		free(name);
	}
	if (is_read && errno != 0) {
		read_error_file(ret_error, path, "%s", strerror(errno));
		is_read = false;
	}
	closedir(directory);
	return (is_read);
}

bool
directory_add(struct forest *forest, const char *path,
    struct read_error *ret_error)
{
	/* Which directory "." is says its whole path. */
	char *whole = realpath(path, NULL);
	bool is_read;

	if (whole == NULL) {
		read_error_file(ret_error, path, "%s", strerror(errno));
		return (false);
	}
	is_read = add_directory(forest, whole, ret_error);
	free(whole);
	return (is_read);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/buffer.h"
#include "sim/host.h"

/* One directory that is being walked. */
struct level {
	struct level *above;
	size_t path_length;	/* of its path, with the slash */
	char **names;		/* sorted; of directories with a slash */
	size_t count;
	size_t capacity;
	size_t next;
};

struct directory_walk {
	bool (*is_wanted)(const char *name);
	struct buffer path;	/* of what is walked, with a NUL */
	struct level *innermost;
	bool is_begun;
};

/* Replaces what stands behind length bytes of the path. */
static void
set_path(struct directory_walk *walk, size_t length, const char *name)
{
	walk->path.length = length;
	buffer_add(&walk->path, name, strlen(name) + 1);
}

struct directory_walk *
directory_walk_new(const char *path, bool (*is_wanted)(const char *name))
{
	struct directory_walk *walk = host_allocate(1, sizeof(*walk));
	size_t length = strlen(path);

	walk->is_wanted = is_wanted;
	set_path(walk, 0, path);
	if (length > 0 && path[length - 1] != '/')
		set_path(walk, length, "/");
	return (walk);
}

static void
leave(struct directory_walk *walk)
{
	struct level *level = walk->innermost;

	walk->innermost = level->above;
	for (size_t i = 0; i < level->count; i++)
		free(level->names[i]);
	free(level->names);
	free(level);
}

void
directory_walk_free(struct directory_walk *walk)
{
	while (walk->innermost != NULL)
		leave(walk);
	buffer_free(&walk->path);
	free(walk);
}

static void
add_name(struct level *level, const char *name, bool is_directory)
{
	size_t length = strlen(name);
	char *copy = host_allocate(length + 2, 1);

	memcpy(copy, name, length);
	if (is_directory)
		copy[length] = '/';
	if (level->count == level->capacity) {
		size_t capacity = 2 * level->capacity + 16;
		char **larger = realloc(level->names,
		    capacity * sizeof(larger[0]));

		if (larger == NULL)
			host_out_of_memory();
		level->names = larger;
		level->capacity = capacity;
	}
	level->names[level->count++] = copy;
}

/* With the slashes of directories this is the order of whole paths. */
static int
compare_names(const void *a, const void *b)
{
	const char *const *name_a = a, *const *name_b = b;

	return (strcmp(*name_a, *name_b));
}

/* errno is 0 unless the directory could not be read to its end. */
static void
read_names(const struct directory_walk *walk, DIR *directory,
    struct level *level)
{
	struct dirent *entry;

	while (errno = 0, (entry = readdir(directory)) != NULL) {
		const char *name = entry->d_name;
		struct stat status;
		bool is_directory = name[0] != '.' &&
		    fstatat(dirfd(directory), name, &status,
		    AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);

		if (name[0] != '.' && (is_directory || walk->is_wanted(name)))
			add_name(level, name, is_directory);
	}
}

/* Goes into the directory that the path is of. */
static bool
enter(struct directory_walk *walk, struct read_error *ret_error)
{
	DIR *directory = opendir(walk->path.bytes);
	struct level *level;
	int error = errno;

	if (directory != NULL) {
		level = host_allocate(1, sizeof(*level));
		level->above = walk->innermost;
		level->path_length = walk->path.length - 1;
		walk->innermost = level;
		read_names(walk, directory, level);
		error = errno;
		closedir(directory);
		if (level->count > 0)
			qsort(level->names, level->count,
			    sizeof(level->names[0]), compare_names);
	}
	if (directory == NULL || error != 0)
		read_error_file(ret_error, walk->path.bytes, "%s",
		    strerror(error));
	return (directory != NULL && error == 0);
}

enum directory_result
directory_walk_next(struct directory_walk *walk, const char **ret_path,
    struct read_error *ret_error)
{
	bool is_directory = !walk->is_begun;

	walk->is_begun = true;
	for (;;) {
		struct level *level = walk->innermost;
		const char *name;

		*ret_path = walk->path.bytes;
		if (is_directory && !enter(walk, ret_error))
			return (DIRECTORY_ERROR);
		if (is_directory)
			level = walk->innermost;
		while (level != NULL && level->next == level->count) {
			leave(walk);
			level = walk->innermost;
		}
		if (level == NULL)
			return (DIRECTORY_END);
		name = level->names[level->next++];
		set_path(walk, level->path_length, name);
		*ret_path = walk->path.bytes;
		is_directory = name[strlen(name) - 1] == '/';
		if (!is_directory)
			return (DIRECTORY_FILE);
	}
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Replays inputs without a fuzzer: every file named, and every file in the
 * directories named, twice each.  Names the file before it runs it, so that
 * the last name printed is the one that crashed.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

struct replay {
	size_t file_count;
};

static bool replay_path(struct replay *replay, const char *path);

/* All bytes of the file, in an allocation of exactly their number. */
static uint8_t *
read_file(const char *path, size_t *ret_length)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = NULL;
	long length;

	if (file == NULL)
		return (NULL);
	if (fseek(file, 0, SEEK_END) == 0 && (length = ftell(file)) >= 0 &&
	    fseek(file, 0, SEEK_SET) == 0) {
		bytes = fuzz_allocate((size_t)length, 1);
		*ret_length = fread(bytes, 1, (size_t)length, file);
		if (*ret_length != (size_t)length) {
			free(bytes);
			bytes = NULL;
		}
	}
	fclose(file);
	return (bytes);
}

static bool
replay_file(struct replay *replay, const char *path)
{
	uint64_t digests[2];

	printf("%s\n", path);
	fflush(stdout);
	for (int i = 0; i < 2; i++) {
		size_t length = 0;
		uint8_t *bytes = read_file(path, &length);

		if (bytes == NULL) {
			perror(path);
			return (false);
		}
		LLVMFuzzerTestOneInput(bytes, length);
		free(bytes);
		digests[i] = fuzz_digest;
	}
	replay->file_count++;
	if (digests[0] == digests[1])
		return (true);
	fprintf(stderr, "%s: two runs, two results\n", path);
	return (false);
}

static bool
replay_directory(struct replay *replay, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort);
	bool is_good = count >= 0;

	if (!is_good)
		perror(path);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		size_t bytes = strlen(path) + strlen(name) + 2;
		char *child = fuzz_allocate(bytes, 1);

		snprintf(child, bytes, "%s/%s", path, name);
		if (name[0] != '.')
			is_good = replay_path(replay, child) && is_good;
		free(child);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return (is_good);
}

static bool
replay_path(struct replay *replay, const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return (replay_directory(replay, path));
	return (replay_file(replay, path));
}

int
main(int argument_count, char **arguments)
{
	struct replay replay = { 0 };
	bool is_good = argument_count > 1;

	if (!is_good)
		fprintf(stderr, "usage: %s FILE-OR-DIRECTORY...\n",
		    arguments[0]);
	for (int i = 1; i < argument_count; i++)
		is_good = replay_path(&replay, arguments[i]) && is_good;
	printf("%zu inputs replayed\n", replay.file_count);
	/* A replay of nothing proves nothing. */
	return (is_good && replay.file_count > 0 ? 0 : 1);
}

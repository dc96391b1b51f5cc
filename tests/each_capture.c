/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "each_capture.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/read/capture.h"
#include "sim/read/file.h"

/* No more than there are. */
#define CAPTURES_MIN 120

typedef void visit_function(const struct capture *capture,
    const char *directory);

static void
read_and_visit(const char *path, visit_function *visit)
{
	struct read_error error;
	struct capture *capture = capture_read(path, &error);
	char *directory = file_directory(path);

	ck_assert_msg(capture != NULL, "%s", error.text);
	visit(capture, directory);
	free(directory);
	capture_free(capture);
}

/* The files of a folder, or <folder>/capture.json of each in it. */
static unsigned
visit_folder(const char *folder, visit_function *visit)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char path[1024];
	DIR *directory;
	struct dirent *entry;
	struct stat status;
	unsigned count = 0;

	ck_assert_msg(root != NULL, "BOOTMEM_SOURCE_ROOT is not set");
	snprintf(path, sizeof(path), "%s/inputs/%s", root, folder);
	directory = opendir(path);
	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL) {
		const char *extension = strrchr(entry->d_name, '.');

		snprintf(path, sizeof(path), "%s/inputs/%s/%s/capture.json",
		    root, folder, entry->d_name);
		if (entry->d_name[0] == '.')
			continue;
		if (stat(path, &status) != 0) {
			if (*folder == '\0' || extension == NULL ||
			    strcmp(extension, ".json") != 0)
				continue;
			*strrchr(path, '/') = '\0';
		}
		read_and_visit(path, visit);
		count++;
	}
	closedir(directory);
	return (count);
}

void
each_capture(visit_function *visit)
{
	unsigned count = visit_folder("", visit) +
	    visit_folder("hostile", visit) +
	    visit_folder("hostile/defects", visit);

	ck_assert_uint_ge(count, CAPTURES_MIN);
}

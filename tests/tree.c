/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/tree.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/byte_script.h"
#include "tests/program.h"

void
tree_write(const struct tree_part *part)
{
	char path[128];
	size_t length;
	unsigned char *bytes = byte_script(part->script, &length);

	snprintf(path, sizeof(path), "%s", part->path);
	for (char *slash = strchr(path, '/'); slash != NULL;
	    slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0777);
		*slash = '/';
	}
	file_write(path, bytes, length);
	free(bytes);
}

void
tree_run(const char *const *arguments)
{
	struct program_result result = command_run(arguments);

	ck_assert_msg(result.status == 0, "%s: %s", arguments[0],
	    result.errors);
	program_result_free(&result);
}

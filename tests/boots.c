/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "boots.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/print/table.h"
#include "sim/read/capture.h"
#include "sim/read/directory.h"
#include "sim/read/file.h"

/* No more than there are, so that a walk over an empty folder does not pass. */
#define BOOTS_MIN 480
#define NAME_BYTES 256

static bool
is_capture(const char *name)
{
	return (strcmp(name, "capture.json") == 0);
}

char *
boots_path(const char *name)
{
	const char *root = getenv("BOOTMEM_SOURCE_ROOT");
	char *folder, *path;

	ck_assert_msg(root != NULL, "BOOTMEM_SOURCE_ROOT is not set");
	folder = file_path_in(root, "inputs/boots");
	path = file_path_in(folder, name);
	free(folder);
	return (path);
}

static void
show_table(const struct boots_visit *visit,
    const struct witness *witness, const struct simulation *simulation)
{
	const struct table *table = table_find(witness->table);
	const char *panic = simulation == NULL ? NULL :
	    simulation->world.panic;
	char *text;
	size_t bytes;

	if (strcmp(witness->table, "panic") == 0) {
		visit->table(visit, witness, panic == NULL ? "" : panic,
		    panic == NULL ? 0 : strlen(panic));
	} else if (simulation == NULL || table == NULL ||
	    !table_is_complete(table, simulation)) {
		visit->table(visit, witness, "", 0);
	} else {
		text = table_text(table, simulation, &bytes);
		visit->table(visit, witness, text, bytes);
		free(text);
	}
}

static void
replay(struct boots_visit *visit, const char *path)
{
	const struct boot_options options = { .until = BM_STAGE_EVENTS };
	struct read_error read_error;
	struct boot_error boot_error;
	struct capture *capture = capture_read(path, &read_error);
	const struct kernel *kernel;
	struct simulation simulation;
	char boot[NAME_BYTES];
	const char *end = strrchr(path, '/'), *start = end;
	bool is_booted;

	ck_assert_msg(capture != NULL, "%s", read_error.text);
	while (start[-1] != '/')
		start--;
	snprintf(boot, sizeof(boot), "%.*s", (int)(end - start), start);
	visit->boot = boot;
	visit->capture = capture;
	kernel = kernel_captured(capture, 0, &boot_error);
	ck_assert_msg(kernel != NULL, "%s: %s", path, boot_error.text);
	is_booted = simulation_boot(kernel, capture, &options, &simulation,
	    &boot_error);
	for (size_t i = 0; i < capture->witness_count; i++)
		show_table(visit, &capture->witnesses[i],
		    is_booted ? &simulation : NULL);
	if (is_booted)
		simulation_free(&simulation);
	capture_free(capture);
}

void
boots_visit(struct boots_visit *visit)
{
	char *folder = boots_path("");
	struct directory_walk *walk = directory_walk_new(folder, is_capture);
	struct read_error error;
	enum directory_result result;
	const char *path;
	unsigned count = 0;

	while ((result = directory_walk_next(walk, &path, &error)) ==
	    DIRECTORY_FILE) {
		replay(visit, path);
		count++;
	}
	ck_assert_msg(result == DIRECTORY_END, "%s", error.text);
	ck_assert_uint_ge(count, BOOTS_MIN);
	directory_walk_free(walk);
	free(folder);
}


/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boots of inputs/boots, below the environment's BOOTMEM_SOURCE_ROOT, each
 * replayed as the kernel that it was.
 */
#ifndef TESTS_BOOTS_H
#define TESTS_BOOTS_H

#include "sim/capture.h"

/* A walk over the boots, and the boot that it has come to. */
struct boots_visit {
	/* Is called for each table that there is a witness for. */
	void (*table)(const struct boots_visit *visit,
	    const struct witness *witness, const char *text, size_t bytes);
	void *purpose;		/* the caller's */
	const char *boot;	/* the folder's name */
	const struct capture *capture;
};

/* The path of a file beside the boots; the caller frees it. */
char *boots_path(const char *name);

/*
 * Replays all in the order of their names.  What a kernel does not show, or
 * does not come to, is empty.  Fails the test if a capture cannot be read, or
 * if there are fewer than there should be.
 */
void boots_visit(struct boots_visit *visit);

#endif

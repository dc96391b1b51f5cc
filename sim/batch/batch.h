/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Many captures through worker processes: their results in order, and what
 * they come to.
 */
#ifndef BATCH_H
#define BATCH_H

#include "sim/batch/pool.h"

struct batch {
	struct batch_settings settings;
	size_t worker_count;
	char *const *paths;		/* files and directories */
	size_t path_count;
	const char *output_path;	/* NULL: standard output */
	bool resumes;			/* what is in output_path already */
	bool is_quiet;
};

/* Answers the highest status of all results, or why there are not all. */
enum exit_status batch_run(const struct batch *batch);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The JSON result of one capture and profile.
 */
#ifndef RESULT_JSON_H
#define RESULT_JSON_H

#include <stdio.h>

#include "sim/replay.h"

/* What was asked to be in it. */
struct result_tables {
	const struct table *const *entries;
	size_t count;
};

/* One object on one line. */
void result_json(FILE *file, const struct replay *replay,
    const struct result_tables *asked);

/* The same for a capture that could not be read or booted. */
void result_json_error(FILE *file, const char *name, const char *profile,
    const char *where, const char *text);

/* The same for a capture that the host did not manage to replay. */
void result_json_failure(FILE *file, const char *where, const char *text);

#endif

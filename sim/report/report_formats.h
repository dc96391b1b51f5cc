/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The forms in which check reports: for people, for programs, and for the
 * test runners and code scanners of a continuous integration.
 */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include <stdio.h>

#include "sim/replay.h"
#include "sim/report/color.h"

/*
 * A report of many replays: begin, then for each replayed or refused, then
 * end, which gives the state back.  The output outlives the report; only text
 * for people is coloured.
 */
struct report_format {
	const char *name;
	void *(*begin)(struct color_output *output);
	void (*replayed)(void *state, const struct replay *replay);
	/* name and profile may be NULL: the file could not be read. */
	void (*refused)(void *state, const char *name, const char *profile,
	    const char *where, const char *text);
	void (*end)(void *state);
};

/* The first one, text, is the default. */
extern const struct report_format report_formats[];
extern const size_t report_format_count;

/* JUnit's XML: a testsuite for each replay, a testcase for each row. */
void *junit_begin(struct color_output *output);
void junit_replayed(void *state, const struct replay *replay);
void junit_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text);
void junit_end(void *state);

/* The Test Anything Protocol, version 13: a test for each row. */
void *tap_begin(struct color_output *output);
void tap_replayed(void *state, const struct replay *replay);
void tap_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text);
void tap_end(void *state);

/* SARIF 2.1.0: one run, a rule for each row, a result for each broken one. */
void *sarif_begin(struct color_output *output);
void sarif_replayed(void *state, const struct replay *replay);
void sarif_refused(void *state, const char *name, const char *profile,
    const char *where, const char *text);
void sarif_end(void *state);

#endif

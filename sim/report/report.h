/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The report of a replay in every form that check knows.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdio.h>

#include "sim/replay.h"
#include "sim/report/color.h"

/*
 * For people: a paragraph for each broken row, its id, sentence and witnesses
 * with the input entries that meet them.
 */
void report_text(const struct color_output *output,
    const struct replay *replay);

/* A line that says how many rows held. */
void report_summary(FILE *out, const struct replay *replay);

/*
 * The witnesses of a verdict one after the other: visit is given the range
 * and the input entries that meet it, as "firmware.e820[3], boot.kernel".
 */
void report_each_witness(const struct replay *replay,
    const struct bm_verdict *verdict, void (*visit)(void *context,
    struct bm_range range, const char *why), void *context);

const char *severity_name(enum bm_severity severity);

#endif

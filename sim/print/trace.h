/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What each stage of a boot changed, a line a change.
 */
#ifndef TRACE_H
#define TRACE_H

#include <stdio.h>

#include "sim/kernels/kernel.h"

/* "firmware", "physmem", ...: the words of --until and of the trace. */
const char *stage_name(enum bm_stage stage);

/* Why a kernel made a call, in a few words. */
const char *rule_text(enum bm_rule rule);

void print_trace(FILE *out, const struct simulation *simulation);

#endif

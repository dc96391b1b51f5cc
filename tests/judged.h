/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Small worlds, judged by the whole catalogue.
 */
#ifndef TESTS_JUDGED_H
#define TESTS_JUDGED_H

#include "core/check.h"

#define EDGES_MAX 256

/* Fails the test if the world needs more than EDGES_MAX edges. */
void judge_small(const struct bm_world *world, struct bm_report *ret_report);

/* The row's index; fails the test if no row has the id. */
size_t row_of(const char *id);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The checker: judges a world by every row of the catalogue.
 */
#ifndef BM_CHECK_H
#define BM_CHECK_H

#include "coverage.h"
#include "invariants.h"

/* A verdict a row, in the catalogue's order. */
struct bm_report {
	struct bm_verdict verdicts[BM_INVARIANTS_MAX];
};

/* Edges that bm_check may need at most for world. */
size_t bm_check_edge_count(const struct bm_world *world);

/*
 * Judges world.  edges is scratch, edge_capacity of bm_check_edge_count.
 * BM_FULL if it is too small, and ret_report is as it was.  A row of a stage
 * that the world did not reach, or whose prerequisite fails, is not judged.
 */
enum bm_status bm_check(const struct bm_world *world,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    struct bm_report *ret_report);

/* Is any row of that severity, whoever's fault it is, broken? */
bool bm_report_is_broken(const struct bm_report *report,
    enum bm_severity severity);

#endif

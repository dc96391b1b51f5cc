/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judged.h"

#include <check.h>
#include <string.h>

void
judge_small(const struct bm_world *world, struct bm_report *ret_report)
{
	static struct bm_coverage_edge edges[EDGES_MAX];

	ck_assert_uint_le(bm_check_edge_count(world), EDGES_MAX);
	ck_assert_int_eq(bm_check(world, edges, bm_check_edge_count(world),
	    ret_report), BM_OK);
}

size_t
row_of(const char *id)
{
	for (size_t i = 0; i < bm_invariant_count; i++)
		if (strcmp(bm_invariant(i)->id, id) == 0)
			return (i);
	ck_abort_msg("no row has the id %s", id);
	return (0);
}

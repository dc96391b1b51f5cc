/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "segments.h"

#include "contract.h"

enum bm_status
bm_segments_build(const struct bm_rset *managed,
    const struct bm_queues *queues, struct bm_rset *ret_segments)
{
	struct bm_rset_entry entries[BM_QUEUE_BOUNDARIES_MAX + 1];
	struct bm_rset space = bm_rset_empty(entries,
	    sizeof(entries) / sizeof(entries[0]));
	bm_paddr start = 0;

	BM_CONTRACT(queues->count <= BM_QUEUE_BOUNDARIES_MAX);
	for (size_t i = 0; i <= queues->count; i++) {
		/* The last queue goes on to 2^64. */
		bm_paddr end = i < queues->count ? queues->boundaries[i] : 0;
		struct bm_rset_entry entry = { { start, end },
		    (uint32_t)i + 1, { BM_SOURCE_NONE, 0 } };
		enum bm_status status = bm_rset_append(&space, &entry);

		BM_CONTRACT(status == BM_OK);
		start = end;
	}
	return (bm_rset_overlay(managed, &space, ret_segments));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Physical segments: the runs of physical memory whose pages have a page
 * structure.  A segment never crosses the boundary between two free queues
 * (16 MiB and 4 GiB on amd64), and segments of one queue that touch are one.
 * That is a range set whose tags are the numbers of the queues.
 */
#ifndef BM_SEGMENTS_H
#define BM_SEGMENTS_H

#include "rset.h"

#define BM_QUEUE_BOUNDARIES_MAX 4

/* Where one free queue ends and the next begins, in ascending order. */
struct bm_queues {
	bm_paddr boundaries[BM_QUEUE_BOUNDARIES_MAX];
	size_t count;
};

/*
 * The segments of the pages in managed, which are whole pages, into
 * ret_segments, which needs room for managed->count + 2 * (count + 1)
 * entries.  An entry's tags are its queue's number plus 1.
 */
enum bm_status bm_segments_build(const struct bm_rset *managed,
    const struct bm_queues *queues, struct bm_rset *ret_segments);

#endif

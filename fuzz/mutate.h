/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The structural mutator of all targets that read records.  It knows where a
 * record has its two edges, and moves those as firmware does it wrong: onto a
 * neighbour's edge, beside it, to the top.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include <stddef.h>
#include <stdint.h>

/* The form of a target's inputs; every target defines fuzz_layout. */
struct mutate_layout {
	size_t header_bytes;
	size_t record_bytes;
	size_t first_offset;	/* of the lower edge in a record */
	size_t last_offset;	/* of the upper edge, which is included */
	size_t edge_bytes;	/* of each edge: 2 or 8 */
	uint64_t page;		/* in what the edges count */
};

extern const struct mutate_layout fuzz_layout;

#endif

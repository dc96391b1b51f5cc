/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's resource manager as the nexus uses it, first fit, quirks
 * included.  Do not improve this; the reference is core/nexus.
 */
#ifndef RMAN_H
#define RMAN_H

#include "core/nexus.h"

#define RMAN_FREE UINT32_MAX	/* no owner */

/* Pieces of the address space in order, inclusive ends, free or not. */
struct rman_piece {
	uint64_t start;
	uint64_t last;
	uint32_t owner;
	struct bm_origin origin;
};

struct rman {
	struct rman_piece *pieces;
	size_t count;
	size_t capacity;
};

/* Manages 0 to 2^64-1; storage has room for two pieces a reservation, and 1. */
void rman_init(struct rman *rman, struct rman_piece *storage,
    size_t capacity);

/*
 * rman_reserve_resource of count bytes in [start, last]; count is not 0.
 * NULL if there is none.
 */
const struct rman_piece *rman_reserve(struct rman *rman, uint64_t start,
    uint64_t last, uint64_t count, uint32_t owner, struct bm_origin origin);

/* Gives back the piece that starts there; false if owner has none. */
bool rman_release(struct rman *rman, uint64_t start, uint32_t owner);

#endif

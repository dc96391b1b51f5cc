/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The nexus's account of I/O memory addresses: who holds which part of the
 * address space, as FreeBSD's rman(9) keeps it.  Claims are sorted and
 * disjoint; two claims of one owner that touch stay two, because each can be
 * given back by itself.  What no claim holds is free.
 *
 * The caller owns the storage; a full table is BM_FULL and nothing changed.
 */
#ifndef BM_NEXUS_H
#define BM_NEXUS_H

#include <stddef.h>

#include "origin.h"
#include "range.h"
#include "rset.h"
#include "status.h"

struct bm_claim {
	struct bm_range range;
	uint32_t owner;		/* the caller's number for whoever holds it */
	struct bm_origin origin;
};

struct bm_nexus {
	struct bm_claim *claims;
	size_t count;
	size_t capacity;
};

/* What a driver asks for when any free range of that size will do. */
struct bm_nexus_request {
	bm_paddr from;		/* lowest first byte */
	bm_paddr last;		/* highest last byte */
	uint64_t size_bytes;	/* not 0 */
	uint64_t alignment;	/* of the first byte; a power of two */
};

/*
 * Claims exactly claim->range.  BM_BUSY if a byte of it is held: then
 * *ret_holder, if not NULL, is the lowest claim in the way.
 */
enum bm_status bm_nexus_reserve(struct bm_nexus *nexus,
    const struct bm_claim *claim, struct bm_claim *ret_holder);

/*
 * Claims the lowest free range that request allows, in the name of owner, and
 * stores it.  BM_NONE if there is none.
 */
enum bm_status bm_nexus_reserve_first(struct bm_nexus *nexus,
    const struct bm_nexus_request *request, uint32_t owner,
    struct bm_origin origin, struct bm_range *ret_range);

/* Gives back a claim made by owner of exactly range.  BM_NONE if none is. */
enum bm_status bm_nexus_release(struct bm_nexus *nexus,
    struct bm_range range, uint32_t owner);

/*
 * Claims every byte of pieces, one claim a piece, but for the bytes that
 * somebody holds already: those stay theirs, and each such part of a claim is
 * added to ret_conflicts.  All or nothing: BM_FULL if nexus or ret_conflicts
 * has no room for the whole result.  pieces may come in any number, sorted.
 */
enum bm_status bm_nexus_reserve_around(struct bm_nexus *nexus,
    const struct bm_rset *pieces, uint32_t owner,
    struct bm_nexus *ret_conflicts);

/* Index of the first claim that ends at or above address; count if none. */
size_t bm_nexus_search(const struct bm_nexus *nexus, bm_paddr address);

/*
 * The first free run of bytes at or above from; false, and nothing stored,
 * when everything up to 2^64 is held.
 */
bool bm_nexus_next_free(const struct bm_nexus *nexus, bm_paddr from,
    struct bm_range *ret_range);

#endif

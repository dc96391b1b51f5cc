/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Typed maps, as firmware's e820 is one: entries in any order that may lie
 * over each other, of which the highest-ranking type wins at every point.
 *
 * A map is a canonical set of ranges whose tags are the types: for what wins
 * where there is exactly one such table, whatever the order of the entries.
 * Any 32-bit number is a type.  What takes nothing but ranges, such as taking
 * one out, is the range set's own (bm_rset_remove).  As there, an operation
 * is done whole, or answers BM_FULL and leaves the map as it was; in none is
 * a byte lost.
 */
#ifndef BM_E820_H
#define BM_E820_H

#include "rset.h"

struct bm_type_rank {
	uint32_t type;
	uint32_t rank;
};

/*
 * Which types win over which: the higher rank does, and of equal ranks the
 * higher number.  A type is listed at most once.  With none listed it is
 * Linux's rule, the higher number.
 */
struct bm_type_ranks {
	const struct bm_type_rank *entries;
	size_t count;
	uint32_t unlisted_rank;	/* of every type that is not in entries */
};

/* Does type win over other?  Of two different types one always does. */
bool bm_e820_outranks(const struct bm_type_ranks *ranks, uint32_t type,
    uint32_t other);

/*
 * Lays entry over the map: a byte that is not there, or of a type that it
 * outranks, becomes entry's.  At most 2 * count + 1 more entries than before;
 * logarithmic search, plus the entries touched and those moved.
 */
enum bm_status bm_e820_add(struct bm_rset *map,
    const struct bm_type_ranks *ranks, const struct bm_rset_entry *entry);

/*
 * Makes every byte of range that is of old_type one of new_type, whatever
 * their ranks.  May need two entries more than before.
 */
enum bm_status bm_e820_update(struct bm_rset *map, struct bm_range range,
    uint32_t old_type, uint32_t new_type);

/*
 * Takes every byte of range that is of this type out.  May need one entry
 * more than before.
 */
enum bm_status bm_e820_remove_type(struct bm_rset *map,
    struct bm_range range, uint32_t type);

/*
 * The map of count entries in any order, into ret_map, in O(n log n): what
 * bm_e820_add makes of them one by one.  Sorts entries in place.  heap is
 * scratch with room for count; ret_map needs room for 2 * count - 1 entries
 * at most.  An entry of the map has the earliest origin of those that win in
 * it.
 */
enum bm_status bm_e820_build(struct bm_rset_entry *entries, size_t count,
    const struct bm_type_ranks *ranks, const struct bm_rset_entry **heap,
    struct bm_rset *ret_map);

#endif

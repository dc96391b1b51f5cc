/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The canonical set of ranges: sorted, disjoint, and no two neighbours that
 * touch carry the same tags.  For any set of tagged bytes there is exactly
 * one such table, so the order of the calls that made it cannot show.
 *
 * The caller owns the storage.  Every operation either does all it was asked
 * or answers BM_FULL and leaves the table as it was; of ret_set, which is best
 * empty, only the count.
 */
#ifndef BM_RSET_H
#define BM_RSET_H

#include <stddef.h>

#include "origin.h"
#include "range.h"
#include "status.h"

struct bm_rset_entry {
	struct bm_range range;
	uint32_t tags;
	struct bm_origin origin; /* the earliest of the inputs merged here */
};

struct bm_rset {
	struct bm_rset_entry *entries;
	size_t count;
	size_t capacity;
};

static inline struct bm_rset
bm_rset_empty(struct bm_rset_entry *storage, size_t capacity)
{
	return ((struct bm_rset){ storage, 0, capacity });
}

/*
 * Adds every byte of entry->range.  A byte that is there already keeps its
 * tags and gets the new ones as well.  At most 2 * count + 1 more entries
 * than before; logarithmic search, plus the entries touched and those moved.
 *
 * Where tags differ the table may be longer on the way than it is at the end:
 * then BM_FULL, though the result alone would fit.
 */
enum bm_status bm_rset_add(struct bm_rset *set,
    const struct bm_rset_entry *entry);

/*
 * What becomes of bytes that lie in old, or in no entry if that is NULL:
 * false if they are in the set no more, else their tags and origin in
 * *ret_new.  Asked more than once, it must answer the same.
 */
typedef bool bm_rset_rule(const void *context,
    const struct bm_rset_entry *old, struct bm_rset_entry *ret_new);

/*
 * Applies rule to every byte of range; bm_rset_add is the case of a rule that
 * joins tags.  What it costs and when it answers BM_FULL is said there.
 */
enum bm_status bm_rset_rewrite(struct bm_rset *set, struct bm_range range,
    bm_rset_rule *rule, const void *context);

/* Takes every byte of range out.  May need one entry more than before. */
enum bm_status bm_rset_remove(struct bm_rset *set, struct bm_range range);

/*
 * Puts an entry behind the last one without looking at the order; only for
 * filling a set that bm_rset_normalize is then called on.
 */
enum bm_status bm_rset_append(struct bm_rset *set,
    const struct bm_rset_entry *entry);

/*
 * Puts an entry behind the last one, which must lie below it.  The two melt
 * if they touch and carry the same tags.
 */
enum bm_status bm_rset_push(struct bm_rset *set,
    const struct bm_rset_entry *entry);

/*
 * Makes an appended set canonical, in place, in O(n log n).  All entries must
 * carry the same tags (with different ones an overlap would need new room).
 */
void bm_rset_normalize(struct bm_rset *set);

/*
 * The bytes in both sets, with the tags of both, into ret_set, which must be
 * neither of them.  Needs room for a->count + b->count - 1 entries at most.
 */
enum bm_status bm_rset_intersect(const struct bm_rset *a,
    const struct bm_rset *b, struct bm_rset *ret_set);

/*
 * The bytes of a that are not in b, with a's tags, into ret_set, which must
 * be neither of them.  Needs room for a->count + b->count entries at most.
 */
enum bm_status bm_rset_subtract(const struct bm_rset *a,
    const struct bm_rset *b, struct bm_rset *ret_set);

/*
 * The bytes of a, with a's tags and, where they are in b too, b's as well,
 * into ret_set, which must be neither of them.  Needs room for a->count +
 * 2 * b->count entries at most.
 */
enum bm_status bm_rset_overlay(const struct bm_rset *a,
    const struct bm_rset *b, struct bm_rset *ret_set);

/* Index of the first entry that ends above address; count if none does. */
size_t bm_rset_search(const struct bm_rset *set, bm_paddr address);

/* Is every byte of range in the set? */
bool bm_rset_covers(const struct bm_rset *set, struct bm_range range);

/* Is any byte of range in the set? */
bool bm_rset_overlaps(const struct bm_rset *set, struct bm_range range);

/*
 * The first run of bytes at or above from that are not in the set.  False,
 * and nothing stored, when the set covers all of it up to 2^64.
 */
bool bm_rset_next_gap(const struct bm_rset *set, bm_paddr from,
    struct bm_range *ret_gap);

#endif

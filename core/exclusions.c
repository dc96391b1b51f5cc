/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "exclusions.h"

#include <string.h>

#include "contract.h"

/* The first entry up to which the table reaches address or above. */
static size_t
first_reaching(const struct bm_exclusions *table, bm_paddr address)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->entries[middle].reach < address)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

/* Makes reach true again for the entries from index on. */
static void
update_reach(struct bm_exclusions *table, size_t index)
{
	for (size_t i = index; i < table->count; i++) {
		struct bm_exclusion *entry = &table->entries[i];
		bm_paddr reach = bm_range_last(entry->range);

		if (i > 0 && table->entries[i - 1].reach > reach)
			reach = table->entries[i - 1].reach;
		entry->reach = reach;
	}
}

static void
remove_entry(struct bm_exclusions *table, size_t index)
{
	memmove(table->entries + index, table->entries + index + 1,
	    (table->count - index - 1) * sizeof(table->entries[0]));
	table->count--;
}

/*
 * Lets entry index swallow the entries that follow it while they have its
 * flags and start no later than where it ends.  An entry of other flags stops
 * this, and so does one that was swallowed and reached further.
 */
static void
merge_upward(struct bm_exclusions *table, size_t index)
{
	struct bm_exclusion *entry = &table->entries[index];

	while (index + 1 < table->count) {
		struct bm_exclusion next = table->entries[index + 1];

		if (next.flags != entry->flags ||
		    !(bm_range_overlaps(entry->range, next.range) ||
		    bm_range_adjoins(entry->range, next.range)))
			return;
		remove_entry(table, index + 1);
		if (bm_origin_before(next.origin, entry->origin))
			entry->origin = next.origin;
		if (bm_range_last(next.range) >= bm_range_last(entry->range)) {
			entry->range.end = next.range.end;
			return;
		}
	}
}

/*
 * Lets entry index grow over range, which overlaps or touches it.  Entries
 * are in order of address and the ones in front do not meet range, so a lower
 * start keeps the order.
 */
static void
grow(struct bm_exclusions *table, size_t index, struct bm_range range,
    struct bm_origin origin)
{
	struct bm_exclusion *entry = &table->entries[index];
	bool is_higher = bm_range_last(range) > bm_range_last(entry->range);

	entry->range = bm_range_hull(entry->range, range);
	if (bm_origin_before(origin, entry->origin))
		entry->origin = origin;
	if (is_higher)
		merge_upward(table, index);
	update_reach(table, index);
}

static enum bm_status
insert(struct bm_exclusions *table, size_t index, struct bm_range range,
    uint32_t flags, struct bm_origin origin)
{
	if (table->count == table->capacity)
		return (BM_FULL);
	memmove(table->entries + index + 1, table->entries + index,
	    (table->count - index) * sizeof(table->entries[0]));
	table->entries[index] = (struct bm_exclusion){ range, flags, origin,
	    bm_range_last(range) };
	table->count++;
	update_reach(table, index);
	return (BM_OK);
}

enum bm_status
bm_exclusions_add(struct bm_exclusions *table, struct bm_range range,
    uint32_t flags, struct bm_origin origin)
{
	size_t i;

	BM_CONTRACT(bm_range_is_valid(range));
	/* What ends below range's start and does not touch it is skipped. */
	for (i = first_reaching(table,
	    range.start == 0 ? 0 : range.start - 1); i < table->count; i++) {
		struct bm_exclusion *entry = &table->entries[i];

		if (entry->flags == flags &&
		    (bm_range_overlaps(entry->range, range) ||
		    bm_range_adjoins(entry->range, range) ||
		    bm_range_adjoins(range, entry->range))) {
			grow(table, i, range, origin);
			return (BM_OK);
		}
		if (entry->flags != flags && entry->flags != 0 && flags != 0 &&
		    bm_range_equal(entry->range, range)) {
			entry->flags |= flags;
			if (bm_origin_before(origin, entry->origin))
				entry->origin = origin;
			return (BM_OK);
		}
		if (range.start < entry->range.start)
			break;
	}
	return (insert(table, i, range, flags, origin));
}

enum bm_status
bm_exclusions_flagged(const struct bm_exclusions *table, uint32_t flags,
    struct bm_rset *ret_set)
{
	struct bm_rset set = bm_rset_empty(ret_set->entries,
	    ret_set->capacity);

	for (size_t i = 0; i < table->count; i++) {
		const struct bm_exclusion *entry = &table->entries[i];

		if ((entry->flags & flags) != 0 && bm_rset_append(&set,
		    &(struct bm_rset_entry){ entry->range, 0,
		    entry->origin }) != BM_OK)
			return (BM_FULL);
	}
	bm_rset_normalize(&set);
	*ret_set = set;
	return (BM_OK);
}

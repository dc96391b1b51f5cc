/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "page_tables.h"

#include "contract.h"

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

/* Entries that one change may add: two edges divided, then the change. */
#define MAPPED_PER_CHANGE 6
#define SPARES_PER_CHANGE 2

struct bm_vrange
bm_page_tables_virtual(const struct bm_page_tables *tables,
    struct bm_range range)
{
	return ((struct bm_vrange){ range.start + tables->offset,
	    range.end + tables->offset });
}

struct bm_range
bm_page_tables_physical(const struct bm_page_tables *tables,
    struct bm_vrange range)
{
	return ((struct bm_range){ range.start - tables->offset,
	    range.end - tables->offset });
}

/* Adds what is not there; room has been seen to. */
static void
put(struct bm_rset *set, struct bm_range range, uint32_t tags)
{
	enum bm_status status = bm_rset_add(set,
	    &(struct bm_rset_entry){ range, tags, no_origin });

	BM_CONTRACT(status == BM_OK);
}

static void
take(struct bm_rset *set, struct bm_range range)
{
	enum bm_status status = bm_rset_remove(set, range);

	BM_CONTRACT(status == BM_OK);
}

static bool
has_room(const struct bm_rset *set, size_t count)
{
	return (set->capacity - set->count >= count);
}

enum bm_status
bm_page_tables_map(struct bm_page_tables *tables, struct bm_vrange range,
    bool is_writable)
{
	const uint32_t tags = BM_MAP_PRESENT |
	    (is_writable ? BM_MAP_WRITABLE : 0);
	struct bm_range numbers = bm_vrange_numbers(range), large;

	BM_CONTRACT(bm_range_is_valid(numbers));
	if (bm_rset_overlaps(&tables->mapped, numbers))
		return (BM_BUSY);
	if (!has_room(&tables->mapped, 3) || !has_room(&tables->spares, 1))
		return (BM_FULL);
	put(&tables->mapped, numbers, tags);
	if (tables->offset % tables->large_bytes == 0 &&
	    bm_page_inward(numbers, tables->large_bytes, &large)) {
		put(&tables->mapped, large, BM_MAP_LARGE);
		put(&tables->spares, large, 0);
	}
	return (BM_OK);
}

bool
bm_page_tables_has_room(const struct bm_page_tables *tables,
    size_t change_count)
{
	return (has_room(&tables->mapped, MAPPED_PER_CHANGE * change_count) &&
	    has_room(&tables->spares, SPARES_PER_CHANGE * change_count));
}

/* The superpage's worth of addresses around address. */
static struct bm_range
slot_of(const struct bm_page_tables *tables, bm_vaddr address)
{
	return (bm_page_outward(bm_range_closed(address, address),
	    tables->large_bytes));
}

static const struct bm_rset_entry *
mapping_of(const struct bm_page_tables *tables, bm_vaddr address)
{
	size_t i = bm_rset_search(&tables->mapped, address);

	BM_CONTRACT(i < tables->mapped.count);
	return (&tables->mapped.entries[i]);
}

/* Is the edge at address inside a superpage that range does not cover? */
static bool
divides(const struct bm_page_tables *tables, struct bm_range range,
    bm_vaddr address)
{
	return ((mapping_of(tables, address)->tags & BM_MAP_LARGE) != 0 &&
	    !bm_range_covers(range, slot_of(tables, address)));
}

enum bm_status
bm_page_tables_may_change(const struct bm_page_tables *tables,
    struct bm_vrange range)
{
	struct bm_range numbers = bm_vrange_numbers(range);
	const bm_vaddr edges[] = { numbers.start, bm_range_last(numbers) };

	if (!bm_range_is_valid(numbers) ||
	    !bm_rset_covers(&tables->mapped, numbers))
		return (BM_NONE);
	if (!bm_page_tables_has_room(tables, 1))
		return (BM_FULL);
	for (size_t i = 0; i < 2; i++)
		if (divides(tables, numbers, edges[i]) && !bm_rset_covers(
		    &tables->spares, slot_of(tables, edges[i])))
			return (BM_NO_SPARE);
	return (BM_OK);
}

/* Maps the superpage at address with small pages, through its spare. */
static void
demote(struct bm_page_tables *tables, bm_vaddr address)
{
	struct bm_range slot = slot_of(tables, address);
	uint32_t tags = mapping_of(tables, address)->tags & ~(uint32_t)
	    BM_MAP_LARGE;

	/* A superpage is mapped throughout, in one way. */
	take(&tables->mapped, slot);
	put(&tables->mapped, slot, tags);
	take(&tables->spares, slot);
}

/* Divides what has to be divided at the edges of range. */
static void
demote_edges(struct bm_page_tables *tables, struct bm_range range)
{
	const bm_vaddr edges[] = { range.start, bm_range_last(range) };

	for (size_t i = 0; i < 2; i++)
		if (divides(tables, range, edges[i]))
			demote(tables, edges[i]);
}

static void
set_writable(struct bm_page_tables *tables, struct bm_range range)
{
	put(&tables->mapped, range, BM_MAP_WRITABLE);
}

static void
set_read_only(struct bm_page_tables *tables, struct bm_range range)
{
	for (size_t i = bm_rset_search(&tables->mapped, range.start);
	    i < tables->mapped.count && bm_range_overlaps(
	    tables->mapped.entries[i].range, range);
	    i = bm_rset_search(&tables->mapped, range.start)) {
		struct bm_rset_entry entry = tables->mapped.entries[i];
		struct bm_range part = bm_range_common(entry.range, range);

		take(&tables->mapped, part);
		put(&tables->mapped, part,
		    entry.tags & ~(uint32_t)BM_MAP_WRITABLE);
		if (part.end == range.end)
			return;
		range.start = part.end;
	}
}

enum bm_status
bm_page_tables_protect(struct bm_page_tables *tables, struct bm_vrange range,
    bool is_writable)
{
	struct bm_range numbers = bm_vrange_numbers(range);
	enum bm_status status = bm_page_tables_may_change(tables, range);

	if (status != BM_OK)
		return (status);
	demote_edges(tables, numbers);
	if (is_writable)
		set_writable(tables, numbers);
	else
		set_read_only(tables, numbers);
	return (BM_OK);
}

enum bm_status
bm_page_tables_unmap(struct bm_page_tables *tables, struct bm_vrange range)
{
	struct bm_range numbers = bm_vrange_numbers(range);
	enum bm_status status = bm_page_tables_may_change(tables, range);

	if (status != BM_OK)
		return (status);
	demote_edges(tables, numbers);
	take(&tables->mapped, numbers);
	return (BM_OK);
}

static uint64_t
count_large(const struct bm_page_tables *tables, const struct bm_rset *set,
    uint32_t tags)
{
	uint64_t count = 0;

	for (size_t i = 0; i < set->count; i++)
		if ((set->entries[i].tags & tags) == tags)
			count += bm_page_count(set->entries[i].range,
			    tables->large_bytes);
	return (count);
}

uint64_t
bm_page_tables_large_count(const struct bm_page_tables *tables)
{
	return (count_large(tables, &tables->mapped, BM_MAP_LARGE));
}

uint64_t
bm_page_tables_spare_count(const struct bm_page_tables *tables)
{
	return (count_large(tables, &tables->spares, 0));
}

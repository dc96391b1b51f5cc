/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "e820.h"

#include "contract.h"
#include "sort.h"

static uint32_t
rank_of(const struct bm_type_ranks *ranks, uint32_t type)
{
	for (size_t i = 0; i < ranks->count; i++)
		if (ranks->entries[i].type == type)
			return (ranks->entries[i].rank);
	return (ranks->unlisted_rank);
}

bool
bm_e820_outranks(const struct bm_type_ranks *ranks, uint32_t type,
    uint32_t other)
{
	uint32_t rank = rank_of(ranks, type);
	uint32_t other_rank = rank_of(ranks, other);

	return (rank != other_rank ? rank > other_rank : type > other);
}

struct addition {
	const struct bm_type_ranks *ranks;
	const struct bm_rset_entry *entry;
};

static bool
lay_over(const void *context, const struct bm_rset_entry *old,
    struct bm_rset_entry *ret_new)
{
	const struct addition *addition = context;

	*ret_new = *addition->entry;
	if (old == NULL)
		return (true);
	if (bm_e820_outranks(addition->ranks, old->tags, ret_new->tags) ||
	    (old->tags == ret_new->tags &&
	    bm_origin_before(old->origin, ret_new->origin)))
		*ret_new = *old;
	return (true);
}

enum bm_status
bm_e820_add(struct bm_rset *map, const struct bm_type_ranks *ranks,
    const struct bm_rset_entry *entry)
{
	const struct addition addition = { ranks, entry };

	return (bm_rset_rewrite(map, entry->range, lay_over, &addition));
}

struct change {
	uint32_t old_type;
	uint32_t new_type;
};

static bool
retype(const void *context, const struct bm_rset_entry *old,
    struct bm_rset_entry *ret_new)
{
	const struct change *change = context;

	if (old == NULL)
		return (false);
	*ret_new = *old;
	if (old->tags == change->old_type)
		ret_new->tags = change->new_type;
	return (true);
}

enum bm_status
bm_e820_update(struct bm_rset *map, struct bm_range range, uint32_t old_type,
    uint32_t new_type)
{
	const struct change change = { old_type, new_type };

	return (bm_rset_rewrite(map, range, retype, &change));
}

static bool
keep_others(const void *context, const struct bm_rset_entry *old,
    struct bm_rset_entry *ret_new)
{
	const uint32_t *type = context;

	if (old == NULL || old->tags == *type)
		return (false);
	*ret_new = *old;
	return (true);
}

enum bm_status
bm_e820_remove_type(struct bm_rset *map, struct bm_range range, uint32_t type)
{
	return (bm_rset_rewrite(map, range, keep_others, &type));
}

/* The entries that reach the cursor or went by, the winner on top. */
struct heap {
	const struct bm_rset_entry **entries;
	size_t count;
	const struct bm_type_ranks *ranks;
};

static bool
wins(const struct heap *heap, size_t index, size_t other)
{
	const struct bm_rset_entry *a = heap->entries[index];
	const struct bm_rset_entry *b = heap->entries[other];

	if (a->tags != b->tags)
		return (bm_e820_outranks(heap->ranks, a->tags, b->tags));
	return (bm_origin_before(a->origin, b->origin));
}

static void
swap(struct heap *heap, size_t index, size_t other)
{
	const struct bm_rset_entry *held = heap->entries[index];

	heap->entries[index] = heap->entries[other];
	heap->entries[other] = held;
}

static void
heap_put(struct heap *heap, const struct bm_rset_entry *entry)
{
	size_t i = heap->count++;

	heap->entries[i] = entry;
	for (; i > 0 && wins(heap, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(heap, i, (i - 1) / 2);
}

static void
heap_drop_top(struct heap *heap)
{
	size_t i = 0;

	heap->entries[0] = heap->entries[--heap->count];
	for (;;) {
		size_t best = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < heap->count && wins(heap, child, best))
				best = child;
		if (best == i)
			return;
		swap(heap, i, best);
		i = best;
	}
}

static bool
starts_before(const void *a, const void *b)
{
	const struct bm_rset_entry *left = a, *right = b;

	return (left->range.start < right->range.start);
}

/*
 * The bytes from cursor on in which the top of the heap wins: up to its end,
 * or to where the next entry may take over.
 */
static struct bm_rset_entry
winning_piece(const struct heap *heap, bm_paddr cursor,
    const struct bm_rset_entry *next)
{
	struct bm_rset_entry piece = *heap->entries[0];

	piece.range.start = cursor;
	if (next != NULL && next->range.start <= bm_range_last(piece.range))
		piece.range.end = next->range.start;
	return (piece);
}

enum bm_status
bm_e820_build(struct bm_rset_entry *entries, size_t count,
    const struct bm_type_ranks *ranks, const struct bm_rset_entry **heap,
    struct bm_rset *ret_map)
{
	struct bm_rset map = bm_rset_empty(ret_map->entries,
	    ret_map->capacity);
	struct heap over = { heap, 0, ranks };
	bm_paddr cursor = 0;
	size_t next = 0;

	bm_sort(entries, count, sizeof(entries[0]), starts_before);
	while (next < count || over.count > 0) {
		struct bm_rset_entry piece;

		if (over.count == 0)
			cursor = entries[next].range.start;
		for (; next < count && entries[next].range.start == cursor;
		    next++) {
			BM_CONTRACT(bm_range_is_valid(entries[next].range));
			heap_put(&over, &entries[next]);
		}
		if (bm_range_last(over.entries[0]->range) < cursor) {
			heap_drop_top(&over);
			continue;
		}
		piece = winning_piece(&over, cursor,
		    next < count ? &entries[next] : NULL);
		if (bm_rset_push(&map, &piece) != BM_OK)
			return (BM_FULL);
		if (piece.range.end == 0)
			break;
		cursor = piece.range.end;
	}
	*ret_map = map;
	return (BM_OK);
}

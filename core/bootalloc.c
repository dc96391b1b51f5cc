/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "bootalloc.h"

#include <string.h>

#include "bootalloc_tree.h"
#include "contract.h"
#include "page.h"

#define NO_ORIGIN ((struct bm_origin){ BM_SOURCE_NONE, 0 })

/* What a call does to the bytes of its range. */
struct change {
	enum {
		CHANGE_ADD,
		CHANGE_REMOVE,
		CHANGE_RESERVE,
		CHANGE_FREE,
		CHANGE_SET_FLAGS,
		CHANGE_CLEAR_FLAGS,
		CHANGE_SET_NODE
	} kind;
	struct bm_range range;
	uint16_t flags;
	int32_t node;
	struct bm_origin origin;
};

/* Pieces in order of address, on the way to becoming a tree. */
struct run {
	struct bm_bootalloc *allocator;
	uint32_t tree;		/* all but the latest */
	uint32_t latest;	/* may still grow; 0: none */
};

struct bm_bootalloc
bm_bootalloc_new(struct bm_bootalloc_piece *storage, size_t capacity,
    uint64_t page_size)
{
	return ((struct bm_bootalloc){ .pieces = storage,
	    .capacity = capacity < UINT32_MAX ? capacity : UINT32_MAX - 1,
	    .page_size = page_size });
}

static bool
is_nothing(const struct bm_bootalloc_state *state)
{
	return (!state->is_memory && !state->is_reserved);
}

static bool
states_equal(const struct bm_bootalloc_state *a,
    const struct bm_bootalloc_state *b)
{
	return (a->is_memory == b->is_memory &&
	    a->is_reserved == b->is_reserved &&
	    a->memory_flags == b->memory_flags &&
	    a->reserved_flags == b->reserved_flags && a->node == b->node);
}

static struct bm_origin
earlier(struct bm_origin a, struct bm_origin b)
{
	return (bm_origin_before(b, a) ? b : a);
}

/* Does the change turn a gap into something? */
static bool
fills_gaps(const struct change *change)
{
	return (change->kind == CHANGE_ADD || change->kind == CHANGE_RESERVE);
}

static void
change_piece(const struct change *change, struct bm_bootalloc_piece *piece)
{
	struct bm_bootalloc_state *state = &piece->state;

	switch (change->kind) {
	case CHANGE_ADD:
		if (state->is_memory)
			break;
		state->is_memory = true;
		state->memory_flags = change->flags;
		state->node = change->node;
		piece->memory_origin = change->origin;
		break;
	case CHANGE_REMOVE:
		state->is_memory = false;
		state->memory_flags = 0;
		state->node = BM_MEMBLOCK_NO_NODE;
		break;
	case CHANGE_RESERVE:
		if (state->is_reserved)
			break;
		state->is_reserved = true;
		state->reserved_flags = change->flags;
		piece->reserved_origin = change->origin;
		break;
	case CHANGE_FREE:
		state->is_reserved = false;
		state->reserved_flags = 0;
		break;
	case CHANGE_SET_FLAGS:
		if (state->is_memory)
			state->memory_flags |= change->flags;
		break;
	case CHANGE_CLEAR_FLAGS:
		state->memory_flags &= (uint16_t)~change->flags;
		break;
	case CHANGE_SET_NODE:
		if (state->is_memory)
			state->node = change->node;
		break;
	}
}

static void
end_run(struct run *run)
{
	run->tree = bm_bootalloc_join(run->allocator, run->tree, run->latest);
	run->latest = 0;
}

static bool
extend_latest(const struct run *run, const struct bm_bootalloc_piece *piece)
{
	struct bm_bootalloc_piece *latest;

	if (run->latest == 0)
		return (false);
	latest = bm_bootalloc_piece(run->allocator, run->latest);
	if (!bm_range_adjoins(latest->range, piece->range) ||
	    !states_equal(&latest->state, &piece->state))
		return (false);
	latest->range.end = piece->range.end;
	if (latest->state.is_memory)
		latest->memory_origin = earlier(latest->memory_origin,
		    piece->memory_origin);
	if (latest->state.is_reserved)
		latest->reserved_origin = earlier(latest->reserved_origin,
		    piece->reserved_origin);
	bm_bootalloc_sum_up(run->allocator, run->latest);
	return (true);
}

static void
append(struct run *run, const struct bm_bootalloc_piece *piece)
{
	if (is_nothing(&piece->state) || extend_latest(run, piece))
		return;
	end_run(run);
	run->latest = bm_bootalloc_take(run->allocator, piece);
}

/* [from, last], where there is no piece. */
static void
append_gap(struct run *run, const struct change *change, bm_paddr from,
    bm_paddr last)
{
	struct bm_bootalloc_piece gap = {
	    .range = bm_range_closed(from, last),
	    .state.node = BM_MEMBLOCK_NO_NODE };

	change_piece(change, &gap);
	append(run, &gap);
}

/* The walk over the pieces of a change's range, gaps included. */
struct pass {
	struct run run;
	const struct change *change;
	bm_paddr next;		/* the first byte not seen yet */
	bool is_done;		/* nothing is left of the range */
};

static void
pass_piece(struct pass *pass, uint32_t number)
{
	struct bm_bootalloc_piece piece =
	    *bm_bootalloc_piece(pass->run.allocator, number);

	/* Its place is free before a gap or the piece itself needs one. */
	bm_bootalloc_give_back(pass->run.allocator, number);
	if (pass->next < piece.range.start && fills_gaps(pass->change))
		append_gap(&pass->run, pass->change, pass->next,
		    piece.range.start - 1);
	change_piece(pass->change, &piece);
	append(&pass->run, &piece);
	pass->next = piece.range.end;
	pass->is_done = piece.range.end == pass->change->range.end;
}

static void
pass_tree(struct pass *pass, uint32_t number)
{
	uint32_t above;

	if (number == 0)
		return;
	above = bm_bootalloc_piece(pass->run.allocator, number)->above;
	pass_tree(pass, bm_bootalloc_piece(pass->run.allocator,
	    number)->below);
	pass_piece(pass, number);
	pass_tree(pass, above);
}

/* Takes the piece that touches the change from below, to grow it. */
static uint32_t
take_neighbour_below(struct bm_bootalloc *allocator, uint32_t *tree,
    bm_paddr start)
{
	uint32_t number = *tree, rest;

	while (number != 0 && bm_bootalloc_piece(allocator,
	    number)->above != 0)
		number = bm_bootalloc_piece(allocator, number)->above;
	if (number == 0 ||
	    bm_bootalloc_piece(allocator, number)->range.end != start)
		return (0);
	bm_bootalloc_split(allocator, *tree,
	    bm_bootalloc_piece(allocator, number)->range.start, tree, &rest);
	return (number);
}

/* The piece above that touches the change grows downward. */
static void
append_neighbour_above(struct run *run, uint32_t *tree, bm_paddr end)
{
	struct bm_bootalloc *allocator = run->allocator;
	uint32_t number = *tree, rest;
	struct bm_bootalloc_piece piece;

	while (number != 0 && bm_bootalloc_piece(allocator,
	    number)->below != 0)
		number = bm_bootalloc_piece(allocator, number)->below;
	if (number == 0 ||
	    bm_bootalloc_piece(allocator, number)->range.start != end)
		return;
	piece = *bm_bootalloc_piece(allocator, number);
	if (piece.range.end == 0)
		*tree = 0;
	else
		bm_bootalloc_split(allocator, *tree, piece.range.end, &rest,
		    tree);
	bm_bootalloc_give_back(allocator, number);
	append(run, &piece);
}

/* Makes a change that there is room for. */
static void
make_change(struct bm_bootalloc *allocator, const struct change *change)
{
	struct pass pass = { .run.allocator = allocator, .change = change,
	    .next = change->range.start };
	uint32_t below, inside, above = 0;

	bm_bootalloc_split(allocator, allocator->root, change->range.start,
	    &below, &inside);
	if (change->range.end != 0)
		bm_bootalloc_split(allocator, inside, change->range.end,
		    &inside, &above);
	pass.run.latest = take_neighbour_below(allocator, &below,
	    change->range.start);
	pass_tree(&pass, inside);
	if (!pass.is_done && fills_gaps(change))
		append_gap(&pass.run, change, pass.next,
		    bm_range_last(change->range));
	if (above != 0)
		append_neighbour_above(&pass.run, &above, change->range.end);
	end_run(&pass.run);
	allocator->root = bm_bootalloc_join(allocator,
	    bm_bootalloc_join(allocator, below, pass.run.tree), above);
}

/* Is there a piece across the border below address? */
static bool
is_cut(const struct bm_bootalloc *allocator, bm_paddr address)
{
	uint32_t number = bm_bootalloc_search(allocator, address);

	return (number != 0 &&
	    bm_bootalloc_piece(allocator, number)->range.start < address);
}

static size_t
gap_count(const struct bm_bootalloc *allocator, struct bm_range range)
{
	const bm_paddr last = bm_range_last(range);
	bm_paddr next = range.start;
	size_t count = 0;

	for (;;) {
		uint32_t number = bm_bootalloc_search(allocator, next);
		struct bm_range piece;

		if (number == 0)
			return (count + 1);
		piece = bm_bootalloc_piece(allocator, number)->range;
		if (next < piece.start)
			count++;
		if (piece.start > last || bm_range_last(piece) >= last)
			return (count);
		next = piece.end;
	}
}

/* Pieces that a change takes on the way, though it may join them again. */
static size_t
pieces_needed(const struct bm_bootalloc *allocator,
    const struct change *change)
{
	return ((size_t)is_cut(allocator, change->range.start) +
	    (size_t)(change->range.end != 0 &&
	    is_cut(allocator, change->range.end)) +
	    (fills_gaps(change) ? gap_count(allocator, change->range) : 0));
}

/* Moves the table to room, which is free memory and can be reached. */
static void
move_table(struct bm_bootalloc *allocator, struct bm_range room,
    void *storage, size_t capacity)
{
	const struct change give_up = { .kind = CHANGE_FREE,
	    .range = allocator->table };
	const struct change take_up = { .kind = CHANGE_RESERVE,
	    .range = room, .origin = NO_ORIGIN };
	const bool had_grown = allocator->has_grown;

	memcpy(storage, allocator->pieces,
	    allocator->fresh * sizeof(allocator->pieces[0]));
	allocator->pieces = storage;
	allocator->capacity = capacity;
	allocator->has_grown = true;
	allocator->table = room;
	make_change(allocator, &take_up);
	if (had_grown)
		make_change(allocator, &give_up);
}

/* Pieces that moving the table may itself take. */
#define MOVE_PIECES 8

static enum bm_status
grow(struct bm_bootalloc *allocator, size_t needed, struct bm_range avoided)
{
	struct bm_bootalloc_request request = {
		.align_bytes = allocator->page_size,
		.last = BM_PADDR_LAST, .node = BM_MEMBLOCK_NO_NODE };
	struct bm_range room;
	size_t capacity = 2 * allocator->capacity;
	void *storage;

	if (allocator->reach == NULL || allocator->pending == NULL)
		return (BM_FULL);
	if (capacity < allocator->count + needed + MOVE_PIECES)
		capacity = allocator->count + needed + MOVE_PIECES;
	if (capacity >= UINT32_MAX)
		return (BM_FULL);
	request.size_bytes = bm_page_round(
	    capacity * sizeof(struct bm_bootalloc_piece),
	    allocator->page_size);
	if (bm_bootalloc_find_clear(allocator, &request, avoided, &room) !=
	    BM_OK)
		return (BM_FULL);
	storage = allocator->reach(allocator->context, room);
	if (storage == NULL)
		return (BM_FULL);
	move_table(allocator, room, storage, capacity);
	return (BM_OK);
}

/*
 * Would the change take the table's own place away, or give it to somebody
 * else, who would lose it when the table moves?
 */
static bool
hits_table(const struct bm_bootalloc *allocator, const struct change *change)
{
	bool takes = change->kind == CHANGE_REMOVE ||
	    change->kind == CHANGE_FREE || change->kind == CHANGE_RESERVE ||
	    (change->kind == CHANGE_SET_FLAGS && (change->flags &
	    (BM_MEMBLOCK_NOMAP | BM_MEMBLOCK_DRIVER_MANAGED)) != 0);

	return (takes && allocator->has_grown &&
	    bm_range_overlaps(allocator->table, change->range));
}

static enum bm_status
apply(struct bm_bootalloc *allocator, const struct change *change)
{
	size_t needed;

	BM_CONTRACT(bm_range_is_valid(change->range));
	if (hits_table(allocator, change))
		return (BM_BUSY);
	needed = pieces_needed(allocator, change);
	if (needed > allocator->capacity - allocator->count) {
		enum bm_status status = grow(allocator, needed,
		    change->range);

		if (status != BM_OK)
			return (status);
	}
	make_change(allocator, change);
	return (BM_OK);
}

enum bm_status
bm_bootalloc_add(struct bm_bootalloc *allocator, struct bm_range range,
    uint32_t flags, int32_t node, struct bm_origin origin)
{
	return (apply(allocator, &(struct change){ CHANGE_ADD, range,
	    (uint16_t)flags, node, origin }));
}

enum bm_status
bm_bootalloc_remove(struct bm_bootalloc *allocator, struct bm_range range)
{
	return (apply(allocator, &(struct change){ CHANGE_REMOVE, range, 0, 0,
	    NO_ORIGIN }));
}

enum bm_status
bm_bootalloc_reserve(struct bm_bootalloc *allocator, struct bm_range range,
    uint32_t flags, struct bm_origin origin)
{
	return (apply(allocator, &(struct change){ CHANGE_RESERVE, range,
	    (uint16_t)flags, 0, origin }));
}

enum bm_status
bm_bootalloc_free(struct bm_bootalloc *allocator, struct bm_range range)
{
	return (apply(allocator, &(struct change){ CHANGE_FREE, range, 0, 0,
	    NO_ORIGIN }));
}

enum bm_status
bm_bootalloc_set_flags(struct bm_bootalloc *allocator, struct bm_range range,
    uint32_t flags)
{
	return (apply(allocator, &(struct change){ CHANGE_SET_FLAGS, range,
	    (uint16_t)flags, 0, NO_ORIGIN }));
}

enum bm_status
bm_bootalloc_clear_flags(struct bm_bootalloc *allocator,
    struct bm_range range, uint32_t flags)
{
	return (apply(allocator, &(struct change){ CHANGE_CLEAR_FLAGS, range,
	    (uint16_t)flags, 0, NO_ORIGIN }));
}

enum bm_status
bm_bootalloc_set_node(struct bm_bootalloc *allocator, struct bm_range range,
    int32_t node)
{
	return (apply(allocator, &(struct change){ CHANGE_SET_NODE, range, 0,
	    node, NO_ORIGIN }));
}

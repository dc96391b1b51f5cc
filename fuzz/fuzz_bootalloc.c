/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boot allocator: scripts of calls, searches, allocations and of what is
 * pending, in tables of small capacities that grow or do not, beside units.
 * After every step the views must be what the units say, the answer exactly
 * what it has to be, and a table that has grown where it has to lie.
 */
#include <stdlib.h>

#include "fuzz/bootalloc_script.h"
#include "fuzz/fuzz.h"

#define STEPS_MAX 48
#define CAPACITY_MAX 48
#define PENDING_MAX (2 * STEPS_MAX)
/* Tables in universes of larger units would be too large to have. */
#define GROWING_UNIT_BYTES_MAX 16384
/* What bootalloc.c adds for the table's own move. */
#define MOVE_PIECES 8
/* Who reserved the table. */
#define TABLE_ORIGIN UINT16_MAX

struct state {
	struct universe universe;
	struct bootalloc_model model;
	struct bootalloc_model before;
	struct bm_bootalloc allocator;
	struct bm_rset pending;
	struct bm_rset_entry pending_entries[PENDING_MAX];
	void *tables[STEPS_MAX + 1];
	size_t table_count;
	uint16_t number;
};

static void *
reach(void *context, struct bm_range range)
{
	struct state *state = context;
	void *table = fuzz_allocate(1, (size_t)bm_range_bytes(range));

	FUZZ_REQUIRE(state->table_count < STEPS_MAX + 1);
	state->tables[state->table_count++] = table;
	return (table);
}

static void
expect_same(const struct state *state)
{
	const char *what = bootalloc_model_judge(&state->model,
	    &state->allocator);

	if (what != NULL)
		fuzz_fail(__FILE__, __LINE__, what);
}

static bool
hits_table(const struct state *state,
    const struct bootalloc_operation *operation)
{
	const struct bm_range range = bootalloc_model_range(&state->model,
	    operation->first, operation->last);

	return (state->allocator.has_grown &&
	    bm_range_overlaps(state->allocator.table, range) &&
	    (operation->kind == BOOTALLOC_REMOVE ||
	    operation->kind == BOOTALLOC_FREE ||
	    operation->kind == BOOTALLOC_RESERVE ||
	    (operation->kind == BOOTALLOC_SET_FLAGS && (operation->flags &
	    (BM_MEMBLOCK_NOMAP | BM_MEMBLOCK_DRIVER_MANAGED)) != 0)));
}

/* Where the table has to go so that needed more pieces fit. */
static bool
find_table(struct state *state, size_t needed,
    const struct bootalloc_operation *operation, struct bm_range *ret_table)
{
	const uint64_t page_size = state->allocator.page_size;
	size_t capacity = 2 * state->allocator.capacity;
	struct bm_bootalloc_request request = { .align_bytes = page_size,
	    .last = BM_PADDR_LAST, .node = BM_MEMBLOCK_NO_NODE };

	if (state->allocator.reach == NULL ||
	    state->allocator.pending == NULL)
		return (false);
	if (capacity < state->allocator.count + needed + MOVE_PIECES)
		capacity = state->allocator.count + needed + MOVE_PIECES;
	request.size_bytes = (capacity * sizeof(struct bm_bootalloc_piece) +
	    page_size - 1) / page_size * page_size;
	state->before = state->model;
	for (size_t i = operation->first; i <= operation->last; i++)
		state->before.units[i].is_pending = true;
	return (bootalloc_model_find(&state->before, &request, ret_table));
}

static void
move_table(struct state *state, struct bm_range from, bool had_grown,
    struct bm_range to)
{
	for (size_t i = 0; i < state->model.unit_count; i++) {
		struct bootalloc_operation operation = { BOOTALLOC_FREE, i, i,
		    0, 0, TABLE_ORIGIN };
		struct bm_range unit = bootalloc_model_range(&state->model, i,
		    i);

		if (had_grown && bm_range_covers(from, unit))
			bootalloc_model_call(&state->model, &operation);
		operation.kind = BOOTALLOC_RESERVE;
		if (bm_range_covers(to, unit))
			bootalloc_model_call(&state->model, &operation);
	}
}

static void
call(struct state *state, const struct bootalloc_operation *operation)
{
	const size_t spare = state->allocator.capacity -
	    state->allocator.count;
	const size_t needed = bootalloc_model_needed(&state->model,
	    operation);
	const struct bm_range from = state->allocator.table;
	const bool had_grown = state->allocator.has_grown;
	enum bm_status expected = BM_OK, status;
	struct bm_range to = { 0, 0 };
	bool moves = false;

	if (hits_table(state, operation))
		expected = BM_BUSY;
	else if (needed > spare) {
		moves = find_table(state, needed, operation, &to);
		expected = moves ? BM_OK : BM_FULL;
	}
	status = bootalloc_call(&state->allocator, &state->model, operation);
	FUZZ_REQUIRE(status == expected);
	if (moves) {
		FUZZ_REQUIRE(state->allocator.has_grown &&
		    bm_range_equal(state->allocator.table, to));
		move_table(state, from, had_grown, to);
	}
	if (status == BM_OK)
		bootalloc_model_call(&state->model, operation);
	fuzz_note(status);
}

static void
find(struct state *state, const struct bm_bootalloc_request *request)
{
	struct bm_range found = { 1, 1 }, expected = { 1, 1 };
	enum bm_status status = bm_bootalloc_find(&state->allocator, request,
	    &found);

	if (request->size_bytes == 0 || request->align_bytes == 0)
		FUZZ_REQUIRE(status == BM_INVALID);
	else
		FUZZ_REQUIRE(status == (bootalloc_model_find(&state->model,
		    request, &expected) ? BM_OK : BM_NONE));
	FUZZ_REQUIRE(bm_range_equal(found, expected));
	fuzz_note(found.start);
}

/* What is found is reserved; that is a call like any other. */
static void
allocate(struct state *state, const struct bm_bootalloc_request *request)
{
	struct bootalloc_operation operation = { .kind = BOOTALLOC_RESERVE,
	    .origin = state->number };
	struct bm_bootalloc copy = state->allocator;
	struct bm_range found, given = { 1, 1 };
	enum bm_status status = bm_bootalloc_find(&state->allocator, request,
	    &found);

	if (status == BM_OK && state->allocator.pending != NULL) {
		operation.first = (size_t)((found.start - state->model.base) /
		    state->model.unit_bytes);
		operation.last = operation.first + (size_t)(
		    request->size_bytes / state->model.unit_bytes) - 1;
		/* Judged as a call when it needs room; else as itself. */
		if (bootalloc_model_needed(&state->model, &operation) >
		    copy.capacity - copy.count) {
			call(state, &operation);
			return;
		}
		bootalloc_model_call(&state->model, &operation);
	} else if (status == BM_OK)
		status = BM_BUSY;
	FUZZ_REQUIRE(bm_bootalloc_allocate(&state->allocator, request,
	    &given) == status);
	FUZZ_REQUIRE(status == BM_OK ? bm_range_equal(given, found) :
	    given.start == 1 && given.end == 1);
	fuzz_note(status);
}

/* Everything pending is made known, or a span comes or goes. */
static void
change_pending(struct state *state, const struct bootalloc_step *step)
{
	const struct bm_rset_entry entry = { universe_range(&state->universe,
	    step->span), 0, { BM_SOURCE_OPS, state->number } };
	const bool is_added = step->extra % 2 == 0;

	state->allocator.pending = &state->pending;
	FUZZ_REQUIRE((is_added ? bm_rset_add(&state->pending, &entry) :
	    bm_rset_remove(&state->pending, entry.range)) == BM_OK);
	for (size_t i = step->span.first; i <= step->span.last; i++)
		state->model.units[i].is_pending = is_added;
}

static void
ask(const struct state *state, const struct bootalloc_step *step)
{
	const struct bm_range range = universe_range(&state->universe,
	    step->span);
	const enum bm_bootalloc_view view =
	    (enum bm_bootalloc_view)(step->extra % 3);
	bool is_all = true, is_any = false;

	for (size_t i = step->span.first; i <= step->span.last; i++) {
		const struct bm_bootalloc_state *unit =
		    &state->model.units[i].state;
		bool is_in = view == BM_BOOTALLOC_RESERVED ?
		    unit->is_reserved : unit->is_memory &&
		    (view == BM_BOOTALLOC_MEMORY || !unit->is_reserved);

		is_all = is_all && is_in;
		is_any = is_any || is_in;
	}
	FUZZ_REQUIRE(bm_bootalloc_covers(&state->allocator, view, range) ==
	    is_all);
	FUZZ_REQUIRE(bm_bootalloc_overlaps(&state->allocator, view, range) ==
	    is_any);
}

static void
run_step(struct state *state, const struct bootalloc_step *step)
{
	switch (step->kind) {
	case BOOTALLOC_STEP_CALL:
		call(state, &step->operation);
		break;
	case BOOTALLOC_STEP_FIND:
		find(state, &step->request);
		break;
	case BOOTALLOC_STEP_ALLOCATE:
		allocate(state, &step->request);
		break;
	case BOOTALLOC_STEP_PENDING:
		change_pending(state, step);
		break;
	case BOOTALLOC_STEP_ASK:
		ask(state, step);
		break;
	}
	expect_same(state);
}

static void
set_up(struct state *state, struct script *script)
{
	size_t capacity = script_u8(script) % CAPACITY_MAX;
	unsigned options = script_u8(script);

	state->table_count = 0;
	state->tables[state->table_count++] = fuzz_allocate(capacity,
	    sizeof(struct bm_bootalloc_piece));
	state->allocator = bm_bootalloc_new(state->tables[0], capacity,
	    state->model.page_size);
	state->pending = bm_rset_empty(state->pending_entries, PENDING_MAX);
	if ((options & 1) != 0)
		state->allocator.pending = &state->pending;
	if ((options & 2) != 0 &&
	    state->universe.unit_bytes <= GROWING_UNIT_BYTES_MAX) {
		state->allocator.reach = reach;
		state->allocator.context = state;
	}
	(void)script_u32(script);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct state state;
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	bootalloc_script_universe(&script, &state.universe, &state.model);
	set_up(&state, &script);
	for (state.number = 0; !script_ends(&script) &&
	    state.number < STEPS_MAX; state.number++) {
		struct bootalloc_step step = bootalloc_script_step(&script,
		    &state.universe, state.number);

		run_step(&state, &step);
		fuzz_note(state.allocator.count);
	}
	for (size_t i = 0; i < state.table_count; i++)
		free(state.tables[i]);
	return (0);
}

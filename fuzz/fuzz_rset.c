/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Range sets: scripts over three sets of small capacities, each beside a
 * canvas.  After every operation the set must be the canvas's one canonical
 * table, and the answer must be BM_FULL exactly when that table has no room.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/paint.h"
#include "fuzz/script.h"

#define SETS 3		/* the last one is filled by appending */
#define BATCH (SETS - 1)
#define OPERATIONS_MAX 40
#define TAGS_MASK 7

const struct mutate_layout fuzz_layout = { .header_bytes = 8,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = 4 };

struct pair {
	struct bm_rset set;
	struct canvas canvas;
};

struct state {
	struct universe universe;
	struct pair pairs[SETS];
	struct pair result;
	struct canvas spare;
	bool is_appending;	/* the batch is in no order yet */
	uint8_t batch_tags;
	uint16_t operation_index;
};

enum { ADD, REMOVE, APPEND, INTERSECT, SUBTRACT, OVERLAY, ASK, KINDS };

static void
set_up(struct pair *pair, struct universe universe, size_t capacity)
{
	pair->set = bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity);
	canvas_clear(&pair->canvas, universe);
}

/* BM_FULL: the set must still be what it was, and so must the canvas. */
static void
settle_change(struct state *state, struct pair *pair, enum bm_status status,
    bool may_fail_early)
{
	enum bm_status expected = canvas_settle(&pair->canvas) >
	    pair->set.capacity ? BM_FULL : BM_OK;

	FUZZ_REQUIRE(status == expected ||
	    (may_fail_early && status == BM_FULL));
	if (status != BM_OK)
		canvas_copy(&pair->canvas, &state->spare);
	canvas_require(&pair->canvas, &pair->set);
	fuzz_note(status);
	fuzz_note(pair->set.count);
}

static void
sort_batch(struct state *state)
{
	struct pair *batch = &state->pairs[BATCH];

	if (!state->is_appending)
		return;
	bm_rset_normalize(&batch->set);
	canvas_settle(&batch->canvas);
	canvas_require(&batch->canvas, &batch->set);
	state->is_appending = false;
}

static void
add(struct state *state, struct pair *pair, struct operation operation)
{
	struct span span = universe_span(&state->universe, operation.first,
	    operation.last);
	struct bm_rset_entry entry = {
	    universe_range(&state->universe, span),
	    operation.flags & TAGS_MASK,
	    paint_origin(state->operation_index ^ (operation.extra & 0xf)) };
	size_t bound = 3 * pair->set.count + 1;

	if (pair == &state->pairs[BATCH])
		entry.tags = state->batch_tags;
	canvas_copy(&state->spare, &pair->canvas);
	canvas_add(&pair->canvas, span, (uint8_t)entry.tags,
	    (uint16_t)entry.origin.index);
	/*
	 * Among different tags the table may need more room on the way than
	 * in the end; what the header asks for must always do.
	 */
	settle_change(state, pair, bm_rset_add(&pair->set, &entry),
	    pair->set.capacity < bound && pair != &state->pairs[BATCH]);
}

static void
remove_span(struct state *state, struct pair *pair,
    struct operation operation)
{
	struct span span = universe_span(&state->universe, operation.first,
	    operation.last);

	canvas_copy(&state->spare, &pair->canvas);
	canvas_remove(&pair->canvas, span);
	settle_change(state, pair, bm_rset_remove(&pair->set,
	    universe_range(&state->universe, span)), false);
}

static void
append(struct state *state, struct operation operation)
{
	struct pair *batch = &state->pairs[BATCH];
	struct span span = universe_span(&state->universe, operation.first,
	    operation.last);
	bool is_full = batch->set.count == batch->set.capacity;
	struct bm_rset_entry entry = {
	    universe_range(&state->universe, span), state->batch_tags,
	    paint_origin(state->operation_index) };
	enum bm_status status = bm_rset_append(&batch->set, &entry);

	FUZZ_REQUIRE(status == (is_full ? BM_FULL : BM_OK));
	if (status == BM_OK)
		canvas_add(&batch->canvas, span, state->batch_tags,
		    state->operation_index);
	state->is_appending = true;
}

static void
combine_unit(struct unit *result, const struct unit *a, const struct unit *b,
    int kind)
{
	result->is_painted = a->is_painted &&
	    (kind == OVERLAY || b->is_painted == (kind == INTERSECT));
	if (!result->is_painted)
		return;
	*result = *a;
	if (kind == SUBTRACT || !b->is_painted)
		return;
	result->tags = (uint8_t)(a->tags | b->tags);
	if (kind == INTERSECT && b->origin < a->origin)
		result->origin = b->origin;
}

static enum bm_status
combine_sets(const struct bm_rset *a, const struct bm_rset *b, int kind,
    struct bm_rset *result)
{
	if (kind == INTERSECT)
		return (bm_rset_intersect(a, b, result));
	if (kind == SUBTRACT)
		return (bm_rset_subtract(a, b, result));
	return (bm_rset_overlay(a, b, result));
}

/* The result takes the place of set a where flags say so. */
static void
combine(struct state *state, struct pair *a, struct pair *b, int kind,
    bool keeps)
{
	struct pair *result = &state->result;
	size_t old_count = result->set.count;
	enum bm_status status;
	struct bm_rset set;

	for (unsigned i = 0; i < state->universe.unit_count; i++)
		combine_unit(&result->canvas.units[i], &a->canvas.units[i],
		    &b->canvas.units[i], kind);
	status = combine_sets(&a->set, &b->set, kind, &result->set);
	FUZZ_REQUIRE(status == (canvas_settle(&result->canvas) >
	    result->set.capacity ? BM_FULL : BM_OK));
	fuzz_note(status);
	if (status != BM_OK) {
		FUZZ_REQUIRE(result->set.count == old_count);
		return;
	}
	canvas_require(&result->canvas, &result->set);
	if (!keeps || a == &state->pairs[BATCH])
		return;
	canvas_copy(&a->canvas, &result->canvas);
	set = a->set;
	a->set = result->set;
	result->set = set;
}

static void
ask_about_span(const struct pair *pair, struct span span)
{
	struct bm_range range = universe_range(&pair->canvas.universe, span);
	bool is_all = true, is_any = false;

	for (unsigned i = span.first; i <= span.last; i++) {
		is_all = is_all && pair->canvas.units[i].is_painted;
		is_any = is_any || pair->canvas.units[i].is_painted;
	}
	FUZZ_REQUIRE(bm_rset_covers(&pair->set, range) == is_all);
	FUZZ_REQUIRE(bm_rset_overlaps(&pair->set, range) == is_any);
}

static void
ask_for_gap(const struct pair *pair, unsigned first, uint64_t offset_bytes)
{
	const struct universe *universe = &pair->canvas.universe;
	bm_paddr from = universe_address(universe, first) + offset_bytes;
	struct bm_range gap = { 1, 1 };
	unsigned start = first, end;
	bool is_found = bm_rset_next_gap(&pair->set, from, &gap);

	while (start < universe->unit_count &&
	    pair->canvas.units[start].is_painted)
		start++;
	if (start != first)
		from = universe_address(universe, start);
	FUZZ_REQUIRE(is_found == (start == first || from != 0));
	if (!is_found) {
		FUZZ_REQUIRE(gap.start == 1 && gap.end == 1);
		return;
	}
	for (end = start; end < universe->unit_count &&
	    !pair->canvas.units[end].is_painted; end++)
		;
	FUZZ_REQUIRE(gap.start == from);
	FUZZ_REQUIRE(gap.end == (end == universe->unit_count ? 0 :
	    universe_address(universe, end)));
}

static void
ask_for_index(const struct pair *pair, unsigned unit, uint64_t offset_bytes)
{
	size_t index = 0;

	for (unsigned i = 0; i < unit; i++)
		/* A run that goes on in unit does not end below it. */
		if (pair->canvas.units[i].is_painted &&
		    canvas_run(&pair->canvas, i).last == i)
			index++;
	FUZZ_REQUIRE(bm_rset_search(&pair->set, universe_address(
	    &pair->canvas.universe, unit) + offset_bytes) == index);
}

static void
ask(const struct pair *pair, struct operation operation)
{
	const struct universe *universe = &pair->canvas.universe;
	struct span span = universe_span(universe, operation.first,
	    operation.last);
	uint64_t offset_bytes = operation.extra % universe->unit_bytes;

	ask_about_span(pair, span);
	ask_for_gap(pair, span.first, offset_bytes);
	ask_for_index(pair, span.first, offset_bytes);
}

static void
run_operation(struct state *state, struct operation operation)
{
	struct pair *a = &state->pairs[(operation.kind >> 4) % SETS];
	struct pair *b = &state->pairs[(operation.kind >> 6) % SETS];
	int kind = (operation.kind & 0xf) % KINDS;

	if (kind == APPEND) {
		append(state, operation);
		return;
	}
	sort_batch(state);
	switch (kind) {
	case ADD:
		add(state, a, operation);
		break;
	case REMOVE:
		remove_span(state, a, operation);
		break;
	case ASK:
		ask(a, operation);
		break;
	default:
		combine(state, a, b, kind, (operation.flags & 1) != 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct state state;
	struct script script = script_of(bytes, length);
	unsigned form;

	fuzz_digest = 0;
	form = script_u8(&script);
	state.universe = universe_of(form, script_u8(&script));
	for (unsigned i = 0; i < SETS; i++)
		set_up(&state.pairs[i], state.universe,
		    script_u8(&script) % 64);
	set_up(&state.result, state.universe, script_u8(&script) % 64);
	state.batch_tags = script_u8(&script) & TAGS_MASK;
	state.is_appending = false;
	(void)script_u8(&script);
	for (state.operation_index = 0; !script_ends(&script) &&
	    state.operation_index < OPERATIONS_MAX; state.operation_index++)
		run_operation(&state, script_operation(&script));
	sort_batch(&state);
	for (unsigned i = 0; i < SETS; i++)
		free(state.pairs[i].set.entries);
	free(state.result.set.entries);
	return (0);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Typed maps: scripts of additions, updates and removals on a map of small
 * capacity beside a canvas, under Linux's ranks and under others.  Additions
 * alone are built into a map at once, too.  The same operations go to the
 * re-enactment of Linux's table as texts of memmap=, where the last byte of
 * the address space, which it spares, is not in play.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/e820.h"
#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/paint.h"
#include "fuzz/script.h"
#include "sim/kernels/linux/memmap.h"

#define OPERATIONS_MAX 40
#define TEXT_BYTES 256

const struct mutate_layout fuzz_layout = { .header_bytes = 8,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = 4 };

enum { ADD, UPDATE, REMOVE, REMOVE_TYPE, KINDS };

/* All fit a unit's tags. */
static const uint8_t types[] = { 1, 2, 3, 4, 5, 7, 12, 128 };
#define TYPES (sizeof(types) / sizeof(types[0]))

/* 12 over 1 over 128, and all others below, by number. */
static const struct bm_type_rank listed[] = { { 1, 6 }, { 12, 7 },
    { 128, 5 } };

struct call {
	int kind;
	struct span span;
	struct bm_range range;
	uint8_t type;
	uint8_t new_type;
};

struct state {
	struct universe universe;
	struct bm_type_ranks ranks;
	struct bm_rset map;
	struct canvas canvas;
	struct canvas spare;
	struct canvas added;		/* of additions only, none refused */
	struct bm_rset_entry batch[OPERATIONS_MAX];
	size_t batch_count;
	struct arena *arena;
	struct linux_e820 *table;	/* NULL: it is not asked */
	struct canvas linux_canvas;
	uint16_t index;
};

/* The place of a type among all, said without the table of ranks. */
static unsigned
place_of(const struct state *state, uint8_t type)
{
	static const uint8_t ascending[] = { 2, 3, 4, 5, 7, 128, 1, 12 };
	unsigned place = 0;

	if (state->ranks.count == 0)
		return (type);
	while (ascending[place] != type)
		place++;
	return (place);
}

static void
paint_unit(const struct state *state, struct unit *unit,
    const struct call *call)
{
	switch (call->kind) {
	case ADD:
		if (!unit->is_painted || place_of(state, call->type) >
		    place_of(state, unit->tags))
			*unit = (struct unit){ true, call->type,
			    state->index };
		break;
	case UPDATE:
		if (unit->is_painted && unit->tags == call->type)
			unit->tags = call->new_type;
		break;
	case REMOVE:
		*unit = (struct unit){ .is_painted = false };
		break;
	default:
		if (unit->is_painted && unit->tags == call->type)
			*unit = (struct unit){ .is_painted = false };
	}
}

static void
paint(const struct state *state, struct canvas *canvas,
    const struct call *call)
{
	for (unsigned i = call->span.first; i <= call->span.last; i++)
		paint_unit(state, &canvas->units[i], call);
}

static enum bm_status
apply(struct state *state, const struct call *call)
{
	const struct bm_rset_entry entry = { call->range, call->type,
	    paint_origin(state->index) };

	switch (call->kind) {
	case ADD:
		return (bm_e820_add(&state->map, &state->ranks, &entry));
	case UPDATE:
		return (bm_e820_update(&state->map, call->range, call->type,
		    call->new_type));
	case REMOVE:
		return (bm_rset_remove(&state->map, call->range));
	default:
		return (bm_e820_remove_type(&state->map, call->range,
		    call->type));
	}
}

/* What the headers say is always room enough. */
static size_t
room_for(const struct call *call, size_t count)
{
	switch (call->kind) {
	case ADD:
		return (3 * count + 1);
	case UPDATE:
		return (count + 2);
	default:
		return (count + 1);
	}
}

static void
run_on_map(struct state *state, const struct call *call)
{
	const size_t room = room_for(call, state->map.count);
	enum bm_status status;
	unsigned count;

	canvas_copy(&state->spare, &state->canvas);
	paint(state, &state->canvas, call);
	count = canvas_settle(&state->canvas);
	status = apply(state, call);
	if (count > state->map.capacity)
		FUZZ_REQUIRE(status == BM_FULL);
	if (room <= state->map.capacity)
		FUZZ_REQUIRE(status == BM_OK);
	if (status != BM_OK)
		canvas_copy(&state->canvas, &state->spare);
	canvas_require(&state->canvas, &state->map);
	fuzz_note(status);
	fuzz_note(state->map.count);
}

static void
put_aside(struct state *state, const struct call *call)
{
	if (call->kind != ADD)
		return;
	state->batch[state->batch_count++] = (struct bm_rset_entry){
	    call->range, call->type, paint_origin(state->index) };
	paint(state, &state->added, call);
}

/* Of two inputs of the winning type a byte has the earlier one's origin. */
static void
build_batch(struct state *state)
{
	const size_t count = state->batch_count;
	const size_t needed = canvas_settle(&state->added);
	const struct bm_rset_entry **heap = fuzz_allocate(count,
	    sizeof(heap[0]));
	struct bm_rset map = bm_rset_empty(fuzz_allocate(2 * count,
	    sizeof(map.entries[0])), count == 0 ? 0 : 2 * count - 1);

	FUZZ_REQUIRE(bm_e820_build(state->batch, count, &state->ranks, heap,
	    &map) == BM_OK);
	canvas_require(&state->added, &map);
	if (needed > 0) {
		map.capacity = needed - 1;
		FUZZ_REQUIRE(bm_e820_build(state->batch, count,
		    &state->ranks, heap, &map) == BM_FULL);
		FUZZ_REQUIRE(map.count == needed);
	}
	free(map.entries);
	free(heap);
}

/* A number as a person may write it; how says in what way. */
static void
write_number(char *text, size_t capacity, uint64_t number, unsigned how)
{
	static const char suffixes[] = "KkMm";
	const unsigned shift = (how & 2) != 0 ? 20 : 10;
	const bool has_suffix = (how & 4) != 0 &&
	    number % ((uint64_t)1 << shift) == 0;
	const char suffix[] = { has_suffix ? suffixes[how & 3] : '\0', '\0' };

	if (has_suffix)
		number >>= shift;
	switch (how >> 3 & 3) {
	case 0:
		snprintf(text, capacity, "%" PRIu64 "%s", number, suffix);
		break;
	case 1:
		snprintf(text, capacity, "0%" PRIo64 "%s", number, suffix);
		break;
	default:
		snprintf(text, capacity, "0x%" PRIx64 "%s", number, suffix);
	}
}

static char
separator_of(uint8_t type)
{
	switch (type) {
	case 1:
		return ('@');
	case 2:
		return ('$');
	case 3:
		return ('#');
	case 12:
		return ('!');
	default:
		return ('%');
	}
}

static void
write_call(const struct call *call, unsigned how, char text[TEXT_BYTES])
{
	char size[32], start[32], separator = '%';
	size_t used;

	write_number(size, sizeof(size), bm_range_bytes(call->range), how);
	write_number(start, sizeof(start), call->range.start, how >> 5);
	if (call->kind == ADD && (how & 1 << 10) != 0)
		separator = separator_of(call->type);
	snprintf(text, TEXT_BYTES, "%smemmap=%s%c%s",
	    (how & 1 << 11) != 0 ? "ro  " : "", size, separator, start);
	used = strlen(text);
	if (call->kind == ADD && separator == '%')
		snprintf(text + used, TEXT_BYTES - used, "+%u", call->type);
	else if (call->kind == UPDATE)
		snprintf(text + used, TEXT_BYTES - used, "-%#x+0%o",
		    call->type, call->new_type);
	else if (call->kind == REMOVE_TYPE)
		snprintf(text + used, TEXT_BYTES - used, "-%u", call->type);
}

static void
require_linux(const struct state *state)
{
	const struct universe *universe = &state->universe;
	uint8_t found[PAINT_UNITS_MAX] = { 0 };

	for (size_t i = 0; i < state->table->count; i++) {
		const struct bm_linux_e820_entry *entry =
		    &state->table->entries[i];
		const uint64_t first = (entry->extent.base - universe->base) /
		    universe->unit_bytes;
		const uint64_t count = entry->extent.length /
		    universe->unit_bytes;

		for (uint64_t j = first; j < first + count; j++) {
			FUZZ_REQUIRE(j < universe->unit_count &&
			    found[j] == 0);
			found[j] = (uint8_t)entry->type;
		}
	}
	for (unsigned i = 0; i < universe->unit_count; i++)
		FUZZ_REQUIRE(found[i] ==
		    (state->linux_canvas.units[i].is_painted ?
		    state->linux_canvas.units[i].tags : 0));
}

static void
run_on_linux(struct state *state, const struct call *call, unsigned how)
{
	const bool is_bug = call->kind == UPDATE &&
	    call->type == call->new_type;
	bool is_user_defined = false;
	char text[TEXT_BYTES];
	size_t count;

	write_call(call, how, text);
	FUZZ_REQUIRE(linux_memmap_apply(state->table, text, state->arena,
	    &is_user_defined) == !is_bug);
	FUZZ_REQUIRE(is_user_defined);
	/* It only refuses less than two entries, which do not overlap. */
	count = state->table->count;
	FUZZ_REQUIRE(linux_e820_sanitize(state->table) == (count >= 2));
	paint(state, &state->linux_canvas, call);
	require_linux(state);
	fuzz_note(state->table->count);
}

static struct call
call_of(const struct state *state, struct operation operation)
{
	struct call call = { .kind = operation.kind % KINDS,
	    .type = types[operation.flags % TYPES],
	    .new_type = types[operation.flags / TYPES % TYPES] };

	call.span = universe_span(&state->universe, operation.first,
	    operation.last);
	call.range = universe_range(&state->universe, call.span);
	return (call);
}

static void
set_up(struct state *state, struct script *script)
{
	const unsigned form = script_u8(script);
	size_t capacity;

	state->universe = universe_of(form, script_u8(script));
	capacity = script_u8(script) % 64;
	state->ranks = (struct bm_type_ranks){ listed,
	    script_u8(script) % 2 * (sizeof(listed) / sizeof(listed[0])), 1 };
	(void)script_u32(script);
	state->map = bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(state->map.entries[0])), capacity);
	canvas_clear(&state->canvas, state->universe);
	canvas_clear(&state->added, state->universe);
	canvas_clear(&state->linux_canvas, state->universe);
	state->batch_count = 0;
	state->arena = arena_new();
	state->table = NULL;
	/* Neither the top nor all of the address space, and by number. */
	if (form / 4 % 4 < 2 && state->ranks.count == 0)
		state->table = linux_e820_new(state->arena,
		    LINUX_E820_CAPACITY, true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct state state;
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	set_up(&state, &script);
	for (state.index = 0; !script_ends(&script) &&
	    state.index < OPERATIONS_MAX; state.index++) {
		const struct operation operation = script_operation(&script);
		const struct call call = call_of(&state, operation);

		run_on_map(&state, &call);
		put_aside(&state, &call);
		if (state.table != NULL)
			run_on_linux(&state, &call, operation.extra);
	}
	build_batch(&state);
	free(state.map.entries);
	arena_free(state.arena);
	return (0);
}

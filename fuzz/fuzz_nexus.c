/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The nexus: scripts of reservations against one cell a unit that names its
 * claim.  Whatever lies outside the universe is held from the beginning, so
 * that a search cannot leave it.
 */
#include "core/nexus.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/paint.h"
#include "fuzz/script.h"

#define OPERATIONS_MAX 40
#define OWNERS 4
#define GUARD_OWNER 99

const struct mutate_layout fuzz_layout = { .header_bytes = 8,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = 4 };

/* A claim as the canvas has it; 0 in a cell is nobody. */
struct holder {
	struct span span;
	uint32_t owner;
	uint32_t origin;
};

/* Every operation claims at most one run a unit. */
#define HOLDERS_MAX (PAINT_UNITS_MAX * (OPERATIONS_MAX + 1))

struct state {
	struct universe universe;
	struct bm_nexus nexus;
	struct bm_nexus conflicts;
	size_t guard_count;
	uint32_t cells[PAINT_UNITS_MAX];
	struct holder holders[HOLDERS_MAX];
	uint32_t holder_count;
	uint32_t operation_index;
};

static struct state state;

enum { RESERVE, FIND, RELEASE, AROUND, ASK, KINDS };

static void
guard(struct bm_range range)
{
	struct bm_claim claim = { range, GUARD_OWNER, paint_origin(0) };

	FUZZ_REQUIRE(bm_nexus_reserve(&state.nexus, &claim, NULL) == BM_OK);
	state.guard_count++;
}

static void
set_up(struct script *script)
{
	bm_paddr end;
	size_t capacity;
	unsigned form;

	form = script_u8(script);
	state.universe = universe_of(form, script_u8(script));
	capacity = script_u8(script) % 48 + 2U;
	state.nexus = (struct bm_nexus){ fuzz_allocate(capacity,
	    sizeof(struct bm_claim)), 0, capacity };
	capacity = script_u8(script) % 32;
	state.conflicts = (struct bm_nexus){ fuzz_allocate(capacity,
	    sizeof(struct bm_claim)), 0, capacity };
	memset(state.cells, 0, sizeof(state.cells));
	state.holder_count = 0;
	state.guard_count = 0;
	end = universe_address(&state.universe, state.universe.unit_count);
	if (end != 0)
		guard((struct bm_range){ end, 0 });
	if (state.universe.base != 0)
		guard((struct bm_range){ 0, state.universe.base });
}

static struct holder *
holder_of(unsigned unit)
{
	return (&state.holders[state.cells[unit] - 1]);
}

static void
hold(struct span span, uint32_t owner, uint32_t origin)
{
	FUZZ_REQUIRE(state.holder_count < HOLDERS_MAX);
	state.holders[state.holder_count++] = (struct holder){ span, owner,
	    origin };
	for (unsigned i = span.first; i <= span.last; i++)
		state.cells[i] = state.holder_count;
}

static void
require_claim(const struct bm_claim *claim, const struct holder *holder,
    struct span span)
{
	FUZZ_REQUIRE(bm_range_equal(claim->range,
	    universe_range(&state.universe, span)));
	FUZZ_REQUIRE(claim->owner == holder->owner);
	FUZZ_REQUIRE(claim->origin.index == holder->origin);
}

static size_t
count_cells(void)
{
	size_t count = state.guard_count;

	for (unsigned i = 0; i < state.universe.unit_count; i++) {
		if (state.cells[i] == 0)
			continue;
		i = holder_of(i)->span.last;
		count++;
	}
	return (count);
}

static void
require_claims(void)
{
	size_t index = state.universe.base != 0 ? 1 : 0;

	FUZZ_REQUIRE(state.nexus.count == count_cells());
	FUZZ_REQUIRE(state.nexus.count <= state.nexus.capacity);
	for (unsigned i = 0; i < state.universe.unit_count; i++) {
		if (state.cells[i] == 0)
			continue;
		FUZZ_REQUIRE(holder_of(i)->span.first == i);
		require_claim(&state.nexus.claims[index++], holder_of(i),
		    holder_of(i)->span);
		i = holder_of(i)->span.last;
	}
}

/* The first unit of span that somebody holds; span.last + 1 if none. */
static unsigned
first_held(struct span span)
{
	unsigned unit = span.first;

	while (unit <= span.last && state.cells[unit] == 0)
		unit++;
	return (unit);
}

static void
reserve(struct operation operation)
{
	struct span span = universe_span(&state.universe, operation.first,
	    operation.last);
	struct bm_claim claim = { universe_range(&state.universe, span),
	    operation.flags % OWNERS, paint_origin(state.operation_index) };
	struct bm_claim holder = { .owner = 77 };
	unsigned held = first_held(span);
	enum bm_status status = bm_nexus_reserve(&state.nexus, &claim,
	    &holder);

	fuzz_note(status);
	if (held <= span.last) {
		FUZZ_REQUIRE(status == BM_BUSY);
		require_claim(&holder, holder_of(held),
		    holder_of(held)->span);
		return;
	}
	FUZZ_REQUIRE(holder.owner == 77);
	if (count_cells() == state.nexus.capacity) {
		FUZZ_REQUIRE(status == BM_FULL);
		return;
	}
	FUZZ_REQUIRE(status == BM_OK);
	hold(span, claim.owner, claim.origin.index);
}

/* Powers of two from 1 to 2^63, and what is none. */
static uint64_t
alignment_of(unsigned code)
{
	if (code % 128 < 64)
		return (UINT64_C(1) << (code % 64));
	return (code % 128 == 64 ? 0 : (uint64_t)3 << (code % 62));
}

/* Tries every unit; false if the request fits nowhere. */
static bool
find_by_trying(const struct bm_nexus_request *request, struct span *ret_span)
{
	const struct universe *universe = &state.universe;
	uint64_t unit_count = request->size_bytes / universe->unit_bytes;

	for (unsigned i = 0; i < universe->unit_count; i++) {
		bm_paddr start = universe_address(universe, i);
		struct span span = { i, i + (unsigned)unit_count - 1 };

		if (start < request->from || start % request->alignment != 0)
			continue;
		if (unit_count > universe->unit_count - i)
			break;
		if (bm_range_last(universe_range(universe, span)) >
		    request->last)
			break;
		if (first_held(span) > span.last) {
			*ret_span = span;
			return (true);
		}
	}
	return (false);
}

static struct bm_nexus_request
request_of(struct operation operation)
{
	const struct universe *universe = &state.universe;
	struct span window = universe_span(universe, operation.first,
	    operation.last);
	uint64_t unit_count = (operation.extra >> 7) % 64;
	struct bm_nexus_request request = {
	    .from = universe_address(universe, window.first),
	    .last = universe_address(universe, window.last + 1) - 1,
	    .size_bytes = unit_count * universe->unit_bytes,
	    .alignment = alignment_of(operation.extra) };

	/* The defaults, and a window that is none. */
	if ((operation.flags & 0x10) != 0)
		request.from = 0;
	if ((operation.flags & 0x20) != 0)
		request.last = BM_PADDR_LAST;
	if ((operation.flags & 0x40) != 0)
		request.last = request.from - 1;
	return (request);
}

static void
find(struct operation operation)
{
	struct bm_nexus_request request = request_of(operation);
	uint64_t alignment = request.alignment;
	struct bm_range range = { 1, 1 };
	struct span span = { 0, 0 };
	enum bm_status expected = BM_NONE, status;
	uint32_t owner = operation.flags % OWNERS;

	if (request.size_bytes == 0 || alignment == 0 ||
	    (alignment & (alignment - 1)) != 0)
		expected = BM_INVALID;
	else if (find_by_trying(&request, &span))
		expected = count_cells() == state.nexus.capacity ? BM_FULL :
		    BM_OK;
	status = bm_nexus_reserve_first(&state.nexus, &request, owner,
	    paint_origin(state.operation_index), &range);
	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status != BM_OK) {
		FUZZ_REQUIRE(range.start == 1 && range.end == 1);
		return;
	}
	FUZZ_REQUIRE(bm_range_equal(range, universe_range(&state.universe,
	    span)));
	hold(span, owner, state.operation_index);
}

static void
release(struct operation operation)
{
	struct span span = universe_span(&state.universe, operation.first,
	    operation.last);
	uint32_t owner = operation.flags % OWNERS;
	enum bm_status expected = BM_NONE, status;
	struct holder *holder;

	/* Most releases should find something. */
	if (state.cells[span.first] != 0 && (operation.flags & 0x80) == 0) {
		span = holder_of(span.first)->span;
		owner = holder_of(span.first)->owner;
	}
	if (state.cells[span.first] != 0) {
		holder = holder_of(span.first);
		if (holder->span.first == span.first &&
		    holder->span.last == span.last && holder->owner == owner)
			expected = BM_OK;
	}
	status = bm_nexus_release(&state.nexus,
	    universe_range(&state.universe, span), owner);
	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	for (unsigned i = span.first; status == BM_OK && i <= span.last; i++)
		state.cells[i] = 0;
}

/* Where one piece meets holders and free runs; stores neither. */
static void
count_piece(struct span piece, size_t *claim_count, size_t *conflict_count)
{
	for (unsigned i = piece.first; i <= piece.last; i++) {
		bool is_edge = i == piece.first ||
		    state.cells[i] != state.cells[i - 1];

		*claim_count += is_edge && state.cells[i] == 0;
		*conflict_count += is_edge && state.cells[i] != 0;
	}
}

/* Claims what is free of piece; *index walks the conflicts. */
static void
hold_piece(struct span piece, uint32_t owner, uint32_t origin,
    size_t *index)
{
	for (unsigned i = piece.first; i <= piece.last; i++) {
		struct span run = { i, i };

		while (run.last < piece.last &&
		    state.cells[run.last + 1] == state.cells[i])
			run.last++;
		if (state.cells[i] == 0)
			hold(run, owner, origin);
		else
			require_claim(&state.conflicts.claims[(*index)++],
			    holder_of(i), run);
		i = run.last;
	}
}

/* Pieces of 1 to 8 units each, drawn by a generator that the script seeds. */
static size_t
draw_pieces(struct operation operation, struct span *spans, size_t capacity)
{
	struct span window = universe_span(&state.universe, operation.first,
	    operation.last);
	uint32_t seed = operation.extra;
	unsigned unit = window.first;
	size_t count = 0;

	while (unit <= window.last && count < capacity) {
		unsigned length, gap;

		seed = seed * 1664525 + 1013904223;
		length = seed >> 24 & 7;
		gap = seed >> 28 & 7;
		spans[count].first = unit;
		spans[count].last = unit + length > window.last ?
		    window.last : unit + length;
		unit = spans[count].last + 1 + gap;
		count++;
	}
	return (count);
}

static void
reserve_pieces(struct bm_rset *pieces, const struct span *spans,
    uint32_t owner)
{
	size_t claim_count = count_cells(), conflict_count = 0;
	size_t index = state.conflicts.count;
	enum bm_status status;
	bool fits;

	for (size_t i = 0; i < pieces->count; i++)
		count_piece(spans[i], &claim_count, &conflict_count);
	fits = claim_count <= state.nexus.capacity && conflict_count <=
	    state.conflicts.capacity - state.conflicts.count;
	conflict_count += state.conflicts.count;
	status = bm_nexus_reserve_around(&state.nexus, pieces, owner,
	    &state.conflicts);
	fuzz_note(status);
	FUZZ_REQUIRE(status == (fits ? BM_OK : BM_FULL));
	if (status != BM_OK) {
		FUZZ_REQUIRE(state.conflicts.count == index);
		return;
	}
	FUZZ_REQUIRE(state.conflicts.count == conflict_count);
	for (size_t i = 0; i < pieces->count; i++)
		hold_piece(spans[i], owner, pieces->entries[i].origin.index,
		    &index);
	FUZZ_REQUIRE(index == conflict_count);
}

static void
reserve_around(struct operation operation)
{
	struct span spans[16];
	struct bm_rset_entry entries[16];
	struct bm_rset pieces = bm_rset_empty(entries, 16);

	pieces.count = draw_pieces(operation, spans, 16);
	for (size_t i = 0; i < pieces.count; i++)
		/* Touching pieces have other tags, as in any rset. */
		entries[i] = (struct bm_rset_entry){
		    universe_range(&state.universe, spans[i]), i % 2,
		    paint_origin(1000 + (uint32_t)i) };
	reserve_pieces(&pieces, spans, operation.flags % OWNERS);
}

static void
ask(struct operation operation)
{
	const struct universe *universe = &state.universe;
	unsigned first = operation.first % universe->unit_count, start, end;
	uint64_t offset_bytes = operation.extra % universe->unit_bytes;
	bm_paddr from = universe_address(universe, first) + offset_bytes;
	struct bm_range range = { 1, 1 };
	bool is_found = bm_nexus_next_free(&state.nexus, from, &range);

	for (start = first; start < universe->unit_count &&
	    state.cells[start] != 0; start++)
		;
	FUZZ_REQUIRE(is_found == (start < universe->unit_count));
	if (!is_found) {
		FUZZ_REQUIRE(range.start == 1 && range.end == 1);
		return;
	}
	for (end = start; end < universe->unit_count &&
	    state.cells[end] == 0; end++)
		;
	FUZZ_REQUIRE(range.start == (start == first ? from :
	    universe_address(universe, start)));
	FUZZ_REQUIRE(range.end == universe_address(universe, end));
}

static void
run_operation(struct operation operation)
{
	static void (*const operations[KINDS])(struct operation operation) = {
		[RESERVE] = reserve, [FIND] = find, [RELEASE] = release,
		[AROUND] = reserve_around, [ASK] = ask };

	operations[operation.kind % KINDS](operation);
	/* Whatever failed must have changed nothing. */
	require_claims();
	fuzz_note(state.nexus.count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	set_up(&script);
	(void)script_u32(&script);
	for (state.operation_index = 0; !script_ends(&script) &&
	    state.operation_index < OPERATIONS_MAX; state.operation_index++)
		run_operation(script_operation(&script));
	free(state.nexus.claims);
	free(state.conflicts.claims);
	return (0);
}

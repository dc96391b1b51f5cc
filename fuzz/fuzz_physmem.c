/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Physical memory: scripts of hardware and exclude calls beside a canvas of
 * quarter pages.  Chunks, the table of exclusions, the avail lists under each
 * set of flags and limits, and every status must be what the units say; in
 * another order and at another place they must come to the same lists.
 */
#include "core/physmem.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/paint.h"
#include "fuzz/script.h"
#include "fuzz/walk.h"

#define OPERATIONS_MAX 32
#define UNITS_A_PAGE 4
#define PAGES_MAX (PAINT_UNITS_MAX / UNITS_A_PAGE)

const struct mutate_layout fuzz_layout = { .header_bytes = 12,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = UNITS_A_PAGE };

struct state {
	struct universe universe;
	struct bm_physmem physmem;
	struct canvas hardware;
	struct canvas spare;
	struct walk walk;		/* the exclusions, as documented */
	size_t avail_capacity;		/* of small lists */
	uint64_t limit_bytes;
	/* What the canvas and the walk come to, page by page. */
	bool is_ram[PAGES_MAX];
	uint32_t excluded_flags[PAGES_MAX];
	struct operation operations[OPERATIONS_MAX];
	unsigned operation_count;
	bool is_full;			/* something did not fit */
};

enum place { BOTTOM, MIDDLE, TOP, LAST_MEGABYTE, ABOVE_LAST, PLACES };

static bm_paddr
base_of(enum place place, const struct state *state)
{
	const struct universe *universe = &state->universe;
	const bm_paddr last = state->physmem.limits.last;
	uint64_t bytes = universe->unit_count * universe->unit_bytes;
	bm_paddr centre = last - (BM_LAST_MEGABYTE_BYTES - 1);

	switch (place) {
	case MIDDLE:
		return ((bm_paddr)1 << 30);
	case ABOVE_LAST:
		centre = last - bytes / 2 + 1;
		break;
	case TOP:
		centre = 0 - bytes / 2;
		break;
	case LAST_MEGABYTE:
		break;
	case BOTTOM:
	case PLACES:
		return (0);
	}
	/* No universe wraps. */
	return (centre > 0 - bytes / 2 ? 0 - bytes : centre - bytes / 2);
}

static void
read_header(struct state *state, struct script *script)
{
	static const bm_paddr lasts[] = { BM_PADDR_LAST, UINT32_MAX,
	    ((bm_paddr)1 << 36) - 1, ((bm_paddr)1 << 52) - 1 };
	struct bm_physmem_limits *limits = &state->physmem.limits;
	uint8_t flags = script_u8(script), capacity;

	limits->last = lasts[flags % 4];
	limits->drops_page_zero = (flags & 4) == 0;
	limits->drops_last_megabyte = (flags & 8) == 0;
	limits->page_size = (uint64_t)4096 << script_u8(script) % 5;
	state->universe.unit_bytes = limits->page_size / UNITS_A_PAGE;
	state->universe.unit_count = universe_unit_count(
	    script_u8(script));
	state->universe.base = base_of(script_u8(script) % PLACES, state);
	capacity = script_u8(script) % 40;
	state->physmem.hardware = bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity);
	capacity = script_u8(script) % 40;
	state->physmem.excluded = (struct bm_exclusions){ fuzz_allocate(
	    capacity, sizeof(struct bm_exclusion)), 0, capacity };
	state->avail_capacity = script_u8(script) % 80;
	(void)script_u8(script);
	state->limit_bytes = script_u32(script) % 1024 *
	    (limits->page_size / 2);
}

/* Which rule keeps a unit out, if any. */
static enum bm_ram_clip
unit_clip(const struct state *state, unsigned unit)
{
	const struct bm_physmem_limits *limits = &state->physmem.limits;
	bm_paddr address = universe_address(&state->universe, unit);

	if (address > limits->last)
		return (BM_RAM_ABOVE_LAST);
	if (limits->drops_last_megabyte &&
	    limits->last - address < BM_LAST_MEGABYTE_BYTES)
		return (BM_RAM_LAST_MEGABYTE);
	if (limits->drops_page_zero && address < limits->page_size)
		return (BM_RAM_PAGE_ZERO);
	return (BM_RAM_WHOLE);
}

/*
 * Cuts span, rule after rule, as the header of physmem orders them; false if
 * nothing is left.
 */
static bool
clip_span(const struct state *state, struct span *span,
    enum bm_ram_clip *ret_clip)
{
	static const enum bm_ram_clip rules[] = { BM_RAM_ABOVE_LAST,
	    BM_RAM_LAST_MEGABYTE, BM_RAM_PAGE_ZERO };

	*ret_clip = BM_RAM_WHOLE;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		while (unit_clip(state, span->last) == rules[i] ||
		    unit_clip(state, span->first) == rules[i]) {
			*ret_clip = rules[i];
			if (span->first == span->last)
				return (false);
			if (unit_clip(state, span->first) == rules[i])
				span->first++;
			else
				span->last--;
		}
	}
	return (true);
}

static void
require_exclusions(const struct state *state)
{
	const struct bm_exclusions *table = &state->physmem.excluded;
	struct bm_range reach = { 0, 1 };

	FUZZ_REQUIRE(table->count <= table->capacity);
	FUZZ_REQUIRE(table->count == state->walk.count);
	for (size_t i = 0; i < table->count; i++) {
		const struct walk_entry *expected = &state->walk.entries[i];
		struct span span = { expected->first_page * UNITS_A_PAGE,
		    expected->last_page * UNITS_A_PAGE + UNITS_A_PAGE - 1 };
		const struct bm_exclusion *entry = &table->entries[i];

		FUZZ_REQUIRE(bm_range_equal(entry->range,
		    universe_range(&state->universe, span)));
		FUZZ_REQUIRE(entry->flags == expected->flags);
		FUZZ_REQUIRE(entry->origin.index == expected->origin);
		if (bm_range_last(entry->range) > bm_range_last(reach))
			reach = entry->range;
		FUZZ_REQUIRE(entry->reach == bm_range_last(reach));
	}
}

static void
add_hardware(struct state *state, struct operation operation, uint32_t index)
{
	struct span span = universe_span(&state->universe, operation.first,
	    operation.last);
	struct bm_range range = universe_range(&state->universe, span);
	enum bm_ram_clip clip, expected_clip;
	bool is_left = clip_span(state, &span, &expected_clip);
	enum bm_status status, expected;

	FUZZ_REQUIRE(bm_physmem_clip(&state->physmem.limits, range, &range,
	    &clip) == is_left);
	FUZZ_REQUIRE(clip == expected_clip);
	if (!is_left)
		return;
	FUZZ_REQUIRE(bm_range_equal(range, universe_range(&state->universe,
	    span)));
	canvas_copy(&state->spare, &state->hardware);
	canvas_add(&state->hardware, span, 0, (uint16_t)index);
	expected = canvas_settle(&state->hardware) >
	    state->physmem.hardware.capacity ? BM_FULL : BM_OK;
	for (int i = 0; i < 2; i++) {
		status = bm_physmem_add_hardware(&state->physmem, range,
		    paint_origin(index));
		FUZZ_REQUIRE(status == expected);
		if (status != BM_OK)
			canvas_copy(&state->hardware, &state->spare);
		canvas_require(&state->hardware, &state->physmem.hardware);
	}
	state->is_full = state->is_full || status != BM_OK;
}

static void
exclude(struct state *state, struct operation operation, uint32_t index)
{
	struct span span = universe_span(&state->universe, operation.first,
	    operation.last);
	struct bm_range range = universe_range(&state->universe, span);
	uint32_t flags = operation.flags & 7;
	bool fits = walk_exclude(&state->walk, span.first / UNITS_A_PAGE,
	    span.last / UNITS_A_PAGE, flags, index);

	for (int i = 0; i < 2; i++) {
		FUZZ_REQUIRE(bm_physmem_exclude(&state->physmem, range, flags,
		    paint_origin(index)) == (fits ? BM_OK : BM_FULL));
		require_exclusions(state);
	}
	state->is_full = state->is_full || !fits;
}

static void
list_pages(struct state *state)
{
	const unsigned page_count = state->universe.unit_count / UNITS_A_PAGE;

	for (unsigned i = 0; i < page_count; i++) {
		state->is_ram[i] = true;
		for (unsigned j = 0; j < UNITS_A_PAGE; j++)
			if (!state->hardware.units[i * UNITS_A_PAGE +
			    j].is_painted)
				state->is_ram[i] = false;
		state->excluded_flags[i] = 0;
	}
	for (size_t i = 0; i < state->walk.count; i++) {
		const struct walk_entry *entry = &state->walk.entries[i];

		for (unsigned j = entry->first_page; j <= entry->last_page;
		    j++)
			state->excluded_flags[j] |= entry->flags;
	}
}

/* Chunk by chunk: does a byte that is no RAM lie between the two pages? */
static bool
is_same_chunk(const struct state *state, unsigned page, unsigned next)
{
	for (unsigned i = page * UNITS_A_PAGE; i < next * UNITS_A_PAGE; i++)
		if (!state->hardware.units[i].is_painted)
			return (false);
	return (true);
}

struct expected {
	/* Of each page; only a limit leaves part of one. */
	uint64_t bytes[PAGES_MAX];
	uint64_t realmem_pages;
	size_t range_count;
};

/*
 * Lets through as many bytes as limit has room for.  realmem counts the
 * chunks up to the one where there was a range left and no room.
 */
static void
expect_avail(const struct state *state, uint32_t flags, uint64_t limit_bytes,
    struct expected *ret_expected)
{
	const unsigned page_count = state->universe.unit_count / UNITS_A_PAGE;
	const uint64_t page_size = state->physmem.limits.page_size;
	uint64_t room_bytes = limit_bytes;
	unsigned chunk_page = 0;
	bool is_cut = false, was_available = false;

	*ret_expected = (struct expected){ .realmem_pages = 0 };
	for (unsigned i = 0; i < page_count; i++) {
		bool is_available = state->is_ram[i] &&
		    (state->excluded_flags[i] & flags) == 0;
		bool is_run = was_available && is_available;

		was_available = is_available;
		if (!state->is_ram[i])
			continue;
		if (is_cut && !is_same_chunk(state, chunk_page, i))
			return;
		chunk_page = i;
		ret_expected->realmem_pages++;
		/* A run that is only shortened does not end the walk. */
		if (is_available && room_bytes == 0 && !is_run)
			is_cut = true;
		if (!is_available || room_bytes == 0)
			continue;
		ret_expected->range_count += !is_run;
		ret_expected->bytes[i] = page_size < room_bytes ? page_size :
		    room_bytes;
		room_bytes -= ret_expected->bytes[i];
	}
}

static void
require_avail(const struct state *state, const struct expected *expected,
    const struct bm_rset *avail, uint64_t realmem_pages)
{
	const unsigned page_count = state->universe.unit_count / UNITS_A_PAGE;
	const uint64_t page_size = state->physmem.limits.page_size;
	uint64_t available_pages = 0;
	size_t index = 0;

	for (unsigned i = 0; i < page_count; i++) {
		unsigned first = i;
		bm_paddr start = universe_address(&state->universe,
		    i * UNITS_A_PAGE);
		bm_paddr end;

		if (expected->bytes[i] == 0)
			continue;
		while (i + 1 < page_count && expected->bytes[i + 1] != 0)
			i++;
		end = start + (i - first) * page_size + expected->bytes[i];
		available_pages += i - first +
		    expected->bytes[i] / page_size;
		FUZZ_REQUIRE(index < avail->count);
		FUZZ_REQUIRE(avail->entries[index].range.start == start);
		FUZZ_REQUIRE(avail->entries[index++].range.end == end);
	}
	FUZZ_REQUIRE(index == avail->count);
	FUZZ_REQUIRE(realmem_pages == expected->realmem_pages);
	FUZZ_REQUIRE(bm_physmem_page_count(avail, page_size) ==
	    available_pages);
	fuzz_note(available_pages);
	fuzz_note(realmem_pages);
}

static struct bm_rset
new_set(size_t capacity)
{
	return (bm_rset_empty(fuzz_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity));
}

/* With the room in the two sets: exact, or BM_FULL where that is allowed. */
static void
try_avail(const struct state *state, uint32_t flags, uint64_t limit_bytes,
    struct bm_rset *scratch, struct bm_rset *avail)
{
	const size_t excluded_count = state->physmem.excluded.count;
	const size_t old_count = avail->count;
	struct expected expected;
	uint64_t realmem_pages = 12345;
	enum bm_status status = bm_physmem_avail(&state->physmem, flags,
	    limit_bytes, scratch, avail, &realmem_pages);

	expect_avail(state, flags, limit_bytes, &expected);
	fuzz_note(status);
	if (status == BM_OK) {
		require_avail(state, &expected, avail, realmem_pages);
		return;
	}
	FUZZ_REQUIRE(status == BM_FULL);
	FUZZ_REQUIRE(scratch->capacity < excluded_count || avail->capacity <
	    state->physmem.hardware.count + excluded_count);
	FUZZ_REQUIRE(avail->count == old_count && realmem_pages == 12345);
	FUZZ_REQUIRE(expected.range_count > avail->capacity ||
	    limit_bytes != BM_PHYSMEM_NO_LIMIT ||
	    scratch->capacity < excluded_count);
}

static void
try_some_avail(const struct state *state, size_t capacity)
{
	struct bm_rset scratch = new_set(capacity / 2);
	struct bm_rset avail = new_set(capacity);

	try_avail(state, BM_EXCLUDE_NOALLOC, BM_PHYSMEM_NO_LIMIT, &scratch,
	    &avail);
	free(avail.entries);
	free(scratch.entries);
}

static void
try_all_avail(struct state *state)
{
	const size_t excluded_count = state->physmem.excluded.count;
	struct bm_rset scratch = new_set(excluded_count);
	struct bm_rset avail = new_set(state->physmem.hardware.count +
	    excluded_count);

	list_pages(state);
	for (uint32_t flags = 0; flags <= BM_EXCLUDE_ALL; flags++)
		try_avail(state, flags, BM_PHYSMEM_NO_LIMIT, &scratch,
		    &avail);
	for (uint32_t flags = 1; flags <= BM_EXCLUDE_NOALLOC; flags++)
		try_avail(state, flags, state->limit_bytes, &scratch, &avail);
	try_some_avail(state, state->avail_capacity);
	free(avail.entries);
	free(scratch.entries);
}

static void
run_operation(struct state *state, struct operation operation,
    uint32_t index)
{
	if (operation.kind % 2 == 0)
		add_hardware(state, operation, index);
	else
		exclude(state, operation, index);
}

static void
clear(struct state *state)
{
	state->physmem.hardware.count = 0;
	state->physmem.excluded.count = 0;
	canvas_clear(&state->hardware, state->universe);
	walk_clear(&state->walk, state->physmem.excluded.capacity);
	state->is_full = false;
}

/*
 * The same script from its end, three pages higher up where that breaks no
 * rule.  The model has the same pages as before: what it expects did not
 * change, so neither may the lists.
 */
static void
run_backwards(struct state *state)
{
	if (state->universe.base == (bm_paddr)1 << 30)
		state->universe.base += 3 * state->physmem.limits.page_size;
	clear(state);
	for (unsigned i = state->operation_count; i-- > 0;)
		run_operation(state, state->operations[i], i);
}

static void
require_same_pages(const struct state *state, const struct expected *before)
{
	struct expected expected;

	expect_avail(state, BM_EXCLUDE_NOALLOC, BM_PHYSMEM_NO_LIMIT,
	    &expected);
	FUZZ_REQUIRE(state->is_full || memcmp(before->bytes, expected.bytes,
	    sizeof(expected.bytes)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct state state;
	struct script script = script_of(bytes, length);
	struct expected expected;
	bool was_full;

	fuzz_digest = 0;
	read_header(&state, &script);
	clear(&state);
	for (state.operation_count = 0; !script_ends(&script) &&
	    state.operation_count < OPERATIONS_MAX; state.operation_count++) {
		state.operations[state.operation_count] =
		    script_operation(&script);
		run_operation(&state, state.operations[state.operation_count],
		    state.operation_count);
	}
	try_all_avail(&state);
	expect_avail(&state, BM_EXCLUDE_NOALLOC, BM_PHYSMEM_NO_LIMIT,
	    &expected);
	was_full = state.is_full;
	run_backwards(&state);
	list_pages(&state);
	try_some_avail(&state, 2 * OPERATIONS_MAX);
	if (!was_full)
		require_same_pages(&state, &expected);
	free(state.physmem.hardware.entries);
	free(state.physmem.excluded.entries);
	return (0);
}

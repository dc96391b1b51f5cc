/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's memblock re-enacted beside the boot allocator: the same scripts,
 * the same lists and the same addresses.  What the two do not share is left
 * out of the scripts, and nothing else: the last byte of the address space,
 * which memblock cannot say (both lose it here), requests of no bytes, which
 * memblock answers with an address outside of memory, and alignments of 0.
 */
#include "fuzz/bootalloc_script.h"
#include "fuzz/fuzz.h"
#include "sim/kernels/linux/memblock.h"

#define STEPS_MAX 48
#define PIECES_MAX 1024

static const struct memblock_revision revisions[] = {
	{ .keeps_empty_region = true, .merges_everything = true },
	{ .panics_when_fixed = true },
};

struct state {
	struct universe universe;
	struct bootalloc_model model;	/* only where units lie */
	struct bm_bootalloc allocator;
	struct bm_bootalloc_piece pieces[PIECES_MAX];
	struct linux_log log;
	struct memblock memblock;
};

static struct bm_range
range_of(const struct state *state, struct span span)
{
	struct bm_range range = universe_range(&state->universe, span);

	if (range.end == 0)
		range.end = UINT64_MAX;
	return (range);
}

static void
mark(struct memblock *memblock, bm_paddr base, uint64_t size, uint32_t flags,
    bool is_set)
{
	bool is_done = true;

	if ((flags & BM_MEMBLOCK_HOTPLUG) != 0)
		is_done = is_set ? memblock_mark_hotplug(memblock, base,
		    size) : memblock_clear_hotplug(memblock, base, size);
	if ((flags & BM_MEMBLOCK_NOMAP) != 0)
		is_done = is_done && (is_set ? memblock_mark_nomap(memblock,
		    base, size) : memblock_clear_nomap(memblock, base, size));
	if ((flags & BM_MEMBLOCK_MIRROR) != 0)
		is_done = is_done && memblock_mark_mirror(memblock, base,
		    size);
	FUZZ_REQUIRE(is_done);
}

/* memblock has no call that clears a mirror, or sets what drivers add. */
static uint32_t
flags_that_both_have(const struct bootalloc_operation *operation)
{
	if (operation->kind == BOOTALLOC_RESERVE)
		return (0);
	if (operation->kind == BOOTALLOC_SET_FLAGS)
		return (operation->flags & ~(uint32_t)
		    BM_MEMBLOCK_DRIVER_MANAGED);
	if (operation->kind == BOOTALLOC_CLEAR_FLAGS)
		return (operation->flags & (BM_MEMBLOCK_HOTPLUG |
		    BM_MEMBLOCK_NOMAP));
	return (operation->flags);
}

static void
call_memblock(struct memblock *memblock,
    const struct bootalloc_operation *operation, struct bm_range range,
    uint32_t flags)
{
	const uint64_t size = bm_range_bytes(range);
	const struct bm_origin origin = { BM_SOURCE_OPS, operation->origin };
	bool is_done = true;

	switch (operation->kind) {
	case BOOTALLOC_ADD:
		is_done = memblock_add_node(memblock, range.start, size,
		    operation->node, flags, origin);
		break;
	case BOOTALLOC_REMOVE:
		is_done = memblock_remove(memblock, range.start, size);
		break;
	case BOOTALLOC_RESERVE:
		is_done = memblock_reserve(memblock, range.start, size,
		    origin);
		break;
	case BOOTALLOC_FREE:
		is_done = memblock_phys_free(memblock, range.start, size);
		break;
	case BOOTALLOC_SET_NODE:
		is_done = memblock_set_node(memblock, &memblock->memory,
		    range.start, size, operation->node);
		break;
	case BOOTALLOC_SET_FLAGS:
	case BOOTALLOC_CLEAR_FLAGS:
		mark(memblock, range.start, size, flags,
		    operation->kind == BOOTALLOC_SET_FLAGS);
		break;
	case BOOTALLOC_KINDS:
		break;
	}
	FUZZ_REQUIRE(is_done);
}

static enum bm_status
call_allocator(struct bm_bootalloc *allocator,
    const struct bootalloc_operation *operation, struct bm_range range,
    uint32_t flags)
{
	const struct bm_origin origin = { BM_SOURCE_OPS, operation->origin };

	switch (operation->kind) {
	case BOOTALLOC_ADD:
		return (bm_bootalloc_add(allocator, range, flags,
		    operation->node, origin));
	case BOOTALLOC_REMOVE:
		return (bm_bootalloc_remove(allocator, range));
	case BOOTALLOC_RESERVE:
		return (bm_bootalloc_reserve(allocator, range, 0, origin));
	case BOOTALLOC_FREE:
		return (bm_bootalloc_free(allocator, range));
	case BOOTALLOC_SET_NODE:
		return (bm_bootalloc_set_node(allocator, range,
		    operation->node));
	case BOOTALLOC_SET_FLAGS:
		return (bm_bootalloc_set_flags(allocator, range, flags));
	case BOOTALLOC_CLEAR_FLAGS:
		return (bm_bootalloc_clear_flags(allocator, range, flags));
	case BOOTALLOC_KINDS:
		break;
	}
	return (BM_INVALID);
}

/* memblock wants mirrored memory first, once there is any. */
static enum bm_status
find_as_memblock(const struct state *state,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range)
{
	struct bm_bootalloc_request own = *request;
	enum bm_status status;

	own.wants_mirror = state->memblock.has_mirror;
	status = bm_bootalloc_find(&state->allocator, &own, ret_range);
	if (status != BM_NONE || !own.wants_mirror)
		return (status);
	own.wants_mirror = false;
	return (bm_bootalloc_find(&state->allocator, &own, ret_range));
}

static void
allocate(struct state *state, const struct bm_bootalloc_request *request)
{
	struct memblock *memblock = &state->memblock;
	const bm_paddr end = request->last == BM_PADDR_LAST ?
	    MEMBLOCK_ALLOC_ANYWHERE : request->last + 1;
	struct bm_range room = { 0, 0 };
	bool is_found;

	if (request->size_bytes == 0 || request->align_bytes == 0)
		return;
	memblock->bottom_up = request->bottom_up;
	memblock->movable_node = request->avoids_hotplug;
	is_found = find_as_memblock(state, request, &room) == BM_OK;
	FUZZ_REQUIRE(memblock_alloc_range_nid(memblock, request->size_bytes,
	    request->align_bytes, request->lowest, end, request->node,
	    true) == (is_found ? room.start : 0));
	if (is_found)
		FUZZ_REQUIRE(bm_bootalloc_reserve(&state->allocator, room, 0,
		    (struct bm_origin){ BM_SOURCE_NONE, 0 }) == BM_OK);
	fuzz_note(room.start);
}

static void
expect_list(const struct state *state, const struct memblock_type *type,
    enum bm_bootalloc_view view)
{
	uint64_t total_size = 0;
	bm_paddr from = 0;

	for (size_t i = 0; i < type->cnt; i++) {
		const struct memblock_region *region = &type->regions[i];
		struct bm_memblock_region expected;

		/* 6.1 has one of no bytes where there is none. */
		if (region->size == 0)
			continue;
		FUZZ_REQUIRE(bm_bootalloc_next(&state->allocator, view, from,
		    &expected));
		FUZZ_REQUIRE(region->base == expected.range.start &&
		    region->base + region->size == expected.range.end);
		FUZZ_REQUIRE(region->flags == expected.flags &&
		    region->nid == expected.node);
		from = expected.range.end;
		total_size += region->size;
	}
	FUZZ_REQUIRE(!bm_bootalloc_overlaps(&state->allocator, view,
	    (struct bm_range){ from, 0 }));
	FUZZ_REQUIRE(type->total_size == total_size);
	fuzz_note(type->cnt);
}

static void
ask(const struct state *state, struct span span)
{
	const struct bm_range range = range_of(state, span);
	const struct bm_range first = bm_range_closed(range.start,
	    range.start);
	const struct memblock *memblock = &state->memblock;

	FUZZ_REQUIRE(memblock_is_memory(memblock, range.start) ==
	    bm_bootalloc_covers(&state->allocator, BM_BOOTALLOC_MEMORY,
	    first));
	FUZZ_REQUIRE(memblock_is_reserved(memblock, range.start) ==
	    bm_bootalloc_covers(&state->allocator, BM_BOOTALLOC_RESERVED,
	    first));
	FUZZ_REQUIRE(memblock_overlaps_region(&memblock->reserved,
	    range.start, bm_range_bytes(range)) == bm_bootalloc_overlaps(
	    &state->allocator, BM_BOOTALLOC_RESERVED, range));
	/* Not if a border of flags lies inside. */
	FUZZ_REQUIRE(!memblock_is_region_memory(memblock, range.start,
	    bm_range_bytes(range)) || bm_bootalloc_covers(
	    &state->allocator, BM_BOOTALLOC_MEMORY, range));
}

static void
run_step(struct state *state, const struct bootalloc_step *step)
{
	const uint32_t flags = flags_that_both_have(&step->operation);
	const struct bm_range range = range_of(state, step->span);

	if (step->kind == BOOTALLOC_STEP_ASK)
		ask(state, step->span);
	else if (step->kind == BOOTALLOC_STEP_FIND ||
	    step->kind == BOOTALLOC_STEP_ALLOCATE)
		allocate(state, &step->request);
	else if (step->kind == BOOTALLOC_STEP_CALL &&
	    bm_range_is_valid(range)) {
		FUZZ_REQUIRE(call_allocator(&state->allocator,
		    &step->operation, range, flags) == BM_OK);
		call_memblock(&state->memblock, &step->operation, range,
		    flags);
	}
	FUZZ_REQUIRE(state->memblock.panic == NULL);
	expect_list(state, &state->memblock.memory, BM_BOOTALLOC_MEMORY);
	expect_list(state, &state->memblock.reserved, BM_BOOTALLOC_RESERVED);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct state state;
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	bootalloc_script_universe(&script, &state.universe, &state.model);
	state.log = (struct linux_log){ .arena = arena_new() };
	memblock_init(&state.memblock, &revisions[script_u8(&script) % 2],
	    &state.log, state.model.page_size, INIT_MEMBLOCK_REGIONS,
	    INIT_MEMBLOCK_REGIONS);
	state.memblock.mirrored_kernelcore = true;
	state.allocator = bm_bootalloc_new(state.pieces, PIECES_MAX,
	    state.model.page_size);
	(void)script_u8(&script);
	(void)script_u32(&script);
	for (uint16_t i = 0; !script_ends(&script) && i < STEPS_MAX; i++) {
		struct bootalloc_step step = bootalloc_script_step(&script,
		    &state.universe, i);

		run_step(&state, &step);
	}
	arena_free(state.log.arena);
	return (0);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/bootalloc_model.h"

static const struct bm_bootalloc_state nothing = {
	.node = BM_MEMBLOCK_NO_NODE };

void
bootalloc_model_init(struct bootalloc_model *model, bm_paddr base,
    uint64_t unit_bytes, size_t unit_count, uint64_t page_size)
{
	model->base = base;
	model->unit_bytes = unit_bytes;
	model->unit_count = unit_count;
	model->page_size = page_size;
	for (size_t i = 0; i < unit_count; i++)
		model->units[i] = (struct bootalloc_unit){ .state = nothing };
}

struct bm_range
bootalloc_model_range(const struct bootalloc_model *model, size_t first,
    size_t last)
{
	return ((struct bm_range){ model->base + first * model->unit_bytes,
	    model->base + (last + 1) * model->unit_bytes });
}

enum bm_status
bootalloc_call(struct bm_bootalloc *allocator,
    const struct bootalloc_model *model,
    const struct bootalloc_operation *operation)
{
	const struct bm_range range = bootalloc_model_range(model,
	    operation->first, operation->last);
	const struct bm_origin origin = { BM_SOURCE_OPS, operation->origin };

	switch (operation->kind) {
	case BOOTALLOC_ADD:
		return (bm_bootalloc_add(allocator, range, operation->flags,
		    operation->node, origin));
	case BOOTALLOC_REMOVE:
		return (bm_bootalloc_remove(allocator, range));
	case BOOTALLOC_RESERVE:
		return (bm_bootalloc_reserve(allocator, range,
		    operation->flags, origin));
	case BOOTALLOC_FREE:
		return (bm_bootalloc_free(allocator, range));
	case BOOTALLOC_SET_FLAGS:
		return (bm_bootalloc_set_flags(allocator, range,
		    operation->flags));
	case BOOTALLOC_CLEAR_FLAGS:
		return (bm_bootalloc_clear_flags(allocator, range,
		    operation->flags));
	case BOOTALLOC_SET_NODE:
		return (bm_bootalloc_set_node(allocator, range,
		    operation->node));
	case BOOTALLOC_KINDS:
		break;
	}
	return (BM_INVALID);
}

static void
call_of_memory(struct bootalloc_unit *unit,
    const struct bootalloc_operation *operation)
{
	struct bm_bootalloc_state *state = &unit->state;

	if (operation->kind == BOOTALLOC_ADD && !state->is_memory) {
		state->is_memory = true;
		state->memory_flags = operation->flags;
		state->node = operation->node;
		unit->memory_origin = operation->origin;
	} else if (operation->kind == BOOTALLOC_REMOVE) {
		state->is_memory = false;
		state->memory_flags = 0;
		state->node = BM_MEMBLOCK_NO_NODE;
	} else if (!state->is_memory)
		return;
	else if (operation->kind == BOOTALLOC_SET_FLAGS)
		state->memory_flags |= operation->flags;
	else if (operation->kind == BOOTALLOC_CLEAR_FLAGS)
		state->memory_flags &= (uint16_t)~operation->flags;
	else if (operation->kind == BOOTALLOC_SET_NODE)
		state->node = operation->node;
}

void
bootalloc_model_call(struct bootalloc_model *model,
    const struct bootalloc_operation *operation)
{
	for (size_t i = operation->first; i <= operation->last; i++) {
		struct bootalloc_unit *unit = &model->units[i];

		if (operation->kind == BOOTALLOC_FREE) {
			unit->state.is_reserved = false;
			unit->state.reserved_flags = 0;
		} else if (operation->kind != BOOTALLOC_RESERVE)
			call_of_memory(unit, operation);
		else if (!unit->state.is_reserved) {
			unit->state.is_reserved = true;
			unit->state.reserved_flags = operation->flags;
			unit->reserved_origin = operation->origin;
		}
	}
}

static bool
is_nothing(const struct bootalloc_unit *unit)
{
	return (!unit->state.is_memory && !unit->state.is_reserved);
}

static bool
is_same_memory(const struct bm_bootalloc_state *a,
    const struct bm_bootalloc_state *b)
{
	return (a->is_memory == b->is_memory &&
	    a->memory_flags == b->memory_flags && a->node == b->node);
}

static bool
is_same_reservation(const struct bm_bootalloc_state *a,
    const struct bm_bootalloc_state *b)
{
	return (a->is_reserved == b->is_reserved &&
	    a->reserved_flags == b->reserved_flags);
}

/* Are this unit and the one below of one piece? */
static bool
goes_on(const struct bootalloc_model *model, size_t i)
{
	const struct bm_bootalloc_state *state = &model->units[i].state;

	return (i > 0 && i < model->unit_count &&
	    !is_nothing(&model->units[i]) &&
	    is_same_memory(state, &model->units[i - 1].state) &&
	    is_same_reservation(state, &model->units[i - 1].state));
}

size_t
bootalloc_model_count(const struct bootalloc_model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->unit_count; i++)
		count += !is_nothing(&model->units[i]) && !goes_on(model, i);
	return (count);
}

size_t
bootalloc_model_needed(const struct bootalloc_model *model,
    const struct bootalloc_operation *operation)
{
	size_t count = (size_t)goes_on(model, operation->first) +
	    (size_t)goes_on(model, operation->last + 1);

	if (operation->kind != BOOTALLOC_ADD &&
	    operation->kind != BOOTALLOC_RESERVE)
		return (count);
	for (size_t i = operation->first; i <= operation->last; i++)
		count += is_nothing(&model->units[i]) &&
		    (i == operation->first ||
		    !is_nothing(&model->units[i - 1]));
	return (count);
}

static bool
may_be_given(const struct bootalloc_model *model, size_t i,
    const struct bm_bootalloc_request *request)
{
	const struct bootalloc_unit *unit = &model->units[i];
	const struct bm_range range = bootalloc_model_range(model, i, i);
	const uint16_t flags = unit->state.memory_flags;

	return (unit->state.is_memory && !unit->state.is_reserved &&
	    !unit->is_pending && range.start >= model->page_size &&
	    range.start >= request->lowest &&
	    bm_range_last(range) <= request->last &&
	    (flags & (BM_MEMBLOCK_NOMAP | BM_MEMBLOCK_DRIVER_MANAGED)) == 0 &&
	    (request->node == BM_MEMBLOCK_NO_NODE ||
	    request->node == unit->state.node) &&
	    (!request->wants_mirror || (flags & BM_MEMBLOCK_MIRROR) != 0) &&
	    (!request->avoids_hotplug || (flags & BM_MEMBLOCK_HOTPLUG) == 0));
}

static bool
is_room(const struct bootalloc_model *model, size_t first, size_t count,
    const struct bm_bootalloc_request *request)
{
	if (count > model->unit_count - first ||
	    bootalloc_model_range(model, first, first).start %
	    request->align_bytes != 0)
		return (false);
	for (size_t i = first; i < first + count; i++)
		if (!may_be_given(model, i, request) || (i > first &&
		    !is_same_memory(&model->units[i].state,
		    &model->units[i - 1].state)))
			return (false);
	return (true);
}

bool
bootalloc_model_find(const struct bootalloc_model *model,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range)
{
	const size_t count = (size_t)(request->size_bytes /
	    model->unit_bytes);

	for (size_t i = 0; i < model->unit_count; i++) {
		size_t first = request->bottom_up ? i :
		    model->unit_count - 1 - i;

		if (!is_room(model, first, count, request))
			continue;
		*ret_range = bootalloc_model_range(model, first,
		    first + count - 1);
		return (true);
	}
	return (false);
}

static bool
is_in_view(const struct bootalloc_model *model, enum bm_bootalloc_view view,
    size_t i)
{
	const struct bm_bootalloc_state *state = &model->units[i].state;

	if (view == BM_BOOTALLOC_RESERVED)
		return (state->is_reserved);
	return (state->is_memory &&
	    (view == BM_BOOTALLOC_MEMORY || !state->is_reserved));
}

/* The last unit of the region of a view that begins with first. */
static size_t
end_of_region(const struct bootalloc_model *model,
    enum bm_bootalloc_view view, size_t first)
{
	size_t last = first;

	while (last + 1 < model->unit_count &&
	    is_in_view(model, view, last + 1) &&
	    (view == BM_BOOTALLOC_RESERVED ? is_same_reservation(
	    &model->units[first].state, &model->units[last + 1].state) :
	    is_same_memory(&model->units[first].state,
	    &model->units[last + 1].state)))
		last++;
	return (last);
}

/* Merged regions that are split again both keep the earlier origin. */
static bool
is_region(const struct bootalloc_model *model, enum bm_bootalloc_view view,
    size_t first, size_t last, const struct bm_memblock_region *region)
{
	const bool is_reserved = view == BM_BOOTALLOC_RESERVED;
	const struct bm_bootalloc_state *state = &model->units[first].state;
	uint32_t earliest = UINT32_MAX;

	for (size_t i = first; i <= last; i++) {
		uint16_t origin = is_reserved ?
		    model->units[i].reserved_origin :
		    model->units[i].memory_origin;

		if (origin < earliest)
			earliest = origin;
	}
	return (bm_range_equal(region->range,
	    bootalloc_model_range(model, first, last)) &&
	    region->flags == (is_reserved ? state->reserved_flags :
	    state->memory_flags) && region->node == (is_reserved ?
	    BM_MEMBLOCK_NO_NODE : state->node) &&
	    (region->origin.source == BM_SOURCE_NONE ||
	    region->origin.index <= earliest));
}

static bool
is_view(const struct bootalloc_model *model,
    const struct bm_bootalloc *allocator, enum bm_bootalloc_view view)
{
	struct bm_memblock_region region = { .range = { 0, 0 } };
	bool is_any = bm_bootalloc_next(allocator, view, 0, &region);

	for (size_t i = 0; i < model->unit_count; i++) {
		size_t last;

		if (!is_in_view(model, view, i))
			continue;
		last = end_of_region(model, view, i);
		if (!is_any || !is_region(model, view, i, last, &region))
			return (false);
		is_any = region.range.end != 0 && bm_bootalloc_next(allocator,
		    view, region.range.end, &region);
		i = last;
	}
	return (!is_any);
}

const char *
bootalloc_model_judge(const struct bootalloc_model *model,
    const struct bm_bootalloc *allocator)
{
	if (allocator->count > allocator->capacity)
		return ("more pieces than room");
	if (allocator->count != bootalloc_model_count(model))
		return ("not as few pieces as can be");
	if (!is_view(model, allocator, BM_BOOTALLOC_MEMORY))
		return ("memory is not what was added");
	if (!is_view(model, allocator, BM_BOOTALLOC_RESERVED))
		return ("reserved is not what was reserved");
	if (!is_view(model, allocator, BM_BOOTALLOC_FREE))
		return ("free is not memory without reserved");
	return (NULL);
}

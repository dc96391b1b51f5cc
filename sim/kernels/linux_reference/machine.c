/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_reference/machine.h"

struct reference_machine
reference_machine_new(struct arena *arena,
    const struct bm_bootalloc *allocator)
{
	return ((struct reference_machine){ .arena = arena,
	    .allocator = allocator,
	    .mapped = bm_rset_empty(arena_alloc(arena, allocator->count,
	    sizeof(struct bm_rset_entry)), allocator->count) });
}

void *
reference_machine_reach(void *context, struct bm_range range)
{
	struct reference_machine *machine = context;

	if (!bm_rset_covers(&machine->mapped, range))
		return (NULL);
	if (!machine->has_written ||
	    !bm_range_equal(machine->written, range)) {
		machine->has_written = true;
		machine->written = range;
		machine->bytes = arena_alloc(machine->arena,
		    (size_t)bm_range_bytes(range), 1);
	}
	return (machine->bytes);
}

/* A page table wants a page, which is free again: it is not part of this. */
bool
reference_machine_map(void *context, struct bm_range range)
{
	struct reference_machine *machine = context;
	const struct bm_bootalloc_request page = {
	    .size_bytes = machine->allocator->page_size,
	    .align_bytes = machine->allocator->page_size,
	    .last = BM_PADDR_LAST, .node = BM_MEMBLOCK_NO_NODE };
	const struct bm_rset_entry entry = { .range = range };
	struct bm_range found;

	return (bm_bootalloc_find(machine->allocator, &page, &found) ==
	    BM_OK && bm_rset_push(&machine->mapped, &entry) == BM_OK);
}

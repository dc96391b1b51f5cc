/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/bootalloc_script.h"

#include "fuzz/mutate.h"

/* The calls, a search, an allocation, what is pending, a question. */
#define KINDS (BOOTALLOC_KINDS + 4)
#define MEMORY_FLAGS_MASK 0xf
#define NODES 3
#define PAGE_SIZE_MAX ((uint64_t)65536)

const struct mutate_layout fuzz_layout = { .header_bytes = 8,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = 4 };

void
bootalloc_script_universe(struct script *script,
    struct universe *ret_universe, struct bootalloc_model *model)
{
	unsigned form = script_u8(script);

	*ret_universe = universe_of(form, script_u8(script));
	bootalloc_model_init(model, ret_universe->base,
	    ret_universe->unit_bytes, ret_universe->unit_count,
	    ret_universe->unit_bytes < PAGE_SIZE_MAX ?
	    ret_universe->unit_bytes : PAGE_SIZE_MAX);
}

static struct bm_bootalloc_request
request_of(struct operation operation, const struct universe *universe,
    struct bm_range window)
{
	struct bm_bootalloc_request request = {
		/* May wrap, in the largest universe; then it is small. */
		.size_bytes = (operation.extra % 8) * universe->unit_bytes,
		.align_bytes = universe->unit_bytes <<
		    (operation.extra >> 3) % 4,
		.last = BM_PADDR_LAST,
		.node = (int32_t)((operation.flags & 0xf) % (NODES + 1)) - 1,
		.bottom_up = (operation.flags & 0x10) != 0,
		.wants_mirror = (operation.flags & 0x60) == 0x60,
		.avoids_hotplug = (operation.flags & 0x80) != 0,
	};

	if ((operation.extra >> 5) % 4 == 0) {
		request.lowest = window.start;
		request.last = bm_range_last(window);
	}
	return (request);
}

struct bootalloc_step
bootalloc_script_step(struct script *script, const struct universe *universe,
    uint16_t number)
{
	const struct operation operation = script_operation(script);
	const struct span span = universe_span(universe, operation.first,
	    operation.last);
	const unsigned kind = (operation.kind & 0xf) % KINDS;
	struct bootalloc_step step = { .span = span,
	    .extra = operation.extra };

	if (kind >= BOOTALLOC_KINDS) {
		step.kind = (enum bootalloc_step_kind)(BOOTALLOC_STEP_FIND +
		    (kind - BOOTALLOC_KINDS));
		step.request = request_of(operation, universe,
		    universe_range(universe, span));
		return (step);
	}
	step.operation = (struct bootalloc_operation){
	    (enum bootalloc_kind)kind, span.first, span.last,
	    operation.flags & MEMORY_FLAGS_MASK,
	    (operation.kind >> 4) % NODES, number };
	if (kind == BOOTALLOC_RESERVE)
		step.operation.flags = operation.flags &
		    BM_MEMBLOCK_RSRV_NOINIT;
	return (step);
}

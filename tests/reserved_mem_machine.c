/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/reserved_mem_machine.h"

#include <stdlib.h>
#include <string.h>

void
plot_init(struct plot *plot, bm_paddr base, size_t page_count)
{
	memset(plot, 0, sizeof(*plot));
	plot->base = base;
	plot->byte_count = page_count * PLOT_PAGE_BYTES;
}

bool
plot_holds(const struct plot *plot, struct bm_range range, size_t byte)
{
	return (bm_range_holds(range, plot->base + byte));
}

static bool
is_failing(size_t *count, size_t failing, size_t *fault_count)
{
	if (++*count != failing)
		return (false);
	(*fault_count)++;
	return (true);
}

static void *
reach(void *context, struct bm_range range)
{
	struct machine *machine = context;
	const struct plot *plot = machine->plot;
	const uint64_t first = range.start - plot->base;
	const uint64_t bytes = bm_range_bytes(range);

	if (is_failing(&machine->reach_count, machine->faults.failing_reach,
	    &machine->fault_count) || first >= plot->byte_count ||
	    bytes > plot->byte_count - first)
		return (NULL);
	for (size_t i = 0; i < bytes; i++)
		if (!machine->is_mapped[first + i])
			return (NULL);
	return (machine->bytes + first);
}

static bool
map(void *context, struct bm_range range)
{
	struct machine *machine = context;

	if (is_failing(&machine->map_count, machine->faults.failing_map,
	    &machine->fault_count))
		return (false);
	for (size_t i = 0; i < machine->plot->byte_count; i++)
		if (plot_holds(machine->plot, range, i))
			machine->is_mapped[i] = true;
	return (true);
}

/* What the loader says, before the stages: that always has room. */
static void
paint(struct machine *machine, const bool *is_painted, bool is_memory)
{
	const struct plot *plot = machine->plot;
	struct bm_bootalloc *allocator = &machine->allocator;

	for (size_t i = 0, end; i < plot->byte_count; i = end) {
		struct bm_range range;
		enum bm_status status = BM_OK;

		for (end = i + 1; end < plot->byte_count &&
		    is_painted[end] == is_painted[i]; end++)
			continue;
		range = (struct bm_range){ plot->base + i, plot->base + end };
		if (!is_painted[i])
			continue;
		status = is_memory ? bm_bootalloc_add(allocator, range, 0, 0,
		    (struct bm_origin){ BM_SOURCE_FDT_MEMORY, 0 }) :
		    bm_bootalloc_reserve(allocator, range, 0,
		    (struct bm_origin){ BM_SOURCE_KERNEL, 0 });
		if (status != BM_OK)
			abort();
	}
}

static void
copy_nodes(struct machine *machine)
{
	const struct plot *plot = machine->plot;

	memcpy(machine->nodes, plot->nodes, sizeof(plot->nodes));
	memcpy(machine->tuples, plot->tuples, sizeof(plot->tuples));
	for (size_t i = 0; i < plot->node_count; i++)
		if (plot->nodes[i].tuples != NULL)
			machine->nodes[i].tuples = machine->tuples +
			    (plot->nodes[i].tuples - plot->tuples);
}

static void
build(struct machine *machine, const struct plot *plot,
    const struct plot_faults *faults)
{
	memset(machine, 0, sizeof(*machine));
	machine->plot = plot;
	machine->faults = *faults;
	memset(machine->bytes, PLOT_PATTERN, sizeof(machine->bytes));
	copy_nodes(machine);
	machine->allocator = bm_bootalloc_new(machine->pieces,
	    PLOT_PIECES_MAX, PLOT_PAGE_BYTES);
	machine->allocator.context = machine;
	paint(machine, plot->is_memory, true);
	paint(machine, plot->is_loaded, false);
	machine->allocator.reach = reach;
	machine->allocator.capacity = machine->allocator.count +
	    faults->spare_pieces;
	if (machine->allocator.capacity > PLOT_PIECES_MAX)
		machine->allocator.capacity = PLOT_PIECES_MAX;
	machine->reserved = (struct bm_reserved_memory){
		.allocator = &machine->allocator,
		.nodes = machine->nodes, .node_count = plot->node_count,
		.memreserve = plot->memreserve,
		.memreserve_count = plot->memreserve_count,
		.pending = bm_rset_empty(machine->pending,
		    PLOT_TUPLES_MAX + PLOT_RANGES_MAX),
		.temporary = machine->temporary,
		.temporary_capacity = PLOT_NODES_MAX,
		.has_temporary_range = plot->has_temporary,
		.temporary_range = { plot->base + plot->temporary_first,
		    plot->base + plot->temporary_first + PLOT_PAGE_BYTES },
		.map = map, .map_context = machine };
}

/* Again with one piece more, until it is enough, or nobody's fault. */
static enum bm_status
call(struct machine *machine,
    enum bm_status (*stage)(struct bm_reserved_memory *),
    const char **ret_wrong)
{
	enum bm_status status;

	for (;;) {
		const size_t faults_before = machine->fault_count;
		const enum bm_reserved_stage was = machine->reserved.stage;

		status = stage(&machine->reserved);
		if (status == BM_OK)
			return (status);
		if (machine->reserved.stage != was)
			*ret_wrong = "a stage that failed is over";
		if (*ret_wrong == NULL)
			*ret_wrong = machine_judge_halfway(machine);
		if (*ret_wrong != NULL)
			return (status);
		if (status == BM_FULL && !machine->allocator.has_grown &&
		    machine->allocator.capacity < PLOT_PIECES_MAX) {
			machine->allocator.capacity++;
			machine->fault_count++;
		} else if (machine->fault_count == faults_before)
			return (status);
	}
}

/* The array, which may find no room; then nothing comes after it. */
static bool
finish(struct machine *machine, const char **ret_wrong)
{
	enum bm_status status = call(machine, bm_reserved_mem_allocate,
	    ret_wrong);

	if (*ret_wrong != NULL)
		return (false);
	if (status == BM_NONE)
		return (false);
	if (status != BM_OK)
		*ret_wrong = "the array is refused";
	else if (call(machine, bm_reserved_mem_fill, ret_wrong) != BM_OK)
		*ret_wrong = "the array cannot be filled";
	machine->placed_count = machine->reserved.temporary_count;
	memcpy(machine->placed, machine->temporary, sizeof(machine->placed));
	if (*ret_wrong == NULL && call(machine, bm_reserved_mem_release,
	    ret_wrong) != BM_OK)
		*ret_wrong = "the store is not given back";
	return (*ret_wrong == NULL);
}

/* Before the page tables a region more than none faults. */
static const char *
allocate_early(struct machine *machine)
{
	const enum bm_status status = bm_reserved_mem_allocate(
	    &machine->reserved);

	machine->fault_count += status == BM_FAULT;
	if (status == BM_OK && machine->reserved.region_count > 0)
		return ("an array in memory that cannot be written");
	if (status == BM_OK)
		machine->reserved.stage = BM_RESERVED_MAP;
	return (machine_judge_halfway(machine));
}

const char *
plot_run(const struct plot *plot, const struct plot_faults *faults,
    size_t *ret_fault_count)
{
	static struct machine machine;
	const char *wrong = NULL;

	build(&machine, plot, faults);
	if (call(&machine, bm_reserved_mem_scan, &wrong) != BM_OK &&
	    wrong == NULL)
		wrong = "the scan is refused";
	if (wrong == NULL && call(&machine, bm_reserved_mem_place, &wrong) !=
	    BM_OK && wrong == NULL)
		wrong = "the dynamic nodes are refused";
	if (wrong == NULL && faults->allocates_early)
		wrong = allocate_early(&machine);
	if (wrong == NULL && call(&machine, bm_reserved_mem_map, &wrong) !=
	    BM_OK && wrong == NULL)
		wrong = "the page tables are refused";
	if (wrong == NULL && !finish(&machine, &wrong)) {
		machine.placed_count = machine.reserved.temporary_count;
		memcpy(machine.placed, machine.temporary,
		    sizeof(machine.placed));
	}
	*ret_fault_count = machine.fault_count;
	return (wrong != NULL ? wrong : machine_judge(&machine));
}

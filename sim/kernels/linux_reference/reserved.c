/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * /reserved-memory in the core's stages, and what 6.12 would log of it.
 */
#include "sim/kernels/linux_reference/reserved.h"

#include <strings.h>

#include "core/contract.h"
#include "sim/kernels/linux_reference/machine.h"

bool
reference_linux_is_compatible(const struct fdt_reserved *node,
    const char *id)
{
	if (node->compatible != NULL && strcasecmp(node->compatible, id) == 0)
		return (true);
	for (size_t i = 0; i < node->compatible_also.count; i++)
		if (strcasecmp(node->compatible_also.entries[i], id) == 0)
			return (true);
	return (false);
}

static bool
is_pool_for_cma(const struct fdt_reserved *node)
{
	return (node->reusable && !node->no_map &&
	    reference_linux_is_compatible(node, "shared-dma-pool"));
}

static void
set_up_node(const struct reference_linux *boot, size_t index,
    struct bm_reserved_node *ret_node)
{
	const struct fdt_reserved *node =
	    &boot->simulation->capture->fdt.reserved[index];
	struct bm_reserved_tuple *tuples = arena_alloc(boot->log.arena,
	    node->reg.count, sizeof(tuples[0]));

	*ret_node = (struct bm_reserved_node){
	    .origin = reference_linux_origin(BM_SOURCE_FDT_RESERVED, index),
	    .is_dynamic = node->is_dynamic, .is_no_map = node->no_map,
	    .is_reusable = node->reusable, .tuples = tuples,
	    .tuple_count = node->reg.count, .size_bytes = node->size,
	    .align_bytes = node->alignment,
	    .wished_align_bytes = is_pool_for_cma(node) ? CMA_ALIGN_BYTES : 0,
	    .alloc_ranges = node->alloc_ranges.entries,
	    .alloc_range_count = node->alloc_ranges.count };
	for (size_t i = 0; i < node->reg.count; i++)
		tuples[i].extent = node->reg.entries[i];
}

/* Nodes that say nothing that can be read are left out. */
static void
list_nodes(const struct reference_linux *boot,
    struct bm_reserved_memory *reserved)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	reserved->nodes = arena_alloc(boot->log.arena, fdt->reserved_count,
	    sizeof(reserved->nodes[0]));
	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (fdt_reserved_is_enabled(&fdt->reserved[i]) &&
		    !(fdt->reserved[i].is_dynamic &&
		    fdt->reserved[i].malformed != 0))
			set_up_node(boot, i,
			    &reserved->nodes[reserved->node_count++]);
	reserved->memreserve = fdt->memreserve.entries;
	reserved->memreserve_count = fdt->memreserve.count;
}

static void
give_storage(const struct reference_linux *boot,
    struct bm_reserved_memory *reserved)
{
	reserved->pending = reference_linux_new_set(boot,
	    bm_reserved_mem_pending_count(reserved));
	reserved->temporary_capacity = bm_reserved_mem_dynamic_count(reserved);
	reserved->temporary = arena_alloc(boot->log.arena,
	    reserved->temporary_capacity, sizeof(reserved->temporary[0]));
}

/* What firmware and loader ask for is all known before anything is given. */
static size_t
count_kept(const struct reference_linux *boot,
    const struct bm_reserved_memory *reserved)
{
	return (boot->kept.count + bm_reserved_mem_pending_count(reserved));
}

static void
note_array(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;
	struct bm_linux_allocation *allocation = arena_alloc(boot->log.arena,
	    1, sizeof(*allocation));

	linux_world->kept_count = count_kept(boot, reserved);
	if (!reserved->has_array)
		return;
	*allocation = (struct bm_linux_allocation){ .range = reserved->array,
	    .limit_last = BM_PADDR_LAST, .align_bytes = BM_RESERVED_ALIGN,
	    .known_count = linux_world->kept_count };
	linux_world->allocations = allocation;
	linux_world->allocation_count = 1;
}

/* A dynamic no-map node holds the rest of its last page, but is not it. */
static void
show_regions(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;
	struct bm_reserved_mem *shown = arena_alloc(boot->log.arena,
	    reserved->region_count, sizeof(shown[0]));

	for (size_t i = 0; i < reserved->region_count; i++) {
		const struct bm_reserved_region *region =
		    &reserved->regions[i];

		shown[i] = (struct bm_reserved_mem){ .range = region->range,
		    .is_dynamic = region->is_dynamic,
		    .origin = region->origin, .is_no_map = region->is_no_map,
		    .known_count = linux_world->kept_count };
		if (region->is_dynamic)
			shown[i].range.end = region->range.start +
			    reserved->nodes[region->node].size_bytes;
	}
	linux_world->has_reserved_mem = reference_linux_has_tree(boot);
	linux_world->reserved_mem = shown;
	linux_world->reserved_mem_count = reserved->region_count;
	if (linux_world->has_reserved_mem)
		facts_list_wishes(boot->simulation->capture, boot->log.arena,
		    &linux_world->wishes, &linux_world->wish_count);
}

/* From the page tables on; false if the array cannot be had. */
static bool
make_array(struct reference_linux *boot, struct bm_reserved_memory *reserved)
{
	enum bm_status status = bm_reserved_mem_allocate(reserved);

	if (status == BM_NONE) {
		reference_linux_log_no_array(boot);
		return (false);
	}
	if (status == BM_OK)
		status = bm_reserved_mem_fill(reserved);
	/* The machine faults: it cannot come to this behind page tables. */
	if (status == BM_FAULT) {
		boot->panic = "Unable to handle kernel paging request: "
		    "reserved_mem";
		return (false);
	}
	reference_linux_must(status);
	return (true);
}

void
reference_linux_reserve(struct reference_linux *boot)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;
	struct reference_machine machine;
	struct bm_reserved_memory reserved = {
	    .allocator = &boot->allocator, .map = reference_machine_map };

	if (reference_linux_has_tree(boot))
		list_nodes(boot, &reserved);
	give_storage(boot, &reserved);
	reference_linux_log_scan(boot);
	reference_linux_must(bm_reserved_mem_scan(&reserved));
	reference_linux_must(bm_reserved_mem_place(&reserved));
	reference_linux_log_placed(boot, &reserved);
	machine = reference_machine_new(boot->log.arena, &boot->allocator);
	boot->allocator.reach = reference_machine_reach;
	boot->allocator.context = reserved.map_context = &machine;
	linux_world->kept_count = count_kept(boot, &reserved);
	/* Without memory nothing asks for a page table. */
	if (bm_reserved_mem_map(&reserved) == BM_NO_SPARE ||
	    machine.mapped.count == 0)
		boot->panic = boot->arch->no_room_panic;
	else if (make_array(boot, &reserved)) {
		note_array(boot, &reserved);
		show_regions(boot, &reserved);
		reference_linux_log_regions(boot, &reserved);
		reference_linux_must(bm_reserved_mem_release(&reserved));
	}
	/* Both go with this function. */
	boot->allocator.reach = NULL;
	boot->allocator.pending = NULL;
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "check.h"

#include "page.h"

static uint32_t
fact_layers(const void *element, const void *context)
{
	const struct bm_fact *fact = element;
	static const struct {
		uint32_t flag;
		uint32_t layer;
	} layers[] = {
		{ BM_FACT_RAM, BM_LAYER_RAM },
		{ BM_FACT_USABLE, BM_LAYER_USABLE },
		{ BM_FACT_UNUSABLE, BM_LAYER_UNUSABLE },
		{ BM_FACT_RESERVED, BM_LAYER_RESERVED },
		{ BM_FACT_NO_READ, BM_LAYER_NO_READ },
		{ BM_FACT_IN_USE, BM_LAYER_IN_USE },
		{ BM_FACT_DEVICE_IO, BM_LAYER_DEVICE_IO },
		{ BM_FACT_DEVICE_USES, BM_LAYER_DEVICE_USES },
		{ BM_FACT_BAD, BM_LAYER_BAD },
	};
	uint32_t mask = 0;

	(void)context;
	for (size_t i = 0; i < sizeof(layers) / sizeof(layers[0]); i++)
		if ((fact->flags & layers[i].flag) != 0)
			mask |= layers[i].layer;
	return (mask);
}

static uint32_t
flag_layers(uint32_t flags, uint32_t noalloc, uint32_t nodump)
{
	return (((flags & BM_EXCLUDE_NOALLOC) != 0 ? noalloc : 0) |
	    ((flags & BM_EXCLUDE_NODUMP) != 0 ? nodump : 0));
}

static uint32_t
request_layers(const void *element, const void *context)
{
	const struct bm_request *request = element;

	(void)context;
	if (request->kind == BM_REQUEST_HARDWARE)
		return (BM_LAYER_ASKED_HARDWARE);
	return (flag_layers(request->flags, BM_LAYER_ASKED_NOALLOC,
	    BM_LAYER_ASKED_NODUMP));
}

static uint32_t
exclusion_layers(const void *element, const void *context)
{
	const struct bm_exclusion *exclusion = element;

	(void)context;
	return (flag_layers(exclusion->flags, BM_LAYER_NOALLOC,
	    BM_LAYER_NODUMP));
}

static uint32_t
claim_layers(const void *element, const void *context)
{
	const struct bm_claim *claim = element;
	const struct bm_world *world = context;

	if (claim->origin.source == BM_SOURCE_DEVICE)
		return (BM_LAYER_HELD);
	return (world->has_ram0 && claim->owner == world->ram0_owner ?
	    BM_LAYER_RAM0 : 0);
}

static uint32_t
grant_layers(const void *element, const void *context)
{
	const struct bm_grant *grant = element;

	(void)context;
	return (grant->is_granted ? BM_LAYER_FOUND : 0);
}

static uint32_t
constant_layers(const void *element, const void *context)
{
	(void)element;
	return (*(const uint32_t *)context);
}

static uint32_t
page_layers(const void *element, const void *context)
{
	static const uint32_t layers[BM_PAGE_STATE_COUNT] = {
		[BM_PAGE_FREE] = BM_LAYER_PAGE_FREE,
		[BM_PAGE_IN_USE] = BM_LAYER_PAGE_IN_USE,
		[BM_PAGE_KERNEL] = BM_LAYER_PAGE_KERNEL,
		[BM_PAGE_PRELOADED] = BM_LAYER_PAGE_PRELOADED,
		[BM_PAGE_BAD] = BM_LAYER_PAGE_BAD,
	};
	const struct bm_rset_entry *run = element;

	(void)context;
	return (run->tags < BM_PAGE_STATE_COUNT ? layers[run->tags] : 0);
}

static uint32_t
freed_layers(const void *element, const void *context)
{
	const struct bm_freed_file *file = element;

	(void)context;
	return (file->freed.is_any ? BM_LAYER_FREED : 0);
}

static uint32_t
memory_layers(const void *element, const void *context)
{
	const struct bm_memblock_region *region = element;

	(void)context;
	return (BM_LAYER_MEMBLOCK_MEMORY |
	    ((region->flags & BM_MEMBLOCK_NOMAP) != 0 ?
	    BM_LAYER_MEMBLOCK_NOMAP : 0));
}

/* Facts once more: whose they are. */
static uint32_t
node_layers(const void *element, const void *context)
{
	const struct bm_fact *fact = element;

	(void)context;
	return (fact->origin.source == BM_SOURCE_FDT_RESERVED &&
	    (fact->flags & BM_FACT_RESERVED) != 0 ? BM_LAYER_NODE : 0);
}

static uint32_t
region_layers(const void *element, const void *context)
{
	const struct bm_reserved_mem *region = element;

	(void)context;
	return (BM_LAYER_REGION |
	    (region->is_no_map ? BM_LAYER_REGION_NOMAP : 0) |
	    (region->is_dynamic ? BM_LAYER_REGION_CHOSEN : 0));
}

/* What an architecture keeps out, as ranges that can be painted. */
struct dropped {
	struct bm_range range;
	uint32_t layer;
};

#define DROPPED_MAX 4

static uint32_t
dropped_layers(const void *element, const void *context)
{
	(void)context;
	return (((const struct dropped *)element)->layer);
}

static size_t
list_dropped(const struct bm_world *world,
    struct dropped dropped[DROPPED_MAX])
{
	const struct bm_physmem_limits *limits = &world->physmem.limits;
	const bool has_bios = bm_world_has(world, BM_STAGE_E820);
	size_t count = 0;

	if (limits->drops_page_zero || has_bios)
		dropped[count++] = (struct dropped){ { 0, limits->page_size },
		    (limits->drops_page_zero ? BM_LAYER_PAGE_ZERO : 0) |
		    (has_bios ? BM_LAYER_BIOS_KEEPS : 0) };
	if (has_bios)
		dropped[count++] = (struct dropped){
		    { 0xa0000, 0x100000 }, BM_LAYER_BIOS_KEEPS };
	if (limits->drops_last_megabyte)
		dropped[count++] = (struct dropped){ bm_range_closed(
		    limits->last - (BM_LAST_MEGABYTE_BYTES - 1),
		    limits->last), BM_LAYER_LAST_MEGABYTE };
	if (limits->last != BM_PADDR_LAST)
		dropped[count++] = (struct dropped){
		    { limits->last + 1, 0 }, BM_LAYER_ABOVE_LAST };
	return (count);
}

#define LIST(array, length, type, function, ctx)			\
	(struct bm_coverage_list){ .elements = (array),			\
	    .count = (length), .stride_bytes = sizeof(type),		\
	    .range_offset = offsetof(type, range), .layers = (function), \
	    .context = (ctx) }

static size_t
list_vm_layers(const struct bm_vm *vm, struct bm_coverage_list *lists)
{
	static const uint32_t segment = BM_LAYER_SEGMENT,
	    mapped = BM_LAYER_MAPPED;
	size_t count = 0;

	lists[count++] = LIST(vm->pages.segments.entries,
	    vm->pages.segments.count, struct bm_rset_entry, constant_layers,
	    &segment);
	lists[count++] = LIST(vm->pages.runs.entries, vm->pages.runs.count,
	    struct bm_rset_entry, page_layers, NULL);
	lists[count++] = LIST(vm->mapped.entries, vm->mapped.count,
	    struct bm_rset_entry, constant_layers, &mapped);
	lists[count] = LIST(vm->freed, vm->freed_count,
	    struct bm_freed_file, freed_layers, NULL);
	lists[count++].repeated = BM_LAYER_FREED_TWICE;
	return (count);
}

static size_t
list_memblock_layers(const struct bm_world *world,
    struct bm_coverage_list *lists)
{
	static const uint32_t reserved = BM_LAYER_MEMBLOCK_RESERVED,
	    allocated = BM_LAYER_ALLOCATED;
	const struct bm_linux *linux_world = &world->linux_world;
	const struct bm_memblock *memblock = &linux_world->memblock_final;

	lists[0] = LIST(memblock->memory.regions, memblock->memory.count,
	    struct bm_memblock_region, memory_layers, NULL);
	lists[1] = LIST(memblock->reserved.regions, memblock->reserved.count,
	    struct bm_memblock_region, constant_layers, &reserved);
	lists[2] = LIST(linux_world->allocations,
	    linux_world->allocation_count, struct bm_linux_allocation,
	    constant_layers, &allocated);
	lists[3] = LIST(linux_world->reserved_mem,
	    linux_world->reserved_mem_count, struct bm_reserved_mem,
	    region_layers, NULL);
	lists[3].repeated = BM_LAYER_REGION_TWICE;
	lists[4] = LIST(world->facts, world->fact_count, struct bm_fact,
	    node_layers, NULL);
	return (5);
}

static size_t
list_layers(const struct bm_world *world, const struct dropped *dropped,
    size_t dropped_count, struct bm_coverage_list lists[BM_COVERAGE_LISTS_MAX])
{
	static const uint32_t hardware = BM_LAYER_HARDWARE,
	    phys_avail = BM_LAYER_PHYS_AVAIL, dump_avail = BM_LAYER_DUMP_AVAIL,
	    e820_ram = BM_LAYER_E820_RAM, iomem_ram = BM_LAYER_IOMEM_RAM;
	const struct bm_physmem *physmem = &world->physmem;
	size_t count = 0;

	lists[count++] = LIST(world->facts, world->fact_count, struct bm_fact,
	    fact_layers, NULL);
	lists[count++] = LIST(dropped, dropped_count, struct dropped,
	    dropped_layers, NULL);
	lists[count++] = LIST(world->requests.entries, world->requests.count,
	    struct bm_request, request_layers, NULL);
	if (bm_world_has(world, BM_STAGE_PHYSMEM)) {
		lists[count++] = LIST(physmem->hardware.entries,
		    physmem->hardware.count, struct bm_rset_entry,
		    constant_layers, &hardware);
		lists[count++] = LIST(physmem->excluded.entries,
		    physmem->excluded.count, struct bm_exclusion,
		    exclusion_layers, NULL);
	}
	if (bm_world_has(world, BM_STAGE_AVAIL)) {
		lists[count++] = LIST(world->phys_avail.entries,
		    world->phys_avail.count, struct bm_rset_entry,
		    constant_layers, &phys_avail);
		lists[count++] = LIST(world->dump_avail.entries,
		    world->dump_avail.count, struct bm_rset_entry,
		    constant_layers, &dump_avail);
	}
	if (bm_world_has(world, BM_STAGE_VM) && world->has_vm)
		count += list_vm_layers(&world->vm, lists + count);
	if (bm_world_has(world, BM_STAGE_E820))
		lists[count++] = LIST(world->linux_world.e820.ram.entries,
		    world->linux_world.e820.ram.count, struct bm_rset_entry,
		    constant_layers, &e820_ram);
	if (bm_world_has(world, BM_STAGE_MEMBLOCK))
		count += list_memblock_layers(world, lists + count);
	if (bm_world_has(world, BM_STAGE_IOMEM))
		lists[count++] = LIST(world->linux_world.iomem.ram.entries,
		    world->linux_world.iomem.ram.count, struct bm_rset_entry,
		    constant_layers, &iomem_ram);
	if (bm_world_has(world, BM_STAGE_NEXUS))
		lists[count++] = LIST(world->nexus.claims, world->nexus.count,
		    struct bm_claim, claim_layers, world);
	if (bm_world_has(world, BM_STAGE_EVENTS))
		lists[count++] = LIST(world->grants, world->grant_count,
		    struct bm_grant, grant_layers, NULL);
	return (count);
}

/* The rows of one granularity that are to be judged. */
struct judged_rows {
	size_t indexes[BM_INVARIANTS_MAX];
	size_t count;
};

struct judge {
	struct bm_report *report;
	struct judged_rows by_byte;
	struct judged_rows by_page;
	struct bm_coverage_pages pages;
};

/* One stretch of addresses. */
static void
judge_stretch(const struct judge *judge, const struct judged_rows *rows,
    struct bm_range range, uint32_t any, uint32_t all)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct bm_invariant *row = bm_invariant(rows->indexes[i]);

		if ((all & row->where) == row->where &&
		    (any & row->unless) == 0 && (any & row->needs) == 0)
			bm_verdict_break(
			    &judge->report->verdicts[rows->indexes[i]], range);
	}
}

static void
visit_cell(void *context, struct bm_range cell, uint32_t any, uint32_t all)
{
	const struct judge *judge = context;

	judge_stretch(judge, &judge->by_page, cell, any, all);
}

static void
visit_stretch(void *context, struct bm_range stretch, uint32_t mask)
{
	struct judge *judge = context;

	judge_stretch(judge, &judge->by_byte, stretch, mask, mask);
	bm_coverage_pages_add(&judge->pages, stretch, mask);
}

static bool
prerequisite_holds(const struct bm_world *world,
    enum bm_prerequisite prerequisite)
{
	switch (prerequisite) {
	case BM_NEEDS_NO_LIMIT:
		return (world->limit_bytes == BM_PHYSMEM_NO_LIMIT);
	case BM_NEEDS_LIMIT:
		return (world->limit_bytes != BM_PHYSMEM_NO_LIMIT);
	case BM_NEEDS_RAM0:
		return (world->has_ram0);
	case BM_NEEDS_MAP:
		return (world->vm.has_map);
	case BM_NEEDS_FIRMWARE_MAP:
		return (world->linux_world.e820.is_of_firmware);
	case BM_NEEDS_MAP_AS_GIVEN:
		return (world->linux_world.e820.entries == NULL ||
		    world->linux_world.e820.is_of_firmware);
	case BM_NEEDS_SHOWN_MAP:
		return (world->linux_world.e820.is_shown);
	case BM_NEEDS_MEMBLOCK:
		return (bm_world_has(world, BM_STAGE_MEMBLOCK));
	case BM_NEEDS_REGIONS:
		return (world->linux_world.has_reserved_mem);
	case BM_NEEDS_NOTHING:
		break;
	}
	return (true);
}

size_t
bm_check_edge_count(const struct bm_world *world)
{
	const size_t node_count = bm_world_has(world, BM_STAGE_MEMBLOCK) ?
	    world->fact_count : 0;

	/* Dropped ranges ascend and need no edges. */
	return (2 * (node_count + world->fact_count + world->requests.count +
	    world->physmem.hardware.count + world->physmem.excluded.count +
	    world->phys_avail.count + world->dump_avail.count +
	    world->vm.pages.segments.count + world->vm.pages.runs.count +
	    world->vm.mapped.count + world->vm.freed_count +
	    world->nexus.count + world->grant_count +
	    world->linux_world.e820.ram.count +
	    world->linux_world.e820.given_count +
	    world->linux_world.e820.count +
	    2 * world->linux_world.e820.line_count +
	    world->linux_world.iomem.ram.count +
	    world->linux_world.memblock_final.memory.count +
	    world->linux_world.memblock_final.reserved.count +
	    world->linux_world.allocation_count +
	    world->linux_world.reserved_mem_count));
}

static enum bm_status
judge_table(const struct bm_invariant *row, const struct bm_world *world,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    struct bm_verdict *verdict)
{
	if (row->judge_painted != NULL)
		return (row->judge_painted(world, edges, edge_capacity,
		    verdict));
	row->judge(world, verdict);
	return (BM_OK);
}

/* Judges the rows by table, and notes which others are to be judged. */
static enum bm_status
begin_report(const struct bm_world *world, struct bm_coverage_edge *edges,
    size_t edge_capacity, struct judge *judge)
{
	enum bm_status status;

	for (size_t i = 0; i < bm_invariant_count; i++) {
		const struct bm_invariant *row = bm_invariant(i);
		struct judged_rows *rows =
		    row->granularity == BM_BY_PAGE ? &judge->by_page :
		    &judge->by_byte;

		if (!bm_world_has(world, row->stage) ||
		    (row->stage == BM_STAGE_VM && !world->has_vm) ||
		    !prerequisite_holds(world, row->prerequisite))
			continue;
		judge->report->verdicts[i].outcome = BM_HOLDS;
		if (row->granularity != BM_BY_TABLE) {
			rows->indexes[rows->count++] = i;
			continue;
		}
		status = judge_table(row, world, edges, edge_capacity,
		    &judge->report->verdicts[i]);
		if (status != BM_OK)
			return (status);
	}
	return (BM_OK);
}

enum bm_status
bm_check(const struct bm_world *world, struct bm_coverage_edge *edges,
    size_t edge_capacity, struct bm_report *ret_report)
{
	struct bm_coverage_list lists[BM_COVERAGE_LISTS_MAX];
	struct dropped dropped[DROPPED_MAX];
	struct bm_report report = { 0 };
	struct judge judge = { .report = &report, .pages = {
	    .page_size = world->physmem.limits.page_size,
	    .visit = visit_cell } };
	size_t dropped_count = list_dropped(world, dropped);

	judge.pages.context = &judge;
	if (begin_report(world, edges, edge_capacity, &judge) != BM_OK)
		return (BM_FULL);
	if (bm_coverage_walk(lists, list_layers(world, dropped, dropped_count,
	    lists), edges, edge_capacity, visit_stretch, &judge) != BM_OK)
		return (BM_FULL);
	*ret_report = report;
	return (BM_OK);
}

bool
bm_report_is_broken(const struct bm_report *report,
    enum bm_severity severity)
{
	for (size_t i = 0; i < bm_invariant_count; i++)
		if (report->verdicts[i].outcome == BM_BROKEN &&
		    bm_invariant(i)->severity == severity)
			return (true);
	return (false);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/mm/numa.c of Linux 6.1, which is mm/numa_memblks.c of 6.12
 * and 7.2.  Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux/amd64_numa.h"
#include "sim/kernels/linux_parameters.h"

void
numa_blocks_take_out(struct numa_blocks *blocks, size_t index)
{
	blocks->count--;
	memmove(blocks->entries + index, blocks->entries + index + 1,
	    (blocks->count - index) * sizeof(blocks->entries[0]));
}

static bool
is_off(const struct linux_amd64 *amd64)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(amd64->boot), amd64->boot->log.arena);
	const char *name;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "numa") == 0 && value != NULL &&
		    strncmp(value, "off", 3) == 0)
			return (true);
	return (false);
}

/* NR_NODE_MEMBLKS: all that there is room for. */
#define BLOCKS_MAX ((size_t)2 * CAPTURE_NUMA_NODES_MAX)

/*
 * x86_acpi_numa_init: what ACPI's tables say, in their order, up to the first
 * that there is no room for; *ret_is_all: there was for each.
 */
static struct numa_blocks
list_acpi(struct linux_amd64 *amd64, bool *ret_is_all)
{
	const struct linux_numa *numa =
	    &amd64->boot->simulation->capture->linux_numa;
	struct numa_blocks blocks = { arena_alloc(amd64->boot->log.arena,
	    numa->count + 1, sizeof(blocks.entries[0])), 0 };

	for (size_t i = 0; i < numa->count; i++) {
		const struct linux_numa_range *range = &numa->ranges[i];

		if (range->extent.length == 0)
			continue;
		if (blocks.count == BLOCKS_MAX) {
			linux_log(&amd64->boot->log, BM_LOG_MEMBLOCK,
			    "too many memblk ranges");
			*ret_is_all = false;
			return (blocks);
		}
		blocks.entries[blocks.count++] = (struct numa_block){
		    range->extent.base,
		    range->extent.base + range->extent.length, range->node };
		if (range->is_hotplug)
			(void)memblock_mark_hotplug(&amd64->boot->memblock,
			    range->extent.base, range->extent.length);
	}
	*ret_is_all = true;
	return (blocks);
}

/* The first half of numa_cleanup_meminfo: no more than there is memory. */
static void
clip(struct linux_amd64 *amd64, struct numa_blocks *blocks)
{
	struct linux_boot *boot = amd64->boot;
	const struct memblock *memblock = &boot->memblock;
	const bm_paddr high = amd64->own->node_begins_at_zero ?
	    amd64->max_pfn * boot->page_size : memblock_end_of_DRAM(memblock);
	const bm_paddr low = amd64->own->node_begins_at_zero ? 0 :
	    memblock_start_of_DRAM(memblock);

	for (size_t i = 0; i < blocks->count;) {
		struct numa_block *block = &blocks->entries[i];

		if (block->start < low)
			block->start = low;
		if (block->end > high)
			block->end = high;
		if (block->start >= block->end || !memblock_overlaps_region(
		    &memblock->memory, block->start,
		    block->end - block->start))
			numa_blocks_take_out(blocks, i);
		else
			i++;
	}
}

/* May the two be one: nothing of another node lies between them? */
static bool
can_join(const struct numa_blocks *blocks, const struct numa_block *joined)
{
	for (size_t i = 0; i < blocks->count; i++)
		if (blocks->entries[i].nid != joined->nid &&
		    joined->start < blocks->entries[i].end &&
		    joined->end > blocks->entries[i].start)
			return (false);
	return (true);
}

static struct numa_block
hull(const struct numa_block *a, const struct numa_block *b)
{
	return ((struct numa_block){ a->start < b->start ? a->start : b->start,
	    a->end > b->end ? a->end : b->end, a->nid });
}

/* The second half; false: nodes lie over each other. */
static bool
join(struct linux_amd64 *amd64, struct numa_blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++)
		for (size_t j = i + 1; j < blocks->count; j++) {
			struct numa_block *a = &blocks->entries[i];
			const struct numa_block *b = &blocks->entries[j];
			const struct numa_block joined = hull(a, b);

			if (a->nid != b->nid && a->end > b->start &&
			    a->start < b->end)
				return (false);
			if (a->nid != b->nid || !can_join(blocks, &joined))
				continue;
			linux_log(&amd64->boot->log, BM_LOG_MEMBLOCK,
			    "NUMA: Node %" PRId32 " [mem 0x%08" PRIx64
			    "-0x%08" PRIx64 "] + [mem 0x%08" PRIx64 "-0x%08"
			    PRIx64 "] -> [mem 0x%08" PRIx64 "-0x%08" PRIx64
			    "]", a->nid, a->start, a->end - 1, b->start,
			    b->end - 1, joined.start, joined.end - 1);
			*a = joined;
			numa_blocks_take_out(blocks, j--);
		}
	return (true);
}

/* dummy_numa_init: all that there is, holes too, is of one node. */
static struct numa_blocks
fake(struct linux_amd64 *amd64)
{
	struct numa_blocks blocks = { arena_alloc(amd64->boot->log.arena, 1,
	    sizeof(blocks.entries[0])), 1 };

	blocks.entries[0] = (struct numa_block){ 0,
	    amd64->max_pfn * amd64->boot->page_size, 0 };
	return (blocks);
}

/* Nodes that the kernel has something of cannot be taken out. */
static void
keep_nodes_in_use(struct memblock *memblock, const struct numa_blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++) {
		const struct numa_block *block = &blocks->entries[i];
		bool is_used = false;

		for (size_t j = 0; j < memblock->reserved.cnt; j++)
			is_used = is_used ||
			    memblock->reserved.regions[j].nid == block->nid;
		if (is_used)
			(void)memblock_clear_hotplug(memblock, block->start,
			    block->end - block->start);
	}
}

static void
set_nodes(struct memblock *memblock, struct memblock_type *type,
    const struct numa_blocks *blocks)
{
	for (size_t i = 0; i < blocks->count; i++)
		(void)memblock_set_node(memblock, type,
		    blocks->entries[i].start, blocks->entries[i].end -
		    blocks->entries[i].start, blocks->entries[i].nid);
}

/* numa_register_memblks, and the data of every node with memory. */
static void
register_blocks(struct linux_amd64 *amd64, const struct numa_blocks *blocks)
{
	struct memblock *memblock = &amd64->boot->memblock;
	int32_t done = -1, next;

	set_nodes(memblock, &memblock->memory, blocks);
	set_nodes(memblock, &memblock->reserved, blocks);
	keep_nodes_in_use(memblock, blocks);
	for (;; done = next) {
		next = INT32_MAX;
		for (size_t i = 0; i < blocks->count; i++)
			if (blocks->entries[i].nid > done &&
			    blocks->entries[i].nid < next)
				next = blocks->entries[i].nid;
		if (next == INT32_MAX)
			break;
		memblock_ask_for(memblock, "numa");
		(void)memblock_alloc_range_nid(memblock,
		    amd64->own->pg_data_bytes, SMP_CACHE_BYTES, 0,
		    MEMBLOCK_ALLOC_ACCESSIBLE, next, false);
	}
}

/* numa_alloc_distance: a byte for every two nodes, up to the last. */
static void
allocate_distances(struct linux_amd64 *amd64, uint64_t count)
{
	memblock_ask_for(&amd64->boot->memblock, "numa");
	(void)memblock_phys_alloc_range(&amd64->boot->memblock,
	    count * count, amd64->boot->page_size, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE);
}

static uint64_t
count_nodes(const struct numa_blocks *blocks)
{
	uint64_t count = 0;

	for (size_t i = 0; i < blocks->count; i++)
		if ((uint64_t)blocks->entries[i].nid >= count)
			count = (uint64_t)blocks->entries[i].nid + 1;
	return (count);
}

/* What ACPI's tables say, if they make sense. */
static struct numa_blocks
find_nodes(struct linux_amd64 *amd64)
{
	const struct linux_numa *numa =
	    &amd64->boot->simulation->capture->linux_numa;
	struct numa_blocks blocks = { NULL, 0 };
	bool is_all;

	if (!is_off(amd64) && numa->count > 0) {
		blocks = list_acpi(amd64, &is_all);
		if (numa->has_distances)
			allocate_distances(amd64, count_nodes(&blocks));
		clip(amd64, &blocks);
		if (!is_all || !join(amd64, &blocks))
			blocks.count = 0;
	}
	if (blocks.count == 0) {
		(void)memblock_clear_hotplug(&amd64->boot->memblock, 0,
		    UINT64_MAX);
		blocks = fake(amd64);
		clip(amd64, &blocks);
	}
	return (blocks);
}

void
linux_amd64_init_numa(struct linux_amd64 *amd64)
{
	struct numa_blocks blocks = find_nodes(amd64);
	bool is_fake;

	blocks = numa_fake_nodes(amd64, blocks, &is_fake);
	if (is_fake) {
		(void)join(amd64, &blocks);
		allocate_distances(amd64, count_nodes(&blocks));
	}
	register_blocks(amd64, &blocks);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/base/arch_numa.c and drivers/of/of_numa.c of Linux 6.1.176,
 * and with them mm/numa_memblks.c of 6.12.107 and 7.2.12.  Nodes that only
 * processors are of are not known here.  Re-enacted, defects included: do not
 * improve this.
 */
#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"

/* 6.12: less memory than this may be of no node. */
#define UNCOVERED_BYTES_MAX ((uint64_t)1 << 20)

static bm_paddr
allocate(struct linux_boot *boot, uint64_t bytes, uint64_t align, int32_t nid)
{
	memblock_ask_for(&boot->memblock, "numa");
	return (memblock_alloc_range_nid(&boot->memblock, bytes, align, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, nid, false));
}

/* All regions of a list, whatever they are of. */
static void
forget_nodes(struct linux_boot *boot)
{
	struct memblock *memblock = &boot->memblock;

	(void)memblock_set_node(memblock, &memblock->memory, 0, UINT64_MAX,
	    BM_MEMBLOCK_NO_NODE);
	(void)memblock_set_node(memblock, &memblock->reserved, 0, UINT64_MAX,
	    BM_MEMBLOCK_NO_NODE);
	(void)memblock_clear_hotplug(memblock, 0, UINT64_MAX);
	boot->nodes = 0;
}

/* numa_add_memblk, and what registering does with it. */
static void
add_range(struct linux_boot *boot, struct bm_extent extent, int32_t nid)
{
	struct memblock *memblock = &boot->memblock;

	boot->nodes |= (uint32_t)1 << nid;
	(void)memblock_set_node(memblock, &memblock->memory, extent.base,
	    extent.length, nid);
	if (boot->release->sets_node_of_reserved)
		(void)memblock_set_node(memblock, &memblock->reserved,
		    extent.base, extent.length, nid);
}

/* of_numa_parse_memory_nodes; false: they make no sense, or are none. */
static bool
add_tree(struct linux_boot *boot)
{
	const struct fdt_for_linux *fdt =
	    &boot->simulation->capture->fdt.for_linux;

	for (size_t i = 0; i < fdt->memory_count; i++) {
		const struct fdt_memory_node *node = &fdt->memory[i];

		if (!node->has_device_type || !node->has_numa_node)
			continue;
		if (node->numa_node >= LINUX_NODES_MAX ||
		    node->reg.count == 0)
			return (false);
		for (size_t j = 0; j < node->reg.count; j++)
			add_range(boot, node->reg.entries[j],
			    (int32_t)node->numa_node);
	}
	return (boot->nodes != 0);
}

static bool
is_covered(const struct linux_boot *boot)
{
	const struct memblock_type *memory = &boot->memblock.memory;
	uint64_t uncovered = 0;
	bool has_uncovered = false;

	for (size_t i = 0; i < memory->cnt; i++)
		if (memory->regions[i].nid == BM_MEMBLOCK_NO_NODE) {
			has_uncovered = true;
			uncovered += memory->regions[i].size;
		}
	return (!has_uncovered || (boot->release->sets_node_of_reserved &&
	    uncovered <= UNCOVERED_BYTES_MAX));
}

/* dummy_numa_init: all that there is, holes too, is of one node. */
static void
fake_node(struct linux_boot *boot)
{
	const struct memblock *memblock = &boot->memblock;
	const bm_paddr start = memblock_start_of_DRAM(memblock);

	boot->nodes = 0;
	add_range(boot, (struct bm_extent){ start,
	    memblock_end_of_DRAM(memblock) - start }, 0);
}

static void
allocate_nodes(struct linux_boot *boot, const struct linux_own *own)
{
	int32_t nid;

	for (nid = 0; boot->nodes >> nid != 0; nid++)
		if ((boot->nodes >> nid & 1) != 0)
			boot->node_data[nid] = allocate(boot,
			    own->pg_data_bytes, SMP_CACHE_BYTES, nid);
	if (own->cpumask_bytes != 0)
		while (nid-- > 0)
			(void)allocate(boot, own->cpumask_bytes,
			    SMP_CACHE_BYTES, BM_MEMBLOCK_NO_NODE);
}

void
linux_numa_init(struct linux_boot *boot, const struct linux_own *own)
{
	if (own != NULL && own->distance_bytes != 0)
		(void)allocate(boot, own->distance_bytes, boot->page_size,
		    BM_MEMBLOCK_NO_NODE);
	if (boot->release->sets_node_of_reserved)
		forget_nodes(boot);
	if (!add_tree(boot) || !is_covered(boot)) {
		if (boot->release->sets_node_of_reserved)
			forget_nodes(boot);
		fake_node(boot);
	}
	if (own != NULL)
		allocate_nodes(boot, own);
}

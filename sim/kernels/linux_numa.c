/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/base/arch_numa.c of Linux 6.1.176, and with it
 * mm/numa_memblks.c of 6.12.107 and 7.2.12.  Re-enacted, defects included: do
 * not improve this.
 */
#include "sim/kernels/linux.h"
#include "sim/kernels/linux_own.h"

static bm_paddr
allocate(struct linux_boot *boot, uint64_t bytes, uint64_t align, int32_t nid)
{
	return (memblock_alloc_range_nid(&boot->memblock, bytes, align, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, nid, false));
}

/* dummy_numa_init: all that there is, holes too, is of one node. */
static void
fake_node(struct linux_boot *boot)
{
	struct memblock *memblock = &boot->memblock;
	const bm_paddr start = memblock_start_of_DRAM(memblock);
	const uint64_t size = memblock_end_of_DRAM(memblock) - start;

	(void)memblock_set_node(memblock, &memblock->memory, start, size, 0);
	if (boot->release->sets_node_of_reserved)
		(void)memblock_set_node(memblock, &memblock->reserved, start,
		    size, 0);
}

static void
allocate_node(struct linux_boot *boot, const struct linux_own *own,
    int32_t nid)
{
	boot->node_data[nid] = allocate(boot, own->pg_data_bytes,
	    SMP_CACHE_BYTES, nid);
}

void
linux_numa_init(struct linux_boot *boot, const struct linux_own *own)
{
	if (own != NULL && own->distance_bytes != 0)
		(void)allocate(boot, own->distance_bytes, boot->page_size,
		    BM_MEMBLOCK_NO_NODE);
	fake_node(boot);
	boot->node_count = 1;
	if (own == NULL)
		return;
	for (int32_t nid = 0; nid < boot->node_count; nid++)
		allocate_node(boot, own, nid);
	if (own->cpumask_bytes != 0)
		for (int32_t nid = 0; nid < boot->node_count; nid++)
			(void)allocate(boot, own->cpumask_bytes,
			    SMP_CACHE_BYTES, BM_MEMBLOCK_NO_NODE);
}

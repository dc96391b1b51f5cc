/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows __reserved_mem_init_node of Linux 6.1.192 and 6.12.117 and what
 * kernel/dma/contiguous.c, coherent.c and swiotlb.c do when they are asked to
 * take a node's memory.  Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <strings.h>

#include "sim/kernels/linux/cma.h"

#define MIB(size) ((size) >> 20)

bool
reserved_mem_is_compatible(const struct fdt_reserved *node, const char *id)
{
	if (node->compatible == NULL)
		return (false);
	if (strcasecmp(node->compatible, id) == 0)
		return (true);
	for (size_t i = 0; i < node->compatible_also.count; i++)
		if (strcasecmp(node->compatible_also.entries[i], id) == 0)
			return (true);
	return (false);
}

uint64_t
reserved_mem_pageblock_bytes(const struct linux_boot *boot)
{
	return (boot->is_whole ? boot->arch->cma_align_bytes :
	    boot->arch->pageblock_bytes);
}

static bool
set_up_cma(struct linux_boot *boot, const struct reserved_mem *entry)
{
	if (entry->node->is_cma_default &&
	    linux_cma_parameter(boot).is_given) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: "
		    "bypass %s node, using cmdline CMA params instead",
		    entry->node->name);
		return (false);
	}
	if (!entry->node->reusable || entry->node->no_map)
		return (false);
	if (((entry->base | entry->size) &
	    (reserved_mem_pageblock_bytes(boot) - 1)) != 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "cma: Reserved "
		    "memory: incorrect alignment of CMA region");
		return (false);
	}
	if (entry->size == 0 || !memblock_overlaps_region(
	    &boot->memblock.reserved, entry->base, entry->size)) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "cma: Reserved "
		    "memory: unable to setup CMA region");
		return (false);
	}
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "cma: Reserved memory: "
	    "created CMA memory pool at " LINUX_PA ", size %" PRIu64 " MiB",
	    LINUX_PA_OF(boot, entry->base), MIB(entry->size));
	boot->has_default_cma |= entry->node->is_cma_default;
	return (true);
}

static bool
set_up_coherent(struct linux_boot *boot, const struct reserved_mem *entry)
{
	if (entry->node->reusable)
		return (false);
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: created "
	    "DMA memory pool at " LINUX_PA ", size %" PRIu64 " MiB",
	    LINUX_PA_OF(boot, entry->base), MIB(entry->size));
	return (true);
}

static bool
set_up_swiotlb(struct linux_boot *boot, const struct reserved_mem *entry)
{
	if (entry->node->reusable || entry->node->no_map)
		return (false);
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "software IO TLB: Reserved "
	    "memory: created restricted DMA pool at " LINUX_PA ", size %"
	    PRIu64 " MiB", LINUX_PA_OF(boot, entry->base),
	    MIB(entry->size));
	return (true);
}

/* In the order in which they are linked. */
static const struct driver {
	const char *compatible;
	bool (*set_up)(struct linux_boot *boot,
	    const struct reserved_mem *entry);
	bool is_debians;	/* in its kernels */
} drivers[] = {
	{ "shared-dma-pool", set_up_cma, true },
	{ "shared-dma-pool", set_up_coherent, true },
	{ "restricted-dma-pool", set_up_swiotlb, false },
};

void
reserved_mem_give_back(struct linux_boot *boot,
    const struct reserved_mem *entry)
{
	linux_log(&boot->log, BM_LOG_RESERVED_MEM,
	    "OF: reserved mem: node %s compatible matching fail",
	    entry->node->name);
	if (entry->node->no_map)
		(void)memblock_clear_nomap(&boot->memblock, entry->base,
		    entry->size);
	else {
		(void)memblock_phys_free(&boot->memblock, entry->base,
		    entry->size);
		memblock_note_release(&boot->memblock, entry->node->name,
		    entry->base, entry->size);
	}
}

bool
reserved_mem_init_node(struct linux_boot *boot,
    const struct reserved_mem *entry)
{
	bool is_refused = false;

	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++) {
		if ((boot->is_whole && !drivers[i].is_debians) ||
		    !reserved_mem_is_compatible(entry->node,
		    drivers[i].compatible))
			continue;
		is_refused = !drivers[i].set_up(boot, entry);
		if (is_refused)
			continue;
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "initialized node %s, compatible id %s",
		    entry->node->name, drivers[i].compatible);
		return (true);
	}
	if (is_refused)
		reserved_mem_give_back(boot, entry);
	return (!is_refused);
}

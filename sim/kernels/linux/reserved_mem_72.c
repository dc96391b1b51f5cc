/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/of_reserved_mem.c of Linux 7.2.12 and the drivers of its
 * shared-dma-pool: a driver is asked before memory is taken, a node is one
 * range, and a node whose driver fails has no entry.  Re-enacted, defects
 * included: do not improve this.
 */
#include <inttypes.h>

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/cma.h"

#define MIB(size) ((size) >> 20)

/* What the driver of a node says of it, and does. */
enum driver_answer { DRIVER_NONE, DRIVER_DONE, DRIVER_FAILED };

static bool
is_pool(const struct fdt_reserved *node)
{
	return (reserved_mem_is_compatible(node, "shared-dma-pool"));
}

static bool
is_for_cma(const struct fdt_reserved *node)
{
	return (is_pool(node) && node->reusable && !node->no_map);
}

/* fdt_validate_reserved_mem_node */
static enum driver_answer
validate(struct linux_boot *boot, const struct fdt_reserved *node)
{
	if (!is_for_cma(node))
		return (is_pool(node) && !node->reusable ? DRIVER_DONE :
		    DRIVER_NONE);
	if (!node->is_cma_default || !linux_cma_parameter(boot).is_given)
		return (DRIVER_DONE);
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: bypass %s "
	    "node, using cmdline CMA params instead", node->name);
	return (DRIVER_FAILED);
}

static enum driver_answer
set_up_cma(struct linux_boot *boot, const struct reserved_mem *entry)
{
	const uint64_t align = reserved_mem_pageblock_bytes(boot);

	if (((entry->base | entry->size) & (align - 1)) != 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: "
		    "incorrect alignment of CMA region");
		return (DRIVER_FAILED);
	}
	if (entry->size == 0 || !memblock_overlaps_region(
	    &boot->memblock.reserved, entry->base, entry->size)) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: "
		    "unable to setup CMA region");
		return (DRIVER_FAILED);
	}
	if (entry->node->is_cma_default)
		boot->has_default_cma = true;
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: created "
	    "CMA memory pool at 0x%016" PRIx64 ", size %" PRIu64 " MiB",
	    entry->base, MIB(entry->size));
	return (DRIVER_DONE);
}

/* __reserved_mem_init_node */
static enum driver_answer
init_driver(struct linux_boot *boot, const struct reserved_mem *entry)
{
	const struct fdt_reserved *node = entry->node;
	enum driver_answer answer;

	if (!is_pool(node) || (node->reusable && node->no_map))
		return (DRIVER_NONE);
	if (node->reusable)
		answer = set_up_cma(boot, entry);
	else {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "Reserved memory: "
		    "created DMA memory pool at 0x%016" PRIx64 ", size %"
		    PRIu64 " MiB", entry->base, MIB(entry->size));
		answer = DRIVER_DONE;
	}
	if (answer == DRIVER_DONE)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "initialized node %s, compatible id shared-dma-pool",
		    node->name);
	return (answer);
}

/* fdt_init_reserved_mem_node */
static void
init_node(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index, bm_paddr base, uint64_t size)
{
	const struct reserved_mem *entry = reserved_mem_save_node(boot, node,
	    index, base, size);

	if (entry == NULL)
		return;
	if (init_driver(boot, entry) != DRIVER_FAILED) {
		reserved_mem_tell_node(boot, entry);
		return;
	}
	reserved_mem_give_back(boot, entry);
	boot->reserved_mem.count--;
}

/* __reserved_mem_reserve_reg */
static enum reserved_mem_reg
reserve_reg(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index)
{
	if (node->malformed & FDT_PROPERTY_REG || node->reg.count == 0)
		return (REG_NONE);
	if (node->reg.count > 1)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "Reserved memory: node '%s' has %zu <base size> entries, "
		    "only the first is used", node->name, node->reg.count);
	if (validate(boot, node) == DRIVER_FAILED)
		return (REG_MALFORMED);
	reserved_mem_reserve_range(boot, node, index, node->reg.entries[0]);
	return (REG_GOOD);
}

bool
reserved_mem_accepts_7_2(struct linux_boot *boot,
    const struct fdt_reserved *node)
{
	return (validate(boot, node) != DRIVER_FAILED);
}

/* A size that cannot be read is there, too. */
static bool
has_size(const struct fdt_reserved *node)
{
	return (node->is_dynamic || node->size != 0 ||
	    (node->malformed & FDT_PROPERTY_SIZE) != 0);
}

static bool
alloc_node(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index)
{
	bm_paddr base;
	uint64_t size;

	if (!reserved_mem_alloc_size(boot, node, &base, &size))
		return (false);
	init_node(boot, node, index, base, size);
	return (true);
}

void
reserved_mem_scan_7_2(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;
	size_t dynamic[MAX_RESERVED_REGIONS], dynamic_count = 0, total = 0;

	if (!fdt->has_reserved_memory || !reserved_mem_is_usable(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];
		enum reserved_mem_reg reg;

		if (!fdt_reserved_is_enabled(node))
			continue;
		reg = reserve_reg(boot, node, i);
		if (reg == REG_GOOD)
			total++;
		if (reg == REG_NONE && has_size(node))
			reserved_mem_put_off(boot, i, dynamic,
			    &dynamic_count);
	}
	for (size_t i = 0; i < dynamic_count; i++)
		if (alloc_node(boot, &fdt->reserved[dynamic[i]], dynamic[i]))
			total++;
	boot->reserved_mem.total = total;
}

/* fdt_scan_reserved_mem_late */
void
reserved_mem_fill_7_2(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (!reserved_mem_begin_late(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (fdt_reserved_is_enabled(node) &&
		    (node->malformed & FDT_PROPERTY_REG) == 0 &&
		    node->reg.count > 0 && node->reg.entries[0].length != 0 &&
		    validate(boot, node) != DRIVER_FAILED)
			init_node(boot, node, i, node->reg.entries[0].base,
			    node->reg.entries[0].length);
	}
	reserved_mem_check_overlap(boot);
}

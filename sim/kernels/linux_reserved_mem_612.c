/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/of_reserved_mem.c and fdt.c of Linux 6.12.117: the
 * dynamic nodes are allocated early and kept in a static array, until memory
 * can be written and there is an array for all nodes.  Re-enacted, defects
 * included: do not improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux.h"

#define KIB(size) ((size) >> 10)

/* fdt_reserved_mem_save_node; what its driver refuses stays an entry. */
static void
save_node(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index, bm_paddr base, uint64_t size)
{
	const struct reserved_mem *entry = reserved_mem_save_node(boot, node,
	    index, base, size);

	if (entry == NULL || !reserved_mem_init_node(boot, entry))
		return;
	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
	    LINUX_PA ".." LINUX_PA " (%" PRIu64 " KiB) %s %s %s",
	    LINUX_PA_OF(boot, base), LINUX_PA_OF(boot, (base + size - 1) &
	    linux_address_max(boot)), KIB(size),
	    node->no_map ? "nomap" : "map",
	    node->reusable ? "reusable" : "non-reusable", node->name);
}

/* The dynamic nodes, of which only so many are kept in mind. */
static size_t
find_dynamic(struct linux_boot *boot, const struct fdt_map *fdt,
    size_t *ret_indexes, size_t *ret_good_count)
{
	size_t count = 0;

	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (!fdt_reserved_is_enabled(node))
			continue;
		if (reserved_mem_reserve_reg(boot, node, i) == REG_GOOD)
			(*ret_good_count)++;
		if (!node->is_dynamic)
			continue;
		if (count < MAX_RESERVED_REGIONS)
			ret_indexes[count++] = i;
		else
			linux_log(&boot->log, BM_LOG_RESERVED_MEM,
			    "OF: reserved mem: too many defined dynamic "
			    "regions, skip '%s'", node->name);
	}
	return (count);
}

void
reserved_mem_scan_6_12(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;
	size_t dynamic[MAX_RESERVED_REGIONS], dynamic_count, total = 0;

	if (!fdt->has_reserved_memory || !reserved_mem_is_usable(boot))
		return;
	dynamic_count = find_dynamic(boot, fdt, dynamic, &total);
	for (size_t i = 0; i < dynamic_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[dynamic[i]];
		bm_paddr base;
		uint64_t size;

		if (!reserved_mem_alloc_size(boot, node, &base, &size))
			continue;
		save_node(boot, node, dynamic[i], base, size);
		total++;
	}
	boot->reserved_mem.total = total;
}

/* alloc_reserved_mem_array */
static bool
allocate_array(struct linux_boot *boot)
{
	struct reserved_mem_array *array = &boot->reserved_mem;
	const uint64_t bytes = array->total * boot->arch->reserved_mem_bytes;
	struct reserved_mem *entries;
	bm_paddr address;

	if (array->total == 0)
		return (true);
	address = memblock_phys_alloc_range(&boot->memblock, bytes,
	    SMP_CACHE_BYTES, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
	if (address == 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "Failed to allocate memory for reserved_mem array with "
		    "err: -12");
		array->count = 0;
		array->total = 0;
		return (false);
	}
	memblock_note_allocation(&boot->memblock,
	    (struct bm_range){ address, address + bytes }, SMP_CACHE_BYTES);
	entries = arena_alloc(boot->simulation->arena, array->total,
	    sizeof(entries[0]));
	memcpy(entries, array->entries, array->count * sizeof(entries[0]));
	array->entries = entries;
	return (true);
}

/* Only the first range of a node gets an entry. */
static void
fill_node(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index)
{
	struct bm_extent first;

	if ((node->malformed & FDT_PROPERTY_REG) != 0) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "Reserved memory: invalid reg property in '%s', skipping "
		    "node.", node->name);
		return;
	}
	if (node->reg.count > 1)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "fdt_scan_reserved_mem_reg_nodes() ignores %zu regions in "
		    "node '%s'", node->reg.count - 1, node->name);
	if (node->reg.count == 0)
		return;
	first = linux_phys(boot, node->reg.entries[0]);
	if (first.length != 0)
		save_node(boot, node, index, first.base, first.length);
}

/* fdt_scan_reserved_mem_reg_nodes */
void
reserved_mem_fill_6_12(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (!fdt->has_reserved_memory) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "Reserved memory: No reserved-memory node in the DT");
		return;
	}
	if (!allocate_array(boot) || !reserved_mem_is_usable(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (fdt_reserved_is_enabled(&fdt->reserved[i]))
			fill_node(boot, &fdt->reserved[i], i);
	reserved_mem_check_overlap(boot);
}

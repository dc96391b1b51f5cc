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

#include "core/page.h"
#include "sim/kernels/linux/linux.h"

#define KIB(size) ((size) >> 10)

void
reserved_mem_tell_node(struct linux_boot *boot,
    const struct reserved_mem *entry)
{
	const bm_paddr last = (entry->base + entry->size - 1) &
	    linux_address_max(boot);

	linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
	    LINUX_PA ".." LINUX_PA " (%" PRIu64 " KiB) %s %s %s",
	    LINUX_PA_OF(boot, entry->base), LINUX_PA_OF(boot, last),
	    KIB(entry->size), entry->node->no_map ? "nomap" : "map",
	    entry->node->reusable ? "reusable" : "non-reusable",
	    entry->node->name);
}

/* fdt_reserved_mem_save_node; what its driver refuses stays an entry. */
static void
save_node(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index, bm_paddr base, uint64_t size)
{
	const struct reserved_mem *entry = reserved_mem_save_node(boot, node,
	    index, base, size);

	if (entry != NULL && reserved_mem_init_node(boot, entry))
		reserved_mem_tell_node(boot, entry);
}

void
reserved_mem_put_off(struct linux_boot *boot, size_t index, size_t *indexes,
    size_t *count)
{
	if (*count < MAX_RESERVED_REGIONS)
		indexes[(*count)++] = index;
	else
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "too many defined dynamic regions, skip '%s'",
		    boot->simulation->capture->fdt.reserved[index].name);
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
		if (reserved_mem_reserve_reg(boot, node, i) == REG_GOOD ||
		    (node->empty & FDT_PROPERTY_REG) != 0)
			(*ret_good_count)++;
		if (node->is_dynamic)
			reserved_mem_put_off(boot, i, ret_indexes, &count);
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

/* Two addresses in front of the last of its pointers; aligned to both. */
static uint64_t
entry_bytes(const struct linux_boot *boot)
{
	const uint64_t address_bytes = boot->arch->address_digits / 2;
	const uint64_t pointer_bytes = boot->arch->pointer_bytes;
	const uint64_t pointers = boot->release->reserved_mem.entry_pointers;

	return (bm_page_round(bm_page_round((pointers - 1) * pointer_bytes,
	    address_bytes) + 2 * address_bytes + pointer_bytes,
	    address_bytes));
}

/* alloc_reserved_mem_array */
static bool
allocate_array(struct linux_boot *boot)
{
	struct reserved_mem_array *array = &boot->reserved_mem;
	const uint64_t bytes = array->total * entry_bytes(boot);
	struct reserved_mem *entries;
	bm_paddr address;

	if (array->total == 0)
		return (true);
	memblock_ask_for(&boot->memblock, "reserved_mem array");
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
	/* Of an empty reg what stands behind it is read. */
	if ((node->empty & FDT_PROPERTY_REG) != 0)
		first = linux_phys(boot, node->behind_reg);
	else if (node->reg.count > 0)
		first = linux_phys(boot, node->reg.entries[0]);
	else
		return;
	if (first.length != 0)
		save_node(boot, node, index, first.base, first.length);
}

bool
reserved_mem_begin_late(struct linux_boot *boot)
{
	if (!boot->simulation->capture->fdt.has_reserved_memory) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "OF: reserved mem: "
		    "Reserved memory: No reserved-memory node in the DT");
		return (false);
	}
	return (allocate_array(boot) && reserved_mem_is_usable(boot));
}

/* fdt_scan_reserved_mem_reg_nodes */
void
reserved_mem_fill_6_12(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (!reserved_mem_begin_late(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (fdt_reserved_is_enabled(&fdt->reserved[i]))
			fill_node(boot, &fdt->reserved[i], i);
	reserved_mem_check_overlap(boot);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/of_reserved_mem.c and fdt.c of Linux 6.1.192: one static
 * array for everything, sorted before the dynamic nodes have an address.
 * Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux/linux.h"

/* A node whose first range could not be reserved is stored all the same. */
static void
scan_node(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index)
{
	struct bm_extent first;

	if (reserved_mem_reserve_reg(boot, node, index) == REG_GOOD) {
		first = linux_phys(boot, node->reg.entries[0]);
		(void)reserved_mem_save_node(boot, node, index, first.base,
		    first.length);
	} else if (node->is_dynamic)
		(void)reserved_mem_save_node(boot, node, index, 0, 0);
}

void
reserved_mem_scan_6_1(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (!fdt->has_reserved_memory || !reserved_mem_is_usable(boot))
		return;
	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (fdt_reserved_is_enabled(&fdt->reserved[i]))
			scan_node(boot, &fdt->reserved[i], i);
}

/* fdt_init_reserved_mem */
void
reserved_mem_init_6_1(struct linux_boot *boot)
{
	struct reserved_mem_array *array = &boot->reserved_mem;

	reserved_mem_check_overlap(boot);
	for (size_t i = 0; i < array->count; i++) {
		struct reserved_mem *entry = &array->entries[i];

		/* A static node of no bytes asks for its size, too. */
		if (entry->size == 0 &&
		    ((!entry->node->is_dynamic && entry->node->size == 0) ||
		    !reserved_mem_alloc_size(boot, entry->node, &entry->base,
		    &entry->size)))
			continue;
		entry->known_count = boot->memblock.kept_count;
		(void)reserved_mem_init_node(boot, entry);
	}
}

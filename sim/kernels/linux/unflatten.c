/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/fdt.c and base.c of Linux 6.1.176, 6.12.107 and 7.2.12:
 * how much memory a device tree takes once it is unflattened.  Re-enacted,
 * defects included: do not improve this.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"

#define TREE_ALIGN 8
#define ALIAS_BYTES 40		/* struct alias_prop, without the stem */

/* early_init_dt_alloc_memory_arch */
static bool
allocate(struct linux_boot *boot, uint64_t bytes)
{
	static const char format[] = "early_init_dt_alloc_memory_arch: "
	    "Failed to allocate %" PRIu64 " bytes align=0x%x";
	char text[sizeof(format) + 24];

	memblock_ask_for(&boot->memblock, "device tree");
	if (memblock_alloc_range_nid(&boot->memblock, bytes, TREE_ALIGN, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, BM_MEMBLOCK_NO_NODE, false) != 0)
		return (true);
	snprintf(text, sizeof(text), format, bytes, TREE_ALIGN);
	linux_panic(boot, arena_copy_text(boot->simulation->arena, text,
	    strlen(text)));
	return (false);
}

void
linux_unflatten_device_tree(struct linux_boot *boot,
    const struct linux_own *own)
{
	const struct fdt_tree *tree = &boot->simulation->capture->fdt.tree;
	uint64_t bytes;

	if (!tree->is_present)
		return;
	bytes = tree->node_count * own->device_node_bytes +
	    tree->property_count * own->property_bytes + tree->text_bytes;
	/* Rounded to cells, and one more to mark the end. */
	if (!allocate(boot, ((bytes + 3) & ~(uint64_t)3) + 4))
		return;
	for (size_t i = 0; i < tree->alias_count; i++)
		if (!allocate(boot, ALIAS_BYTES + tree->alias_bytes[i]))
			return;
}

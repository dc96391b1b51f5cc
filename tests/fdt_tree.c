/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/fdt_tree.h"

#include <check.h>
#include <string.h>

struct tree
tree_new(void)
{
	struct tree tree;

	ck_assert_int_eq(fdt_create(tree.blob, sizeof(tree.blob)), 0);
	fdt_add_reservemap_entry(tree.blob, 0x1000, 0x2000);
	fdt_finish_reservemap(tree.blob);
	fdt_begin_node(tree.blob, "");
	return (tree);
}

struct tree
tree_begin(uint32_t address_cells, uint32_t size_cells)
{
	struct tree tree = tree_new();

	fdt_property_u32(tree.blob, "#address-cells", address_cells);
	fdt_property_u32(tree.blob, "#size-cells", size_cells);
	return (tree);
}

void
tree_cells(struct tree *tree, const char *name, size_t count,
    const uint32_t *cells)
{
	fdt32_t raw[16];

	ck_assert_uint_le(count, sizeof(raw) / sizeof(raw[0]));
	for (size_t i = 0; i < count; i++)
		raw[i] = cpu_to_fdt32(cells[i]);
	fdt_property(tree->blob, name, raw, (int)(count * sizeof(*raw)));
}

void
tree_memory(struct tree *tree, const char *name, const char *type)
{
	fdt_begin_node(tree->blob, name);
	if (type != NULL)
		fdt_property(tree->blob, "device_type", type,
		    (int)strlen(type) + 1);
}

bool
tree_decode(struct tree *tree, struct arena *arena, struct fdt_map *ret_map,
    struct read_error *ret_error)
{
	fdt_end_node(tree->blob);
	ck_assert_int_eq(fdt_finish(tree->blob), 0);
	return (fdt_map_decode("t.dtb", tree->blob, sizeof(tree->blob), arena,
	    ret_map, ret_error));
}

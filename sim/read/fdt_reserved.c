/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The children of /reserved-memory.
 */
#include <libfdt.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"

enum { ALIGNMENT_CELLS_MAX = 2 };

/* The first string of a property, *ret untouched if there is no property. */
static bool
read_string(struct fdt_decoder *decoder, int node, const char *name, char **ret)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	if (property.bytes == NULL)
		return (true);
	if (memchr(property.bytes, '\0', property.length) == NULL)
		return (fdt_refuse(decoder, node, "%s is no string that ends",
		    name));
	*ret = arena_copy_text(decoder->arena, (const char *)property.bytes,
	    strlen((const char *)property.bytes));
	return (true);
}

static bool
read_range_property(struct fdt_decoder *decoder, int node, const char *name,
    struct fdt_cells cells, struct extent_list *list, bool *ret_is_malformed)
{
	struct fdt_bytes property;
	size_t count;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	*ret_is_malformed = property.length % fdt_tuple_bytes(cells) != 0;
	if (*ret_is_malformed)
		return (true);
	count = property.length / fdt_tuple_bytes(cells);
	if (!fdt_count_entries(decoder, node, count))
		return (false);
	list->entries = arena_alloc(decoder->arena, count,
	    sizeof(*list->entries));
	fdt_append_tuples(property, cells, list);
	return (true);
}

static bool
read_size_property(struct fdt_decoder *decoder, int node, size_t cells,
    struct fdt_reserved *ret_node)
{
	struct fdt_bytes size, reg;

	if (!fdt_find_property(decoder, node, "size", &size) ||
	    !fdt_find_property(decoder, node, "reg", &reg))
		return (false);
	ret_node->is_dynamic = size.bytes != NULL && reg.bytes == NULL;
	if (size.bytes == NULL)
		return (true);
	if (size.length == cells * FDT_CELL_BYTES)
		ret_node->size = fdt_cells_number(size.bytes, cells);
	else
		ret_node->malformed |= FDT_PROPERTY_SIZE;
	return (true);
}

/* Some write as many cells as a size has, some as many as an address. */
static bool
read_alignment(struct fdt_decoder *decoder, int node,
    struct fdt_reserved *ret_node)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, "alignment", &property))
		return (false);
	if (property.bytes == NULL)
		return (true);
	if (property.length == FDT_CELL_BYTES ||
	    property.length == ALIGNMENT_CELLS_MAX * FDT_CELL_BYTES)
		ret_node->alignment = fdt_cells_number(property.bytes,
		    property.length / FDT_CELL_BYTES);
	else
		ret_node->malformed |= FDT_PROPERTY_ALIGNMENT;
	return (true);
}

static bool
read_flag(struct fdt_decoder *decoder, int node, const char *name,
    bool *ret_flag)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	*ret_flag = property.bytes != NULL;
	return (true);
}

static bool
read_reserved_node(struct fdt_decoder *decoder, int node,
    struct fdt_cells cells, struct fdt_reserved *ret_node)
{
	bool is_reg_bad, are_ranges_bad;
	int length;
	const char *name = fdt_get_name(decoder->blob, node, &length);

	if (name == NULL || length < 0)
		return (fdt_refuse(decoder, node, "has no name: %s",
		    fdt_strerror(length)));
	ret_node->name = arena_copy_text(decoder->arena, name,
	    (size_t)length);
	if (!read_range_property(decoder, node, "reg", cells, &ret_node->reg,
	    &is_reg_bad) ||
	    !read_range_property(decoder, node, "alloc-ranges", cells,
	    &ret_node->alloc_ranges, &are_ranges_bad) ||
	    !read_size_property(decoder, node, cells.size, ret_node) ||
	    !read_alignment(decoder, node, ret_node) ||
	    !read_flag(decoder, node, "no-map", &ret_node->no_map) ||
	    !read_flag(decoder, node, "reusable", &ret_node->reusable) ||
	    !read_flag(decoder, node, "linux,cma-default",
	    &ret_node->is_cma_default) ||
	    !read_string(decoder, node, "compatible", &ret_node->compatible) ||
	    !read_string(decoder, node, "status", &ret_node->status))
		return (false);
	if (is_reg_bad)
		ret_node->malformed |= FDT_PROPERTY_REG;
	if (are_ranges_bad)
		ret_node->malformed |= FDT_PROPERTY_ALLOC_RANGES;
	return (true);
}

static bool
read_reserved_children(struct fdt_decoder *decoder, int parent,
    struct fdt_cells cells)
{
	struct fdt_map *map = &decoder->map;
	size_t count = 0;
	int node;

	fdt_for_each_subnode(node, decoder->blob, parent)
		count++;
	if (!fdt_check_walk(decoder, parent, node) ||
	    !fdt_count_entries(decoder, parent, count))
		return (false);
	map->reserved = arena_alloc(decoder->arena, count,
	    sizeof(*map->reserved));
	fdt_for_each_subnode(node, decoder->blob, parent) {
		if (!read_reserved_node(decoder, node, cells,
		    &map->reserved[map->reserved_count++]))
			return (false);
	}
	return (true);
}

bool
fdt_read_reserved(struct fdt_decoder *decoder)
{
	struct fdt_map *map = &decoder->map;
	struct fdt_cells cells;
	bool has_cells;
	int node = fdt_subnode_offset(decoder->blob, FDT_ROOT,
	    "reserved-memory");

	if (node == -FDT_ERR_NOTFOUND)
		return (true);
	if (node < 0)
		return (fdt_refuse(decoder, FDT_ROOT, "reserved-memory "
		    "cannot be read: %s", fdt_strerror(node)));
	if (!fdt_read_both_cells(decoder, node, &cells, &has_cells) ||
	    !read_flag(decoder, node, "ranges", &map->has_reserved_ranges))
		return (false);
	map->has_reserved_memory = true;
	map->has_reserved_cells = has_cells &&
	    cells.address == decoder->root_cells.address &&
	    cells.size == decoder->root_cells.size;
	return (read_reserved_children(decoder, node, cells));
}

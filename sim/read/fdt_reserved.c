/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The children of /reserved-memory.
 */
#include <libfdt.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"

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

/* The first of compatible's strings, and then those behind it. */
static bool
read_compatible(struct fdt_decoder *decoder, int node,
    struct fdt_reserved *ret_node)
{
	struct string_list *also = &ret_node->compatible_also;
	int count = fdt_stringlist_count(decoder->blob, node, "compatible");

	if (count == -FDT_ERR_NOTFOUND || count == 0)
		return (true);
	if (count < 0)
		return (fdt_refuse(decoder, node, "compatible is no list of "
		    "strings that end: %s", fdt_strerror(count)));
	if (!read_string(decoder, node, "compatible", &ret_node->compatible))
		return (false);
	also->entries = arena_alloc(decoder->arena, (size_t)count - 1,
	    sizeof(also->entries[0]));
	for (int i = 1; i < count; i++) {
		int length;
		const char *text = fdt_stringlist_get(decoder->blob, node,
		    "compatible", i, &length);

		also->entries[also->count++] = arena_copy_text(decoder->arena,
		    text, (size_t)length);
	}
	return (true);
}

static bool
read_range_property(struct fdt_decoder *decoder, int node, const char *name,
    uint32_t bit, struct fdt_cells cells, struct extent_list *list,
    struct fdt_reserved *ret_node)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	if (fdt_is_ragged(property, cells)) {
		ret_node->malformed |= bit;
		return (true);
	}
	if (property.bytes != NULL && property.length == 0) {
		ret_node->empty |= bit;
		if (bit == FDT_PROPERTY_REG)
			ret_node->behind_reg = fdt_read_tuple(decoder,
			    property.bytes, cells);
	}
	return (fdt_read_tuples(decoder, node, property, cells, list));
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

/* As many cells as an address has. */
static bool
read_alignment(struct fdt_decoder *decoder, int node, size_t cells,
    struct fdt_reserved *ret_node)
{
	struct fdt_bytes property;

	if (!fdt_find_property(decoder, node, "alignment", &property))
		return (false);
	if (property.bytes == NULL)
		return (true);
	if (property.length == FDT_CELL_BYTES * cells)
		ret_node->alignment = fdt_cells_number(property.bytes, cells);
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
	int length;
	const char *name = fdt_get_name(decoder->blob, node, &length);

	if (name == NULL || length < 0)
		return (fdt_refuse(decoder, node, "has no name: %s",
		    fdt_strerror(length)));
	ret_node->name = arena_copy_text(decoder->arena, name,
	    (size_t)length);
	return (read_range_property(decoder, node, "reg", FDT_PROPERTY_REG,
	    cells, &ret_node->reg, ret_node) &&
	    read_range_property(decoder, node, "alloc-ranges",
	    FDT_PROPERTY_ALLOC_RANGES, cells, &ret_node->alloc_ranges,
	    ret_node) &&
	    read_size_property(decoder, node, cells.size, ret_node) &&
	    read_alignment(decoder, node, cells.address, ret_node) &&
	    read_flag(decoder, node, "no-map", &ret_node->no_map) &&
	    read_flag(decoder, node, "reusable", &ret_node->reusable) &&
	    read_flag(decoder, node, "linux,cma-default",
	    &ret_node->is_cma_default) &&
	    read_compatible(decoder, node, ret_node) &&
	    read_string(decoder, node, "status", &ret_node->status));
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
	struct fdt_cells cells = { .address = 2, .size = 1 };
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
	    cells.address == decoder->linux_cells.address &&
	    cells.size == decoder->linux_cells.size;
	return (read_reserved_children(decoder, node, cells));
}

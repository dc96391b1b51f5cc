/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Which children of the root are memory, and what they say.
 */
#include <libfdt.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"

/* The bytes of a node's properties; NULL ones are not there. */
struct memory_properties {
	struct fdt_bytes type;
	struct fdt_bytes status;
	struct fdt_bytes reg;
	struct fdt_bytes usable;
	struct fdt_bytes hotpluggable;
	struct fdt_bytes numa_node;
};

static bool
is_memory(struct fdt_decoder *decoder, int node, struct fdt_bytes type,
    bool *ret_is_memory)
{
	int length;
	const char *name = fdt_get_name(decoder->blob, node, &length);

	if (name == NULL)
		return (fdt_refuse(decoder, node, "has no name: %s",
		    fdt_strerror(length)));
	*ret_is_memory = type.bytes != NULL ? fdt_property_is(type, "memory") :
	    strcmp(name, "memory") == 0 || strncmp(name, "memory@", 7) == 0;
	return (true);
}

static bool
is_enabled(const struct memory_properties *properties)
{
	return (properties->status.bytes == NULL ||
	    fdt_property_is(properties->status, "okay") ||
	    fdt_property_is(properties->status, "ok"));
}

/* All that a child of the root says, if it is memory. */
static bool
find_memory(struct fdt_decoder *decoder, int node, bool *ret_is_memory,
    struct memory_properties *ret)
{
	const struct {
		const char *name;
		struct fdt_bytes *bytes;
	} wanted[] = {
		{ "status", &ret->status }, { "reg", &ret->reg },
		{ "linux,usable-memory", &ret->usable },
		{ "hotpluggable", &ret->hotpluggable },
		{ "numa-node-id", &ret->numa_node },
	};

	if (!fdt_find_property(decoder, node, "device_type", &ret->type) ||
	    !is_memory(decoder, node, ret->type, ret_is_memory))
		return (false);
	for (size_t i = 0; *ret_is_memory &&
	    i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!fdt_find_property(decoder, node, wanted[i].name,
		    wanted[i].bytes))
			return (false);
	return (true);
}

static bool
read_node(struct fdt_decoder *decoder, int node,
    const struct memory_properties *properties,
    struct fdt_memory_node *ret_node)
{
	const char *name = fdt_get_name(decoder->blob, node, NULL);
	const char *status = (const char *)properties->status.bytes;
	const struct fdt_cells cells = decoder->linux_cells;

	ret_node->name = arena_copy_text(decoder->arena, name, strlen(name));
	ret_node->has_device_type = properties->type.bytes != NULL;
	if (status != NULL)
		ret_node->status = arena_copy_text(decoder->arena, status,
		    strnlen(status, properties->status.length));
	if (fdt_is_ragged(properties->reg, cells))
		ret_node->malformed |= FDT_PROPERTY_REG;
	if (fdt_is_ragged(properties->usable, cells))
		ret_node->malformed |= FDT_PROPERTY_USABLE_MEMORY;
	ret_node->has_reg = properties->reg.bytes != NULL;
	ret_node->has_usable = properties->usable.bytes != NULL;
	ret_node->is_hotpluggable = properties->hotpluggable.bytes != NULL;
	ret_node->has_numa_node =
	    properties->numa_node.length == FDT_CELL_BYTES;
	if (ret_node->has_numa_node)
		ret_node->numa_node = (uint32_t)fdt_cells_number(
		    properties->numa_node.bytes, 1);
	return (fdt_read_tuples(decoder, node, properties->reg, cells,
	    &ret_node->reg) && fdt_read_tuples(decoder, node,
	    properties->usable, cells, &ret_node->usable));
}

/* By the standard, as far as it goes; Linux's properties are not its. */
static bool
append_memory(struct fdt_decoder *decoder, int node,
    const struct memory_properties *properties)
{
	struct extent_list *list = &decoder->map.memory, ranges;

	if (!is_enabled(properties))
		return (true);
	if (!fdt_read_tuples(decoder, node, properties->reg,
	    decoder->root_cells, &ranges))
		return (false);
	memcpy(list->entries + list->count, ranges.entries,
	    ranges.count * sizeof(ranges.entries[0]));
	list->count += ranges.count;
	return (true);
}

/* Does a node say no more than that its reg is memory? */
static bool
is_plain(const struct fdt_memory_node *node)
{
	return (node->has_device_type && node->has_reg &&
	    (node->status == NULL || strcmp(node->status, "okay") == 0) &&
	    node->malformed == 0 && !node->has_usable &&
	    !node->is_hotpluggable && !node->has_numa_node);
}

/* Plain nodes read the same for everybody, if there are cells to read. */
static void
forget_plain_nodes(struct fdt_decoder *decoder)
{
	struct fdt_for_linux *for_linux = &decoder->map.for_linux;

	if (decoder->root_cells.address != decoder->linux_cells.address ||
	    fdt_tuple_bytes(decoder->root_cells) == 0)
		return;
	for (size_t i = 0; i < for_linux->memory_count; i++)
		if (!is_plain(&for_linux->memory[i]))
			return;
	for_linux->memory_count = 0;
}

static bool
count_memory(struct fdt_decoder *decoder, size_t *ret_node_count,
    size_t *ret_range_count)
{
	int node;

	*ret_node_count = *ret_range_count = 0;
	fdt_for_each_subnode(node, decoder->blob, FDT_ROOT) {
		struct memory_properties properties = { .type.bytes = NULL };
		bool memory;

		if (!find_memory(decoder, node, &memory, &properties))
			return (false);
		*ret_node_count += memory;
		*ret_range_count += fdt_tuple_count(properties.reg,
		    decoder->root_cells);
	}
	return (fdt_check_walk(decoder, FDT_ROOT, node));
}

bool
fdt_read_memory(struct fdt_decoder *decoder)
{
	struct fdt_for_linux *for_linux = &decoder->map.for_linux;
	size_t node_count, range_count;
	int node;

	if (!count_memory(decoder, &node_count, &range_count) ||
	    !fdt_count_entries(decoder, FDT_ROOT, node_count))
		return (false);
	for_linux->memory = arena_alloc(decoder->arena, node_count,
	    sizeof(for_linux->memory[0]));
	decoder->map.memory.entries = arena_alloc(decoder->arena, range_count,
	    sizeof(decoder->map.memory.entries[0]));
	fdt_for_each_subnode(node, decoder->blob, FDT_ROOT) {
		struct memory_properties properties = { .type.bytes = NULL };
		bool memory;

		if (!find_memory(decoder, node, &memory, &properties))
			return (false);
		if (memory && (!append_memory(decoder, node, &properties) ||
		    !read_node(decoder, node, &properties,
		    &for_linux->memory[for_linux->memory_count++])))
			return (false);
	}
	forget_plain_nodes(decoder);
	return (true);
}

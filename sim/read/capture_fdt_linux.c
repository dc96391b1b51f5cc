/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What only Linux sees in a device tree: the key x-linux of a decoded tree and
 * of its reserved nodes.  Keys with x- are free, so what is no object was not
 * meant for us.
 */
#include "sim/read/capture_fdt_linux.h"

static bool
is_ours(struct reader *reader, json_node node)
{
	return (json_type(reader->document, node) == JSON_OBJECT);
}

static bool
read_u32(struct reader *reader, json_node node, void *ret)
{
	static const struct named_value none[] = { { .name = NULL } };

	return (read_named_u32(reader, node, none, "number", ret));
}

static bool
read_properties(struct reader *reader, json_node node, void *ret)
{
	uint32_t *bits = ret;
	uint64_t found;

	if (!read_bits(reader, node, fdt_property_names, "property", &found))
		return (false);
	*bits = (uint32_t)found;
	return (true);
}

static bool
read_texts(struct reader *reader, json_node node, void *ret)
{
	struct string_list *texts = ret;

	texts->entries = read_plain_list(reader, node,
	    sizeof(texts->entries[0]), read_text, &texts->count);
	return (texts->entries != NULL);
}

bool
read_fdt_reserved_for_linux(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "compatible_also", read_texts,
		    offsetof(struct fdt_reserved, compatible_also), false },
		{ "malformed", read_properties,
		    offsetof(struct fdt_reserved, malformed), false },
		{ "behind_reg", read_range,
		    offsetof(struct fdt_reserved, behind_reg), false },
		{ .key = NULL }
	};

	return (!is_ours(reader, node) ||
	    read_object(reader, node, fields, ret));
}

/* The only type that makes a node memory. */
static bool
read_device_type(struct reader *reader, json_node node, void *ret)
{
	static const struct named_value types[] = { { "memory", 1 },
	    { .name = NULL } };
	bool *has_type = ret;
	uint64_t type;

	*has_type = true;
	return (read_choice(reader, node, types, "device type", &type));
}

static bool
read_memory_node(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "name", read_text, offsetof(struct fdt_memory_node, name),
		    true },
		{ "device_type", read_device_type,
		    offsetof(struct fdt_memory_node, has_device_type),
		    false },
		{ "status", read_text,
		    offsetof(struct fdt_memory_node, status), false },
		{ "malformed", read_properties,
		    offsetof(struct fdt_memory_node, malformed), false },
		{ "reg", read_range_list,
		    offsetof(struct fdt_memory_node, reg), false },
		{ "usable", read_range_list,
		    offsetof(struct fdt_memory_node, usable), false },
		{ "hotpluggable", read_boolean,
		    offsetof(struct fdt_memory_node, is_hotpluggable),
		    false },
		{ "numa_node", read_u32,
		    offsetof(struct fdt_memory_node, numa_node), false },
		{ .key = NULL }
	};
	struct fdt_memory_node *memory = ret;

	if (!read_object(reader, node, fields, ret))
		return (false);
	memory->has_reg =
	    json_member(reader->document, node, "reg") != JSON_NONE;
	memory->has_usable =
	    json_member(reader->document, node, "usable") != JSON_NONE;
	memory->has_numa_node =
	    json_member(reader->document, node, "numa_node") != JSON_NONE;
	return (true);
}

static bool
read_memory(struct reader *reader, json_node node, void *ret)
{
	struct fdt_for_linux *for_linux = ret;

	for_linux->memory = read_list(reader, node,
	    sizeof(for_linux->memory[0]), read_memory_node,
	    &for_linux->memory_count);
	return (for_linux->memory != NULL);
}

static bool
read_root_cells(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "address", read_u32,
		    offsetof(struct fdt_for_linux, root_address_cells),
		    true },
		{ "size", read_u32,
		    offsetof(struct fdt_for_linux, root_size_cells), true },
		{ .key = NULL }
	};
	struct fdt_for_linux *for_linux = ret;

	for_linux->has_root_cells = true;
	return (read_object(reader, node, fields, ret));
}

/* The inverse of what the map has. */
static bool
read_lack(struct reader *reader, json_node node, void *ret)
{
	bool *has_it = ret, lacks_it;

	if (!read_boolean(reader, node, &lacks_it))
		return (false);
	*has_it = !lacks_it;
	return (true);
}

#define IN_LINUX(member) (offsetof(struct fdt_map, for_linux) +		\
	offsetof(struct fdt_for_linux, member))

bool
read_fdt_for_linux(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "memory", read_memory, offsetof(struct fdt_map, for_linux),
		    false },
		{ "root_cells", read_root_cells,
		    offsetof(struct fdt_map, for_linux), false },
		{ "memreserve_is_endless", read_boolean,
		    IN_LINUX(is_memreserve_endless), false },
		{ "reserved_lacks_ranges", read_lack,
		    offsetof(struct fdt_map, has_reserved_ranges), false },
		{ "reserved_has_other_cells", read_lack,
		    offsetof(struct fdt_map, has_reserved_cells), false },
		{ "usable_memory_also", read_range_list,
		    IN_LINUX(usable_memory.more), false },
		{ "usable_memory_odd_bytes", read_number,
		    IN_LINUX(usable_memory.odd_bytes), false },
		{ "elfcorehdr", read_optional_range,
		    IN_LINUX(elfcorehdr.first), false },
		{ "elfcorehdr_also", read_range_list,
		    IN_LINUX(elfcorehdr.more), false },
		{ "elfcorehdr_odd_bytes", read_number,
		    IN_LINUX(elfcorehdr.odd_bytes), false },
		{ "initrd", read_optional_range, IN_LINUX(initrd), false },
		{ .key = NULL }
	};

	return (!is_ours(reader, node) ||
	    read_object(reader, node, fields, ret));
}

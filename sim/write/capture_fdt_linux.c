/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What only Linux sees in a device tree, under the key x-linux.
 */
#include "sim/write/capture_parts.h"

void
write_fdt_reserved_for_linux(struct json_writer *out,
    const struct fdt_reserved *node)
{
	const struct bm_extent behind = node->behind_reg;

	if (node->compatible_also.count == 0 && node->malformed == 0 &&
	    behind.base == 0 && behind.length == 0)
		return;
	write_begin(out, "x-linux", '{');
	if (node->compatible_also.count > 0) {
		write_begin(out, "compatible_also", '[');
		for (size_t i = 0; i < node->compatible_also.count; i++)
			write_string(out, NULL,
			    node->compatible_also.entries[i]);
		write_end(out, ']');
	}
	if (node->malformed != 0)
		write_bits(out, "malformed", fdt_property_names,
		    node->malformed);
	if (behind.base != 0 || behind.length != 0)
		write_optional_range(out, "behind_reg",
		    &(struct optional_extent){ true, behind });
	write_end(out, '}');
}

static void
write_memory_node(struct json_writer *out, const struct fdt_memory_node *node)
{
	write_begin(out, NULL, '{');
	write_string(out, "name", node->name);
	if (node->has_device_type)
		write_string(out, "device_type", "memory");
	write_string_if(out, "status", node->status);
	if (node->malformed != 0)
		write_bits(out, "malformed", fdt_property_names,
		    node->malformed);
	if (node->has_reg)
		write_range_list(out, "reg", &node->reg);
	if (node->has_usable)
		write_range_list(out, "usable", &node->usable);
	if (node->is_hotpluggable)
		write_number(out, "hotpluggable", "true");
	if (node->has_numa_node)
		write_count(out, "numa_node", node->numa_node);
	write_end(out, '}');
}

static void
write_memory(struct json_writer *out, const struct fdt_for_linux *for_linux)
{
	if (for_linux->memory_count == 0)
		return;
	write_begin_lines(out, "memory", '[');
	for (size_t i = 0; i < for_linux->memory_count; i++)
		write_memory_node(out, &for_linux->memory[i]);
	write_end(out, ']');
}

static void
write_root_cells(struct json_writer *out,
    const struct fdt_for_linux *for_linux)
{
	if (!for_linux->has_root_cells)
		return;
	write_begin(out, "root_cells", '{');
	write_count(out, "address", for_linux->root_address_cells);
	write_count(out, "size", for_linux->root_size_cells);
	write_end(out, '}');
}

static void
write_if(struct json_writer *out, const char *key, bool is_so)
{
	if (is_so)
		write_number(out, key, "true");
}

/* The first range has a place of its own. */
static void
write_open_range(struct json_writer *out, const char *more_key,
    const char *odd_key, const struct fdt_open_range *range)
{
	if (range->more.count > 0)
		write_range_list(out, more_key, &range->more);
	if (range->odd_bytes != 0)
		write_count(out, odd_key, range->odd_bytes);
}

/* Is there anything that the other keys do not say? */
static bool
is_needed(const struct fdt_map *map)
{
	const struct fdt_for_linux *for_linux = &map->for_linux;

	return (for_linux->memory_count > 0 || for_linux->has_root_cells ||
	    for_linux->is_memreserve_endless ||
	    (map->has_reserved_memory &&
	    (!map->has_reserved_ranges || !map->has_reserved_cells)) ||
	    for_linux->usable_memory.more.count > 0 ||
	    for_linux->usable_memory.odd_bytes != 0 ||
	    for_linux->elfcorehdr.first.is_present ||
	    for_linux->initrd.is_present);
}

void
write_fdt_for_linux(struct json_writer *out, const struct fdt_map *map)
{
	const struct fdt_for_linux *for_linux = &map->for_linux;

	if (!is_needed(map))
		return;
	write_begin_lines(out, "x-linux", '{');
	write_memory(out, for_linux);
	write_root_cells(out, for_linux);
	write_if(out, "memreserve_is_endless",
	    for_linux->is_memreserve_endless);
	write_if(out, "reserved_lacks_ranges",
	    map->has_reserved_memory && !map->has_reserved_ranges);
	write_if(out, "reserved_has_other_cells",
	    map->has_reserved_memory && !map->has_reserved_cells);
	write_open_range(out, "usable_memory_also",
	    "usable_memory_odd_bytes", &for_linux->usable_memory);
	write_optional_range(out, "elfcorehdr", &for_linux->elfcorehdr.first);
	write_open_range(out, "elfcorehdr_also", "elfcorehdr_odd_bytes",
	    &for_linux->elfcorehdr);
	write_optional_range(out, "initrd", &for_linux->initrd);
	write_end(out, '}');
}

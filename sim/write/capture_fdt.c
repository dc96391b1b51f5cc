/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture's device tree: the name of its blob, or the decoded form.
 */
#include "sim/write/capture_parts.h"

/* Without reg, a size would make the node a dynamic one. */
static void
write_node(struct json_writer *out, const struct fdt_reserved *node)
{
	const uint32_t is_malformed = node->malformed;
	bool has_size = (node->is_dynamic || node->size != 0) &&
	    (is_malformed & FDT_PROPERTY_SIZE) == 0;
	bool has_reg = (node->empty & FDT_PROPERTY_REG) != 0 ||
	    (has_size && !node->is_dynamic &&
	    (is_malformed & FDT_PROPERTY_REG) == 0);

	write_begin(out, NULL, '{');
	write_string(out, "name", node->name);
	if (node->reg.count > 0 || has_reg)
		write_range_list(out, "reg", &node->reg);
	if (has_size)
		write_address(out, "size", node->size);
	if (node->alignment != 0)
		write_address(out, "alignment", node->alignment);
	if (node->alloc_ranges.count > 0 ||
	    (node->empty & FDT_PROPERTY_ALLOC_RANGES) != 0)
		write_range_list(out, "alloc_ranges", &node->alloc_ranges);
	if (node->no_map)
		write_number(out, "no_map", "true");
	if (node->reusable)
		write_number(out, "reusable", "true");
	if (node->is_cma_default)
		write_number(out, "x-linux-cma-default", "true");
	write_string_if(out, "compatible", node->compatible);
	write_string_if(out, "status", node->status);
	write_fdt_reserved_for_linux(out, node);
	write_end(out, '}');
}

void
write_fdt(struct json_writer *out, const struct fdt_map *map)
{
	if (!map->is_present)
		return;
	if (map->path != NULL) {
		write_begin(out, "fdt", '{');
		write_string(out, "file", map->path);
		write_end(out, '}');
		return;
	}
	write_begin_lines(out, "fdt", '{');
	write_range_lines(out, "memory", &map->memory);
	if (map->memreserve.count > 0)
		write_range_lines(out, "memreserve", &map->memreserve);
	if (map->has_reserved_memory) {
		write_begin_lines(out, "reserved", '[');
		for (size_t i = 0; i < map->reserved_count; i++)
			write_node(out, &map->reserved[i]);
		write_end(out, ']');
	}
	write_optional_range(out, "usable_memory_range",
	    &map->for_linux.usable_memory.first);
	write_fdt_for_linux(out, map);
	write_end(out, '}');
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture's firmware maps, all but the device tree.
 */
#include "sim/write/capture_parts.h"

/* JSON's integers end here, for whom they are doubles. */
#define JSON_INTEGER_MAX (((uint64_t)1 << 53) - 1)

static void
write_integer(struct json_writer *out, const char *key, uint64_t number)
{
	if (number <= JSON_INTEGER_MAX)
		write_count(out, key, number);
	else
		write_address(out, key, number);
}

static void
write_type(struct json_writer *out, const struct named_value *names,
    uint32_t type)
{
	const char *name = name_of(names, type);

	if (name != NULL)
		write_string(out, "type", name);
	else
		write_count(out, "type", type);
}

static void
write_e820(struct json_writer *out, const struct e820_map *map)
{
	if (!map->is_present)
		return;
	write_begin_lines(out, "e820", '[');
	for (size_t i = 0; i < map->count; i++) {
		write_begin(out, NULL, '{');
		write_extent(out, map->entries[i].extent);
		write_type(out, e820_type_names, map->entries[i].type);
		write_end(out, '}');
	}
	write_end(out, ']');
}

static void
write_descriptor(struct json_writer *out,
    const struct efi_descriptor *descriptor)
{
	write_begin(out, NULL, '{');
	write_type(out, efi_type_names, descriptor->type);
	write_address(out, "phys", descriptor->phys);
	write_address(out, "virt", descriptor->virt);
	write_integer(out, "pages", descriptor->page_count);
	if ((descriptor->attributes & ~named_bits(efi_attribute_names)) == 0)
		write_bits(out, "attr", efi_attribute_names,
		    descriptor->attributes);
	else
		write_address(out, "attr", descriptor->attributes);
	write_end(out, '}');
}

static void
write_efi(struct json_writer *out, const struct efi_map *map)
{
	if (!map->is_present)
		return;
	write_begin_lines(out, "efi", '{');
	write_integer(out, "descriptor_size", map->descriptor_size);
	write_integer(out, "descriptor_version", map->descriptor_version);
	write_begin_lines(out, "map", '[');
	for (size_t i = 0; i < map->count; i++)
		write_descriptor(out, &map->entries[i]);
	write_end(out, ']');
	if (map->memreserve.count > 0)
		write_range_lines(out, "memreserve", &map->memreserve);
	write_end(out, '}');
}

static void
write_regions(struct json_writer *out, const struct region_map *map)
{
	if (!map->is_present)
		return;
	write_begin_lines(out, "regions", '{');
	write_range_lines(out, "hardware", &map->hardware);
	write_begin_lines(out, "exclude", '[');
	for (size_t i = 0; i < map->exclude_count; i++) {
		write_begin(out, NULL, '{');
		write_extent(out, map->exclude[i].extent);
		write_bits(out, "flags", exclude_flag_names,
		    map->exclude[i].flags);
		write_end(out, '}');
	}
	write_end(out, ']');
	write_end(out, '}');
}

static void
write_ops(struct json_writer *out, const struct op_map *map)
{
	if (!map->is_present)
		return;
	write_begin_lines(out, "ops", '[');
	for (size_t i = 0; i < map->count; i++) {
		const struct region_op *op = &map->entries[i];

		write_begin(out, NULL, '{');
		write_string(out, "op", name_of(region_op_names, op->kind));
		write_extent(out, op->extent);
		if (op->kind == REGION_EXCLUDE || op->flags != 0)
			write_bits(out, "flags", exclude_flag_names,
			    op->flags);
		write_end(out, '}');
	}
	write_end(out, ']');
}

void
write_firmware(struct json_writer *out, const struct capture *capture)
{
	if (!capture->e820.is_present && !capture->efi.is_present &&
	    !capture->fdt.is_present && !capture->regions.is_present &&
	    !capture->ops.is_present)
		return;
	write_begin_lines(out, "firmware", '{');
	write_e820(out, &capture->e820);
	write_efi(out, &capture->efi);
	write_fdt(out, &capture->fdt);
	write_regions(out, &capture->regions);
	write_ops(out, &capture->ops);
	write_end(out, '}');
}

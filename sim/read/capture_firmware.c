/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture's firmware maps, all but the device tree.
 */
#include "sim/read/schema.h"

enum {
	EFI_DESCRIPTOR_SIZE_DEFAULT = 48,
	EFI_DESCRIPTOR_VERSION_DEFAULT = 1
};

static bool
read_e820_type(struct reader *reader, json_node node, void *ret)
{
	return (read_named_u32(reader, node, e820_type_names, "e820 type",
	    ret));
}

static bool
read_e820_entry(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "base", read_number,
		    offsetof(struct e820_entry, extent.base), true },
		{ "size", read_number,
		    offsetof(struct e820_entry, extent.length), true },
		{ "type", read_e820_type, offsetof(struct e820_entry, type),
		    true },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

static bool
read_e820(struct reader *reader, json_node node, void *ret)
{
	struct e820_map *map = ret;

	map->is_present = true;
	map->entries = read_list(reader, node, sizeof(*map->entries),
	    read_e820_entry, &map->count);
	return (map->entries != NULL);
}

static bool
read_efi_type(struct reader *reader, json_node node, void *ret)
{
	return (read_named_u32(reader, node, efi_type_names, "EFI type", ret));
}

static bool
read_efi_attributes(struct reader *reader, json_node node, void *ret)
{
	if (json_type(reader->document, node) != JSON_ARRAY)
		return (read_number(reader, node, ret));
	return (read_bits(reader, node, efi_attribute_names, "EFI attribute",
	    ret));
}

static bool
read_efi_descriptor(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "type", read_efi_type,
		    offsetof(struct efi_descriptor, type), true },
		{ "phys", read_number,
		    offsetof(struct efi_descriptor, phys), true },
		{ "virt", read_number,
		    offsetof(struct efi_descriptor, virt), false },
		{ "pages", read_number,
		    offsetof(struct efi_descriptor, page_count), true },
		{ "attr", read_efi_attributes,
		    offsetof(struct efi_descriptor, attributes), false },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

static bool
read_efi_map(struct reader *reader, json_node node, void *ret)
{
	struct efi_map *map = ret;

	map->entries = read_list(reader, node, sizeof(*map->entries),
	    read_efi_descriptor, &map->count);
	return (map->entries != NULL);
}

static bool
read_efi(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "descriptor_size", read_number,
		    offsetof(struct efi_map, descriptor_size), false },
		{ "descriptor_version", read_number,
		    offsetof(struct efi_map, descriptor_version), false },
		{ "map", read_efi_map, 0, true },
		{ "memreserve", read_range_list,
		    offsetof(struct efi_map, memreserve), false },
		{ .key = NULL }
	};
	struct efi_map *map = ret;

	map->is_present = true;
	map->descriptor_size = EFI_DESCRIPTOR_SIZE_DEFAULT;
	map->descriptor_version = EFI_DESCRIPTOR_VERSION_DEFAULT;
	return (read_object(reader, node, fields, ret));
}

static bool
read_exclude_entry(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "base", read_number,
		    offsetof(struct region_op, extent.base), true },
		{ "size", read_number,
		    offsetof(struct region_op, extent.length), true },
		{ "flags", read_exclude_flags,
		    offsetof(struct region_op, flags), true },
		{ .key = NULL }
	};
	struct region_op *op = ret;

	op->kind = REGION_EXCLUDE;
	return (read_object(reader, node, fields, ret));
}

static bool
read_exclude(struct reader *reader, json_node node, void *ret)
{
	struct region_map *map = ret;

	map->exclude = read_list(reader, node, sizeof(*map->exclude),
	    read_exclude_entry, &map->exclude_count);
	return (map->exclude != NULL);
}

static bool
read_regions(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "hardware", read_range_list,
		    offsetof(struct region_map, hardware), false },
		{ "exclude", read_exclude, 0, false },
		{ .key = NULL }
	};
	struct region_map *map = ret;

	map->is_present = true;
	return (read_object(reader, node, fields, ret));
}

static bool
read_op_kind(struct reader *reader, json_node node, void *ret)
{
	enum region_op_kind *kind = ret;
	uint64_t value;

	if (!read_choice(reader, node, region_op_names, "operation", &value))
		return (false);
	*kind = (enum region_op_kind)value;
	return (true);
}

static bool
read_op(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "op", read_op_kind, offsetof(struct region_op, kind), true },
		{ "base", read_number,
		    offsetof(struct region_op, extent.base), true },
		{ "size", read_number,
		    offsetof(struct region_op, extent.length), true },
		{ "flags", read_exclude_flags,
		    offsetof(struct region_op, flags), false },
		{ .key = NULL }
	};
	const struct region_op *op = ret;

	if (!read_object(reader, node, fields, ret))
		return (false);
	if (op->kind == REGION_EXCLUDE &&
	    json_member(reader->document, node, "flags") == JSON_NONE)
		return (reader_refuse(reader, node, "the key `flags` is "
		    "missing"));
	return (true);
}

static bool
read_ops(struct reader *reader, json_node node, void *ret)
{
	struct op_map *map = ret;

	map->is_present = true;
	map->entries = read_list(reader, node, sizeof(*map->entries), read_op,
	    &map->count);
	return (map->entries != NULL);
}

bool
read_firmware(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "e820", read_e820, offsetof(struct capture, e820), false },
		{ "efi", read_efi, offsetof(struct capture, efi), false },
		{ "fdt", read_fdt, offsetof(struct capture, fdt), false },
		{ "regions", read_regions, offsetof(struct capture, regions),
		    false },
		{ "ops", read_ops, offsetof(struct capture, ops), false },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

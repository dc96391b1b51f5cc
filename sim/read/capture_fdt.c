/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture's device tree: a blob beside it, or the decoded form.
 */
#include <stdlib.h>

#include "sim/read/capture_fdt_linux.h"
#include "sim/read/fdt.h"
#include "sim/read/schema.h"

static bool
read_file(struct reader *reader, json_node node, void *ret)
{
	struct fdt_map *map = ret;
	struct read_error error;
	char *path = reader_file_path(reader, node);
	bool is_good;

	if (path == NULL)
		return (false);
	is_good = fdt_map_read(path, reader->capture->arena, map, &error);
	free(path);
	if (!is_good)
		return (reader_refuse(reader, node, "%s", error.text));
	map->path = json_copy(json_string(reader->document, node),
	    reader->capture->arena);
	return (reader_count_entries(reader, node, fdt_map_entry_count(map)));
}

/* What is malformed is there, even if there are no words for it. */
static bool
has_property(struct reader *reader, json_node node, const char *key,
    uint32_t malformed)
{
	return (malformed != 0 ||
	    json_member(reader->document, node, key) != JSON_NONE);
}

static void
note_empty(struct reader *reader, json_node node, const char *key,
    uint32_t bit, const struct extent_list *list, struct fdt_reserved *reserved)
{
	if (list->count == 0 &&
	    json_member(reader->document, node, key) != JSON_NONE)
		reserved->empty |= bit;
}

static bool
read_node(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "name", read_text, offsetof(struct fdt_reserved, name),
		    true },
		{ "reg", read_range_list, offsetof(struct fdt_reserved, reg),
		    false },
		{ "size", read_number, offsetof(struct fdt_reserved, size),
		    false },
		{ "alignment", read_number,
		    offsetof(struct fdt_reserved, alignment), false },
		{ "alloc_ranges", read_range_list,
		    offsetof(struct fdt_reserved, alloc_ranges), false },
		{ "no_map", read_boolean,
		    offsetof(struct fdt_reserved, no_map), false },
		{ "reusable", read_boolean,
		    offsetof(struct fdt_reserved, reusable), false },
		{ "x-linux-cma-default", read_boolean,
		    offsetof(struct fdt_reserved, is_cma_default), false },
		{ "compatible", read_text,
		    offsetof(struct fdt_reserved, compatible), false },
		{ "status", read_text, offsetof(struct fdt_reserved, status),
		    false },
		{ "x-linux", read_fdt_reserved_for_linux, 0, false },
		{ .key = NULL }
	};
	struct fdt_reserved *reserved = ret;

	if (!read_object(reader, node, fields, ret))
		return (false);
	reserved->is_dynamic = has_property(reader, node, "size",
	    reserved->malformed & FDT_PROPERTY_SIZE) &&
	    !has_property(reader, node, "reg",
	    reserved->malformed & FDT_PROPERTY_REG);
	note_empty(reader, node, "reg", FDT_PROPERTY_REG, &reserved->reg,
	    reserved);
	note_empty(reader, node, "alloc_ranges", FDT_PROPERTY_ALLOC_RANGES,
	    &reserved->alloc_ranges, reserved);
	return (true);
}

static bool
read_reserved(struct reader *reader, json_node node, void *ret)
{
	struct fdt_map *map = ret;

	map->has_reserved_memory = true;
	map->reserved = read_list(reader, node, sizeof(*map->reserved),
	    read_node, &map->reserved_count);
	return (map->reserved != NULL);
}

static bool
refuse_both(struct reader *reader, json_node node, void *ret)
{
	(void)ret;
	return (reader_refuse(reader, node, "a blob's `file` and the decoded "
	    "form exclude each other"));
}

static bool
read_blob(struct reader *reader, json_node node, struct fdt_map *ret_map)
{
	static const struct field fields[] = {
		{ "file", read_file, 0, true },
		{ "memory", refuse_both, 0, false },
		{ "memreserve", refuse_both, 0, false },
		{ "reserved", refuse_both, 0, false },
		{ "usable_memory_range", refuse_both, 0, false },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret_map));
}

static bool
read_decoded(struct reader *reader, json_node node, struct fdt_map *ret_map)
{
	static const struct field fields[] = {
		{ "file", read_anything, 0, false },
		{ "memory", read_range_list,
		    offsetof(struct fdt_map, memory), true },
		{ "memreserve", read_range_list,
		    offsetof(struct fdt_map, memreserve), false },
		{ "reserved", read_reserved, 0, false },
		{ "usable_memory_range", read_optional_range,
		    offsetof(struct fdt_map, for_linux.usable_memory.first),
		    false },
		{ "x-linux", read_fdt_for_linux, 0, false },
		{ .key = NULL }
	};

	ret_map->is_present = true;
	ret_map->has_reserved_ranges = true;
	ret_map->has_reserved_cells = true;
	if (!read_object(reader, node, fields, ret_map))
		return (false);
	if (!ret_map->has_reserved_memory)
		ret_map->has_reserved_ranges = ret_map->has_reserved_cells =
		    false;
	return (true);
}

bool
read_fdt(struct reader *reader, json_node node, void *ret)
{
	if (json_member(reader->document, node, "file") != JSON_NONE)
		return (read_blob(reader, node, ret));
	return (read_decoded(reader, node, ret));
}

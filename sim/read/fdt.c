/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/fdt.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"
#include "sim/read/file.h"

/* Is the first string of a property that text? */
static bool
property_is(struct fdt_bytes property, const char *text)
{
	size_t bytes = strlen(text) + 1;

	return (property.length >= bytes &&
	    memcmp(property.bytes, text, bytes) == 0);
}

static bool
is_memory(struct fdt_decoder *decoder, int node, bool *ret_is_memory)
{
	struct fdt_bytes type, status;
	int length;
	const char *name = fdt_get_name(decoder->blob, node, &length);

	*ret_is_memory = false;
	if (name == NULL)
		return (fdt_refuse(decoder, node, "has no name: %s",
		    fdt_strerror(length)));
	if (!fdt_find_property(decoder, node, "device_type", &type) ||
	    !fdt_find_property(decoder, node, "status", &status))
		return (false);
	if (type.bytes != NULL)
		*ret_is_memory = property_is(type, "memory");
	else
		*ret_is_memory = strcmp(name, "memory") == 0 ||
		    strncmp(name, "memory@", 7) == 0;
	if (status.bytes != NULL && !property_is(status, "okay") &&
	    !property_is(status, "ok"))
		*ret_is_memory = false;
	return (true);
}

/* The reg of a child of the root if that is memory; none if it is not. */
static bool
find_memory(struct fdt_decoder *decoder, int node, struct fdt_bytes *ret_reg)
{
	size_t step = fdt_tuple_bytes(decoder->root_cells);
	bool memory;

	*ret_reg = (struct fdt_bytes){ .bytes = NULL };
	if (!is_memory(decoder, node, &memory))
		return (false);
	if (!memory)
		return (true);
	if (!fdt_find_property(decoder, node, "reg", ret_reg))
		return (false);
	if (ret_reg->length % step != 0)
		return (fdt_refuse(decoder, node, "reg has %zu bytes, which "
		    "is no multiple of %zu (%zu address cells and %zu size "
		    "cells)", ret_reg->length, step,
		    decoder->root_cells.address, decoder->root_cells.size));
	return (true);
}

static bool
read_memory(struct fdt_decoder *decoder)
{
	struct extent_list *list = &decoder->map.memory;
	struct fdt_bytes reg;
	size_t count = 0;
	int node;

	fdt_for_each_subnode(node, decoder->blob, FDT_ROOT) {
		if (!find_memory(decoder, node, &reg))
			return (false);
		count += reg.length / fdt_tuple_bytes(decoder->root_cells);
	}
	if (!fdt_check_walk(decoder, FDT_ROOT, node) ||
	    !fdt_count_entries(decoder, FDT_ROOT, count))
		return (false);
	list->entries = arena_alloc(decoder->arena, count,
	    sizeof(*list->entries));
	fdt_for_each_subnode(node, decoder->blob, FDT_ROOT) {
		if (!find_memory(decoder, node, &reg))
			return (false);
		fdt_append_tuples(reg, decoder->root_cells, list);
	}
	return (true);
}

static bool
read_memreserve(struct fdt_decoder *decoder)
{
	struct extent_list *list = &decoder->map.memreserve;
	int count = fdt_num_mem_rsv(decoder->blob);

	if (count < 0)
		return (fdt_refuse(decoder, FDT_ROOT, "the memory "
		    "reservation block cannot be read: %s",
		    fdt_strerror(count)));
	if (!fdt_count_entries(decoder, FDT_ROOT, (size_t)count))
		return (false);
	list->entries = arena_alloc(decoder->arena, (size_t)count,
	    sizeof(*list->entries));
	for (int i = 0; i < count; i++) {
		struct bm_extent *entry = &list->entries[list->count++];
		int status = fdt_get_mem_rsv(decoder->blob, i, &entry->base,
		    &entry->length);

		if (status < 0)
			return (fdt_refuse(decoder, FDT_ROOT, "entry %d of "
			    "the memory reservation block cannot be read: %s",
			    i, fdt_strerror(status)));
	}
	return (true);
}

static bool
read_usable_range(struct fdt_decoder *decoder)
{
	static const char name[] = "linux,usable-memory-range";
	struct fdt_bytes property;
	int node = fdt_subnode_offset(decoder->blob, FDT_ROOT, "chosen");

	if (node == -FDT_ERR_NOTFOUND)
		return (true);
	if (node < 0)
		return (fdt_refuse(decoder, FDT_ROOT, "chosen cannot be "
		    "read: %s", fdt_strerror(node)));
	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	if (property.bytes == NULL)
		return (true);
	if (property.length < fdt_tuple_bytes(decoder->root_cells))
		return (fdt_refuse(decoder, node, "%s has %zu bytes, less than "
		    "the %zu of a range", name, property.length,
		    fdt_tuple_bytes(decoder->root_cells)));
	decoder->map.usable_memory_range = (struct optional_extent){ true,
	    fdt_read_tuple(property.bytes, decoder->root_cells) };
	return (true);
}

bool
fdt_map_decode(const char *file, const void *blob, size_t length,
    struct arena *arena, struct fdt_map *ret_map,
    struct read_error *ret_error)
{
	struct fdt_decoder decoder = { .file = file, .blob = blob,
	    .arena = arena, .error = ret_error, .map.is_present = true };
	bool has_cells;
	int status;

	if (length > FDT_BLOB_BYTES_MAX) {
		read_error_file(ret_error, file, "has more than %zu MiB, the "
		    "limit", FDT_BLOB_BYTES_MAX >> 20);
		return (false);
	}
	status = fdt_check_blob(blob, length);
	if (status != 0) {
		read_error_file(ret_error, file, "not a device tree blob: %s",
		    fdt_strerror(status));
		return (false);
	}
	if (!fdt_read_both_cells(&decoder, FDT_ROOT, &decoder.root_cells,
	    &has_cells) || !read_memory(&decoder) ||
	    !read_memreserve(&decoder) || !fdt_read_reserved(&decoder) ||
	    !read_usable_range(&decoder))
		return (false);
	*ret_map = decoder.map;
	return (true);
}

bool
fdt_map_read(const char *path, struct arena *arena, struct fdt_map *ret_map,
    struct read_error *ret_error)
{
	size_t length;
	char *blob = file_read(path, FDT_BLOB_BYTES_MAX, &length, ret_error);
	bool is_good;

	if (blob == NULL)
		return (false);
	is_good = fdt_map_decode(read_error_file_name(path), blob, length,
	    arena, ret_map, ret_error);
	free(blob);
	return (is_good);
}

size_t
fdt_map_entry_count(const struct fdt_map *map)
{
	size_t count = map->memory.count + map->memreserve.count +
	    map->reserved_count;

	for (size_t i = 0; i < map->reserved_count; i++)
		count += map->reserved[i].reg.count +
		    map->reserved[i].alloc_ranges.count;
	return (count);
}

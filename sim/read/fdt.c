/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/fdt.h"

#include <stdlib.h>

#include "sim/read/fdt_decoder.h"
#include "sim/read/file.h"

/* By the devicetree standard, and as Linux has it. */
static bool
read_root_cells(struct fdt_decoder *decoder)
{
	bool has_both;

	decoder->root_cells = (struct fdt_cells){ .address = 2, .size = 1 };
	decoder->linux_cells = (struct fdt_cells){ .address = 1, .size = 1 };
	return (fdt_read_both_cells(decoder, FDT_ROOT, &decoder->root_cells,
	    &has_both) && fdt_read_both_cells(decoder, FDT_ROOT,
	    &decoder->linux_cells, &has_both));
}

static void
keep_root_cells(struct fdt_decoder *decoder)
{
	struct fdt_for_linux *for_linux = &decoder->map.for_linux;

	if (fdt_tuple_bytes(decoder->linux_cells) != 0 &&
	    for_linux->usable_memory.odd_bytes == 0 &&
	    for_linux->elfcorehdr.odd_bytes == 0)
		return;
	for_linux->has_root_cells = true;
	for_linux->root_address_cells = (uint32_t)decoder->linux_cells.address;
	for_linux->root_size_cells = (uint32_t)decoder->linux_cells.size;
}

bool
fdt_map_decode(const char *file, const void *blob, size_t length,
    struct arena *arena, struct fdt_map *ret_map,
    struct read_error *ret_error)
{
	struct fdt_decoder decoder = { .file = file, .arena = arena,
	    .error = ret_error, .map.is_present = true };

	if (length > FDT_BLOB_BYTES_MAX) {
		read_error_file(ret_error, file, "has more than %zu MiB, the "
		    "limit", FDT_BLOB_BYTES_MAX >> 20);
		return (false);
	}
	if (!fdt_read_memreserve(&decoder, blob, length) ||
	    !read_root_cells(&decoder) || !fdt_read_memory(&decoder) ||
	    !fdt_read_reserved(&decoder) || !fdt_read_chosen(&decoder) ||
	    !fdt_read_tree(&decoder))
		return (false);
	keep_root_cells(&decoder);
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

static size_t
entry_count_for_linux(const struct fdt_for_linux *for_linux)
{
	size_t count = for_linux->memory_count +
	    for_linux->usable_memory.more.count +
	    for_linux->elfcorehdr.more.count;

	for (size_t i = 0; i < for_linux->memory_count; i++)
		count += for_linux->memory[i].reg.count +
		    for_linux->memory[i].usable.count;
	return (count);
}

size_t
fdt_map_entry_count(const struct fdt_map *map)
{
	size_t count = map->memory.count + map->memreserve.count +
	    map->reserved_count + entry_count_for_linux(&map->for_linux);

	for (size_t i = 0; i < map->reserved_count; i++)
		count += map->reserved[i].reg.count +
		    map->reserved[i].alloc_ranges.count;
	return (count);
}

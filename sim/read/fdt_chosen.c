/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a loader, or a kernel that crashed, left in /chosen for Linux.
 */
#include <libfdt.h>

#include "sim/read/fdt_decoder.h"

/* Every range that begins inside the property. */
static bool
read_open_range(struct fdt_decoder *decoder, int node, const char *name,
    struct fdt_open_range *ret_range)
{
	const struct fdt_cells cells = decoder->linux_cells;
	const size_t step = fdt_tuple_bytes(cells);
	struct extent_list *more = &ret_range->more;
	struct fdt_bytes property;
	size_t count;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	if (property.length == 0 || step == 0)
		return (true);
	count = (property.length + step - 1) / step;
	if (!fdt_count_entries(decoder, node, count))
		return (false);
	ret_range->odd_bytes = property.length % step;
	ret_range->first = (struct optional_extent){ true,
	    fdt_read_tuple(decoder, property.bytes, cells) };
	more->count = count - 1;
	more->entries = arena_alloc(decoder->arena, more->count,
	    sizeof(more->entries[0]));
	for (size_t i = 1; i < count; i++)
		more->entries[i - 1] = fdt_read_tuple(decoder,
		    property.bytes + i * step, cells);
	return (true);
}

/* As many cells as there are, of which the last two are a number. */
static bool
read_address(struct fdt_decoder *decoder, int node, const char *name,
    bool *ret_is_there, uint64_t *ret_address)
{
	struct fdt_bytes property;
	size_t count, skipped;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	*ret_is_there = property.bytes != NULL;
	count = property.length / FDT_CELL_BYTES;
	skipped = count > 2 ? count - 2 : 0;
	if (*ret_is_there)
		*ret_address = fdt_cells_number(property.bytes +
		    skipped * FDT_CELL_BYTES, count - skipped);
	return (true);
}

static bool
read_initrd(struct fdt_decoder *decoder, int node)
{
	bool has_start, has_end;
	uint64_t start = 0, end = 0;

	if (!read_address(decoder, node, "linux,initrd-start", &has_start,
	    &start) ||
	    !read_address(decoder, node, "linux,initrd-end", &has_end, &end))
		return (false);
	if (has_start && has_end && start < end)
		decoder->map.for_linux.initrd = (struct optional_extent){ true,
		    { start, end - start } };
	return (true);
}

bool
fdt_read_chosen(struct fdt_decoder *decoder)
{
	struct fdt_for_linux *for_linux = &decoder->map.for_linux;
	const int node = fdt_subnode_offset(decoder->blob, FDT_ROOT, "chosen");

	if (node == -FDT_ERR_NOTFOUND)
		return (true);
	if (node < 0)
		return (fdt_refuse(decoder, FDT_ROOT, "chosen cannot be "
		    "read: %s", fdt_strerror(node)));
	return (read_open_range(decoder, node, "linux,usable-memory-range",
	    &for_linux->usable_memory) &&
	    read_open_range(decoder, node, "linux,elfcorehdr",
	    &for_linux->elfcorehdr) && read_initrd(decoder, node));
}

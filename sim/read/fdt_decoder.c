/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/fdt_decoder.h"

#include <libfdt.h>
#include <stdarg.h>
#include <string.h>

enum {
	CELLS_MAX = 2,		/* of an address or a size: 64 bits */
	PATH_BYTES = 256
};

int
fdt_check_blob(const void *blob, size_t length)
{
	int status = 0;

	/* Names of versions below 16 are paths, and have to have a slash. */
	if (length >= FDT_V1_SIZE && fdt_check_header(blob) == 0 &&
	    fdt_totalsize(blob) <= length &&
	    fdt_get_name(blob, FDT_ROOT, &status) == NULL)
		return (status);
	return (fdt_check_full(blob, length));
}

bool
fdt_refuse(struct fdt_decoder *decoder, int node, const char *format, ...)
{
	char path[PATH_BYTES];
	va_list arguments;

	if (fdt_get_path(decoder->blob, node, path, sizeof(path)) != 0)
		strcpy(path, "a node far down");
	read_error_file(decoder->error, decoder->file, "%s", "");
	read_error_add_foreign(decoder->error, path, strlen(path),
	    PATH_BYTES);
	read_error_add(decoder->error, ": ");
	va_start(arguments, format);
	read_error_add_list(decoder->error, format, arguments);
	va_end(arguments);
	return (false);
}

bool
fdt_count_entries(struct fdt_decoder *decoder, int node, size_t count)
{
	if (count > CAPTURE_ENTRIES_MAX - decoder->entry_count)
		return (fdt_refuse(decoder, node, "more than %zu map "
		    "entries, the limit", CAPTURE_ENTRIES_MAX));
	decoder->entry_count += count;
	return (true);
}

bool
fdt_find_property(struct fdt_decoder *decoder, int node, const char *name,
    struct fdt_bytes *ret_property)
{
	int length;
	const void *bytes = fdt_getprop(decoder->blob, node, name, &length);

	*ret_property = (struct fdt_bytes){ .bytes = NULL };
	if (bytes == NULL && length == -FDT_ERR_NOTFOUND)
		return (true);
	if (bytes == NULL || length < 0)
		return (fdt_refuse(decoder, node, "%s cannot be read: %s", name,
		    fdt_strerror(length)));
	*ret_property = (struct fdt_bytes){ bytes, (size_t)length };
	return (true);
}

bool
fdt_property_is(struct fdt_bytes property, const char *text)
{
	size_t bytes = strlen(text) + 1;

	return (property.length >= bytes &&
	    memcmp(property.bytes, text, bytes) == 0);
}

uint64_t
fdt_cells_number(const unsigned char *bytes, size_t cell_count)
{
	uint64_t number = 0;

	for (size_t i = 0; i < cell_count * FDT_CELL_BYTES; i++)
		number = number << 8 | bytes[i];
	return (number);
}

static bool
read_cell_count(struct fdt_decoder *decoder, int node, const char *name,
    size_t *ret_count, bool *ret_is_there)
{
	struct fdt_bytes property;
	uint64_t count;

	if (!fdt_find_property(decoder, node, name, &property))
		return (false);
	*ret_is_there = property.bytes != NULL;
	if (property.bytes == NULL)
		return (true);
	if (property.length != FDT_CELL_BYTES)
		return (fdt_refuse(decoder, node, "%s has %zu bytes instead of "
		    "%d", name, property.length, FDT_CELL_BYTES));
	count = fdt_cells_number(property.bytes, 1);
	if (count > CELLS_MAX)
		return (fdt_refuse(decoder, node, "%s is %llu; more than %d "
		    "make no number of 64 bits", name,
		    (unsigned long long)count, CELLS_MAX));
	*ret_count = (size_t)count;
	return (true);
}

bool
fdt_read_both_cells(struct fdt_decoder *decoder, int node,
    struct fdt_cells *ret_cells, bool *ret_is_said)
{
	bool has_address, has_size;

	if (!read_cell_count(decoder, node, "#address-cells",
	    &ret_cells->address, &has_address) ||
	    !read_cell_count(decoder, node, "#size-cells", &ret_cells->size,
	    &has_size))
		return (false);
	*ret_is_said = has_address && has_size;
	return (true);
}

size_t
fdt_tuple_bytes(struct fdt_cells cells)
{
	return ((cells.address + cells.size) * FDT_CELL_BYTES);
}

size_t
fdt_tuple_count(struct fdt_bytes property, struct fdt_cells cells)
{
	size_t step = fdt_tuple_bytes(cells);

	return (step == 0 ? 0 : property.length / step);
}

bool
fdt_is_ragged(struct fdt_bytes property, struct fdt_cells cells)
{
	return (property.length != fdt_tuple_count(property, cells) *
	    fdt_tuple_bytes(cells));
}

struct bm_extent
fdt_read_tuple(const struct fdt_decoder *decoder, const unsigned char *bytes,
    struct fdt_cells cells)
{
	const unsigned char *start = decoder->blob;
	const size_t at = (size_t)(bytes - start);
	const size_t length = fdt_totalsize(decoder->blob);
	const size_t step = fdt_tuple_bytes(cells);
	unsigned char raw[2 * CELLS_MAX * FDT_CELL_BYTES] = { 0 };

	memcpy(raw, bytes, length - at < step ? length - at : step);
	return ((struct bm_extent){
		.base = fdt_cells_number(raw, cells.address),
		.length = fdt_cells_number(raw +
		    cells.address * FDT_CELL_BYTES, cells.size)
	});
}

bool
fdt_read_tuples(struct fdt_decoder *decoder, int node,
    struct fdt_bytes property, struct fdt_cells cells,
    struct extent_list *ret_list)
{
	const size_t count = fdt_tuple_count(property, cells);

	if (!fdt_count_entries(decoder, node, count))
		return (false);
	ret_list->count = count;
	ret_list->entries = arena_alloc(decoder->arena, count,
	    sizeof(ret_list->entries[0]));
	for (size_t i = 0; i < count; i++)
		ret_list->entries[i] = fdt_read_tuple(decoder,
		    property.bytes + i * fdt_tuple_bytes(cells), cells);
	return (true);
}

bool
fdt_check_walk(struct fdt_decoder *decoder, int node, int end)
{
	return (end == -FDT_ERR_NOTFOUND || fdt_refuse(decoder, node, "its "
	    "children cannot be read: %s", fdt_strerror(end)));
}

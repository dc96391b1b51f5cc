/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * /memreserve/: the list of reservations in front of a blob's tree.  An entry
 * of no bytes ends it.
 */
#include <libfdt.h>
#include <string.h>

#include "sim/read/fdt_decoder.h"

enum { ALIGN_BYTES = 8 };

/* Entries in front of the end of the list, or of the blob, where that fails. */
static size_t
count_entries(const void *blob, bool *ret_is_endless)
{
	const unsigned char *bytes = blob;
	const size_t length = fdt_totalsize(blob);
	size_t at = fdt_off_mem_rsvmap(blob), count = 0;

	for (; at <= length && length - at >= sizeof(struct fdt_reserve_entry);
	    at += sizeof(struct fdt_reserve_entry), count++)
		if (fdt_cells_number(bytes + at + sizeof(fdt64_t), 2) == 0) {
			*ret_is_endless = false;
			return (count);
		}
	*ret_is_endless = true;
	return (count);
}

/* The same tree behind an empty list, so that libfdt can read it. */
static const void *
copy_without_list(struct arena *arena, const void *blob)
{
	const size_t length = fdt_totalsize(blob);
	const size_t end = (length + ALIGN_BYTES - 1) / ALIGN_BYTES *
	    ALIGN_BYTES;
	void *copy = arena_alloc(arena, end +
	    sizeof(struct fdt_reserve_entry), 1);

	memcpy(copy, blob, length);
	fdt_set_totalsize(copy, (uint32_t)(end +
	    sizeof(struct fdt_reserve_entry)));
	fdt_set_off_mem_rsvmap(copy, (uint32_t)end);
	return (copy);
}

/* libfdt's header check, for as much as there is of a header. */
static int
check_header(const void *blob, size_t length)
{
	int status;

	if (length < FDT_V1_SIZE || length < fdt_header_size(blob))
		return (-FDT_ERR_TRUNCATED);
	status = fdt_check_header(blob);
	if (status == 0 && length < fdt_totalsize(blob))
		return (-FDT_ERR_TRUNCATED);
	return (status);
}

static bool
refuse_blob(struct fdt_decoder *decoder, int status)
{
	read_error_file(decoder->error, decoder->file,
	    "not a device tree blob: %s", fdt_strerror(status));
	return (false);
}

/* The list is read from the blob that it came in. */
static bool
read_entries(struct fdt_decoder *decoder, const void *blob, size_t count)
{
	const unsigned char *at = (const unsigned char *)blob +
	    fdt_off_mem_rsvmap(blob);
	struct extent_list *list = &decoder->map.memreserve;

	if (!fdt_count_entries(decoder, FDT_ROOT, count))
		return (false);
	list->entries = arena_alloc(decoder->arena, count,
	    sizeof(list->entries[0]));
	for (; list->count < count; at += sizeof(struct fdt_reserve_entry))
		list->entries[list->count++] = (struct bm_extent){
		    .base = fdt_cells_number(at, 2),
		    .length = fdt_cells_number(at + sizeof(fdt64_t), 2) };
	return (true);
}

bool
fdt_read_memreserve(struct fdt_decoder *decoder, const void *blob,
    size_t length)
{
	bool *is_endless = &decoder->map.for_linux.is_memreserve_endless;
	size_t count, checked = length;
	int status = check_header(blob, length);

	if (status != 0)
		return (refuse_blob(decoder, status));
	count = count_entries(blob, is_endless);
	decoder->blob = blob;
	if (*is_endless) {
		decoder->blob = copy_without_list(decoder->arena, blob);
		checked = fdt_totalsize(decoder->blob);
	}
	status = fdt_check_blob(decoder->blob, checked);
	if (status != 0)
		return (refuse_blob(decoder, status));
	return (read_entries(decoder, blob, count));
}

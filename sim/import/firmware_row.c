/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/firmware_row.h"

#include <inttypes.h>
#include <string.h>

enum { EFI_PAGE_SHIFT = 12 };

size_t
hex_run(const char *text, const char *end)
{
	const char *at = text;

	while (at < end && ((*at >= '0' && *at <= '9') ||
	    (*at >= 'a' && *at <= 'f') || (*at >= 'A' && *at <= 'F')))
		at++;
	return ((size_t)(at - text));
}

bool
row_name(struct row *row, const struct named_value *names, const char *what,
    uint64_t *ret_value)
{
	const size_t left = (size_t)(row->end - row->at);
	size_t longest = 0;

	for (; names->name != NULL; names++) {
		const size_t length = strlen(names->name);

		if (length > longest && length <= left &&
		    memcmp(row->at, names->name, length) == 0) {
			longest = length;
			*ret_value = names->value;
		}
	}
	row->at += longest;
	return (longest > 0 ||
	    row_refuse(row, row->at, "expected %s", what));
}

bool
row_range_to_last(struct row *row, const char *culprit, bm_paddr start,
    bm_paddr last, struct bm_extent *ret_extent)
{
	*ret_extent = draft_extent(start, last);
	return (last >= start || last + 1 == start ||
	    row_refuse(row, culprit, "the range ends before it begins"));
}

bool
row_range_to_end(struct row *row, const char *culprit, bm_paddr start,
    bm_paddr end, struct bm_extent *ret_extent)
{
	*ret_extent = (struct bm_extent){ start, end - start };
	return (end >= start || end == 0 ||
	    row_refuse(row, culprit, "the range ends before it begins"));
}

bool
row_pages(struct row *row, const char *culprit, struct bm_extent extent,
    uint64_t page_count)
{
	const uint64_t fitting = extent.length >> EFI_PAGE_SHIFT;

	/* All of the address space has no length. */
	if (page_count > UINT64_MAX >> EFI_PAGE_SHIFT)
		return (row_refuse(row, culprit, "%" PRIu64 " pages go past "
		    "2^64", page_count));
	return (page_count << EFI_PAGE_SHIFT == extent.length ||
	    row_refuse(row, culprit, "the range has %" PRIu64 " pages%s and "
	    "not %" PRIu64, fitting, fitting << EFI_PAGE_SHIFT ==
	    extent.length ? "" : " and a piece", page_count));
}

bool
row_bytes(struct row *row, const char *culprit, struct bm_extent extent,
    uint64_t byte_count)
{
	return (byte_count == extent.length || row_refuse(row, culprit,
	    "the range has 0x%" PRIx64 " bytes and not 0x%" PRIx64,
	    extent.length, byte_count));
}

bool
row_type(struct row *row, const char *culprit, uint64_t type)
{
	return (type <= UINT32_MAX ||
	    row_refuse(row, culprit, "expected a type of 32 bits"));
}

bool
row_number(struct log_run *run, struct row *row, const char *culprit,
    uint64_t index, uint64_t *count)
{
	if (index != *count && *count > 0)
		return (row_refuse(row, culprit, "entry %" PRIu64 " is to "
		    "come", *count));
	if (index > 0 && *count == 0)
		draft_truncate(&run->draft, "the map begins with its entry "
		    "%" PRIu64, index);
	*count = index + 1;
	return (true);
}

bool
row_add_efi(struct log_run *run, struct row *row, const char *culprit,
    uint64_t type, struct bm_extent extent, uint64_t attributes)
{
	const uint64_t page_count = extent.length >> EFI_PAGE_SHIFT;

	if (page_count << EFI_PAGE_SHIFT != extent.length)
		return (row_refuse(row, culprit, "the range is no whole "
		    "number of pages"));
	draft_add_efi(&run->draft, &(struct efi_descriptor){
	    .type = (uint32_t)type, .phys = extent.base,
	    .page_count = page_count, .attributes = attributes });
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/e820_table.h"

#include "core/extent.h"

enum {
	LENGTH_OFFSET = 8,
	TYPE_OFFSET = 16,
	TYPE_USABLE = 1,
	TYPE_MAX = 20,			/* of those that are numbered in turn */
	ATTRIBUTE_ENABLED = 1,		/* ACPI 3.0: ignore the entry without */
	ADDRESS_BITS = 52
};

#define TYPE_SOFT_RESERVED 0xefffffffu
#define TYPE_OEM_MIN 0xf0000000u

struct e820_entry
e820_entry_at(const unsigned char *bytes)
{
	return ((struct e820_entry){
		.extent.base = binary_number(bytes, 8),
		.extent.length = binary_number(bytes + LENGTH_OFFSET, 8),
		.type = (uint32_t)binary_number(bytes + TYPE_OFFSET, 4)
	});
}

bool
e820_entry_is_plausible(const struct e820_entry *entry)
{
	const bool is_known = (entry->type > 0 && entry->type <= TYPE_MAX) ||
	    entry->type == TYPE_SOFT_RESERVED || entry->type >= TYPE_OEM_MIN;
	struct bm_range range;

	switch (bm_extent_range(entry->extent, &range)) {
	case BM_CLIP_ALL:
		return (is_known);
	case BM_CLIP_NOTHING:
		return (is_known && entry->extent.base >> ADDRESS_BITS == 0);
	case BM_CLIP_TOP:
	case BM_CLIP_UNREADABLE:
	default:
		return (false);
	}
}

bool
e820_table_is_plausible(const struct import_bytes *file, size_t entry_bytes)
{
	bool has_usable = false;

	if (file->length == 0 || file->length % entry_bytes != 0)
		return (false);
	for (size_t at = 0; at < file->length; at += entry_bytes) {
		struct e820_entry entry = e820_entry_at(file->bytes + at);

		if (!e820_entry_is_plausible(&entry))
			return (false);
		if (entry.type == TYPE_USABLE && entry.extent.length > 0)
			has_usable = true;
	}
	return (has_usable);
}

bool
e820_table_read(const struct import_bytes *file, size_t entry_bytes,
    struct draft *draft, struct read_error *ret_error)
{
	const size_t left = file->length % entry_bytes;

	if (left != 0)
		return (binary_refuse(file, file->length - left, ret_error,
		    "%zu bytes are no whole entry of %zu", left,
		    entry_bytes));
	for (size_t at = 0; at < file->length && !draft_is_full(draft);
	    at += entry_bytes) {
		struct e820_entry entry = e820_entry_at(file->bytes + at);

		draft_add_e820(draft, entry.extent, entry.type);
	}
	if (draft_is_full(draft))
		return (binary_refuse(file, CAPTURE_ENTRIES_MAX * entry_bytes,
		    ret_error, "more than %zu entries, the limit",
		    CAPTURE_ENTRIES_MAX));
	return (true);
}

void
e820_note_attributes(struct draft *draft, const unsigned char *bytes,
    size_t step_bytes)
{
	const size_t count = draft->capture->e820.count;
	uint64_t all = 0, attributes;

	for (size_t i = 0; i < count; i++)
		all |= binary_number(bytes + i * step_bytes, 4);
	/* None at all is what loaders give that did not ask for them. */
	for (size_t i = 0; all != 0 && i < count; i++) {
		attributes = binary_number(bytes + i * step_bytes, 4);
		if (attributes != ATTRIBUTE_ENABLED)
			draft_note(draft, "e820[%zu]: its attributes, 0x%x, "
			    "are not kept: a capture has no place for them",
			    i, (unsigned)attributes);
	}
}

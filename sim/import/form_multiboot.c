/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What boot loaders hand over by the Multiboot specifications: of the first
 * the memory map, entries that each begin with their own length; of the
 * second all of the information, tags padded to 8 bytes.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/import/e820_table.h"
#include "sim/import/efi_table.h"
#include "sim/import/forms.h"

enum {
	ENTRY_LENGTH_BYTES = 4,		/* in front of an entry */
	ENTRY_BYTES_MAX = 256,

	HEADER_BYTES = 8,		/* all of it, and a zero */
	TAG_BYTES = 8,			/* type and length */

	TAG_END = 0,
	TAG_COMMAND_LINE = 1,
	TAG_MODULE = 3,
	TAG_MEMORY_MAP = 6,
	TAG_EFI32 = 11,
	TAG_EFI64 = 12,
	TAG_EFI_MAP = 17,

	MODULE_BYTES = 8,		/* start and end, then text */
	MAP_HEADER_BYTES = 8,		/* bytes an entry, and a version */
	MAP_ENTRY_BYTES = 24
};

/* The entry at that offset; false with an error, if there is to be one. */
static bool
entry_at(const struct import_bytes *file, size_t at,
    struct e820_entry *ret_entry, size_t *ret_next,
    struct read_error *ret_error)
{
	const size_t left = file->length - at;
	uint64_t length;

	if (left < ENTRY_LENGTH_BYTES)
		return (ret_error != NULL && binary_refuse(file, at,
		    ret_error, "%zu bytes are no whole entry", left));
	length = binary_at(file, at, ENTRY_LENGTH_BYTES);
	if (length < E820_ENTRY_BYTES || length > ENTRY_BYTES_MAX)
		return (ret_error != NULL && binary_refuse(file, at,
		    ret_error, "an entry of %" PRIu64 " bytes; %d to %d make "
		    "sense", length, E820_ENTRY_BYTES, ENTRY_BYTES_MAX));
	if (length > left - ENTRY_LENGTH_BYTES)
		return (ret_error != NULL && binary_refuse(file, at,
		    ret_error, "an entry of %" PRIu64 " bytes; the file has "
		    "%zu", length, left - ENTRY_LENGTH_BYTES));
	*ret_entry = e820_entry_at(file->bytes + at + ENTRY_LENGTH_BYTES);
	*ret_next = at + ENTRY_LENGTH_BYTES + (size_t)length;
	return (true);
}

static bool
is_such_1(const struct import_bytes *file)
{
	struct e820_entry entry;

	for (size_t at = 0; at < file->length;)
		if (!entry_at(file, at, &entry, &at, NULL) ||
		    !e820_entry_is_plausible(&entry))
			return (false);
	return (file->length > 0);
}

static bool
read_1(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	struct e820_entry entry;

	for (size_t at = 0; at < file->length;) {
		if (!entry_at(file, at, &entry, &at, ret_error))
			return (false);
		draft_add_e820(draft, entry.extent, entry.type);
		if (draft_is_full(draft))
			return (binary_refuse(file, at, ret_error, "more than "
			    "%zu entries, the limit", CAPTURE_ENTRIES_MAX));
	}
	return (true);
}

static bool
is_such_2(const struct import_bytes *file)
{
	const uint64_t length = binary_at(file, 0, 4);

	return (length == file->length && length % TAG_BYTES == 0 &&
	    length >= HEADER_BYTES + TAG_BYTES && binary_at(file, 4, 4) == 0 &&
	    binary_at(file, file->length - TAG_BYTES, 4) == TAG_END &&
	    binary_at(file, file->length - 4, 4) == TAG_BYTES);
}

/* Text that has to end within the tag. */
static bool
take_text(const struct import_bytes *text, struct draft *draft,
    char **field, struct read_error *ret_error)
{
	const void *end = text->length == 0 ? NULL :
	    memchr(text->bytes, '\0', text->length);

	if (end == NULL)
		return (binary_refuse(text, 0, ret_error, "text of %zu bytes "
		    "without an end", text->length));
	draft_set_text(draft, field, (const char *)text->bytes,
	    strlen((const char *)text->bytes));
	return (true);
}

static bool
take_module(const struct import_bytes *tag, struct draft *draft,
    struct read_error *ret_error)
{
	static const char type[] = "multiboot module";
	const uint64_t start = binary_at(tag, 0, 4);
	const uint64_t end = binary_at(tag, 4, 4);
	struct import_bytes text;
	struct preload *preload;

	if (tag->length < MODULE_BYTES)
		return (binary_refuse(tag, 0, ret_error, "a module of %zu "
		    "bytes; %d are its start and end", tag->length,
		    MODULE_BYTES));
	if (end < start)
		return (binary_refuse(tag, 4, ret_error, "a module from 0x%"
		    PRIx64 " to 0x%" PRIx64, start, end));
	preload = draft_add_preload(draft);
	preload->extent = (struct bm_extent){ start, end - start };
	draft_set_text(draft, &preload->type, type, strlen(type));
	text = binary_part(tag, MODULE_BYTES, tag->length - MODULE_BYTES);
	return (take_text(&text, draft, &preload->name, ret_error));
}

static bool
take_memory_map(const struct import_bytes *tag, struct draft *draft,
    struct read_error *ret_error)
{
	const uint64_t entry_bytes = binary_at(tag, 0, 4);
	struct import_bytes table;

	if (tag->length < MAP_HEADER_BYTES || entry_bytes < MAP_ENTRY_BYTES ||
	    entry_bytes % 8 != 0 || entry_bytes > ENTRY_BYTES_MAX)
		return (binary_refuse(tag, 0, ret_error, "a memory map with "
		    "entries of %" PRIu64 " bytes", entry_bytes));
	if (draft->capture->e820.is_present)
		return (binary_refuse(tag, 0, ret_error,
		    "a second memory map"));
	table = binary_part(tag, MAP_HEADER_BYTES, tag->length -
	    MAP_HEADER_BYTES);
	return (e820_table_read(&table, (size_t)entry_bytes, draft,
	    ret_error));
}

static bool
take_efi_map(const struct import_bytes *tag, struct draft *draft,
    struct read_error *ret_error)
{
	const uint64_t size = binary_at(tag, 0, 4);
	struct import_bytes table;

	if (tag->length < MAP_HEADER_BYTES ||
	    size < EFI_DESCRIPTOR_BYTES_MIN ||
	    size > EFI_DESCRIPTOR_BYTES_MAX)
		return (binary_refuse(tag, 0, ret_error, "an EFI map with "
		    "descriptors of %" PRIu64 " bytes", size));
	if (draft->capture->efi.is_present)
		return (binary_refuse(tag, 0, ret_error,
		    "a second EFI map"));
	table = binary_part(tag, MAP_HEADER_BYTES, tag->length -
	    MAP_HEADER_BYTES);
	return (efi_table_read(&table, (size_t)size, (uint32_t)binary_at(tag,
	    4, 4), draft, ret_error));
}

static bool
take_tag(uint64_t type, const struct import_bytes *tag, struct draft *draft,
    struct read_error *ret_error)
{
	switch (type) {
	case TAG_COMMAND_LINE:
		return (take_text(tag, draft, &draft->capture->boot.cmdline,
		    ret_error));
	case TAG_MODULE:
		return (take_module(tag, draft, ret_error));
	case TAG_MEMORY_MAP:
		return (take_memory_map(tag, draft, ret_error));
	case TAG_EFI_MAP:
		return (take_efi_map(tag, draft, ret_error));
	case TAG_EFI32:
		draft_set_arch(draft, ARCH_I386);
		return (true);
	case TAG_EFI64:
		draft_set_arch(draft, ARCH_AMD64);
		return (true);
	default:
		return (true);
	}
}

static bool
read_2(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	const uint64_t whole = binary_at(file, 0, 4);
	struct import_bytes tag;

	if (whole != file->length || file->length < HEADER_BYTES)
		return (binary_refuse(file, 0, ret_error, "%" PRIu64 " bytes "
		    "in all; the file has %zu", whole, file->length));
	for (size_t at = HEADER_BYTES;;) {
		const size_t left = file->length - at;
		const uint64_t type = binary_at(file, at, 4);
		const uint64_t length = binary_at(file, at + 4, 4);

		if (left < TAG_BYTES || length < TAG_BYTES || length > left)
			return (binary_refuse(file, at, ret_error, "no whole "
			    "tag, and no end: %zu bytes", left));
		if (type == TAG_END)
			return (true);
		tag = binary_part(file, at + TAG_BYTES, (size_t)length -
		    TAG_BYTES);
		if (!take_tag(type, &tag, draft, ret_error))
			return (false);
		at += ((size_t)length + 7) & ~(size_t)7;
		if (at > file->length)
			at = file->length;
	}
}

const struct import_form form_multiboot1 = {
	.name = "multiboot1",
	.about = "the memory map of Multiboot, as it is in memory",
	.is_such = is_such_1,
	.read = read_1,
};

const struct import_form form_multiboot2 = {
	.name = "multiboot2",
	.about = "the boot information of Multiboot 2, as it is in memory",
	.is_such = is_such_2,
	.read = read_2,
};

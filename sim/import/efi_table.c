/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/efi_table.h"

#include <inttypes.h>

enum {
	TYPE = 0,
	PHYS = 8,
	VIRT = 16,
	PAGES = 24,
	ATTRIBUTES = 32,

	TYPE_CONVENTIONAL = 7,
	TYPE_MAX = 31,			/* of those that UEFI numbers in turn */
	PAGE_SHIFT = 12,
	ADDRESS_BITS = 52,

	HEADER_MAP_BYTES = 0,
	HEADER_DESCRIPTOR_SIZE = 8,
	HEADER_VERSION = 16
};

/* Of firmware makers and of operating systems. */
#define TYPE_OEM_MIN 0x70000000u

static struct efi_descriptor
descriptor_at(const unsigned char *bytes)
{
	return ((struct efi_descriptor){
		.type = (uint32_t)binary_number(bytes + TYPE, 4),
		.phys = binary_number(bytes + PHYS, 8),
		.virt = binary_number(bytes + VIRT, 8),
		.page_count = binary_number(bytes + PAGES, 8),
		.attributes = binary_number(bytes + ATTRIBUTES, 8)
	});
}

static bool
is_plausible(const struct efi_descriptor *descriptor)
{
	return ((descriptor->type <= TYPE_MAX ||
	    descriptor->type >= TYPE_OEM_MIN) &&
	    (descriptor->phys & ((1 << PAGE_SHIFT) - 1)) == 0 &&
	    descriptor->phys >> ADDRESS_BITS == 0 &&
	    descriptor->page_count > 0 &&
	    descriptor->page_count >> (ADDRESS_BITS - PAGE_SHIFT) == 0);
}

/* All of them, with memory for everybody among them? */
static bool
is_plausible_as(const struct import_bytes *file, size_t size)
{
	bool has_memory = false;

	for (size_t at = 0; at < file->length; at += size) {
		const struct efi_descriptor descriptor = descriptor_at(
		    file->bytes + at);

		if (!is_plausible(&descriptor))
			return (false);
		if (descriptor.type == TYPE_CONVENTIONAL)
			has_memory = true;
	}
	return (has_memory);
}

static bool
is_zero(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return (false);
	return (true);
}

/*
 * Is there anything where, if descriptors were a part of that size, there
 * would be more of them?  Then every second one may be lost, for some that
 * is odd.
 */
static bool
hides_descriptors(const struct import_bytes *file, size_t size)
{
	for (size_t part = EFI_DESCRIPTOR_BYTES_MIN; part < size; part += 8) {
		if (size % part != 0)
			continue;
		for (size_t at = 0; at < file->length; at += part)
			if (at % size != 0 && !is_zero(file->bytes + at,
			    EFI_DESCRIPTOR_BYTES_MIN))
				return (true);
	}
	return (false);
}

size_t
efi_descriptor_size(const struct import_bytes *file)
{
	for (size_t size = EFI_DESCRIPTOR_BYTES_MIN;
	    size <= EFI_DESCRIPTOR_BYTES_MAX && size <= file->length;
	    size += 8)
		if (file->length % size == 0 && is_plausible_as(file, size))
			return (hides_descriptors(file, size) ? 0 : size);
	return (0);
}

bool
efi_header_says_size(const struct import_bytes *file)
{
	const uint64_t size = binary_at(file, HEADER_DESCRIPTOR_SIZE, 8);

	return (size >= EFI_DESCRIPTOR_BYTES_MIN &&
	    size <= EFI_DESCRIPTOR_BYTES_MAX && size % 8 == 0);
}

bool
efi_header_is_plausible(const struct import_bytes *file)
{
	const uint64_t map_bytes = binary_at(file, HEADER_MAP_BYTES, 8);

	return (efi_header_says_size(file) &&
	    file->length > EFI_HEADER_BYTES &&
	    map_bytes == file->length - EFI_HEADER_BYTES &&
	    map_bytes % binary_at(file, HEADER_DESCRIPTOR_SIZE, 8) == 0);
}

bool
efi_header_read(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	const uint64_t map_bytes = binary_at(file, HEADER_MAP_BYTES, 8);
	struct import_bytes map;

	if (file->length < EFI_HEADER_BYTES)
		return (binary_refuse(file, file->length, ret_error, "ends "
		    "within the header of %d bytes", EFI_HEADER_BYTES));
	if (!efi_header_says_size(file))
		return (binary_refuse(file, HEADER_DESCRIPTOR_SIZE, ret_error,
		    "descriptors of %" PRIu64 " bytes; %d to %d, and a "
		    "multiple of 8, make sense", binary_at(file,
		    HEADER_DESCRIPTOR_SIZE, 8), EFI_DESCRIPTOR_BYTES_MIN,
		    EFI_DESCRIPTOR_BYTES_MAX));
	if (map_bytes != file->length - EFI_HEADER_BYTES)
		return (binary_refuse(file, HEADER_MAP_BYTES, ret_error,
		    "a map of %" PRIu64 " bytes; there are %zu behind the "
		    "header", map_bytes, file->length - EFI_HEADER_BYTES));
	map = binary_part(file, EFI_HEADER_BYTES, (size_t)map_bytes);
	return (efi_table_read(&map, (size_t)binary_at(file,
	    HEADER_DESCRIPTOR_SIZE, 8), (uint32_t)binary_at(file,
	    HEADER_VERSION, 4), draft, ret_error));
}

bool
efi_table_read(const struct import_bytes *file, size_t descriptor_size,
    uint32_t descriptor_version, struct draft *draft,
    struct read_error *ret_error)
{
	const size_t left = file->length % descriptor_size;
	struct efi_map *map = &draft->capture->efi;

	if (left != 0)
		return (binary_refuse(file, file->length - left, ret_error,
		    "%zu bytes are no whole descriptor of %zu", left,
		    descriptor_size));
	map->descriptor_size = descriptor_size;
	map->descriptor_version = descriptor_version;
	for (size_t at = 0; at < file->length; at += descriptor_size) {
		const struct efi_descriptor descriptor = descriptor_at(
		    file->bytes + at);

		draft_add_efi(draft, &descriptor);
		if (draft_is_full(draft))
			return (binary_refuse(file, at, ret_error, "more than "
			    "%zu descriptors, the limit",
			    CAPTURE_ENTRIES_MAX));
	}
	return (true);
}

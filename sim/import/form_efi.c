/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * EFI's memory map as it is in memory, with the header of FreeBSD's loader or
 * without.
 */
#include "sim/import/efi_table.h"
#include "sim/import/forms.h"

enum {
	VERSION_USUAL = 1,
	DESCRIPTOR_BYTES_USUAL = 48
};

static bool
is_such(const struct import_bytes *file)
{
	return (efi_header_is_plausible(file) ||
	    efi_descriptor_size(file) != 0);
}

/* Without a header nothing says how long a descriptor is. */
static bool
read_bare(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	size_t size = efi_descriptor_size(file);

	if (size == 0 && file->length % DESCRIPTOR_BYTES_USUAL == 0) {
		size = DESCRIPTOR_BYTES_USUAL;
		draft_note(draft, "descriptors of %d bytes, as is usual; they "
		    "do not all make sense in any size",
		    DESCRIPTOR_BYTES_USUAL);
	}
	if (size != 0)
		return (efi_table_read(file, size, VERSION_USUAL, draft,
		    ret_error));
	return (binary_refuse(file, 0, ret_error, "neither the header of a "
	    "map nor descriptors that make sense, of %d to %d bytes",
	    EFI_DESCRIPTOR_BYTES_MIN, EFI_DESCRIPTOR_BYTES_MAX));
}

static bool
read_bytes(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	if (efi_header_says_size(file) && efi_descriptor_size(file) == 0)
		return (efi_header_read(file, draft, ret_error));
	return (read_bare(file, draft, ret_error));
}

const struct import_form form_efi = {
	.name = "efi",
	.about = "EFI's memory map as it is in memory, with the header of "
	    "FreeBSD's machdep.efi_map or without",
	.is_such = is_such,
	.read = read_bytes,
};

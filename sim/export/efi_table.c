/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The EFI map as FreeBSD logs it.
 */
#include "sim/print/efi_table.h"

#include <inttypes.h>

#include "sim/export/export.h"

bool
export_efi_table(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	const uint64_t told = named_bits(efi_table_attributes);

	for (size_t i = 0; i < capture->efi.count; i++) {
		const struct efi_descriptor *descriptor =
		    &capture->efi.entries[i];

		if (descriptor->type >= EFI_TABLE_TYPE_COUNT)
			export_leave_out(notes, "firmware.efi.map", i,
			    "its type, %" PRIu32 ": FreeBSD calls it "
			    "<INVALID>", descriptor->type);
		if ((descriptor->attributes & ~told) != 0)
			export_leave_out(notes, "firmware.efi.map", i,
			    "of its attributes 0x%" PRIx64 ": FreeBSD has no "
			    "names for them", descriptor->attributes & ~told);
	}
	print_efi_table(file, &capture->efi);
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware's map as FreeBSD logs it with boot -v: SMAP lines on x86, the
 * table of EFI descriptors everywhere.  A device tree's memory, or what came
 * digested, is not logged at all.
 */
#include <inttypes.h>

#include "sim/print/efi_table.h"
#include "sim/print/table.h"

void
print_firmware(FILE *out, const struct simulation *simulation)
{
	const struct capture *capture = simulation->capture;

	if (simulation->map == MAP_EFI)
		print_efi_table(out, &capture->efi);
	for (size_t i = 0; simulation->map == MAP_E820 &&
	    i < capture->e820.count; i++) {
		const struct e820_entry *entry = &capture->e820.entries[i];

		fprintf(out, "SMAP type=%02" PRIx32 " base=%016" PRIx64
		    " len=%016" PRIx64 "\n", entry->type, entry->extent.base,
		    entry->extent.length);
	}
}

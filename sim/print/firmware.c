/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware's map as FreeBSD logs it with boot -v: SMAP lines on x86, the
 * table of EFI descriptors everywhere; and as Linux does with efi=debug.  A
 * device tree's memory, or what came digested, is not logged at all.
 */
#include <inttypes.h>

#include "sim/print/efi_table.h"
#include "sim/print/linux_efi_row.h"
#include "sim/print/table.h"

/* reserve_regions, which x86 does not have; the end is inclusive. */
static void
print_linux_efi_map(FILE *out, const struct efi_map *efi)
{
	fputs("efi: Processing EFI memory map:\n", out);
	for (size_t i = 0; i < efi->count; i++) {
		const struct efi_descriptor *descriptor = &efi->entries[i];

		fprintf(out, "efi:   0x%012" PRIx64 "-0x%012" PRIx64 " ",
		    descriptor->phys, descriptor->phys +
		    (descriptor->page_count << 12) - 1);
		(void)linux_efi_row_write(out, descriptor);
		putc('\n', out);
	}
}

void
print_firmware(FILE *out, const struct simulation *simulation)
{
	const struct capture *capture = simulation->capture;

	if (simulation->world.family == BM_FAMILY_LINUX) {
		if (simulation->map == MAP_EFI)
			print_linux_efi_map(out, &capture->efi);
		return;
	}
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

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware's map as FreeBSD logs it with boot -v: SMAP lines on x86, the
 * table of EFI descriptors everywhere.  A device tree's memory, or what came
 * digested, is not logged at all.
 */
#include <inttypes.h>

#include "sim/print/table.h"

static const char *const efi_type_names[] = {
	"Reserved", "LoaderCode", "LoaderData", "BootServicesCode",
	"BootServicesData", "RuntimeServicesCode", "RuntimeServicesData",
	"ConventionalMemory", "UnusableMemory", "ACPIReclaimMemory",
	"ACPIMemoryNVS", "MemoryMappedIO", "MemoryMappedIOPortSpace",
	"PalCode", "PersistentMemory",
};

/* FreeBSD's order; each is followed by a blank, but for RUNTIME. */
static const struct {
	uint64_t bit;
	const char *name;
} efi_attributes[] = {
	{ UINT64_C(1) << 0, "UC " }, { UINT64_C(1) << 1, "WC " },
	{ UINT64_C(1) << 2, "WT " }, { UINT64_C(1) << 3, "WB " },
	{ UINT64_C(1) << 4, "UCE " }, { UINT64_C(1) << 12, "WP " },
	{ UINT64_C(1) << 13, "RP " }, { UINT64_C(1) << 14, "XP " },
	{ UINT64_C(1) << 15, "NV " }, { UINT64_C(1) << 16, "MORE_RELIABLE " },
	{ UINT64_C(1) << 17, "RO " }, { UINT64_C(1) << 63, "RUNTIME" },
};

static void
print_efi_descriptor(FILE *out, const struct efi_descriptor *descriptor)
{
	const size_t name_count =
	    sizeof(efi_type_names) / sizeof(efi_type_names[0]);

	fprintf(out, "%23s %012" PRIx64 " %012" PRIx64 " %08" PRIx64 " ",
	    descriptor->type < name_count ?
	    efi_type_names[descriptor->type] : "<INVALID>", descriptor->phys,
	    descriptor->virt, descriptor->page_count);
	for (size_t i = 0;
	    i < sizeof(efi_attributes) / sizeof(efi_attributes[0]); i++)
		if ((descriptor->attributes & efi_attributes[i].bit) != 0)
			fputs(efi_attributes[i].name, out);
	fputc('\n', out);
}

void
print_firmware(FILE *out, const struct simulation *simulation)
{
	const struct capture *capture = simulation->capture;

	if (simulation->map == MAP_EFI) {
		fprintf(out, "%23s %12s %12s %8s %4s\n", "Type", "Physical",
		    "Virtual", "#Pages", "Attr");
		for (size_t i = 0; i < capture->efi.count; i++)
			print_efi_descriptor(out, &capture->efi.entries[i]);
	}
	for (size_t i = 0; simulation->map == MAP_E820 &&
	    i < capture->e820.count; i++) {
		const struct e820_entry *entry = &capture->e820.entries[i];

		fprintf(out, "SMAP type=%02" PRIx32 " base=%016" PRIx64
		    " len=%016" PRIx64 "\n", entry->type, entry->extent.base,
		    entry->extent.length);
	}
}

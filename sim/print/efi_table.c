/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/efi_table.h"

#include <inttypes.h>

static const char *const type_names[EFI_TABLE_TYPE_COUNT] = {
	"Reserved", "LoaderCode", "LoaderData", "BootServicesCode",
	"BootServicesData", "RuntimeServicesCode", "RuntimeServicesData",
	"ConventionalMemory", "UnusableMemory", "ACPIReclaimMemory",
	"ACPIMemoryNVS", "MemoryMappedIO", "MemoryMappedIOPortSpace",
	"PalCode", "PersistentMemory",
};

/* FreeBSD's order; each is followed by a blank, but for RUNTIME. */
const struct named_value efi_table_attributes[] = {
	{ "UC ", UINT64_C(1) << 0 }, { "WC ", UINT64_C(1) << 1 },
	{ "WT ", UINT64_C(1) << 2 }, { "WB ", UINT64_C(1) << 3 },
	{ "UCE ", UINT64_C(1) << 4 }, { "WP ", UINT64_C(1) << 12 },
	{ "RP ", UINT64_C(1) << 13 }, { "XP ", UINT64_C(1) << 14 },
	{ "NV ", UINT64_C(1) << 15 }, { "MORE_RELIABLE ", UINT64_C(1) << 16 },
	{ "RO ", UINT64_C(1) << 17 }, { "RUNTIME", UINT64_C(1) << 63 },
	{ .name = NULL }
};

static void
print_descriptor(FILE *out, const struct efi_descriptor *descriptor)
{
	const struct named_value *attribute;

	fprintf(out, "%23s %012" PRIx64 " %012" PRIx64 " %08" PRIx64 " ",
	    descriptor->type < EFI_TABLE_TYPE_COUNT ?
	    type_names[descriptor->type] : "<INVALID>", descriptor->phys,
	    descriptor->virt, descriptor->page_count);
	for (attribute = efi_table_attributes; attribute->name != NULL;
	    attribute++)
		if ((descriptor->attributes & attribute->value) != 0)
			fputs(attribute->name, out);
	fputc('\n', out);
}

void
print_efi_table(FILE *out, const struct efi_map *map)
{
	fprintf(out, "%23s %12s %12s %8s %4s\n", "Type", "Physical",
	    "Virtual", "#Pages", "Attr");
	for (size_t i = 0; i < map->count; i++)
		print_descriptor(out, &map->entries[i]);
}

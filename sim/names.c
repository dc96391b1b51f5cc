/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/names.h"

#include <stddef.h>

#include "core/exclusions.h"
#include "sim/capture.h"

const struct named_value e820_type_names[] = {
	{ "usable", 1 },
	{ "reserved", 2 },
	{ "acpi", 3 },
	{ "nvs", 4 },
	{ "unusable", 5 },
	{ "disabled", 6 },
	{ "pmem", 7 },
	{ "pram", 12 },
	{ "soft-reserved", 0xefffffff },
	{ .name = NULL }
};

const struct named_value efi_type_names[] = {
	{ "Reserved", 0 },
	{ "LoaderCode", 1 },
	{ "LoaderData", 2 },
	{ "BootServicesCode", 3 },
	{ "BootServicesData", 4 },
	{ "RuntimeServicesCode", 5 },
	{ "RuntimeServicesData", 6 },
	{ "ConventionalMemory", 7 },
	{ "UnusableMemory", 8 },
	{ "ACPIReclaimMemory", 9 },
	{ "ACPIMemoryNVS", 10 },
	{ "MemoryMappedIO", 11 },
	{ "MemoryMappedIOPortSpace", 12 },
	{ "PalCode", 13 },
	{ "PersistentMemory", 14 },
	{ "UnacceptedMemory", 15 },
	{ .name = NULL }
};

const struct named_value efi_attribute_names[] = {
	{ "UC", 0x1 },
	{ "WC", 0x2 },
	{ "WT", 0x4 },
	{ "WB", 0x8 },
	{ "UCE", 0x10 },
	{ "WP", 0x1000 },
	{ "RP", 0x2000 },
	{ "XP", 0x4000 },
	{ "NV", 0x8000 },
	{ "MORE_RELIABLE", 0x10000 },
	{ "RO", 0x20000 },
	{ "SP", 0x40000 },
	{ "CRYPTO", 0x80000 },
	{ "RUNTIME", (uint64_t)1 << 63 },
	{ .name = NULL }
};

const struct named_value exclude_flag_names[] = {
	{ "NoAlloc", BM_EXCLUDE_NOALLOC },
	{ "NoDump", BM_EXCLUDE_NODUMP },
	{ .name = NULL }
};

const struct named_value region_op_names[] = {
	{ "hardware", REGION_HARDWARE },
	{ "exclude", REGION_EXCLUDE },
	{ .name = NULL }
};

const struct named_value device_when_names[] = {
	{ "early", DEVICE_EARLY },
	{ "late", DEVICE_LATE },
	{ .name = NULL }
};

const struct named_value fdt_property_names[] = {
	{ "reg", FDT_PROPERTY_REG },
	{ "size", FDT_PROPERTY_SIZE },
	{ "alignment", FDT_PROPERTY_ALIGNMENT },
	{ "alloc-ranges", FDT_PROPERTY_ALLOC_RANGES },
	{ "linux,usable-memory", FDT_PROPERTY_USABLE_MEMORY },
	{ .name = NULL }
};

const char *
name_of(const struct named_value *names, uint64_t value)
{
	for (; names->name != NULL; names++) {
		if (names->value == value)
			return (names->name);
	}
	return (NULL);
}

uint64_t
named_bits(const struct named_value *names)
{
	uint64_t bits = 0;

	for (; names->name != NULL; names++)
		bits |= names->value;
	return (bits);
}

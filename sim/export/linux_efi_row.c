/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/export/linux_efi_row.h"

#include <inttypes.h>
#include <string.h>

#include "sim/names.h"

static const char *const types[] = {
	"Reserved", "Loader Code", "Loader Data", "Boot Code", "Boot Data",
	"Runtime Code", "Runtime Data", "Conventional", "Unusable",
	"ACPI Reclaim", "ACPI Mem NVS", "MMIO", "MMIO Port", "PAL Code",
	"Persistent", "Unaccepted",
};

/* In Linux's order; a column is as wide as its name. */
static const struct named_value attributes[] = {
	{ "RUN", UINT64_C(1) << 63 },
	{ "HP", UINT64_C(1) << 20 },
	{ "MR", UINT64_C(1) << 16 },
	{ "CC", UINT64_C(1) << 19 },
	{ "SP", UINT64_C(1) << 18 },
	{ "NV", UINT64_C(1) << 15 },
	{ "XP", UINT64_C(1) << 14 },
	{ "RP", UINT64_C(1) << 13 },
	{ "WP", UINT64_C(1) << 12 },
	{ "RO", UINT64_C(1) << 17 },
	{ "UCE", UINT64_C(1) << 4 },
	{ "WB", UINT64_C(1) << 3 },
	{ "WT", UINT64_C(1) << 2 },
	{ "WC", UINT64_C(1) << 1 },
	{ "UC", UINT64_C(1) << 0 },
	{ .name = NULL }
};

void
linux_efi_row_write(FILE *file, const struct efi_descriptor *descriptor)
{
	const struct named_value *attribute;

	if (descriptor->type < sizeof(types) / sizeof(types[0]))
		fprintf(file, "[%-12s", types[descriptor->type]);
	else
		fprintf(file, "[type=%" PRIu32, descriptor->type);
	if ((descriptor->attributes & ~named_bits(attributes)) != 0) {
		fprintf(file, "|attr=0x%016" PRIx64 "]",
		    descriptor->attributes);
		return;
	}
	for (attribute = attributes; attribute->name != NULL; attribute++)
		fprintf(file, "|%*s", (int)strlen(attribute->name),
		    (descriptor->attributes & attribute->value) != 0 ?
		    attribute->name : "");
	putc(']', file);
}

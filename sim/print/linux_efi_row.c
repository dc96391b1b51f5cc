/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/linux_efi_row.h"

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

/* As much of it as the kernel's buffer holds. */
enum { TEXT_BYTES = 64 };

/* Appends to text, as snprintf(3) cuts it; what it would have been long. */
static size_t
append_attributes(char *text, size_t used, uint64_t attributes_set)
{
	const struct named_value *attribute;

	if ((attributes_set & ~named_bits(attributes)) != 0)
		return (used + (size_t)snprintf(text + used,
		    TEXT_BYTES - used, "|attr=0x%016" PRIx64,
		    attributes_set));
	for (attribute = attributes; attribute->name != NULL &&
	    used < TEXT_BYTES; attribute++)
		used += (size_t)snprintf(text + used, TEXT_BYTES - used,
		    "|%*s", (int)strlen(attribute->name),
		    (attributes_set & attribute->value) != 0 ?
		    attribute->name : "");
	return (used);
}

bool
linux_efi_row_write(FILE *file, const struct efi_descriptor *descriptor)
{
	char text[TEXT_BYTES];
	size_t used;

	if (descriptor->type < sizeof(types) / sizeof(types[0]))
		used = (size_t)snprintf(text, sizeof(text), "[%-12s",
		    types[descriptor->type]);
	else
		used = (size_t)snprintf(text, sizeof(text), "[type=%" PRIu32,
		    descriptor->type);
	used = append_attributes(text, used, descriptor->attributes);
	fputs(text, file);
	if (used < sizeof(text) - 1)
		putc(']', file);
	return (used < sizeof(text));
}

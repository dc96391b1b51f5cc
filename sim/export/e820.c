/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The e820 map as the BIOS's entries, of 20 bytes or, with the attributes
 * that ACPI 3 added, of 24.
 */
#include "sim/export/export.h"
#include "sim/export/little_endian.h"

/* The one attribute that is not to be ignored: the entry is enabled. */
enum { ENTRY_ENABLED = 1 };

static void
write_entries(FILE *file, const struct e820_map *map, bool has_attributes)
{
	for (size_t i = 0; i < map->count; i++) {
		put_little_endian(file, map->entries[i].extent.base, 8);
		put_little_endian(file, map->entries[i].extent.length, 8);
		put_little_endian(file, map->entries[i].type, 4);
		if (has_attributes)
			put_little_endian(file, ENTRY_ENABLED, 4);
	}
}

bool
export_e820(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	(void)notes;
	write_entries(file, &capture->e820, false);
	return (true);
}

bool
export_e820_ext(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	(void)notes;
	write_entries(file, &capture->e820, true);
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The EFI map as the firmware hands it over.
 */
#include <inttypes.h>

#include "sim/export/export.h"
#include "sim/export/little_endian.h"

enum {
	DESCRIPTOR_BYTES = 40,		/* what version 1 needs */
	DESCRIPTOR_BYTES_USUAL = 48,	/* what firmware has */
	DESCRIPTOR_VERSION = 1
};
#define MAP_BYTES_MAX ((uint64_t)256 << 20)

static void
write_descriptor(FILE *file, const struct efi_descriptor *descriptor,
    uint64_t descriptor_size)
{
	put_little_endian(file, descriptor->type, 8);
	put_little_endian(file, descriptor->phys, 8);
	put_little_endian(file, descriptor->virt, 8);
	put_little_endian(file, descriptor->page_count, 8);
	put_little_endian(file, descriptor->attributes, 8);
	for (uint64_t i = DESCRIPTOR_BYTES; i < descriptor_size; i++)
		putc(0, file);
}

/* Readers of the file have to be told what they cannot guess. */
static void
name_head(const struct efi_map *map, struct export_notes *notes)
{
	if (map->descriptor_size != DESCRIPTOR_BYTES_USUAL)
		export_leave_out(notes, "firmware.efi.descriptor_size",
		    EXPORT_NO_INDEX, "the file does not say that it is %"
		    PRIu64, map->descriptor_size);
	if (map->descriptor_version != DESCRIPTOR_VERSION)
		export_leave_out(notes, "firmware.efi.descriptor_version",
		    EXPORT_NO_INDEX, "the file does not say that it is %"
		    PRIu64, map->descriptor_version);
}

bool
export_efi(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	const struct efi_map *map = &capture->efi;

	if (map->descriptor_size < DESCRIPTOR_BYTES)
		return (export_refuse(notes, "firmware.efi.descriptor_size",
		    EXPORT_NO_INDEX, "a descriptor has %d bytes, which do not "
		    "fit in %" PRIu64, DESCRIPTOR_BYTES,
		    map->descriptor_size));
	if (map->count > 0 &&
	    map->descriptor_size > MAP_BYTES_MAX / map->count)
		return (export_refuse(notes, "firmware.efi.descriptor_size",
		    EXPORT_NO_INDEX, "with %" PRIu64 " bytes a descriptor the "
		    "map has more than %" PRIu64 " MiB, the limit",
		    map->descriptor_size, MAP_BYTES_MAX >> 20));
	name_head(map, notes);
	for (size_t i = 0; i < map->count; i++)
		write_descriptor(file, &map->entries[i],
		    map->descriptor_size);
	return (true);
}

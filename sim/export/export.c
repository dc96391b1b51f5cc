/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/export/export.h"

#include <stdarg.h>
#include <string.h>

const struct export_format export_formats[] = {
	{ "linux", "the boot log of Linux 6",
	    "e820 and EFI maps; the command line; on x86 the initrd",
	    EXPORT_E820 | EXPORT_EFI,
	    EXPORT_E820 | EXPORT_EFI | EXPORT_CMDLINE | EXPORT_INITRD,
	    export_linux_dmesg },
	{ "e820", "the BIOS's e820 entries, 20 bytes each",
	    "the e820 map", EXPORT_E820, EXPORT_E820, export_e820 },
	{ "e820-ext", "the same with extended attributes, 24 bytes each",
	    "the e820 map", EXPORT_E820, EXPORT_E820, export_e820_ext },
	{ "efi", "the firmware's EFI memory map, as GetMemoryMap gives it",
	    "the EFI map", EXPORT_EFI, EXPORT_EFI, export_efi },
	{ "dts", "device tree source",
	    "memory, its reservations, and the usable range of the device "
	    "tree", EXPORT_FDT, EXPORT_FDT, export_dts },
	{ "freebsd-regions", "FreeBSD's tables of chunks and excluded regions",
	    "firmware.regions", EXPORT_REGIONS, EXPORT_REGIONS,
	    export_freebsd_regions },
	{ "smap", "FreeBSD's machdep.smap",
	    "the e820 map", EXPORT_E820, EXPORT_E820, export_smap },
	{ "efi-table", "FreeBSD's table of EFI descriptors",
	    "the EFI map; types up to PersistentMemory", EXPORT_EFI,
	    EXPORT_EFI, export_efi_table },
	{ "memmap", "Linux's memmap= arguments, for x86",
	    "the e820 map, but for type 0", EXPORT_E820, EXPORT_E820,
	    export_memmap },
};
const size_t export_format_count =
    sizeof(export_formats) / sizeof(export_formats[0]);

const struct export_format *
export_format_find(const char *name)
{
	for (size_t i = 0; i < export_format_count; i++)
		if (strcmp(export_formats[i].name, name) == 0)
			return (&export_formats[i]);
	return (NULL);
}

static void
set_where(char *where, size_t bytes, const char *path, size_t index)
{
	if (index == EXPORT_NO_INDEX)
		snprintf(where, bytes, "%s", path);
	else
		snprintf(where, bytes, "%s[%zu]", path, index);
}

void
export_leave_out(struct export_notes *notes, const char *path, size_t index,
    const char *format, ...)
{
	char where[sizeof(notes->where)], why[sizeof(notes->why)];
	va_list arguments;

	set_where(where, sizeof(where), path, index);
	va_start(arguments, format);
	vsnprintf(why, sizeof(why), format, arguments);
	va_end(arguments);
	notes->left_out(notes->context, where, why);
}

bool
export_refuse(struct export_notes *notes, const char *path, size_t index,
    const char *format, ...)
{
	va_list arguments;

	set_where(notes->where, sizeof(notes->where), path, index);
	va_start(arguments, format);
	vsnprintf(notes->why, sizeof(notes->why), format, arguments);
	va_end(arguments);
	return (false);
}

enum export_verdict
export_judge(enum bm_clip clip, const char *path, size_t index,
    struct export_notes *notes)
{
	switch (clip) {
	case BM_CLIP_NOTHING:
		return (EXPORT_TAKE);
	case BM_CLIP_ALL:
		export_leave_out(notes, path, index, "it has no byte");
		return (EXPORT_SKIP);
	case BM_CLIP_TOP:
	case BM_CLIP_UNREADABLE:
		break;
	}
	export_refuse(notes, path, index, "it runs past 2^64, which this form "
	    "has no way to say; e820, e820-ext, smap and efi have");
	return (EXPORT_REFUSE);
}

/* The sum of the maps that there are. */
static uint32_t
maps_in(const struct capture *capture)
{
	return ((capture->e820.is_present ? EXPORT_E820 : 0) |
	    (capture->efi.is_present ? EXPORT_EFI : 0) |
	    (capture->fdt.is_present ? EXPORT_FDT : 0) |
	    (capture->regions.is_present ? EXPORT_REGIONS : 0) |
	    (capture->ops.is_present ? EXPORT_OPS : 0));
}

static void
name_what_is_left_out(uint32_t carried, const struct capture *capture,
    struct export_notes *notes)
{
	const struct boot *boot = &capture->boot;
	const struct {
		const char *path;
		uint32_t part;
		bool is_in;
	} parts[] = {
		{ "firmware.e820", EXPORT_E820, capture->e820.is_present },
		{ "firmware.efi", EXPORT_EFI, capture->efi.is_present },
		{ "firmware.efi.memreserve", EXPORT_EFI_MEMRESERVE,
		    capture->efi.memreserve.count > 0 },
		{ "firmware.fdt", EXPORT_FDT, capture->fdt.is_present },
		{ "firmware.regions", EXPORT_REGIONS,
		    capture->regions.is_present },
		{ "firmware.ops", EXPORT_OPS, capture->ops.is_present },
		{ "boot.cmdline", EXPORT_CMDLINE, boot->cmdline != NULL },
		{ "boot.tunables", EXPORT_REST, boot->tunable_count > 0 },
		{ "boot.kernel", EXPORT_REST, boot->kernel.is_present },
		{ "boot.initrd", EXPORT_INITRD, boot->initrd.is_present },
		{ "boot.dtb", EXPORT_REST, boot->dtb.is_present },
		{ "boot.preload", EXPORT_REST, boot->preload_count > 0 },
		{ "boot.page_tables", EXPORT_REST,
		    boot->page_tables.is_present },
		{ "boot.bad_pages", EXPORT_REST, boot->bad_page_count > 0 },
		{ "devices", EXPORT_REST, capture->device_count > 0 },
		{ "events", EXPORT_REST, capture->event_count > 0 },
		{ "x-truncated", EXPORT_REST, capture->truncated != NULL },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].is_in && (parts[i].part & carried) == 0)
			export_leave_out(notes, parts[i].path,
			    EXPORT_NO_INDEX, "the form has nothing for it");
}

bool
export_capture(const struct export_format *format, FILE *file,
    const struct capture *capture, struct export_notes *notes)
{
	if ((maps_in(capture) & format->maps) == 0)
		return (export_refuse(notes, "firmware", EXPORT_NO_INDEX,
		    "there is nothing to write: %s takes %s", format->name,
		    format->carries));
	name_what_is_left_out(format->parts, capture, notes);
	return (format->write(file, capture, notes));
}

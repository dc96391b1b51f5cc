/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux 6 logs of what it was handed, without times: the e820 map, the
 * EFI map as x86 or as the other architectures have it, the command line and
 * the initrd.
 */
#include <inttypes.h>

#include "sim/export/export.h"
#include "sim/print/linux_efi_row.h"
#include "sim/names.h"

enum {
	EFI_PAGE_BYTES = 4096,
	E820_RESERVED_KERNEL = 128
};

static bool
is_x86(const struct capture *capture)
{
	return (capture->arch == ARCH_AMD64 || capture->arch == ARCH_I386);
}

static void
write_type(FILE *file, uint32_t type)
{
	static const struct named_value names[] = {
		{ "usable", 1 },
		{ "reserved", 2 },
		{ "ACPI data", 3 },
		{ "ACPI NVS", 4 },
		{ "unusable", 5 },
		{ "persistent (type 7)", 7 },
		{ "persistent (type 12)", 12 },
		{ "usable", E820_RESERVED_KERNEL },
		{ "soft reserved", 0xefffffff },
		{ .name = NULL }
	};
	const char *name = name_of(names, type);

	if (name != NULL)
		fprintf(file, " %s\n", name);
	else
		fprintf(file, " type %" PRIu32 "\n", type);
}

static bool
write_e820(FILE *file, const struct e820_map *map, struct export_notes *notes)
{
	static const char path[] = "firmware.e820";
	struct bm_range range;

	fputs("BIOS-provided physical RAM map:\n", file);
	for (size_t i = 0; i < map->count; i++) {
		enum export_verdict verdict = export_judge(bm_extent_range(
		    map->entries[i].extent, &range), path, i, notes);

		if (verdict == EXPORT_REFUSE)
			return (false);
		if (verdict == EXPORT_SKIP)
			continue;
		if (map->entries[i].type == E820_RESERVED_KERNEL)
			export_leave_out(notes, path, i, "its type, %d: Linux "
			    "calls it usable, as it does type 1",
			    E820_RESERVED_KERNEL);
		fprintf(file, "BIOS-e820: [mem 0x%016" PRIx64 "-0x%016" PRIx64
		    "]", range.start, bm_range_last(range));
		write_type(file, map->entries[i].type);
	}
	return (true);
}

static void
write_descriptor(FILE *file, const struct efi_map *map, size_t index,
    struct bm_range range, bool is_on_x86, struct export_notes *notes)
{
	const struct efi_descriptor *descriptor = &map->entries[index];

	if (is_on_x86)
		fprintf(file, "efi: mem%02zu: ", index);
	else
		fprintf(file, "efi:   0x%012" PRIx64 "-0x%012" PRIx64 " ",
		    range.start, bm_range_last(range));
	if (!linux_efi_row_write(file, descriptor))
		export_leave_out(notes, "firmware.efi.map", index, "some of "
		    "its attributes: Linux cuts them off behind such a type");
	if (is_on_x86)
		fprintf(file, " range=[0x%016" PRIx64 "-0x%016" PRIx64 "] (%"
		    PRIu64 "MB)", range.start, bm_range_last(range),
		    descriptor->page_count / (((uint64_t)1 << 20) /
		    EFI_PAGE_BYTES));
	putc('\n', file);
}

static bool
write_efi(FILE *file, const struct efi_map *map, bool is_on_x86,
    struct export_notes *notes)
{
	static const char path[] = "firmware.efi.map";
	struct bm_range range;

	if (!is_on_x86)
		fputs("efi: Processing EFI memory map:\n", file);
	for (size_t i = 0; i < map->count; i++) {
		const struct efi_descriptor *descriptor = &map->entries[i];
		enum export_verdict verdict = export_judge(
		    bm_extent_range_units(descriptor->phys,
		    descriptor->page_count, EFI_PAGE_BYTES, &range), path, i,
		    notes);

		if (verdict == EXPORT_REFUSE)
			return (false);
		if (verdict == EXPORT_SKIP)
			continue;
		if (descriptor->virt != 0)
			export_leave_out(notes, path, i, "virt, 0x%" PRIx64,
			    descriptor->virt);
		write_descriptor(file, map, i, range, is_on_x86, notes);
	}
	return (true);
}

/* Of ASCII or, in UTF-8 two bytes long, of those that terminals take for it. */
static bool
is_control(const char *at)
{
	const unsigned char byte = (unsigned char)at[0];

	return (byte < ' ' || byte == 0x7f ||
	    (byte == 0xc2 && (unsigned char)at[1] < 0xa0));
}

/* A line break in it would forge lines of the log. */
static bool
write_cmdline(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	const char *cmdline = capture->boot.cmdline;

	if (cmdline == NULL)
		return (true);
	for (const char *at = cmdline; *at != '\0'; at++)
		if (is_control(at))
			return (export_refuse(notes, "boot.cmdline",
			    EXPORT_NO_INDEX, "it has a control character, "
			    "which a line of a log does not show"));
	fprintf(file, "%s: %s\n", is_x86(capture) ? "Command line" :
	    "Kernel command line", cmdline);
	return (true);
}

static bool
write_initrd(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	static const char path[] = "boot.initrd";
	struct bm_range range;

	if (!capture->boot.initrd.is_present)
		return (true);
	if (!is_x86(capture)) {
		export_leave_out(notes, path, EXPORT_NO_INDEX,
		    "Linux logs it on x86 only");
		return (true);
	}
	switch (export_judge(bm_extent_range(capture->boot.initrd.extent,
	    &range), path, EXPORT_NO_INDEX, notes)) {
	case EXPORT_REFUSE:
		return (false);
	case EXPORT_SKIP:
		return (true);
	case EXPORT_TAKE:
		break;
	}
	fprintf(file, "RAMDISK: [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]\n",
	    range.start, bm_range_last(range));
	return (true);
}

bool
export_linux_dmesg(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	return (write_cmdline(file, capture, notes) &&
	    (!capture->e820.is_present ||
	    write_e820(file, &capture->e820, notes)) &&
	    (!capture->efi.is_present ||
	    write_efi(file, &capture->efi, is_x86(capture), notes)) &&
	    write_initrd(file, capture, notes));
}

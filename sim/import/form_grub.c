/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * GRUB's commands lsmmap and lsefimmap.
 */
#include <inttypes.h>

#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

/* As GRUB's own messages say them in English, now and before 2.00. */
static const struct named_value memory_types[] = {
	{ "available RAM", 1 },
	{ "reserved RAM", 2 },
	{ "ACPI reclaimable RAM", 3 },
	{ "ACPI non-volatile storage RAM", 4 },
	{ "faulty RAM (BadRAM)", 5 },
	{ "persistent RAM", 7 },
	{ "persistent RAM (legacy)", 12 },
	{ "RAM holding coreboot tables", 16 },
	{ "RAM holding firmware code", 20 },
	{ "available", 1 },
	{ "reserved", 2 },
	{ "ACPI reclamaible", 3 },
	{ "NVS", 4 },
	{ "BadRAM", 5 },
	{ "firmware code", 20 },
	{ .name = NULL }
};

/* The command itself: its output has no heading. */
static enum log_verdict
take_command(struct log_run *run, struct row *row)
{
	(void)row;
	if (run->draft.capture->e820.count > 0)
		log_begin_boot(run);
	return (LOG_TAKEN);
}

/* "base_addr = 0x0, length = 0x9fc00, available RAM" */
static enum log_verdict
take_lsmmap(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	const char *culprit;
	uint64_t type;

	if (!row_address(row, &extent.base) || !row_expect(row, ",") ||
	    !row_expect(row, "length =") ||
	    !row_address(row, &extent.length) || !row_expect(row, ","))
		return (LOG_REFUSED);
	row_blanks(row);
	culprit = row->at;
	if (!(row_take(row, "type =") ? row_address(row, &type) :
	    row_name(row, memory_types, "a type of memory", &type)) ||
	    !row_end(row) || !row_type(row, culprit, type))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

static const struct named_value efi_types[] = {
	{ "reserved", 0 },
	{ "ldr-code", 1 },
	{ "ldr-data", 2 },
	{ "BS-code", 3 },
	{ "BS-data", 4 },
	{ "RT-code", 5 },
	{ "RT-data", 6 },
	{ "conv-mem", 7 },
	{ "unusable", 8 },
	{ "ACPI-rec", 9 },
	{ "ACPI-nvs", 10 },
	{ "MMIO", 11 },
	{ "IO-ports", 12 },
	{ "PAL-code", 13 },
	{ "persist.", 14 },
	{ .name = NULL }
};

/* "Type      Physical start  - end             #Pages   ..." */
static enum log_verdict
take_heading(struct log_run *run, struct row *row)
{
	if (!row_take(row, "Physical start"))
		return (LOG_PASSED);
	if (run->draft.capture->efi.count > 0)
		log_begin_boot(run);
	return (LOG_TAKEN);
}

/* "640KB", "1023MB" and so on, whole ones: what the pages come to. */
static bool
read_size(struct row *row, uint64_t page_count)
{
	static const char units[] = "KMGTPE";
	uint64_t size = page_count * 4, said;
	const char *culprit;
	size_t unit = 0;

	row_blanks(row);
	culprit = row->at;
	/* It may stop at gigabytes, or go on. */
	if (!row_decimal(row, "KB, MB or GB", &said))
		return (false);
	while (units[unit] != '\0' && row->at < row->end &&
	    units[unit] != *row->at) {
		size /= 1024;
		unit++;
	}
	if (units[unit] == '\0' || row->end - row->at < 2 ||
	    row->at[1] != 'B')
		return (row_refuse(row, row->at, "expected KB, MB or GB"));
	row->at += 2;
	return (said == size || row_refuse(row, culprit, "the pages come to "
	    "%" PRIu64 " of these", size));
}

static bool
read_attributes(struct row *row, uint64_t *ret_attributes)
{
	static const struct named_value names[] = {
		{ "RT", (uint64_t)1 << 63 }, { "UC", 0x1 }, { "WC", 0x2 },
		{ "WT", 0x4 }, { "WB", 0x8 }, { "UCE", 0x10 },
		{ "WP", 0x1000 }, { "RP", 0x2000 }, { "XP", 0x4000 },
		{ "NV", 0x8000 }, { "MR", 0x10000 }, { "RO", 0x20000 },
		{ "SP", 0x40000 }, { "CR", 0x80000 }, { .name = NULL }
	};
	uint64_t attribute;

	*ret_attributes = 0;
	for (row_blanks(row); row->at < row->end; row_blanks(row)) {
		if (!row_name(row, names, "an attribute", &attribute))
			return (false);
		*ret_attributes |= attribute;
	}
	return (true);
}

static bool
read_efi_type(struct row *row, uint64_t *ret_type)
{
	if (!row_take(row, "Unk "))
		return (row_name(row, efi_types, "a type of memory",
		    ret_type));
	return (row_hex(row, ret_type) && row_type(row, row->at, *ret_type));
}

/* "conv-mem  0000000000000000-000000000009ffff 000000a0  640KB UC WB" */
static enum log_verdict
take_descriptor(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	bm_paddr start, last;
	uint64_t type, page_count, attributes;
	const char *culprit;

	row->at = run->line;
	if (!read_efi_type(row, &type))
		return (LOG_PASSED);
	row_blanks(row);
	culprit = row->at;
	if (hex_run(row->at, row->end) < 8)
		return (LOG_PASSED);
	if (!row_hex(row, &start) || !row_expect(row, "-") ||
	    !row_hex(row, &last))
		return (LOG_REFUSED);
	/* The UEFI shell's number of pages is wider. */
	row_blanks(row);
	if (hex_run(row->at, row->end) == 16)
		return (LOG_PASSED);
	if (!row_hex(row, &page_count) ||
	    !row_range_to_last(row, culprit, start, last, &extent) ||
	    !row_pages(row, culprit, extent, page_count) ||
	    !read_size(row, page_count) ||
	    !read_attributes(row, &attributes) ||
	    !row_add_efi(run, row, culprit, type, extent, attributes))
		return (LOG_REFUSED);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "grub> lsmmap", .take = take_command },
	{ .start = "base_addr = ", .take = take_lsmmap },
	{ .start = "Type ", .take = take_heading },
	{ .start = "reserved ", .take = take_descriptor },
	{ .start = "ldr-", .take = take_descriptor },
	{ .start = "BS-", .take = take_descriptor },
	{ .start = "RT-", .take = take_descriptor },
	{ .start = "conv-mem ", .take = take_descriptor },
	{ .start = "unusable ", .take = take_descriptor },
	{ .start = "ACPI-", .take = take_descriptor },
	{ .start = "MMIO ", .take = take_descriptor },
	{ .start = "IO-ports ", .take = take_descriptor },
	{ .start = "PAL-code ", .take = take_descriptor },
	{ .start = "persist.", .take = take_descriptor },
	{ .start = "Unk ", .take = take_descriptor },
	{ .take = NULL }
};

const struct import_form form_grub = {
	.name = "grub",
	.about = "GRUB's commands lsmmap and lsefimmap",
	.rules = rules,
};

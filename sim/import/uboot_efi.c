/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/firmware_row.h"
#include "sim/import/uboot.h"

#define WRITE_PROTECTED ((uint64_t)0x1000)
#define READ_PROTECTED ((uint64_t)0x2000)
#define EXECUTE_PROTECTED ((uint64_t)0x4000)

/* efidebug's names; `efi mem` has those of captures. */
static const struct named_value types[] = {
	{ "RESERVED", 0 },
	{ "LOADER CODE", 1 },
	{ "LOADER DATA", 2 },
	{ "BOOT CODE", 3 },
	{ "BOOT DATA", 4 },
	{ "RUNTIME CODE", 5 },
	{ "RUNTIME DATA", 6 },
	{ "CONVENTIONAL", 7 },
	{ "UNUSABLE MEM", 8 },
	{ "ACPI RECLAIM MEM", 9 },
	{ "ACPI NVS", 10 },
	{ "IO", 11 },
	{ "IO PORT", 12 },
	{ "PAL", 13 },
	{ "PERSISTENT", 14 },
	{ "UNACCEPTED", 15 },
	{ .name = NULL }
};

static const struct named_value attributes[] = {
	{ "UC", 0x1 },
	{ "WC", 0x2 },
	{ "WT", 0x4 },
	{ "WB", 0x8 },
	{ "UCE", 0x10 },
	{ "WP", WRITE_PROTECTED },
	{ "RP", READ_PROTECTED },
	{ "XP", EXECUTE_PROTECTED },
	{ "NV", 0x8000 },
	{ "REL", 0x10000 },
	{ "RO", 0x20000 },
	{ "SP", 0x40000 },
	{ "CRYPT", 0x80000 },
	{ "RT", (uint64_t)1 << 63 },
	{ .name = NULL }
};

/* "Type             Start            End              Attributes" */
enum log_verdict
uboot_take_efi_heading(struct log_run *run, struct row *row)
{
	struct efi_map *map = &run->draft.capture->efi;

	if (!row_take(row, "Start") || !row_take(row, "End") ||
	    !row_take(row, "Attributes"))
		return (LOG_PASSED);
	map->is_present = false;
	map->count = 0;
	return (LOG_TAKEN);
}

/* "UC|WC|WT|WB|RT", or nothing; bits without a name are a number. */
static bool
read_attributes(struct row *row, uint64_t *ret_attributes)
{
	uint64_t bits;

	*ret_attributes = 0;
	row_blanks(row);
	if (row->at == row->end)
		return (true);
	do {
		if (!(row->at < row->end && *row->at == '0' ?
		    row_address(row, &bits) :
		    row_name(row, attributes, "an attribute", &bits)))
			return (false);
		/* They are in order, and XP was long spelt as WP is. */
		if (bits == WRITE_PROTECTED && (*ret_attributes &
		    (WRITE_PROTECTED | READ_PROTECTED)) != 0)
			bits = EXECUTE_PROTECTED;
		*ret_attributes |= bits;
	} while (row_take(row, "|"));
	return (row_end(row));
}

static bool
read_type(struct row *row, uint64_t *ret_type)
{
	return (row_name(row, types, "a type", ret_type) ||
	    row_name(row, efi_type_names, "a type", ret_type));
}

/* "BOOT DATA        000000007d54b000-000000007d54d000 WB", end exclusive */
enum log_verdict
uboot_take_efi(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	bm_paddr start, end;
	uint64_t type, bits;
	const char *culprit;

	row->at = run->line;
	if (!read_type(row, &type))
		return (LOG_PASSED);
	row_blanks(row);
	culprit = row->at;
	if (hex_run(row->at, row->end) != 16 || row->end - row->at <= 16 ||
	    row->at[16] != '-')
		return (LOG_PASSED);
	if (!row_hex(row, &start) || !row_expect(row, "-") ||
	    !row_hex(row, &end) || !row_range_to_end(row, culprit, start,
	    end, &extent))
		return (LOG_REFUSED);
	/* The UEFI shell has a number of pages here. */
	row_blanks(row);
	if (hex_run(row->at, row->end) == 16)
		return (LOG_PASSED);
	if (!read_attributes(row, &bits) ||
	    !row_add_efi(run, row, culprit, type, extent, bits))
		return (LOG_REFUSED);
	return (LOG_TAKEN);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The UEFI shell's command memmap: a table, and behind it how many pages there
 * are of each type, which has to be what the table says.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

enum { TYPE_COUNT = 16 };

struct uefi_shell_log {
	bool has_heading;
	bool has_rows;
	uint64_t page_count[TYPE_COUNT];
	uint64_t other_count;	/* pages of types without a name */
};

/* As the standard format output names them, and then the table. */
static const struct named_value types[] = {
	{ "Reserved", 0 }, { "LoaderCode", 1 }, { "LoaderData", 2 },
	{ "BootServiceCode", 3 }, { "BootServiceData", 4 },
	{ "RuntimeCode", 5 }, { "RuntimeData", 6 }, { "Available", 7 },
	{ "UnusableMemory", 8 }, { "ACPIReclaimMemory", 9 },
	{ "ACPIMemoryNVS", 10 }, { "MemoryMappedIO", 11 },
	{ "MemoryMappedIOPortSpace", 12 }, { "PalCode", 13 },
	{ "Persistent", 14 }, { "Unaccepted", 15 },
	{ "BS_Code", 3 }, { "BS_Data", 4 }, { "RT_Code", 5 },
	{ "RT_Data", 6 }, { "Unusable", 8 }, { "ACPI_Recl", 9 },
	{ "ACPI_NVS", 10 }, { "MMIO", 11 }, { "MMIO_Port", 12 },
	{ .name = NULL }
};

/* "Type       Start            End              # Pages          Attributes" */
static enum log_verdict
take_heading(struct log_run *run, struct row *row)
{
	if (!row_take(row, "Start") || !row_take(row, "End") ||
	    !row_take(row, "# Pages"))
		return (LOG_PASSED);
	log_begin_boot(run);
	((struct uefi_shell_log *)run->state)->has_heading = true;
	return (LOG_TAKEN);
}

static bool
add(struct log_run *run, struct row *row, const char *culprit, uint64_t type,
    const uint64_t numbers[4])
{
	struct uefi_shell_log *log = run->state;
	struct bm_extent extent;

	if (!row_range_to_last(row, culprit, numbers[0], numbers[1],
	    &extent) || !row_pages(row, culprit, extent, numbers[2]) ||
	    !row_add_efi(run, row, culprit, type, extent, numbers[3]))
		return (false);
	log->has_rows = true;
	if (type < TYPE_COUNT)
		log->page_count[type] += numbers[2];
	else
		log->other_count += numbers[2];
	return (true);
}

/* "0000000000008000-000000000005FFFF 0000000000000058 000000000000000F" */
static enum log_verdict
take_row(struct log_run *run, struct row *row, uint64_t type)
{
	const struct uefi_shell_log *log = run->state;
	const char *culprit = row->at;
	uint64_t numbers[4];

	if (!row_hex(row, &numbers[0]) || !row_expect(row, "-") ||
	    !row_hex(row, &numbers[1]))
		return (LOG_REFUSED);
	/* U-Boot's table has attributes here. */
	row_blanks(row);
	if (!log->has_heading && hex_run(row->at, row->end) == 0)
		return (LOG_PASSED);
	if (!row_hex(row, &numbers[2]) ||
	    !row_hex(row, &numbers[3]) || !row_end(row) ||
	    !add(run, row, culprit, type, numbers))
		return (LOG_REFUSED);
	return (LOG_TAKEN);
}

/* "4,167,332" */
static bool
read_grouped(struct row *row, const char *what, uint64_t *ret_number)
{
	uint64_t group;
	const char *start;

	if (!row_decimal(row, what, ret_number))
		return (false);
	while (row->at < row->end && *row->at == ',') {
		start = ++row->at;
		if (!row_decimal(row, what, &group))
			return (false);
		if (row->at - start != 3 || *ret_number >
		    (UINT64_MAX - group) / 1000)
			return (row_refuse(row, start, "expected groups of "
			    "three digits, up to 2^64-1 %s", what));
		*ret_number = *ret_number * 1000 + group;
	}
	return (true);
}

/* "1,141 Pages (4,673,536 Bytes)", from behind the colon. */
static bool
read_summary(struct row *row, uint64_t page_count)
{
	uint64_t pages, bytes;
	const char *culprit, *bytes_culprit;

	row_blanks(row);
	culprit = row->at;
	if (!read_grouped(row, "pages", &pages) ||
	    !row_expect(row, "Pages ("))
		return (false);
	bytes_culprit = row->at;
	if (!read_grouped(row, "bytes", &bytes) ||
	    !row_expect(row, "Bytes)") || !row_end(row))
		return (false);
	if (pages != page_count)
		return (row_refuse(row, culprit, "the rows above have "
		    "%" PRIu64 " pages of this type and not %" PRIu64,
		    page_count, pages));
	return (bytes == pages * 4096 || row_refuse(row, bytes_culprit,
	    "%" PRIu64 " pages are not %" PRIu64 " bytes", pages, bytes));
}

/* FreeBSD names some types alike; it prints 12 digits, and then a blank. */
static bool
is_row(const struct uefi_shell_log *log, const struct row *row)
{
	const size_t digits = hex_run(row->at, row->end);
	const char *behind = row->at + digits;

	return (digits > 0 && ((behind < row->end && *behind == '-') ||
	    (log->has_heading && digits >= 16)));
}

/* A row of the table, or of what stands behind it. */
static enum log_verdict
take_line(struct log_run *run, struct row *row)
{
	const struct uefi_shell_log *log = run->state;
	uint64_t type;

	row->at = run->line;
	if (!row_name(row, types, "a type", &type))
		return (LOG_PASSED);
	row_blanks(row);
	if (is_row(log, row))
		return (take_row(run, row, type));
	if (!log->has_rows || !row_take(row, ":"))
		return (LOG_PASSED);
	return (read_summary(row, log->page_count[type]) ? LOG_TAKEN :
	    LOG_REFUSED);
}

/* Types without a name are numbers of 8 digits: of the OEM or the loader. */
static enum log_verdict
take_other(struct log_run *run, struct row *row)
{
	uint64_t type;

	if (hex_run(row->at, row->end) != 8 || !row_hex(row, &type))
		return (LOG_PASSED);
	row_blanks(row);
	if (hex_run(row->at, row->end) != 16 || row->end - row->at <= 16 ||
	    row->at[16] != '-')
		return (LOG_PASSED);
	return (take_row(run, row, type));
}

/* I/O never counts.  Whether what firmware keeps does has changed. */
static bool
is_total(const struct uefi_shell_log *log, uint64_t bytes)
{
	const uint64_t *pages = log->page_count;
	uint64_t memory = log->other_count;

	for (size_t type = 1; type < TYPE_COUNT; type++)
		if (type != 8 && type != 11 && type != 12)
			memory += pages[type];
	return (bytes == memory * 4096 ||
	    bytes == (memory + pages[0]) * 4096 ||
	    bytes == (memory - pages[14] - pages[15]) * 4096);
}

/* "Total Memory:         16,319 MB (17,112,137,728 Bytes)" */
static enum log_verdict
take_total(struct log_run *run, struct row *row)
{
	const struct uefi_shell_log *log = run->state;
	uint64_t mib, bytes;
	const char *culprit;

	if (!log->has_rows)
		return (LOG_PASSED);
	if (!read_grouped(row, "MB", &mib) || !row_expect(row, "MB ("))
		return (LOG_REFUSED);
	culprit = row->at;
	if (!read_grouped(row, "bytes", &bytes) ||
	    !row_expect(row, "Bytes)") || !row_end(row))
		return (LOG_REFUSED);
	if (!is_total(log, bytes) || mib != bytes >> 20) {
		row_refuse(row, culprit, "this is not the sum of the rows "
		    "above");
		return (LOG_REFUSED);
	}
	return (LOG_TAKEN);
}

/* One field of the standard format output: ,"2F" */
static bool
read_field(struct row *row, uint64_t *ret_number)
{
	return (row_expect(row, ",\"") && row_hex(row, ret_number) &&
	    row_expect(row, "\""));
}

/* MemoryMap,"BootServiceCode","0","7FFF","8","F" */
static enum log_verdict
take_standard(struct log_run *run, struct row *row)
{
	uint64_t type, numbers[4];
	const char *culprit = row->at;

	if (!row_name(row, types, "a type of memory", &type) ||
	    !row_expect(row, "\""))
		return (LOG_REFUSED);
	for (size_t i = 0; i < 4; i++)
		if (!read_field(row, &numbers[i]))
			return (LOG_REFUSED);
	if (!row_end(row) || !add(run, row, culprit, type, numbers))
		return (LOG_REFUSED);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "Type ", .take = take_heading },
	{ .start = "Available ", .take = take_line },
	{ .start = "Loader", .take = take_line },
	{ .start = "BS_", .take = take_line },
	{ .start = "RT_", .take = take_line },
	{ .start = "ACPI_", .take = take_line },
	{ .start = "Reserved ", .take = take_line },
	{ .start = "MMIO", .take = take_line },
	{ .start = "PalCode ", .take = take_line },
	{ .start = "Persistent", .take = take_line },
	{ .start = "Unaccepted", .take = take_line },
	{ .start = "Unusable ", .take = take_line },
	{ .start = "Total Memory:", .take = take_total },
	{ .start = "MemoryMap,\"", .take = take_standard },
	{ .first_of = "0123456789abcdefABCDEF", .take = take_other },
	{ .take = NULL }
};

const struct import_form form_uefi_shell = {
	.name = "uefi-shell",
	.about = "the UEFI shell's command memmap, redirected to a file",
	.rules = rules,
	.state_bytes = sizeof(struct uefi_shell_log),
};

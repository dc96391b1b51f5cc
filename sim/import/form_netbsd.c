/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The maps that NetBSD shows on x86: its kernel if it was made with
 * DEBUG_MEMLOAD, its EFI boot loader with "memmap".
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/names.h"

#define EFI_PAGE_BYTES 4096

struct netbsd_log {
	uint64_t announced;	/* entries of the kernel's map */
	bool is_loader_open;	/* the loader's table goes on */
};

/* "0xA-0xB", both in it. */
static bool
read_range(struct row *row, struct bm_extent *ret_extent)
{
	const char *at;
	bm_paddr start, last;

	if (!row_address(row, &start) || !row_expect(row, "-"))
		return (false);
	at = row->at;
	if (!row_address(row, &last))
		return (false);
	/* One of no byte has its end before it, at 0 too. */
	if (last < start && last + 1 != start)
		return (row_refuse(row, at, "expected an end, inclusive, at "
		    "or above the start"));
	*ret_extent = draft_extent(start, last);
	return (true);
}

/* "size=0x..., " which has to be that of the range in front of it. */
static bool
expect_size(struct row *row, uint64_t length)
{
	const char *at;
	uint64_t size;

	if (!row_expect(row, ",") || !row_expect(row, "size="))
		return (false);
	at = row->at;
	return (row_address(row, &size) && (size == length ||
	    row_refuse(row, at, "expected the size that the addresses "
	    "say")) && row_expect(row, ","));
}

/* "type=1(Memory)"; the name is the number's. */
static bool
read_type(struct row *row, uint32_t *ret_type)
{
	const char *at;
	uint64_t type;

	if (!row_expect(row, "type="))
		return (false);
	at = row->at;
	if (!row_decimal(row, "types", &type))
		return (false);
	if (type > UINT32_MAX)
		return (row_refuse(row, at, "expected a type of 32 bits"));
	*ret_type = (uint32_t)type;
	if (!row_expect(row, "("))
		return (false);
	if (row->end[-1] != ')')
		return (row_refuse(row, row->end, "expected `)`"));
	return (true);
}

static bool
add_descriptor(struct log_run *run, struct row *row, const char *culprit,
    struct bm_extent extent, struct efi_descriptor *descriptor)
{
	if (extent.length % EFI_PAGE_BYTES != 0)
		return (row_refuse(row, culprit, "expected pages of %d bytes",
		    EFI_PAGE_BYTES));
	descriptor->phys = extent.base;
	descriptor->page_count = extent.length / EFI_PAGE_BYTES;
	draft_add_efi(&run->draft, descriptor);
	return (true);
}

/* "0xA-0xB, v0xC-0xD, size=0x..., attr=0x..., type=T(NAME)" */
static bool
take_efi(struct log_run *run, struct row *row)
{
	const char *start = row->at;
	struct efi_descriptor descriptor;
	struct bm_extent extent, virtual;

	if (!read_range(row, &extent) || !row_expect(row, ",") ||
	    !row_expect(row, "v") || !read_range(row, &virtual) ||
	    !expect_size(row, extent.length) || !row_expect(row, "attr=") ||
	    !row_address(row, &descriptor.attributes) ||
	    !row_expect(row, ",") || !read_type(row, &descriptor.type))
		return (false);
	descriptor.virt = virtual.base;
	return (add_descriptor(run, row, start, extent, &descriptor));
}

/* "0xA-0xB, size=0x..., type=T(NAME)" */
static bool
take_entry(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	uint32_t type;

	if (!read_range(row, &extent) || !expect_size(row, extent.length) ||
	    !read_type(row, &type))
		return (false);
	draft_add_e820(&run->draft, extent, type);
	return (true);
}

/* "BIOS MEMORY MAP (N ENTRIES):", or "UEFI ..." */
static bool
take_heading(struct log_run *run, struct row *row)
{
	struct netbsd_log *log = run->state;
	uint64_t count;

	if (!row_decimal(row, "entries", &count) ||
	    !row_expect(row, "ENTRIES):") || !row_end(row))
		return (false);
	if (log->announced > 0)
		log_begin_boot(run);
	log->announced = count;
	return (true);
}

static enum log_verdict
take_kernel(struct log_run *run, struct row *row)
{
	bool is_read;

	if (row_take(row, "BIOS MEMORY MAP (") ||
	    row_take(row, "UEFI MEMORY MAP ("))
		is_read = take_heading(run, row);
	else if (row_take(row, "p"))
		is_read = take_efi(run, row);
	else if (row->at < row->end && *row->at == '0')
		is_read = take_entry(run, row);
	else
		return (LOG_PASSED);
	return (is_read ? LOG_TAKEN : LOG_REFUSED);
}

static enum log_verdict
take_old_heading(struct log_run *run, struct row *row)
{
	return (take_heading(run, row) ? LOG_TAKEN : LOG_REFUSED);
}

/* "addr 0xA  size 0xB  type 0xT" below the heading of kernels before 8. */
static enum log_verdict
take_old_entry(struct log_run *run, struct row *row)
{
	const struct netbsd_log *log = run->state;
	struct bm_extent extent;
	const char *at;
	uint64_t type;

	if (log->announced == 0)
		return (LOG_PASSED);
	if (!row_address(row, &extent.base) || !row_expect(row, "size") ||
	    !row_address(row, &extent.length) || !row_expect(row, "type"))
		return (LOG_REFUSED);
	row_blanks(row);
	at = row->at;
	if (!row_address(row, &type) || !row_end(row))
		return (LOG_REFUSED);
	if (type > UINT32_MAX) {
		row_refuse(row, at, "expected a type of 32 bits");
		return (LOG_REFUSED);
	}
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

/* "Type Start End Attributes" */
static enum log_verdict
take_loader_heading(struct log_run *run, struct row *row)
{
	struct netbsd_log *log = run->state;

	if (!row_take(row, "Start") || !row_take(row, "End") ||
	    !row_take(row, "Attributes") || !row_end(row))
		return (LOG_PASSED);
	if (run->draft.capture->efi.count > 0)
		log_begin_boot(run);
	log->is_loader_open = true;
	return (LOG_TAKEN);
}

/* Names of types are those of the specification, with blanks in them. */
static bool
take_loader_type(struct row *row, uint32_t *ret_type)
{
	static const struct named_value names[] = {
		{ "Reserved Memory Type", 0 }, { "Loader Code", 1 },
		{ "Loader Data", 2 }, { "Boot Services Code", 3 },
		{ "Boot Services Data", 4 }, { "Runtime Services Code", 5 },
		{ "Runtime Services Data", 6 }, { "Conventional Memory", 7 },
		{ "Unusable Memory", 8 }, { "ACPI Reclaim Memory", 9 },
		{ "ACPI Memory NVS", 10 }, { "MMIO (Port Space)", 12 },
		{ "MMIO", 11 }, { "Pal Code", 13 },
		{ "Persistent Memory", 14 }, { .name = NULL }
	};
	uint64_t type;

	for (size_t i = 0; names[i].name != NULL; i++)
		if (row_take(row, names[i].name)) {
			*ret_type = (uint32_t)names[i].value;
			return (true);
		}
	if (!row_take(row, "unknown (") || !row_decimal(row, "types", &type) ||
	    !row_take(row, ")") || type > UINT32_MAX)
		return (false);
	*ret_type = (uint32_t)type;
	return (true);
}

/* Two of them and the attributes; a line of anything else ends the table. */
static enum log_verdict
take_loader_row(struct log_run *run, struct row *row)
{
	struct netbsd_log *log = run->state;
	struct efi_descriptor descriptor = { .virt = 0 };
	const char *at;
	bm_paddr last;

	run->is_idle = !log->is_loader_open;
	if (!log->is_loader_open || *run->line == '-')
		return (LOG_PASSED);
	/* Between pages of the screen, where a key is waited for. */
	if (row_take(row, "Press Any Key to continue :"))
		return (LOG_TAKEN);
	if (!take_loader_type(row, &descriptor.type)) {
		log->is_loader_open = false;
		return (LOG_PASSED);
	}
	row_blanks(row);
	at = row->at;
	if (!row_hex(row, &descriptor.phys) || !row_hex(row, &last) ||
	    !row_hex(row, &descriptor.attributes) || !row_end(row))
		return (LOG_REFUSED);
	if (last < descriptor.phys && last + 1 != descriptor.phys) {
		row_refuse(row, at, "expected an end, inclusive, at or above "
		    "the start");
		return (LOG_REFUSED);
	}
	return (add_descriptor(run, row, at, draft_extent(descriptor.phys,
	    last), &descriptor) ? LOG_TAKEN : LOG_REFUSED);
}

static void
finish(struct log_run *run)
{
	const struct netbsd_log *log = run->state;
	const size_t count = run->draft.capture->e820.count;

	if (log->announced > count)
		draft_truncate(&run->draft, "%zu entries of %zu", count,
		    (size_t)log->announced);
}

static const struct log_rule rules[] = {
	{ .start = "MEMMAP: ", .take = take_kernel },
	{ .start = "BIOS MEMORY MAP (", .take = take_old_heading },
	{ .start = "addr ", .take = take_old_entry },
	{ .start = "Type ", .take = take_loader_heading },
	{ .first_of = LOG_ANY_BYTE, .take = take_loader_row },
	{ .take = NULL }
};

const struct import_form form_netbsd = {
	.name = "netbsd",
	.about = "the maps that NetBSD's kernel and boot loader show on x86",
	.rules = rules,
	.state_bytes = sizeof(struct netbsd_log),
	.finish = finish,
};

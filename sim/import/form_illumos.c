/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * illumos: what its boot code shows with prom_debug, and its debugger's
 * memlist.
 */
#include <string.h>

#include "sim/import/forms.h"

enum illumos_list {
	NO_LIST,
	FIRMWARE,	/* dboot's, of what the loader was given */
	INSTALLED,	/* the memory there is */
	OTHER		/* what the kernel made of it */
};

struct illumos_log {
	enum illumos_list list;	/* that the next row is of */
	bool is_debugger;	/* the list is as mdb shows it */
	bool has_installed;
};

static void
begin_list(struct log_run *run, enum illumos_list list)
{
	struct illumos_log *log = run->state;

	log->list = list;
	log->is_debugger = false;
	/* The same list stands there again once the kernel took it over. */
	if (list == INSTALLED && log->has_installed)
		log->list = OTHER;
	if (list == INSTALLED)
		log->has_installed = true;
}

static enum log_verdict
take_firmware(struct log_run *run, struct row *row)
{
	if (!row_end(row))
		return (LOG_PASSED);
	if (run->draft.capture->e820.count > 0)
		log_begin_boot(run);
	begin_list(run, FIRMWARE);
	return (LOG_TAKEN);
}

/* What dboot shows next has rows that look the same. */
static enum log_verdict
take_next(struct log_run *run, struct row *row)
{
	(void)row;
	begin_list(run, NO_LIST);
	return (LOG_TAKEN);
}

static enum log_verdict
take_memlist(struct log_run *run, struct row *row)
{
	const bool is_installed = row_take(row, "boot physinstalled:") ||
	    row_take(row, "phys_install:");

	begin_list(run, is_installed ? INSTALLED : OTHER);
	return (LOG_TAKEN);
}

/* "type: T A..B", the end exclusive. */
static enum log_verdict
take_type(struct log_run *run, struct row *row)
{
	struct illumos_log *log = run->state;
	const struct e820_map *map = &run->draft.capture->e820;
	const char *at = row->at;
	uint64_t type;
	bm_paddr start, end;

	if (log->list != FIRMWARE)
		return (LOG_PASSED);
	if (!row_decimal(row, "types", &type) || !row_hex(row, &start) ||
	    !row_expect(row, ".."))
		return (LOG_REFUSED);
	if (type > UINT32_MAX) {
		row_refuse(row, at, "expected a type of 32 bits");
		return (LOG_REFUSED);
	}
	at = row->at;
	if (!row_hex(row, &end) || !row_end(row))
		return (LOG_REFUSED);
	if (end < start && end != 0) {
		row_refuse(row, at, "expected an end, exclusive, at or above "
		    "the start");
		return (LOG_REFUSED);
	}
	/* Older ones go through the map again without saying so. */
	if (map->count > 0 && map->entries[0].extent.base == start &&
	    map->entries[0].extent.length == end - start &&
	    map->entries[0].type == type) {
		log->list = NO_LIST;
		return (LOG_TAKEN);
	}
	draft_add_e820(&run->draft, (struct bm_extent){ start, end - start },
	    (uint32_t)type);
	return (LOG_TAKEN);
}

/* "0xA, size 0xB" */
static enum log_verdict
take_address(struct log_run *run, struct row *row)
{
	const struct illumos_log *log = run->state;
	struct bm_extent extent;

	if (log->list != INSTALLED && log->list != OTHER)
		return (LOG_PASSED);
	if (!row_address(row, &extent.base) || !row_expect(row, ",") ||
	    !row_expect(row, "size") || !row_address(row, &extent.length) ||
	    !row_end(row))
		return (LOG_REFUSED);
	if (log->list == INSTALLED)
		draft_add_region(&run->draft, REGION_HARDWARE, extent, 0);
	return (LOG_TAKEN);
}

/* mdb's "phys_install:", and its other lists. */
static enum log_verdict
take_title(struct log_run *run, struct row *row)
{
	struct illumos_log *log = run->state;
	const bool is_installed = memcmp(run->line, "phys_install", 12) == 0;

	if (!row_end(row))
		return (LOG_PASSED);
	begin_list(run, is_installed ? INSTALLED : OTHER);
	log->is_debugger = true;
	return (LOG_TAKEN);
}

/* Three numbers: where the kernel keeps it, base and size. */
static enum log_verdict
take_numbers(struct log_run *run, struct row *row)
{
	const struct illumos_log *log = run->state;
	struct bm_extent extent;
	uint64_t address;

	if (!log->is_debugger)
		return (LOG_PASSED);
	row->at = run->line;
	if (!row_hex(row, &address) || !row_hex(row, &extent.base) ||
	    !row_hex(row, &extent.length) || !row_end(row))
		return (LOG_REFUSED);
	if (log->list == INSTALLED)
		draft_add_region(&run->draft, REGION_HARDWARE, extent, 0);
	return (LOG_TAKEN);
}

static enum log_verdict
take_columns(struct log_run *run, struct row *row)
{
	const struct illumos_log *log = run->state;

	return (log->is_debugger && row_take(row, "BASE") &&
	    row_take(row, "SIZE") && row_end(row) ? LOG_TAKEN : LOG_PASSED);
}

/* Any other line, such as the debugger's next prompt. */
static enum log_verdict
take_rest(struct log_run *run, struct row *row)
{
	struct illumos_log *log = run->state;

	(void)row;
	log->is_debugger = false;
	run->is_idle = true;
	return (LOG_PASSED);
}

/* The firmware's map goes before the memory that follows from it. */
static void
finish(struct log_run *run)
{
	struct capture *capture = run->draft.capture;

	if (capture->e820.count > 0)
		capture->regions = (struct region_map){ .is_present = false };
}

static const struct log_rule rules[] = {
	{ .start = "Finding Memory Map", .take = take_firmware },
	{ .start = "type: ", .take = take_type },
	{ .start = "building pcimemlists", .take = take_next },
	{ .start = "pcimemlist entry", .take = take_next },
	{ .start = "MEMLIST: ", .take = take_memlist },
	{ .start = "Address ", .take = take_address },
	{ .start = "phys_install:", .take = take_title },
	{ .start = "phys_avail:", .take = take_title },
	{ .start = "virt_avail:", .take = take_title },
	{ .start = "ADDR ", .take = take_columns },
	{ .first_of = "0123456789abcdef", .take = take_numbers },
	{ .first_of = LOG_ANY_BYTE, .take = take_rest },
	{ .take = NULL }
};

const struct import_form form_illumos = {
	.name = "illumos",
	.about = "illumos' boot log with prom_debug, or ::memlist of mdb",
	.rules = rules,
	.state_bytes = sizeof(struct illumos_log),
	.finish = finish,
};

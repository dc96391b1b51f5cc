/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * "DRAM bank   = 0x0000000000000000"
 * "-> start    = 0x0000000040000000"
 * "-> size     = 0x0000000040000000"
 */
#include "sim/import/firmware_row.h"
#include "sim/import/uboot.h"

enum log_verdict
uboot_take_bank(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;
	uint64_t index;
	const char *culprit;

	if (!row_expect(row, "="))
		return (LOG_REFUSED);
	row_blanks(row);
	culprit = row->at;
	if (!row_address(row, &index) || !row_end(row))
		return (LOG_REFUSED);
	if (index == 0) {
		log->banks.count = 0;
		log->bank_count = 0;
	}
	if (!row_number(run, row, culprit, index, &log->bank_count))
		return (LOG_REFUSED);
	log->bank = BANK_BEGUN;
	return (LOG_TAKEN);
}

enum log_verdict
uboot_take_bank_line(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;
	const bool is_start = row_take(row, "start");
	uint64_t number;

	if (log->bank == NO_BANK || (!is_start && !row_take(row, "size")))
		return (LOG_PASSED);
	if (is_start != (log->bank == BANK_BEGUN)) {
		row_refuse(row, run->line, "expected the bank's %s",
		    is_start ? "size" : "start");
		return (LOG_REFUSED);
	}
	if (!row_expect(row, "=") || !row_address(row, &number) ||
	    !row_end(row))
		return (LOG_REFUSED);
	if (is_start) {
		log->bank_start = number;
		log->bank = BANK_STARTED;
		return (LOG_TAKEN);
	}
	log->bank = NO_BANK;
	draft_add_extent(&run->draft, &log->banks,
	    (struct bm_extent){ log->bank_start, number });
	return (LOG_TAKEN);
}

/* Banks say nothing of what lmb said since, if that begins elsewhere. */
static bool
is_said_of(const struct extent_list *banks, const struct extent_list *memory)
{
	for (size_t i = 0; i < banks->count; i++)
		if (memory->count == 0 || memory->entries[0].base -
		    banks->entries[i].base < banks->entries[i].length)
			return (true);
	return (false);
}

/* lmb may have less memory than there is, for loading below 4 GiB. */
void
uboot_finish_banks(struct log_run *run)
{
	const struct uboot_log *log = run->state;
	struct fdt_map *map = &run->draft.capture->fdt;

	if (log->bank != NO_BANK)
		draft_truncate(&run->draft, "the last memory bank is not "
		    "whole");
	if (!is_said_of(&log->banks, &map->memory))
		return;
	map->memory = log->banks;
	map->is_present = true;
}

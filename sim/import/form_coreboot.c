/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * coreboot's memory table, on its console or kept by cbmem.  coreboot prints
 * it again where it changed; each counts as a boot.
 */
#include <string.h>

#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

struct coreboot_log {
	uint64_t count;
};

/*
 * As payloads tell their kernels: what coreboot keeps, its tables among them,
 * is reserved.  Where its own stage and the payload lie it is RAM.
 */
static const struct named_value types[] = {
	{ "RAM", 1 },
	{ "RESERVED", 2 },
	{ "ACPI", 3 },
	{ "NVS", 4 },
	{ "UNUSABLE", 5 },
	{ "VENDOR RESERVED", 2 },
	{ "BL31", 2 },
	{ "OPENSBI", 2 },
	{ "CONFIGURATION TABLES", 2 },
	{ "SOFT RESERVED", 0xefffffff },
	{ "RAMSTAGE", 1 },
	{ "PAYLOAD", 1 },
	{ "TAG STORAGE", 2 },
	{ .name = NULL }
};

/* Is it "N. ", 16 digits and a dash? */
static bool
is_row(struct row *row, uint64_t *ret_index)
{
	if (!row_decimal(row, "", ret_index) || !row_take(row, "."))
		return (false);
	row_blanks(row);
	return (row->end - row->at > 16 &&
	    hex_run(row->at, row->end) == 16 && row->at[16] == '-');
}

/* "1. 0000000000001000-000000000009ffff: RAM" */
static enum log_verdict
take_row(struct log_run *run, struct row *row)
{
	struct coreboot_log *log = run->state;
	struct bm_extent extent;
	bm_paddr start, last;
	uint64_t index, type;
	const char *culprit;

	if (!is_row(row, &index))
		return (LOG_PASSED);
	culprit = row->at;
	if (!row_hex(row, &start) || !row_expect(row, "-") ||
	    !row_hex(row, &last) || !row_expect(row, ":") ||
	    !row_range_to_last(row, culprit, start, last, &extent))
		return (LOG_REFUSED);
	row_blanks(row);
	if (!row_name(row, types, "a type of memory", &type) ||
	    !row_end(row))
		return (LOG_REFUSED);
	if (index == 0 && log->count > 0)
		log_begin_boot(run);
	if (!row_number(run, row, run->line, index, &log->count))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

static void
finish(struct log_run *run)
{
	static const char origin[] = "reconstructed";

	draft_set_text(&run->draft, &run->draft.capture->origin, origin,
	    strlen(origin));
}

static const struct log_rule rules[] = {
	{ .first_of = "0123456789", .take = take_row },
	{ .take = NULL }
};

const struct import_form form_coreboot = {
	.name = "coreboot",
	.about = "coreboot's memory table, as its console and cbmem -c show it",
	.rules = rules,
	.state_bytes = sizeof(struct coreboot_log),
	.finish = finish,
};

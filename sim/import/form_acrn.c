/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The log of the ACRN hypervisor.  The map it is given ("mmap hv_e820[0]")
 * goes before what it makes of it, and of that the first.
 */
#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

struct acrn_log {
	bool has_given;
	uint64_t given_count;
	uint64_t own_count;	/* of the table that is being read */
	bool has_own;		/* a whole one, before it */
};

static bool
read_row(struct row *row, const char *separator, uint64_t *ret_index,
    struct bm_extent *ret_extent, uint64_t *ret_type)
{
	const char *culprit;

	if (!row_decimal(row, "the entry", ret_index) ||
	    !row_expect(row, separator))
		return (false);
	row_blanks(row);
	culprit = row->at;
	return (row_address(row, ret_type) && row_expect(row, "Base:") &&
	    row_address(row, &ret_extent->base) &&
	    row_expect(row, "length:") &&
	    row_address(row, &ret_extent->length) && row_end(row) &&
	    row_type(row, culprit, *ret_type));
}

/* "mmap hv_e820[0]: type: 0x1 Base: 0x... length: 0x..." */
static enum log_verdict
take_given(struct log_run *run, struct row *row)
{
	struct acrn_log *log = run->state;
	struct bm_extent extent;
	uint64_t index, type;

	if (!read_row(row, "]: type:", &index, &extent, &type))
		return (LOG_REFUSED);
	if (index == 0 && (log->has_given || log->own_count > 0))
		log_begin_boot(run);
	if (!row_number(run, row, run->line, index, &log->given_count))
		return (LOG_REFUSED);
	log->has_given = true;
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

/* "hv_e820[0]:type: 0x1 Base: 0x... length: 0x..." */
static enum log_verdict
take_own(struct log_run *run, struct row *row)
{
	struct acrn_log *log = run->state;
	struct bm_extent extent;
	uint64_t index, type;

	if (!read_row(row, "]:type:", &index, &extent, &type))
		return (LOG_REFUSED);
	if (index == 0 && log->own_count > 0) {
		log->has_own = true;
		log->own_count = 0;
	}
	if (!row_number(run, row, run->line, index, &log->own_count))
		return (LOG_REFUSED);
	if (!log->has_given && !log->has_own)
		draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "mmap hv_e820[", .take = take_given },
	{ .start = "hv_e820[", .take = take_own },
	{ .take = NULL }
};

const struct import_form form_acrn = {
	.name = "acrn",
	.about = "the ACRN hypervisor's log",
	.rules = rules,
	.state_bytes = sizeof(struct acrn_log),
};

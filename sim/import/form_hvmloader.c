/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The map that Xen's hvmloader makes for a domain, in Xen's log or the
 * domain's console.
 */
#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

struct hvmloader_log {
	bool has_title;
	uint64_t count;
};

static enum log_verdict
take_title(struct log_run *run, struct row *row)
{
	struct hvmloader_log *log = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	if (log->has_title)
		log_begin_boot(run);
	log->has_title = true;
	return (LOG_TAKEN);
}

/* "00000000:fc000000" */
static bool
read_halves(struct row *row, bm_paddr *ret_address)
{
	const char *culprit;
	uint64_t high, low;

	row_blanks(row);
	culprit = row->at;
	if (!row_hex(row, &high) || !row_expect(row, ":") ||
	    !row_hex(row, &low))
		return (false);
	*ret_address = high << 32 | low;
	return ((high <= UINT32_MAX && low <= UINT32_MAX) ||
	    row_refuse(row, culprit, "expected halves of 32 bits"));
}

static bool
read_type(struct row *row, uint64_t *ret_type)
{
	static const struct named_value types[] = {
		{ "RAM", 1 }, { "RESERVED", 2 }, { "ACPI", 3 }, { "NVS", 4 },
		{ .name = NULL }
	};

	const char *culprit;

	row_blanks(row);
	culprit = row->at;
	if (!row_take(row, "UNKNOWN ("))
		return (row_name(row, types, "a type of memory", ret_type) &&
		    row_end(row));
	return (row_hex(row, ret_type) && row_expect(row, ")") &&
	    row_end(row) && row_type(row, culprit, *ret_type));
}

/* "[05]: 00000000:fc000000 - 00000001:00000000: RESERVED" */
static enum log_verdict
take_row(struct log_run *run, struct row *row)
{
	struct hvmloader_log *log = run->state;
	struct bm_extent extent;
	bm_paddr start, end;
	uint64_t index, type;
	const char *culprit;

	if (!log->has_title || !row_take(row, "[") ||
	    !row_decimal(row, "", &index) || !row_take(row, "]:"))
		return (LOG_PASSED);
	row_blanks(row);
	culprit = row->at;
	if (!read_halves(row, &start) || !row_expect(row, "-") ||
	    !read_halves(row, &end) || !row_expect(row, ":") ||
	    !read_type(row, &type) || !row_range_to_end(row, culprit, start,
	    end, &extent) || !row_number(run, row, run->line, index,
	    &log->count))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "E820 table:", .take = take_title },
	{ .first_of = "[", .take = take_row },
	{ .take = NULL }
};

const struct import_form form_hvmloader = {
	.name = "hvmloader",
	.about = "what Xen's hvmloader prints of a domain's map",
	.rules = rules,
	.state_bytes = sizeof(struct hvmloader_log),
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The map that u-root, LinuxBoot's loader, prints before it starts a kernel.
 */
#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

static const struct named_value types[] = {
	{ "System RAM", 1 },
	{ "System ram", 1 },
	{ "Reserved", 2 },
	{ "reserved", 2 },
	{ "ACPI Tables", 3 },
	{ "ACPI Non-volatile Storage", 4 },
	{ .name = NULL }
};

/* "[0x0, 0x9fc00)" */
static bool
read_range(struct row *row, struct bm_extent *ret_extent)
{
	const char *culprit;
	bm_paddr start, end;

	row_blanks(row);
	culprit = row->at;
	return (row_expect(row, "[") && row_address(row, &start) &&
	    row_expect(row, ",") && row_address(row, &end) &&
	    row_expect(row, ")") &&
	    row_range_to_end(row, culprit, start, end, ret_extent));
}

static bool
read_type(struct row *row, uint64_t *ret_type)
{
	const char *culprit;

	row_blanks(row);
	culprit = row->at;
	if (row->at < row->end && *row->at >= '0' && *row->at <= '9')
		return (row_decimal(row, "the type", ret_type) &&
		    row_type(row, culprit, *ret_type));
	return (row_name(row, types, "a type of memory", ret_type));
}

/* "{addr: [0x0, 0x9fc00), type: System RAM}" */
static enum log_verdict
take_braces(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	uint64_t type;

	if (!read_range(row, &extent) || !row_expect(row, ", type:") ||
	    !read_type(row, &type) || !row_expect(row, "}"))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

/* "[0x0, 0x9fc00) (len: 0x9fc00, type: 1)" */
static enum log_verdict
take_parentheses(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	uint64_t length, type;
	const char *culprit;

	row->at = run->line;
	if (!read_range(row, &extent) || !row_take(row, "(len:"))
		return (LOG_PASSED);
	row_blanks(row);
	culprit = row->at;
	if (!(row->end - row->at > 1 && row->at[1] == 'x' ?
	    row_address(row, &length) :
	    row_decimal(row, "bytes", &length)) ||
	    !row_bytes(row, culprit, extent, length) ||
	    !row_expect(row, ", type:") || !read_type(row, &type) ||
	    !row_expect(row, ")") || !row_end(row))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "{addr:", .take = take_braces },
	{ .start = "[0x", .take = take_parentheses },
	{ .take = NULL }
};

const struct import_form form_linuxboot = {
	.name = "linuxboot",
	.about = "the map that u-root prints before it starts a kernel",
	.rules = rules,
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The map that SeaBIOS prints before it boots.  It may print several; each
 * counts as a boot.
 */
#include <inttypes.h>

#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

struct seabios_log {
	bool has_title;
	uint64_t wanted;	/* entries, as the title says */
	uint64_t count;
};

/* "e820 map has 7 items:" */
static enum log_verdict
take_title(struct log_run *run, struct row *row)
{
	struct seabios_log *log = run->state;
	uint64_t wanted;

	if (!row_decimal(row, "entries", &wanted) ||
	    !row_expect(row, "items:") || !row_end(row))
		return (LOG_REFUSED);
	if (log->has_title || log->count > 0)
		log_begin_boot(run);
	log->has_title = true;
	log->wanted = wanted;
	return (LOG_TAKEN);
}

/* "= 2 RESERVED"; old ones print the number alone. */
static bool
read_type(struct row *row, uint64_t *ret_type)
{
	static const struct named_value types[] = {
		{ "RAM", 1 }, { "RESERVED", 2 }, { "ACPI", 3 }, { "NVS", 4 },
		{ "UNUSABLE", 5 }, { .name = NULL }
	};
	uint64_t named;
	const char *culprit;

	if (!row_expect(row, "=") || !row_decimal(row, "the type", ret_type))
		return (false);
	row_blanks(row);
	culprit = row->at;
	if (row->at == row->end)
		return (true);
	if (row_take(row, "UNKNOWN"))
		return (row_end(row));
	if (!row_name(row, types, "the name of a type", &named) ||
	    !row_end(row))
		return (false);
	return (named == *ret_type || row_refuse(row, culprit, "the type is "
	    "%" PRIu64 ", which has another name", *ret_type));
}

/* Is it "N: " and 16 digits? */
static bool
is_row(const struct log_run *run, struct row *row, uint64_t *ret_index)
{
	const struct seabios_log *log = run->state;

	if (!row_decimal(row, "", ret_index) || !row_take(row, ":"))
		return (false);
	row_blanks(row);
	return (hex_run(row->at, row->end) == 16 ||
	    (log->has_title && log->count < log->wanted &&
	    *ret_index == log->count));
}

/* "1: 000000000009fc00 - 00000000000a0000 = 2 RESERVED", the end exclusive. */
static enum log_verdict
take_row(struct log_run *run, struct row *row)
{
	struct seabios_log *log = run->state;
	struct bm_extent extent;
	bm_paddr start, end;
	uint64_t index, type;
	const char *culprit;

	if (!is_row(run, row, &index))
		return (LOG_PASSED);
	culprit = row->at;
	if (!row_hex(row, &start) || !row_expect(row, "-") ||
	    !row_hex(row, &end) || !read_type(row, &type) ||
	    !row_range_to_end(row, culprit, start, end, &extent) ||
	    !row_type(row, culprit, type) ||
	    !row_number(run, row, run->line, index, &log->count))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

static void
finish(struct log_run *run)
{
	const struct seabios_log *log = run->state;

	if (log->has_title && log->count < log->wanted)
		draft_truncate(&run->draft, "the map has %" PRIu64 " items, "
		    "of which %" PRIu64 " are there", log->wanted,
		    log->count);
}

static const struct log_rule rules[] = {
	{ .start = "e820 map has ", .take = take_title },
	{ .first_of = "0123456789", .take = take_row },
	{ .take = NULL }
};

const struct import_form form_seabios = {
	.name = "seabios",
	.about = "the e820 map that SeaBIOS prints",
	.rules = rules,
	.state_bytes = sizeof(struct seabios_log),
	.finish = finish,
};

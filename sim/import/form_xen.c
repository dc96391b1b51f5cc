/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Xen's own log on x86.  With e820-verbose it prints the firmware's map as an
 * initial one, and then what it made of it; else the latter is all there is.
 * The maps of its domains are other machines'.
 */
#include <string.h>

#include "sim/import/firmware_row.h"
#include "sim/import/forms.h"

struct xen_log {
	/* Of the rows to come. */
	enum { NO_MAP, FIRST_MAP, LATER_MAP } kind;
	bool has_initial;
};

static const struct named_value types[] = {
	{ "usable", 1 },
	{ "reserved", 2 },
	{ "ACPI data", 3 },
	{ "ACPI NVS", 4 },
	{ "unusable", 5 },
	{ .name = NULL }
};

static bool
contains(const struct log_run *run, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = run->line; (size_t)(run->line_end - at) >=
	    length; at++)
		if (memcmp(at, word, length) == 0)
			return (true);
	return (false);
}

/* Linux, as a guest, prints a shorter line that begins like this one. */
static enum log_verdict
take_version(struct log_run *run, struct row *row)
{
	(void)row;
	if (!contains(run, " ("))
		return (LOG_PASSED);
	log_begin_boot(run);
	if (contains(run, "x86_64"))
		draft_set_arch(&run->draft, ARCH_AMD64);
	return (LOG_TAKEN);
}

/* "Initial Xen-e820 RAM map:", "EFI RAM map:" */
static enum log_verdict
take_title(struct log_run *run, struct row *row)
{
	struct xen_log *log = run->state;
	bool is_initial;

	row->at = run->line;
	is_initial = row_take(row, "Initial ");
	if (!contains(run, " RAM map:"))
		return (LOG_PASSED);
	if (is_initial || !log->has_initial) {
		if (log->kind != NO_MAP)
			log_begin_boot(run);
		log->kind = FIRST_MAP;
	} else {
		log->kind = LATER_MAP;
	}
	log->has_initial = is_initial;
	return (LOG_TAKEN);
}

/* "Dom0 memory map:", now "d0 memory map:" */
static enum log_verdict
take_domain(struct log_run *run, struct row *row)
{
	struct xen_log *log = run->state;

	(void)row;
	if (!contains(run, " memory map:"))
		return (LOG_PASSED);
	log->kind = LATER_MAP;
	return (LOG_TAKEN);
}

/* "(usable)", "(type 7)", "type 7" */
static bool
read_type(struct row *row, uint64_t *ret_type)
{
	const bool is_closed = row_take(row, "(");
	const char *culprit;

	row_blanks(row);
	culprit = row->at;
	if (is_closed && !row_take(row, "type "))
		return (row_name(row, types, "a type of memory", ret_type) &&
		    row_expect(row, ")") && row_end(row));
	if (!is_closed && !row_expect(row, "type "))
		return (false);
	return (row_decimal(row, "the type", ret_type) &&
	    (!is_closed || row_expect(row, ")")) && row_end(row) &&
	    row_type(row, culprit, *ret_type));
}

static enum log_verdict
add(struct log_run *run, struct bm_extent extent, uint64_t type)
{
	const struct xen_log *log = run->state;

	if (log->kind == FIRST_MAP)
		draft_add_e820(&run->draft, extent, (uint32_t)type);
	return (LOG_TAKEN);
}

/* "[0000000000000000, 000000000009fbff] (usable)" */
static enum log_verdict
take_closed(struct log_run *run, struct row *row)
{
	const struct xen_log *log = run->state;
	const size_t digits = hex_run(run->line + 1, run->line_end);
	struct bm_extent extent;
	bm_paddr start, last;
	uint64_t type;

	if (log->kind == NO_MAP || digits == 0 ||
	    run->line + 1 + digits == run->line_end ||
	    run->line[1 + digits] != ',')
		return (LOG_PASSED);
	if (!row_hex(row, &start) ||
	    !row_expect(row, ",") || !row_hex(row, &last) ||
	    !row_expect(row, "]") || !row_range_to_last(row, run->line,
	    start, last, &extent) || !read_type(row, &type))
		return (LOG_REFUSED);
	return (add(run, extent, type));
}

/* "0000000000000000 - 000000000009fc00 (usable)", the end exclusive. */
static enum log_verdict
take_open(struct log_run *run, struct row *row)
{
	const struct xen_log *log = run->state;
	struct bm_extent extent;
	bm_paddr start, end;
	uint64_t type;

	/* Dumps of stacks and memory have digits like these. */
	if (log->kind == NO_MAP || run->line_end - run->line < 19 ||
	    hex_run(run->line, run->line_end) != 16 ||
	    memcmp(run->line + 16, " - ", 3) != 0)
		return (LOG_PASSED);
	if (!row_hex(row, &start) || !row_expect(row, "-") ||
	    !row_hex(row, &end) || !row_range_to_end(row, run->line, start,
	    end, &extent) || !read_type(row, &type))
		return (LOG_REFUSED);
	return (add(run, extent, type));
}

static const struct log_rule rules[] = {
	{ .start = "Xen version ", .take = take_version },
	{ .start = "Initial ", .take = take_title },
	{ .start = "Xen-e8", .take = take_title },
	{ .start = "EFI RAM map:", .take = take_title },
	{ .start = "PVH-e820 ", .take = take_title },
	{ .start = "Multiboot-e8", .take = take_title },
	{ .start = "Dom", .take = take_domain },
	{ .start = "d0 ", .take = take_domain },
	{ .start = "[", .take = take_closed },
	{ .first_of = "0123456789abcdefABCDEF", .take = take_open },
	{ .take = NULL }
};

const struct import_form form_xen = {
	.name = "xen",
	.about = "Xen's log on x86: the machine's map, not a domain's",
	.rules = rules,
	.state_bytes = sizeof(struct xen_log),
};

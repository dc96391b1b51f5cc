/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's boot log.
 */
#include "sim/import/forms.h"

static enum log_verdict
take_version(struct log_run *run, struct row *row)
{
	(void)row;
	log_begin_boot(run);
	return (LOG_TAKEN);
}

static bool
read_type(struct row *row, uint32_t *ret_type)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {
		{ "usable", 1 }, { "reserved", 2 }, { "ACPI data", 3 },
		{ "ACPI NVS", 4 }, { "unusable", 5 },
		{ "persistent (type 7)", 7 }, { "persistent (type 12)", 12 },
		{ "soft reserved", 0xefffffff },
	};
	uint64_t number;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (row_take(row, types[i].name)) {
			*ret_type = types[i].type;
			return (row_end(row));
		}
	if (!row_expect(row, "type ") || !row_decimal(row, "", &number))
		return (false);
	*ret_type = (uint32_t)number;
	return (row_end(row));
}

/* "[mem 0x...-0x...] usable", the end inclusive. */
static enum log_verdict
take_e820(struct log_run *run, struct row *row)
{
	bm_paddr start, last;
	uint32_t type;

	if (!row_expect(row, "[mem ") || !row_address(row, &start) ||
	    !row_expect(row, "-") || !row_address(row, &last) ||
	    !row_expect(row, "]") || !read_type(row, &type))
		return (LOG_REFUSED);
	draft_add_e820(&run->draft, draft_extent(start, last), type);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .start = "Linux version ", .take = take_version },
	{ .start = "BIOS-e820: ", .take = take_e820 },
	{ .take = NULL }
};

const struct import_form form_linux = {
	.name = "linux",
	.about = "Linux's boot log, as dmesg or the console shows it",
	.rules = rules,
};

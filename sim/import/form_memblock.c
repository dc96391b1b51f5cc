/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's /sys/kernel/debug/memblock/memory: what the boot allocator was told
 * is memory, with node and flags since 6.6.
 */
#include <string.h>

#include "sim/import/forms.h"

/* Since 6.6; a region has one of them at the most, or several with "|". */
static bool
read_flags(struct row *row, bool *ret_is_reserved, bool *ret_is_no_map)
{
	static const char *const of_memory[] = { "NONE", "HOTPLUG", "MIRROR",
	    "DRV_MNG", "NOMAP" };
	static const char *const of_reservations[] = { "RSV_NOINIT",
	    "RSV_KERN", "KHO_SCRATCH" };

	do {
		size_t i = 0;

		while (i < sizeof(of_memory) / sizeof(of_memory[0]) &&
		    !row_take(row, of_memory[i]))
			i++;
		if (i < sizeof(of_memory) / sizeof(of_memory[0])) {
			*ret_is_no_map |= strcmp(of_memory[i], "NOMAP") == 0;
			continue;
		}
		for (i = 0; i < sizeof(of_reservations) /
		    sizeof(of_reservations[0]) &&
		    !row_take(row, of_reservations[i]); i++)
			;
		if (i == sizeof(of_reservations) /
		    sizeof(of_reservations[0]))
			return (row_refuse(row, row->at, "expected the flags "
			    "of a region"));
		*ret_is_reserved = true;
	} while (row_take(row, "|"));
	return (true);
}

/* A region without a mapping is memory, and a reservation. */
static void
add_region(struct draft *draft, struct bm_extent extent, bool is_no_map)
{
	struct fdt_reserved *node;

	draft_add_extent(draft, &draft->capture->fdt.memory, extent);
	draft->capture->fdt.is_present = true;
	if (!is_no_map)
		return;
	node = draft_add_reserved(draft, "nomap", strlen("nomap"));
	node->no_map = true;
	draft_add_extent(draft, &node->reg, extent);
}

/* "   1: 0x0000000040000000..0x000000007c43ffff    0 NONE" */
static enum log_verdict
take_region(struct log_run *run, struct row *row)
{
	bool is_reserved = false, is_no_map = false;
	bm_paddr start, last;
	uint64_t number;

	if (!row_decimal(row, "regions", &number) || !row_take(row, ": 0x"))
		return (LOG_PASSED);
	row->at -= strlen("0x");
	if (!row_address(row, &start) || !row_take(row, ".."))
		return (LOG_PASSED);
	if (!row_address(row, &last))
		return (LOG_REFUSED);
	row_blanks(row);
	/* A region that is of no node has an x there. */
	if (row->at < row->end && ((!row_take(row, "x") &&
	    !row_decimal(row, "the node", &number)) ||
	    !read_flags(row, &is_reserved, &is_no_map) || !row_end(row)))
		return (LOG_REFUSED);
	if (last < start || is_reserved) {
		row_refuse(row, run->line, is_reserved ? "a region of "
		    "memblock's reservations; the file beside it, memory, is "
		    "the map" : "the region ends before it starts");
		return (LOG_REFUSED);
	}
	add_region(&run->draft, draft_extent(start, last), is_no_map);
	return (LOG_TAKEN);
}

static void
finish(struct log_run *run)
{
	struct draft *draft = &run->draft;

	if (!draft_has_map(draft))
		return;
	draft_set_text(draft, &draft->capture->origin, "reconstructed",
	    strlen("reconstructed"));
	draft_note(draft, "taken for memblock's memory; its reservations "
	    "look the same");
}

static const struct log_rule rules[] = {
	{ .first_of = "0123456789", .take = take_region },
	{ .take = NULL }
};

const struct import_form form_memblock = {
	.name = "memblock",
	.about = "Linux's /sys/kernel/debug/memblock/memory",
	.rules = rules,
	.finish = finish,
};

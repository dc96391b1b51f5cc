/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/freebsd_ram0.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "memory region:   START-END", the end exclusive; an excluded one's is not. */
enum log_verdict
freebsd_ram0_line(struct log_run *run, struct row *row,
    struct extent_list *list)
{
	const bool is_excluded = row_take(row, "excluded");
	const char *end;
	bm_paddr start, last;

	if ((!is_excluded && !row_expect(row, "memory")) ||
	    !row_expect(row, "region:") || !row_hex(row, &start) ||
	    !row_expect(row, "-"))
		return (LOG_REFUSED);
	row_blanks(row);
	end = row->at;
	if (!row_hex(row, &last) || !row_end(row))
		return (LOG_REFUSED);
	/* An end of 2^64 is printed as 0. */
	last -= is_excluded ? 0 : 1;
	if (last < start || (start == 0 && last == UINT64_MAX)) {
		row_refuse(row, end, "expected an end above the start");
		return (LOG_REFUSED);
	}
	draft_add_extent(&run->draft, list, draft_extent(start, last));
	return (LOG_TAKEN);
}

static int
compare_bases(const void *left, const void *right)
{
	const struct bm_extent *a = left, *b = right;

	return ((a->base > b->base) - (a->base < b->base));
}

static void
add_line(struct draft *draft, const char *profile, const char *line)
{
	draft_add_witness_line(draft, profile, "nexus", line, strlen(line));
}

void
freebsd_ram0_witness(struct draft *draft, struct extent_list *list,
    const char *profile)
{
	char line[64];

	qsort(list->entries, list->count, sizeof(list->entries[0]),
	    compare_bases);
	add_line(draft, profile, "nexus0");
	add_line(draft, profile, "  ram0");
	add_line(draft, profile, "      I/O memory addresses:");
	for (size_t i = 0; i < list->count; i++) {
		const struct bm_extent extent = list->entries[i];

		snprintf(line, sizeof(line), extent.length == 1 ?
		    "          0x%" PRIx64 :
		    "          0x%" PRIx64 "-0x%" PRIx64, extent.base,
		    extent.base + extent.length - 1);
		add_line(draft, profile, line);
	}
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Ranges as Linux prints them.
 */
#include "sim/import/linux.h"

bool
linux_read_range(struct row *row, struct bm_extent *ret_extent)
{
	bm_paddr start, last;
	const char *culprit;

	row_blanks(row);
	culprit = row->at;
	if (!row_address(row, &start) || !row_expect(row, "-") ||
	    !row_address(row, &last))
		return (false);
	*ret_extent = draft_extent(start, last);
	return (last >= start || last + 1 == start ||
	    row_refuse(row, culprit, "the range ends before it begins"));
}

bool
linux_read_range_in(struct row *row, const char *open, const char *close,
    struct bm_extent *ret_extent)
{
	return (row_expect(row, open) && linux_read_range(row, ret_extent) &&
	    row_expect(row, close));
}

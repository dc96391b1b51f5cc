/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/physmem_row.h"

#include <inttypes.h>
#include <string.h>

#include "core/exclusions.h"
#include "core/page.h"

#define MEGABYTE_BYTES ((uint64_t)1 << 20)

/* "0x... - 0x...," */
static bool
expect_range(struct row *row, struct row_numbers *numbers)
{
	const char *last;

	if (!row_address(row, &numbers->start) || !row_expect(row, "-"))
		return (false);
	row_blanks(row);
	last = row->at;
	if (!row_address(row, &numbers->last))
		return (false);
	/* The kernel prints a region of no byte with the end before it. */
	if (numbers->last < numbers->start &&
	    numbers->last != numbers->start - 1)
		return (row_refuse(row, last, "expected an end, inclusive, "
		    "at or above the start 0x%08" PRIx64, numbers->start));
	return (row_expect(row, ","));
}

static bool
check_size(struct row *row, const char *culprit, bool is_in_megabytes,
    const struct row_numbers *numbers)
{
	/* The kernel's own sum of 2^64 bytes is 0. */
	uint64_t bytes = numbers->last - numbers->start + 1;
	uint64_t expected = bytes;

	if (is_in_megabytes)
		expected = numbers->is_empty ? 0 : bm_page_count(
		    bm_range_closed(numbers->start, numbers->last),
		    MEGABYTE_BYTES);
	return (numbers->size == expected || row_refuse(row, culprit,
	    "expected %" PRIu64 " %s, as the addresses say", expected,
	    is_in_megabytes ? "MB" : "bytes"));
}

static bool
check_pages(struct row *row, const char *culprit, uint64_t *page_sizes,
    const struct row_numbers *numbers)
{
	struct bm_range range = bm_range_closed(numbers->start,
	    numbers->last);
	uint64_t fitting = 0, size = *page_sizes & -*page_sizes;

	if (numbers->is_empty)
		return (numbers->page_count == 0 || row_refuse(row, culprit,
		    "expected 0 pages, as the addresses say"));
	for (; size <= BM_PAGE_SIZE_MAX; size *= 2)
		if ((*page_sizes & size) != 0 &&
		    bm_page_count(range, size) == numbers->page_count)
			fitting |= size;
	if (fitting == 0 && (*page_sizes & (*page_sizes - 1)) == 0)
		return (row_refuse(row, culprit, "expected %" PRIu64 " pages "
		    "of %" PRIu64 " bytes, as the addresses say",
		    bm_page_count(range, *page_sizes), *page_sizes));
	if (fitting == 0)
		return (row_refuse(row, culprit, "expected as many pages as "
		    "the addresses say, for example %" PRIu64 " of %" PRIu64
		    " bytes", bm_page_count(range, *page_sizes &
		    -*page_sizes), *page_sizes & -*page_sizes));
	*page_sizes = fitting;
	return (true);
}

static bool
read_sized(struct row *row, enum printed_kind kind,
    uint64_t *page_sizes, struct row_numbers *numbers)
{
	bool is_in_megabytes = kind != PRINTED_PHYS_CHUNKS;
	const char *unit = is_in_megabytes ? "MB" : "bytes";
	const char *size, *pages;

	if (!expect_range(row, numbers))
		return (false);
	row_blanks(row);
	size = row->at;
	if (!row_decimal(row, unit, &numbers->size) ||
	    !row_expect(row, unit) || !row_expect(row, "("))
		return (false);
	row_blanks(row);
	pages = row->at;
	if (!row_decimal(row, "pages", &numbers->page_count) ||
	    !row_expect(row, "pages)"))
		return (false);
	/* 0 - 2^64-1 is all memory unless the row says that it has nothing. */
	numbers->is_empty = numbers->last + 1 == numbers->start &&
	    (numbers->start != 0 || numbers->page_count == 0);
	if (kind == PRINTED_EXCLUDED && row_take(row, "NoAlloc"))
		numbers->flags |= BM_EXCLUDE_NOALLOC;
	if (kind == PRINTED_EXCLUDED && row_take(row, "NoDump"))
		numbers->flags |= BM_EXCLUDE_NODUMP;
	return (row_end(row) &&
	    check_size(row, size, is_in_megabytes, numbers) &&
	    check_pages(row, pages, page_sizes, numbers));
}

/* "[0x..., 0x...)"; an end of 0 is 2^64. */
static bool
read_pair(struct row *row, struct row_numbers *numbers)
{
	const char *end;
	bm_paddr address;

	if (!row_expect(row, "[") || !row_address(row, &numbers->start) ||
	    !row_expect(row, ","))
		return (false);
	row_blanks(row);
	end = row->at;
	if (!row_address(row, &address))
		return (false);
	numbers->last = address - 1;
	if (numbers->last < numbers->start)
		return (row_refuse(row, end, "expected an end, exclusive, "
		    "above the start 0x%08" PRIx64, numbers->start));
	return (row_expect(row, ")") && row_end(row));
}

bool
physmem_row_read(struct row *row, enum printed_kind kind,
    uint64_t *page_sizes, struct row_numbers *ret_numbers)
{
	*ret_numbers = (struct row_numbers){ .flags = 0 };
	if (kind == PRINTED_PHYS_AVAIL || kind == PRINTED_DUMP_AVAIL)
		return (read_pair(row, ret_numbers));
	return (read_sized(row, kind, page_sizes, ret_numbers));
}

enum printed_kind
physmem_row_kind(const char *text, const char *end)
{
	static const char unit[] = "bytes";

	for (; (size_t)(end - text) >= sizeof(unit) - 1; text++)
		if (memcmp(text, unit, sizeof(unit) - 1) == 0)
			return (PRINTED_PHYS_CHUNKS);
	return (PRINTED_CHUNKS);
}

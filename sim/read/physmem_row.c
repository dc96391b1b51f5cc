/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/physmem_row.h"

#include <inttypes.h>
#include <string.h>

#include "core/exclusions.h"
#include "core/page.h"

#define MEGABYTE_BYTES ((uint64_t)1 << 20)

static void
skip_blanks(struct row_text *text)
{
	while (text->at < text->end && (*text->at == ' ' ||
	    *text->at == '\t'))
		text->at++;
}

static bool
refuse(struct row_text *text, const char *culprit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool
refuse(struct row_text *text, const char *culprit, const char *format, ...)
{
	va_list arguments;

	text->culprit = culprit;
	va_start(arguments, format);
	read_error_add_list(text->what, format, arguments);
	va_end(arguments);
	return (false);
}

static bool
take(struct row_text *text, const char *word)
{
	size_t length = strlen(word);

	skip_blanks(text);
	if ((size_t)(text->end - text->at) < length ||
	    memcmp(text->at, word, length) != 0)
		return (false);
	text->at += length;
	return (true);
}

static bool
expect(struct row_text *text, const char *word)
{
	return (take(text, word) ||
	    refuse(text, text->at, "expected `%s`", word));
}

static int
hex_digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (byte - '0');
	if (byte >= 'a' && byte <= 'f')
		return (byte - 'a' + 10);
	if (byte >= 'A' && byte <= 'F')
		return (byte - 'A' + 10);
	return (-1);
}

/* Does a number go on with what is no digit? */
static bool
is_word(const struct row_text *text)
{
	return (text->at < text->end && ((*text->at >= 'a' &&
	    *text->at <= 'z') || (*text->at >= 'A' && *text->at <= 'Z')));
}

static bool
expect_address(struct row_text *text, bm_paddr *ret_address)
{
	const char *start;
	size_t digit_count = 0;

	skip_blanks(text);
	start = text->at;
	*ret_address = 0;
	if (take(text, "0x"))
		for (; text->at < text->end && hex_digit(*text->at) >= 0;
		    text->at++, digit_count++)
			*ret_address = *ret_address << 4 |
			    (uint64_t)hex_digit(*text->at);
	if (digit_count < 1 || digit_count > 16 || is_word(text))
		return (refuse(text, start, "expected an address, 0x and 1 "
		    "to 16 hexadecimal digits"));
	return (true);
}

static bool
expect_number(struct row_text *text, const char *what, uint64_t *ret_number)
{
	const char *start;
	uint64_t number = 0;

	skip_blanks(text);
	start = text->at;
	for (; text->at < text->end && *text->at >= '0' && *text->at <= '9';
	    text->at++) {
		uint64_t digit = (uint64_t)(*text->at - '0');

		if (number > (UINT64_MAX - digit) / 10)
			return (refuse(text, start, "expected at most "
			    "2^64-1 %s", what));
		number = number * 10 + digit;
	}
	*ret_number = number;
	return (text->at > start ||
	    refuse(text, start, "expected the number of %s", what));
}

static bool
expect_end(struct row_text *text)
{
	skip_blanks(text);
	return (text->at == text->end ||
	    refuse(text, text->at, "expected the end of the line"));
}

/* "0x... - 0x...," */
static bool
expect_range(struct row_text *text, struct row_numbers *numbers)
{
	const char *last;

	if (!expect_address(text, &numbers->start) || !expect(text, "-"))
		return (false);
	skip_blanks(text);
	last = text->at;
	if (!expect_address(text, &numbers->last))
		return (false);
	/* The kernel prints a region of no byte with the end before it. */
	if (numbers->last < numbers->start &&
	    numbers->last != numbers->start - 1)
		return (refuse(text, last, "expected an end, inclusive, at or "
		    "above the start 0x%08" PRIx64, numbers->start));
	return (expect(text, ","));
}

static bool
check_size(struct row_text *text, const char *culprit, bool is_in_megabytes,
    const struct row_numbers *numbers)
{
	/* The kernel's own sum of 2^64 bytes is 0. */
	uint64_t bytes = numbers->last - numbers->start + 1;
	uint64_t expected = bytes;

	if (is_in_megabytes)
		expected = numbers->is_empty ? 0 : bm_page_count(
		    bm_range_closed(numbers->start, numbers->last),
		    MEGABYTE_BYTES);
	return (numbers->size == expected || refuse(text, culprit, "expected "
	    "%" PRIu64 " %s, as the addresses say", expected,
	    is_in_megabytes ? "MB" : "bytes"));
}

static bool
check_pages(struct row_text *text, const char *culprit, uint64_t *page_sizes,
    const struct row_numbers *numbers)
{
	struct bm_range range = bm_range_closed(numbers->start,
	    numbers->last);
	uint64_t fitting = 0, size = *page_sizes & -*page_sizes;

	if (numbers->is_empty)
		return (numbers->page_count == 0 || refuse(text, culprit,
		    "expected 0 pages, as the addresses say"));
	for (; size <= BM_PAGE_SIZE_MAX; size *= 2)
		if ((*page_sizes & size) != 0 &&
		    bm_page_count(range, size) == numbers->page_count)
			fitting |= size;
	if (fitting == 0 && (*page_sizes & (*page_sizes - 1)) == 0)
		return (refuse(text, culprit, "expected %" PRIu64 " pages of "
		    "%" PRIu64 " bytes, as the addresses say",
		    bm_page_count(range, *page_sizes), *page_sizes));
	if (fitting == 0)
		return (refuse(text, culprit, "expected as many pages as the "
		    "addresses say, for example %" PRIu64 " of %" PRIu64
		    " bytes", bm_page_count(range, *page_sizes &
		    -*page_sizes), *page_sizes & -*page_sizes));
	*page_sizes = fitting;
	return (true);
}

static bool
read_sized(struct row_text *text, enum printed_kind kind,
    uint64_t *page_sizes, struct row_numbers *numbers)
{
	bool is_in_megabytes = kind != PRINTED_PHYS_CHUNKS;
	const char *unit = is_in_megabytes ? "MB" : "bytes";
	const char *size, *pages;

	if (!expect_range(text, numbers))
		return (false);
	skip_blanks(text);
	size = text->at;
	if (!expect_number(text, unit, &numbers->size) ||
	    !expect(text, unit) || !expect(text, "("))
		return (false);
	skip_blanks(text);
	pages = text->at;
	if (!expect_number(text, "pages", &numbers->page_count) ||
	    !expect(text, "pages)"))
		return (false);
	/* 0 - 2^64-1 is all memory unless the row says that it has nothing. */
	numbers->is_empty = numbers->last + 1 == numbers->start &&
	    (numbers->start != 0 || numbers->page_count == 0);
	if (kind == PRINTED_EXCLUDED && take(text, "NoAlloc"))
		numbers->flags |= BM_EXCLUDE_NOALLOC;
	if (kind == PRINTED_EXCLUDED && take(text, "NoDump"))
		numbers->flags |= BM_EXCLUDE_NODUMP;
	return (expect_end(text) &&
	    check_size(text, size, is_in_megabytes, numbers) &&
	    check_pages(text, pages, page_sizes, numbers));
}

/* "[0x..., 0x...)"; an end of 0 is 2^64. */
static bool
read_pair(struct row_text *text, struct row_numbers *numbers)
{
	const char *end;
	bm_paddr address;

	if (!expect(text, "[") || !expect_address(text, &numbers->start) ||
	    !expect(text, ","))
		return (false);
	skip_blanks(text);
	end = text->at;
	if (!expect_address(text, &address))
		return (false);
	numbers->last = address - 1;
	if (numbers->last < numbers->start)
		return (refuse(text, end, "expected an end, exclusive, above "
		    "the start 0x%08" PRIx64, numbers->start));
	return (expect(text, ")") && expect_end(text));
}

bool
physmem_row_read(struct row_text *text, enum printed_kind kind,
    uint64_t *page_sizes, struct row_numbers *ret_numbers)
{
	*ret_numbers = (struct row_numbers){ .flags = 0 };
	if (kind == PRINTED_PHYS_AVAIL || kind == PRINTED_DUMP_AVAIL)
		return (read_pair(text, ret_numbers));
	return (read_sized(text, kind, page_sizes, ret_numbers));
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

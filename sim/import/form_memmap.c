/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memmap= arguments of x86 Linux, with which a user gives it a whole map:
 * "memmap=exactmap memmap=640K@0 memmap=1M$0xfff00000".
 */
#include <string.h>

#include "sim/import/forms.h"

struct memmap {
	bool is_exact;		/* the firmware's map is forgotten */
};

/* The kernel takes letters for what they mean to it; digits only are safe. */
static bool
read_digits(struct row *row, unsigned base, uint64_t *ret_number)
{
	const char *start = row->at;
	uint64_t number = 0;

	for (; row->at < row->end; row->at++) {
		const char *digits = "0123456789abcdef";
		const char *digit = strchr(digits, *row->at | 0x20);

		if (*row->at >= '0' && *row->at <= '9')
			digit = digits + (*row->at - '0');
		if (digit == NULL || *digit == '\0' ||
		    digit - digits >= (ptrdiff_t)base)
			break;
		if (number > (UINT64_MAX - (uint64_t)(digit - digits)) / base)
			return (row_refuse(row, start, "the number is beyond "
			    "2^64-1, where the kernel's wraps"));
		number = number * base + (uint64_t)(digit - digits);
	}
	*ret_number = number;
	return (row->at > start || row_refuse(row, start, "expected digits: "
	    "without them the kernel reads 0"));
}

/* "640K", "0x1000", and octal, "0777", with a letter for a power of 1024. */
static bool
read_number(struct row *row, uint64_t *ret_number)
{
	static const char suffixes[] = "KMGTPE";
	const char *start = row->at, *suffix;
	unsigned base = 10, shift;

	if (row->end - row->at > 1 && row->at[0] == '0') {
		base = (row->at[1] | 0x20) == 'x' ? 16 : 8;
		row->at += base == 16 ? 2 : 0;
	}
	if (!read_digits(row, base, ret_number))
		return (false);
	if (row->at == row->end || (suffix = memchr(suffixes,
	    *row->at & ~0x20, sizeof(suffixes) - 1)) == NULL)
		return (true);
	row->at++;
	shift = 10 * (unsigned)(suffix - suffixes + 1);
	if (*ret_number > UINT64_MAX >> shift)
		return (row_refuse(row, start, "the number is beyond 2^64-1, "
		    "where the kernel's wraps"));
	*ret_number <<= shift;
	return (true);
}

static bool
is_next(const struct row *row, char byte)
{
	return (row->at < row->end && *row->at == byte);
}

/* The type that the letter between size and base stands for; 0: any. */
static bool
read_letter(struct row *row, uint32_t *ret_type)
{
	static const char letters[] = "@$#!%";
	static const uint32_t types[] = { 1, 2, 3, 12, 0 };
	const char *letter = row->at == row->end ? NULL :
	    memchr(letters, *row->at, sizeof(letters) - 1);

	if (letter == NULL)
		return (row_refuse(row, row->at, "expected `@`, `$`, `#`, "
		    "`!` or `%%`: without a base this takes away RAM of a "
		    "map that is not here"));
	*ret_type = types[letter - letters];
	row->at++;
	return (true);
}

/* Behind "SIZE%BASE": "+TYPE" adds; everything else changes what is there. */
static bool
read_added_type(struct row *row, uint32_t *ret_type)
{
	const char *start = row->at;
	uint64_t type;

	if (!is_next(row, '+'))
		return (row_refuse(row, start, "expected `+` and a type: "
		    "without it this changes entries, which is the kernel's "
		    "part"));
	row->at++;
	start = row->at;
	if (!read_number(row, &type))
		return (false);
	*ret_type = (uint32_t)type;
	return ((type > 0 && type <= UINT32_MAX) || row_refuse(row, start,
	    "expected a type from 1 to 2^32-1"));
}

/* "SIZE@BASE" and so on */
static bool
read_item(struct row *row, struct e820_entry *ret_entry)
{
	if (!read_number(row, &ret_entry->extent.length) ||
	    !read_letter(row, &ret_entry->type) ||
	    !read_number(row, &ret_entry->extent.base) ||
	    (ret_entry->type == 0 && !read_added_type(row,
	    &ret_entry->type)))
		return (false);
	return (row->at == row->end || strchr(", \t", *row->at) != NULL ||
	    row_refuse(row, row->at, "expected `,` or a blank behind a "
	    "range"));
}

static bool
take_items(struct log_run *run, struct row *row)
{
	static const char exact[] = "exactmap";
	struct memmap *memmap = run->state;
	struct e820_entry entry;

	do {
		/* The kernel looks no further than this word goes. */
		if ((size_t)(row->end - row->at) >= sizeof(exact) - 1 &&
		    memcmp(row->at, exact, sizeof(exact) - 1) == 0) {
			memmap->is_exact = true;
			run->draft.capture->e820.count = 0;
			while (row->at < row->end &&
			    strchr(", \t", *row->at) == NULL)
				row->at++;
			continue;
		}
		if (!read_item(row, &entry))
			return (false);
		draft_add_e820(&run->draft, entry.extent, entry.type);
	} while (is_next(row, ',') && row->at++ < row->end);
	return (true);
}

/* Further words, of which other ones than memmap= are no part of a map. */
static enum log_verdict
take_words(struct log_run *run, struct row *row)
{
	static const char word[] = "memmap=";

	row->at = run->line;
	while (row->at < row->end) {
		if ((size_t)(row->end - row->at) >= sizeof(word) - 1 &&
		    memcmp(row->at, word, sizeof(word) - 1) == 0) {
			row->at += sizeof(word) - 1;
			if (!take_items(run, row))
				return (LOG_REFUSED);
		}
		while (row->at < row->end && *row->at != ' ' &&
		    *row->at != '\t')
			row->at++;
		row_blanks(row);
	}
	return (LOG_TAKEN);
}

/* /proc/cmdline begins otherwise, and is rarely about memory. */
static enum log_verdict
take_command_line(struct log_run *run, struct row *row)
{
	static const char word[] = " memmap=exactmap";
	const char *at = run->line;

	while (row->end - at >= (ptrdiff_t)sizeof(word) - 1 &&
	    memcmp(at, word, sizeof(word) - 1) != 0)
		at++;
	return (row->end - at < (ptrdiff_t)sizeof(word) - 1 ? LOG_PASSED :
	    take_words(run, row));
}

static void
finish(struct log_run *run)
{
	const struct memmap *memmap = run->state;

	if (run->draft.capture->e820.count > 0 && !memmap->is_exact)
		draft_truncate(&run->draft, "without memmap=exactmap the "
		    "arguments add to the firmware's map, which is not here");
}

static const struct log_rule rules[] = {
	{ .start = "memmap=", .take = take_words },
	{ .start = "BOOT_IMAGE=", .take = take_command_line },
	{ .take = NULL }
};

const struct import_form form_memmap = {
	.name = "memmap",
	.about = "memmap= arguments of x86 Linux that make a map",
	.rules = rules,
	.state_bytes = sizeof(struct memmap),
	.finish = finish,
};

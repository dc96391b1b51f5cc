/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/row.h"

#include <string.h>

bool
row_refuse(struct row *row, const char *culprit, const char *format, ...)
{
	va_list arguments;

	row->culprit = culprit;
	va_start(arguments, format);
	read_error_add_list(row->what, format, arguments);
	va_end(arguments);
	return (false);
}

void
row_blanks(struct row *row)
{
	while (row->at < row->end && (*row->at == ' ' ||
	    *row->at == '\t'))
		row->at++;
}

bool
row_take(struct row *row, const char *word)
{
	size_t length = strlen(word);

	row_blanks(row);
	if ((size_t)(row->end - row->at) < length ||
	    memcmp(row->at, word, length) != 0)
		return (false);
	row->at += length;
	return (true);
}

bool
row_expect(struct row *row, const char *word)
{
	return (row_take(row, word) ||
	    row_refuse(row, row->at, "expected `%s`", word));
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
is_word(const struct row *row)
{
	return (row->at < row->end && ((*row->at >= 'a' &&
	    *row->at <= 'z') || (*row->at >= 'A' && *row->at <= 'Z')));
}

/* Some digits, not too many, and no letter behind them. */
static bool
take_digits(struct row *row, uint64_t *ret_number)
{
	const char *start = row->at;

	*ret_number = 0;
	for (; row->at < row->end && hex_digit(*row->at) >= 0; row->at++)
		*ret_number = *ret_number << 4 |
		    (uint64_t)hex_digit(*row->at);
	return (row->at > start && row->at - start <= 16 &&
	    !is_word(row));
}

bool
row_address(struct row *row, uint64_t *ret_address)
{
	const char *start;

	row_blanks(row);
	start = row->at;
	*ret_address = 0;
	return ((row_take(row, "0x") && take_digits(row, ret_address)) ||
	    row_refuse(row, start, "expected an address, 0x and 1 to 16 "
	    "hexadecimal digits"));
}

bool
row_hex(struct row *row, uint64_t *ret_number)
{
	const char *start;

	row_blanks(row);
	start = row->at;
	return (take_digits(row, ret_number) || row_refuse(row, start,
	    "expected 1 to 16 hexadecimal digits"));
}

bool
row_decimal(struct row *row, const char *what, uint64_t *ret_number)
{
	const char *start;
	uint64_t number = 0;

	row_blanks(row);
	start = row->at;
	for (; row->at < row->end && *row->at >= '0' && *row->at <= '9';
	    row->at++) {
		uint64_t digit = (uint64_t)(*row->at - '0');

		if (number > (UINT64_MAX - digit) / 10)
			return (row_refuse(row, start, "expected at most "
			    "2^64-1 %s", what));
		number = number * 10 + digit;
	}
	*ret_number = number;
	return (row->at > start ||
	    row_refuse(row, start, "expected the number of %s", what));
}

bool
row_end(struct row *row)
{
	row_blanks(row);
	return (row->at == row->end ||
	    row_refuse(row, row->at, "expected the end of the line"));
}

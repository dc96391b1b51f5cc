/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/number.h"

#define INTEGER_MAX (((uint64_t)1 << 53) - 1)
#define HEX_DIGITS_MAX 16

const char number_forms[] = "a number: 0x and 1 to 16 hexadecimal digits or a "
    "decimal up to 2^64-1 in a string, or an integer from 0 to 2^53-1";

static bool
from_hex(const char *digits, size_t length, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (length == 0 || length > HEX_DIGITS_MAX)
		return (false);
	for (size_t i = 0; i < length; i++) {
		unsigned char digit = (unsigned char)digits[i];

		if (digit >= '0' && digit <= '9')
			digit = (unsigned char)(digit - '0');
		else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
			digit = (unsigned char)((digit | 0x20) - 'a' + 10);
		else
			return (false);
		number = number << 4 | digit;
	}
	*ret_number = number;
	return (true);
}

static bool
from_decimal(const char *digits, size_t length, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (length == 0)
		return (false);
	for (size_t i = 0; i < length; i++) {
		uint64_t digit;

		if (digits[i] < '0' || digits[i] > '9')
			return (false);
		digit = (uint64_t)(digits[i] - '0');
		if (number > (UINT64_MAX - digit) / 10)
			return (false);
		number = number * 10 + digit;
	}
	*ret_number = number;
	return (true);
}

bool
number_from_string(const char *text, size_t length, uint64_t *ret_number)
{
	if (length >= 2 && text[0] == '0' && text[1] == 'x')
		return (from_hex(text + 2, length - 2, ret_number));
	return (from_decimal(text, length, ret_number));
}

bool
number_from_integer(const char *text, size_t length, uint64_t *ret_number)
{
	uint64_t number;

	if (!from_decimal(text, length, &number) || number > INTEGER_MAX)
		return (false);
	*ret_number = number;
	return (true);
}

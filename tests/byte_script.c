/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/byte_script.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 8192 };

static size_t
add(unsigned char *bytes, size_t length, const char *text, size_t text_length)
{
	ck_assert_uint_le(text_length, BYTES_MAX - length);
	memcpy(bytes + length, text, text_length);
	return (length + text_length);
}

static size_t
fill(size_t length, size_t end)
{
	ck_assert_uint_le(length, end);
	ck_assert_uint_le(end, BYTES_MAX);
	return (end);
}

static uint64_t
hex(const char **at)
{
	char *end;
	uint64_t number = strtoull(*at, &end, 16);

	ck_assert_msg(end > *at, "no number: %s", *at);
	*at = end;
	return (number);
}

static size_t
add_number(unsigned char *bytes, size_t length, const char **at)
{
	size_t count = (size_t)hex(at);
	uint64_t number;
	char text[8];

	ck_assert_msg(**at == ':' && count <= sizeof(text), "no field: %s",
	    *at);
	(*at)++;
	number = hex(at);
	for (size_t i = 0; i < count; i++)
		text[i] = (char)(number >> (8 * i));
	return (add(bytes, length, text, count));
}

unsigned char *
byte_script(const char *script, size_t *ret_length)
{
	unsigned char *bytes = calloc(BYTES_MAX, 1);
	size_t length = 0, step;
	const char *at = script;

	ck_assert_ptr_nonnull(bytes);
	while (*at != '\0') {
		switch (*at) {
		case ' ':
			at++;
			break;
		case '\'':
			step = strcspn(++at, "'");
			length = add(bytes, length, at, step);
			at += step + 1;
			break;
		case '@':
			at++;
			length = fill(length, (size_t)hex(&at));
			break;
		case '/':
			at++;
			step = (size_t)hex(&at);
			length = fill(length, (length + step - 1) / step *
			    step);
			break;
		default:
			length = add_number(bytes, length, &at);
		}
	}
	*ret_length = length;
	return (bytes);
}

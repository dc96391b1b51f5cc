/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/utf8.h"

/* What the first byte says: how many follow, and the least they may mean. */
static size_t
follower_count(unsigned char first, uint32_t *ret_least)
{
	if (first >= 0xc2 && first <= 0xdf) {
		*ret_least = 0x80;
		return (1);
	}
	if (first >= 0xe0 && first <= 0xef) {
		*ret_least = 0x800;
		return (2);
	}
	if (first >= 0xf0 && first <= 0xf4) {
		*ret_least = 0x10000;
		return (3);
	}
	return (0);
}

size_t
utf8_decode(const char *bytes, size_t length, uint32_t *ret_character)
{
	uint32_t character, least;
	unsigned char first;
	size_t followers;

	if (length == 0)
		return (0);
	first = (unsigned char)bytes[0];
	if (first < 0x80) {
		*ret_character = first;
		return (1);
	}
	followers = follower_count(first, &least);
	if (followers == 0 || followers >= length)
		return (0);
	character = first & (0x3fU >> followers);
	for (size_t i = 1; i <= followers; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if ((byte & 0xc0) != 0x80)
			return (0);
		character = character << 6 | (byte & 0x3fU);
	}
	if (character < least || character > 0x10ffff ||
	    (character >= 0xd800 && character <= 0xdfff))
		return (0);
	*ret_character = character;
	return (followers + 1);
}

size_t
utf8_encode(uint32_t character, char *ret_bytes)
{
	size_t followers = character < 0x80 ? 0 : character < 0x800 ? 1 :
	    character < 0x10000 ? 2 : 3;
	static const unsigned char marks[] = { 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = followers; i > 0; i--) {
		ret_bytes[i] = (char)(0x80 | (character & 0x3f));
		character >>= 6;
	}
	ret_bytes[0] = (char)(marks[followers] | character);
	return (followers + 1);
}

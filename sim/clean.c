/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/clean.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "sim/host.h"

/* The lead byte's share: how many follow it, and the least they may mean. */
static const struct {
	unsigned char mask;
	unsigned char lead;
	size_t following_count;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 0, 0 },
	{ 0xe0, 0xc0, 1, 0x80 },
	{ 0xf0, 0xe0, 2, 0x800 },
	{ 0xf8, 0xf0, 3, 0x10000 },
};

/* Bytes of the character at text; 0 if it is none.  Text ends with a NUL,
 * which is never taken for a following byte. */
static size_t
decode(const char *text, uint32_t *ret_character)
{
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t character;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((bytes[0] & forms[i].mask) != forms[i].lead)
			continue;
		character = bytes[0] & (unsigned char)~forms[i].mask;
		for (size_t j = 1; j <= forms[i].following_count; j++) {
			if ((bytes[j] & 0xc0) != 0x80)
				return (0);
			character = character << 6 | (bytes[j] & 0x3f);
		}
		*ret_character = character;
		return (character < forms[i].least ? 0 :
		    forms[i].following_count + 1);
	}
	return (0);
}

static bool
is_utf8(uint32_t character)
{
	return (character <= 0x10ffff &&
	    !(character >= 0xd800 && character <= 0xdfff));
}

static bool
is_text(uint32_t character)
{
	if (character == '\t' || character == '\n')
		return (true);
	if (character < 0x20 || (character >= 0x7f && character < 0xa0))
		return (false);
	return (is_utf8(character) && (character & 0xfffe) != 0xfffe);
}

static bool
is_line(uint32_t character)
{
	return (is_text(character) && character != '\t' &&
	    character != '\n' && character != 0x2028 && character != 0x2029);
}

static char *
clean(const char *text, bool (*is_fit)(uint32_t character))
{
	/* A byte becomes four at most. */
	char *copy = host_allocate(strlen(text) + 1, 4), *to = copy;

	while (*text != '\0') {
		uint32_t character = 0;
		size_t length = decode(text, &character);

		if (length > 0 && is_fit(character)) {
			memcpy(to, text, length);
			to += length;
			text += length;
			continue;
		}
		for (length = length == 0 ? 1 : length; length > 0; length--)
			to += snprintf(to, 5, "\\x%02x",
			    (unsigned)(unsigned char)*text++);
	}
	*to = '\0';
	return (copy);
}

char *
clean_text(const char *text)
{
	return (clean(text, is_text));
}

char *
clean_line(const char *text)
{
	return (clean(text, is_line));
}

char *
clean_utf8(const char *text)
{
	return (clean(text, is_utf8));
}

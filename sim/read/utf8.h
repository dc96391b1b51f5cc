/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * UTF-8, as strict as RFC 3629: no overlong forms, no surrogates, nothing
 * above U+10FFFF.
 */
#ifndef READ_UTF8_H
#define READ_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many bytes (1 to 4) the character at bytes has, and which one it is;
 * 0 if the first of length bytes begin none.
 */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *ret_character);

/* Stores the character and returns how many bytes (1 to 4) it took. */
size_t utf8_encode(uint32_t character, char *ret_bytes);

#endif

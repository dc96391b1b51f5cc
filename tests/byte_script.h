/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Files of bytes, spelt so that their fields can be read:
 *
 *	N:HEX	a number in N bytes, the least first
 *	'TEXT'	these bytes
 *	@HEX	zeros as far as that offset
 *	/N	zeros as far as a multiple of N, in hexadecimal
 */
#ifndef TESTS_BYTE_SCRIPT_H
#define TESTS_BYTE_SCRIPT_H

#include <stddef.h>

/* The bytes of the script, which the caller frees. */
unsigned char *byte_script(const char *script, size_t *ret_length);

#endif

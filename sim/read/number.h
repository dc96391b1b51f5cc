/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The ways in which a capture writes a number.
 */
#ifndef READ_NUMBER_H
#define READ_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is accepted, for messages. */
extern const char number_forms[];

/*
 * In a string: "0x" and 1 to 16 hexadecimal digits, or decimal digits that
 * mean 2^64-1 at most.  Nothing before them, nothing behind.
 */
bool number_from_string(const char *text, size_t length,
    uint64_t *ret_number);

/*
 * As a JSON number, which has to be an integer from 0 to 2^53-1, written
 * without fraction and exponent.
 */
bool number_from_integer(const char *text, size_t length,
    uint64_t *ret_number);

#endif

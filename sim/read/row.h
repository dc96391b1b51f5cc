/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Reading one line that a program printed, word by word: blanks and tabs
 * between words are passed over.  What refuses answers false and has said in
 * our words what was expected, and where.
 */
#ifndef READ_ROW_H
#define READ_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/read/error.h"

struct row {
	const char *at;		/* how far it was read */
	const char *end;	/* of the line */
	const char *culprit;	/* the first byte of what is wrong */
	struct read_error *what; /* without file and value */
};

/* Says that what stands at culprit is wrong; false. */
bool row_refuse(struct row *row, const char *culprit, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

void row_blanks(struct row *row);

/* Goes behind word if it stands here. */
bool row_take(struct row *row, const char *word);

/* The rest refuse what is not there. */
bool row_expect(struct row *row, const char *word);

/* "0x" and 1 to 16 hexadecimal digits; the same without "0x". */
bool row_address(struct row *row, uint64_t *ret_address);
bool row_hex(struct row *row, uint64_t *ret_number);

/* Decimal digits, up to 2^64-1; what is what they count, in the plural. */
bool row_decimal(struct row *row, const char *what, uint64_t *ret_number);

/* Nothing but blanks is left. */
bool row_end(struct row *row);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * JSON written as it comes, so that a result of a million ranges needs no
 * tree.
 *
 * It is as short as can be, but for what stands in a container that
 * write_begin_lines() began: each member of that is on a line of its own,
 * and there is a blank behind colons and commas.
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/names.h"

/* All zero but the file at first. */
struct json_writer {
	FILE *file;
	int needs_comma;	/* before the next value or key */
	size_t lines_depth;	/* open containers, a line for each member */
	size_t inline_depth;	/* open containers in those, or in none */
	bool is_one_line;	/* whatever would begin a line does not */
};

/*
 * Containers and values; key is NULL inside an array.  Every begin needs its
 * end, with the same kind of bracket.
 */
void write_begin(struct json_writer *out, const char *key, char bracket);
void write_end(struct json_writer *out, char bracket);

/* Not in a container that write_begin() began. */
void write_begin_lines(struct json_writer *out, const char *key,
    char bracket);

/*
 * Text may be NULL: null.  write_text() is for eyes: what would move a
 * terminal's cursor is spelt out.  write_string() is exact, so that a reader
 * has the same text again; only what is not UTF-8 is spelt out.
 */
void write_text(struct json_writer *out, const char *key, const char *text);
void write_string(struct json_writer *out, const char *key, const char *text);
void write_count(struct json_writer *out, const char *key, uint64_t count);

/* A number, or true or false, that is spelt already. */
void write_number(struct json_writer *out, const char *key,
    const char *spelt);

/* An address, as "0x...": JSON's numbers do not hold 64 bits everywhere. */
void write_address(struct json_writer *out, const char *key, uint64_t address);

/* An exclusive end; 2^64, which is 0 inside, takes 17 digits. */
void write_address_end(struct json_writer *out, const char *key, uint64_t end);

/* The names of the bits that are set. */
void write_bits(struct json_writer *out, const char *key,
    const struct named_value *names, uint64_t bits);

#endif

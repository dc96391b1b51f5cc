/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * JSON written as it comes, so that a result of a million ranges needs no
 * tree.  cJSON spells the strings.
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <stdint.h>
#include <stdio.h>

struct json_writer {
	FILE *file;
	int needs_comma;	/* before the next value or key */
};

/*
 * Containers and values; key is NULL inside an array.  Every begin needs its
 * end, with the same kind of bracket.
 */
void write_begin(struct json_writer *out, const char *key, char bracket);
void write_end(struct json_writer *out, char bracket);

/* text may be NULL: null. */
void write_text(struct json_writer *out, const char *key, const char *text);
void write_count(struct json_writer *out, const char *key, uint64_t count);

/* A number, or true or false, that is spelt already. */
void write_number(struct json_writer *out, const char *key,
    const char *spelt);

/* An address, as "0x...": JSON's numbers do not hold 64 bits everywhere. */
void write_address(struct json_writer *out, const char *key, uint64_t address);

/* An exclusive end; 2^64, which is 0 inside, takes 17 digits. */
void write_address_end(struct json_writer *out, const char *key, uint64_t end);

/* "flags": the names of BM_EXCLUDE_ flags, as captures have them. */
void write_flags(struct json_writer *out, uint32_t flags);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What json.c fills and json_document.c answers from.  Nobody else's.
 */
#ifndef READ_JSON_DOCUMENT_H
#define READ_JSON_DOCUMENT_H

#include "sim/read/json.h"

#define JSON_STILL_OPEN UINT32_MAX	/* next of a container being read */

/* Offsets into the text, which 32 bits are enough for. */
struct json_value {
	uint32_t start;		/* first byte */
	uint32_t end;		/* behind the last byte */
	uint32_t key;		/* the quote that opens its key; 0: no key */
	json_node next;		/* behind all that it holds */
};

struct json_document {
	struct json_text text;
	struct json_value *values;
	uint32_t count;
	uint32_t capacity;
	struct arena *arena;	/* strings that had escapes */
};

/* The first member with the key of one before it, or JSON_NONE. */
json_node json_duplicate(const struct json_document *document,
    json_node object);

/* "FILE:LINE:COLUMN: PATH: " for any place, and ": VALUE" for any bytes. */
void json_error_begin_at(const struct json_document *document,
    size_t offset, json_node node, struct read_error *ret_error);
void json_error_end_at(const struct json_document *document, size_t offset,
    size_t length, struct read_error *error);

#endif

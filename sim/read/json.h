/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A strict reader of JSON (RFC 8259) that keeps what a message needs: where
 * each value stands and how it is spelt.  It is our own because cJSON keeps
 * neither positions nor the digits of numbers, takes texts that are not JSON,
 * and would need several times the memory for a map of a million entries.
 *
 * A document is flat: its values in the order of the text, 16 bytes each, a
 * container before what it holds.  The text is borrowed and has to outlive
 * it.  Stricter than the RFC, as it allows: no duplicate keys, no byte order
 * mark, no \u0000 in strings (they become C strings), limits on size and
 * nesting.
 */
#ifndef READ_JSON_H
#define READ_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/arena.h"
#include "sim/read/error.h"

#define JSON_BYTES_MAX ((size_t)256 << 20)
#define JSON_DEPTH_MAX 64	/* containers inside each other */

struct json_text {
	const char *file;	/* its name in messages */
	size_t first_line;	/* the number of its first line in the file */
	const char *bytes;
	size_t length;
};

enum json_type {
	JSON_NULL,
	JSON_BOOLEAN,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json_slice {
	const char *bytes;	/* no NUL behind them */
	size_t length;
};

typedef uint32_t json_node;	/* a value of the document, the first being 0 */

#define JSON_TOP ((json_node)0)
#define JSON_NONE UINT32_MAX

struct json_document;

/* NULL with an error if text is not one JSON value. */
struct json_document *json_read(const struct json_text *text,
    struct read_error *ret_error);
void json_free(struct json_document *document);

enum json_type json_type(const struct json_document *document,
    json_node node);

/* The value as it stands in the text, quotes and all. */
struct json_slice json_lexeme(const struct json_document *document,
    json_node node);

/* What a string says, and what a member is called; valid for as long as the
 * document.  The NUL-terminated copy goes on the caller's arena. */
struct json_slice json_string(const struct json_document *document,
    json_node node);
struct json_slice json_key(const struct json_document *document,
    json_node node);
char *json_copy(struct json_slice slice, struct arena *arena);

bool json_slice_is(struct json_slice slice, const char *text);

/*
 * What a container holds, in order; JSON_NONE where there is no more, and for
 * the first of what is no container.
 */
json_node json_first(const struct json_document *document, json_node parent);
json_node json_next(const struct json_document *document, json_node parent,
    json_node node);
size_t json_count(const struct json_document *document, json_node parent);

/* The member of that name, or JSON_NONE. */
json_node json_member(const struct json_document *document, json_node object,
    const char *key);

/*
 * An error has three parts: begin writes "FILE:LINE:COLUMN: PATH: ", the
 * caller adds what is wrong, and end adds the value.  The _key forms point at
 * the member's key instead of its value.
 */
void json_error_begin(const struct json_document *document, json_node node,
    struct read_error *ret_error);
void json_error_end(const struct json_document *document, json_node node,
    struct read_error *error);
void json_error_begin_key(const struct json_document *document,
    json_node node, struct read_error *ret_error);
void json_error_end_key(const struct json_document *document, json_node node,
    struct read_error *error);

#endif

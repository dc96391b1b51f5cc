/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where in a JSON text something is wrong.  Lines, columns and paths are
 * worked out here, when one is needed, and kept nowhere.
 */
#include <string.h>

#include "sim/read/json_document.h"
#include "sim/read/utf8.h"

static void
add_position(const struct json_text *text, size_t offset,
    struct read_error *error)
{
	size_t line = text->first_line, column = 1;
	uint32_t character;

	for (size_t at = 0; at < offset;) {
		size_t used = utf8_decode(text->bytes + at, offset - at,
		    &character);

		if (text->bytes[at] == '\n') {
			line++;
			column = 1;
		} else
			column++;
		at += used == 0 ? 1 : used;
	}
	read_error_add(error, ":%zu:%zu: ", line, column);
}

static bool
is_plain(struct json_slice key)
{
	for (size_t i = 0; i < key.length; i++) {
		char byte = key.bytes[i];

		if (!(byte >= 'a' && byte <= 'z') &&
		    !(byte >= 'A' && byte <= 'Z') &&
		    !(byte >= '0' && byte <= '9') && byte != '_' &&
		    byte != '-')
			return (false);
	}
	return (key.length > 0);
}

static void
add_key(struct json_slice key, bool is_first, struct read_error *error)
{
	bool plain = is_plain(key);

	read_error_add(error, "%s", !plain ? "[\"" : is_first ? "" : ".");
	read_error_add_foreign(error, key.bytes, key.length,
	    READ_ERROR_VALUE_BYTES);
	if (!plain)
		read_error_add(error, "\"]");
}

/* One step from parent towards node; returns the value stepped to. */
static json_node
add_step(const struct json_document *document, json_node parent,
    json_node node, struct read_error *error)
{
	json_node child = parent + 1;
	size_t index = 0;

	/* Not json_next(): parent may be open, and node have no end yet. */
	while (document->values[child].next <= node) {
		child = document->values[child].next;
		index++;
	}
	if (json_type(document, parent) == JSON_ARRAY)
		read_error_add(error, "[%zu]", index);
	else
		add_key(json_key(document, child), parent == JSON_TOP, error);
	return (child);
}

void
json_error_begin_at(const struct json_document *document, size_t offset,
    json_node node, struct read_error *ret_error)
{
	const struct json_text *text = &document->text;

	read_error_clear(ret_error);
	read_error_add_foreign(ret_error, text->file, strlen(text->file),
	    READ_ERROR_FILE_BYTES);
	add_position(text, offset, ret_error);
	if (node == JSON_TOP)
		read_error_add(ret_error, "(top level)");
	for (json_node at = JSON_TOP; at != node;)
		at = add_step(document, at, node, ret_error);
	read_error_add(ret_error, ": ");
}

void
json_error_end_at(const struct json_document *document, size_t offset,
    size_t length, struct read_error *error)
{
	if (length == 0)
		return;
	read_error_add(error, ": ");
	read_error_add_foreign(error, document->text.bytes + offset, length,
	    READ_ERROR_VALUE_BYTES);
}

void
json_error_begin(const struct json_document *document, json_node node,
    struct read_error *ret_error)
{
	json_error_begin_at(document, document->values[node].start, node,
	    ret_error);
}

void
json_error_end(const struct json_document *document, json_node node,
    struct read_error *error)
{
	const struct json_value *value = &document->values[node];

	json_error_end_at(document, value->start, value->end - value->start,
	    error);
}

void
json_error_begin_key(const struct json_document *document, json_node node,
    struct read_error *ret_error)
{
	json_error_begin_at(document, document->values[node].key, node,
	    ret_error);
}

void
json_error_end_key(const struct json_document *document, json_node node,
    struct read_error *error)
{
	uint32_t start = document->values[node].key;
	const char *bytes = document->text.bytes + start;
	size_t length = 1;

	while (bytes[length] != '"')
		length += bytes[length] == '\\' ? 2 : 1;
	json_error_end_at(document, start, length + 1, error);
}

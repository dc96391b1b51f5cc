/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/json.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/read/json_scan.h"

static json_node
add_value(struct scanner *scanner, size_t key)
{
	struct json_document *document = scanner->document;
	json_node node = document->count;

	if (node == document->capacity) {
		size_t capacity = (size_t)node + node / 2 + 64;
		struct json_value *larger = realloc(document->values,
		    capacity * sizeof(*larger));

		if (larger == NULL)
			host_out_of_memory();
		document->values = larger;
		document->capacity = (uint32_t)capacity;
	}
	document->values[node] = (struct json_value){
		.start = (uint32_t)scanner->at,
		.end = (uint32_t)scanner->at,
		.key = (uint32_t)key,
		.next = JSON_STILL_OPEN
	};
	document->count++;
	return (node);
}

static void
finish_value(struct scanner *scanner, json_node node)
{
	scanner->document->values[node].end = (uint32_t)scanner->at;
	scanner->document->values[node].next = scanner->document->count;
}

static bool
open_container(struct scanner *scanner, json_node node)
{
	if (scanner->depth == JSON_DEPTH_MAX) {
		json_error_begin_at(scanner->document, scanner->at, node,
		    scanner->error);
		read_error_add(scanner->error, "more than %d containers "
		    "inside each other, the limit", JSON_DEPTH_MAX);
		return (false);
	}
	scanner->open[scanner->depth++] = node;
	scanner->at++;
	return (true);
}

/* key is where the value's key stands, 0 if it has none. */
static bool
scan_value(struct scanner *scanner, size_t key)
{
	json_node node = add_value(scanner, key);
	int byte = scan_peek(scanner);
	bool is_good;

	scanner->subject = node;
	if (byte == '{' || byte == '[')
		return (open_container(scanner, node));
	if (byte == '"')
		is_good = scan_string(scanner);
	else if (byte == '-' || (byte >= '0' && byte <= '9'))
		is_good = scan_number(scanner);
	else
		is_good = scan_literal(scanner);
	if (is_good)
		finish_value(scanner, node);
	return (is_good);
}

static bool
scan_member(struct scanner *scanner)
{
	size_t key = scanner->at;

	if (scan_peek(scanner) != '"')
		return (scan_refuse(scanner, "a key in double quotes is "
		    "expected"));
	if (!scan_string(scanner))
		return (false);
	scan_blanks(scanner);
	if (scan_peek(scanner) != ':')
		return (scan_refuse(scanner, "a colon is expected behind a "
		    "key"));
	scanner->at++;
	scan_blanks(scanner);
	return (scan_value(scanner, key));
}

static bool
close_container(struct scanner *scanner, json_node node)
{
	json_node duplicate;

	scanner->at++;
	scanner->depth--;
	finish_value(scanner, node);
	if (json_type(scanner->document, node) != JSON_OBJECT)
		return (true);
	duplicate = json_duplicate(scanner->document, node);
	if (duplicate == JSON_NONE)
		return (true);
	json_error_begin_key(scanner->document, duplicate, scanner->error);
	read_error_add(scanner->error, "the key is there already");
	json_error_end_key(scanner->document, duplicate, scanner->error);
	return (false);
}

/* One member or element of the innermost container, or its end. */
static bool
scan_inside(struct scanner *scanner)
{
	json_node node = scanner->open[scanner->depth - 1];
	bool is_object = json_type(scanner->document, node) == JSON_OBJECT;
	int closing = is_object ? '}' : ']';

	scanner->subject = node;
	scan_blanks(scanner);
	if (scan_peek(scanner) == closing)
		return (close_container(scanner, node));
	if (node + 1 != scanner->document->count) {
		if (scan_peek(scanner) != ',')
			return (scan_refuse(scanner, is_object ?
			    "a comma or } is expected" :
			    "a comma or ] is expected"));
		scanner->at++;
		scan_blanks(scanner);
		if (scan_peek(scanner) == closing)
			return (scan_refuse(scanner, "nothing follows the last "
			    "comma"));
	}
	return (is_object ? scan_member(scanner) : scan_value(scanner, 0));
}

static bool
scan_text(struct scanner *scanner)
{
	if (scanner->length >= 3 &&
	    memcmp(scanner->bytes, "\xef\xbb\xbf", 3) == 0)
		return (scan_refuse(scanner, "the text begins with a byte "
		    "order mark; save it as UTF-8 without one"));
	scan_blanks(scanner);
	if (!scan_value(scanner, 0))
		return (false);
	while (scanner->depth > 0) {
		if (!scan_inside(scanner))
			return (false);
	}
	scan_blanks(scanner);
	scanner->subject = JSON_TOP;
	if (scanner->at < scanner->length)
		return (scan_refuse(scanner, "nothing may follow the JSON "
		    "value"));
	return (true);
}

struct json_document *
json_read(const struct json_text *text, struct read_error *ret_error)
{
	struct json_document *document;
	struct scanner scanner;

	if (text->length > JSON_BYTES_MAX) {
		read_error_file(ret_error, text->file, "has more than %zu "
		    "MiB, the limit", JSON_BYTES_MAX >> 20);
		return (NULL);
	}
	document = host_allocate(1, sizeof(*document));
	document->text = *text;
	document->arena = arena_new();
	scanner = (struct scanner){
		.document = document,
		.bytes = text->bytes,
		.length = text->length,
		.error = ret_error
	};
	if (scan_text(&scanner))
		return (document);
	json_free(document);
	return (NULL);
}

void
json_free(struct json_document *document)
{
	if (document == NULL)
		return;
	arena_free(document->arena);
	free(document->values);
	free(document);
}

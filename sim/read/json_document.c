/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/json_document.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/read/utf8.h"

/* Up to this many keys are compared each with each, more are sorted. */
enum { FEW_KEYS = 16 };

enum json_type
json_type(const struct json_document *document, json_node node)
{
	switch (document->text.bytes[document->values[node].start]) {
	case '{':
		return (JSON_OBJECT);
	case '[':
		return (JSON_ARRAY);
	case '"':
		return (JSON_STRING);
	case 't':
	case 'f':
		return (JSON_BOOLEAN);
	case 'n':
		return (JSON_NULL);
	default:
		return (JSON_NUMBER);
	}
}

struct json_slice
json_lexeme(const struct json_document *document, json_node node)
{
	const struct json_value *value = &document->values[node];

	return ((struct json_slice){ document->text.bytes + value->start,
	    value->end - value->start });
}

/* The key as it stands in the text, quotes and all. */
static struct json_slice
key_lexeme(const struct json_document *document, json_node node)
{
	const char *start = document->text.bytes + document->values[node].key;
	const char *end = start + 1;

	while (*end != '"')
		end += *end == '\\' ? 2 : 1;
	return ((struct json_slice){ start, (size_t)(end + 1 - start) });
}

static uint32_t
hex4(const char *digits)
{
	uint32_t unit = 0;

	for (int i = 0; i < 4; i++) {
		unsigned char digit = (unsigned char)digits[i];

		unit = unit << 4 | (digit <= '9' ? digit - (uint32_t)'0' :
		    (digit | 0x20U) - 'a' + 10U);
	}
	return (unit);
}

/* Decodes the escape at *from, which is a good one, and steps over it. */
static size_t
unescape(const char **from, char *ret_bytes)
{
	static const char letters[] = "bfnrt";
	static const char meanings[] = "\b\f\n\r\t";
	char letter = (*from)[1];
	const char *found = strchr(letters, letter);
	uint32_t character;

	if (letter != 'u') {
		*from += 2;
		*ret_bytes = found == NULL ? letter :
		    meanings[found - letters];
		return (1);
	}
	character = hex4(*from + 2);
	*from += 6;
	if (character >= 0xd800 && character < 0xdc00) {
		character = 0x10000 + ((character - 0xd800) << 10) +
		    (hex4(*from + 2) - 0xdc00);
		*from += 6;
	}
	return (utf8_encode(character, ret_bytes));
}

/* What a string between quotes says. */
static struct json_slice
decoded(const struct json_document *document, struct json_slice lexeme)
{
	const char *from = lexeme.bytes + 1;
	size_t length = lexeme.length - 2;
	const char *end = from + length;
	char *bytes;
	size_t used = 0;

	if (memchr(from, '\\', length) == NULL)
		return ((struct json_slice){ from, length });
	bytes = arena_alloc(document->arena, length, 1);
	while (from < end) {
		if (*from == '\\')
			used += unescape(&from, bytes + used);
		else
			bytes[used++] = *from++;
	}
	return ((struct json_slice){ bytes, used });
}

struct json_slice
json_string(const struct json_document *document, json_node node)
{
	return (decoded(document, json_lexeme(document, node)));
}

struct json_slice
json_key(const struct json_document *document, json_node node)
{
	return (decoded(document, key_lexeme(document, node)));
}

char *
json_copy(struct json_slice slice, struct arena *arena)
{
	return (arena_copy_text(arena, slice.bytes, slice.length));
}

bool
json_slice_is(struct json_slice slice, const char *text)
{
	return (strncmp(slice.bytes, text, slice.length) == 0 &&
	    text[slice.length] == '\0');
}

json_node
json_first(const struct json_document *document, json_node parent)
{
	return (document->values[parent].next == parent + 1 ? JSON_NONE :
	    parent + 1);
}

json_node
json_next(const struct json_document *document, json_node parent,
    json_node node)
{
	json_node next = document->values[node].next;

	return (next == document->values[parent].next ? JSON_NONE : next);
}

size_t
json_count(const struct json_document *document, json_node parent)
{
	size_t count = 0;

	for (json_node node = json_first(document, parent); node != JSON_NONE;
	    node = json_next(document, parent, node))
		count++;
	return (count);
}

json_node
json_member(const struct json_document *document, json_node object,
    const char *key)
{
	json_node node;

	if (json_type(document, object) != JSON_OBJECT)
		return (JSON_NONE);
	for (node = json_first(document, object); node != JSON_NONE;
	    node = json_next(document, object, node)) {
		if (json_slice_is(json_key(document, node), key))
			break;
	}
	return (node);
}

struct keyed {
	struct json_slice key;
	json_node node;
};

static int
compare_keys(const struct keyed *a, const struct keyed *b)
{
	size_t common = a->key.length < b->key.length ? a->key.length :
	    b->key.length;
	int order = memcmp(a->key.bytes, b->key.bytes, common);

	if (order != 0)
		return (order);
	return ((a->key.length > b->key.length) -
	    (a->key.length < b->key.length));
}

/* Equal keys stay in the order of the text. */
static int
compare_members(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = compare_keys(a, b);

	return (order != 0 ? order : (a->node > b->node) - (a->node < b->node));
}

static json_node
duplicate_of_few(const struct keyed *members, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (members[i].key.length == members[j].key.length &&
			    compare_keys(&members[i], &members[j]) == 0)
				return (members[i].node);
		}
	}
	return (JSON_NONE);
}

static json_node
duplicate_of_many(struct keyed *members, size_t count)
{
	json_node first = JSON_NONE;

	qsort(members, count, sizeof(*members), compare_members);
	for (size_t i = 1; i < count; i++) {
		if (members[i].node < first &&
		    compare_keys(&members[i - 1], &members[i]) == 0)
			first = members[i].node;
	}
	return (first);
}

json_node
json_duplicate(const struct json_document *document, json_node object)
{
	struct keyed few[FEW_KEYS];
	struct keyed *members = few;
	size_t capacity = json_count(document, object), count = 0;
	json_node duplicate;

	if (capacity > FEW_KEYS)
		members = host_allocate(capacity, sizeof(*members));
	for (json_node node = json_first(document, object);
	    node != JSON_NONE; node = json_next(document, object, node))
		members[count++] = (struct keyed){ json_key(document, node),
		    node };
	duplicate = count > FEW_KEYS ? duplicate_of_many(members, count) :
	    duplicate_of_few(members, count);
	if (members != few)
		free(members);
	return (duplicate);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The strict JSON reader beside cJSON: what ours accepts cJSON must accept,
 * and both must see the same values.  (cJSON takes much that is not JSON, so
 * the other direction says nothing.)
 */
#include <cjson/cJSON.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "sim/read/json.h"

/* cJSON copies a number into this many bytes, and reads no further. */
#define CJSON_NUMBER_BYTES_MAX ((size_t)62)

static bool
slice_equals(struct json_slice slice, const char *text)
{
	return (strlen(text) == slice.length &&
	    memcmp(slice.bytes, text, slice.length) == 0);
}

static void
compare_number(struct json_slice lexeme, const cJSON *item)
{
	char digits[CJSON_NUMBER_BYTES_MAX + 1];

	FUZZ_REQUIRE(cJSON_IsNumber(item));
	memcpy(digits, lexeme.bytes, lexeme.length);
	digits[lexeme.length] = '\0';
	FUZZ_REQUIRE(!(strtod(digits, NULL) < item->valuedouble) &&
	    !(strtod(digits, NULL) > item->valuedouble));
}

static void
compare_value(const struct json_document *document, json_node node,
    const cJSON *item)
{
	struct json_slice lexeme = json_lexeme(document, node);

	fuzz_note(json_type(document, node));
	fuzz_note(lexeme.length);
	switch (json_type(document, node)) {
	case JSON_NULL:
		FUZZ_REQUIRE(cJSON_IsNull(item));
		break;
	case JSON_BOOLEAN:
		FUZZ_REQUIRE(cJSON_IsBool(item));
		FUZZ_REQUIRE(json_slice_is(lexeme,
		    cJSON_IsTrue(item) ? "true" : "false"));
		break;
	case JSON_NUMBER:
		compare_number(lexeme, item);
		break;
	case JSON_STRING:
		FUZZ_REQUIRE(cJSON_IsString(item));
		FUZZ_REQUIRE(slice_equals(json_string(document, node),
		    item->valuestring));
		break;
	case JSON_ARRAY:
		FUZZ_REQUIRE(cJSON_IsArray(item));
		break;
	case JSON_OBJECT:
		FUZZ_REQUIRE(cJSON_IsObject(item));
		break;
	}
}

/*
 * The values in step, each container before what it holds.  Nesting is
 * limited by the reader, which makes the recursion safe.
 */
static void
compare_tree(const struct json_document *document, json_node node,
    const cJSON *item)
{
	const cJSON *child = item->child;
	json_node next;

	compare_value(document, node, item);
	FUZZ_REQUIRE(json_type(document, node) < JSON_ARRAY ||
	    json_count(document, node) == (size_t)cJSON_GetArraySize(item));
	for (next = json_first(document, node); next != JSON_NONE;
	    next = json_next(document, node, next)) {
		FUZZ_REQUIRE(child != NULL);
		if (json_type(document, node) == JSON_OBJECT) {
			FUZZ_REQUIRE(slice_equals(json_key(document, next),
			    child->string));
			FUZZ_REQUIRE(json_member(document, node,
			    child->string) == next);
		}
		compare_tree(document, next, child);
		child = child->next;
	}
	FUZZ_REQUIRE(json_type(document, node) < JSON_ARRAY ||
	    child == NULL);
}

/* Is there a number that cJSON would cut short? */
static bool
has_long_number(const struct json_document *document, json_node node)
{
	if (json_type(document, node) == JSON_NUMBER)
		return (json_lexeme(document, node).length >
		    CJSON_NUMBER_BYTES_MAX);
	for (json_node next = json_first(document, node); next != JSON_NONE;
	    next = json_next(document, node, next))
		if (has_long_number(document, next))
			return (true);
	return (false);
}

static void
compare_with_cjson(const struct json_document *document,
    const uint8_t *bytes, size_t length)
{
	cJSON *item = cJSON_ParseWithLength((const char *)bytes, length);

	FUZZ_REQUIRE(item != NULL);
	compare_tree(document, JSON_TOP, item);
	cJSON_Delete(item);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct json_text text = { .file = "input", .first_line = 1,
	    .bytes = (const char *)bytes, .length = length };
	struct read_error error = { .length = 0 };
	struct json_document *document = json_read(&text, &error);

	fuzz_digest = 0;
	if (document == NULL) {
		FUZZ_REQUIRE(strncmp(error.text, "input:", 6) == 0);
		fuzz_note(error.length);
		return (0);
	}
	if (!has_long_number(document, JSON_TOP))
		compare_with_cjson(document, bytes, length);
	json_free(document);
	return (0);
}

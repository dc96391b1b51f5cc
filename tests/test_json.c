/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The JSON reader: what it refuses and where it says so, and that what it
 * accepts means the same to cJSON.
 */
#include <check.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/read/json.h"
#include "sim/read/number.h"

static struct json_text
text_of(const char *bytes, size_t length)
{
	return ((struct json_text){ "f", 1, bytes, length });
}

struct bad_row {
	const char *text;
	const char *message;
};

static const struct bad_row bad_rows[] = {
	{ "", "f:1:1: (top level): the text ends here; a JSON value is "
	    "expected" },
	{ " \n\t", "f:2:2: (top level): the text ends here; a JSON value is "
	    "expected" },
	{ "\xef\xbb\xbf{}", "f:1:1: (top level): the text begins with a byte "
	    "order mark; save it as UTF-8 without one: \\ufeff" },
	{ "{} x", "f:1:4: (top level): nothing may follow the JSON value: x" },
	{ "[1] [2]", "f:1:5: (top level): nothing may follow the JSON value: "
	    "[" },
	{ "nul", "f:1:1: (top level): a JSON value is expected: nul" },
	{ "True", "f:1:1: (top level): a JSON value is expected: True" },
	{ "[truex]", "f:1:2: [0]: a JSON value is expected: truex" },
	{ "[NaN]", "f:1:2: [0]: a JSON value is expected: NaN" },
	{ "[1,]", "f:1:4: (top level): nothing follows the last comma: ]" },
	{ "[,1]", "f:1:2: [0]: a JSON value is expected: ," },
	{ "[1,,2]", "f:1:4: [1]: a JSON value is expected: ," },
	{ "[1 2]", "f:1:4: (top level): a comma or ] is expected: 2" },
	{ "[1}", "f:1:3: (top level): a comma or ] is expected: }" },
	{ "[1", "f:1:3: (top level): the text ends here; a comma or ] is "
	    "expected" },
	{ "{\"a\": {\"b\": [1,\n  2 }}", "f:2:5: a.b: a comma or ] is "
	    "expected: }" },
	{ "{\"a\"}", "f:1:5: (top level): a colon is expected behind a key: "
	    "}" },
	{ "{\"a\":}", "f:1:6: a: a JSON value is expected: }" },
	{ "{\"a\":1,}", "f:1:8: (top level): nothing follows the last comma: "
	    "}" },
	{ "{a:1}", "f:1:2: (top level): a key in double quotes is expected: "
	    "a" },
	{ "{\"a\":1 \"b\":2}", "f:1:8: (top level): a comma or } is "
	    "expected: \"b\"" },
	{ "{1:2}", "f:1:2: (top level): a key in double quotes is expected: "
	    "1" },
	{ "[01]", "f:1:2: [0]: a number may not begin with a needless 0: "
	    "01" },
	{ "[-]", "f:1:3: [0]: a number lacks a digit here: ]" },
	{ "[+1]", "f:1:2: [0]: a JSON value is expected: +1" },
	{ "[.5]", "f:1:2: [0]: a JSON value is expected: .5" },
	{ "[1.]", "f:1:4: [0]: a number lacks a digit here: ]" },
	{ "[1e]", "f:1:4: [0]: a number lacks a digit here: ]" },
	{ "[1e+", "f:1:5: [0]: the text ends here; a number lacks a digit "
	    "here" },
	{ "[0x10]", "f:1:3: (top level): a comma or ] is expected: x10" },
	{ "\"ab", "f:1:4: (top level): the text ends here; a string is not "
	    "closed" },
	{ "[\"a\\", "f:1:4: [0]: not an escape; a backslash itself is "
	    "written \\\\: \\" },
	{ "[\"\\x41\"]", "f:1:3: [0]: not an escape; a backslash itself is "
	    "written \\\\: \\x" },
	{ "[\"\\u12G4\"]", "f:1:7: [0]: \\u needs four hexadecimal digits: "
	    "G4" },
	{ "[\"\\u0000\"]", "f:1:3: [0]: the character U+0000 is not allowed "
	    "in strings: \\u0000" },
	{ "[\"\\ud800\"]", "f:1:3: [0]: a high surrogate without a low one "
	    "behind it: \\ud800" },
	{ "[\"\\ud800\\u0041\"]", "f:1:3: [0]: a high surrogate without a "
	    "low one behind it: \\ud800\\u0041" },
	{ "[\"\\udc00\"]", "f:1:3: [0]: a low surrogate without a high one "
	    "before it: \\udc00" },
	{ "[\"a\nb\"]", "f:1:4: [0]: a control character in a string has to "
	    "be escaped: \\n" },
	{ "[\"\x1b[31m\"]", "f:1:3: [0]: a control character in a string has "
	    "to be escaped: \\u001b" },
	{ "[\"\xc0\x80\"]", "f:1:3: [0]: not UTF-8: \\xc0" },
	{ "[\"\xe0\x80\x80\"]", "f:1:3: [0]: not UTF-8: \\xe0" },
	{ "[\"\xed\xa0\x80\"]", "f:1:3: [0]: not UTF-8: \\xed" },
	{ "[\"\xf4\x90\x80\x80\"]", "f:1:3: [0]: not UTF-8: \\xf4" },
	{ "[\"\xff\"]", "f:1:3: [0]: not UTF-8: \\xff" },
	{ "[\"\xe2\x82\"]", "f:1:3: [0]: not UTF-8: \\xe2" },
	/* Columns count characters: two of them stand before the x. */
	{ "[\"\xc3\xa4\xe2\x82\xac\", x]", "f:1:8: [1]: a JSON value is "
	    "expected: x" },
	{ "{\"a\":1,\"b\":2,\"a\":3}", "f:1:14: a: the key is there already: "
	    "\"a\"" },
	{ "{\"a\":1,\"\\u0061\":3}", "f:1:8: a: the key is there already: "
	    "\"\\u0061\"" },
	{ "{\"x y\":{\"\":1,\"\":2}}", "f:1:14: [\"x y\"][\"\"]: the key is "
	    "there already: \"\"" },
	{ "[{},{\"k\":[[0,x]]}]", "f:1:14: [1].k[0][1]: a JSON value is "
	    "expected: x" },
	{ "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaa\" \"\"]", "f:1:75: (top level): a comma or ] is "
	    "expected: \"\"" },
	{ "[xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaa]", "f:1:2: [0]: a JSON value is expected: "
	    "xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "..." },
	{ "[\xe2\x80\xae]", "f:1:2: [0]: a JSON value is expected: \\u202e" },
};

START_TEST(bad_text_is_refused)
{
	const struct bad_row *row = &bad_rows[_i];
	struct json_text text = text_of(row->text, strlen(row->text));
	struct read_error error;

	ck_assert_ptr_null(json_read(&text, &error));
	ck_assert_str_eq(error.text, row->message);
}
END_TEST

START_TEST(nul_byte_is_refused)
{
	struct json_text text = text_of("[1]\0", 4);
	struct read_error error;

	ck_assert_ptr_null(json_read(&text, &error));
	ck_assert_str_eq(error.text, "f:1:4: (top level): nothing may follow "
	    "the JSON value: \\u0000");
}
END_TEST

START_TEST(lines_count_from_the_first)
{
	struct json_text text = { "batch", 37, "[\n?]", 4 };
	struct read_error error;

	ck_assert_ptr_null(json_read(&text, &error));
	ck_assert_str_eq(error.text, "batch:38:1: [0]: a JSON value is "
	    "expected: ?");
}
END_TEST

/* So many arrays inside each other. */
static struct json_document *
read_nested(size_t depth, struct read_error *ret_error)
{
	char *bytes = malloc(2 * depth);
	struct json_text text;
	struct json_document *document;

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, '[', depth);
	memset(bytes + depth, ']', depth);
	text = text_of(bytes, 2 * depth);
	document = json_read(&text, ret_error);
	free(bytes);
	return (document);
}

START_TEST(nesting_has_a_limit)
{
	struct json_document *document;
	struct read_error error;

	document = read_nested(JSON_DEPTH_MAX, &error);
	ck_assert_ptr_nonnull(document);
	json_free(document);
	ck_assert_ptr_null(read_nested(JSON_DEPTH_MAX + 1, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "f:1:65: "));
	ck_assert_ptr_nonnull(strstr(error.text,
	    "more than 64 containers inside each other, the limit"));
	ck_assert_ptr_null(read_nested(100000, &error));
}
END_TEST

enum { MANY_KEYS = 100000 };

/* An object of many keys, the last of them called last. */
static struct json_document *
read_many_keys(const char *last, struct read_error *ret_error)
{
	char *bytes = malloc((size_t)MANY_KEYS * 16 + 64);
	size_t length = 1;
	struct json_text text;
	struct json_document *document;

	ck_assert_ptr_nonnull(bytes);
	bytes[0] = '{';
	for (int i = 0; i < MANY_KEYS; i++)
		length += (size_t)sprintf(bytes + length, "\"k%d\":0,\n", i);
	length += (size_t)sprintf(bytes + length, "\"%s\":0}", last);
	text = text_of(bytes, length);
	document = json_read(&text, ret_error);
	if (document != NULL)
		ck_assert_uint_eq(json_count(document, JSON_TOP),
		    MANY_KEYS + 1);
	free(bytes);
	return (document);
}

START_TEST(many_keys_are_compared)
{
	struct read_error error;
	struct json_document *document = read_many_keys("last", &error);

	ck_assert_ptr_nonnull(document);
	json_free(document);
	ck_assert_ptr_null(read_many_keys("k77", &error));
	ck_assert_str_eq(error.text, "f:100001:1: k77: the key is there "
	    "already: \"k77\"");
	ck_assert_ptr_null(read_many_keys("k\\u0037", &error));
	ck_assert_str_eq(error.text, "f:100001:1: k7: the key is there "
	    "already: \"k\\u0037\"");
}
END_TEST

START_TEST(members_are_found)
{
	static const char bytes[] =
	    "{\"a\": [1, [2, 3], {}], \"b\\u0063\": \"x\\ud83d\\ude00\\n\"}";
	struct json_text text = text_of(bytes, strlen(bytes));
	struct read_error error;
	struct json_document *document = json_read(&text, &error);
	json_node array, string, element;

	ck_assert_ptr_nonnull(document);
	array = json_member(document, JSON_TOP, "a");
	ck_assert_uint_ne(array, JSON_NONE);
	ck_assert_uint_eq(json_count(document, array), 3);
	element = json_next(document, array, json_first(document, array));
	ck_assert_int_eq(json_type(document, element), JSON_ARRAY);
	ck_assert_uint_eq(json_count(document, element), 2);
	element = json_next(document, array, element);
	ck_assert_uint_eq(json_first(document, element), JSON_NONE);
	ck_assert_uint_eq(json_next(document, array, element), JSON_NONE);
	string = json_member(document, JSON_TOP, "bc");
	ck_assert_uint_ne(string, JSON_NONE);
	ck_assert(json_slice_is(json_string(document, string),
	    "x\xf0\x9f\x98\x80\n"));
	ck_assert_uint_eq(json_member(document, JSON_TOP, "A"), JSON_NONE);
	ck_assert_uint_eq(json_member(document, array, "a"), JSON_NONE);
	json_free(document);
}
END_TEST

static bool
slice_equals(struct json_slice slice, const char *text)
{
	return (slice.length == strlen(text) &&
	    memcmp(slice.bytes, text, slice.length) == 0);
}

static bool
number_equals(struct json_slice lexeme, double number)
{
	char digits[512];
	uint64_t integer;

	if (number_from_integer(lexeme.bytes, lexeme.length, &integer))
		return ((double)integer == number);
	if (lexeme.length >= sizeof(digits))
		return (true);
	memcpy(digits, lexeme.bytes, lexeme.length);
	digits[lexeme.length] = '\0';
	return (!(strtod(digits, NULL) < number) &&
	    !(strtod(digits, NULL) > number));
}

static bool trees_equal(const struct json_document *document, json_node node,
    const cJSON *item);

static bool
containers_equal(const struct json_document *document, json_node node,
    const cJSON *item)
{
	json_node child = json_first(document, node);
	const cJSON *other;

	for (other = item->child; other != NULL; other = other->next) {
		if (child == JSON_NONE ||
		    !trees_equal(document, child, other))
			return (false);
		if (cJSON_IsObject(item) &&
		    !slice_equals(json_key(document, child), other->string))
			return (false);
		child = json_next(document, node, child);
	}
	return (child == JSON_NONE);
}

static bool
trees_equal(const struct json_document *document, json_node node,
    const cJSON *item)
{
	struct json_slice lexeme = json_lexeme(document, node);

	switch (json_type(document, node)) {
	case JSON_NULL:
		return (cJSON_IsNull(item));
	case JSON_BOOLEAN:
		return (lexeme.bytes[0] == 't' ? cJSON_IsTrue(item) :
		    cJSON_IsFalse(item));
	case JSON_NUMBER:
		return (cJSON_IsNumber(item) &&
		    number_equals(lexeme, item->valuedouble));
	case JSON_STRING:
		return (cJSON_IsString(item) && slice_equals(
		    json_string(document, node), item->valuestring));
	case JSON_ARRAY:
		return (cJSON_IsArray(item) &&
		    containers_equal(document, node, item));
	case JSON_OBJECT:
		return (cJSON_IsObject(item) &&
		    containers_equal(document, node, item));
	}
	return (false);
}

/*
 * Whatever is accepted, cJSON accepts too, and finds the same in it.  The
 * text has a NUL behind it.  Answers whether it was accepted.
 */
static bool
agrees_with_cjson(const char *bytes, size_t length)
{
	struct json_text text = text_of(bytes, length);
	struct read_error error;
	struct json_document *document = json_read(&text, &error);
	cJSON *item;

	if (document == NULL)
		return (false);
	item = cJSON_ParseWithLengthOpts(bytes, length + 1, NULL, true);
	ck_assert_msg(item != NULL, "cJSON refuses %s", bytes);
	ck_assert_msg(trees_equal(document, JSON_TOP, item),
	    "cJSON finds something else in %s", bytes);
	cJSON_Delete(item);
	json_free(document);
	return (true);
}

static const char *const good_texts[] = {
	"0", "-0", "null", " true ", "\"\"", "[]", "{}", "\r\n\t [ ] ",
	"[1,2.5,-3e2,4E+1,5e-3,0.0,9007199254740991]",
	"18446744073709551615",
	"{\"a\":{\"b\":{\"c\":[[],[[]],{}]}},\"\":null}",
	"{\"base\": \"0x40000000\", \"size\": \"0x1000\", \"x\": false}",
	"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
	"\"\\u0041\\u00e4\\u20ac\\ud83d\\ude00\\uD83D\\uDE00\"",
	"\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf\"",
	"[\"\x7f\", \"\xef\xbb\xbf\", \"\xc2\x80\"]",
	"{\"A\":1,\"a\":2,\"aa\":3,\"\\u0061b\":4}",
};

START_TEST(good_text_means_the_same_to_cjson)
{
	ck_assert(agrees_with_cjson(good_texts[_i], strlen(good_texts[_i])));
}
END_TEST

/* A small generator of our own, so that every host tests the same. */
static uint32_t
random_below(uint64_t *state, uint32_t limit)
{
	*state = *state * 6364136223846793005U + 1442695040888963407U;
	return ((uint32_t)((*state >> 33) % limit));
}

static size_t
mutate(char *bytes, size_t length, uint64_t *state)
{
	static const char alphabet[] =
	    "{}[]\",:\\ \n0123456789-+.eEtrufalsn\x80\xc3\xa4/bx";
	size_t at = random_below(state, (uint32_t)length);
	char byte = alphabet[random_below(state, sizeof(alphabet) - 1)];

	switch (random_below(state, 3)) {
	case 0:
		bytes[at] = byte;
		return (length);
	case 1:
		memmove(bytes + at, bytes + at + 1, length - at);
		return (length - 1);
	default:
		memmove(bytes + at + 1, bytes + at, length - at + 1);
		bytes[at] = byte;
		return (length + 1);
	}
}

START_TEST(mutants_mean_the_same_to_cjson)
{
	const char *origin = good_texts[_i];
	uint64_t state = (uint64_t)_i + 1;
	char bytes[256];

	for (int round = 0; round < 2000; round++) {
		size_t length = strlen(origin);

		memcpy(bytes, origin, length + 1);
		for (int i = 0; i < 3 && length > 0; i++)
			length = mutate(bytes, length, &state);
		agrees_with_cjson(bytes, length);
	}
}
END_TEST

struct number_row {
	const char *text;
	bool is_string, is_integer;	/* in which form it is good */
	uint64_t number;
};

static const struct number_row number_rows[] = {
	{ "0", true, true, 0 },
	{ "0x0", true, false, 0 },
	{ "0xffffffffffffffff", true, false, UINT64_MAX },
	{ "0xFfFfFfFfFfFfFfFf", true, false, UINT64_MAX },
	{ "0x00000000000000001", false, false, 0 },
	{ "0x", false, false, 0 },
	{ "0X10", false, false, 0 },
	{ "0xg", false, false, 0 },
	{ "18446744073709551615", true, false, UINT64_MAX },
	{ "18446744073709551616", false, false, 0 },
	{ "99999999999999999999", false, false, 0 },
	{ "00018446744073709551615", true, false, UINT64_MAX },
	{ "9007199254740991", true, true, 9007199254740991 },
	{ "9007199254740992", true, false, 9007199254740992 },
	{ "", false, false, 0 },
	{ " 1", false, false, 0 },
	{ "1 ", false, false, 0 },
	{ "+1", false, false, 0 },
	{ "-1", false, false, 0 },
	{ "1.0", false, false, 0 },
	{ "1e3", false, false, 0 },
	{ "10h", false, false, 0 },
};

START_TEST(numbers_are_exact)
{
	const struct number_row *row = &number_rows[_i];
	size_t length = strlen(row->text);
	uint64_t number = 0;

	ck_assert_int_eq(number_from_string(row->text, length, &number),
	    row->is_string);
	ck_assert(number == (row->is_string ? row->number : 0));
	number = 0;
	ck_assert_int_eq(number_from_integer(row->text, length, &number),
	    row->is_integer);
	ck_assert(number == (row->is_integer ? row->number : 0));
}
END_TEST

#define ROW_COUNT(table) (int)(sizeof(table) / sizeof(*(table)))

int
main(void)
{
	Suite *suite = suite_create("json");
	TCase *cases = tcase_create("reader");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	tcase_add_loop_test(cases, bad_text_is_refused, 0,
	    ROW_COUNT(bad_rows));
	tcase_add_test(cases, nul_byte_is_refused);
	tcase_add_test(cases, lines_count_from_the_first);
	tcase_add_test(cases, nesting_has_a_limit);
	tcase_add_test(cases, many_keys_are_compared);
	tcase_add_test(cases, members_are_found);
	tcase_add_loop_test(cases, good_text_means_the_same_to_cjson, 0,
	    ROW_COUNT(good_texts));
	tcase_add_loop_test(cases, mutants_mean_the_same_to_cjson, 0,
	    ROW_COUNT(good_texts));
	tcase_add_loop_test(cases, numbers_are_exact, 0,
	    ROW_COUNT(number_rows));
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

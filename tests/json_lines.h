/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Lines of JSON, as a batch file has them and the program's results are, and
 * what tests ask of a result.
 */
#ifndef TESTS_JSON_LINES_H
#define TESTS_JSON_LINES_H

#include <check.h>
#include <stdbool.h>
#include <string.h>

#include <cjson/cJSON.h>

/* An array, which the caller deletes; every line has to be an object. */
static inline cJSON *
json_lines_parse(const char *text, size_t length, const char *name)
{
	const char *end = text + length;
	cJSON *lines = cJSON_CreateArray();

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *line_end = newline == NULL ? end : newline;
		cJSON *line = cJSON_ParseWithLength(text,
		    (size_t)(line_end - text));

		ck_assert_msg(cJSON_IsObject(line), "%s: line %d is not an "
		    "object", name, cJSON_GetArraySize(lines) + 1);
		cJSON_AddItemToArray(lines, line);
		text = newline == NULL ? end : newline + 1;
	}
	return (lines);
}

static inline const cJSON *
json_at(const cJSON *object, const char *key)
{
	return (cJSON_GetObjectItemCaseSensitive(object, key));
}

/* NULL if there is none. */
static inline const char *
json_text_at(const cJSON *object, const char *key)
{
	return (cJSON_GetStringValue(json_at(object, key)));
}

/* The first violation of the invariant id in a result; or NULL. */
static inline const cJSON *
result_violation(const cJSON *result, const char *id)
{
	const cJSON *violation;

	cJSON_ArrayForEach(violation, json_at(result, "violations")) {
		const char *text = json_text_at(violation, "id");

		if (text != NULL && strcmp(text, id) == 0)
			return (violation);
	}
	return (NULL);
}

/* What went wrong with a capture before it was replayed; or NULL. */
static inline const char *
result_error(const cJSON *result)
{
	return (json_text_at(json_at(result, "error"), "text"));
}

#endif

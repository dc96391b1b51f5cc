/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/place.h"

#include <stdlib.h>
#include <string.h>

#include "sim/read/file.h"
#include "sim/read/json.h"

/* The element of that index, or JSON_NONE. */
static json_node
element_at(const struct json_document *document, json_node array,
    unsigned long index)
{
	json_node node = json_first(document, array);

	while (node != JSON_NONE && index-- > 0)
		node = json_next(document, array, node);
	return (node);
}

/* Takes the key or index that path starts with, up to one of ends. */
static json_node
step(const struct json_document *document, json_node node, const char **path)
{
	char key[128];
	size_t length;

	if (**path == '[' && (*path)[1] != '"') {
		char *end;
		unsigned long index = strtoul(*path + 1, &end, 10);

		*path = *end == ']' ? end + 1 : end;
		return (element_at(document, node, index));
	}
	if (**path == '[') {
		*path += 2;
		length = strcspn(*path, "\"");
	} else {
		*path += **path == '.';
		length = strcspn(*path, ".[");
	}
	if (length >= sizeof(key))
		return (JSON_NONE);
	memcpy(key, *path, length);
	key[length] = '\0';
	*path += length;
	if (strncmp(*path, "\"]", 2) == 0)
		*path += 2;
	return (json_member(document, node, key));
}

static bool
find_in(const struct json_text *text, const char *json_path,
    struct read_error *ret_place)
{
	struct json_document *document = json_read(text, ret_place);
	json_node node = JSON_TOP;

	if (document == NULL)
		return (false);
	while (*json_path != '\0' && node != JSON_NONE)
		node = step(document, node, &json_path);
	if (node != JSON_NONE) {
		json_error_begin(document, node, ret_place);
		/* Without the colon that a message would follow. */
		ret_place->length -= 2;
		ret_place->text[ret_place->length] = '\0';
	}
	json_free(document);
	return (node != JSON_NONE);
}

void
place_find_in(const struct json_text *text, const char *json_path,
    struct read_error *ret_place)
{
	if (!find_in(text, json_path, ret_place))
		read_error_file(ret_place, text->file, "%s", json_path);
}

void
place_find(const char *file, const char *json_path,
    struct read_error *ret_place)
{
	struct json_text text = { .file = file, .first_line = 1 };
	char *bytes = NULL;
	bool is_found = false;

	if (strcmp(file, "-") != 0 &&
	    strcmp(file, read_error_file_name("-")) != 0)
		bytes = file_read(file, JSON_BYTES_MAX, &text.length,
		    ret_place);
	if (bytes != NULL) {
		text.bytes = bytes;
		is_found = find_in(&text, json_path, ret_place);
		free(bytes);
	}
	if (!is_found)
		read_error_file(ret_place, file, "%s", json_path);
}

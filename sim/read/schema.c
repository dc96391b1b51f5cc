/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/schema.h"

#include <sys/stat.h>

#include <stdlib.h>

#include <stdarg.h>
#include <string.h>

#include "sim/read/file.h"
#include "sim/read/nearest.h"
#include "sim/read/number.h"

bool
reader_refuse(struct reader *reader, json_node node, const char *format, ...)
{
	va_list arguments;

	json_error_begin(reader->document, node, reader->error);
	va_start(arguments, format);
	read_error_add_list(reader->error, format, arguments);
	va_end(arguments);
	json_error_end(reader->document, node, reader->error);
	return (false);
}

bool
reader_count_entries(struct reader *reader, json_node node, size_t count)
{
	if (count > CAPTURE_ENTRIES_MAX - reader->entry_count)
		return (reader_refuse(reader, node, "more than %zu map "
		    "entries in the capture, the limit", CAPTURE_ENTRIES_MAX));
	reader->entry_count += count;
	return (true);
}

bool
reader_expect(struct reader *reader, json_node node, enum json_type type)
{
	static const char *const names[] = {
		[JSON_NULL] = "null",
		[JSON_BOOLEAN] = "true or false",
		[JSON_NUMBER] = "a number",
		[JSON_STRING] = "a string",
		[JSON_ARRAY] = "an array",
		[JSON_OBJECT] = "an object"
	};

	if (json_type(reader->document, node) == type)
		return (true);
	return (reader_refuse(reader, node, "expected %s", names[type]));
}

/* Is one of the steps of a path the folder above? */
static bool
leads_out(const char *path)
{
	for (;;) {
		size_t length = strcspn(path, "/");

		if (length == 2 && strncmp(path, "..", 2) == 0)
			return (true);
		if (path[length] == '\0')
			return (false);
		path += length + 1;
	}
}

char *
reader_file_path(struct reader *reader, json_node node)
{
	char *name, *path;
	struct stat status;

	if (!read_text(reader, node, &name))
		return (NULL);
	if (*name == '\0' || *name == '/' || leads_out(name)) {
		reader_refuse(reader, node, "expected a path relative to the "
		    "capture, and not out of its folder");
		return (NULL);
	}
	path = file_path_in(reader->directory, name);
	/* A pipe would keep us waiting for ever. */
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		reader_refuse(reader, node, "expected a regular file");
		free(path);
		return (NULL);
	}
	return (path);
}

static bool
refuse_key(struct reader *reader, json_node member,
    const struct field *fields)
{
	struct json_slice key = json_key(reader->document, member);
	struct nearest nearest = nearest_to(key.bytes, key.length);
	const struct field *field;

	json_error_begin_key(reader->document, member, reader->error);
	for (field = fields; field->key != NULL; field++)
		nearest_try(&nearest, field->key);
	if (nearest.name != NULL)
		read_error_add(reader->error, "unknown key, did you mean "
		    "`%s`?", nearest.name);
	else {
		read_error_add(reader->error, "unknown key; known here:");
		for (field = fields; field->key != NULL; field++)
			read_error_add(reader->error, " `%s`", field->key);
	}
	json_error_end_key(reader->document, member, reader->error);
	return (false);
}

/* The field that a member is, or NULL. */
static const struct field *
find_field(struct json_slice key, const struct field *fields)
{
	for (; fields->key != NULL; fields++) {
		if (json_slice_is(key, fields->key))
			return (fields);
	}
	return (NULL);
}

static bool
is_own_key(struct json_slice key)
{
	return (key.length >= 2 && memcmp(key.bytes, "x-", 2) == 0);
}

/* seen has a bit for each field that is there. */
static bool
check_required(struct reader *reader, json_node node,
    const struct field *fields, uint32_t seen)
{
	for (const struct field *field = fields; field->key != NULL; field++) {
		if (field->is_required &&
		    (seen & (uint32_t)1 << (field - fields)) == 0)
			return (reader_refuse(reader, node, "the key `%s` is "
			    "missing", field->key));
	}
	return (true);
}

bool
read_object(struct reader *reader, json_node node,
    const struct field *fields, void *ret)
{
	uint32_t seen = 0;

	if (!reader_expect(reader, node, JSON_OBJECT))
		return (false);
	for (json_node member = json_first(reader->document, node);
	    member != JSON_NONE;
	    member = json_next(reader->document, node, member)) {
		struct json_slice key = json_key(reader->document, member);
		const struct field *field = find_field(key, fields);

		if (field == NULL && is_own_key(key))
			continue;
		if (field == NULL)
			return (refuse_key(reader, member, fields));
		seen |= (uint32_t)1 << (field - fields);
		if (!field->read(reader, member, (char *)ret + field->offset))
			return (false);
	}
	/* Last, so that a mistyped key is told as such, not as missing. */
	return (check_required(reader, node, fields, seen));
}

void *
read_plain_list(struct reader *reader, json_node node, size_t size,
    read_function *read, size_t *ret_count)
{
	size_t count, used = 0;
	char *entries;

	if (!reader_expect(reader, node, JSON_ARRAY))
		return (NULL);
	count = json_count(reader->document, node);
	entries = arena_alloc(reader->capture->arena, count, size);
	for (json_node entry = json_first(reader->document, node);
	    entry != JSON_NONE;
	    entry = json_next(reader->document, node, entry)) {
		if (!read(reader, entry, entries + used++ * size))
			return (NULL);
	}
	*ret_count = count;
	return (entries);
}

void *
read_list(struct reader *reader, json_node node, size_t size,
    read_function *read, size_t *ret_count)
{
	if (!reader_expect(reader, node, JSON_ARRAY))
		return (NULL);
	for (json_node entry = json_first(reader->document, node);
	    entry != JSON_NONE;
	    entry = json_next(reader->document, node, entry)) {
		if (!reader_count_entries(reader, entry, 1))
			return (NULL);
	}
	return (read_plain_list(reader, node, size, read, ret_count));
}

static const struct named_value *
find_choice(struct json_slice text, const struct named_value *choices)
{
	for (; choices->name != NULL; choices++) {
		if (json_slice_is(text, choices->name))
			return (choices);
	}
	return (NULL);
}

static bool
refuse_choice(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what)
{
	struct json_slice text = json_string(reader->document, node);
	struct nearest nearest = nearest_to(text.bytes, text.length);
	const struct named_value *choice;

	json_error_begin(reader->document, node, reader->error);
	for (choice = choices; choice->name != NULL; choice++)
		nearest_try(&nearest, choice->name);
	if (nearest.name != NULL)
		read_error_add(reader->error, "unknown %s, did you mean "
		    "`%s`?", what, nearest.name);
	else {
		read_error_add(reader->error, "unknown %s; known are:", what);
		for (choice = choices; choice->name != NULL; choice++)
			read_error_add(reader->error, " `%s`", choice->name);
	}
	json_error_end(reader->document, node, reader->error);
	return (false);
}

bool
read_choice(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what, uint64_t *ret_value)
{
	const struct named_value *choice;

	if (!reader_expect(reader, node, JSON_STRING))
		return (false);
	choice = find_choice(json_string(reader->document, node), choices);
	if (choice == NULL)
		return (refuse_choice(reader, node, choices, what));
	*ret_value = choice->value;
	return (true);
}

bool
read_bits(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what, uint64_t *ret_bits)
{
	uint64_t bits = 0, bit;

	if (!reader_expect(reader, node, JSON_ARRAY))
		return (false);
	for (json_node entry = json_first(reader->document, node);
	    entry != JSON_NONE;
	    entry = json_next(reader->document, node, entry)) {
		if (!read_choice(reader, entry, choices, what, &bit))
			return (false);
		bits |= bit;
	}
	*ret_bits = bits;
	return (true);
}

/* A string that begins with a digit is meant as a number, not as a name. */
static bool
is_name(const struct reader *reader, json_node node)
{
	struct json_slice text;

	if (json_type(reader->document, node) != JSON_STRING)
		return (false);
	text = json_string(reader->document, node);
	return (text.length > 0 &&
	    !(text.bytes[0] >= '0' && text.bytes[0] <= '9'));
}

bool
read_named_u32(struct reader *reader, json_node node,
    const struct named_value *choices, const char *what,
    uint32_t *ret_number)
{
	uint64_t number = 0;

	if (is_name(reader, node)) {
		if (!read_choice(reader, node, choices, what, &number))
			return (false);
	} else if (!read_number(reader, node, &number))
		return (false);
	if (number > UINT32_MAX)
		return (reader_refuse(reader, node, "%s above 4294967295, "
		    "more than 32 bits", what));
	*ret_number = (uint32_t)number;
	return (true);
}

bool
read_number(struct reader *reader, json_node node, void *ret)
{
	enum json_type type = json_type(reader->document, node);
	struct json_slice text;
	bool is_good = false;

	if (type == JSON_STRING) {
		text = json_string(reader->document, node);
		is_good = number_from_string(text.bytes, text.length, ret);
	} else if (type == JSON_NUMBER) {
		text = json_lexeme(reader->document, node);
		is_good = number_from_integer(text.bytes, text.length, ret);
	}
	return (is_good || reader_refuse(reader, node, "expected %s",
	    number_forms));
}

bool
read_text(struct reader *reader, json_node node, void *ret)
{
	char **text = ret;

	if (!reader_expect(reader, node, JSON_STRING))
		return (false);
	*text = json_copy(json_string(reader->document, node),
	    reader->capture->arena);
	return (true);
}

bool
read_line(struct reader *reader, json_node node, void *ret)
{
	char **text = ret;

	if (!read_text(reader, node, ret))
		return (false);
	for (const char *at = *text; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20)
			return (reader_refuse(reader, node, "expected one "
			    "line without control characters"));
	}
	return (true);
}

bool
read_boolean(struct reader *reader, json_node node, void *ret)
{
	bool *boolean = ret;

	if (!reader_expect(reader, node, JSON_BOOLEAN))
		return (false);
	*boolean = json_lexeme(reader->document, node).bytes[0] == 't';
	return (true);
}

bool
read_range(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "base", read_number, offsetof(struct bm_extent, base),
		    true },
		{ "size", read_number, offsetof(struct bm_extent, length),
		    true },
		{ .key = NULL }
	};

	return (read_object(reader, node, fields, ret));
}

bool
read_optional_range(struct reader *reader, json_node node, void *ret)
{
	struct optional_extent *range = ret;

	range->is_present = true;
	return (read_range(reader, node, &range->extent));
}

bool
read_range_list(struct reader *reader, json_node node, void *ret)
{
	struct extent_list *list = ret;

	list->entries = read_list(reader, node, sizeof(*list->entries),
	    read_range, &list->count);
	return (list->entries != NULL);
}

bool
read_exclude_flags(struct reader *reader, json_node node, void *ret)
{
	uint64_t bits;
	uint32_t *ret_flags = ret;

	if (!read_bits(reader, node, exclude_flag_names, "flag", &bits))
		return (false);
	*ret_flags = (uint32_t)bits;
	return (true);
}

bool
read_anything(struct reader *reader, json_node node, void *ret)
{
	(void)reader;
	(void)node;
	(void)ret;
	return (true);
}

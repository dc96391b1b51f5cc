/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/batch/item.h"

#include <stdlib.h>
#include <string.h>

#include "sim/read/file.h"

bool
batch_line_is_blank(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return (false);
	return (true);
}

bool
batch_name_ends(const char *name, const char *ending)
{
	size_t length = strlen(name), ending_length = strlen(ending);

	return (length >= ending_length &&
	    strcmp(name + length - ending_length, ending) == 0);
}

/* Containers that are open at the end; 0 once the first one is closed. */
static size_t
open_count(const char *line, size_t length)
{
	bool is_string = false;
	size_t depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (line[i] == '"')
			is_string = !is_string;
		else if (is_string)
			i += line[i] == '\\';
		else if (line[i] == '{' || line[i] == '[')
			depth++;
		else if ((line[i] == '}' || line[i] == ']') && --depth == 0)
			return (0);
		if (depth == 0)
			break;
	}
	/* No text goes on in the next line: this one was cut off. */
	return (is_string ? 0 : depth);
}

bool
batch_is_lines(const char *path, const char *line, size_t length)
{
	if (batch_name_ends(path, ".jsonl"))
		return (true);
	while (length > 0 && batch_line_is_blank(line, 1)) {
		line++;
		length--;
	}
	if (length > 0 && line[0] == '{')
		return (open_count(line, length) == 0);
	return (!batch_name_ends(path, ".json"));
}

static void
visit_lines(const struct batch_visitor *visitor, struct json_text *text,
    const char *directory)
{
	const char *end = text->bytes + text->length;

	while (text->bytes < end) {
		const char *newline = memchr(text->bytes, '\n',
		    (size_t)(end - text->bytes));

		text->length = (size_t)((newline == NULL ? end : newline) -
		    text->bytes);
		if (!batch_line_is_blank(text->bytes, text->length))
			visitor->captured(visitor->context, text, directory);
		text->bytes += text->length + 1;
		text->first_line++;
	}
}

/* Of one capture, or of lines. */
static void
visit_whole(const struct batch_visitor *visitor, struct json_text *text,
    const char *directory)
{
	const char *line = text->bytes, *end = text->bytes + text->length;
	const char *newline;

	while ((newline = memchr(line, '\n', (size_t)(end - line))) != NULL &&
	    batch_line_is_blank(line, (size_t)(newline - line)))
		line = newline + 1;
	if (newline != NULL && batch_is_lines(text->file, line,
	    (size_t)(newline - line)))
		visit_lines(visitor, text, directory);
	else
		visitor->captured(visitor->context, text, directory);
}

static void
visit_file(const struct batch_visitor *visitor, const char *path,
    const char *directory)
{
	struct json_text text = { .file = path, .first_line = 1 };
	struct read_error error;
	char *bytes = file_read(path, JSON_BYTES_MAX, &text.length, &error);

	if (bytes == NULL) {
		visitor->refused(visitor->context, path, error.text);
		return;
	}
	text.bytes = bytes;
	visit_whole(visitor, &text, directory);
	free(bytes);
}

void
batch_item_visit(const struct batch_item *item,
    const struct batch_visitor *visitor)
{
	struct json_text text = { read_error_file_name(item->path),
	    item->first_line, item->bytes, item->length };
	char *directory;

	if (item->kind == BATCH_REFUSED) {
		visitor->refused(visitor->context, text.file, item->bytes);
		return;
	}
	directory = file_directory(item->path);
	if (item->kind == BATCH_FILE)
		visit_file(visitor, item->path, directory);
	else
		visitor->captured(visitor->context, &text, directory);
	free(directory);
}

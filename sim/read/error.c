/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "sim/read/utf8.h"

void
read_error_clear(struct read_error *error)
{
	error->length = 0;
	error->text[0] = '\0';
}

static void
add_bytes(struct read_error *error, const char *bytes, size_t length)
{
	size_t room = sizeof(error->text) - 1 - error->length;

	if (length > room)
		length = room;
	memcpy(error->text + error->length, bytes, length);
	error->length += length;
	error->text[error->length] = '\0';
}

void
read_error_add_list(struct read_error *error, const char *format,
    va_list arguments)
{
	size_t room = sizeof(error->text) - error->length;
	int wanted = vsnprintf(error->text + error->length, room, format,
	    arguments);

	if (wanted < 0)
		error->text[error->length] = '\0';
	else if ((size_t)wanted < room)
		error->length += (size_t)wanted;
	else
		error->length = sizeof(error->text) - 1;
}

void
read_error_add(struct read_error *error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	read_error_add_list(error, format, arguments);
	va_end(arguments);
}

void
read_error_file(struct read_error *error, const char *file,
    const char *format, ...)
{
	va_list arguments;

	read_error_clear(error);
	read_error_add_foreign(error, file, strlen(file),
	    READ_ERROR_FILE_BYTES);
	read_error_add(error, ": ");
	va_start(arguments, format);
	read_error_add_list(error, format, arguments);
	va_end(arguments);
}

static bool
is_in(uint32_t character, uint32_t first, uint32_t last)
{
	return (first <= character && character <= last);
}

/* Controls of the terminal and of the direction of text. */
static bool
is_unsafe(uint32_t character)
{
	return (character < 0x20 || is_in(character, 0x7f, 0x9f) ||
	    is_in(character, 0x200e, 0x200f) ||
	    is_in(character, 0x2028, 0x202e) ||
	    is_in(character, 0x2066, 0x2069) || character == 0xfeff);
}

/* Makes the first character safe; returns how many bytes it had. */
static size_t
escape(const char *bytes, size_t length, char *ret_piece, size_t piece_bytes)
{
	uint32_t character;
	size_t used = utf8_decode(bytes, length, &character);

	if (used == 0) {
		snprintf(ret_piece, piece_bytes, "\\x%02x",
		    (unsigned)(unsigned char)bytes[0]);
		return (1);
	}
	if (character == '\n')
		snprintf(ret_piece, piece_bytes, "\\n");
	else if (character == '\t')
		snprintf(ret_piece, piece_bytes, "\\t");
	else if (is_unsafe(character))
		snprintf(ret_piece, piece_bytes, "\\u%04x",
		    (unsigned)character);
	else
		snprintf(ret_piece, piece_bytes, "%.*s", (int)used, bytes);
	return (used);
}

void
read_error_add_foreign(struct read_error *error, const char *bytes,
    size_t length, size_t limit_bytes)
{
	size_t shown_bytes = 0;
	char piece[16];

	for (size_t at = 0; at < length;) {
		at += escape(bytes + at, length - at, piece, sizeof(piece));
		shown_bytes += strlen(piece);
		if (shown_bytes > limit_bytes) {
			add_bytes(error, "...", 3);
			return;
		}
		add_bytes(error, piece, strlen(piece));
	}
}

const char *
read_error_file_name(const char *path)
{
	return (strcmp(path, "-") == 0 ? "(standard input)" : path);
}

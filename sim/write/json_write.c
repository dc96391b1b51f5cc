/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/write/json_write.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/contract.h"
#include "sim/clean.h"

enum { INDENT_COLUMNS = 2 };

/* The string that is to have the bytes of text, which is UTF-8. */
static void
spell(FILE *file, const char *text)
{
	static const char special[] =
	    "\"\\\x01\x02\x03\x04\x05\x06\x07\b\t\n\x0b\f\r\x0e\x0f\x10\x11\x12"
	    "\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f";
	static const char letters[] = "btn\0fr";

	putc('"', file);
	for (;;) {
		size_t length = strcspn(text, special);
		unsigned char byte = (unsigned char)text[length];

		fwrite(text, 1, length, file);
		if (byte == '\0')
			break;
		if (byte == '"' || byte == '\\')
			fprintf(file, "\\%c", byte);
		else if (byte >= '\b' && byte <= '\r' && byte != '\v')
			fprintf(file, "\\%c", letters[byte - '\b']);
		else
			fprintf(file, "\\u%04x", byte);
		text += length + 1;
	}
	putc('"', file);
}

static void
break_line(struct json_writer *out)
{
	if (out->lines_depth > 0 && out->inline_depth == 0 &&
	    !out->is_one_line)
		fprintf(out->file, "\n%*s",
		    (int)out->lines_depth * INDENT_COLUMNS, "");
}

/* Whatever comes before a value: a comma, its key. */
static void
begin_value(struct json_writer *out, const char *key)
{
	const char *blank = out->lines_depth > 0 && !out->is_one_line ?
	    " " : "";

	if (out->needs_comma) {
		putc(',', out->file);
		if (out->inline_depth > 0)
			fputs(blank, out->file);
	}
	break_line(out);
	out->needs_comma = 1;
	if (key != NULL) {
		spell(out->file, key);
		fprintf(out->file, ":%s", blank);
	}
}

void
write_begin(struct json_writer *out, const char *key, char bracket)
{
	begin_value(out, key);
	putc(bracket, out->file);
	out->inline_depth++;
	out->needs_comma = 0;
}

void
write_begin_lines(struct json_writer *out, const char *key, char bracket)
{
	BM_CONTRACT(out->inline_depth == 0);
	begin_value(out, key);
	putc(bracket, out->file);
	out->lines_depth++;
	out->needs_comma = 0;
}

void
write_end(struct json_writer *out, char bracket)
{
	if (out->inline_depth > 0)
		out->inline_depth--;
	else {
		out->lines_depth--;
		if (out->needs_comma && out->lines_depth == 0 &&
		    !out->is_one_line)
			putc('\n', out->file);
		else if (out->needs_comma)
			break_line(out);
	}
	putc(bracket, out->file);
	out->needs_comma = 1;
}

/* Spells what a copy of text, from clean_...(), is; frees it. */
static void
write_copy(struct json_writer *out, const char *key, char *copy)
{
	begin_value(out, key);
	spell(out->file, copy);
	free(copy);
}

static void
write_null(struct json_writer *out, const char *key)
{
	begin_value(out, key);
	fputs("null", out->file);
}

void
write_text(struct json_writer *out, const char *key, const char *text)
{
	if (text == NULL)
		write_null(out, key);
	else
		write_copy(out, key, clean_text(text));
}

void
write_string(struct json_writer *out, const char *key, const char *text)
{
	if (text == NULL)
		write_null(out, key);
	else
		write_copy(out, key, clean_utf8(text));
}

void
write_count(struct json_writer *out, const char *key, uint64_t count)
{
	begin_value(out, key);
	fprintf(out->file, "%" PRIu64, count);
}

void
write_number(struct json_writer *out, const char *key, const char *spelt)
{
	begin_value(out, key);
	fputs(spelt, out->file);
}

void
write_address(struct json_writer *out, const char *key, uint64_t address)
{
	begin_value(out, key);
	fprintf(out->file, "\"0x%" PRIx64 "\"", address);
}

void
write_address_end(struct json_writer *out, const char *key, uint64_t end)
{
	begin_value(out, key);
	if (end == 0)
		fputs("\"0x10000000000000000\"", out->file);
	else
		fprintf(out->file, "\"0x%" PRIx64 "\"", end);
}

void
write_bits(struct json_writer *out, const char *key,
    const struct named_value *names, uint64_t bits)
{
	write_begin(out, key, '[');
	for (; names->name != NULL; names++) {
		if ((bits & names->value) != 0)
			write_string(out, NULL, names->name);
	}
	write_end(out, ']');
}

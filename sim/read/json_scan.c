/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/read/json_scan.h"

#include <string.h>

#include "sim/read/utf8.h"

void
scan_blanks(struct scanner *scanner)
{
	for (;;) {
		int byte = scan_peek(scanner);

		if (byte != ' ' && byte != '\n' && byte != '\t' &&
		    byte != '\r')
			return;
		scanner->at++;
	}
}

/* How much of the text at the scanner reads as one word, or one string. */
static size_t
word_length(const struct scanner *scanner)
{
	const char *word = scanner->bytes + scanner->at;
	size_t rest = scanner->length - scanner->at;
	size_t length = 0;

	if (rest > 2 * READ_ERROR_VALUE_BYTES)
		rest = 2 * READ_ERROR_VALUE_BYTES;
	if (rest > 1 && *word == '"' &&
	    memchr(word + 1, '"', rest - 1) != NULL) {
		const char *end = memchr(word + 1, '"', rest - 1);

		return ((size_t)(end + 1 - word));
	}
	while (length < rest && strchr(" \t\r\n,:{}[]\"", word[length]) ==
	    NULL)
		length++;
	return (length == 0 && rest > 0 ? 1 : length);
}

bool
scan_refuse(struct scanner *scanner, const char *what)
{
	json_error_begin_at(scanner->document, scanner->at, scanner->subject,
	    scanner->error);
	if (scanner->at >= scanner->length)
		read_error_add(scanner->error, "the text ends here; ");
	read_error_add(scanner->error, "%s", what);
	json_error_end_at(scanner->document, scanner->at,
	    word_length(scanner), scanner->error);
	return (false);
}

/* The same, showing bytes from start to the scanner. */
static bool
refuse_from(struct scanner *scanner, size_t start, const char *what)
{
	json_error_begin_at(scanner->document, start, scanner->subject,
	    scanner->error);
	read_error_add(scanner->error, "%s", what);
	json_error_end_at(scanner->document, start, scanner->at - start,
	    scanner->error);
	return (false);
}

/* Reads four hexadecimal digits. */
static bool
scan_hex4(struct scanner *scanner, uint32_t *ret_unit)
{
	uint32_t unit = 0;

	for (int i = 0; i < 4; i++) {
		int byte = scan_peek(scanner);
		const char *digits = "0123456789abcdef";
		const char *digit = byte <= 0 ? NULL :
		    strchr(digits, byte >= 'A' && byte <= 'F' ? byte | 0x20 :
		    byte);

		if (digit == NULL)
			return (scan_refuse(scanner, "\\u needs four "
			    "hexadecimal digits"));
		unit = unit << 4 | (uint32_t)(digit - digits);
		scanner->at++;
	}
	*ret_unit = unit;
	return (true);
}

static bool
is_surrogate(uint32_t unit, uint32_t first)
{
	return (unit >= first && unit < first + 0x400);
}

/* Behind "\u", which begins at start. */
static bool
scan_unicode_escape(struct scanner *scanner, size_t start)
{
	uint32_t high = 0, low = 0;

	if (!scan_hex4(scanner, &high))
		return (false);
	if (high == 0)
		return (refuse_from(scanner, start, "the character U+0000 is "
		    "not allowed in strings"));
	if (is_surrogate(high, 0xdc00))
		return (refuse_from(scanner, start, "a low surrogate without "
		    "a high one before it"));
	if (!is_surrogate(high, 0xd800))
		return (true);
	if (scanner->length - scanner->at < 2 ||
	    memcmp(scanner->bytes + scanner->at, "\\u", 2) != 0)
		return (refuse_from(scanner, start, "a high surrogate without "
		    "a low one behind it"));
	scanner->at += 2;
	if (!scan_hex4(scanner, &low))
		return (false);
	if (!is_surrogate(low, 0xdc00))
		return (refuse_from(scanner, start, "a high surrogate without "
		    "a low one behind it"));
	return (true);
}

static bool
scan_escape(struct scanner *scanner)
{
	size_t start = scanner->at++;
	int byte = scan_peek(scanner);

	if (byte == 'u') {
		scanner->at++;
		return (scan_unicode_escape(scanner, start));
	}
	if (byte <= 0 || strchr("\"\\/bfnrt", byte) == NULL) {
		if (byte > ' ' && byte < 0x7f)
			scanner->at++;
		return (refuse_from(scanner, start, "not an escape; a "
		    "backslash itself is written \\\\"));
	}
	scanner->at++;
	return (true);
}

/* A byte of a string that is neither its end nor plain ASCII. */
static bool
scan_special(struct scanner *scanner, int byte)
{
	uint32_t character;
	size_t used;

	if (byte == '\\')
		return (scan_escape(scanner));
	if (byte < 0)
		return (scan_refuse(scanner, "a string is not closed"));
	if (byte < ' ') {
		size_t start = scanner->at++;

		return (refuse_from(scanner, start, "a control character in "
		    "a string has to be escaped"));
	}
	used = utf8_decode(scanner->bytes + scanner->at,
	    scanner->length - scanner->at, &character);
	if (used == 0) {
		size_t start = scanner->at++;

		return (refuse_from(scanner, start, "not UTF-8"));
	}
	scanner->at += used;
	return (true);
}

bool
scan_string(struct scanner *scanner)
{
	scanner->at++;
	for (;;) {
		int byte = scan_peek(scanner);

		if (byte == '"')
			break;
		if (byte >= ' ' && byte < 0x80 && byte != '\\')
			scanner->at++;
		else if (!scan_special(scanner, byte))
			return (false);
	}
	scanner->at++;
	return (true);
}

static bool
scan_digits(struct scanner *scanner)
{
	int byte = scan_peek(scanner);

	if (byte < '0' || byte > '9')
		return (scan_refuse(scanner, "a number lacks a digit here"));
	while (byte >= '0' && byte <= '9') {
		scanner->at++;
		byte = scan_peek(scanner);
	}
	return (true);
}

bool
scan_number(struct scanner *scanner)
{
	size_t start = scanner->at;

	if (scan_peek(scanner) == '-')
		scanner->at++;
	if (scan_peek(scanner) == '0') {
		scanner->at++;
		if (scan_peek(scanner) >= '0' && scan_peek(scanner) <= '9') {
			scanner->at = start;
			return (scan_refuse(scanner, "a number may not begin "
			    "with a needless 0"));
		}
	} else if (!scan_digits(scanner))
		return (false);
	if (scan_peek(scanner) == '.') {
		scanner->at++;
		if (!scan_digits(scanner))
			return (false);
	}
	if (scan_peek(scanner) == 'e' || scan_peek(scanner) == 'E') {
		scanner->at++;
		if (scan_peek(scanner) == '+' || scan_peek(scanner) == '-')
			scanner->at++;
		return (scan_digits(scanner));
	}
	return (true);
}

bool
scan_literal(struct scanner *scanner)
{
	static const char *const literals[] = { "true", "false", "null" };
	size_t length = word_length(scanner);

	for (size_t i = 0; i < sizeof(literals) / sizeof(*literals); i++) {
		if (length == strlen(literals[i]) && memcmp(scanner->bytes +
		    scanner->at, literals[i], length) == 0) {
			scanner->at += length;
			return (true);
		}
	}
	return (scan_refuse(scanner, "a JSON value is expected"));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/log_line.h"

#include <stdlib.h>
#include <string.h>

#include "sim/host.h"
#include "sim/read/log_prefix.h"

#define ESCAPE '\033'

/*
 * How many bytes at text are no text: carriage returns and the escapes with
 * which programs colour lines and move about, "ESC [ ... letter".
 */
static size_t
skip_controls(const char *text, const char *end)
{
	const char *at = text;

	while (at < end) {
		if (*at == '\r') {
			at++;
		} else if (*at == ESCAPE && end - at > 1 && at[1] == '[') {
			at += 2;
			while (at < end && (*at < '@' || *at > '~'))
				at++;
			at += at < end;
		} else if (*at == ESCAPE) {
			at += end - at > 1 ? 2 : 1;
		} else {
			break;
		}
	}
	return ((size_t)(at - text));
}

static size_t
remove_controls(struct log_line *line, const char *raw, size_t length)
{
	const char *at = raw, *end = raw + length;
	size_t used = 0;

	if (line->buffer_bytes < length) {
		free(line->buffer);
		line->buffer = host_allocate(length, 1);
		line->buffer_bytes = length;
	}
	while ((at += skip_controls(at, end)) < end)
		line->buffer[used++] = *at++;
	return (used);
}

void
log_line_set(struct log_line *line, const char *raw, size_t length)
{
	const char *text = raw;
	size_t text_bytes = length;

	line->raw = raw;
	line->raw_length = length;
	if (text_bytes > 0 && text[text_bytes - 1] == '\r')
		text_bytes--;
	if (memchr(text, ESCAPE, text_bytes) != NULL ||
	    memchr(text, '\r', text_bytes) != NULL) {
		text_bytes = remove_controls(line, raw, length);
		text = line->buffer;
	}
	line->whole = text;
	line->end = text + text_bytes;
	line->text = text + log_prefix_length(text, text_bytes);
	line->indent = 0;
	while (line->text < line->end &&
	    (*line->text == ' ' || *line->text == '\t')) {
		line->text++;
		line->indent++;
	}
}

void
log_line_free(struct log_line *line)
{
	free(line->buffer);
}

size_t
log_line_column(const struct log_line *line, const char *at)
{
	const char *raw = line->raw, *end = line->raw + line->raw_length;
	size_t column = 1;

	for (const char *byte = line->whole; raw < end; raw++, byte++) {
		const char *shown = raw + skip_controls(raw, end);

		for (; raw < shown; raw++)
			column++;
		if (byte >= at || raw >= end)
			break;
		/* Bytes that go on with a character of UTF-8 are none. */
		column += ((unsigned char)*raw & 0xc0) != 0x80;
	}
	return (column);
}

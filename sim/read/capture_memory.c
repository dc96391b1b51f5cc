/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * x-memory-bytes: what memory was seen to hold, as hexadecimal digits.
 */
#include <ctype.h>

#include "sim/read/schema.h"

static unsigned char
nibble(char digit)
{
	return ((unsigned char)(isdigit((unsigned char)digit) ? digit - '0' :
	    tolower((unsigned char)digit) - 'a' + 10));
}

/* Two digits a byte, and nothing else. */
static bool
read_bytes(struct reader *reader, json_node node, void *ret)
{
	struct memory_bytes *memory = ret;
	char *text;
	size_t length = 0;

	if (!read_text(reader, node, &text))
		return (false);
	while (isxdigit((unsigned char)text[length]))
		length++;
	if (length % 2 != 0 || text[length] != '\0')
		return (reader_refuse(reader, node, "expected two hexadecimal "
		    "digits a byte"));
	memory->count = length / 2;
	memory->bytes = arena_alloc(reader->capture->arena, memory->count, 1);
	for (size_t i = 0; i < memory->count; i++)
		memory->bytes[i] = (unsigned char)(nibble(text[2 * i]) << 4 |
		    nibble(text[2 * i + 1]));
	return (true);
}

static bool
read_entry(struct reader *reader, json_node node, void *ret)
{
	static const struct field fields[] = {
		{ "base", read_number, offsetof(struct memory_bytes, base),
		    true },
		{ "bytes", read_bytes, 0, true },
		{ .key = NULL }
	};
	const struct memory_bytes *memory = ret;

	return (read_object(reader, node, fields, ret) &&
	    (memory->count == 0 ||
	    memory->base <= BM_PADDR_LAST - (memory->count - 1) ||
	    reader_refuse(reader, node, "bytes reach past 2^64")));
}

/* Keys with x- are free: a list of another form is somebody else's. */
bool
read_memory_bytes(struct reader *reader, json_node node, void *ret)
{
	struct capture *capture = ret;
	struct read_error *told = reader->error, ignored;

	if (json_type(reader->document, node) != JSON_ARRAY)
		return (true);
	read_error_clear(&ignored);
	reader->error = &ignored;
	capture->memory_bytes = read_plain_list(reader, node,
	    sizeof(capture->memory_bytes[0]), read_entry,
	    &capture->memory_bytes_count);
	reader->error = told;
	if (capture->memory_bytes == NULL)
		capture->memory_bytes_count = 0;
	return (true);
}

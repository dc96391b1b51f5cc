/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "sim/host.h"
#include "sim/write/capture_parts.h"

static void
write_bytes(struct json_writer *out, const struct memory_bytes *memory)
{
	static const char digits[] = "0123456789abcdef";
	char *text = host_allocate(2 * memory->count + 1, 1);

	for (size_t i = 0; i < memory->count; i++) {
		text[2 * i] = digits[memory->bytes[i] >> 4];
		text[2 * i + 1] = digits[memory->bytes[i] & 0xf];
	}
	write_begin(out, NULL, '{');
	write_address(out, "base", memory->base);
	write_string(out, "bytes", text);
	write_end(out, '}');
	free(text);
}

void
write_memory_bytes(struct json_writer *out, const struct capture *capture)
{
	if (capture->memory_bytes_count == 0)
		return;
	write_begin_lines(out, "x-memory-bytes", '[');
	for (size_t i = 0; i < capture->memory_bytes_count; i++)
		write_bytes(out, &capture->memory_bytes[i]);
	write_end(out, ']');
}

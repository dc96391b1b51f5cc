/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/write/capture_parts.h"

void
write_string_if(struct json_writer *out, const char *key, const char *text)
{
	if (text != NULL)
		write_string(out, key, text);
}

void
write_extent(struct json_writer *out, struct bm_extent extent)
{
	write_address(out, "base", extent.base);
	write_address(out, "size", extent.length);
}

static void
write_range(struct json_writer *out, const char *key, struct bm_extent extent)
{
	write_begin(out, key, '{');
	write_extent(out, extent);
	write_end(out, '}');
}

void
write_optional_range(struct json_writer *out, const char *key,
    const struct optional_extent *range)
{
	if (range->is_present)
		write_range(out, key, range->extent);
}

static void
write_ranges(struct json_writer *out, const struct extent_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		write_range(out, NULL, list->entries[i]);
	write_end(out, ']');
}

void
write_range_list(struct json_writer *out, const char *key,
    const struct extent_list *list)
{
	write_begin(out, key, '[');
	write_ranges(out, list);
}

void
write_range_lines(struct json_writer *out, const char *key,
    const struct extent_list *list)
{
	write_begin_lines(out, key, '[');
	write_ranges(out, list);
}

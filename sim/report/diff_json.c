/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/diff_formats.h"
#include "sim/write/json_write.h"

static void
add_sum(struct json_writer *out, const char *key, const struct diff_sum *sum)
{
	char text[DIFF_SUM_TEXT_BYTES];

	/* It may have more digits than 64 bits hold. */
	diff_sum_text(sum, text);
	write_number(out, key, text);
}

static void
add_range(struct json_writer *out, const char *key,
    const struct diff_range *range)
{
	if (range == NULL) {
		write_text(out, key, NULL);
		return;
	}
	write_begin(out, key, '{');
	write_address(out, "start", range->range.start);
	write_address_end(out, "end", range->range.end);
	write_bits(out, "flags", exclude_flag_names, range->flags);
	if (range->holder != NULL)
		write_text(out, "holder", range->holder);
	write_end(out, '}');
}

static void
add_change(struct json_writer *out, const struct diff_result *result,
    const struct diff_change *change)
{
	struct diff_sum bytes;
	uint64_t pages;

	diff_change_size(result, change, &pages, &bytes);
	write_begin(out, NULL, '{');
	write_text(out, "kind", diff_kind_name(change->kind));
	add_range(out, "before", change->before);
	add_range(out, "after", change->after);
	write_count(out, "pages", pages);
	add_sum(out, "bytes", &bytes);
	write_end(out, '}');
}

static void
add_sums(struct json_writer *out, const char *key,
    const struct diff_result *result, const struct diff_part *part,
    size_t side)
{
	struct diff_sum pages, bytes;

	if (part->is_missing[side]) {
		write_text(out, key, NULL);
		return;
	}
	diff_list_size(&part->lists[side], result->sides[side].page_size,
	    &pages, &bytes);
	write_begin(out, key, '{');
	write_count(out, "ranges", part->lists[side].count);
	add_sum(out, "pages", &pages);
	add_sum(out, "bytes", &bytes);
	write_end(out, '}');
}

static void
add_part(struct json_writer *out, const struct diff_result *result,
    const struct diff_part *part)
{
	write_begin(out, NULL, '{');
	write_text(out, "table", part->table);
	if (part->name != NULL)
		write_text(out, "part", part->name);
	write_begin(out, "changes", '[');
	for (size_t i = 0; i < part->change_count; i++)
		add_change(out, result, &part->changes[i]);
	write_end(out, ']');
	write_begin(out, "totals", '{');
	add_sums(out, "a", result, part, 0);
	add_sums(out, "b", result, part, 1);
	write_end(out, '}');
	write_end(out, '}');
}

static void
add_side(struct json_writer *out, const char *key,
    const struct diff_side *side)
{
	write_begin(out, key, '{');
	write_text(out, "path", side->path);
	write_text(out, "profile", side->profile);
	write_text(out, "panic", side->panic);
	write_count(out, "page_size", side->page_size);
	write_end(out, '}');
}

void
diff_json(FILE *file, const struct diff_result *result)
{
	struct json_writer out = { .file = file };

	write_begin(&out, NULL, '{');
	add_side(&out, "a", &result->sides[0]);
	add_side(&out, "b", &result->sides[1]);
	write_number(&out, "different",
	    diff_is_different(result) ? "true" : "false");
	write_begin(&out, "tables", '[');
	for (size_t i = 0; i < result->part_count; i++)
		add_part(&out, result, &result->parts[i]);
	write_end(&out, ']');
	write_end(&out, '}');
	fputc('\n', file);
}

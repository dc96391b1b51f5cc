/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Written as it goes, a change at a time: there may be millions.
 */
#include <inttypes.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "core/exclusions.h"
#include "core/page.h"
#include "sim/host.h"
#include "sim/report/clean.h"
#include "sim/report/diff_formats.h"

/* cJSON answers NULL for one reason only. */
static cJSON *
must(cJSON *item)
{
	if (item == NULL)
		host_out_of_memory();
	return (item);
}

static void
add_string(cJSON *object, const char *key, const char *text)
{
	char *clean;

	if (text == NULL) {
		must(cJSON_AddNullToObject(object, key));
		return;
	}
	clean = clean_text(text);
	must(cJSON_AddStringToObject(object, key, clean));
	free(clean);
}

/* Digit by digit: cJSON's own numbers are doubles. */
static void
add_sum(cJSON *object, const char *key, const struct diff_sum *sum)
{
	char text[DIFF_SUM_TEXT_BYTES];

	diff_sum_text(sum, text);
	must(cJSON_AddRawToObject(object, key, text));
}

static void
add_number(cJSON *object, const char *key, uint64_t number)
{
	struct diff_sum sum = { 0, 0 };

	diff_sum_add(&sum, number);
	add_sum(object, key, &sum);
}

static void
add_address(cJSON *object, const char *key, bm_paddr address)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, address);
	must(cJSON_AddStringToObject(object, key, text));
}

static void
add_range(cJSON *change, const char *key, const struct diff_range *range)
{
	cJSON *object, *flags;

	if (range == NULL) {
		must(cJSON_AddNullToObject(change, key));
		return;
	}
	object = must(cJSON_AddObjectToObject(change, key));
	add_address(object, "start", range->range.start);
	/* 2^64 has no form in 64 bits. */
	if (range->range.end == 0)
		add_string(object, "end", "0x10000000000000000");
	else
		add_address(object, "end", range->range.end);
	flags = must(cJSON_AddArrayToObject(object, "flags"));
	if ((range->flags & BM_EXCLUDE_NOALLOC) != 0)
		cJSON_AddItemToArray(flags,
		    must(cJSON_CreateString("NoAlloc")));
	if ((range->flags & BM_EXCLUDE_NODUMP) != 0)
		cJSON_AddItemToArray(flags,
		    must(cJSON_CreateString("NoDump")));
	if (range->holder != NULL)
		add_string(object, "holder", range->holder);
}

static void
write_item(FILE *out, cJSON *item)
{
	char *text = cJSON_PrintUnformatted(item);

	if (text == NULL)
		host_out_of_memory();
	fputs(text, out);
	cJSON_free(text);
	cJSON_Delete(item);
}

static void
write_change(FILE *out, const struct diff_result *result,
    const struct diff_change *change)
{
	cJSON *object = must(cJSON_CreateObject());
	struct diff_sum bytes;
	uint64_t pages;

	diff_change_size(result, change, &pages, &bytes);
	add_string(object, "kind", diff_kind_name(change->kind));
	add_range(object, "before", change->before);
	add_range(object, "after", change->after);
	add_number(object, "pages", pages);
	add_sum(object, "bytes", &bytes);
	write_item(out, object);
}

static void
write_sums(FILE *out, const struct diff_result *result,
    const struct diff_part *part, size_t side)
{
	cJSON *object;
	struct diff_sum pages, bytes;

	if (part->is_missing[side]) {
		fputs("null", out);
		return;
	}
	object = must(cJSON_CreateObject());
	diff_list_size(&part->lists[side], result->sides[side].page_size,
	    &pages, &bytes);
	add_number(object, "ranges", part->lists[side].count);
	add_sum(object, "pages", &pages);
	add_sum(object, "bytes", &bytes);
	write_item(out, object);
}

static void
write_part(FILE *out, const struct diff_result *result,
    const struct diff_part *part)
{
	/* Names of our own need no escapes. */
	fprintf(out, "{\"table\":\"%s\",", part->table);
	if (part->name != NULL)
		fprintf(out, "\"part\":\"%s\",", part->name);
	fputs("\"changes\":[", out);
	for (size_t i = 0; i < part->change_count; i++) {
		if (i > 0)
			fputc(',', out);
		write_change(out, result, &part->changes[i]);
	}
	fputs("],\"totals\":{\"a\":", out);
	write_sums(out, result, part, 0);
	fputs(",\"b\":", out);
	write_sums(out, result, part, 1);
	fputs("}}", out);
}

static void
write_side(FILE *out, const struct diff_side *side)
{
	cJSON *object = must(cJSON_CreateObject());

	add_string(object, "path", side->path);
	add_string(object, "profile", side->profile);
	add_string(object, "panic", side->panic);
	add_number(object, "page_size", side->page_size);
	write_item(out, object);
}

void
diff_json(FILE *out, const struct diff_result *result)
{
	fputs("{\"a\":", out);
	write_side(out, &result->sides[0]);
	fputs(",\"b\":", out);
	write_side(out, &result->sides[1]);
	fprintf(out, ",\"different\":%s,\"tables\":[",
	    diff_is_different(result) ? "true" : "false");
	for (size_t i = 0; i < result->part_count; i++) {
		if (i > 0)
			fputc(',', out);
		write_part(out, result, &result->parts[i]);
	}
	fputs("]}\n", out);
}

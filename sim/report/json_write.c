/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/json_write.h"

#include <inttypes.h>
#include <stdlib.h>

#include <cjson/cJSON.h>

#include "core/exclusions.h"
#include "sim/host.h"
#include "sim/clean.h"

/* Whatever comes before a value: a comma, its key. */
static void
begin_value(struct json_writer *out, const char *key)
{
	if (out->needs_comma)
		fputc(',', out->file);
	out->needs_comma = 1;
	/* Keys are our own words: nothing in them has to be escaped. */
	if (key != NULL)
		fprintf(out->file, "\"%s\":", key);
}

void
write_begin(struct json_writer *out, const char *key, char bracket)
{
	begin_value(out, key);
	fputc(bracket, out->file);
	out->needs_comma = 0;
}

void
write_end(struct json_writer *out, char bracket)
{
	fputc(bracket, out->file);
	out->needs_comma = 1;
}

void
write_text(struct json_writer *out, const char *key, const char *text)
{
	cJSON *item;
	char *clean, *spelt;

	begin_value(out, key);
	if (text == NULL) {
		fputs("null", out->file);
		return;
	}
	/* What is not UTF-8, a path perhaps, must not make it no JSON. */
	clean = clean_text(text);
	item = cJSON_CreateStringReference(clean);
	spelt = cJSON_PrintUnformatted(item);
	if (item == NULL || spelt == NULL)
		host_out_of_memory();
	fputs(spelt, out->file);
	cJSON_free(spelt);
	cJSON_Delete(item);
	free(clean);
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
write_flags(struct json_writer *out, uint32_t flags)
{
	write_begin(out, "flags", '[');
	if ((flags & BM_EXCLUDE_NOALLOC) != 0)
		write_text(out, NULL, "NoAlloc");
	if ((flags & BM_EXCLUDE_NODUMP) != 0)
		write_text(out, NULL, "NoDump");
	write_end(out, ']');
}

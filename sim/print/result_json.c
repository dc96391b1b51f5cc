/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/result_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "sim/print/entries.h"
#include "sim/print/ranges.h"
#include "sim/print/report.h"

/* cJSON answers NULL for one reason only. */
static cJSON *
must(cJSON *item)
{
	if (item == NULL)
		host_out_of_memory();
	return (item);
}

static void
add_address(cJSON *object, const char *key, bm_paddr address)
{
	char text[24];

	/* cJSON's numbers are doubles: addresses are text. */
	snprintf(text, sizeof(text), "0x%" PRIx64, address);
	must(cJSON_AddStringToObject(object, key, text));
}

/* An exclusive end; 2^64 has no hexadecimal form in 64 bits: 17 digits. */
static void
add_end(cJSON *object, bm_paddr end)
{
	if (end == 0)
		must(cJSON_AddStringToObject(object, "end",
		    "0x10000000000000000"));
	else
		add_address(object, "end", end);
}

static void
add_entry(void *context, const struct bm_fact *fact)
{
	char text[ENTRY_TEXT_BYTES];

	entry_text(fact->origin, text);
	cJSON_AddItemToArray(context, must(cJSON_CreateString(text)));
}

static void
add_flags(cJSON *object, uint32_t flags)
{
	cJSON *array = must(cJSON_AddArrayToObject(object, "flags"));

	if ((flags & BM_EXCLUDE_NOALLOC) != 0)
		cJSON_AddItemToArray(array,
		    must(cJSON_CreateString("NoAlloc")));
	if ((flags & BM_EXCLUDE_NODUMP) != 0)
		cJSON_AddItemToArray(array,
		    must(cJSON_CreateString("NoDump")));
}

struct range_writer {
	cJSON *array;
	const struct entry_index *index;
};

static void
add_range(void *context, const struct printed_range *range)
{
	struct range_writer *writer = context;
	cJSON *object = must(cJSON_CreateObject());

	add_address(object, "start", range->range.start);
	add_end(object, range->range.end);
	add_flags(object, range->flags);
	if (range->holder != NULL)
		must(cJSON_AddStringToObject(object, "holder",
		    range->holder));
	entry_index_each(writer->index, range->range, add_entry,
	    must(cJSON_AddArrayToObject(object, "from")));
	cJSON_AddItemToArray(writer->array, object);
}

static void
add_tables(cJSON *result, const struct replay *replay,
    const struct result_tables *asked)
{
	const struct simulation *simulation = &replay->simulation;
	cJSON *texts = must(cJSON_AddObjectToObject(result, "tables"));
	cJSON *ranges = must(cJSON_AddObjectToObject(result, "ranges"));
	struct entry_index *index = entry_index_new(&simulation->world,
	    false);

	for (size_t i = 0; i < asked->count; i++) {
		const struct table *table = asked->entries[i];
		struct range_writer writer = { NULL, index };
		size_t bytes;
		char *text;

		if (!table_is_complete(table, simulation))
			continue;
		text = table_text(table, simulation, &bytes);
		must(cJSON_AddStringToObject(texts, table->name, text));
		free(text);
		if (!table_has_ranges(table->name))
			continue;
		writer.array = must(cJSON_AddArrayToObject(ranges,
		    table->name));
		table_each_range(table->name, simulation, add_range, &writer);
	}
	entry_index_free(index);
}

static void
add_totals(cJSON *result, const struct bm_world *world)
{
	cJSON *totals = must(cJSON_AddObjectToObject(result, "totals"));

	if (world->reached < BM_STAGE_AVAIL)
		return;
	/* Pages of 4 KiB or more: below 2^52, which a double holds. */
	if (world->has_basemem)
		must(cJSON_AddNumberToObject(totals, "basemem",
		    (double)world->basemem_kib));
	else
		must(cJSON_AddNumberToObject(totals, "realmem",
		    (double)world->totals.realmem_pages));
	must(cJSON_AddNumberToObject(totals, "physmem",
	    (double)world->totals.physmem_pages));
	must(cJSON_AddNumberToObject(totals, "Maxmem",
	    (double)world->totals.maxmem_pages));
}

static void
add_witness(void *context, struct bm_range range, const char *why)
{
	cJSON *object = must(cJSON_CreateObject());

	add_address(object, "start", range.start);
	add_end(object, range.end);
	must(cJSON_AddStringToObject(object, "why", why));
	cJSON_AddItemToArray(context, object);
}

static cJSON *
add_violation(cJSON *array, const char *id, enum bm_severity severity,
    const char *sentence)
{
	cJSON *object = must(cJSON_CreateObject());

	must(cJSON_AddStringToObject(object, "id", id));
	must(cJSON_AddStringToObject(object, "severity",
	    severity_name(severity)));
	must(cJSON_AddStringToObject(object, "sentence", sentence));
	cJSON_AddItemToArray(array, object);
	return (object);
}

static void
add_violations(cJSON *result, const struct replay *replay)
{
	cJSON *array = must(cJSON_AddArrayToObject(result, "violations"));

	for (size_t i = 0; i < bm_invariant_count; i++) {
		const struct bm_verdict *verdict = &replay->report.verdicts[i];
		cJSON *object;

		if (verdict->outcome != BM_BROKEN)
			continue;
		object = add_violation(array, bm_invariants[i].id,
		    bm_invariants[i].severity, bm_invariants[i].sentence);
		must(cJSON_AddNumberToObject(object, "places",
		    (double)verdict->broken_count));
		report_each_witness(replay, verdict, add_witness,
		    must(cJSON_AddArrayToObject(object, "witness")));
	}
	for (size_t i = 0; i < replay->difference_count; i++) {
		const struct witness_difference *difference =
		    &replay->differences[i];
		cJSON *object = add_violation(array, WITNESS_ROW_ID, BM_ERROR,
		    WITNESS_ROW_SENTENCE);

		must(cJSON_AddArrayToObject(object, "witness"));
		must(cJSON_AddStringToObject(object, "table",
		    difference->witness->table));
		must(cJSON_AddNumberToObject(object, "line",
		    (double)difference->line));
		must(cJSON_AddStringToObject(object, "expected",
		    difference->expected == NULL ? "" :
		    difference->expected));
		must(cJSON_AddStringToObject(object, "printed",
		    difference->printed == NULL ? "" : difference->printed));
	}
}

static void
add_text_or_null(cJSON *object, const char *key, const char *text)
{
	if (text == NULL)
		must(cJSON_AddNullToObject(object, key));
	else
		must(cJSON_AddStringToObject(object, key, text));
}

static void
write_line(FILE *out, cJSON *result)
{
	char *text = cJSON_PrintUnformatted(result);

	if (text == NULL)
		host_out_of_memory();
	fputs(text, out);
	fputc('\n', out);
	cJSON_free(text);
	cJSON_Delete(result);
}

void
result_json(FILE *out, const struct replay *replay,
    const struct result_tables *asked)
{
	const struct bm_world *world = &replay->simulation.world;
	cJSON *result = must(cJSON_CreateObject());

	must(cJSON_AddStringToObject(result, "name", replay->capture->name));
	must(cJSON_AddStringToObject(result, "profile",
	    replay->simulation.kernel->name));
	must(cJSON_AddNumberToObject(result, "status",
	    replay_exit_status(replay)));
	must(cJSON_AddNullToObject(result, "error"));
	add_text_or_null(result, "panic", world->panic);
	add_tables(result, replay, asked);
	add_totals(result, world);
	add_violations(result, replay);
	write_line(out, result);
}

void
result_json_error(FILE *out, const char *name, const char *profile,
    const char *where, const char *text)
{
	cJSON *result = must(cJSON_CreateObject()), *error;

	/* A file that could not be read has no name. */
	add_text_or_null(result, "name", name);
	add_text_or_null(result, "profile", profile);
	must(cJSON_AddNumberToObject(result, "status", EXIT_BAD_INPUT));
	error = must(cJSON_AddObjectToObject(result, "error"));
	must(cJSON_AddStringToObject(error, "where", where));
	must(cJSON_AddStringToObject(error, "text", text));
	must(cJSON_AddNullToObject(result, "panic"));
	must(cJSON_AddObjectToObject(result, "tables"));
	must(cJSON_AddObjectToObject(result, "ranges"));
	must(cJSON_AddObjectToObject(result, "totals"));
	must(cJSON_AddArrayToObject(result, "violations"));
	write_line(out, result);
}

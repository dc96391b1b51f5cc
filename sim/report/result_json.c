/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/report/result_json.h"

#include <stdlib.h>

#include "sim/print/entries.h"
#include "sim/write/json_write.h"
#include "sim/print/ranges.h"
#include "sim/report/report.h"

/* A map that lies on itself a thousandfold must not come out a millionfold. */
#define ENTRIES_NAMED 64

/* What makes a range of memory; devices have tables of their own. */
#define MEMORY_FACTS (BM_FACT_RAM | BM_FACT_UNUSABLE | BM_FACT_RESERVED | \
    BM_FACT_NO_READ | BM_FACT_IN_USE)

struct from {
	struct json_writer *out;
	size_t count;
	struct bm_origin latest;
};

static void
add_entry(void *context, const struct bm_fact *fact)
{
	struct from *from = context;
	char text[ENTRY_TEXT_BYTES];

	/* One entry may say two things of its range. */
	if (from->count > 0 && from->latest.source == fact->origin.source &&
	    from->latest.index == fact->origin.index)
		return;
	from->latest = fact->origin;
	if (from->count++ >= ENTRIES_NAMED)
		return;
	entry_text(fact->origin, text);
	write_text(from->out, NULL, text);
}

static void
add_entries(struct json_writer *out, const struct entry_index *index,
    struct bm_range range)
{
	struct from from = { .out = out };
	char text[64];

	write_begin(out, "from", '[');
	entry_index_each(index, range, add_entry, &from);
	if (from.count > ENTRIES_NAMED) {
		snprintf(text, sizeof(text), "and %zu more",
		    from.count - ENTRIES_NAMED);
		write_text(out, NULL, text);
	}
	write_end(out, ']');
}

struct range_writer {
	struct json_writer *out;
	const struct entry_index *index;
};

static void
add_range(void *context, const struct printed_range *range)
{
	const struct range_writer *writer = context;
	struct json_writer *out = writer->out;

	write_begin(out, NULL, '{');
	write_address(out, "start", range->range.start);
	write_address_end(out, "end", range->range.end);
	write_bits(out, "flags", exclude_flag_names, range->flags);
	if (range->holder != NULL)
		write_text(out, "holder", range->holder);
	add_entries(out, writer->index, range->range);
	write_end(out, '}');
}

static void
add_texts(struct json_writer *out, const struct simulation *simulation,
    const struct result_tables *asked)
{
	write_begin(out, "tables", '{');
	for (size_t i = 0; i < asked->count; i++) {
		const struct table *table = asked->entries[i];
		size_t bytes;
		char *text;

		if (!table_is_complete(table, simulation))
			continue;
		text = table_text(table, simulation, &bytes);
		write_text(out, table->name, text);
		free(text);
	}
	write_end(out, '}');
}

static void
add_ranges(struct json_writer *out, const struct simulation *simulation,
    const struct result_tables *asked)
{
	struct entry_index *index = entry_index_of(&simulation->world,
	    MEMORY_FACTS);
	struct range_writer writer = { out, index };

	write_begin(out, "ranges", '{');
	for (size_t i = 0; i < asked->count; i++) {
		const char *name = asked->entries[i]->name;

		if (!table_is_complete(asked->entries[i], simulation) ||
		    !table_has_ranges(name))
			continue;
		write_begin(out, name, '[');
		table_each_range(name, simulation, add_range, &writer);
		write_end(out, ']');
	}
	write_end(out, '}');
	entry_index_free(index);
}

static void
add_totals(struct json_writer *out, const struct bm_world *world)
{
	write_begin(out, "totals", '{');
	if (bm_world_has(world, BM_STAGE_AVAIL)) {
		if (world->has_basemem)
			write_count(out, "basemem", world->basemem_kib);
		else
			write_count(out, "realmem",
			    world->totals.realmem_pages);
		write_count(out, "physmem", world->totals.physmem_pages);
		write_count(out, "Maxmem", world->totals.maxmem_pages);
	}
	write_end(out, '}');
}

static void
add_witness(void *context, struct bm_range range, const char *why)
{
	struct json_writer *out = context;

	write_begin(out, NULL, '{');
	write_address(out, "start", range.start);
	write_address_end(out, "end", range.end);
	write_text(out, "why", why);
	write_end(out, '}');
}

static void
begin_violation(struct json_writer *out, const char *id,
    enum bm_severity severity, const char *sentence)
{
	write_begin(out, NULL, '{');
	write_text(out, "id", id);
	write_text(out, "severity", severity_name(severity));
	write_text(out, "sentence", sentence);
}

static void
add_difference(struct json_writer *out,
    const struct witness_difference *difference)
{
	begin_violation(out, WITNESS_ROW_ID, BM_ERROR, WITNESS_ROW_SENTENCE);
	write_begin(out, "witness", '[');
	write_end(out, ']');
	write_text(out, "table", difference->witness->table);
	write_count(out, "line", difference->line);
	write_text(out, "expected", difference->expected);
	write_text(out, "printed", difference->printed);
	write_end(out, '}');
}

static void
add_violations(struct json_writer *out, const struct replay *replay)
{
	write_begin(out, "violations", '[');
	for (size_t i = 0; i < bm_invariant_count; i++) {
		const struct bm_verdict *verdict = &replay->report.verdicts[i];

		if (verdict->outcome != BM_BROKEN)
			continue;
		begin_violation(out, bm_invariant(i)->id,
		    bm_invariant(i)->severity, bm_invariant(i)->sentence);
		write_count(out, "places", verdict->broken_count);
		write_begin(out, "witness", '[');
		report_each_witness(replay, verdict, add_witness, out);
		write_end(out, ']');
		write_end(out, '}');
	}
	for (size_t i = 0; i < replay->difference_count; i++)
		add_difference(out, &replay->differences[i]);
	write_end(out, ']');
}

static void
end_result(struct json_writer *out)
{
	write_end(out, '}');
	fputc('\n', out->file);
}

void
result_json(FILE *file, const struct replay *replay,
    const struct result_tables *asked)
{
	const struct simulation *simulation = &replay->simulation;
	struct json_writer out = { .file = file };

	write_begin(&out, NULL, '{');
	write_text(&out, "name", replay->capture->name);
	write_text(&out, "profile", simulation->kernel->name);
	write_count(&out, "status", replay_exit_status(replay));
	write_text(&out, "error", NULL);
	write_text(&out, "panic", simulation->world.panic);
	add_texts(&out, simulation, asked);
	add_ranges(&out, simulation, asked);
	add_totals(&out, &simulation->world);
	add_violations(&out, replay);
	end_result(&out);
}

static void
result_error(FILE *file, enum exit_status status, const char *name,
    const char *profile, const char *where, const char *text)
{
	static const char *const empty[] = { "tables", "ranges", "totals" };
	struct json_writer out = { .file = file };

	write_begin(&out, NULL, '{');
	write_text(&out, "name", name);
	write_text(&out, "profile", profile);
	write_count(&out, "status", status);
	write_begin(&out, "error", '{');
	write_text(&out, "where", where);
	write_text(&out, "text", text);
	write_end(&out, '}');
	write_text(&out, "panic", NULL);
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		write_begin(&out, empty[i], '{');
		write_end(&out, '}');
	}
	write_begin(&out, "violations", '[');
	write_end(&out, ']');
	end_result(&out);
}

void
result_json_error(FILE *file, const char *name, const char *profile,
    const char *where, const char *text)
{
	result_error(file, EXIT_BAD_INPUT, name, profile, where, text);
}

void
result_json_failure(FILE *file, const char *where, const char *text)
{
	result_error(file, EXIT_HOST, NULL, NULL, where, text);
}

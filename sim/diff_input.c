/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/diff_input.h"

#include <stdlib.h>
#include <string.h>

#include "sim/boot_error.h"
#include "sim/command.h"
#include "sim/print/ranges.h"
#include "sim/read/capture.h"

/* The kernel asked for, or else the first that the capture names. */
static bool
boot(struct diff_input *input, const struct kernel *kernel,
    const struct boot_options *options, struct boot_error *ret_error)
{
	if (kernel == NULL)
		kernel = kernel_captured(input->capture, 0, ret_error);
	return (kernel != NULL && simulation_boot(kernel, input->capture,
	    options, &input->simulation, ret_error));
}

bool
diff_input_boot(struct diff_input *input, const struct kernel *kernel,
    const struct boot_options *options)
{
	struct boot_error error;
	struct read_error place;

	input->is_booted = boot(input, kernel, options, &error);
	if (!input->is_booted) {
		if (input->is_imported && !error.is_option)
			read_error_file(&place, input->name, "%s",
			    error.where);
		else
			boot_error_place(&error, input->capture, NULL,
			    &place);
		complain("%s: %s", place.text, error.text);
	}
	return (input->is_booted);
}

void
diff_input_free(struct diff_input *input)
{
	if (input->is_booted)
		simulation_free(&input->simulation);
	if (!input->is_borrowed)
		capture_free(input->capture);
	printed_tables_free(input->printed);
}

/* Which list holds a table, or a part of it; COUNT if none does. */
static enum printed_kind
printed_kind_of(const struct printed_tables *printed, const char *table,
    size_t part)
{
	static const struct {
		const char *table;
		size_t part;
		enum printed_kind kind;
	} kinds[] = {
		{ "physmem", 0, PRINTED_CHUNKS },
		{ "physmem", 1, PRINTED_EXCLUDED },
		{ "phys_avail", 0, PRINTED_PHYS_AVAIL },
		{ "phys_avail", 0, PRINTED_PHYS_CHUNKS },
		{ "phys_chunks", 0, PRINTED_PHYS_CHUNKS },
		{ "phys_chunks", 0, PRINTED_PHYS_AVAIL },
		{ "dump_avail", 0, PRINTED_DUMP_AVAIL },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].part == part &&
		    strcmp(kinds[i].table, table) == 0 &&
		    printed->lists[kinds[i].kind].is_present)
			return (kinds[i].kind);
	return (PRINTED_KIND_COUNT);
}

bool
diff_input_has(const struct diff_input *input, const char *table)
{
	return (input->printed == NULL || printed_kind_of(input->printed,
	    table, 0) != PRINTED_KIND_COUNT);
}

bool
diff_input_is_made(const struct diff_input *input, const char *table)
{
	return (input->printed != NULL ||
	    table_is_complete(table_find(table), &input->simulation));
}

struct collector {
	struct diff_list list;
	size_t skip_count;	/* before those that are wanted */
	size_t limit;
};

static void
count_range(void *context, const struct printed_range *range)
{
	size_t *count = context;

	(void)range;
	(*count)++;
}

static void
collect(void *context, const struct printed_range *range)
{
	struct collector *collector = context;

	if (collector->skip_count > 0)
		collector->skip_count--;
	else if (collector->list.count < collector->limit)
		collector->list.entries[collector->list.count++] =
		    (struct diff_range){ range->range, range->flags,
		    range->holder };
}

/* physmem's chunks come first, then its excluded regions. */
static struct diff_list
simulated_list(const struct simulation *simulation, const char *table,
    size_t part, struct arena *arena)
{
	const size_t chunk_count = simulation->world.physmem.hardware.count;
	struct collector collector = { .skip_count = 0 };

	table_each_range(table, simulation, count_range, &collector.limit);
	if (strcmp(table, "physmem") == 0) {
		collector.skip_count = part == 0 ? 0 : chunk_count;
		collector.limit = part == 0 ? chunk_count :
		    collector.limit - chunk_count;
	}
	collector.list.entries = arena_alloc(arena, collector.limit,
	    sizeof(collector.list.entries[0]));
	table_each_range(table, simulation, collect, &collector);
	return (collector.list);
}

static struct diff_list
printed_list_of(const struct printed_list *printed, struct arena *arena)
{
	struct diff_list list = { arena_alloc(arena, printed->count,
	    sizeof(list.entries[0])), printed->count };

	for (size_t i = 0; i < printed->count; i++)
		list.entries[i] = (struct diff_range){
		    printed->rows[i].range, printed->rows[i].flags, NULL };
	return (list);
}

/* Kernels list ranges that begin where they end; by meaning they are none. */
static struct diff_list
without_empty(struct diff_list list)
{
	size_t count = 0;

	for (size_t i = 0; i < list.count; i++)
		if (list.entries[i].range.start !=
		    list.entries[i].range.end ||
		    list.entries[i].range.start == 0)
			list.entries[count++] = list.entries[i];
	list.count = count;
	return (list);
}

struct diff_list
diff_input_list(const struct diff_input *input, const char *table,
    size_t part, struct arena *arena)
{
	enum printed_kind kind;

	if (input->printed == NULL)
		return (without_empty(simulated_list(&input->simulation,
		    table, part, arena)));
	kind = printed_kind_of(input->printed, table, part);
	BM_CONTRACT(kind != PRINTED_KIND_COUNT);
	return (without_empty(printed_list_of(&input->printed->lists[kind],
	    arena)));
}

const char *
diff_input_form(const struct diff_input *input, const char *table)
{
	enum printed_kind kind;

	if (input->printed == NULL)
		return (NULL);
	kind = printed_kind_of(input->printed, table, 0);
	return (kind == PRINTED_PHYS_CHUNKS ? "phys_chunks" :
	    kind == PRINTED_PHYS_AVAIL ? "phys_avail" : NULL);
}

char *
diff_input_text(const struct diff_input *input, const char *table,
    struct arena *arena, size_t *ret_bytes)
{
	const struct printed_list *lists[2] = { NULL, NULL };
	char *made, *text;

	*ret_bytes = 0;
	if (input->printed == NULL) {
		made = table_text(table_find(table), &input->simulation,
		    ret_bytes);
		text = arena_copy_text(arena, made, *ret_bytes);
		free(made);
		return (text);
	}
	for (size_t part = 0; part < 2; part++) {
		enum printed_kind kind = printed_kind_of(input->printed,
		    table, part);

		if (kind != PRINTED_KIND_COUNT)
			lists[part] = &input->printed->lists[kind];
		if (lists[part] != NULL)
			*ret_bytes += lists[part]->text_bytes;
	}
	text = arena_alloc(arena, *ret_bytes + 1, 1);
	*ret_bytes = 0;
	for (size_t part = 0; part < 2; part++) {
		if (lists[part] == NULL || lists[part]->text_bytes == 0)
			continue;
		memcpy(text + *ret_bytes, lists[part]->text,
		    lists[part]->text_bytes);
		*ret_bytes += lists[part]->text_bytes;
	}
	return (text);
}

static uint64_t
page_sizes_of(const struct diff_input *input,
    const struct boot_options *options)
{
	if (input->printed != NULL)
		return (input->printed->page_sizes);
	return (options->page_size != 0 ? options->page_size :
	    input->capture->page_size);
}

void
diff_input_page_sizes(const struct diff_input inputs[2],
    const struct boot_options *options, struct diff_side sides[2])
{
	uint64_t fitting[2] = { page_sizes_of(&inputs[0], options),
	    page_sizes_of(&inputs[1], options) };
	uint64_t both = fitting[0] & fitting[1];

	for (size_t i = 0; i < 2; i++) {
		uint64_t sizes = both != 0 ? both : fitting[i];

		sides[i].page_size = sizes & -sizes;
	}
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem list: what there is to choose from.
 */
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "sim/command.h"
#include "sim/export/export.h"
#include "sim/import/import.h"
#include "sim/report/report.h"
#include "sim/print/trace.h"

/* One row of any list: its name and more columns, which may be NULL. */
struct list_row {
	const char *name;
	const char *keys[4];	/* of the JSON form */
	const char *values[4];
};

static const char *
granularity_text(enum bm_granularity granularity)
{
	return (granularity == BM_BY_TABLE ? "table" :
	    granularity == BM_BY_PAGE ? "page" : "byte");
}

static bool
profile_row(size_t index, struct list_row *ret_row)
{
	if (index >= kernel_count)
		return (false);
	*ret_row = (struct list_row){ kernels[index]->name, { "about" },
	    { kernels[index]->about } };
	return (true);
}

static bool
table_row(size_t index, struct list_row *ret_row)
{
	if (index >= table_count)
		return (false);
	*ret_row = (struct list_row){ tables[index].name, { "about", "stage" },
	    { tables[index].about, stage_name(tables[index].stage) } };
	return (true);
}

static bool
invariant_row(size_t index, struct list_row *ret_row)
{
	const struct bm_invariant *row;

	if (index == bm_invariant_count) {
		*ret_row = (struct list_row){ WITNESS_ROW_ID,
		    { "sentence", "severity", "judged", "source" },
		    { WITNESS_ROW_SENTENCE, "error", "table",
		    "the capture's own witnesses" } };
		return (true);
	}
	if (index > bm_invariant_count)
		return (false);
	row = bm_invariant(index);
	*ret_row = (struct list_row){ row->id,
	    { "sentence", "severity", "judged", "source" },
	    { row->sentence, severity_name(row->severity),
	    granularity_text(row->granularity), row->source } };
	return (true);
}

/* What import reads, and then what export writes. */
static bool
format_row(size_t index, struct list_row *ret_row)
{
	const struct export_format *format;

	if (index < import_form_count) {
		*ret_row = (struct list_row){ import_forms[index]->name,
		    { "about", "use" },
		    { import_forms[index]->about, "import" } };
		return (true);
	}
	index -= import_form_count;
	if (index >= export_format_count)
		return (false);
	format = &export_formats[index];
	*ret_row = (struct list_row){ format->name,
	    { "about", "use", "carries" },
	    { format->about, "export", format->carries } };
	return (true);
}

static bool
stage_row(size_t index, struct list_row *ret_row)
{
	static const char *const abouts[BM_STAGE_COUNT] = {
		[BM_STAGE_FIRMWARE] = "which calls the firmware's map makes",
		[BM_STAGE_PHYSMEM] = "FreeBSD: chunks and exclusions",
		[BM_STAGE_AVAIL] =
		    "FreeBSD: phys_avail, dump_avail and the sums",
		[BM_STAGE_VM] = "FreeBSD: segments, pages and the kernel map",
		[BM_STAGE_NEXUS] = "FreeBSD: devices and ram0 in the nexus",
		[BM_STAGE_E820] = "Linux on x86: the map as it is amended",
		[BM_STAGE_MEMBLOCK] = "Linux: memory and reservations",
		[BM_STAGE_IOMEM] = "Linux: the tree of resources",
		[BM_STAGE_EVENTS] = "FreeBSD: what happens after boot",
	};

	if (index >= BM_STAGE_COUNT)
		return (false);
	*ret_row = (struct list_row){ stage_name((enum bm_stage)index),
	    { "about" }, { abouts[index] } };
	return (true);
}

static const struct list {
	const char *name;
	bool (*row)(size_t index, struct list_row *ret_row);
} lists[] = {
	{ "profiles", profile_row },
	{ "tables", table_row },
	{ "invariants", invariant_row },
	{ "formats", format_row },
	{ "stages", stage_row },
};
static const size_t list_count = sizeof(lists) / sizeof(lists[0]);

static const char *
list_name_at(size_t index)
{
	return (lists[index].name);
}

static void
print_text(const struct list *list)
{
	struct list_row row;

	for (size_t i = 0; list->row(i, &row); i++)
		if (row.keys[1] != NULL && strcmp(row.keys[1], "use") == 0)
			printf("%-19s %-6s %s\n", row.name,
			    row.values[1], row.values[0]);
		else
			printf("%-26s %s\n", row.name, row.values[0]);
}

static void
print_json(const struct list *list)
{
	cJSON *array = cJSON_CreateArray();
	struct list_row row;
	char *text;

	for (size_t i = 0; list->row(i, &row); i++) {
		cJSON *object = cJSON_CreateObject();

		cJSON_AddStringToObject(object, strcmp(list->name,
		    "invariants") == 0 ? "id" : "name", row.name);
		for (size_t j = 0; j < 4 && row.keys[j] != NULL; j++)
			cJSON_AddStringToObject(object, row.keys[j],
			    row.values[j]);
		cJSON_AddItemToArray(array, object);
	}
	text = cJSON_Print(array);
	if (text == NULL)
		host_out_of_memory();
	puts(text);
	cJSON_free(text);
	cJSON_Delete(array);
}

static enum exit_status
list_named(const char *name, bool is_json)
{
	for (size_t i = 0; i < list_count; i++)
		if (strcmp(lists[i].name, name) == 0) {
			if (is_json)
				print_json(&lists[i]);
			else
				print_text(&lists[i]);
			return (EXIT_HOLDS);
		}
	complain_of_name("list: no such list", name, list_name_at,
	    list_count);
	return (EXIT_BAD_INPUT);
}

static enum exit_status
run(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	enum exit_status status = EXIT_HOLDS;
	bool stops = false, is_json = false;

	while (command_option(&command_list, argc, argv, long_options,
	    &status, &stops) != -1) {
		is_json = strcmp(optarg, "json") == 0;
		if (!is_json && strcmp(optarg, "text") != 0) {
			complain("--format: not text or json: \"%.60s\"",
			    optarg);
			return (EXIT_BAD_INPUT);
		}
	}
	if (stops)
		return (status);
	if (argc - optind != 1) {
		complain("list: name one of profiles, tables, invariants, "
		    "formats, stages");
		return (EXIT_BAD_INPUT);
	}
	return (list_named(argv[optind], is_json));
}

const struct command command_list = {
	.name = "list",
	.synopsis = "[--format=text|json] "
	    "profiles|tables|invariants|formats|stages",
	.about = "show what there is to choose from",
	.help = "  --format=text|json\n",
	.run = run,
};

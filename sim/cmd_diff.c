/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem diff: what differs between two kernels, two machines, or what one
 * prints and what it should.
 */
#include <string.h>

#include "sim/diff_input.h"
#include "sim/report/diff_formats.h"
#include "sim/print/ranges.h"
#include "sim/replay_options.h"

#define TABLES_MAX 64

enum diff_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_UNIFIED };

struct diff {
	struct arena *arena;
	struct replay_options *options[2];
	bool has_profile[2];	/* --profile-a, --profile-b */
	const char *tables[TABLES_MAX];
	size_t table_count;
	enum diff_format format;
	enum color_when color_when;
	struct diff_input inputs[2];
	size_t input_count;	/* how many of them are to be freed */
	struct diff_result result;
};

static const char *
table_name_at(size_t index)
{
	return (tables[index].name);
}

static bool
add_table(void *context, const char *name)
{
	struct diff *diff = context;
	const struct table *table = table_find(name);

	if (table == NULL) {
		complain_of_name("--table: no such table", name,
		    table_name_at, table_count);
		return (false);
	}
	for (size_t i = 0; i < diff->table_count; i++)
		if (strcmp(diff->tables[i], name) == 0)
			return (true);
	diff->tables[diff->table_count++] = table->name;
	return (true);
}

static bool
take_format(struct diff *diff, const char *value)
{
	static const char *const names[] = { "text", "json", "unified" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], value) == 0) {
			diff->format = (enum diff_format)i;
			return (true);
		}
	complain("--format: not text, json or unified: \"%.60s\"", value);
	return (false);
}

static bool
take_profile(struct diff *diff, size_t side, char *value)
{
	if (strchr(value, ',') != NULL) {
		complain("diff: one profile a side: \"%.60s\"; see "
		    "--profile-a and --profile-b", value);
		return (false);
	}
	return (replay_options_take(diff->options[side], 'p', value));
}

static bool
take_option(struct diff *diff, int option, char *value)
{
	switch (option) {
	case 'p':
		return (take_profile(diff, 0, value) &&
		    take_profile(diff, 1, value));
	case 'a':
	case 'b':
		diff->has_profile[option - 'a'] = true;
		return (take_profile(diff, (size_t)(option - 'a'), value));
	case 'T':
		diff->table_count = 0;
		return (each_word(value, add_table, diff));
	case 'f':
		return (take_format(diff, value));
	case 'C':
		return (color_option_take(value, &diff->color_when));
	default:
		return (replay_options_take(diff->options[0], option,
		    value) && replay_options_take(diff->options[1], option,
		    value));
	}
}

/* The captures or printed tables that the words behind the options name. */
static bool
read_inputs(struct diff *diff, char *const *paths, size_t path_count)
{
	const uint64_t page_size = diff->options[0]->boot.page_size;

	if (path_count == 2 && strcmp(paths[0], "-") == 0 &&
	    strcmp(paths[1], "-") == 0) {
		complain("diff: standard input can be one side only");
		return (false);
	}
	for (; diff->input_count < path_count; diff->input_count++)
		if (!diff_input_read(paths[diff->input_count], page_size,
		    &diff->inputs[diff->input_count]))
			return (false);
	if (path_count == 2)
		return (true);
	if (diff->inputs[0].capture == NULL) {
		complain("diff: %s is printed: name what to compare it with",
		    diff->inputs[0].name);
		return (false);
	}
	diff->inputs[1] = (struct diff_input){ diff->inputs[0].name,
	    .capture = diff->inputs[0].capture, .is_borrowed = true };
	diff->input_count = 2;
	return (true);
}

static bool
boot_inputs(struct diff *diff)
{
	for (size_t i = 0; i < 2; i++) {
		struct diff_input *input = &diff->inputs[i];
		const struct replay_options *options = diff->options[i];

		if (input->capture != NULL && !diff_input_boot(input,
		    options->kernel_count > 0 ? options->kernels[0] : NULL,
		    &options->boot))
			return (false);
		if (input->printed != NULL && diff->has_profile[i]) {
			complain("--profile-%c: %s is printed, no kernel is "
			    "run on it", i == 0 ? 'a' : 'b', input->name);
			return (false);
		}
		diff->result.sides[i] = (struct diff_side){
		    .path = input->name };
		if (input->is_booted) {
			diff->result.sides[i].profile =
			    input->simulation.kernel->name;
			diff->result.sides[i].panic =
			    input->simulation.world.panic;
		}
	}
	diff_input_page_sizes(diff->inputs, &diff->options[0]->boot,
	    diff->result.sides);
	return (true);
}

static bool
both_have(const struct diff *diff, const char *table)
{
	return (diff_input_has(&diff->inputs[0], table) &&
	    diff_input_has(&diff->inputs[1], table));
}

static bool
choose_tables(struct diff *diff)
{
	static const char *const defaults[] = { "physmem", "phys_avail",
	    "dump_avail" };

	if (diff->table_count > 0)
		return (true);
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (both_have(diff, defaults[i]))
			diff->tables[diff->table_count++] = defaults[i];
	if (diff->table_count == 0)
		complain("diff: %s and %s have no table in common",
		    diff->inputs[0].name, diff->inputs[1].name);
	return (diff->table_count > 0);
}

static bool
check_tables(const struct diff *diff)
{
	for (size_t i = 0; i < diff->table_count; i++) {
		const char *table = diff->tables[i];

		for (size_t side = 0; side < 2; side++)
			if (!diff_input_has(&diff->inputs[side], table)) {
				complain("--table: %s is not in %s", table,
				    diff->inputs[side].name);
				return (false);
			}
		if (diff->format != FORMAT_UNIFIED &&
		    !table_has_ranges(table)) {
			complain("--table: %s has no ranges; compare it with "
			    "--format=unified", table);
			return (false);
		}
	}
	return (true);
}

static void
compare_part(struct diff *diff, const char *table, const char *name,
    size_t index)
{
	struct diff_part *part =
	    &diff->result.parts[diff->result.part_count++];

	part->table = table;
	part->name = name;
	for (size_t side = 0; side < 2; side++)
		part->is_missing[side] = !diff_input_is_made(
		    &diff->inputs[side], table);
	for (size_t side = 0; side < 2; side++)
		if (!part->is_missing[0] && !part->is_missing[1])
			part->lists[side] = diff_input_list(
			    &diff->inputs[side], table, index, diff->arena);
	diff_compare(part, diff->arena);
}

static bool
compare_ranges(struct diff *diff)
{
	const struct color_output output = color_output_of(stdout,
	    diff->color_when);

	diff->result.parts = arena_alloc(diff->arena, 2 * diff->table_count,
	    sizeof(diff->result.parts[0]));
	for (size_t i = 0; i < diff->table_count; i++) {
		const char *table = diff->tables[i];
		bool is_physmem = strcmp(table, "physmem") == 0;

		compare_part(diff, table, is_physmem ? "chunks" : NULL, 0);
		if (is_physmem)
			compare_part(diff, table, "excluded", 1);
	}
	if (diff->format == FORMAT_JSON)
		diff_json(stdout, &diff->result);
	else
		diff_text(&output, &diff->result);
	return (diff_is_different(&diff->result));
}

/* A capture prints phys_avail in the form that the other side has it in. */
static const char *
form_of(const struct diff *diff, size_t side, const char *table)
{
	const char *form = diff_input_form(&diff->inputs[1 - side], table);

	return (diff->inputs[side].printed == NULL && form != NULL ? form :
	    table);
}

static bool
compare_texts(struct diff *diff)
{
	const struct color_output output = color_output_of(stdout,
	    diff->color_when);
	bool is_different = false;

	diff_panics(stdout, diff->result.sides);
	for (size_t i = 0; i < diff->table_count; i++) {
		struct diff_texts texts = { .table = diff->tables[i] };

		for (size_t side = 0; side < 2; side++) {
			const struct diff_input *input = &diff->inputs[side];

			texts.bytes[side] = "";
			if (diff_input_is_made(input, texts.table))
				texts.bytes[side] = diff_input_text(input,
				    form_of(diff, side, texts.table),
				    diff->arena, &texts.lengths[side]);
		}
		if (diff_unified(&output, diff->result.sides, &texts))
			is_different = true;
	}
	return (is_different);
}

static enum exit_status
run_on(struct diff *diff, char *const *paths, size_t path_count)
{
	bool is_different;

	if (!read_inputs(diff, paths, path_count) || !boot_inputs(diff) ||
	    !choose_tables(diff) || !check_tables(diff))
		return (EXIT_BAD_INPUT);
	is_different = diff->format == FORMAT_UNIFIED ? compare_texts(diff) :
	    compare_ranges(diff);
	if (diff->result.sides[0].panic != NULL ||
	    diff->result.sides[1].panic != NULL)
		return (EXIT_PANIC);
	return (is_different ? EXIT_BROKEN : EXIT_HOLDS);
}

static enum exit_status
run_with(struct diff *diff, int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "profile", required_argument, NULL, 'p' },
		{ "profile-a", required_argument, NULL, 'a' },
		{ "profile-b", required_argument, NULL, 'b' },
		{ "table", required_argument, NULL, 'T' },
		{ "page-size", required_argument, NULL, 'g' },
		{ "tunable", required_argument, NULL, 't' },
		{ "format", required_argument, NULL, 'f' },
		COLOR_OPTION,
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	enum exit_status status = EXIT_HOLDS;
	bool stops = false, is_pair;
	int option;

	while ((option = command_option(&command_diff, argc, argv,
	    long_options, &status, &stops)) != -1)
		if (!take_option(diff, option, optarg))
			return (EXIT_BAD_INPUT);
	if (stops)
		return (status);
	is_pair = diff->has_profile[0] || diff->has_profile[1];
	if (argc - optind != 2 && !(argc - optind == 1 && is_pair)) {
		complain("diff: name two files, or one capture with "
		    "--profile-a and --profile-b");
		return (EXIT_BAD_INPUT);
	}
	return (run_on(diff, argv + optind, (size_t)(argc - optind)));
}

static enum exit_status
run(int argc, char **argv)
{
	struct diff diff = { .arena = arena_new(), .options = {
	    replay_options_new(), replay_options_new() } };
	enum exit_status status = run_with(&diff, argc, argv);

	/* The second may have borrowed from the first. */
	for (size_t i = diff.input_count; i-- > 0;)
		diff_input_free(&diff.inputs[i]);
	for (size_t i = 0; i < 2; i++)
		replay_options_free(diff.options[i]);
	arena_free(diff.arena);
	return (status);
}

const struct command command_diff = {
	.name = "diff",
	.synopsis = "[OPTION...] A [B]",
	.about = "compare two captures' results or printed tables",
	.help =
	    "  --profile=NAME         the kernel to run captures as\n"
	    "  --profile-a=NAME       the kernel to run A as\n"
	    "  --profile-b=NAME       the kernel to run B as, or A again\n"
	    "  --table=NAME[,...]     only these tables (bootmem list tables)\n"
	    "  --page-size=N          4096, 8192, 16384, 32768 or 65536\n"
	    "  --tunable=NAME=VALUE   a loader tunable, before a capture's\n"
	    "  --format=text|json|unified\n"
	    COLOR_OPTION_HELP,
	.run = run,
};

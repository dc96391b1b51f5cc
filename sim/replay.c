/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/replay.h"

#include <stdlib.h>
#include <string.h>

static void
judge(struct replay *replay)
{
	const struct bm_world *world = &replay->simulation.world;
	size_t edge_count = bm_check_edge_count(world);
	struct bm_coverage_edge *edges = host_allocate(edge_count,
	    sizeof(edges[0]));
	enum bm_status status = bm_check(world, edges, edge_count,
	    &replay->report);

	BM_CONTRACT(status == BM_OK);
	free(edges);
}

/* The line that starts at text, or NULL at the end. */
static char *
copy_line(struct arena *arena, const char *text, size_t bytes)
{
	const char *newline = memchr(text, '\n', bytes);

	if (bytes == 0)
		return (NULL);
	return (arena_copy_text(arena, text,
	    newline == NULL ? bytes : (size_t)(newline - text)));
}

static void
note_difference(struct replay *replay, const struct witness *witness,
    const char *printed, size_t printed_bytes)
{
	struct arena *arena = replay->simulation.arena;
	struct witness_difference *difference =
	    &replay->differences[replay->difference_count++];
	size_t line_start = 0, line = 1, i = 0;

	for (; i < witness->text_bytes && i < printed_bytes &&
	    witness->text[i] == printed[i]; i++)
		if (printed[i] == '\n') {
			line_start = i + 1;
			line++;
		}
	*difference = (struct witness_difference){ witness, line,
	    copy_line(arena, witness->text + line_start,
	    witness->text_bytes - line_start),
	    copy_line(arena, printed + line_start,
	    printed_bytes - line_start) };
}

static void
compare(struct replay *replay, const struct witness *witness,
    const char *printed, size_t printed_bytes)
{
	replay->witness_count++;
	if (printed_bytes != witness->text_bytes ||
	    memcmp(printed, witness->text, printed_bytes) != 0)
		note_difference(replay, witness, printed, printed_bytes);
}

/* The pseudo-table panic: its witness is the text, perhaps with a newline. */
static void
compare_panic(struct replay *replay, const struct witness *witness)
{
	const char *panic = replay->simulation.world.panic;
	struct witness text = *witness;

	if (text.text_bytes > 0 && text.text[text.text_bytes - 1] == '\n')
		text.text_bytes--;
	if (panic == NULL)
		panic = "";
	replay->witness_count++;
	if (strlen(panic) != text.text_bytes ||
	    memcmp(panic, text.text, text.text_bytes) != 0)
		note_difference(replay, witness, panic, strlen(panic));
}

static void
compare_witnesses(struct replay *replay)
{
	const struct simulation *simulation = &replay->simulation;
	const struct capture *capture = replay->capture;

	replay->differences = arena_alloc(simulation->arena,
	    capture->witness_count, sizeof(replay->differences[0]));
	for (size_t i = 0; i < capture->witness_count; i++) {
		const struct witness *witness = &capture->witnesses[i];
		const struct table *table = table_find(witness->table);
		char *text;
		size_t bytes;

		if (strcmp(witness->profile, simulation->kernel->name) != 0)
			continue;
		if (strcmp(witness->table, "panic") == 0)
			compare_panic(replay, witness);
		if (table == NULL || !table_is_complete(table, simulation))
			continue;
		text = table_text(table, simulation, &bytes);
		compare(replay, witness, text, bytes);
		free(text);
	}
}

bool
replay_run(const struct kernel *kernel, const struct capture *capture,
    const struct boot_options *options, bool wants_check,
    struct replay *ret_replay, struct boot_error *ret_error)
{
	struct replay replay = { .capture = capture,
	    .is_checked = wants_check };

	if (!simulation_boot(kernel, capture, options, &replay.simulation,
	    ret_error))
		return (false);
	if (wants_check) {
		judge(&replay);
		compare_witnesses(&replay);
	}
	*ret_replay = replay;
	return (true);
}

void
replay_free(struct replay *replay)
{
	simulation_free(&replay->simulation);
}

bool
replay_is_broken(const struct replay *replay)
{
	return (replay->is_checked && (replay->difference_count > 0 ||
	    bm_report_is_broken(&replay->report, BM_ERROR)));
}

enum exit_status
replay_exit_status(const struct replay *replay)
{
	if (replay->simulation.world.panic != NULL)
		return (EXIT_PANIC);
	return (replay_is_broken(replay) ? EXIT_BROKEN : EXIT_HOLDS);
}

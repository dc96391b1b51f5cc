/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "fuzz/fuzz.h"
#include "fuzz/reference.h"
#include "fuzz/releases.h"
#include "fuzz/unload.h"
#include "sim/print/table.h"

static void
note_world(const struct bm_world *world)
{
	const struct bm_rset *lists[] = { &world->phys_avail,
	    &world->dump_avail, &world->physmem.hardware };

	fuzz_note(world->reached);
	fuzz_note(world->panic != NULL);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t j = 0; j < lists[i]->count; j++) {
			fuzz_note(lists[i]->entries[j].range.start);
			fuzz_note(lists[i]->entries[j].range.end);
		}
	fuzz_note(world->vm.pages.free_count);
	for (size_t i = 0; i < world->nexus.count; i++) {
		fuzz_note(world->nexus.claims[i].range.start);
		fuzz_note(world->nexus.claims[i].owner);
	}
}

/* Is there a tunable whose name begins like that? */
static bool
has_tunable(const struct capture *capture, const char *name)
{
	for (size_t i = 0; i < capture->boot.tunable_count; i++)
		if (strncmp(capture->boot.tunables[i].name, name,
		    strlen(name)) == 0)
			return (true);
	return (false);
}

/*
 * What an input may ask for: without ram0 a search does find RAM, and the
 * early page tables may be left without page structures.
 */
static bool
may_break(const struct bm_invariant *row, const struct simulation *simulation)
{
	if (row->subject != BM_SUBJECT_KERNEL)
		return (true);
	if (strcmp(row->id, "NX-FIND-OUTSIDE-RAM") == 0)
		return (!simulation->world.has_ram0);
	return ((strcmp(row->id, "VM-LOADED-IN-SEGMENT") == 0 ||
	    strcmp(row->id, "VM-DUMP-HAS-PAGE") == 0) &&
	    has_tunable(simulation->capture, "vm.page_tables_in_segment"));
}

static void
judge_world(const struct simulation *simulation)
{
	const struct bm_world *world = &simulation->world;
	const size_t edge_count = bm_check_edge_count(world);
	struct bm_coverage_edge *edges = fuzz_allocate(edge_count,
	    sizeof(*edges));
	struct bm_report report;

	FUZZ_REQUIRE(bm_check(world, edges, edge_count, &report) == BM_OK);
	for (size_t i = 0; i < bm_invariant_count; i++) {
		const struct bm_verdict *verdict = &report.verdicts[i];

		fuzz_note(verdict->outcome);
		fuzz_note(verdict->broken_count);
		if (verdict->outcome != BM_BROKEN ||
		    may_break(bm_invariant(i), simulation))
			continue;
		fprintf(stderr, "%s is broken at [%#jx, %#jx)\n",
		    bm_invariant(i)->id,
		    (uintmax_t)verdict->witnesses[0].start,
		    (uintmax_t)verdict->witnesses[0].end);
		fuzz_fail(__FILE__, __LINE__, bm_invariant(i)->id);
	}
	free(edges);
}

void
judge_print(const struct simulation *simulation)
{
	for (size_t i = 0; i < table_count; i++) {
		size_t bytes = 0;
		char *text;

		if (!table_is_complete(&tables[i], simulation))
			continue;
		text = table_text(&tables[i], simulation, &bytes);
		FUZZ_REQUIRE(strlen(text) == bytes);
		FUZZ_REQUIRE(bytes == 0 || text[bytes - 1] == '\n');
		fuzz_note(bytes);
		free(text);
	}
}

bool
judge_capture(const struct capture *capture)
{
	const struct boot_options options = { .until = BM_STAGE_EVENTS };
	struct simulation simulation;
	struct boot_error error;

	if (!simulation_boot(kernel_find("freebsd"), capture, &options,
	    &simulation, &error)) {
		FUZZ_REQUIRE(error.text[0] != '\0');
		return (false);
	}
	note_world(&simulation.world);
	judge_world(&simulation);
	/* hw.physmem and its like have the last word over a page's use. */
	if (!has_tunable(capture, "hw.physmem"))
		reference_require(capture, &simulation.world);
	unload_require(&simulation);
	judge_print(&simulation);
	releases_require(capture, &simulation);
	simulation_free(&simulation);
	return (true);
}

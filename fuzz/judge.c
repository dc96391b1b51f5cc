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
	for (size_t i = 0; i < world->nexus.count; i++) {
		fuzz_note(world->nexus.claims[i].range.start);
		fuzz_note(world->nexus.claims[i].owner);
	}
}

/* Without ram0 a search does find RAM: that is what ram0 is for. */
static bool
may_break(const struct bm_invariant *row, const struct bm_world *world)
{
	return (row->subject != BM_SUBJECT_KERNEL || (!world->has_ram0 &&
	    strcmp(row->id, "NX-FIND-OUTSIDE-RAM") == 0));
}

static void
judge_world(const struct bm_world *world)
{
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
		    may_break(&bm_invariants[i], world))
			continue;
		fprintf(stderr, "%s is broken at [%#jx, %#jx)\n",
		    bm_invariants[i].id,
		    (uintmax_t)verdict->witnesses[0].start,
		    (uintmax_t)verdict->witnesses[0].end);
		fuzz_fail(__FILE__, __LINE__, bm_invariants[i].id);
	}
	free(edges);
}

/* hw.physmem and its like have the last word over what a page is used for. */
static bool
has_limits(const struct capture *capture)
{
	for (size_t i = 0; i < capture->boot.tunable_count; i++)
		if (strncmp(capture->boot.tunables[i].name, "hw.physmem",
		    strlen("hw.physmem")) == 0)
			return (true);
	return (false);
}

bool
judge_capture(const struct capture *capture)
{
	const struct boot_options options = { .until = BM_STAGE_EVENTS };
	struct simulation simulation;
	struct boot_error error = { .text = "" };

	if (!simulation_boot(kernel_find("freebsd"), capture, &options,
	    &simulation, &error)) {
		FUZZ_REQUIRE(error.text[0] != '\0');
		return (false);
	}
	note_world(&simulation.world);
	judge_world(&simulation.world);
	if (!has_limits(capture))
		reference_require(capture, &simulation.world);
	simulation_free(&simulation);
	return (true);
}

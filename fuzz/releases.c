/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/releases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "fuzz/fuzz.h"
#include "fuzz/judge.h"

/* Their tables have 32 entries and count before they merge. */
#define CALLS_MAX 31

/* Is there a byte that some revision rounds, clips or counts otherwise? */
static bool
is_plain(const struct bm_fact *fact, uint64_t page_size)
{
	return (fact->clip == BM_CLIP_NOTHING && fact->range.end != 0 &&
	    fact->range.start % page_size == 0 &&
	    fact->range.end % page_size == 0);
}

/*
 * Does the map come digested, in whole pages and few enough of them, and does
 * nothing limit it?  Then no defect that is known has any say.
 */
static bool
is_free_of_defects(const struct simulation *reference)
{
	const struct capture *capture = reference->capture;
	const struct bm_world *world = &reference->world;
	size_t call_count = 0;

	if ((reference->map != MAP_OPS && reference->map != MAP_REGIONS) ||
	    capture->arch == ARCH_AMD64 || capture->arch == ARCH_I386 ||
	    world->limit_bytes != BM_PHYSMEM_NO_LIMIT)
		return (false);
	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if (fact->origin.source == BM_SOURCE_DEVICE ||
		    fact->origin.source == BM_SOURCE_BAD_PAGE)
			continue;
		call_count++;
		if (!is_plain(fact, world->physmem.limits.page_size))
			return (false);
	}
	return (call_count <= CALLS_MAX);
}

static bool
are_same_ranges(const struct bm_rset *a, const struct bm_rset *b)
{
	if (a->count != b->count)
		return (false);
	for (size_t i = 0; i < a->count; i++)
		if (!bm_range_equal(a->entries[i].range, b->entries[i].range))
			return (false);
	return (true);
}

static bool
are_same_exclusions(const struct bm_exclusions *a,
    const struct bm_exclusions *b)
{
	if (a->count != b->count)
		return (false);
	for (size_t i = 0; i < a->count; i++)
		if (!bm_range_equal(a->entries[i].range,
		    b->entries[i].range) ||
		    a->entries[i].flags != b->entries[i].flags)
			return (false);
	return (true);
}

static void
require_same(const struct bm_world *release, const struct bm_world *reference)
{
	/* Both end here without memory; ram0 may panic later. */
	const bool has_avail = reference->reached >= BM_STAGE_AVAIL;

	FUZZ_REQUIRE((release->reached >= BM_STAGE_AVAIL) == has_avail);
	FUZZ_REQUIRE(are_same_ranges(&release->physmem.hardware,
	    &reference->physmem.hardware));
	FUZZ_REQUIRE(are_same_exclusions(&release->physmem.excluded,
	    &reference->physmem.excluded));
	if (!has_avail)
		return;
	FUZZ_REQUIRE(are_same_ranges(&release->phys_avail,
	    &reference->phys_avail));
	FUZZ_REQUIRE(are_same_ranges(&release->dump_avail,
	    &reference->dump_avail));
	FUZZ_REQUIRE(memcmp(&release->totals, &reference->totals,
	    sizeof(release->totals)) == 0);
}

static void
require_judged(const struct simulation *simulation)
{
	const size_t edge_count = bm_check_edge_count(&simulation->world);
	struct bm_coverage_edge *edges = fuzz_allocate(edge_count,
	    sizeof(*edges));
	struct bm_report report;

	FUZZ_REQUIRE(bm_check(&simulation->world, edges, edge_count,
	    &report) == BM_OK);
	for (size_t i = 0; i < bm_invariant_count; i++)
		fuzz_note(report.verdicts[i].outcome);
	free(edges);
	judge_print(simulation);
}

void
releases_require(const struct capture *capture,
    const struct simulation *reference)
{
	const struct boot_options options = { .until = BM_STAGE_EVENTS };

	for (size_t i = 0; i < kernel_count; i++) {
		struct simulation simulation;
		struct boot_error error;

		if (kernels[i] == reference->kernel)
			continue;
		if (!simulation_boot(kernels[i], capture, &options,
		    &simulation, &error)) {
			FUZZ_REQUIRE(strstr(error.text, " knows no ") !=
			    NULL);
			continue;
		}
		require_judged(&simulation);
		if (strcmp(kernels[i]->name, "freebsd-15") == 0 &&
		    is_free_of_defects(reference))
			require_same(&simulation.world, &reference->world);
		simulation_free(&simulation);
	}
}

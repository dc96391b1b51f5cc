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

/* Tables of 32 entries, which count before they merge; on x86 of 63. */
#define CALLS_MAX 31
#define SEGMENTS_MAX 60
/* What x86 keeps of the first entry. */
#define LOW_BYTES ((uint64_t)64 << 10)

/* Is there a byte that some revision rounds, clips or counts otherwise? */
static bool
is_plain(const struct bm_fact *fact, uint64_t page_size)
{
	return (fact->clip == BM_CLIP_NOTHING && fact->range.end != 0 &&
	    fact->range.start % page_size == 0 &&
	    fact->range.end % page_size == 0);
}

/* Digested, and few enough of them. */
static bool
is_plain_physmem(const struct simulation *reference)
{
	const struct bm_world *world = &reference->world;
	size_t call_count = 0;

	if (reference->map != MAP_OPS && reference->map != MAP_REGIONS)
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

/* Does a second entry say anything of what one calls usable, or touch it? */
static bool
is_contested(const struct bm_world *world, const struct bm_fact *usable)
{
	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];
		const bool is_other = fact != usable && (fact->flags &
		    (BM_FACT_USABLE | BM_FACT_UNUSABLE)) != 0;

		if (is_other && (bm_range_overlaps(fact->range,
		    usable->range) || ((fact->flags & BM_FACT_USABLE) != 0 &&
		    (bm_range_adjoins(fact->range, usable->range) ||
		    bm_range_adjoins(usable->range, fact->range)))))
			return (true);
	}
	return (false);
}

/* An SMAP of entries apart from each other, the lowest one at 0. */
static bool
is_plain_smap(const struct simulation *reference)
{
	const struct bm_world *world = &reference->world;
	size_t segment_count = 0;
	bool has_low = false;

	if (reference->map != MAP_E820 ||
	    reference->capture->boot.tunable_count > 0)
		return (false);
	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if (fact->origin.source == BM_SOURCE_DEVICE ||
		    fact->origin.source == BM_SOURCE_BAD_PAGE)
			continue;
		if ((fact->origin.source != BM_SOURCE_E820 &&
		    fact->origin.source != BM_SOURCE_KERNEL) || !is_plain(
		    fact, world->physmem.limits.page_size) ||
		    fact->range.end > world->physmem.limits.last)
			return (false);
		/* Some of the first entry has to be left. */
		if (fact->origin.source == BM_SOURCE_KERNEL &&
		    fact->range.start <= LOW_BYTES)
			return (false);
		if ((fact->flags & BM_FACT_USABLE) == 0)
			continue;
		if (is_contested(world, fact))
			return (false);
		segment_count++;
		has_low |= fact->range.start == 0 &&
		    fact->range.end > LOW_BYTES;
	}
	return (has_low && segment_count <= SEGMENTS_MAX &&
	    world->physmem.limits.page_size == BM_PAGE_SIZE_MIN);
}

/*
 * Is it a map of whole pages that its tables have room for, and does nothing
 * limit it?  Then no defect that is known has any say.
 */
static bool
is_free_of_defects(const struct simulation *reference)
{
	switch (reference->capture->arch) {
	case ARCH_AMD64:
		return (is_plain_smap(reference));
	case ARCH_I386:
		return (false);
	case ARCH_ARM64: case ARCH_ARM: case ARCH_RISCV64: case ARCH_COUNT:
		break;
	}
	return (reference->world.limit_bytes == BM_PHYSMEM_NO_LIMIT &&
	    is_plain_physmem(reference));
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
	/* amd64 has no table of them. */
	FUZZ_REQUIRE(reference->has_basemem || are_same_exclusions(
	    &release->physmem.excluded, &reference->physmem.excluded));
	if (!has_avail)
		return;
	FUZZ_REQUIRE(are_same_ranges(&release->phys_avail,
	    &reference->phys_avail));
	FUZZ_REQUIRE(are_same_ranges(&release->dump_avail,
	    &reference->dump_avail));
	FUZZ_REQUIRE(release->totals.physmem_pages ==
	    reference->totals.physmem_pages);
	FUZZ_REQUIRE(release->totals.maxmem_pages ==
	    reference->totals.maxmem_pages);
	FUZZ_REQUIRE(reference->has_basemem ?
	    release->basemem_kib == reference->basemem_kib :
	    release->totals.realmem_pages ==
	    reference->totals.realmem_pages);
	FUZZ_REQUIRE(release->vm.seeded_pages == reference->vm.seeded_pages);
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
			    NULL || strstr(error.text,
			    " does not simulate ") != NULL);
			continue;
		}
		require_judged(&simulation);
		if (strcmp(kernels[i]->name, "freebsd-15") == 0 &&
		    is_free_of_defects(reference))
			require_same(&simulation.world, &reference->world);
		simulation_free(&simulation);
	}
}

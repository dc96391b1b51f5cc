/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/linux_judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/check.h"
#include "fuzz/fuzz.h"
#include "fuzz/judge.h"

/* Lines that one entry, range or node of an input may bring about. */
#define LINES_EACH 16
#define LINES_MORE 64

/* What may break a row in a release; a row that is not here always holds. */
static const struct excuse {
	const char *id;
	unsigned oddities;
} excuses[] = {
	/*
	 * With an entry that ends at 2^64 nothing is sorted any more, and a
	 * table of one entry is not swept: all RAM is gone.
	 */
	{ "LX-E820-SORTED", ODD_HIGH | ODD_SCARCE | ODD_SHORT },
	{ "LX-E820-MERGED", ODD_HIGH },
	{ "LX-E820-CONSERVED", ODD_HIGH },
	{ "LX-E820-ROOM", ODD_HIGH },
	{ "LX-IOMEM-RAM-IS-MEMORY", ODD_HIGH | ODD_LOADED },
	/* Such a map is none, and 640 KiB are assumed. */
	{ "LX-E820-HIGHEST", ODD_HIGH | ODD_SHORT },
	{ "LX-E820-COMPLETE", ODD_HIGH | ODD_SHORT },
	{ "LX-E820-NOT-KEPT", ODD_HIGH | ODD_SHORT },
	/* What is trimmed is still counted. */
	{ "LX-MEMORY-TOTAL", ODD_TRIMMED },
	/* Memory at the top wraps when it is rounded up. */
	{ "LX-MEMORY-SORTED", ODD_HIGH },
	{ "LX-MEMORY-IN-RAM", ODD_EFI | ODD_HIGH | ODD_SHORT | ODD_TREE |
	    ODD_UNALIGNED },
	{ "LX-MEMORY-MERGED", ODD_CAPPED | ODD_HIGH },
	/*
	 * What is not read is not kept; a reservation refused is none; and of
	 * a second usable range memory comes back, but not what was reserved.
	 */
	{ "LX-RESERVED-COMPLETE", ODD_AMENDED | ODD_CAPPED | ODD_CONTESTED |
	    ODD_DRIVER | ODD_EFI | ODD_HIGH | ODD_LOADED | ODD_MANY |
	    ODD_MAP | ODD_SHORT | ODD_TUPLES | ODD_UNREAD |
	    ODD_MACHINE_MODE },
	{ "LX-ALLOC-NOT-KEPT", ODD_CAPPED | ODD_CONTESTED | ODD_DRIVER |
	    ODD_EFI | ODD_MANY | ODD_MAP | ODD_TUPLES | ODD_UNREAD |
	    ODD_MACHINE_MODE },
	{ "LX-NOMAP-NOT-LOADED", ODD_LOADED | ODD_MAP },
	/* Without room for the array there is none. */
	{ "LX-REGION-EVERY", ODD_CAPPED | ODD_DRIVER | ODD_EFI | ODD_HIGH |
	    ODD_MANY | ODD_SCARCE | ODD_TREE | ODD_TUPLES | ODD_UNREAD },
	/* What 32 bits have no room for is cut off. */
	{ "LX-REGION-ASKED", ODD_HIGH | ODD_UNREAD },
	{ "LX-REGION-HELD", ODD_CONTESTED | ODD_DRIVER | ODD_MANY |
	    ODD_UNREAD },
	{ "LX-REGION-NOT-MAPPED", ODD_CONTESTED | ODD_DRIVER },
	{ "LX-REGION-SERVED", ODD_DRIVER | ODD_HIGH | ODD_MANY },
	{ "LX-REGION-FITS", ODD_HIGH },
	/* What a driver refused is there for the next. */
	{ "LX-REGION-ALONE", ODD_CONTESTED | ODD_DRIVER | ODD_HIGH |
	    ODD_UNREAD },
	{ "LX-REGION-CLEAR", ODD_CAPPED | ODD_CONTESTED | ODD_EFI |
	    ODD_HIGH | ODD_MAP | ODD_MEMRESERVE | ODD_MACHINE_MODE },
	{ "LX-IOMEM-HAS-MEMORY", ODD_HIGH | ODD_LOADED | ODD_OUTSIDE },
	{ "LX-ALLOC-NOT-LOADED", ODD_HIGH | ODD_LOADED },
	{ "LX-REGION-NOT-LOADED", ODD_HIGH | ODD_LOADED },
};

static unsigned
excuse_of(const char *id)
{
	for (size_t i = 0; i < sizeof(excuses) / sizeof(excuses[0]); i++)
		if (strcmp(excuses[i].id, id) == 0)
			return (excuses[i].oddities);
	return (0);
}

static bool
is_reference(const struct simulation *simulation)
{
	return (strcmp(simulation->kernel->name, "linux") == 0);
}

static bool
may_break(const struct simulation *simulation, const struct bm_invariant *row,
    unsigned oddities)
{
	if (row->subject != BM_SUBJECT_KERNEL || row->severity != BM_ERROR)
		return (true);
	return (!is_reference(simulation) &&
	    (excuse_of(row->id) & oddities) != 0);
}

static void
judge_world(const struct simulation *simulation, unsigned oddities)
{
	const struct bm_world *world = &simulation->world;
	const size_t edge_count = bm_check_edge_count(world);
	struct bm_coverage_edge *edges = fuzz_allocate(edge_count,
	    sizeof(*edges));
	struct bm_report report;

	FUZZ_REQUIRE(bm_check(world, edges, edge_count, &report) == BM_OK);
	free(edges);
	for (size_t i = 0; i < bm_invariant_count; i++) {
		const struct bm_verdict *verdict = &report.verdicts[i];

		fuzz_note(verdict->outcome);
		fuzz_note(verdict->broken_count);
		if (verdict->outcome != BM_BROKEN ||
		    may_break(simulation, bm_invariant(i), oddities))
			continue;
		fprintf(stderr, "%s: %s is broken at [%#jx, %#jx), odd: "
		    "%#x\n", simulation->kernel->name, bm_invariant(i)->id,
		    (uintmax_t)verdict->witnesses[0].start,
		    (uintmax_t)verdict->witnesses[0].end, oddities);
		fuzz_fail(__FILE__, __LINE__, bm_invariant(i)->id);
	}
}

/* Entries and nodes, and the ranges of those. */
static size_t
count_entries(const struct capture *capture, const struct bm_world *world)
{
	size_t count = world->fact_count + capture->fdt.reserved_count;

	for (size_t i = 0; i < capture->fdt.reserved_count; i++)
		count += capture->fdt.reserved[i].alloc_ranges.count;
	return (count);
}

/* However odd the input: no kernel goes on for ever, or talks for ever. */
static void
require_bounded(const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;
	const size_t count = count_entries(simulation->capture,
	    &simulation->world);
	const size_t bound = LINES_EACH * count + LINES_MORE;

	FUZZ_REQUIRE(linux_world->line_count <= bound);
	FUZZ_REQUIRE(linux_world->memblock_final.memory.count <= bound);
	FUZZ_REQUIRE(linux_world->memblock_final.reserved.count <= bound);
	FUZZ_REQUIRE(linux_world->reserved_mem_count <= count);
	fuzz_note(linux_world->line_count);
}

/* Kernels that set RAM aside have types and rules of their own. */
static bool
is_judged(const struct kernel *kernel)
{
	return (strncmp(kernel->name, "linux", 5) == 0 &&
	    strstr(kernel->name, "physstart") == NULL);
}

void
linux_require(const struct capture *capture,
    void (*inspect)(const struct simulation *simulation, unsigned oddities,
    void *context), void *context)
{
	const struct boot_options options = { .until = BM_STAGE_IOMEM };

	for (size_t i = 0; i < kernel_count; i++) {
		struct simulation simulation;
		struct boot_error error;
		unsigned oddities;

		if (!is_judged(kernels[i]))
			continue;
		if (!simulation_boot(kernels[i], capture, &options,
		    &simulation, &error)) {
			FUZZ_REQUIRE(strstr(error.text, " knows no ") !=
			    NULL);
			continue;
		}
		oddities = linux_oddities(capture, &simulation.world);
		require_bounded(&simulation);
		judge_world(&simulation, oddities);
		judge_print(&simulation);
		if (inspect != NULL)
			inspect(&simulation, oddities, context);
		simulation_free(&simulation);
	}
}

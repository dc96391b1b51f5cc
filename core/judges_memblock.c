/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"

static void
judge_sorted(const struct bm_memblock_list *list, struct bm_verdict *verdict)
{
	for (size_t i = 0; i < list->count; i++) {
		struct bm_range range = list->regions[i].range;

		/* What ends at 2^64 or above range.start is not below it. */
		if (!bm_range_is_valid(range) || (i > 0 &&
		    bm_range_last(list->regions[i - 1].range) >=
		    range.start))
			bm_verdict_break(verdict, range);
	}
}

static void
judge_merged(const struct bm_memblock_list *list, struct bm_verdict *verdict)
{
	for (size_t i = 1; i < list->count; i++) {
		const struct bm_memblock_region *below =
		    &list->regions[i - 1];
		const struct bm_memblock_region *above = &list->regions[i];

		if (bm_range_adjoins(below->range, above->range) &&
		    below->flags == above->flags &&
		    below->node == above->node)
			bm_verdict_break(verdict, above->range);
	}
}

/* All of the list is shown: which region is wrong, nobody knows. */
static void
judge_total(const struct bm_memblock_list *list, struct bm_verdict *verdict)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < list->count; i++)
		bytes += bm_range_bytes(list->regions[i].range);
	if (bytes == list->total_bytes)
		return;
	bm_verdict_break(verdict, list->count == 0 ?
	    bm_range_closed(0, 0) : (struct bm_range){
	    list->regions[0].range.start,
	    list->regions[list->count - 1].range.end });
}

void
bm_judge_memory_sorted(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_sorted(&world->linux_world.memblock_final.memory, verdict);
}

void
bm_judge_memory_merged(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_merged(&world->linux_world.memblock_final.memory, verdict);
}

void
bm_judge_memory_total(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_total(&world->linux_world.memblock_final.memory, verdict);
}

void
bm_judge_reserved_sorted(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_sorted(&world->linux_world.memblock_final.reserved, verdict);
}

void
bm_judge_reserved_merged(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_merged(&world->linux_world.memblock_final.reserved, verdict);
}

void
bm_judge_reserved_total(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_total(&world->linux_world.memblock_final.reserved, verdict);
}

void
bm_judge_allocations_limit(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;

	for (size_t i = 0; i < linux_world->allocation_count; i++)
		if (bm_range_last(linux_world->allocations[i].range) >
		    linux_world->allocations[i].limit_last)
			bm_verdict_break(verdict,
			    linux_world->allocations[i].range);
}

void
bm_judge_allocations_aligned(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;

	for (size_t i = 0; i < linux_world->allocation_count; i++) {
		const struct bm_linux_allocation *allocation =
		    &linux_world->allocations[i];

		if (allocation->align_bytes != 0 &&
		    allocation->range.start % allocation->align_bytes != 0)
			bm_verdict_break(verdict, allocation->range);
	}
}

void
bm_judge_allocations_mapped(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;

	for (size_t i = 0; i < linux_world->allocation_count; i++)
		if (linux_world->allocations[i].is_unmapped)
			bm_verdict_break(verdict,
			    linux_world->allocations[i].range);
}

void
bm_judge_allocations_informed(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux *linux_world = &world->linux_world;

	for (size_t i = 0; i < linux_world->allocation_count; i++)
		if (linux_world->allocations[i].known_count <
		    linux_world->kept_count)
			bm_verdict_break(verdict,
			    linux_world->allocations[i].range);
}

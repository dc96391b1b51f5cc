/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"
#include "page.h"

static bool
is_below(struct bm_range below, struct bm_range above)
{
	return (below.end != 0 && below.end <= above.start);
}

/* Does a boundary between queues lie inside range? */
static bool
crosses_queue(const struct bm_queues *queues, struct bm_range range)
{
	for (size_t i = 0; i < queues->count; i++)
		if (range.start < queues->boundaries[i] &&
		    queues->boundaries[i] <= bm_range_last(range))
			return (true);
	return (false);
}

static bool
is_boundary(const struct bm_queues *queues, bm_paddr address)
{
	for (size_t i = 0; i < queues->count; i++)
		if (queues->boundaries[i] == address)
			return (true);
	return (false);
}

void
bm_judge_segments_canonical(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_rset *segments = &world->vm.pages.segments;
	const uint64_t page_size = world->physmem.limits.page_size;

	for (size_t i = 0; i < segments->count; i++) {
		struct bm_range range = segments->entries[i].range;
		struct bm_range before = i == 0 ? range :
		    segments->entries[i - 1].range;

		if (range.start % page_size != 0 ||
		    range.end % page_size != 0 ||
		    crosses_queue(&world->vm.queues, range) || (i > 0 &&
		    (!is_below(before, range) || (before.end == range.start &&
		    !is_boundary(&world->vm.queues, range.start)))))
			bm_verdict_break(verdict, range);
	}
}

/* Both lists ascend: each run has to lie in segments that touch. */
void
bm_judge_page_runs(const struct bm_world *world, struct bm_verdict *verdict)
{
	const struct bm_rset *runs = &world->vm.pages.runs;
	const struct bm_rset *segments = &world->vm.pages.segments;
	size_t segment = 0;

	for (size_t i = 0; i < runs->count; i++) {
		struct bm_range run = runs->entries[i].range;
		bm_paddr covered = run.start;

		if (i > 0 && !is_below(runs->entries[i - 1].range, run))
			bm_verdict_break(verdict, run);
		while (segment < segments->count && bm_range_last(
		    segments->entries[segment].range) < covered)
			segment++;
		while (segment < segments->count && covered != run.end &&
		    bm_range_holds(segments->entries[segment].range,
		    covered)) {
			struct bm_range part =
			    segments->entries[segment].range;

			if (bm_range_last(part) >= bm_range_last(run)) {
				covered = run.end;
				break;
			}
			covered = part.end;
			segment++;
		}
		if (covered != run.end)
			bm_verdict_break(verdict, run);
	}
}

/* Pages inside within of the entries of set that have exactly these tags. */
static uint64_t
pages_within(const struct bm_world *world, const struct bm_rset *set,
    uint32_t tags, struct bm_range within)
{
	uint64_t count = 0;

	for (size_t i = 0; i < set->count; i++)
		if (set->entries[i].tags == tags &&
		    bm_range_overlaps(set->entries[i].range, within))
			count += bm_page_count(bm_range_common(
			    set->entries[i].range, within),
			    world->physmem.limits.page_size);
	return (count);
}

static uint64_t
free_pages(const struct bm_world *world)
{
	return (pages_within(world, &world->vm.pages.runs, BM_PAGE_FREE,
	    (struct bm_range){ 0, 0 }));
}

void
bm_judge_free_count(const struct bm_world *world, struct bm_verdict *verdict)
{
	struct bm_range space = { 0, 0 };

	if (free_pages(world) != world->vm.pages.free_count)
		bm_verdict_break(verdict, space);
}

void
bm_judge_blocks_fill(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_rset *segments = &world->vm.pages.segments;
	const struct bm_range space = { 0, 0 };
	uint64_t page_count = 0;

	for (size_t i = 0; i < segments->count; i++) {
		uint64_t counts[BM_ORDER_COUNT];

		bm_pages_count_blocks(&world->vm.pages, i, counts);
		for (unsigned order = 0; order < BM_ORDER_COUNT; order++)
			page_count += counts[order] << order;
	}
	if (page_count != free_pages(world))
		bm_verdict_break(verdict, space);
}

void
bm_judge_large_whole(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_page_tables *tables = &world->vm.tables;

	for (size_t i = 0; i < tables->mapped.count; i++) {
		const struct bm_rset_entry *entry = &tables->mapped.entries[i];

		if ((entry->tags & BM_MAP_LARGE) != 0 &&
		    (entry->range.start % tables->large_bytes != 0 ||
		    entry->range.end % tables->large_bytes != 0))
			bm_verdict_break(verdict, entry->range);
	}
}

/* Both lists ascend; a run of superpages may differ in protection. */
void
bm_judge_large_spares(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_rset *mapped = &world->vm.tables.mapped;
	const struct bm_rset *spares = &world->vm.tables.spares;
	size_t spare = 0;

	for (size_t i = 0; i < mapped->count; i++) {
		struct bm_range range = mapped->entries[i].range;

		if ((mapped->entries[i].tags & BM_MAP_LARGE) == 0)
			continue;
		while (spare < spares->count && bm_range_last(
		    spares->entries[spare].range) < range.start)
			spare++;
		if (spare == spares->count || !bm_range_covers(
		    spares->entries[spare].range, range))
			bm_verdict_break(verdict, range);
	}
}

void
bm_judge_kva_not_mapped(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_rset *free = &world->vm.kva.free;
	const struct bm_rset *mapped = &world->vm.tables.mapped;
	size_t j = 0;

	for (size_t i = 0; i < free->count; i++) {
		struct bm_range range = free->entries[i].range;

		while (j < mapped->count &&
		    bm_range_last(mapped->entries[j].range) < range.start)
			j++;
		if (j < mapped->count &&
		    bm_range_overlaps(mapped->entries[j].range, range))
			bm_verdict_break(verdict, range);
	}
}

/* Are the addresses whole pages of the file, and counted right? */
static bool
is_whole(const struct bm_world *world, const struct bm_freed_file *file)
{
	const uint64_t page_size = world->physmem.limits.page_size;
	const struct bm_range addresses =
	    bm_vrange_numbers(file->freed.addresses);

	return (addresses.start % page_size == 0 &&
	    addresses.end % page_size == 0 &&
	    bm_range_covers(bm_vrange_numbers(file->file), addresses) &&
	    bm_page_count(file->range, page_size) == file->freed.free_pages +
	    pages_within(world, &world->vm.pages.bad, 0, file->range));
}

void
bm_judge_freed_whole(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	for (size_t i = 0; i < world->vm.freed_count; i++) {
		const struct bm_freed_file *file = &world->vm.freed[i];

		if (file->freed.is_any && !is_whole(world, file))
			bm_verdict_break(verdict, file->range);
	}
}

void
bm_judge_free_count_moves(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	uint64_t count = world->vm.seeded_pages;

	for (size_t i = 0; i < world->vm.freed_count; i++)
		count += world->vm.freed[i].freed.free_pages;
	if (count != world->vm.pages.free_count)
		bm_verdict_break(verdict, (struct bm_range){ 0, 0 });
}

void
bm_judge_kva_freed(const struct bm_world *world, struct bm_verdict *verdict)
{
	const struct bm_vm *vm = &world->vm;
	uint64_t freed_bytes = 0, arena_bytes = 0;

	for (size_t i = 0; i < vm->freed_count; i++)
		if (vm->freed[i].freed.is_any)
			freed_bytes += bm_range_bytes(vm->freed[i].range);
	for (size_t i = 0; i < vm->kva.free.count; i++)
		arena_bytes += bm_range_bytes(vm->kva.free.entries[i].range);
	if (freed_bytes != arena_bytes)
		bm_verdict_break(verdict, (struct bm_range){ 0, 0 });
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The vm stage of the released kernels: vm_phys segments, and vm_page_startup
 * with its lists and its blacklist.  Sources: vm_phys.c of 0078df5f,
 * vm_page.c of 2018 and of September 2021, the reviews D16330, D16976 and
 * D31958, FreeBSD-EN-18:17.vm.  What the page array itself takes, from the end
 * of the largest range, is left to phys_avail.
 * Re-enacted, defects included: do not improve this.
 */
#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/amd64.h"
#include "sim/kernels/freebsd/release.h"

/* VM_PHYSSEG_MAX. */
#define SEGMENTS_AMD64 63
#define SEGMENTS_OTHERS 64

static void
must_fit(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

static struct bm_vm *
vm_of(struct release_boot *boot)
{
	return (&boot->common.simulation->world.vm);
}

static size_t
segments_max(const struct release_boot *boot)
{
	return (boot->common.arch->is_x86 ? SEGMENTS_AMD64 : SEGMENTS_OTHERS);
}

/* Of the free queue below whose boundary a segment ends. */
static uint32_t
queue_of(const struct bm_queues *queues, bm_paddr end)
{
	uint32_t queue = 0;

	while (queue < queues->count && end > queues->boundaries[queue])
		queue++;
	return (queue);
}

/* Keeps the table in order; nobody looks whether segments overlap. */
static void
create_segment(struct release_boot *boot, bm_paddr start, bm_paddr end,
    struct bm_origin origin)
{
	struct bm_vm *vm = vm_of(boot);
	struct bm_rset *segments = &vm->pages.segments;
	size_t i = segments->count;

	/* The kernel stores an empty one, too; it holds no page. */
	if (start >= end || boot->has_panicked)
		return;
	if (segments->count == segments_max(boot)) {
		/* Without assertions it writes past the array. */
		release_panic(boot,
		    "vm_phys_create_seg: increase VM_PHYSSEG_MAX");
		return;
	}
	for (; i > 0 && segments->entries[i - 1].range.start >= end; i--)
		segments->entries[i] = segments->entries[i - 1];
	segments->entries[i] = (struct bm_rset_entry){ { start, end },
	    queue_of(&vm->queues, end) + 1, origin };
	segments->count++;
}

static void
add_segment(struct release_boot *boot, bm_paddr start, bm_paddr end,
    struct bm_origin origin)
{
	const struct bm_queues *queues = &vm_of(boot)->queues;

	for (size_t i = 0; i < queues->count; i++)
		if (start < queues->boundaries[i] &&
		    end > queues->boundaries[i]) {
			create_segment(boot, start, queues->boundaries[i],
			    origin);
			start = queues->boundaries[i];
		}
	create_segment(boot, start, end, origin);
}

/* hw.physmem may have cut a range within a page. */
static struct bm_range
whole_pages(const struct release_boot *boot, struct bm_range range)
{
	const uint64_t page_size =
	    boot->common.simulation->world.physmem.limits.page_size;

	return ((struct bm_range){ bm_page_round(range.start, page_size),
	    bm_page_trunc(range.end, page_size) });
}

/*
 * The early segment, the only one of eight that amd64 makes of what the
 * loader left, then phys_avail.  Early page tables are in none.
 */
static void
add_segments(struct release_boot *boot)
{
	const struct simulation *simulation = boot->common.simulation;
	const struct bm_rset *avail = &simulation->world.phys_avail;
	const struct freebsd_amd64_loaded loaded =
	    freebsd_amd64_loaded(simulation->capture);

	if (loaded.is_present && release_unload_kind(boot) != UNLOAD_LOSES)
		add_segment(boot, loaded.start, whole_pages(boot,
		    (struct bm_range){ 0, loaded.first }).end,
		    release_origin(BM_SOURCE_KERNEL, 0));
	for (size_t i = 0; i < avail->count; i++) {
		struct bm_range range = whole_pages(boot,
		    avail->entries[i].range);

		add_segment(boot, range.start, range.end,
		    avail->entries[i].origin);
	}
}

/*
 * Do two neighbours touch?  Between the files and the memory behind them there
 * is what create_pagetables took.  Where a capture does not say so, kernels
 * that would lose that memory for it are given the benefit of the doubt.
 */
static bool
touch(const struct release_boot *boot, const struct bm_rset_entry *below,
    const struct bm_rset_entry *above)
{
	const struct capture *capture = boot->common.simulation->capture;

	return (below->range.end == above->range.start &&
	    below->tags == above->tags &&
	    (boot->release->vm.seeding == SEEDING_COMMON ||
	    capture->boot.page_tables.is_present || above->range.start !=
	    freebsd_amd64_loaded(capture).taken_end));
}

/* Those that touch and have the same queue become one; since D16976. */
static void
coalesce_segments(struct release_boot *boot)
{
	struct bm_rset *segments = &vm_of(boot)->pages.segments;
	size_t count = 0;

	for (size_t i = 0; i < segments->count; i++)
		if (count > 0 && touch(boot, &segments->entries[count - 1],
		    &segments->entries[i]))
			segments->entries[count - 1].range.end =
			    segments->entries[i].range.end;
		else
			segments->entries[count++] = segments->entries[i];
	segments->count = count;
}

/* Pages of which all have a structure. */
static void
set_state(struct bm_pages *pages, struct bm_range range,
    enum bm_page_state state)
{
	must_fit(bm_rset_remove(&pages->runs, range));
	must_fit(bm_rset_add(&pages->runs, &(struct bm_rset_entry){ range,
	    state, { BM_SOURCE_NONE, 0 } }));
}

void
release_enqueue(struct bm_pages *pages, struct bm_range range)
{
	set_state(pages, range, BM_PAGE_FREE);
	/* A page that is on a list already is counted again. */
	pages->free_count += bm_page_count(range, pages->page_size);
}

/* What of phys_avail is in one segment; false if the kernel goes down. */
static bool
seed_segment(struct release_boot *boot, struct bm_range segment)
{
	struct bm_pages *pages = &vm_of(boot)->pages;
	const struct bm_rset *avail =
	    &boot->common.simulation->world.phys_avail;
	const enum seeding seeding = boot->release->vm.seeding;

	for (size_t i = 0; i < avail->count; i++) {
		const struct bm_range range = whole_pages(boot,
		    avail->entries[i].range);

		if (range.start >= range.end ||
		    !bm_range_overlaps(range, segment))
			continue;
		if (seeding != SEEDING_INSIDE) {
			/* B16: the offset into the page array underflows. */
			if (seeding == SEEDING_MISPLACED &&
			    segment.start < range.start)
				return (false);
			release_enqueue(pages, bm_range_common(range,
			    segment));
		} else if (bm_range_covers(range, segment)) {
			release_enqueue(pages, segment);
			break;
		}
	}
	return (true);
}

/* The states of what is in use, for those who look at it. */
static void
label_loaded(struct release_boot *boot, enum bm_source source,
    enum bm_page_state state)
{
	const struct bm_world *world = &boot->common.simulation->world;
	struct bm_pages *pages = &vm_of(boot)->pages;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];
		const struct bm_range range = bm_page_outward(fact->range,
		    pages->page_size);

		if (fact->origin.source != source || fact->flags == 0)
			continue;
		for (size_t j = 0; j < pages->segments.count; j++) {
			struct bm_range segment =
			    pages->segments.entries[j].range;

			if (bm_range_overlaps(segment, range))
				set_state(pages, bm_range_common(segment,
				    range), state);
		}
	}
}

/* A page that no list holds is passed over, and may become free later. */
static void
blacklist(struct release_boot *boot, bm_paddr address)
{
	struct bm_pages *pages = &vm_of(boot)->pages;
	const struct bm_range page = bm_page_outward(
	    bm_range_closed(address, address), pages->page_size);

	if (bm_pages_state(pages, address) != BM_PAGE_FREE)
		return;
	set_state(pages, page, BM_PAGE_BAD);
	must_fit(bm_rset_add(&pages->bad, &(struct bm_rset_entry){ page, 0,
	    { BM_SOURCE_NONE, 0 } }));
	if (!boot->release->vm.counts_blacklisted)
		pages->free_count--;
}

/* vm_page_startup */
static void
make_pages(struct release_boot *boot)
{
	const struct boot *loader = &boot->common.simulation->capture->boot;
	const struct bm_world *world = &boot->common.simulation->world;
	struct bm_pages *pages = &vm_of(boot)->pages;

	pages->bad = freebsd_new_set(&boot->common,
	    loader->bad_page_count + 1);
	/*
	 * A run begins and ends at the edge of a segment, of an available
	 * range, of a file, of its whole pages or of a bad page.
	 */
	pages->runs = freebsd_new_set(&boot->common, 8 + 2 *
	    (pages->segments.count + world->phys_avail.count +
	    2 * loader->preload_count + loader->bad_page_count));
	for (size_t i = 0; i < pages->segments.count; i++)
		set_state(pages, pages->segments.entries[i].range,
		    BM_PAGE_IN_USE);
	label_loaded(boot, BM_SOURCE_PRELOAD, BM_PAGE_PRELOADED);
	label_loaded(boot, BM_SOURCE_KERNEL, BM_PAGE_KERNEL);
	for (size_t i = 0; i < pages->segments.count; i++)
		if (!seed_segment(boot, pages->segments.entries[i].range)) {
			/* An address that no pointer has; inferred. */
			release_panic(boot, "general protection fault");
			return;
		}
	for (size_t i = 0; i < loader->bad_page_count; i++)
		blacklist(boot, loader->bad_pages[i]);
	vm_of(boot)->seeded_pages = pages->free_count;
}

void
release_vm_stage(struct release_boot *boot)
{
	struct bm_world *world = &boot->common.simulation->world;
	struct bm_vm *vm = &world->vm;

	vm->queues = boot->common.arch->queues;
	vm->pages.page_size = world->physmem.limits.page_size;
	vm->pages.segments = freebsd_new_set(&boot->common,
	    segments_max(boot));
	add_segments(boot);
	if (boot->release->vm.coalesces)
		coalesce_segments(boot);
	if (!boot->has_panicked)
		make_pages(boot);
	if (boot->has_panicked)
		return;
	release_map_kernel(boot);
	freebsd_list_records(&boot->common);
	freebsd_list_mapped(&boot->common);
	world->has_vm = true;
	world->reached = BM_STAGE_VM;
}

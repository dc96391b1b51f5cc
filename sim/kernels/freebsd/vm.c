/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The vm stage of the reference: segments, pages, lists, the kernel map.
 */
#include <stdlib.h>

#include "core/contract.h"
#include "core/page.h"
#include "core/sort.h"
#include "sim/host.h"
#include "sim/kernels/freebsd/freebsd.h"

static void
must_fit(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

static void
append(struct bm_rset *set, struct bm_range range, struct bm_origin origin)
{
	must_fit(bm_rset_append(set,
	    &(struct bm_rset_entry){ range, 0, origin }));
}

/* The whole pages in each range of a set that is in order. */
static struct bm_rset
borrow_whole_pages(const struct bm_rset *set, uint64_t page_size)
{
	struct bm_rset pages = freebsd_borrow_set(set->count);

	for (size_t i = 0; i < set->count; i++) {
		struct bm_range whole;

		if (bm_page_inward(set->entries[i].range, page_size, &whole))
			append(&pages, whole, set->entries[i].origin);
	}
	return (pages);
}

/* May the early page tables' memory be looked up as pages? */
static bool
gives_page_tables_a_segment(const struct freebsd *boot)
{
	const char *value = freebsd_tunable(boot,
	    "vm.page_tables_in_segment");

	return (value == NULL || value[0] != '0');
}

/* Pages that hold something of the loader's and are RAM. */
static struct bm_rset
borrow_loaded(struct freebsd *boot)
{
	const struct bm_world *world = &boot->simulation->world;
	const uint64_t page_size = world->physmem.limits.page_size;
	const bool with_tables = gives_page_tables_a_segment(boot);
	struct bm_rset loaded = freebsd_borrow_set(world->fact_count);
	struct bm_rset ram, both;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if ((fact->flags & BM_FACT_IN_USE) != 0 && (with_tables ||
		    fact->origin.source != BM_SOURCE_PAGE_TABLES))
			append(&loaded, bm_page_outward(fact->range,
			    page_size), fact->origin);
	}
	bm_rset_normalize(&loaded);
	ram = borrow_whole_pages(&world->physmem.hardware, page_size);
	both = freebsd_borrow_set(loaded.count + ram.count);
	must_fit(bm_rset_intersect(&loaded, &ram, &both));
	freebsd_return_set(&ram);
	freebsd_return_set(&loaded);
	return (both);
}

static void
make_segments(struct freebsd *boot, const struct bm_rset *avail)
{
	struct bm_vm *vm = &boot->simulation->world.vm;
	struct bm_rset loaded = borrow_loaded(boot);
	struct bm_rset managed = freebsd_borrow_set(avail->count +
	    loaded.count);

	vm->queues = boot->arch->queues;
	for (size_t i = 0; i < avail->count; i++)
		append(&managed, avail->entries[i].range,
		    avail->entries[i].origin);
	for (size_t i = 0; i < loaded.count; i++)
		append(&managed, loaded.entries[i].range,
		    loaded.entries[i].origin);
	bm_rset_normalize(&managed);
	vm->pages.segments = freebsd_new_set(boot, managed.count +
	    2 * (vm->queues.count + 1));
	must_fit(bm_segments_build(&managed, &vm->queues,
	    &vm->pages.segments));
	freebsd_return_set(&managed);
	freebsd_return_set(&loaded);
}

static void
set_states(struct freebsd *boot, enum bm_source source,
    enum bm_page_state state)
{
	struct bm_world *world = &boot->simulation->world;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if (fact->origin.source == source && fact->flags != 0)
			must_fit(bm_pages_set(&world->vm.pages,
			    bm_page_outward(fact->range,
			    world->physmem.limits.page_size), state));
	}
}

/* How many calls of bootstrap_free there may be, each in several parts. */
static size_t
free_count_at_most(const struct capture *capture)
{
	return (4 * capture->boot.preload_count + 2 * capture->event_count +
	    2);
}

static void
make_pages(struct freebsd *boot, const struct bm_rset *avail)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_world *world = &boot->simulation->world;
	struct bm_vm *vm = &world->vm;
	const size_t bad_count = capture->boot.bad_page_count;
	const struct bm_rset segments = vm->pages.segments;

	/* A range that changes its state is split at segments and bad pages. */
	must_fit(bm_pages_init(&vm->pages, world->physmem.limits.page_size,
	    &segments, avail, freebsd_new_set(boot, 4 * segments.count +
	    2 * avail->count + 4 * (free_count_at_most(capture) +
	    bad_count)), freebsd_new_set(boot, bad_count + 1)));
	/* Where the kernel and a file overlap the kernel stays. */
	set_states(boot, BM_SOURCE_PRELOAD, BM_PAGE_PRELOADED);
	set_states(boot, BM_SOURCE_KERNEL, BM_PAGE_KERNEL);
	for (size_t i = 0; i < bad_count; i++)
		/* A bad page without a structure is none of our business. */
		(void)bm_pages_blacklist(&vm->pages,
		    capture->boot.bad_pages[i]);
	vm->seeded_pages = vm->pages.free_count;
}

/* Where the linear map lies. */
static uint64_t
map_offset(const struct freebsd *boot, uint64_t large_bytes)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;

	if (kernel->is_present && kernel->has_virtual)
		return (kernel->virtual_base - kernel->extent.base);
	if (boot->arch->maps_from_zero || !kernel->is_present)
		return (boot->arch->kernel_base);
	return (boot->arch->kernel_base -
	    bm_page_trunc(kernel->extent.base, large_bytes));
}

/* A capture that says where the kernel is mapped knows better than we do. */
bool
freebsd_is_in_window(const struct freebsd *boot, struct bm_range range)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	const bool is_said = kernel->is_present && kernel->has_virtual;
	const struct bm_page_tables *tables =
	    &boot->simulation->world.vm.tables;
	const struct bm_vrange place = bm_page_tables_virtual(tables, range);
	const struct bm_range numbers = bm_vrange_numbers(place);

	/* No page can be mapped to parts of two. */
	if (tables->offset % tables->page_size != 0)
		return (false);
	/* Nor is it one map if some of it goes around the end. */
	if ((range.start + tables->offset < range.start) !=
	    (kernel->extent.base + tables->offset < kernel->extent.base))
		return (false);
	return (bm_range_is_valid(numbers) && (is_said ||
	    (numbers.start >= boot->arch->kernel_base &&
	    bm_range_last(numbers) <= boot->arch->kernel_last)));
}

/* The kernel's pages and those of the files, as one set. */
static struct bm_rset
borrow_image(const struct bm_world *world)
{
	struct bm_rset image = freebsd_borrow_set(world->fact_count);

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if ((fact->origin.source == BM_SOURCE_KERNEL ||
		    fact->origin.source == BM_SOURCE_PRELOAD) &&
		    fact->flags != 0)
			append(&image, bm_page_outward(fact->range,
			    world->physmem.limits.page_size), fact->origin);
	}
	bm_rset_normalize(&image);
	return (image);
}

void
freebsd_set_up_map(struct freebsd *boot, size_t image_count)
{
	const size_t free_count =
	    free_count_at_most(boot->simulation->capture);
	struct bm_world *world = &boot->simulation->world;
	struct bm_page_tables *tables = &world->vm.tables;

	tables->page_size = world->physmem.limits.page_size;
	/* A page of 8-byte entries, each for a page. */
	tables->large_bytes = tables->page_size * (tables->page_size / 8);
	tables->offset = map_offset(boot, tables->large_bytes);
	tables->mapped = freebsd_new_set(boot,
	    3 * image_count + 12 * (free_count + 2));
	tables->spares = freebsd_new_set(boot,
	    image_count + 4 * (free_count + 2));
	world->vm.kva.free = freebsd_new_set(boot, free_count + 2);
}

static void
make_map(struct freebsd *boot)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_world *world = &boot->simulation->world;
	struct bm_page_tables *tables = &world->vm.tables;
	struct bm_rset image = borrow_image(world);

	freebsd_set_up_map(boot, image.count);
	world->vm.has_map = capture->boot.kernel.is_present &&
	    image.count > 0;
	for (size_t i = 0; i < image.count; i++)
		if (!freebsd_is_in_window(boot, image.entries[i].range))
			world->vm.has_map = false;
	for (size_t i = 0; world->vm.has_map && i < image.count; i++)
		must_fit(bm_page_tables_map(tables, bm_page_tables_virtual(
		    tables, image.entries[i].range), false));
	freebsd_return_set(&image);
}

void
freebsd_list_records(struct freebsd *boot)
{
	const struct capture *capture = boot->simulation->capture;
	const size_t count = capture->boot.preload_count;
	struct bm_vm *vm = &boot->simulation->world.vm;

	vm->preload_count = count;
	vm->preloads = arena_alloc(boot->simulation->arena, count,
	    sizeof(vm->preloads[0]));
	vm->freed = arena_alloc(boot->simulation->arena,
	    free_count_at_most(capture), sizeof(vm->freed[0]));
	for (size_t i = 0; i < count; i++) {
		const struct preload *file = &capture->boot.preload[i];
		struct bm_preload *record = &vm->preloads[i];
		struct bm_range range;

		record->name = file->name;
		record->type = file->type;
		record->origin = (struct bm_origin){ BM_SOURCE_PRELOAD,
		    (uint32_t)i };
		record->is_empty = bm_extent_range(file->extent, &range) ==
		    BM_CLIP_ALL;
		if (!record->is_empty)
			record->range = bm_page_tables_virtual(&vm->tables,
			    range);
	}
	bm_preload_sort(vm->preloads, count);
}

static bool
starts_before(const void *a, const void *b)
{
	const struct bm_range *left = a, *right = b;

	return (left->start < right->start);
}

/*
 * The pages that more than one of all that the loader left has a part of, as
 * far as they are found by looking at neighbours: where nothing overlaps the
 * set is empty, and a file need not be compared with all others.
 */
static void
list_shared(struct freebsd *boot)
{
	const struct bm_world *world = &boot->simulation->world;
	struct bm_range *ranges = host_allocate(world->fact_count,
	    sizeof(ranges[0]));
	bm_paddr reach = 0;
	size_t count = 0;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if ((fact->flags & (BM_FACT_IN_USE | BM_FACT_RESERVED)) != 0)
			ranges[count++] = bm_page_outward(fact->range,
			    world->physmem.limits.page_size);
	}
	bm_sort(ranges, count, sizeof(ranges[0]), starts_before);
	boot->shared = freebsd_new_set(boot, count);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && ranges[i].start <= reach)
			append(&boot->shared, bm_range_common(ranges[i],
			    bm_range_closed(ranges[i].start, reach)),
			    (struct bm_origin){ BM_SOURCE_NONE, 0 });
		if (bm_range_last(ranges[i]) > reach)
			reach = bm_range_last(ranges[i]);
	}
	bm_rset_normalize(&boot->shared);
	free(ranges);
}

void
freebsd_list_mapped(struct freebsd *boot)
{
	struct bm_vm *vm = &boot->simulation->world.vm;
	const struct bm_rset *mapped = &vm->tables.mapped;

	/* The window keeps the order: no address of it wraps. */
	vm->mapped = freebsd_new_set(boot, mapped->count);
	for (size_t i = 0; i < mapped->count; i++)
		append(&vm->mapped, bm_page_tables_physical(&vm->tables,
		    bm_vrange_of_numbers(mapped->entries[i].range)),
		    mapped->entries[i].origin);
}

void
freebsd_start_vm(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	/* hw.physmem may have cut a range within a page. */
	struct bm_rset avail = borrow_whole_pages(&world->phys_avail,
	    world->physmem.limits.page_size);

	world->has_vm = true;
	make_segments(boot, &avail);
	make_pages(boot, &avail);
	freebsd_return_set(&avail);
	make_map(boot);
	freebsd_list_records(boot);
	list_shared(boot);
	freebsd_list_mapped(boot);
}

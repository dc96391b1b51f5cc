/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference's tree of resources on x86.  All that is asked for is sorted,
 * outer before inner, and stacked: what would lie across another is refused,
 * and of the two e820 is never the one.
 */
#include <inttypes.h>

#include "core/sort.h"
#include "sim/kernels/reference_linux.h"

#define MEGABYTE (UINT64_C(1) << 20)

struct resource {
	bm_paddr start;
	bm_paddr last;		/* inclusive */
	const char *name;
	struct bm_origin origin;
	size_t order;		/* in which they ask, e820 first */
};

_Static_assert(sizeof(struct resource) <= BM_SORT_ELEMENT_MAX,
    "a resource is too large to be sorted");

struct resources {
	struct resource *entries;
	size_t count;
};

static const char *
name_of_type(uint32_t type)
{
	switch (type) {
	case E820_RAM:
		return ("System RAM");
	case E820_ACPI:
		return ("ACPI Tables");
	case E820_NVS:
		return ("ACPI Non-volatile Storage");
	case E820_UNUSABLE:
		return ("Unusable memory");
	case E820_PRAM:
		return ("Persistent Memory (legacy)");
	case E820_PMEM:
		return ("Persistent Memory");
	case E820_RESERVED:
		return ("Reserved");
	case E820_SOFT_RESERVED:
		return ("Soft Reserved");
	default:
		return ("Unknown E820 type");
	}
}

static bool
comes_before(const void *a, const void *b)
{
	const struct resource *left = a, *right = b;

	if (left->start != right->start)
		return (left->start < right->start);
	if (left->last != right->last)
		return (left->last > right->last);
	return (left->order < right->order);
}

static void
put(struct resources *resources, struct bm_range range, const char *name,
    struct bm_origin origin)
{
	resources->entries[resources->count] = (struct resource){ range.start,
	    bm_range_last(range), name, origin, resources->count };
	resources->count++;
}

/* Does an entry of e820 lie across the border of range? */
static bool
lies_across(const struct bm_rset *map, struct bm_range range)
{
	const bm_paddr last = bm_range_last(range);
	const size_t at_start = bm_rset_search(map, range.start);
	const size_t at_last = bm_rset_search(map, last);

	if (at_start < map->count &&
	    map->entries[at_start].range.start < range.start &&
	    bm_range_last(map->entries[at_start].range) < last)
		return (true);
	return (at_last < map->count &&
	    map->entries[at_last].range.start > range.start &&
	    map->entries[at_last].range.start <= last &&
	    bm_range_last(map->entries[at_last].range) > last);
}

static void
refuse(struct reference_linux *boot, const char *name, bm_paddr start,
    bm_paddr last)
{
	linux_log(&boot->log, BM_LOG_RESOURCE, "%s: can't claim [mem 0x%08"
	    PRIx64 "-0x%08" PRIx64 "]", name, start, last);
}

static void
put_claim(struct reference_linux *boot, struct resources *resources,
    const char *name, struct bm_extent extent, struct bm_origin origin)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) == BM_CLIP_ALL)
		refuse(boot, name, extent.base, extent.base - 1);
	else if (lies_across(&boot->e820.map, range))
		refuse(boot, name, range.start, bm_range_last(range));
	else
		put(resources, range, name, origin);
}

/* Where the kernel's code ends only a claim says. */
static void
list_wanted(struct reference_linux *boot, struct resources *resources)
{
	const struct capture *capture = boot->simulation->capture;
	const struct bm_rset *map = &boot->e820.map;

	for (size_t i = 0; i < map->count; i++)
		put(resources, map->entries[i].range,
		    name_of_type(map->entries[i].tags),
		    map->entries[i].origin);
	if (capture->boot.kernel.is_present && capture->iomem_claim_count == 0)
		put_claim(boot, resources, "Kernel code",
		    capture->boot.kernel.extent,
		    reference_linux_origin(BM_SOURCE_KERNEL, 0));
	for (size_t i = 0; i < capture->iomem_claim_count; i++)
		put_claim(boot, resources, capture->iomem_claims[i].name,
		    capture->iomem_claims[i].extent,
		    reference_linux_origin(BM_SOURCE_NONE, 0));
}

/* Where firmware may have stolen the end of a memory bank. */
static uint64_t
ram_alignment(bm_paddr end)
{
	if (end < MEGABYTE)
		return (MEGABYTE / 16);
	return (end < 16 * MEGABYTE ? MEGABYTE : 64 * MEGABYTE);
}

/* The holes of outer, all that lies in nothing else, from start to last. */
static void
buffer_holes(const struct bm_rset *outer, bm_paddr start, bm_paddr last,
    struct resources *resources)
{
	const struct bm_origin none = { BM_SOURCE_NONE, 0 };
	struct bm_range hole;

	while (start <= last && bm_rset_next_gap(outer, start, &hole) &&
	    hole.start <= last) {
		if (bm_range_last(hole) >= last) {
			put(resources, bm_range_closed(hole.start, last),
			    "RAM buffer", none);
			return;
		}
		put(resources, hole, "RAM buffer", none);
		start = hole.end;
	}
}

static void
buffer_ram(struct reference_linux *boot, const struct bm_rset *outer,
    struct resources *resources)
{
	const struct bm_rset *map = &boot->e820.map;
	bm_paddr buffered = 0;	/* holes below have been looked at */

	for (size_t i = 0; i < map->count; i++) {
		const bm_paddr end = map->entries[i].range.end;
		bm_paddr last;

		if (map->entries[i].tags != E820_RAM || end == 0)
			continue;
		last = end + (ram_alignment(end) - 1);
		last = last < end ? BM_PADDR_LAST :
		    last / ram_alignment(end) * ram_alignment(end) - 1;
		if (end > last)
			continue;
		linux_log(&boot->log, BM_LOG_E820, "e820: reserve RAM buffer "
		    "[mem 0x%08" PRIx64 "-0x%08" PRIx64 "]", end, last);
		/* Several ends may have one border above. */
		if (last >= buffered) {
			buffer_holes(outer, end > buffered ? end : buffered,
			    last, resources);
			buffered = last + 1;
		}
		if (last == BM_PADDR_LAST)
			return;
	}
}

/* Stacks one resource behind those that are there; false: it does not fit. */
static bool
stack(struct bm_linux_iomem *iomem, const struct resource *resource)
{
	struct bm_linux_resource *next = &iomem->resources[iomem->count];
	size_t at = iomem->count - 1;
	bool has_outer = iomem->count > 0;

	while (has_outer && iomem->resources[at].last < resource->start) {
		has_outer = iomem->resources[at].depth > 0;
		at = iomem->resources[at].parent;
	}
	if (has_outer && iomem->resources[at].last < resource->last)
		return (false);
	*next = (struct bm_linux_resource){ .start = resource->start,
	    .last = resource->last, .name = resource->name,
	    .origin = resource->origin };
	if (has_outer) {
		next->parent = at;
		next->depth = iomem->resources[at].depth + 1;
	}
	iomem->count++;
	return (true);
}

/* Into iomem, which has room; what does not fit is taken out, and named. */
static void
nest(struct reference_linux *boot, struct resources *resources,
    struct bm_linux_iomem *iomem)
{
	size_t kept_count = 0;

	bm_sort(resources->entries, resources->count,
	    sizeof(resources->entries[0]), comes_before);
	iomem->count = 0;
	for (size_t i = 0; i < resources->count; i++) {
		const struct resource resource = resources->entries[i];

		if (stack(iomem, &resource))
			resources->entries[kept_count++] = resource;
		else
			refuse(boot, resource.name, resource.start,
			    resource.last);
	}
	resources->count = kept_count;
}

/* What lies in nothing else. */
static struct bm_rset
list_outer(const struct reference_linux *boot,
    const struct bm_linux_iomem *iomem)
{
	struct bm_rset set = reference_linux_new_set(boot, iomem->count);

	for (size_t i = 0; i < iomem->count; i++)
		if (iomem->resources[i].depth == 0)
			set.entries[set.count++] = (struct bm_rset_entry){
			    bm_range_closed(iomem->resources[i].start,
			    iomem->resources[i].last), 0,
			    iomem->resources[i].origin };
	bm_rset_normalize(&set);
	return (set);
}

/* e820 is refused nothing. */
static struct bm_rset
list_ram(const struct reference_linux *boot)
{
	const struct bm_rset *map = &boot->e820.map;
	struct bm_rset set = reference_linux_new_set(boot, map->count);

	for (size_t i = 0; i < map->count; i++)
		if (map->entries[i].tags == E820_RAM)
			set.entries[set.count++] = map->entries[i];
	return (set);
}

void
reference_linux_list_resources(struct reference_linux *boot)
{
	/* Each has one hole behind it; what ends a hole's window, one more. */
	const size_t wanted = boot->e820.map.count + 1 +
	    boot->simulation->capture->iomem_claim_count;
	const size_t capacity = 3 * wanted;
	struct bm_linux_iomem *iomem =
	    &boot->simulation->world.linux_world.iomem;
	struct resources resources = { arena_alloc(boot->log.arena, capacity,
	    sizeof(resources.entries[0])), 0 };
	struct bm_rset outer;

	iomem->resources = arena_alloc(boot->log.arena, capacity,
	    sizeof(iomem->resources[0]));
	list_wanted(boot, &resources);
	nest(boot, &resources, iomem);
	outer = list_outer(boot, iomem);
	buffer_ram(boot, &outer, &resources);
	nest(boot, &resources, iomem);
	iomem->ram = list_ram(boot);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/freebsd_loaded.h"

#include <stdlib.h>
#include <string.h>

#include "core/page.h"

#define EFI_PAGE_BYTES 4096
#define KERNEL_ALIGNMENT ((uint64_t)2 << 20)

enum { EFI_LOADER_CODE = 1, EFI_LOADER_DATA = 2, EFI_BOOT_CODE = 3,
	EFI_BOOT_DATA = 4, EFI_CONVENTIONAL = 7 };

/* Disjoint, in order, none touching the next. */
struct memory {
	struct bm_range *ranges;
	size_t count;
};

static bool
is_loader(uint32_t type)
{
	return (type == EFI_LOADER_CODE || type == EFI_LOADER_DATA);
}

/* No FreeBSD excludes memory of these types for what it is. */
static bool
is_usable(uint32_t type)
{
	return (is_loader(type) || type == EFI_BOOT_CODE ||
	    type == EFI_BOOT_DATA || type == EFI_CONVENTIONAL);
}

static int
compare_starts(const void *left, const void *right)
{
	const struct bm_range *a = left, *b = right;

	return ((a->start > b->start) - (a->start < b->start));
}

static void
merge(struct memory *memory)
{
	size_t kept = 0;

	for (size_t i = 0; i < memory->count; i++) {
		const struct bm_range range = memory->ranges[i];
		struct bm_range *below = kept == 0 ? NULL :
		    &memory->ranges[kept - 1];

		if (below == NULL || !(bm_range_overlaps(*below, range) ||
		    bm_range_adjoins(*below, range)))
			memory->ranges[kept++] = range;
		else if (bm_range_last(range) > bm_range_last(*below))
			below->end = range.end;
	}
	memory->count = kept;
}

static struct memory
list_memory(const struct draft *draft, bool (*is_wanted)(uint32_t type))
{
	const struct efi_map *map = &draft->capture->efi;
	struct memory memory = { arena_alloc(draft->capture->arena,
	    map->count, sizeof(memory.ranges[0])), 0 };

	for (size_t i = 0; i < map->count; i++) {
		const struct efi_descriptor *entry = &map->entries[i];
		const enum bm_clip clip = bm_extent_range_units(entry->phys,
		    entry->page_count, EFI_PAGE_BYTES,
		    &memory.ranges[memory.count]);

		if (is_wanted(entry->type) && clip != BM_CLIP_ALL)
			memory.count++;
	}
	if (memory.count > 0)
		qsort(memory.ranges, memory.count, sizeof(memory.ranges[0]),
		    compare_starts);
	merge(&memory);
	return (memory);
}

/* The index of the first range that ends behind address. */
static size_t
find_first(const struct memory *memory, bm_paddr address)
{
	size_t low = 0, high = memory->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (bm_range_last(memory->ranges[middle]) < address)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

static bool
holds(const struct memory *memory, bm_paddr address)
{
	const size_t i = find_first(memory, address);

	return (i < memory->count &&
	    bm_range_holds(memory->ranges[i], address));
}

static void
add_file(struct draft *draft, const char *name, const char *type,
    struct bm_extent extent)
{
	struct preload *preload = draft_add_preload(draft);

	draft_set_text(draft, &preload->name, name, strlen(name));
	draft_set_text(draft, &preload->type, type, strlen(type));
	preload->extent = extent;
}

static void
add_piece(struct draft *draft, const struct memory *loader,
    struct bm_range range, uint64_t framebuffer_bytes)
{
	const struct bm_extent extent = draft_extent(range.start,
	    bm_range_last(range));
	struct kernel_image *kernel = &draft->capture->boot.kernel;

	draft_set_reconstructed(draft);
	if (!kernel->is_present && extent.base % KERNEL_ALIGNMENT == 0 &&
	    holds(loader, extent.base))
		*kernel = (struct kernel_image){ .is_present = true,
		    .extent = extent };
	else if (extent.length == framebuffer_bytes)
		add_file(draft, "efifb", "efi_fb", extent);
	else
		add_file(draft, "unexplained", "reserved", extent);
}

/*
 * The whole pages of what both have; what is less is there because neighbours
 * were rounded outward.
 */
static bool
intersect(struct bm_range a, struct bm_range b, uint64_t page_size,
    struct bm_range *ret_range)
{
	const bm_paddr start = a.start > b.start ? a.start : b.start;
	const bm_paddr last = bm_range_last(a) < bm_range_last(b) ?
	    bm_range_last(a) : bm_range_last(b);

	return (bm_page_inward(bm_range_closed(start, last), page_size,
	    ret_range));
}

void
freebsd_loaded_find(struct draft *draft, const struct region_map *tables,
    uint64_t framebuffer_bytes)
{
	const struct memory usable = list_memory(draft, is_usable);
	const struct memory loader = list_memory(draft, is_loader);
	struct bm_range excluded, piece;

	for (size_t i = 0; i < tables->exclude_count; i++) {
		if (bm_extent_range(tables->exclude[i].extent, &excluded) ==
		    BM_CLIP_ALL)
			continue;
		for (size_t j = find_first(&usable, excluded.start);
		    j < usable.count && !draft_is_full(draft) &&
		    usable.ranges[j].start <= bm_range_last(excluded); j++)
			if (intersect(excluded, usable.ranges[j],
			    draft->capture->page_size, &piece))
				add_piece(draft, &loader, piece,
				    framebuffer_bytes);
	}
}

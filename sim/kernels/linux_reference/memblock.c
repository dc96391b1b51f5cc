/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference's boot allocator: filled in order of address, and shown.
 */
#include "core/contract.h"
#include "sim/kernels/linux_reference/reference.h"

/* What the device tree may still reserve, and the array. */
static size_t
count_reservations(const struct reference_linux *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;
	size_t count = fdt->memreserve.count + 1;

	for (size_t i = 0; i < fdt->reserved_count; i++)
		count += fdt->reserved[i].reg.count + 1;
	return (count);
}

/*
 * A state changes where a range begins or ends; on the way a call may take a
 * piece more for each gap that it fills.
 */
static size_t
capacity_for(const struct reference_linux *boot)
{
	const size_t range_count = boot->memory.count + boot->no_map.count +
	    boot->kept.count + count_reservations(boot);

	return (4 * range_count + 16);
}

void
reference_linux_fill_memblock(struct reference_linux *boot)
{
	const size_t capacity = capacity_for(boot);
	struct bm_bootalloc *allocator = &boot->allocator;

	*allocator = bm_bootalloc_new(arena_alloc(boot->log.arena, capacity,
	    sizeof(struct bm_bootalloc_piece)), capacity, boot->page_size);
	for (size_t i = 0; i < boot->memory.count; i++)
		reference_linux_must(bm_bootalloc_add(allocator,
		    boot->memory.entries[i].range, 0, BM_MEMBLOCK_NO_NODE,
		    boot->memory.entries[i].origin));
	for (size_t i = 0; i < boot->no_map.count; i++)
		reference_linux_must(bm_bootalloc_set_flags(allocator,
		    boot->no_map.entries[i].range, BM_MEMBLOCK_NOMAP));
	for (size_t i = 0; i < boot->kept.count; i++)
		reference_linux_must(bm_bootalloc_reserve(allocator,
		    boot->kept.entries[i].range, 0,
		    boot->kept.entries[i].origin));
}

static struct bm_memblock_list
show_view(const struct reference_linux *boot, enum bm_bootalloc_view view)
{
	struct bm_memblock_list list = { .regions = arena_alloc(
	    boot->log.arena, boot->allocator.count,
	    sizeof(list.regions[0])) };
	struct bm_memblock_region *region = list.regions;
	bm_paddr from = 0;

	while (bm_bootalloc_next(&boot->allocator, view, from, region)) {
		list.total_bytes += bm_range_bytes(region->range);
		list.count++;
		from = region->range.end;
		if (from == 0)
			break;
		region++;
		BM_CONTRACT(list.count <= boot->allocator.count);
	}
	return (list);
}

struct bm_memblock
reference_linux_show_memblock(const struct reference_linux *boot)
{
	return ((struct bm_memblock){
	    show_view(boot, BM_BOOTALLOC_MEMORY),
	    show_view(boot, BM_BOOTALLOC_RESERVED) });
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows setup_vm_final of arch/riscv/mm/init.c of Linux 6.12.107, 64 bits
 * with pages of 4 KiB: how many pages the tables of the linear map and of the
 * kernel take.  Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/riscv64.h"

#define KFENCE_POOL_BYTES ((uint64_t)2 << 20)

enum { TABLE_LEVELS_MAX = 4 };

const struct linux_riscv64_mode linux_riscv64_sv39 = { 2, (uint64_t)1 << 37 };
const struct linux_riscv64_mode linux_riscv64_sv48 = { 3, (uint64_t)1 << 46 };
const struct linux_riscv64_mode linux_riscv64_sv57 = { 4, (uint64_t)1 << 55 };

/* What one table of a level maps; the lowest level first. */
static const unsigned table_shifts[TABLE_LEVELS_MAX] = { 21, 30, 39, 48 };

struct linear_map {
	const struct linux_riscv64_mode *mode;
	bm_paddr start;
	/* By level: the first table not counted yet. */
	uint64_t next[TABLE_LEVELS_MAX];
	uint64_t table_count;
};

/* What is not mapped with the rest of memory around it, in order. */
struct exception {
	struct bm_range range;
	bool by_pages;
};

static void
count_tables(struct linear_map *map, unsigned level, uint64_t first,
    uint64_t last)
{
	if (first < map->next[level])
		first = map->next[level];
	if (first > last)
		return;
	map->table_count += last - first + 1;
	map->next[level] = last + 1;
}

/* One entry does where the address is a multiple of what a table maps. */
static bool
may_do_without(const struct linear_map *map, unsigned level, bool by_pages)
{
	const uint64_t table_bytes = (uint64_t)1 << table_shifts[level];

	return (!by_pages && level + 1 < map->mode->table_levels &&
	    (map->start & (table_bytes - 1)) == 0);
}

/* Ranges come in ascending order. */
static void
map_range(struct linear_map *map, bm_paddr start, bm_paddr end, bool by_pages)
{
	const uint64_t from = start - map->start, to = end - map->start;

	if (start >= end)
		return;
	for (unsigned level = 0; level < map->mode->table_levels; level++) {
		const uint64_t mask = ((uint64_t)1 << table_shifts[level]) - 1;
		const uint64_t first = from >> table_shifts[level];
		const uint64_t last = (to - 1) >> table_shifts[level];

		if (!may_do_without(map, level, by_pages)) {
			count_tables(map, level, first, last);
			continue;
		}
		if ((from & mask) != 0 || (first == last && (to & mask) != 0))
			count_tables(map, level, first, first);
		if ((to & mask) != 0)
			count_tables(map, level, last, last);
	}
}

static void
map_region(struct linear_map *map, struct bm_range region,
    const struct exception *exceptions, size_t count)
{
	bm_paddr start = region.start;

	for (size_t i = 0; i < count; i++) {
		const struct exception *exception = &exceptions[i];
		const bm_paddr end = exception->range.end < region.end ?
		    exception->range.end : region.end;
		const bm_paddr middle = exception->range.start > start ?
		    exception->range.start : start;

		if (middle >= end)
			continue;
		map_range(map, start, middle, false);
		map_range(map, middle, end, exception->by_pages);
		start = end;
	}
	map_range(map, start, region.end, false);
}

/* The text and what is only read: up to where the kernel's data begin. */
static struct bm_range
find_read_only(const struct capture *capture)
{
	struct bm_range range = { capture->boot.kernel.extent.base,
	    capture->boot.kernel.extent.base };

	for (size_t i = 0; i < capture->iomem_claim_count; i++) {
		const struct named_extent *claim = &capture->iomem_claims[i];

		if (strcmp(claim->name, "Kernel data") == 0 &&
		    claim->extent.base > range.start)
			range.end = claim->extent.base;
	}
	return (range);
}

static void
count_linear_map(struct linear_map *map, const struct linux_boot *boot,
    struct bm_range pool)
{
	const struct memblock_type *memory = &boot->memblock.memory;
	const struct exception text = {
	    find_read_only(boot->simulation->capture), false };
	const struct exception kfence = { pool, true };
	const bool is_text_first = text.range.start < pool.start;
	const struct exception exceptions[] = {
	    is_text_first ? text : kfence, is_text_first ? kfence : text };

	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *region = &memory->regions[i];

		if ((region->flags & BM_MEMBLOCK_NOMAP) == 0)
			map_region(map, (struct bm_range){ region->base,
			    region->base + region->size }, exceptions, 2);
	}
}

void
linux_riscv64_map_memory(struct linux_boot *boot,
    const struct linux_riscv64_mode *mode, bm_paddr linear_start)
{
	struct linear_map map = { .mode = mode, .start = linear_start };
	bm_paddr pool;

	memblock_ask_for(&boot->memblock, "kfence");
	pool = memblock_phys_alloc_range(&boot->memblock, KFENCE_POOL_BYTES,
	    boot->page_size, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
	if (pool == 0) {
		linux_panic(boot, "kernel BUG at arch/riscv/mm/init.c");
		return;
	}
	count_linear_map(&map, boot, (struct bm_range){ pool,
	    pool + KFENCE_POOL_BYTES });
	/* The kernel lies in one table of blocks, far from the linear map. */
	if (!memblock_take_pages(&boot->memblock, map.table_count +
	    mode->table_levels - 1))
		linux_panic(boot, "kernel BUG at arch/riscv/mm/init.c");
}

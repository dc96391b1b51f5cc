/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows paging_init of arch/arm64/mm/mmu.c of Linux 6.1.176, 6.12.107 and
 * 7.2.12, with pages of 4 KiB: how many pages the tables of the linear map
 * take.  Every page of it has an entry of its own, so that its protection can
 * be changed.  Re-enacted, defects included: do not improve this.
 */
#include "core/page.h"
#include "sim/kernels/linux/arm64.h"

enum {
	PTE_TABLE_SHIFT = 21,	/* what one table of a level maps */
	PMD_TABLE_SHIFT = 30,
	PUD_TABLE_SHIFT = 39,
	P4D_TABLE_SHIFT = 48,	/* with addresses of more bits than that */
	LEVELS_MAX = 4
};

/* Tables that a walk over ascending ranges comes through. */
struct table_count {
	unsigned shift;
	uint64_t next;		/* the first table not counted yet */
	uint64_t count;
};

/* start and last are offsets in the linear map. */
static void
count_tables(struct table_count *tables, uint64_t start, uint64_t last)
{
	const uint64_t first = start >> tables->shift;
	const uint64_t begin = first > tables->next ? first : tables->next;
	const uint64_t end = (last >> tables->shift) + 1;

	if (begin >= end)
		return;
	tables->count += end - begin;
	tables->next = end;
}

struct linear_map {
	bm_paddr start;
	uint64_t page_size;
	struct bm_range text;	/* mapped whether it is memory or not */
	bool has_text;
	size_t level_count;
	struct table_count levels[LEVELS_MAX];
};

static void
map_range(struct linear_map *map, struct bm_range range)
{
	const uint64_t first = bm_page_trunc(range.start, map->page_size) -
	    map->start;
	const uint64_t last = (bm_range_last(range) |
	    (map->page_size - 1)) - map->start;

	for (size_t i = 0; i < map->level_count; i++)
		count_tables(&map->levels[i], first, last);
}

/* The kernel's text takes its turn where it lies. */
static void
map_memory(struct linear_map *map, const struct memblock_type *memory)
{
	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *region = &memory->regions[i];

		if (map->has_text && map->text.start < region->base) {
			map_range(map, map->text);
			map->has_text = false;
		}
		if (region->size != 0 &&
		    (region->flags & BM_MEMBLOCK_NOMAP) == 0)
			map_range(map, (struct bm_range){ region->base,
			    region->base + region->size });
	}
	if (map->has_text)
		map_range(map, map->text);
}

bool
linux_arm64_find_text(const struct capture *capture,
    struct bm_range *ret_text)
{
	return (linux_find_claim(capture, "Kernel code", ret_text));
}

/* Blocks that lie in the text: no table of pages for them. */
static uint64_t
whole_blocks(struct bm_range text)
{
	const uint64_t block = (uint64_t)1 << PTE_TABLE_SHIFT;
	const bm_paddr start = bm_page_round(text.start, block);
	const bm_paddr end = bm_page_trunc(text.end, block);

	return (start < end ? (end - start) >> PTE_TABLE_SHIFT : 0);
}

static uint64_t
count_linear_map(struct linux_boot *boot, const struct linux_arm64 *arm64,
    bm_paddr linear_start)
{
	struct linear_map map = { .start = linear_start,
	    .page_size = boot->page_size,
	    .level_count = boot->physical_bits > P4D_TABLE_SHIFT ?
	    LEVELS_MAX : LEVELS_MAX - 1, .levels = {
	    { .shift = PTE_TABLE_SHIFT }, { .shift = PMD_TABLE_SHIFT },
	    { .shift = PUD_TABLE_SHIFT }, { .shift = P4D_TABLE_SHIFT } } };
	const struct bm_extent image =
	    boot->simulation->capture->boot.kernel.extent;
	uint64_t count = 0;

	map.has_text = true;
	if (!linux_arm64_find_text(boot->simulation->capture, &map.text))
		map.text = (struct bm_range){ image.base,
		    image.base + arm64->text_bytes };
	if (arm64->maps_text_in_blocks)
		count -= whole_blocks(map.text);
	map_memory(&map, &boot->memblock.memory);
	for (size_t i = 0; i < map.level_count; i++)
		count += map.levels[i].count;
	return (count);
}

void
linux_arm64_map_memory(struct linux_boot *boot,
    const struct linux_arm64 *arm64, bm_paddr linear_start)
{
	const struct bm_extent image =
	    boot->simulation->capture->boot.kernel.extent;

	if (!memblock_take_pages(&boot->memblock, arm64->image_table_pages +
	    count_linear_map(boot, arm64, linear_start))) {
		linux_panic(boot, "Failed to allocate page table page");
		return;
	}
	(void)memblock_phys_free(&boot->memblock, image.base + image.length -
	    arm64->init_tables_bytes, arm64->init_tables_bytes);
}

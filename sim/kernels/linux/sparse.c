/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows mm/sparse.c and sparse-vmemmap.c of Linux 6.1.176 and 6.12.107: what
 * the memory map takes, with pages of 4 KiB and sections of 128 MiB, each of
 * which has 2 MiB of struct page.  Re-enacted, defects included: do not
 * improve this.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"

#define SECTION_SHIFT 27
#define SECTION_BYTES ((uint64_t)1 << SECTION_SHIFT)
#define SECTION_MAP_SHIFT 21
#define SECTION_MAP_BYTES ((uint64_t)1 << SECTION_MAP_SHIFT)
#define ROOT_SHIFT 34		/* 128 sections: mem_section has 32 bytes */
#define ROOT_BYTES ((uint64_t)4096)
/* The map's own tables: one of blocks shows 1 GiB of it. */
#define PMD_TABLE_SHIFT 30
#define PUD_TABLE_SHIFT 39
#define P4D_TABLE_SHIFT 48

/* The present sections in order, the ranges of memory being sorted. */
struct section_walk {
	const struct memblock_type *memory;
	uint64_t page_size;
	size_t index;
	uint64_t next;		/* the lowest section not passed yet */
};

struct section {
	uint64_t number;
	int32_t nid;
};

/* Sections of one node, one behind the other. */
struct node_sections {
	struct section_walk walk;	/* in front of the first */
	int32_t nid;
	uint64_t count;
};

/* What is made of the map, and its tables so far. */
struct memory_map {
	struct linux_boot *boot;
	const struct linux_own *own;
	bm_paddr linear_start;
	uint64_t next_pmd_table;
	uint64_t next_pud_table;
	uint64_t next_p4d_table;
};

static bool
next_section(struct section_walk *walk, struct section *ret_section)
{
	for (; walk->index < walk->memory->cnt; walk->index++) {
		const struct memblock_region *region =
		    &walk->memory->regions[walk->index];
		const bm_paddr start = bm_page_round(region->base,
		    walk->page_size);
		const bm_paddr end = bm_page_trunc(region->base +
		    region->size, walk->page_size);
		uint64_t number = start >> SECTION_SHIFT;

		if (number < walk->next)
			number = walk->next;
		if (start >= end || number > (end - 1) >> SECTION_SHIFT)
			continue;
		walk->next = number + 1;
		*ret_section = (struct section){ number, region->nid };
		return (true);
	}
	return (false);
}

static bm_paddr
allocate(const struct memory_map *map, const char *who, uint64_t bytes,
    uint64_t align, bm_paddr goal, bm_paddr limit, int32_t nid,
    bool exact_nid)
{
	struct memblock *memblock = &map->boot->memblock;
	bm_paddr base;

	memblock_ask_for(memblock, who);
	base = memblock_alloc_range_nid(memblock, bytes, align, goal, limit,
	    nid, exact_nid);
	if (base != 0 || goal == 0)
		return (base);
	/* As memblock_alloc_internal: anywhere, rather than not at all. */
	memblock_ask_for(memblock, who);
	return (memblock_alloc_range_nid(memblock, bytes, align, 0, limit,
	    nid, exact_nid));
}

/* memblocks_present */
static void
make_roots(const struct memory_map *map, struct section_walk walk)
{
	struct section section;
	uint64_t next_root = 0;

	if (!next_section(&walk, &section))
		return;
	/* A pointer to each root that there may be. */
	(void)allocate(map, "sections", (uint64_t)8 <<
	    (map->boot->physical_bits - ROOT_SHIFT), SMP_CACHE_BYTES, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, BM_MEMBLOCK_NO_NODE, false);
	do {
		const uint64_t root = section.number >>
		    (ROOT_SHIFT - SECTION_SHIFT);

		if (root < next_root)
			continue;
		(void)allocate(map, "sections", ROOT_BYTES, SMP_CACHE_BYTES, 0,
		    MEMBLOCK_ALLOC_ACCESSIBLE, section.nid, false);
		next_root = root + 1;
	} while (next_section(&walk, &section));
}

static int32_t
node_of(const struct linux_boot *boot, bm_paddr address)
{
	const struct memblock_type *memory = &boot->memblock.memory;

	for (size_t i = 0; i < memory->cnt; i++)
		if (address >= memory->regions[i].base && address -
		    memory->regions[i].base < memory->regions[i].size)
			return (memory->regions[i].nid);
	return (0);
}

/* Beside the node's own data, so that both can be taken away at once. */
static void
make_usage(const struct memory_map *map, const struct node_sections *sections)
{
	const uint64_t bytes = map->own->section_usage_bytes *
	    sections->count;
	const bm_paddr goal = sections->nid == BM_MEMBLOCK_NO_NODE ? 0 :
	    map->boot->node_data[sections->nid] & ~(SECTION_BYTES - 1);
	const int32_t nid = node_of(map->boot, goal);

	if (allocate(map, "section usage", bytes, SMP_CACHE_BYTES, goal,
	    goal + SECTION_BYTES, nid, false) == 0)
		(void)allocate(map, "section usage", bytes, SMP_CACHE_BYTES,
		    goal,
		    MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
}

static void
make_table(const struct memory_map *map, uint64_t table, uint64_t *next_table,
    int32_t nid)
{
	if (table < *next_table)
		return;
	(void)allocate(map, "page table", map->boot->page_size,
	    map->boot->page_size, map->linear_start,
	    MEMBLOCK_ALLOC_ACCESSIBLE, nid, false);
	*next_table = table + 1;
}

static void
show_section(struct memory_map *map, uint64_t number, int32_t nid)
{
	const uint64_t offset = ((number << SECTION_SHIFT) -
	    map->linear_start) >> (SECTION_SHIFT - SECTION_MAP_SHIFT);

	if (map->own->vmemmap_table_levels > 2)
		make_table(map, offset >> P4D_TABLE_SHIFT,
		    &map->next_p4d_table, nid);
	if (map->own->vmemmap_table_levels > 1)
		make_table(map, (offset + map->own->vmemmap_pud_offset) >>
		    PUD_TABLE_SHIFT, &map->next_pud_table, nid);
	make_table(map, offset >> PMD_TABLE_SHIFT, &map->next_pmd_table, nid);
}

/* __populate_section_memmap: no smaller pages are tried. */
static bool
map_section(const struct memory_map *map, int32_t nid)
{
	return (allocate(map, "memory map", SECTION_MAP_BYTES,
	    SECTION_MAP_BYTES, map->linear_start, MEMBLOCK_ALLOC_ACCESSIBLE,
	    nid, false) != 0);
}

/* sparse_init_nid: the first section without a map is the last it looks at. */
static void
make_node(struct memory_map *map, struct node_sections sections)
{
	struct section section;
	bool has_buffer;

	make_usage(map, &sections);
	has_buffer = !map->own->maps_each_section && allocate(map,
	    "memory map", sections.count * SECTION_MAP_BYTES,
	    SECTION_MAP_BYTES, map->linear_start, MEMBLOCK_ALLOC_ACCESSIBLE,
	    sections.nid, true) != 0;
	for (uint64_t i = 0; i < sections.count; i++) {
		(void)next_section(&sections.walk, &section);
		show_section(map, section.number, sections.nid);
		if (!has_buffer && !map_section(map, sections.nid)) {
			linux_log(&map->boot->log, BM_LOG_MEMBLOCK,
			    "sparse_init_nid: node[%" PRId32 "] memory map "
			    "backing failed. Some memory will not be "
			    "available.", sections.nid);
			return;
		}
	}
}

void
linux_sparse_init(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start)
{
	struct memory_map map = { .boot = boot, .own = own,
	    .linear_start = linear_start };
	struct section_walk walk = { .memory = &boot->memblock.memory,
	    .page_size = boot->page_size };
	struct node_sections sections = { .walk = walk };
	struct section section;

	make_roots(&map, walk);
	for (struct section_walk before = walk;
	    next_section(&walk, &section); before = walk) {
		if (sections.count > 0 && section.nid != sections.nid) {
			make_node(&map, sections);
			sections.count = 0;
		}
		if (sections.count++ == 0) {
			sections.walk = before;
			sections.nid = section.nid;
		}
	}
	if (sections.count > 0)
		make_node(&map, sections);
}

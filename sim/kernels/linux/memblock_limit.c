/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows mm/memblock.c of Linux 6.1.192 and 6.12.117: what cuts memory off,
 * and what asks of it.  Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux/memblock.h"

static bm_paddr
region_end(const struct memblock_region *region)
{
	return (region->base + region->size);
}

/* total_size stays as it was; a start in the topmost page wraps to 0. */
void
memblock_trim_memory(struct memblock *memblock, uint64_t align)
{
	struct memblock_type *memory = &memblock->memory;

	for (size_t i = 0; i < memory->cnt; i++) {
		struct memblock_region *region = &memory->regions[i];
		bm_paddr start = (region->base + (align - 1)) & ~(align - 1);
		bm_paddr end = region_end(region) & ~(align - 1);

		if (start == region->base && end == region_end(region))
			continue;
		if (start < end) {
			region->base = start;
			region->size = end - start;
		} else
			memblock_remove_region(memblock, memory, i--);
	}
}

/* The address below which limit bytes of memory lie; UINT64_MAX if less do. */
static bm_paddr
find_max_addr(const struct memblock *memblock, uint64_t limit)
{
	for (size_t i = 0; i < memblock->memory.cnt; i++) {
		const struct memblock_region *region =
		    &memblock->memory.regions[i];

		if (limit <= region->size)
			return (region->base + limit);
		limit -= region->size;
	}
	return (UINT64_MAX);
}

void
memblock_enforce_memory_limit(struct memblock *memblock, uint64_t limit)
{
	bm_paddr max_addr;

	if (limit == 0)
		return;
	max_addr = find_max_addr(memblock, limit);
	if (max_addr == UINT64_MAX)
		return;
	(void)memblock_remove_range(memblock, &memblock->memory, max_addr,
	    UINT64_MAX);
	(void)memblock_remove_range(memblock, &memblock->reserved, max_addr,
	    UINT64_MAX);
}

/* What no-map memory there is stays, wherever it lies. */
static void
remove_mapped(struct memblock *memblock, size_t start, size_t end)
{
	struct memblock_type *memory = &memblock->memory;

	while (end > start)
		if ((memory->regions[--end].flags & BM_MEMBLOCK_NOMAP) == 0)
			memblock_remove_region(memblock, memory, end);
}

/* What was split at the borders is not merged again. */
void
memblock_cap_memory_range(struct memblock *memblock, bm_paddr base,
    uint64_t size)
{
	size_t start, end;

	if (size == 0)
		return;
	if (memblock->memory.total_size == 0) {
		linux_log(memblock->log, BM_LOG_MEMBLOCK,
		    "memblock_cap_memory_range: No memory registered yet");
		return;
	}
	if (!memblock_isolate_range(memblock, &memblock->memory, base, size,
	    &start, &end))
		return;
	remove_mapped(memblock, end, memblock->memory.cnt);
	remove_mapped(memblock, 0, start);
	(void)memblock_remove_range(memblock, &memblock->reserved, 0, base);
	(void)memblock_remove_range(memblock, &memblock->reserved,
	    base + size, UINT64_MAX);
}

void
memblock_mem_limit_remove_map(struct memblock *memblock, uint64_t limit)
{
	bm_paddr max_addr;

	if (limit == 0)
		return;
	max_addr = find_max_addr(memblock, limit);
	if (max_addr != UINT64_MAX)
		memblock_cap_memory_range(memblock, 0, max_addr);
}

uint64_t
memblock_phys_mem_size(const struct memblock *memblock)
{
	return (memblock->memory.total_size);
}

bm_paddr
memblock_start_of_DRAM(const struct memblock *memblock)
{
	return (memblock->memory.regions[0].base);
}

/* Of no memory at all the kernel reads in front of the array; here it is 0. */
bm_paddr
memblock_end_of_DRAM(const struct memblock *memblock)
{
	const struct memblock_type *memory = &memblock->memory;

	return (memory->cnt == 0 ? 0 :
	    region_end(&memory->regions[memory->cnt - 1]));
}

/* The region that holds address, or NULL; by halves. */
static const struct memblock_region *
search(const struct memblock_type *type, bm_paddr address)
{
	size_t left = 0, right = type->cnt;

	while (left < right) {
		size_t middle = (left + right) / 2;
		const struct memblock_region *region =
		    &type->regions[middle];

		if (address < region->base)
			right = middle;
		else if (address >= region_end(region))
			left = middle + 1;
		else
			return (region);
	}
	return (NULL);
}

bool
memblock_is_memory(const struct memblock *memblock, bm_paddr address)
{
	return (search(&memblock->memory, address) != NULL);
}

bool
memblock_is_map_memory(const struct memblock *memblock, bm_paddr address)
{
	const struct memblock_region *region = search(&memblock->memory,
	    address);

	return (region != NULL && (region->flags & BM_MEMBLOCK_NOMAP) == 0);
}

bool
memblock_is_reserved(const struct memblock *memblock, bm_paddr address)
{
	return (search(&memblock->reserved, address) != NULL);
}

/* All of it, in one region. */
bool
memblock_is_region_memory(const struct memblock *memblock, bm_paddr base,
    uint64_t size)
{
	const struct memblock_region *region = search(&memblock->memory,
	    base);

	return (region != NULL && region_end(region) >=
	    base + memblock_cap_size(memblock->address_max, base, size));
}

/* Any of it. */
bool
memblock_overlaps_region(const struct memblock_type *type, bm_paddr base,
    uint64_t size)
{
	const bm_paddr end = base + memblock_cap_size(UINT64_MAX, base,
	    size);

	for (size_t i = 0; i < type->cnt; i++)
		if (base < region_end(&type->regions[i]) &&
		    type->regions[i].base < end)
			return (true);
	return (false);
}

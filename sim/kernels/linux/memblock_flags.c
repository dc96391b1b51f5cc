/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows mm/memblock.c of Linux 6.1.192 and 6.12.117: flags and nodes of what
 * is there.  Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux/memblock.h"

static bool
set_or_clear(struct memblock *memblock, bm_paddr base, uint64_t size,
    uint32_t set, uint32_t clear)
{
	struct memblock_type *type = &memblock->memory;
	size_t start, end;

	if (!memblock_isolate_range(memblock, type, base, size, &start, &end))
		return (false);
	for (size_t i = start; i < end; i++)
		type->regions[i].flags =
		    (type->regions[i].flags | set) & ~clear;
	memblock_merge_regions(memblock, type, start, end);
	return (memblock->panic == NULL);
}

bool
memblock_mark_hotplug(struct memblock *memblock, bm_paddr base,
    uint64_t size)
{
	return (set_or_clear(memblock, base, size, BM_MEMBLOCK_HOTPLUG, 0));
}

bool
memblock_clear_hotplug(struct memblock *memblock, bm_paddr base,
    uint64_t size)
{
	return (set_or_clear(memblock, base, size, 0, BM_MEMBLOCK_HOTPLUG));
}

bool
memblock_mark_mirror(struct memblock *memblock, bm_paddr base, uint64_t size)
{
	if (!memblock->mirrored_kernelcore)
		return (true);
	memblock->has_mirror = true;
	return (set_or_clear(memblock, base, size, BM_MEMBLOCK_MIRROR, 0));
}

bool
memblock_mark_nomap(struct memblock *memblock, bm_paddr base, uint64_t size)
{
	return (set_or_clear(memblock, base, size, BM_MEMBLOCK_NOMAP, 0));
}

bool
memblock_clear_nomap(struct memblock *memblock, bm_paddr base, uint64_t size)
{
	return (set_or_clear(memblock, base, size, 0, BM_MEMBLOCK_NOMAP));
}

bool
memblock_mark_kho_scratch(struct memblock *memblock, bm_paddr base,
    uint64_t size)
{
	return (set_or_clear(memblock, base, size, BM_MEMBLOCK_KHO_SCRATCH,
	    0));
}

bool
memblock_clear_kho_scratch(struct memblock *memblock, bm_paddr base,
    uint64_t size)
{
	return (set_or_clear(memblock, base, size, 0,
	    BM_MEMBLOCK_KHO_SCRATCH));
}

bool
memblock_set_node(struct memblock *memblock, struct memblock_type *type,
    bm_paddr base, uint64_t size, int32_t nid)
{
	size_t start, end;

	if (!memblock_isolate_range(memblock, type, base, size, &start, &end))
		return (false);
	for (size_t i = start; i < end; i++)
		type->regions[i].nid = nid;
	memblock_merge_regions(memblock, type, start, end);
	return (memblock->panic == NULL);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the world is told of memblock; the kernel has nothing of the kind.
 */
#include <string.h>

#include "sim/kernels/linux/memblock.h"

void
memblock_note_allocation(struct memblock *memblock, struct bm_range range,
    uint64_t align)
{
	const size_t count = memblock->allocation_count;
	struct bm_linux_allocation *longer = arena_alloc(memblock->arena,
	    count + 1, sizeof(longer[0]));

	if (count > 0)
		memcpy(longer, memblock->allocations,
		    count * sizeof(longer[0]));
	longer[count] = (struct bm_linux_allocation){ .range = range,
	    .limit_last = memblock->current_limit - 1, .align_bytes = align,
	    .known_count = memblock->kept_count,
	    .is_unmapped = !memblock->can_resize };
	memblock->allocations = longer;
	memblock->allocation_count = count + 1;
}

void
memblock_forget_allocation(struct memblock *memblock, struct bm_range range)
{
	size_t kept_count = 0;

	for (size_t i = 0; i < memblock->allocation_count; i++)
		if (!bm_range_equal(memblock->allocations[i].range, range))
			memblock->allocations[kept_count++] =
			    memblock->allocations[i];
	memblock->allocation_count = kept_count;
}

static struct bm_memblock_list
show_type(const struct memblock *memblock, const struct memblock_type *type)
{
	struct bm_memblock_list list = { .total_bytes = type->total_size };

	list.regions = arena_alloc(memblock->arena, type->cnt,
	    sizeof(list.regions[0]));
	for (size_t i = 0; i < type->cnt; i++) {
		const struct memblock_region *region = &type->regions[i];

		if (region->size != 0)
			list.regions[list.count++] =
			    (struct bm_memblock_region){ { region->base,
			    region->base + region->size }, region->flags,
			    region->nid, region->origin };
	}
	return (list);
}

struct bm_memblock
memblock_show(const struct memblock *memblock)
{
	return ((struct bm_memblock){ show_type(memblock, &memblock->memory),
	    show_type(memblock, &memblock->reserved) });
}

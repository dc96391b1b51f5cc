/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows FreeBSD revisions 0edb26c3 (2022), 2ef8a088 (13), a86a6eb9 (14) and
 * 0524f27b (15).  Re-enacted, defects included: do not improve this.  Sums of
 * addresses wrap as the kernel's do.
 */
#include "sim/kernels/freebsd/subr_physmem.h"

#include <string.h>

#include "core/page.h"

#define LAST_MEGABYTE ((uint64_t)1 << 20)

static uint64_t
region_end(const struct subr_physmem_region *region)
{
	return (region->addr + region->size);
}

static void
insert_at(struct subr_physmem_region *regions, size_t *count, size_t index,
    const struct subr_physmem_region *region)
{
	memmove(regions + index + 1, regions + index,
	    (*count - index) * sizeof(regions[0]));
	regions[index] = *region;
	(*count)++;
}

/* 2022: duplicates are dropped, and what touches with the same flags grows. */
static void
insert_without_merging(struct subr_physmem_region *regions, size_t *count,
    const struct subr_physmem_region *region)
{
	size_t i;

	for (i = 0; i < *count; i++) {
		struct subr_physmem_region *old = &regions[i];

		if (old->addr == region->addr && old->size == region->size)
			return;
		if (old->flags == region->flags) {
			if (region_end(region) == old->addr) {
				old->addr = region->addr;
				old->size += region->size;
				return;
			}
			if (region_end(old) == region->addr) {
				old->size += region->size;
				return;
			}
		}
		if (region->addr < old->addr)
			break;
	}
	insert_at(regions, count, i, region);
}

/* Swallows the entries above while they meet and have the same flags. */
static void
merge_upward(struct subr_physmem_region *regions, size_t *count,
    size_t index)
{
	struct subr_physmem_region *region = &regions[index];
	uint64_t end = region_end(region);

	while (index + 1 < *count) {
		struct subr_physmem_region next = regions[index + 1];

		if (next.addr > end || next.flags != region->flags)
			return;
		memmove(regions + index + 1, regions + index + 2,
		    (*count - index - 2) * sizeof(regions[0]));
		(*count)--;
		if (region_end(&next) >= end) {
			region->size = region_end(&next) - region->addr;
			return;
		}
	}
}

static bool
merge_into(struct subr_physmem_region *regions, size_t *count, size_t index,
    const struct subr_physmem_region *region)
{
	struct subr_physmem_region *old = &regions[index];
	uint64_t end = region_end(region), old_end = region_end(old);

	if (region->addr <= old->addr && end >= old->addr) {
		/* It begins in front, and overlaps or touches. */
		old->size += old->addr - region->addr;
		old->addr = region->addr;
	} else if (!(region->addr <= old_end && end > old->addr))
		return (false);
	if (end > old_end) {
		old->size = end - old->addr;
		merge_upward(regions, count, index);
	}
	return (true);
}

static void
insert_region(const struct subr_physmem *physmem,
    struct subr_physmem_region *regions, size_t *count,
    const struct subr_physmem_region *region)
{
	size_t i;

	if (!physmem->revision->merges_overlaps) {
		insert_without_merging(regions, count, region);
		return;
	}
	for (i = 0; i < *count; i++) {
		struct subr_physmem_region *old = &regions[i];

		if (old->flags == region->flags) {
			if (merge_into(regions, count, i, region))
				return;
		} else if (physmem->revision->upgrades_flags &&
		    old->flags != 0 && region->flags != 0 &&
		    old->addr == region->addr && old->size == region->size) {
			old->flags |= region->flags;
			return;
		}
		if (region->addr < old->addr)
			break;
	}
	insert_at(regions, count, i, region);
}

void
subr_physmem_hardware_region(struct subr_physmem *physmem, uint64_t pa,
    uint64_t size, struct bm_origin origin)
{
	const uint64_t page_size = physmem->page_size;
	struct subr_physmem_region region;

	if (pa == 0) {
		if (size <= page_size)
			return;
		pa = page_size;
		size -= page_size;
	} else if (pa > physmem->max_addr)
		return;
	/* A sum that wraps is small: such a region passes. */
	if (pa + size > physmem->max_addr - LAST_MEGABYTE) {
		size = physmem->max_addr - pa + 1;
		if (size <= LAST_MEGABYTE)
			return;
		size -= LAST_MEGABYTE;
	}
	if (physmem->revision->rounds_hardware) {
		uint64_t adjustment = bm_page_round(pa, page_size) - pa;

		pa = bm_page_round(pa, page_size);
		size = bm_page_trunc(size - adjustment, page_size);
	}
	region = (struct subr_physmem_region){ pa, size, 0, origin };
	if (size > 0 && physmem->hw_count < SUBR_PHYSMEM_REGIONS)
		insert_region(physmem, physmem->hw, &physmem->hw_count,
		    &region);
}

bool
subr_physmem_exclude_region(struct subr_physmem *physmem, uint64_t pa,
    uint64_t size, uint32_t flags, struct bm_origin origin)
{
	const uint64_t page_size = physmem->page_size;
	const uint64_t adjustment = pa - bm_page_trunc(pa, page_size);
	const struct subr_physmem_region region = { pa - adjustment,
	    bm_page_round(size + adjustment, page_size), flags, origin };

	if (physmem->ex_count >= SUBR_PHYSMEM_REGIONS)
		return (false);
	insert_region(physmem, physmem->ex, &physmem->ex_count, &region);
	return (true);
}

/* Where a list is being made. */
struct emitter {
	struct subr_physmem_avail *avail;
	uint64_t page_size;
	uint64_t limit_bytes;
	uint64_t used_bytes;
};

/* Answers false if the limit leaves nothing. */
static bool
emit(struct emitter *emitter, uint64_t start, uint64_t end,
    struct bm_origin origin)
{
	struct subr_physmem_avail *avail = emitter->avail;

	if (emitter->limit_bytes != 0) {
		uint64_t left = emitter->limit_bytes - emitter->used_bytes;

		if (left == 0)
			return (false);
		if (end - start > left)
			end = start + left;
	}
	emitter->used_bytes += end - start;
	avail->avail_pages += (end - start) / emitter->page_size;
	if (avail->count > 0 &&
	    avail->ranges[avail->count - 1].end == start) {
		avail->ranges[avail->count - 1].end = end;
		return (true);
	}
	avail->ranges[avail->count] = (struct bm_range){ start, end };
	avail->origins[avail->count++] = origin;
	return (true);
}

/* The part of one hardware region that exclusions leave. */
static bool
emit_region(struct emitter *emitter, const struct subr_physmem *physmem,
    const struct subr_physmem_region *region, uint32_t exclude_flags)
{
	uint64_t start = region->addr, end = region_end(region);

	if (!physmem->revision->rounds_hardware) {
		/* The adjustment has the wrong sign: a defect of 13 to 15. */
		uint64_t adjustment = bm_page_round(start,
		    emitter->page_size) - start;

		start = bm_page_round(start, emitter->page_size);
		end = start + bm_page_trunc(region->size + adjustment,
		    emitter->page_size);
	}
	emitter->avail->total_pages += (end - start) / emitter->page_size;
	for (size_t i = 0; i < physmem->ex_count; i++) {
		uint64_t ex_start = physmem->ex[i].addr;
		uint64_t ex_end = region_end(&physmem->ex[i]);

		if ((physmem->ex[i].flags & exclude_flags) == 0 ||
		    ex_end <= start)
			continue;
		if (ex_start >= end)
			break;
		if (ex_start <= start && ex_end >= end) {
			start = end;
			break;
		}
		if (ex_start > start && ex_end < end) {
			/* With nothing left of the limit it goes on. */
			(void)emit(emitter, start, ex_start, region->origin);
			start = ex_end;
		} else if (ex_start <= start)
			start = ex_end;
		else
			end = ex_start;
	}
	return (end <= start || emit(emitter, start, end, region->origin));
}

bool
subr_physmem_to_avail(const struct subr_physmem *physmem,
    uint32_t exclude_flags, uint64_t limit_bytes,
    struct subr_physmem_avail *ret_avail)
{
	struct emitter emitter = { ret_avail, physmem->page_size,
	    limit_bytes, 0 };

	ret_avail->count = 0;
	ret_avail->avail_pages = 0;
	ret_avail->total_pages = 0;
	for (size_t i = 0; i < physmem->hw_count; i++) {
		if (!emit_region(&emitter, physmem, &physmem->hw[i],
		    exclude_flags))
			break;
		if (2 * ret_avail->count >= SUBR_PHYSMEM_AVAIL_ELEMENTS)
			return (false);
	}
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows mm/memblock.c of Linux 6.1.192 and 6.12.117.  Re-enacted, defects
 * included: do not improve this.
 */
#include "sim/kernels/linux/memblock.h"

#include <string.h>

#include "core/page.h"

#define NO_ORIGIN ((struct bm_origin){ BM_SOURCE_NONE, 0 })

static void
empty_type(const struct memblock *memblock, struct memblock_type *type)
{
	type->cnt = memblock->revision->keeps_empty_region ? 1 : 0;
	type->regions[0] = (struct memblock_region){
	    .nid = BM_MEMBLOCK_NO_NODE };
}

static void
init_type(struct memblock *memblock, struct memblock_type *type,
    const char *name, size_t max)
{
	type->name = name;
	type->max = max;
	type->regions = arena_alloc(memblock->arena, max,
	    sizeof(type->regions[0]));
	empty_type(memblock, type);
}

void
memblock_init(struct memblock *memblock,
    const struct memblock_revision *revision, struct linux_log *log,
    uint64_t page_size, size_t memory_regions, size_t reserved_regions)
{
	*memblock = (struct memblock){ .revision = revision,
	    .arena = log->arena, .log = log, .page_size = page_size,
	    .address_max = UINT64_MAX, .region_bytes = 24,
	    .current_limit = MEMBLOCK_ALLOC_ANYWHERE };
	init_type(memblock, &memblock->memory, "memory", memory_regions);
	init_type(memblock, &memblock->reserved, "reserved",
	    reserved_regions);
}

/* The last byte of all would end where base + size cannot say. */
uint64_t
memblock_cap_size(bm_paddr address_max, bm_paddr base, uint64_t size)
{
	return (size < address_max - base ? size : address_max - base);
}

void
memblock_remove_region(const struct memblock *memblock,
    struct memblock_type *type, size_t index)
{
	type->total_size -= type->regions[index].size;
	memmove(type->regions + index, type->regions + index + 1,
	    (type->cnt - (index + 1)) * sizeof(type->regions[0]));
	type->cnt--;
	if (type->cnt == 0)
		empty_type(memblock, type);
}

static void
insert_region(struct memblock_type *type, size_t index, bm_paddr base,
    uint64_t size, const struct memblock_region *like)
{
	struct memblock_region *region = &type->regions[index];

	memmove(region + 1, region,
	    (type->cnt - index) * sizeof(type->regions[0]));
	*region = *like;
	region->base = base;
	region->size = size;
	type->cnt++;
	type->total_size += size;
}

void
memblock_merge_regions(struct memblock *memblock, struct memblock_type *type,
    size_t start, size_t end)
{
	size_t i = start > 0 ? start - 1 : 0;

	if (memblock->revision->merges_everything) {
		i = 0;
		end = SIZE_MAX;
	}
	while (i < end && i + 1 < type->cnt) {
		struct memblock_region *this = &type->regions[i];
		struct memblock_region *next = this + 1;

		if (this->base + this->size != next->base ||
		    this->nid != next->nid || this->flags != next->flags) {
			if (this->base + this->size > next->base) {
				memblock->panic = "kernel BUG at "
				    "mm/memblock.c: memblock_merge_regions";
				return;
			}
			i++;
			continue;
		}
		this->size += next->size;
		if (bm_origin_before(next->origin, this->origin))
			this->origin = next->origin;
		memmove(next, next + 1, (type->cnt - (i + 2)) *
		    sizeof(type->regions[0]));
		type->cnt--;
		if (!memblock->revision->merges_everything)
			end--;
	}
}

/* Where the new array goes; 0 if nowhere. */
static bm_paddr
find_room_for_array(struct memblock *memblock,
    const struct memblock_type *type, bm_paddr new_area_start,
    uint64_t new_area_size, uint64_t bytes)
{
	bm_paddr address;

	/* Only a reserved array could land in what is being reserved. */
	if (type != &memblock->reserved)
		new_area_start = new_area_size = 0;
	address = memblock_find_in_range(memblock,
	    new_area_start + new_area_size, memblock->current_limit, bytes,
	    memblock->page_size);
	if (address == 0 && new_area_size != 0)
		address = memblock_find_in_range(memblock, 0,
		    new_area_start < memblock->current_limit ?
		    new_area_start : memblock->current_limit, bytes,
		    memblock->page_size);
	return (address);
}

static void
refuse_resize(struct memblock *memblock, const struct memblock_type *type)
{
	if (memblock->revision->panics_when_fixed)
		memblock->panic = type == &memblock->memory ?
		    "memblock: cannot resize memory array" :
		    "memblock: cannot resize reserved array";
}

static const char *
array_name(const struct memblock *memblock, const struct memblock_type *type)
{
	return (type == &memblock->memory ? "memory array" :
	    "reserved array");
}

static void
note_doubling(struct memblock *memblock, const struct memblock_type *type,
    uint64_t bytes, bm_paddr address)
{
	memblock_note_request(memblock, &(struct bm_linux_request){
	    .who = array_name(memblock, type),
	    .answer = address != 0 ? BM_LINUX_GRANTED : BM_LINUX_FAILED,
	    .size_bytes = bytes, .align = memblock->page_size,
	    .to = memblock->current_limit - 1, .base = address });
}

/* The array moves into the memory that it describes, twice as large. */
static bool
double_array(struct memblock *memblock, struct memblock_type *type,
    bm_paddr new_area_start, uint64_t new_area_size)
{
	const uint64_t old_bytes = type->max * memblock->region_bytes;
	const uint64_t old_room = bm_page_round(old_bytes,
	    memblock->page_size);
	const uint64_t bytes = 2 * old_bytes;
	const uint64_t room = bm_page_round(bytes, memblock->page_size);
	const bm_paddr old_base = type->array_base;
	struct memblock_region *regions;
	bm_paddr address;

	if (!memblock->can_resize) {
		refuse_resize(memblock, type);
		return (false);
	}
	address = find_room_for_array(memblock, type, new_area_start,
	    new_area_size, room);
	note_doubling(memblock, type, room, address);
	if (address == 0) {
		linux_log(memblock->log, BM_LOG_MEMBLOCK, "memblock: Failed "
		    "to double %s array from %zu to %zu entries !",
		    type->name, type->max, 2 * type->max);
		return (false);
	}
	linux_log(memblock->log, BM_LOG_MEMBLOCK,
	    "memblock: %s is doubled to %zu at [0x%016llx-0x%016llx]",
	    type->name, 2 * type->max, (unsigned long long)address,
	    (unsigned long long)(address + bytes - 1));
	regions = arena_alloc(memblock->arena, 2 * type->max,
	    sizeof(regions[0]));
	memcpy(regions, type->regions, type->max * sizeof(regions[0]));
	type->regions = regions;
	type->max *= 2;
	type->array_base = address;
	memblock_note_allocation(memblock,
	    (struct bm_range){ address, address + room },
	    memblock->page_size);
	if (old_base != 0) {
		memblock_forget_allocation(memblock,
		    (struct bm_range){ old_base, old_base + old_room });
		(void)memblock_phys_free(memblock, old_base, old_room);
		memblock_note_release(memblock, array_name(memblock, type),
		    old_base, old_room);
	}
	if (!memblock_reserve_kern(memblock, address, room,
	    BM_MEMBLOCK_NO_NODE) && memblock->panic == NULL)
		memblock->panic =
		    "kernel BUG at mm/memblock.c: memblock_double_array";
	return (memblock->panic == NULL);
}

/* One pass of adding: counts the new regions, or inserts them. */
struct insertion {
	const struct memblock_region *like;
	bool inserts;
	size_t new_count;
	size_t start;		/* first inserted */
	size_t end;		/* behind the last inserted */
};

static void
add_piece(struct memblock_type *type, struct insertion *insertion,
    size_t *index, bm_paddr base, bm_paddr end)
{
	insertion->new_count++;
	if (!insertion->inserts)
		return;
	if (insertion->start == SIZE_MAX)
		insertion->start = *index;
	insertion->end = *index + 1;
	insert_region(type, (*index)++, base, end - base, insertion->like);
}

static void
warn_of_difference(const struct memblock *memblock,
    const struct memblock_region *old, const struct memblock_region *new)
{
	const bool may_differ = memblock->revision->tags_allocations &&
	    new->flags == 0;

	if (old->nid != new->nid ||
	    (old->flags != new->flags && !may_differ))
		linux_log(memblock->log, BM_LOG_MEMBLOCK, "WARNING: CPU: 0 "
		    "PID: 0 at mm/memblock.c memblock_add_range");
}

/* The parts of [base, end) that no region covers. */
static void
pass_over(struct memblock *memblock, struct memblock_type *type,
    bm_paddr base, bm_paddr end, struct insertion *insertion)
{
	size_t i;

	insertion->new_count = 0;
	for (i = 0; i < type->cnt; i++) {
		struct memblock_region region = type->regions[i];
		bm_paddr region_end = region.base + region.size;

		if (region.base >= end)
			break;
		if (region_end <= base)
			continue;
		if (region.base > base) {
			warn_of_difference(memblock, &region,
			    insertion->like);
			add_piece(type, insertion, &i, base, region.base);
		}
		base = region_end < end ? region_end : end;
	}
	if (base < end)
		add_piece(type, insertion, &i, base, end);
}

/* What phys_addr_t keeps of it. */
static struct memblock_region
hold(const struct memblock *memblock, const struct memblock_region *region)
{
	struct memblock_region held = *region;

	held.base &= memblock->address_max;
	held.size &= memblock->address_max;
	return (held);
}

static bool
add_range(struct memblock *memblock, struct memblock_type *type,
    const struct memblock_region *asked)
{
	const struct memblock_region held = hold(memblock, asked);
	const struct memblock_region *new = &held;
	const uint64_t size = memblock_cap_size(memblock->address_max,
	    new->base, new->size);
	struct insertion insertion = { .like = new, .start = SIZE_MAX };

	if (memblock->panic != NULL)
		return (false);
	if (size == 0)
		return (true);
	if (type->regions[0].size == 0) {
		type->regions[0] = *new;
		type->regions[0].size = size;
		type->total_size = size;
		type->cnt = 1;
		return (true);
	}
	/* In the worst case every region has a gap behind it. */
	insertion.inserts = 2 * type->cnt + 1 <= type->max;
	pass_over(memblock, type, new->base, new->base + size, &insertion);
	if (insertion.new_count == 0)
		return (true);
	if (!insertion.inserts) {
		while (type->cnt + insertion.new_count > type->max)
			if (!double_array(memblock, type, new->base, size))
				return (false);
		insertion.inserts = true;
		pass_over(memblock, type, new->base, new->base + size,
		    &insertion);
	}
	memblock_merge_regions(memblock, type, insertion.start, insertion.end);
	return (memblock->panic == NULL);
}

bool
memblock_add_node(struct memblock *memblock, bm_paddr base, uint64_t size,
    int32_t nid, uint32_t flags, struct bm_origin origin)
{
	return (add_range(memblock, &memblock->memory,
	    &(struct memblock_region){ base, size, flags, nid, origin }));
}

bool
memblock_add(struct memblock *memblock, bm_paddr base, uint64_t size,
    struct bm_origin origin)
{
	return (memblock_add_node(memblock, base, size, BM_MEMBLOCK_NO_NODE,
	    0, origin));
}

bool
memblock_reserve(struct memblock *memblock, bm_paddr base, uint64_t size,
    struct bm_origin origin)
{
	if (origin.source != BM_SOURCE_NONE && size != 0)
		memblock->kept_count++;
	return (add_range(memblock, &memblock->reserved,
	    &(struct memblock_region){ base, size, 0, BM_MEMBLOCK_NO_NODE,
	    origin }));
}

static bool
reserve_kern(struct memblock *memblock, bm_paddr base, uint64_t size,
    int32_t nid, struct bm_origin origin)
{
	if (!memblock->revision->tags_allocations)
		return (memblock_reserve(memblock, base, size, origin));
	return (add_range(memblock, &memblock->reserved,
	    &(struct memblock_region){ base, size, BM_MEMBLOCK_RSRV_KERN, nid,
	    origin }));
}

bool
memblock_reserve_kern(struct memblock *memblock, bm_paddr base,
    uint64_t size, int32_t nid)
{
	return (reserve_kern(memblock, base, size, nid, NO_ORIGIN));
}

bool
memblock_reserve_loaded(struct memblock *memblock, bm_paddr base,
    uint64_t size, struct bm_origin origin)
{
	return (reserve_kern(memblock, base, size, BM_MEMBLOCK_NO_NODE,
	    origin));
}

bool
memblock_isolate_range(struct memblock *memblock, struct memblock_type *type,
    bm_paddr base, uint64_t size, size_t *ret_start, size_t *ret_end)
{
	const bm_paddr max = memblock->address_max;
	bm_paddr end;

	base &= max;
	end = base + memblock_cap_size(max, base, size & max);
	*ret_start = *ret_end = 0;
	if (memblock->panic != NULL)
		return (false);
	if (end == base)
		return (true);
	/* Two regions may have to be split. */
	while (type->cnt + 2 > type->max)
		if (!double_array(memblock, type, base, size))
			return (false);
	for (size_t i = 0; i < type->cnt; i++) {
		struct memblock_region *region = &type->regions[i];
		const struct memblock_region old = *region;
		const bm_paddr old_end = old.base + old.size;

		if (old.base >= end)
			break;
		if (old_end <= base)
			continue;
		if (old.base < base) {
			region->base = base;
			region->size -= base - old.base;
			type->total_size -= base - old.base;
			insert_region(type, i, old.base, base - old.base,
			    &old);
		} else if (old_end > end) {
			region->base = end;
			region->size -= end - old.base;
			type->total_size -= end - old.base;
			insert_region(type, i--, old.base, end - old.base,
			    &old);
		} else {
			if (*ret_end == 0)
				*ret_start = i;
			*ret_end = i + 1;
		}
	}
	return (true);
}

bool
memblock_remove_range(struct memblock *memblock, struct memblock_type *type,
    bm_paddr base, uint64_t size)
{
	size_t start, end;

	if (!memblock_isolate_range(memblock, type, base, size, &start, &end))
		return (false);
	while (end > start)
		memblock_remove_region(memblock, type, --end);
	return (true);
}

bool
memblock_remove(struct memblock *memblock, bm_paddr base, uint64_t size)
{
	return (memblock_remove_range(memblock, &memblock->memory, base,
	    size));
}

bool
memblock_phys_free(struct memblock *memblock, bm_paddr base, uint64_t size)
{
	return (memblock_remove_range(memblock, &memblock->reserved, base,
	    size));
}

void
memblock_allow_resize(struct memblock *memblock)
{
	memblock->can_resize = true;
}

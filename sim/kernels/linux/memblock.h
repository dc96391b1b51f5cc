/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's mm/memblock.c as 6.1.192 and 6.12.117 have it: two sorted arrays of
 * regions, the arrays' doubling inside the memory that they describe, the
 * finder and the allocator, with the defects that they have.  Do not improve
 * this; the reference is in core/bootalloc.h.  Sums of addresses wrap as the
 * kernel's do.
 */
#ifndef LINUX_MEMBLOCK_H
#define LINUX_MEMBLOCK_H

#include "sim/kernels/linux_log.h"

/* Entries of either array before it is doubled. */
#define INIT_MEMBLOCK_REGIONS 128
/*
 * On arm64 there are more for memory, with EFI, and more to reserve, with a
 * GICv3: its tables take one a processor.
 */
#define INIT_MEMBLOCK_ARM64_MEMORY_REGIONS 1024
#define INIT_MEMBLOCK_ARM64_RESERVED_REGIONS(cpu_count)	\
	(INIT_MEMBLOCK_REGIONS + (cpu_count) + 1)
#define MEMBLOCK_ALLOC_ANYWHERE UINT64_MAX
#define MEMBLOCK_ALLOC_ACCESSIBLE ((bm_paddr)0)
#define SMP_CACHE_BYTES 64

struct memblock_revision {
	/* 6.1: an empty array counts one region of no bytes. */
	bool keeps_empty_region;
	/* 6.1: whatever was inserted, the whole array is merged. */
	bool merges_everything;
	/* 6.12: a full array that may not be resized is a panic. */
	bool panics_when_fixed;
	/*
	 * 7.2: what is allocated is reserved with its node and as the
	 * kernel's, and without flags a reservation never warns of others'.
	 */
	bool tags_allocations;
	/* 6.12: debugfs shows each region's node and flags. */
	bool lists_node_and_flags;
};

struct memblock_region {
	bm_paddr base;
	uint64_t size;
	uint32_t flags;		/* BM_MEMBLOCK_ */
	int32_t nid;
	struct bm_origin origin; /* the kernel has no such thing */
};

struct memblock_type {
	const char *name;
	struct memblock_region *regions;
	size_t cnt;
	size_t max;
	uint64_t total_size;
	bm_paddr array_base;	/* of an array that was doubled; else 0 */
};

struct memblock {
	const struct memblock_revision *revision;
	struct arena *arena;
	struct linux_log *log;
	uint64_t page_size;
	bm_paddr address_max;	/* PHYS_ADDR_MAX; 2^64 - 1 at first */
	uint64_t region_bytes;	/* struct memblock_region; 24 at first */
	struct memblock_type memory;
	struct memblock_type reserved;
	bm_paddr current_limit;
	bool bottom_up;
	bool can_resize;	/* memblock_allow_resize was called */
	bool movable_node;	/* movable_node on the command line */
	bool mirrored_kernelcore; /* kernelcore=mirror */
	bool has_mirror;	/* some memory was marked */
	/* What it took for its own arrays. */
	struct bm_linux_allocation *allocations;
	size_t allocation_count;
	/* Reservations whose origin is firmware or the loader. */
	size_t kept_count;
	/* What it was asked, and who asks next; NULL: it is not known who. */
	struct bm_linux_request *requests;
	size_t request_count;
	size_t request_capacity;
	const char *asker;
	/*
	 * The kernel's text once it has panicked.  Then every operation fails
	 * and the arrays are not to be looked at.
	 */
	const char *panic;
};

/* An empty memblock with first arrays of these sizes. */
void memblock_init(struct memblock *memblock,
    const struct memblock_revision *revision, struct linux_log *log,
    uint64_t page_size, size_t memory_regions, size_t reserved_regions);

/*
 * The operations answer false where the kernel's answer a negative errno: an
 * array is full and could not be doubled.  Half of what was asked may be done.
 */
bool memblock_add(struct memblock *memblock, bm_paddr base, uint64_t size,
    struct bm_origin origin);
bool memblock_add_node(struct memblock *memblock, bm_paddr base,
    uint64_t size, int32_t nid, uint32_t flags, struct bm_origin origin);
bool memblock_reserve(struct memblock *memblock, bm_paddr base,
    uint64_t size, struct bm_origin origin);
/* For the kernel itself, of the node that was asked for. */
bool memblock_reserve_kern(struct memblock *memblock, bm_paddr base,
    uint64_t size, int32_t nid);
/* The same for what the loader put there: the kernel, its initrd. */
bool memblock_reserve_loaded(struct memblock *memblock, bm_paddr base,
    uint64_t size, struct bm_origin origin);
bool memblock_remove(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_phys_free(struct memblock *memblock, bm_paddr base,
    uint64_t size);

bool memblock_mark_hotplug(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_clear_hotplug(struct memblock *memblock, bm_paddr base,
    uint64_t size);
/* Nothing happens without kernelcore=mirror. */
bool memblock_mark_mirror(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_mark_nomap(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_clear_nomap(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_mark_kho_scratch(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_clear_kho_scratch(struct memblock *memblock, bm_paddr base,
    uint64_t size);
bool memblock_set_node(struct memblock *memblock, struct memblock_type *type,
    bm_paddr base, uint64_t size, int32_t nid);

void memblock_allow_resize(struct memblock *memblock);

/*
 * memblock_find.c.  An address, or 0 if there is no room.  end 0 stands
 * for current_limit; nid may be BM_MEMBLOCK_NO_NODE.
 */
bm_paddr memblock_find_in_range(struct memblock *memblock, bm_paddr start,
    bm_paddr end, uint64_t size, uint64_t align);
bm_paddr memblock_alloc_range_nid(struct memblock *memblock, uint64_t size,
    uint64_t align, bm_paddr start, bm_paddr end, int32_t nid,
    bool exact_nid);
bm_paddr memblock_phys_alloc_range(struct memblock *memblock, uint64_t size,
    uint64_t align, bm_paddr start, bm_paddr end);

/*
 * Allocates pages one by one, from the top, wherever there are some; false if
 * they run out.
 */
bool memblock_take_pages(struct memblock *memblock, uint64_t page_count);

/* Whole pages that could still be allocated. */
uint64_t memblock_free_page_count(const struct memblock *memblock);

/* memblock_limit.c: what cuts, and what asks. */
void memblock_trim_memory(struct memblock *memblock, uint64_t align);
void memblock_enforce_memory_limit(struct memblock *memblock,
    uint64_t limit);
void memblock_cap_memory_range(struct memblock *memblock, bm_paddr base,
    uint64_t size);
void memblock_mem_limit_remove_map(struct memblock *memblock,
    uint64_t limit);
uint64_t memblock_phys_mem_size(const struct memblock *memblock);
bm_paddr memblock_start_of_DRAM(const struct memblock *memblock);
bm_paddr memblock_end_of_DRAM(const struct memblock *memblock);
bool memblock_is_memory(const struct memblock *memblock, bm_paddr address);
bool memblock_is_map_memory(const struct memblock *memblock,
    bm_paddr address);
bool memblock_is_reserved(const struct memblock *memblock, bm_paddr address);
bool memblock_is_region_memory(const struct memblock *memblock,
    bm_paddr base, uint64_t size);
bool memblock_overlaps_region(const struct memblock_type *type,
    bm_paddr base, uint64_t size);

/* What files of the model share. */
uint64_t memblock_cap_size(bm_paddr address_max, bm_paddr base,
    uint64_t size);
void memblock_remove_region(const struct memblock *memblock,
    struct memblock_type *type, size_t index);
/* Splits at base and base + size; the regions [*ret_start, *ret_end). */
bool memblock_isolate_range(struct memblock *memblock,
    struct memblock_type *type, bm_paddr base, uint64_t size,
    size_t *ret_start, size_t *ret_end);
/* Neighbours that are alike, from one before start to one behind end. */
void memblock_merge_regions(struct memblock *memblock,
    struct memblock_type *type, size_t start, size_t end);
bool memblock_remove_range(struct memblock *memblock,
    struct memblock_type *type, bm_paddr base, uint64_t size);

/*
 * memblock_show.c.  Notes memory that the kernel took for itself, for
 * those who judge; and that it gave it back, whole.
 */
void memblock_note_allocation(struct memblock *memblock,
    struct bm_range range, uint64_t align);
void memblock_forget_allocation(struct memblock *memblock,
    struct bm_range range);

/*
 * memblock_requests.c.  who lives as long as memblock.  The next
 * allocation is for who; a list of what was asked is for those who look on.
 */
void memblock_ask_for(struct memblock *memblock, const char *who);
void memblock_note_request(struct memblock *memblock,
    const struct bm_linux_request *request);
/* who gives back what it was given. */
void memblock_note_release(struct memblock *memblock, const char *who,
    bm_paddr base, uint64_t size);

/* Both lists as the world has them, on the memblock's arena. */
struct bm_memblock memblock_show(const struct memblock *memblock);

#endif

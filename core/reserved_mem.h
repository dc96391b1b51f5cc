/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * /reserved-memory in stages, on a machine whose memory cannot be written
 * before it has page tables:
 *
 *   scan      every static range is reserved, or taken out of the kernel's map
 *   place     dynamic nodes get memory, kept in a temporary store
 *   map       page tables, for what is not no-map
 *   allocate  an array of exactly as many entries as there are regions
 *   fill      with the static and the dynamic regions, sorted
 *   release   the temporary store is given back
 *
 * Nothing is counted in advance and nothing has a limit but the storage that
 * the caller gives.  Whatever a stage answers but BM_OK, the machine is as
 * good as before: what is reserved stays reserved, nothing is handed out
 * twice, and the same stage can be called again, to go on where it stopped.
 *
 * n tuples and nodes cost O(n log n), as long as no-map tuples lie in few
 * pieces of memory each.
 */
#ifndef BM_RESERVED_MEM_H
#define BM_RESERVED_MEM_H

#include "bootalloc.h"
#include "extent.h"

enum bm_reserved_outcome {
	BM_RESERVED_PENDING,	/* not looked at yet */
	BM_RESERVED_NOTHING,	/* it has no byte: there is no region */
	BM_RESERVED_HELD,	/* reserved, or no-map as asked */
	/*
	 * It was to be no-map, but the loader has something in one of its
	 * pages: it is reserved, and stays in the map.
	 */
	BM_RESERVED_IN_USE,
};

struct bm_reserved_tuple {
	struct bm_extent extent;
	enum bm_reserved_outcome outcome;	/* what the scan made of it */
};

/* A child of /reserved-memory that is enabled. */
struct bm_reserved_node {
	struct bm_origin origin;
	bool is_dynamic;
	/*
	 * No byte may be accessed: every page that has one is left out of the
	 * map.  Static ones are not reserved besides, dynamic ones are, in
	 * whole pages.
	 */
	bool is_no_map;
	bool is_reusable;
	struct bm_reserved_tuple *tuples;	/* static */
	size_t tuple_count;
	uint64_t size_bytes;			/* dynamic */
	uint64_t align_bytes;	/* a power of two; 0: a cache line */
	uint64_t wished_align_bytes; /* the same, where there is room so; 0 */
	const struct bm_extent *alloc_ranges;	/* in this order; none: all */
	size_t alloc_range_count;
};

/* One entry of the array: there is one for each tuple with bytes in it. */
struct bm_reserved_region {
	struct bm_range range;
	struct bm_origin origin;
	uint32_t node;		/* index */
	uint32_t tuple;		/* index; 0 of a dynamic one */
	bool is_dynamic;
	bool is_no_map;		/* false if that was refused */
	bool is_reusable;
};

/* What a dynamic node got. */
struct bm_reserved_dynamic {
	uint32_t node;
	/*
	 * BM_OK; BM_NONE: no room in any of its ranges; BM_INVALID: no size,
	 * or an alignment that is no power of two.  Then there is no region.
	 */
	enum bm_status status;
	struct bm_range range;
};

enum bm_reserved_stage {
	BM_RESERVED_SCAN,	/* the stage that comes next */
	BM_RESERVED_PLACE,
	BM_RESERVED_MAP,
	BM_RESERVED_ALLOCATE,
	BM_RESERVED_FILL,
	BM_RESERVED_RELEASE,
	BM_RESERVED_DONE,
};

struct bm_reserved_memory {
	/*
	 * With reach set: NULL of it, for memory that has no page tables yet.
	 * What it answers has the alignment of the address up to
	 * BM_RESERVED_ALIGN bytes.  pending is set by the scan.
	 */
	struct bm_bootalloc *allocator;
	struct bm_reserved_node *nodes;
	size_t node_count;		/* below 2^32 */
	const struct bm_extent *memreserve;	/* reserved, no regions */
	size_t memreserve_count;

	/* An entry for each tuple and each memreserve. */
	struct bm_rset pending;

	/* An entry for each dynamic node, until release. */
	struct bm_reserved_dynamic *temporary;
	size_t temporary_capacity;
	size_t temporary_count;
	bool has_temporary_range;	/* it lies in memory, reserved */
	struct bm_range temporary_range;
	bm_paddr free_from;		/* what of it release has done; 0 */

	/* Page tables for range; false: none can be made.  May be repeated. */
	bool (*map)(void *context, struct bm_range range);
	void *map_context;

	enum bm_reserved_stage stage;
	size_t next_node;		/* of place */
	bool is_placed;			/* it has memory, not yet no-map */

	bool has_array;			/* set by allocate */
	struct bm_range array;		/* where the regions lie */
	struct bm_reserved_region *regions; /* NULL before fill, or if none */
	size_t region_count;
};

#define BM_RESERVED_ALIGN ((uint64_t)64)

/*
 * The stages, in this order.  Out of order: BM_INVALID.  BM_FULL and BM_BUSY
 * are the boot allocator's.  Also BM_FULL:
 */

/* pending has not room for all tuples, or the allocator's table is full. */
enum bm_status bm_reserved_mem_scan(struct bm_reserved_memory *reserved);

/* temporary has not room for all dynamic nodes. */
enum bm_status bm_reserved_mem_place(struct bm_reserved_memory *reserved);

/* BM_NO_SPARE: map refused. */
enum bm_status bm_reserved_mem_map(struct bm_reserved_memory *reserved);

/*
 * May be called before map, for machines that can write all memory from the
 * start.  On others the array could not be written then: BM_FAULT, and nothing
 * is allocated.  BM_NONE: there is no room.
 */
enum bm_status bm_reserved_mem_allocate(struct bm_reserved_memory *reserved);

/* Regions sorted by start, last byte, node and tuple.  BM_FAULT as above. */
enum bm_status bm_reserved_mem_fill(struct bm_reserved_memory *reserved);

/*
 * The temporary store is not to be looked at any more.  Its range is freed but
 * for what static nodes or memreserve say is theirs.
 */
enum bm_status bm_reserved_mem_release(struct bm_reserved_memory *reserved);

/* How many entries temporary and pending need. */
size_t bm_reserved_mem_dynamic_count(const struct bm_reserved_memory *reserved);
size_t bm_reserved_mem_pending_count(const struct bm_reserved_memory *reserved);

/* Two regions that share a byte; begin with both 0. */
struct bm_reserved_overlap {
	size_t first;		/* indexes of regions, first < second */
	size_t second;
};

/*
 * The next pair that shares a byte, in order; every pair comes once.  False
 * when there is none left.  All calls together cost as much as there are
 * regions and pairs.
 */
bool bm_reserved_mem_next_overlap(const struct bm_reserved_memory *reserved,
    struct bm_reserved_overlap *overlap);

#endif

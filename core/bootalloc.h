/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boot allocator: which memory there is, what of it is reserved, and
 * where there is room.  The address space is kept in pieces, each with one
 * state throughout; for any states of the bytes there is exactly one such
 * table, so the order of the calls that made it shows only where a call says
 * so.  What Linux's memblock calls its two lists are views of the pieces.
 *
 * A call costs the logarithm of the number of pieces for each piece that it
 * touches.  A call either does all it was asked or answers why not and leaves
 * every state as it was; the table may have moved all the same.
 *
 * The table begins in the caller's storage.  Where bm_bootalloc.reach is given
 * it grows, at least to twice its size, into the memory that it describes and
 * reserves that place.  It never lies in pending, nor in a range that the call
 * that makes it grow is about.
 */
#ifndef BM_BOOTALLOC_H
#define BM_BOOTALLOC_H

#include "memblock.h"
#include "rset.h"
#include "status.h"

struct bm_bootalloc_state {
	bool is_memory;
	bool is_reserved;
	uint16_t memory_flags;	/* BM_MEMBLOCK_; 0 if it is no memory */
	uint16_t reserved_flags; /* 0 if it is not reserved */
	int32_t node;		/* BM_MEMBLOCK_NO_NODE if it is no memory */
};

#define BM_BOOTALLOC_ALIGNMENTS 20	/* 64 bytes up to 32 MiB */

/* Bytes of one state: memory, reserved, or both. */
struct bm_bootalloc_piece {
	struct bm_range range;
	struct bm_bootalloc_state state;
	struct bm_origin memory_origin;	/* the earliest merged here */
	struct bm_origin reserved_origin;
	/* A tree by address; links count from 1, 0 is none. */
	uint32_t below;
	uint32_t above;
	uint64_t largest_free_bytes;	/* of the pieces of this subtree */
	/*
	 * The same, but from the first address on that is a multiple of 64,
	 * 128, ...: so many 64 bytes, begun ones too, at most UINT32_MAX.
	 */
	uint32_t largest_aligned[BM_BOOTALLOC_ALIGNMENTS];
};

struct bm_bootalloc {
	struct bm_bootalloc_piece *pieces;
	size_t capacity;
	size_t count;
	uint32_t root;
	uint32_t unused;	/* given back, linked by above */
	uint32_t fresh;		/* pieces that were never used are above */
	uint64_t page_size;
	/*
	 * What firmware and loader want reserved and what is not reserved
	 * yet; it need not be kept exact, more does no harm.  NULL: not known,
	 * then nothing is allocated (BM_BUSY) and the table does not grow.
	 */
	const struct bm_rset *pending;
	/*
	 * Where the bytes of a physical range can be written, or NULL if they
	 * cannot.  A null pointer here: the table never grows.
	 */
	void *(*reach)(void *context, struct bm_range range);
	void *context;
	bool has_grown;
	struct bm_range table;	/* if it has grown: where it lies */
};

/*
 * An empty allocator on the caller's storage; to have it grow, or allocate,
 * set pending and reach.  page_size is a power of two.
 */
struct bm_bootalloc bm_bootalloc_new(struct bm_bootalloc_piece *storage,
    size_t capacity, uint64_t page_size);

/*
 * The calls below answer BM_OK; BM_FULL if the table has not room for a piece
 * more for each that is cut in two and each gap that is filled, though less
 * may be needed in the end; BM_BUSY if a table that has grown lies in what is
 * to be reserved, freed, removed or set apart.
 */

/* Every byte that is no memory yet becomes memory; the others stay. */
enum bm_status bm_bootalloc_add(struct bm_bootalloc *allocator,
    struct bm_range range, uint32_t flags, int32_t node,
    struct bm_origin origin);

/* No byte is memory any more; what is reserved stays reserved. */
enum bm_status bm_bootalloc_remove(struct bm_bootalloc *allocator,
    struct bm_range range);

/* Every byte, memory or not; what is reserved already keeps its flags. */
enum bm_status bm_bootalloc_reserve(struct bm_bootalloc *allocator,
    struct bm_range range, uint32_t flags, struct bm_origin origin);

/* No byte is reserved any more. */
enum bm_status bm_bootalloc_free(struct bm_bootalloc *allocator,
    struct bm_range range);

/* Of the bytes that are memory. */
enum bm_status bm_bootalloc_set_flags(struct bm_bootalloc *allocator,
    struct bm_range range, uint32_t flags);
enum bm_status bm_bootalloc_clear_flags(struct bm_bootalloc *allocator,
    struct bm_range range, uint32_t flags);
enum bm_status bm_bootalloc_set_node(struct bm_bootalloc *allocator,
    struct bm_range range, int32_t node);

struct bm_bootalloc_request {
	uint64_t size_bytes;	/* not 0 */
	uint64_t align_bytes;	/* a power of two */
	bm_paddr lowest;	/* of what may be given */
	bm_paddr last;		/* inclusive; not below lowest */
	int32_t node;		/* BM_MEMBLOCK_NO_NODE: any */
	bool bottom_up;		/* the lowest that fits, not the highest */
	bool wants_mirror;	/* only what is mirrored */
	bool avoids_hotplug;	/* nothing that may be taken out */
};

/*
 * Where there is room: memory of one piece that is not reserved, not no-map,
 * not a driver's, not in page 0 and not pending.  BM_NONE if there is none,
 * BM_INVALID if the request makes no sense.
 *
 * Takes the logarithm of the number of pieces for each piece that is large
 * enough but unfit otherwise: by node or flags, or by an alignment of more
 * than 32 MiB or less than 64 bytes.
 */
enum bm_status bm_bootalloc_find(const struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range);

/* Finds room and reserves it; also BM_BUSY and BM_FULL as said above. */
enum bm_status bm_bootalloc_allocate(struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request, struct bm_range *ret_range);

enum bm_bootalloc_view {
	BM_BOOTALLOC_MEMORY,
	BM_BOOTALLOC_RESERVED,
	BM_BOOTALLOC_FREE,	/* memory that is not reserved */
};

/*
 * The part at or above from of the first region of a view that has one:
 * bytes of one node and the same flags, as many as there are.  False, and
 * nothing stored, if nothing is left.
 */
bool bm_bootalloc_next(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, bm_paddr from,
    struct bm_memblock_region *ret_region);

/* Is every byte of range in the view?  Is any? */
bool bm_bootalloc_covers(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, struct bm_range range);
bool bm_bootalloc_overlaps(const struct bm_bootalloc *allocator,
    enum bm_bootalloc_view view, struct bm_range range);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boot allocator's pieces as a tree by address: a treap whose priorities
 * are mixed from the pieces' numbers, so that no map can unbalance it.
 */
#ifndef BM_BOOTALLOC_TREE_H
#define BM_BOOTALLOC_TREE_H

#include "bootalloc.h"

/* The piece of that number; numbers count from 1. */
static inline struct bm_bootalloc_piece *
bm_bootalloc_piece(const struct bm_bootalloc *allocator, uint32_t number)
{
	return (&allocator->pieces[number - 1]);
}

/* May it be given to somebody, its flags and node allowing? */
static inline bool
bm_bootalloc_is_free(const struct bm_bootalloc_state *state)
{
	return (state->is_memory && !state->is_reserved &&
	    (state->memory_flags & (BM_MEMBLOCK_NOMAP |
	    BM_MEMBLOCK_DRIVER_MANAGED)) == 0);
}

/* Alignments are counted in these, and so is what fits at them. */
#define BM_BOOTALLOC_UNIT_SHIFT 6

/* bytes, at least 1, as so many units, begun ones too. */
static inline uint32_t
bm_bootalloc_units(uint64_t bytes)
{
	const uint64_t units = ((bytes - 1) >> BM_BOOTALLOC_UNIT_SHIFT) + 1;

	return (units < UINT32_MAX ? (uint32_t)units : UINT32_MAX);
}

/* A piece on its own; there must be room. */
uint32_t bm_bootalloc_take(struct bm_bootalloc *allocator,
    const struct bm_bootalloc_piece *content);
void bm_bootalloc_give_back(struct bm_bootalloc *allocator, uint32_t number);

/* To be called of a piece on its own whose range or state was changed. */
void bm_bootalloc_sum_up(struct bm_bootalloc *allocator, uint32_t number);

/*
 * Divides a tree into what lies below address and what lies at or above; a
 * piece across it becomes two, for which there must be room.
 */
void bm_bootalloc_split(struct bm_bootalloc *allocator, uint32_t tree,
    bm_paddr address, uint32_t *ret_below, uint32_t *ret_above);

/* One tree of two, every piece of below being below those of above. */
uint32_t bm_bootalloc_join(struct bm_bootalloc *allocator, uint32_t below,
    uint32_t above);

/* The first piece that ends above address; 0 if none does. */
uint32_t bm_bootalloc_search(const struct bm_bootalloc *allocator,
    bm_paddr address);

/* Room in memory for a longer table, clear of avoided. */
enum bm_status bm_bootalloc_find_clear(const struct bm_bootalloc *allocator,
    const struct bm_bootalloc_request *request, struct bm_range avoided,
    struct bm_range *ret_range);

#endif

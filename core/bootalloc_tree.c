/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "bootalloc_tree.h"

#include <string.h>

#include "contract.h"

/* Any fixed mixture of bits will do: nobody chooses the numbers. */
static uint32_t
priority(uint32_t number)
{
	number ^= number >> 16;
	number *= UINT32_C(0x7feb352d);
	number ^= number >> 15;
	number *= UINT32_C(0x846ca68b);
	return (number ^ number >> 16);
}

static uint64_t
free_bytes(const struct bm_bootalloc_piece *piece)
{
	uint64_t bytes = bm_range_bytes(piece->range);

	if (!bm_bootalloc_is_free(&piece->state))
		return (0);
	/* All of the address space; a request cannot be larger. */
	return (bytes == 0 ? UINT64_MAX : bytes);
}

/* What fits in the piece itself at each alignment. */
static void
fit_aligned(struct bm_bootalloc_piece *piece)
{
	const bm_paddr last = bm_range_last(piece->range);

	memset(piece->largest_aligned, 0, sizeof(piece->largest_aligned));
	if (!bm_bootalloc_is_free(&piece->state))
		return;
	for (unsigned i = 0; i < BM_BOOTALLOC_ALIGNMENTS; i++) {
		const uint64_t mask = (UINT64_C(1) <<
		    (BM_BOOTALLOC_UNIT_SHIFT + i)) - 1;
		const bm_paddr start = (piece->range.start + mask) & ~mask;

		/* At a larger alignment it begins no lower. */
		if (start < piece->range.start || start > last)
			return;
		/* All of the address space would be 0. */
		piece->largest_aligned[i] = last - start == UINT64_MAX ?
		    UINT32_MAX : bm_bootalloc_units(last - start + 1);
	}
}

void
bm_bootalloc_sum_up(struct bm_bootalloc *allocator, uint32_t number)
{
	struct bm_bootalloc_piece *piece = bm_bootalloc_piece(allocator,
	    number);
	const uint32_t subtrees[] = { piece->below, piece->above };

	piece->largest_free_bytes = free_bytes(piece);
	fit_aligned(piece);
	for (size_t i = 0; i < 2; i++) {
		const struct bm_bootalloc_piece *subtree;

		if (subtrees[i] == 0)
			continue;
		subtree = bm_bootalloc_piece(allocator, subtrees[i]);
		if (piece->largest_free_bytes < subtree->largest_free_bytes)
			piece->largest_free_bytes =
			    subtree->largest_free_bytes;
		for (size_t j = 0; j < BM_BOOTALLOC_ALIGNMENTS; j++)
			if (piece->largest_aligned[j] <
			    subtree->largest_aligned[j])
				piece->largest_aligned[j] =
				    subtree->largest_aligned[j];
	}
}

uint32_t
bm_bootalloc_take(struct bm_bootalloc *allocator,
    const struct bm_bootalloc_piece *content)
{
	uint32_t number = allocator->unused;
	struct bm_bootalloc_piece *piece;

	BM_CONTRACT(allocator->count < allocator->capacity);
	if (number != 0)
		allocator->unused = bm_bootalloc_piece(allocator,
		    number)->above;
	else
		number = ++allocator->fresh;
	piece = bm_bootalloc_piece(allocator, number);
	*piece = *content;
	piece->below = piece->above = 0;
	bm_bootalloc_sum_up(allocator, number);
	allocator->count++;
	return (number);
}

void
bm_bootalloc_give_back(struct bm_bootalloc *allocator, uint32_t number)
{
	bm_bootalloc_piece(allocator, number)->above = allocator->unused;
	allocator->unused = number;
	allocator->count--;
}

/* The piece itself lies across address: its upper part goes above. */
static void
divide(struct bm_bootalloc *allocator, uint32_t number, bm_paddr address,
    uint32_t *ret_above)
{
	struct bm_bootalloc_piece *piece = bm_bootalloc_piece(allocator,
	    number);
	struct bm_bootalloc_piece upper = *piece;
	const uint32_t above = piece->above;

	upper.range.start = address;
	piece->range.end = address;
	piece->above = 0;
	bm_bootalloc_sum_up(allocator, number);
	*ret_above = bm_bootalloc_join(allocator,
	    bm_bootalloc_take(allocator, &upper), above);
}

void
bm_bootalloc_split(struct bm_bootalloc *allocator, uint32_t tree,
    bm_paddr address, uint32_t *ret_below, uint32_t *ret_above)
{
	struct bm_bootalloc_piece *piece;

	if (tree == 0) {
		*ret_below = *ret_above = 0;
		return;
	}
	piece = bm_bootalloc_piece(allocator, tree);
	if (piece->range.start >= address) {
		*ret_above = tree;
		bm_bootalloc_split(allocator, piece->below, address,
		    ret_below, &piece->below);
	} else {
		*ret_below = tree;
		if (bm_range_holds(piece->range, address))
			divide(allocator, tree, address, ret_above);
		else
			bm_bootalloc_split(allocator, piece->above, address,
			    &piece->above, ret_above);
	}
	bm_bootalloc_sum_up(allocator, tree);
}

uint32_t
bm_bootalloc_join(struct bm_bootalloc *allocator, uint32_t below,
    uint32_t above)
{
	struct bm_bootalloc_piece *piece;

	if (below == 0)
		return (above);
	if (above == 0)
		return (below);
	if (priority(below) > priority(above)) {
		piece = bm_bootalloc_piece(allocator, below);
		piece->above = bm_bootalloc_join(allocator, piece->above,
		    above);
		bm_bootalloc_sum_up(allocator, below);
		return (below);
	}
	piece = bm_bootalloc_piece(allocator, above);
	piece->below = bm_bootalloc_join(allocator, below, piece->below);
	bm_bootalloc_sum_up(allocator, above);
	return (above);
}

uint32_t
bm_bootalloc_search(const struct bm_bootalloc *allocator, bm_paddr address)
{
	uint32_t number = allocator->root, found = 0;

	while (number != 0) {
		const struct bm_bootalloc_piece *piece =
		    bm_bootalloc_piece(allocator, number);

		if (bm_range_last(piece->range) >= address) {
			found = number;
			number = piece->below;
		} else
			number = piece->above;
	}
	return (found);
}

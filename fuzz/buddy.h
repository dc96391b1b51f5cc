/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A buddy allocator as the textbook has it: a page that is freed meets its
 * buddy and the two are one block, as far as that goes; a page that is taken
 * divides its block down to itself.
 */
#ifndef BUDDY_H
#define BUDDY_H

#include "fuzz/cells.h"

struct buddy {
	uint64_t first_frame;	/* cell 0, in cells from address 0 */
	unsigned cell_count;
	unsigned order_count;
	uint16_t segments[CELLS_MAX];	/* number of the cell's, plus 1 */
	uint8_t heads[CELLS_MAX];	/* order of the block here, plus 1 */
};

/* Nothing is free; no block is of order_count. */
void buddy_clear(struct buddy *buddy, const struct cells *cells,
    unsigned order_count);

void buddy_free(struct buddy *buddy, unsigned cell);
void buddy_take(struct buddy *buddy, unsigned cell);

/* The block that has the cell in it. */
bool buddy_block(const struct buddy *buddy, unsigned cell,
    struct span *ret_block, unsigned *ret_order);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/buddy.h"

#include <string.h>

#include "fuzz/fuzz.h"

static void
number_segments(struct buddy *buddy, const struct cells *cells)
{
	uint16_t number = 0;

	for (unsigned i = 0; i < buddy->cell_count; i++) {
		struct span run = cells_run(cells, CELL_SEGMENT, i);

		number++;
		for (unsigned j = run.first; j <= run.last; j++)
			buddy->segments[j] = number;
		i = run.last;
	}
}

void
buddy_clear(struct buddy *buddy, const struct cells *cells,
    unsigned order_count)
{
	const struct universe *universe = &cells->physical;

	buddy->first_frame = universe->base / universe->unit_bytes;
	buddy->cell_count = universe->unit_count;
	buddy->order_count = order_count;
	memset(buddy->heads, 0, sizeof(buddy->heads));
	number_segments(buddy, cells);
}

/* The other half of what a block of the next order would be. */
static bool
find_buddy(const struct buddy *buddy, unsigned cell, unsigned order,
    unsigned *ret_cell)
{
	const uint64_t frame = buddy->first_frame + cell;
	const uint64_t other = frame ^ (uint64_t)1 << order;

	if (other < buddy->first_frame ||
	    other - buddy->first_frame >= buddy->cell_count)
		return (false);
	*ret_cell = (unsigned)(other - buddy->first_frame);
	return (buddy->heads[*ret_cell] == order + 1 &&
	    buddy->segments[*ret_cell] == buddy->segments[cell]);
}

void
buddy_free(struct buddy *buddy, unsigned cell)
{
	unsigned order = 0, other;

	while (order + 1 < buddy->order_count &&
	    find_buddy(buddy, cell, order, &other)) {
		buddy->heads[other] = 0;
		cell = other < cell ? other : cell;
		order++;
	}
	buddy->heads[cell] = (uint8_t)(order + 1);
}

bool
buddy_block(const struct buddy *buddy, unsigned cell,
    struct span *ret_block, unsigned *ret_order)
{
	for (unsigned order = 0; order < buddy->order_count; order++) {
		const uint64_t size = (uint64_t)1 << order;
		const uint64_t into = (buddy->first_frame + cell) % size;

		if (into > cell)
			return (false);
		if (buddy->heads[cell - into] != order + 1)
			continue;
		ret_block->first = cell - (unsigned)into;
		ret_block->last = ret_block->first + (unsigned)size - 1;
		*ret_order = order;
		return (true);
	}
	return (false);
}

void
buddy_take(struct buddy *buddy, unsigned cell)
{
	struct span block;
	unsigned order;

	FUZZ_REQUIRE(buddy_block(buddy, cell, &block, &order));
	buddy->heads[block.first] = 0;
	while (order-- > 0) {
		unsigned middle = block.first + (1U << order);
		bool is_above = cell >= middle;

		/* The half without the cell stays free. */
		buddy->heads[is_above ? block.first : middle] =
		    (uint8_t)(order + 1);
		if (is_above)
			block.first = middle;
	}
}

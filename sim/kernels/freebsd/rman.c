/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows sys/kern/subr_rman.c of FreeBSD 14.  Re-enacted, quirks included:
 * do not improve this.  Sums wrap as the kernel's do: a window that ends below
 * start + count - 1 loses its end.
 */
#include "sim/kernels/freebsd/rman.h"

#include <string.h>

#include "core/contract.h"

void
rman_init(struct rman *rman, struct rman_piece *storage, size_t capacity)
{
	BM_CONTRACT(capacity > 0);
	*rman = (struct rman){ storage, 1, capacity };
	storage[0] = (struct rman_piece){ 0, UINT64_MAX, RMAN_FREE,
	    { BM_SOURCE_NONE, 0 } };
}

static void
insert(struct rman *rman, size_t index, struct rman_piece piece)
{
	BM_CONTRACT(rman->count < rman->capacity);
	memmove(rman->pieces + index + 1, rman->pieces + index,
	    (rman->count - index) * sizeof(rman->pieces[0]));
	rman->pieces[index] = piece;
	rman->count++;
}

/* Takes [start, last] out of the free piece at index: up to three remain. */
static const struct rman_piece *
split(struct rman *rman, size_t index, uint64_t start, uint64_t last,
    uint32_t owner, struct bm_origin origin)
{
	const struct rman_piece whole = rman->pieces[index];

	rman->pieces[index] = (struct rman_piece){ start, last, owner,
	    origin };
	if (last < whole.last)
		insert(rman, index + 1, (struct rman_piece){ last + 1,
		    whole.last, RMAN_FREE, whole.origin });
	if (whole.start < start) {
		insert(rman, index, (struct rman_piece){ whole.start,
		    start - 1, RMAN_FREE, whole.origin });
		index++;
	}
	return (&rman->pieces[index]);
}

const struct rman_piece *
rman_reserve(struct rman *rman, uint64_t start, uint64_t last,
    uint64_t count, uint32_t owner, struct bm_origin origin)
{
	size_t i = 0;

	while (i < rman->count && rman->pieces[i].last < start + count - 1)
		i++;
	for (; i < rman->count; i++) {
		const struct rman_piece *piece = &rman->pieces[i];
		uint64_t first, end;

		if (piece->start > last - (count - 1))
			break;
		if (piece->owner != RMAN_FREE)
			continue;
		first = piece->start > start ? piece->start : start;
		end = first + count - 1 > last ? first + count - 1 : last;
		if (end > piece->last)
			end = piece->last;
		/*
		 * A window at the top wraps, and begins behind its end.  The
		 * whole space has a size of 0.
		 */
		if (first <= end && end - first + 1 >= count)
			return (split(rman, i, first, first + count - 1,
			    owner, origin));
	}
	return (NULL);
}

bool
rman_release(struct rman *rman, uint64_t start, uint32_t owner)
{
	size_t i = 0;

	while (i < rman->count && rman->pieces[i].start != start)
		i++;
	if (i == rman->count || rman->pieces[i].owner != owner)
		return (false);
	rman->pieces[i].owner = RMAN_FREE;
	/* A free neighbour on either side takes it in. */
	if (i + 1 < rman->count && rman->pieces[i + 1].owner == RMAN_FREE) {
		rman->pieces[i].last = rman->pieces[i + 1].last;
		memmove(rman->pieces + i + 1, rman->pieces + i + 2,
		    (rman->count - i - 2) * sizeof(rman->pieces[0]));
		rman->count--;
	}
	if (i > 0 && rman->pieces[i - 1].owner == RMAN_FREE) {
		rman->pieces[i - 1].last = rman->pieces[i].last;
		memmove(rman->pieces + i, rman->pieces + i + 1,
		    (rman->count - i - 1) * sizeof(rman->pieces[0]));
		rman->count--;
	}
	return (true);
}

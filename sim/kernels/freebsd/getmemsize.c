/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows sys/amd64/amd64/machdep.c, revision 068823aa.  Re-enacted, defects
 * included: do not improve this.  The walk over pages is done by runs.
 */
#include "sim/kernels/freebsd/getmemsize.h"

#include <string.h>

#include "core/page.h"

#define PAGE ((uint64_t)4096)
#define MESSAGE_BUFFER_BYTES ((uint64_t)98304)
#define BASEMEM_TOP ((uint64_t)0xa0000)

bool
getmemsize_add(struct getmemsize *state, uint64_t base, uint64_t length,
    struct bm_origin origin)
{
	uint64_t *physmap = state->physmap;
	const uint64_t end = base + length;
	const size_t count = state->segment_count;
	size_t insert = 0;

	if (length == 0)
		return (true);
	/* Where to insert; a new one that overlaps any is dropped whole. */
	while (insert < count && base >= physmap[2 * insert + 1])
		insert++;
	if (insert < count && end > physmap[2 * insert])
		return (true);
	/* Prepended to the next, or else appended to the one before. */
	if (insert < count && end == physmap[2 * insert]) {
		physmap[2 * insert] = base;
		return (true);
	}
	if (insert > 0 && base == physmap[2 * insert - 1]) {
		physmap[2 * insert - 1] = end;
		return (true);
	}
	/* The slot is counted before it is known to be there. */
	state->segment_count++;
	if (count == GETMEMSIZE_SEGMENTS)
		return (false);
	memmove(physmap + 2 * (insert + 1), physmap + 2 * insert,
	    2 * (count - insert) * sizeof(physmap[0]));
	memmove(state->origins + insert + 1, state->origins + insert,
	    (count - insert) * sizeof(state->origins[0]));
	physmap[2 * insert] = base;
	physmap[2 * insert + 1] = end;
	state->origins[insert] = origin;
	return (true);
}

static void
find_basemem(struct getmemsize *state)
{
	state->basemem_kib = 0;
	for (size_t i = 0; i < state->segment_count; i++)
		if (state->physmap[2 * i] <= BASEMEM_TOP) {
			state->basemem_kib = state->physmap[2 * i + 1] / 1024;
			break;
		}
	if (state->basemem_kib == 0 || state->basemem_kib > 640)
		state->basemem_kib = 640;
}

static void
raise_first_start(struct getmemsize *state)
{
	uint64_t *physmap = state->physmap;

	state->low_start = physmap[0];
	if (physmap[0] >= state->physmem_start)
		return;
	if (state->physmem_start < PAGE)
		physmap[0] = PAGE;
	else if (state->physmem_start >= physmap[1])
		physmap[0] = bm_page_round(physmap[1] - PAGE, PAGE);
	else
		physmap[0] = bm_page_round(state->physmem_start, PAGE);
}

/* A list while the walk adds to it. */
struct walk_list {
	uint64_t *elements;
	size_t index;		/* of the end of the last range */
	bool is_full;
};

static void
walk_add(struct walk_list *list, uint64_t start, uint64_t end)
{
	if (list->is_full)
		return;
	if (list->elements[list->index] == start) {
		list->elements[list->index] = end;
		return;
	}
	if (list->index + 1 == GETMEMSIZE_ELEMENTS) {
		list->is_full = true;
		return;
	}
	list->elements[++list->index] = start;
	list->elements[++list->index] = end;
}

/* Pages [start, end) that are all the kernel's or all not. */
static void
walk_run(struct getmemsize *state, struct walk_list *phys,
    struct walk_list *dump, uint64_t start, uint64_t end, bool is_kernel)
{
	if (start >= end)
		return;
	walk_add(dump, start, end);
	if (is_kernel)
		return;
	walk_add(phys, start, end);
	if (!phys->is_full)
		state->physmem_pages += (end - start) / PAGE;
}

static uint64_t
clamp(uint64_t value, uint64_t low, uint64_t high)
{
	return (value < low ? low : value > high ? high : value);
}

static void
walk_segment(struct getmemsize *state, struct walk_list *phys,
    struct walk_list *dump, uint64_t segment_start, uint64_t segment_end)
{
	uint64_t start = bm_page_round(segment_start, PAGE);
	uint64_t end = state->maxmem_pages * PAGE;
	uint64_t kernel_start, kernel_end;

	if (segment_end < end)
		end = bm_page_trunc(segment_end, PAGE);
	if (start >= end)
		return;
	kernel_start = state->has_kernel ?
	    clamp(state->kernel_start, start, end) : end;
	kernel_end = state->has_kernel ?
	    clamp(state->kernel_end, kernel_start, end) : end;
	walk_run(state, phys, dump, start, kernel_start, false);
	walk_run(state, phys, dump, kernel_start, kernel_end, true);
	walk_run(state, phys, dump, kernel_end, end, false);
}

/* Cuts the message buffer from the last range that is large enough. */
static void
take_message_buffer(struct getmemsize *state, size_t index)
{
	uint64_t *avail = state->phys_avail;

	while (index > 1 && avail[index - 1] + PAGE + MESSAGE_BUFFER_BYTES >=
	    avail[index]) {
		state->physmem_pages -=
		    (avail[index] - avail[index - 1]) / PAGE;
		if (state->given_up_end == 0)
			state->given_up_end = avail[index];
		state->given_up_start = avail[index - 1];
		avail[index--] = 0;
		avail[index--] = 0;
	}
	state->maxmem_pages = avail[index] / PAGE;
	if (avail[index] <= avail[index - 1] + MESSAGE_BUFFER_BYTES)
		return;
	avail[index] -= MESSAGE_BUFFER_BYTES;
	state->has_message_buffer = true;
	state->message_buffer = (struct bm_range){ avail[index],
	    avail[index] + MESSAGE_BUFFER_BYTES };
}

void
getmemsize_finish(struct getmemsize *state)
{
	struct walk_list phys = { state->phys_avail, 1, false };
	struct walk_list dump = { state->dump_avail, 1, false };

	find_basemem(state);
	state->maxmem_pages =
	    state->physmap[2 * state->segment_count - 1] / PAGE;
	if (state->physmem_tunable != 0 &&
	    state->physmem_tunable / PAGE < state->maxmem_pages)
		state->maxmem_pages = state->physmem_tunable / PAGE;
	raise_first_start(state);
	/* The first dump range begins at 0, whatever is there. */
	state->phys_avail[0] = state->physmap[0];
	state->phys_avail[1] = state->physmap[0];
	state->dump_avail[1] = state->physmap[0];
	for (size_t i = 0; i < state->segment_count; i++)
		walk_segment(state, &phys, &dump, state->physmap[2 * i],
		    state->physmap[2 * i + 1]);
	take_message_buffer(state, phys.index);
}

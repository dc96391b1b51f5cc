/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What getmemsize of amd64 does around the page walk, said in physmem's
 * terms.  hw.physmem is a top address there, not a size.
 */
#include "core/page.h"
#include "sim/kernels/freebsd/freebsd.h"

#define BASEMEM_KIB_MAX ((uint64_t)640)
#define MESSAGE_BUFFER_BYTES ((uint64_t)98304)
/* hw.physmem.start on a machine that is not virtual. */
#define START_DEFAULT ((uint64_t)64 << 10)

bool
freebsd_x86_limit(struct freebsd *boot)
{
	struct bm_physmem_limits *limits =
	    &boot->simulation->world.physmem.limits;
	uint64_t top = 0;

	if (!freebsd_tunable_bytes(boot, "hw.physmem", &top))
		return (false);
	/* A top in the first page leaves none: the kernel finds no memory. */
	if (top != 0 && top < limits->page_size)
		top = 1;
	else
		top = bm_page_trunc(top, limits->page_size);
	if (top != 0 && top - 1 < limits->last)
		limits->last = top - 1;
	return (true);
}

/*
 * Keeps the allocator out of the first chunk up to hw.physmem.start: BIOSes
 * scribble there.  Dumps still read it.
 */
bool
freebsd_x86_exclude_low(struct freebsd *boot)
{
	const struct bm_physmem *physmem = &boot->simulation->world.physmem;
	const uint64_t page_size = physmem->limits.page_size;
	const struct bm_origin none = { BM_SOURCE_NONE, 0 };
	uint64_t start = START_DEFAULT;
	struct bm_range first;

	if (!freebsd_tunable_bytes(boot, "hw.physmem.start", &start))
		return (false);
	if (physmem->hardware.count == 0)
		return (true);
	first = physmem->hardware.entries[0].range;
	/* Page 0 is never given out, whatever the tunable says. */
	if (start < page_size)
		start = page_size;
	if (first.start >= start)
		return (true);
	/* All of the chunk but its last page. */
	if (start > bm_range_last(first))
		start = bm_range_last(first) - (page_size - 1);
	start = bm_page_round(start, page_size);
	if (start > bm_range_last(first))
		start = bm_range_last(first) + 1;
	if (start > first.start)
		freebsd_exclude(boot, (struct bm_range){ first.start, start },
		    BM_EXCLUDE_NOALLOC, BM_RULE_LOW_MEMORY, none);
	return (true);
}

uint64_t
freebsd_x86_basemem_kib(const struct freebsd *boot)
{
	const struct bm_rset *hardware =
	    &boot->simulation->world.physmem.hardware;
	uint64_t kib = 0;

	if (hardware->count > 0 && hardware->entries[0].range.start <=
	    BASEMEM_KIB_MAX << 10)
		kib = (bm_range_last(hardware->entries[0].range) + 1) >> 10;
	return (kib == 0 || kib > BASEMEM_KIB_MAX ? BASEMEM_KIB_MAX : kib);
}

/*
 * The message buffer comes from the end of the highest range that has a page
 * more than it takes; ranges above that one are given up.  physmem and Maxmem
 * have been counted with the buffer in them.
 */
void
freebsd_x86_take_message_buffer(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	const uint64_t page_size = world->physmem.limits.page_size;
	const uint64_t bytes = bm_page_round(MESSAGE_BUFFER_BYTES, page_size);
	const struct bm_origin none = { BM_SOURCE_NONE, 0 };
	struct bm_rset *avail = &world->phys_avail;
	size_t count = avail->count;
	struct bm_range *last;

	while (count > 0 && bm_range_bytes(avail->entries[count - 1].range) <=
	    page_size + bytes)
		count--;
	/* Nothing is large enough: a kernel without a log beats none. */
	if (count == 0)
		return;
	for (size_t i = count; i < avail->count; i++) {
		world->totals.physmem_pages -= bm_page_count(
		    avail->entries[i].range, page_size);
		freebsd_exclude(boot, avail->entries[i].range,
		    BM_EXCLUDE_NOALLOC, BM_RULE_TOO_SMALL, none);
	}
	avail->count = count;
	last = &avail->entries[count - 1].range;
	world->totals.maxmem_pages = last->end / page_size;
	world->has_message_buffer = true;
	world->message_buffer = (struct bm_range){ last->end - bytes,
	    last->end };
	freebsd_exclude(boot, world->message_buffer, BM_EXCLUDE_NOALLOC,
	    BM_RULE_MESSAGE_BUFFER, none);
	last->end -= bytes;
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What memblock was asked for, for those who look on; the kernel has nothing
 * of the kind but the lines that memblock=debug prints.
 */
#include <string.h>

#include "sim/kernels/linux/memblock.h"

#define FIRST_CAPACITY 16

void
memblock_ask_for(struct memblock *memblock, const char *who)
{
	memblock->asker = who;
}

void
memblock_note_request(struct memblock *memblock,
    const struct bm_linux_request *request)
{
	if (memblock->request_count == memblock->request_capacity) {
		const size_t capacity = memblock->request_capacity == 0 ?
		    FIRST_CAPACITY : 2 * memblock->request_capacity;
		struct bm_linux_request *longer = arena_alloc(memblock->arena,
		    capacity, sizeof(longer[0]));

		if (memblock->request_count > 0)
			memcpy(longer, memblock->requests,
			    memblock->request_count * sizeof(longer[0]));
		memblock->requests = longer;
		memblock->request_capacity = capacity;
	}
	memblock->requests[memblock->request_count++] = *request;
}

void
memblock_note_release(struct memblock *memblock, const char *who,
    bm_paddr base, uint64_t size)
{
	memblock_note_request(memblock, &(struct bm_linux_request){
	    .who = who, .answer = BM_LINUX_RELEASED, .size_bytes = size,
	    .base = base });
}

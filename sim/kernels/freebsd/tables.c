/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>

#include "core/contract.h"
#include "sim/host.h"
#include "sim/kernels/freebsd/freebsd.h"

struct bm_rset
freebsd_new_set(struct freebsd *boot, size_t capacity)
{
	return (bm_rset_empty(arena_alloc(boot->simulation->arena, capacity,
	    sizeof(struct bm_rset_entry)), capacity));
}

void
freebsd_exclude(struct freebsd *boot, struct bm_range range, uint32_t flags,
    enum bm_rule rule, struct bm_origin origin)
{
	struct bm_world *world = &boot->simulation->world;
	struct bm_requests *requests = &world->requests;
	enum bm_status status;

	BM_CONTRACT(requests->count < requests->capacity);
	requests->entries[requests->count++] = (struct bm_request){ range,
	    origin, BM_REQUEST_EXCLUDE, (uint8_t)rule, (uint16_t)flags };
	status = bm_physmem_exclude(&world->physmem, range, flags, origin);
	BM_CONTRACT(status == BM_OK);
}

struct bm_rset
freebsd_borrow_set(size_t capacity)
{
	return (bm_rset_empty(host_allocate(capacity,
	    sizeof(struct bm_rset_entry)), capacity));
}

void
freebsd_return_set(struct bm_rset *set)
{
	free(set->entries);
	*set = bm_rset_empty(NULL, 0);
}

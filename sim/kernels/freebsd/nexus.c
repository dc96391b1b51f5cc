/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The nexus of the reference: early devices, ram0, late devices, events.
 */
#include <string.h>

#include "core/contract.h"
#include "core/ram0.h"
#include "sim/kernels/freebsd/freebsd.h"

static void
attach_device(struct simulation *simulation, size_t index)
{
	const struct device *device = &simulation->capture->devices[index];
	struct bm_world *world = &simulation->world;
	struct bm_device_claim *claim = &world->devices[index];
	struct bm_claim wanted;

	claim->owner = owners_number(simulation->owners, device->name);
	claim->origin = (struct bm_origin){ BM_SOURCE_DEVICE,
	    (uint32_t)index };
	if (bm_extent_range(device->extent, &claim->range) == BM_CLIP_ALL)
		return;
	wanted = (struct bm_claim){ claim->range, claim->owner,
	    claim->origin };
	claim->is_held = bm_nexus_reserve(&world->nexus, &wanted,
	    &claim->holder) == BM_OK;
	claim->is_refused = !claim->is_held;
}

static void
attach_devices(struct simulation *simulation, enum device_when when)
{
	const struct capture *capture = simulation->capture;

	for (size_t i = 0; i < capture->device_count; i++)
		if (capture->devices[i].when == when)
			attach_device(simulation, i);
}

/* Every byte that the input calls RAM, whatever the page tables made of it. */
static void
list_ram(const struct bm_world *world, struct bm_rset *ret_ram)
{
	ret_ram->count = 0;
	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];
		struct bm_rset_entry entry = { fact->range, 0, fact->origin };
		enum bm_status status = BM_OK;

		if ((fact->flags & BM_FACT_RAM) != 0)
			status = bm_rset_append(ret_ram, &entry);
		BM_CONTRACT(status == BM_OK);
	}
	bm_rset_normalize(ret_ram);
}

static void
attach_ram0(struct freebsd *boot, const struct bm_rset *pieces)
{
	struct bm_world *world = &boot->simulation->world;
	enum bm_status status = bm_nexus_reserve_around(&world->nexus, pieces,
	    world->ram0_owner, &world->conflicts);

	BM_CONTRACT(status == BM_OK);
}

static struct bm_rset
list_pieces(struct freebsd *boot)
{
	const struct bm_world *world = &boot->simulation->world;
	const size_t exclusion_count = world->physmem.excluded.count;
	struct bm_rset ram = freebsd_borrow_set(world->fact_count);
	struct bm_rset cuts = freebsd_borrow_set(2 * exclusion_count + 4);
	struct bm_rset pieces;
	enum bm_status status;

	list_ram(world, &ram);
	pieces = freebsd_borrow_set(ram.count + 4 * exclusion_count + 8);
	status = bm_ram0_pieces(&ram, &world->physmem, &cuts, &pieces);
	BM_CONTRACT(status == BM_OK);
	freebsd_return_set(&cuts);
	freebsd_return_set(&ram);
	return (pieces);
}

static void
make_nexus(struct freebsd *boot, size_t piece_count)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;
	const size_t device_count = simulation->capture->device_count;
	const size_t event_count = simulation->capture->event_count;

	world->devices = arena_alloc(simulation->arena, device_count,
	    sizeof(world->devices[0]));
	world->device_count = device_count;
	/* An early device may split a piece in two. */
	world->nexus.capacity = piece_count + 2 * device_count + event_count;
	world->nexus.claims = arena_alloc(simulation->arena,
	    world->nexus.capacity, sizeof(struct bm_claim));
	world->conflicts.capacity = piece_count + device_count;
	world->conflicts.claims = arena_alloc(simulation->arena,
	    world->conflicts.capacity, sizeof(struct bm_claim));
}

void
freebsd_attach_devices(struct freebsd *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;
	const char *disabled = freebsd_tunable(boot, "hint.ram.0.disabled");
	struct bm_rset pieces = list_pieces(boot);

	make_nexus(boot, pieces.count);
	world->ram0_owner = owners_private(simulation->owners, "ram0");
	world->has_ram0 = disabled == NULL || strcmp(disabled, "1") != 0;
	attach_devices(simulation, DEVICE_EARLY);
	if (world->has_ram0)
		attach_ram0(boot, &pieces);
	freebsd_return_set(&pieces);
	attach_devices(simulation, DEVICE_LATE);
}

static void
find_addresses(struct freebsd *boot, const struct event *event, size_t index,
    struct event_outcome *outcome)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;
	struct bm_grant *grant = &world->grants[world->grant_count];

	grant->owner = owners_number(simulation->owners, event->driver);
	grant->origin = (struct bm_origin){ BM_SOURCE_EVENT,
	    (uint32_t)index };
	grant->request = (struct bm_nexus_request){ event->from, event->to,
	    event->size, event->align };
	if (event->kind == EVENT_XEN_ALLOC)
		/* Foreign pages are mapped there: it has to be pages. */
		grant->request = (struct bm_nexus_request){
		    boot->arch->xen_low_limit, BM_PADDR_LAST, event->size,
		    world->physmem.limits.page_size };
	/* What the bus cannot address nobody can be given. */
	if (grant->request.last > boot->arch->last)
		grant->request.last = boot->arch->last;
	grant->is_granted = bm_nexus_reserve_first(&world->nexus,
	    &grant->request, grant->owner, grant->origin, &grant->range) ==
	    BM_OK;
	if (grant->is_granted)
		owners_push(simulation->owners, grant->owner,
		    world->grant_count);
	world->grant_count++;
	outcome->result = grant->is_granted ? EVENT_GRANTED : EVENT_FAILED;
	outcome->range = grant->range;
}

static void
release_addresses(struct simulation *simulation, const struct event *event,
    struct event_outcome *outcome)
{
	struct bm_world *world = &simulation->world;
	uint32_t owner = owners_number(simulation->owners, event->driver);
	struct bm_grant *grant;
	enum bm_status status;
	size_t index;

	outcome->result = EVENT_NOTHING_HELD;
	if (!owners_pop(simulation->owners, owner, &index))
		return;
	grant = &world->grants[index];
	status = bm_nexus_release(&world->nexus, grant->range, owner);
	BM_CONTRACT(status == BM_OK);
	grant->is_released = true;
	outcome->result = EVENT_RELEASED;
	outcome->range = grant->range;
}

static void
check_reserved(struct freebsd *boot, const struct event *event,
    struct event_outcome *outcome)
{
	if (bm_extent_range(event->extent, &outcome->range) == BM_CLIP_ALL) {
		outcome->result = EVENT_FAILED;
		return;
	}
	outcome->result = bm_rset_covers(&boot->reserved, outcome->range) ?
	    EVENT_RESERVED : EVENT_NOT_RESERVED;
}

static bool
run_event(void *kernel, const struct event *event, size_t index,
    struct event_outcome *outcome)
{
	struct freebsd *boot = kernel;

	switch (event->kind) {
	case EVENT_ALLOC:
	case EVENT_XEN_ALLOC:
		find_addresses(boot, event, index, outcome);
		return (true);
	case EVENT_RELEASE:
		release_addresses(boot->simulation, event, outcome);
		return (true);
	case EVENT_MAP_CHECK:
		check_reserved(boot, event, outcome);
		return (true);
	case EVENT_UNLOAD:
		freebsd_unload(boot, event, index, outcome);
		return (true);
	case EVENT_MICROCODE_RELEASE:
		freebsd_release_microcode(boot, event, index, outcome);
		return (true);
	case EVENT_PMEM:
	case EVENT_KIND_COUNT:
		break;
	}
	return (false);
}

bool
freebsd_run_events(struct freebsd *boot)
{
	struct simulation *simulation = boot->simulation;
	enum bm_status status;

	boot->reserved = freebsd_new_set(boot,
	    simulation->world.physmem.excluded.count);
	status = bm_exclusions_flagged(&simulation->world.physmem.excluded,
	    BM_EXCLUDE_NOALLOC, &boot->reserved);
	BM_CONTRACT(status == BM_OK);
	if (!freebsd_run_each_event(boot, run_event, boot))
		return (false);
	freebsd_list_mapped(boot);
	return (true);
}

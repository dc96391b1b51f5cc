/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The nexus and ram0 of the released kernels, and what happens after boot.
 * Re-enacted, defects included: do not improve this.
 */
#include <stdio.h>
#include <string.h>

#include "core/contract.h"
#include "sim/kernels/freebsd/release.h"

static void
attach_device(struct release_boot *boot, size_t index)
{
	struct simulation *simulation = boot->common.simulation;
	const struct device *device = &simulation->capture->devices[index];
	struct bm_device_claim *claim = &simulation->world.devices[index];
	const struct rman_piece *piece;

	claim->owner = owners_number(simulation->owners, device->name);
	claim->origin = release_origin(BM_SOURCE_DEVICE, index);
	if (bm_extent_range(device->extent, &claim->range) == BM_CLIP_ALL)
		return;
	piece = rman_reserve(&boot->rman, claim->range.start,
	    bm_range_last(claim->range), device->extent.length, claim->owner,
	    claim->origin);
	claim->is_held = piece != NULL;
	claim->is_refused = piece == NULL;
}

static void
attach_devices(struct release_boot *boot, enum device_when when)
{
	const struct capture *capture = boot->common.simulation->capture;

	for (size_t i = 0; i < capture->device_count; i++)
		if (capture->devices[i].when == when)
			attach_device(boot, i);
}

/* One resource of ram0, of count bytes in [start, last]. */
static void
reserve_ram(struct release_boot *boot, uint64_t start, uint64_t last,
    uint64_t count, struct bm_origin origin, int resource_id)
{
	char text[64];

	if (rman_reserve(&boot->rman, start, last, count,
	    boot->common.simulation->world.ram0_owner, origin) != NULL)
		return;
	snprintf(text, sizeof(text),
	    "ram_attach: resource %d failed to attach", resource_id);
	release_panic(boot, text);
}

/*
 * x86: every usable entry of the SMAP, to the byte, or else what can be
 * dumped.
 */
static void
attach_ram0_x86(struct release_boot *boot)
{
	const struct simulation *simulation = boot->common.simulation;
	const struct e820_map *map = &simulation->capture->e820;
	const struct bm_rset *dump = &simulation->world.dump_avail;
	int resource_id = 0;

	for (size_t i = 0; simulation->map == MAP_E820 && i < map->count &&
	    !boot->has_panicked; i++) {
		struct bm_range range;

		if (map->entries[i].type != 1 || bm_extent_range(
		    map->entries[i].extent, &range) == BM_CLIP_ALL)
			continue;
		reserve_ram(boot, range.start, bm_range_last(range),
		    bm_range_bytes(range), release_origin(BM_SOURCE_E820, i),
		    resource_id++);
	}
	for (size_t i = 0; simulation->map != MAP_E820 && i < dump->count &&
	    !boot->has_panicked; i++)
		reserve_ram(boot, dump->entries[i].range.start,
		    bm_range_last(dump->entries[i].range),
		    bm_range_bytes(dump->entries[i].range),
		    dump->entries[i].origin, resource_id++);
}

static void
attach_ram0(struct release_boot *boot)
{
	struct bm_world *world = &boot->common.simulation->world;
	struct subr_physmem_avail avail;

	/* Memory that any exclusion touches is not in this list. */
	if (!subr_physmem_to_avail(boot->physmem, EXFLAG_BOTH, 0, &avail)) {
		release_panic(boot,
		    "Not enough space in the dump/phys_avail arrays");
		return;
	}
	for (size_t i = 0; i < avail.count && !boot->has_panicked; i++)
		/* The end it asks for is exclusive: a byte too high. */
		reserve_ram(boot, avail.ranges[i].start, avail.ranges[i].end,
		    avail.ranges[i].end - avail.ranges[i].start,
		    avail.origins[i], (int)i);
	for (size_t i = 0; boot->release->ram0 == RAM0_WITH_EXCLUSIONS &&
	    i < boot->physmem->ex_count; i++) {
		const struct subr_physmem_region *region =
		    &boot->physmem->ex[i];

		/* A failure is tolerated. */
		if (region->size != 0)
			(void)rman_reserve(&boot->rman, region->addr,
			    region->addr + region->size - 1, region->size,
			    world->ram0_owner, region->origin);
	}
}

static void
show_nexus(struct release_boot *boot)
{
	struct bm_nexus *nexus = &boot->common.simulation->world.nexus;

	nexus->count = 0;
	nexus->capacity = boot->rman.count;
	nexus->claims = arena_alloc(boot->common.simulation->arena,
	    nexus->capacity, sizeof(struct bm_claim));
	for (size_t i = 0; i < boot->rman.count; i++) {
		const struct rman_piece *piece = &boot->rman.pieces[i];

		if (piece->owner != RMAN_FREE)
			nexus->claims[nexus->count++] = (struct bm_claim){
			    bm_range_closed(piece->start, piece->last),
			    piece->owner, piece->origin };
	}
}

void
release_attach_all(struct release_boot *boot)
{
	struct simulation *simulation = boot->common.simulation;
	struct bm_world *world = &simulation->world;
	const char *disabled = freebsd_tunable(&boot->common,
	    "hint.ram.0.disabled");
	const size_t capacity = 1 + 2 * (SUBR_PHYSMEM_AVAIL_RANGES +
	    SUBR_PHYSMEM_REGIONS + world->fact_count +
	    simulation->capture->device_count +
	    simulation->capture->event_count);

	rman_init(&boot->rman, arena_alloc(simulation->arena, capacity,
	    sizeof(struct rman_piece)), capacity);
	world->devices = arena_alloc(simulation->arena,
	    simulation->capture->device_count, sizeof(world->devices[0]));
	world->device_count = simulation->capture->device_count;
	world->ram0_owner = owners_private(simulation->owners, "ram0");
	world->has_ram0 = boot->release->ram0 != RAM0_NONE &&
	    (disabled == NULL || strcmp(disabled, "1") != 0);
	attach_devices(boot, DEVICE_EARLY);
	if (world->has_ram0 && boot->common.arch->is_x86)
		attach_ram0_x86(boot);
	else if (world->has_ram0)
		attach_ram0(boot);
	if (!boot->has_panicked)
		attach_devices(boot, DEVICE_LATE);
	show_nexus(boot);
}

static void
find_addresses(struct release_boot *boot, const struct event *event,
    size_t index, struct event_outcome *outcome)
{
	struct simulation *simulation = boot->common.simulation;
	struct bm_world *world = &simulation->world;
	struct bm_grant *grant = &world->grants[world->grant_count];
	const struct rman_piece *piece = NULL;

	grant->owner = owners_number(simulation->owners, event->driver);
	grant->origin = release_origin(BM_SOURCE_EVENT, index);
	grant->request = (struct bm_nexus_request){ event->from, event->to,
	    event->size, event->align };
	if (event->kind == EVENT_XEN_ALLOC)
		grant->request = (struct bm_nexus_request){
		    boot->common.arch->xen_low_limit, BM_PADDR_LAST,
		    event->size, 1 };
	if (event->size != 0)
		piece = rman_reserve(&boot->rman, grant->request.from,
		    grant->request.last, event->size, grant->owner,
		    grant->origin);
	outcome->result = EVENT_FAILED;
	if (piece != NULL) {
		grant->is_granted = true;
		grant->range = bm_range_closed(piece->start, piece->last);
		owners_push(simulation->owners, grant->owner,
		    world->grant_count);
		outcome->result = EVENT_GRANTED;
		outcome->range = grant->range;
	}
	world->grant_count++;
}

static void
release_addresses(struct release_boot *boot, const struct event *event,
    struct event_outcome *outcome)
{
	struct simulation *simulation = boot->common.simulation;
	uint32_t owner = owners_number(simulation->owners, event->driver);
	struct bm_grant *grant;
	size_t index;

	outcome->result = EVENT_NOTHING_HELD;
	if (!owners_pop(simulation->owners, owner, &index))
		return;
	grant = &simulation->world.grants[index];
	grant->is_released = rman_release(&boot->rman, grant->range.start,
	    owner);
	BM_CONTRACT(grant->is_released);
	outcome->result = EVENT_RELEASED;
	outcome->range = grant->range;
}

/* physmem_excluded: one single entry has to hold all of it. */
static void
check_reserved(struct release_boot *boot, const struct event *event,
    struct event_outcome *outcome)
{
	outcome->result = EVENT_NOT_RESERVED;
	if (bm_extent_range(event->extent, &outcome->range) == BM_CLIP_ALL) {
		outcome->result = EVENT_FAILED;
		return;
	}
	for (size_t i = 0; i < boot->physmem->ex_count; i++)
		if (boot->physmem->ex[i].addr <= event->extent.base &&
		    event->extent.base + event->extent.length <=
		    boot->physmem->ex[i].addr + boot->physmem->ex[i].size)
			outcome->result = EVENT_RESERVED;
}

static bool
run_event(void *kernel, const struct event *event, size_t index,
    struct event_outcome *outcome)
{
	struct release_boot *boot = kernel;

	switch (event->kind) {
	case EVENT_ALLOC:
	case EVENT_XEN_ALLOC:
		find_addresses(boot, event, index, outcome);
		return (true);
	case EVENT_RELEASE:
		release_addresses(boot, event, outcome);
		return (true);
	case EVENT_MAP_CHECK:
		check_reserved(boot, event, outcome);
		return (true);
	case EVENT_UNLOAD:
		release_unload(boot, event, index, outcome);
		return (true);
	case EVENT_MICROCODE_RELEASE:
		release_microcode(boot, event, index, outcome);
		return (true);
	case EVENT_PMEM:
	case EVENT_KIND_COUNT:
		break;
	}
	return (false);
}

bool
release_run_events(struct release_boot *boot)
{
	if (!freebsd_run_each_event(&boot->common, run_event, boot))
		return (false);
	show_nexus(boot);
	freebsd_list_mapped(&boot->common);
	return (true);
}


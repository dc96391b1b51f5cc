/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The released kernels on amd64: getmemsize over the loader's SMAP or EFI map.
 * What it was before revision 068823aa, of about 2021, is known in two points
 * only; the rest is inferred to have been the same.  Re-enacted, defects
 * included: do not improve this.
 */
#include "sim/kernels/freebsd/amd64.h"

#include <stdio.h>

#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/getmemsize.h"

#define EFI_PAGE ((uint64_t)4096)
/* hw.physmem.start on a machine that is not virtual. */
#define START_DEFAULT ((uint64_t)64 << 10)
/* Low memory, what is loaded, the message buffer, what is behind it. */
#define KEPT_MAX 4

static void
note_usable(struct bm_world *world, struct bm_extent extent,
    struct bm_origin origin)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) != BM_CLIP_ALL)
		world->requests.entries[world->requests.count++] =
		    (struct bm_request){ range, origin, BM_REQUEST_HARDWARE,
		    BM_RULE_RAM, 0 };
}

/* LoaderCode and -Data, BootServicesCode and -Data, ConventionalMemory. */
static bool
is_usable_efi_type(uint32_t type)
{
	return ((type >= 1 && type <= 4) || type == 7);
}

static void
parse_map(const struct simulation *simulation, struct bm_world *world,
    const struct freebsd_amd64_revision *revision, struct getmemsize *state)
{
	const struct capture *capture = simulation->capture;
	const bool is_efi = simulation->map == MAP_EFI;
	const size_t count = is_efi ? capture->efi.count :
	    capture->e820.count;
	bool is_read = true;

	for (size_t i = 0; i < count; i++) {
		struct bm_extent extent;
		struct bm_origin origin = { is_efi ? BM_SOURCE_EFI_MAP :
		    BM_SOURCE_E820, (uint32_t)i };

		if (is_efi ? !is_usable_efi_type(capture->efi.entries[i].type)
		    : capture->e820.entries[i].type != 1)
			continue;
		if (is_efi)
			extent = (struct bm_extent){
			    capture->efi.entries[i].phys,
			    capture->efi.entries[i].page_count * EFI_PAGE };
		else
			extent = capture->e820.entries[i].extent;
		/* The map goes on where the kernel stops. */
		note_usable(world, extent, origin);
		if (revision->is_strict && extent.length == 0)
			is_read = false;
		is_read = is_read && getmemsize_add(state, extent.base,
		    extent.length, origin);
	}
}

/* Pairs up to the first whose end is 0, as the kernel reads them. */
static struct bm_rset
show_pairs(struct freebsd *boot, const uint64_t *elements)
{
	struct bm_rset shown = freebsd_new_set(boot, GETMEMSIZE_SEGMENTS + 1);

	for (size_t i = 0; elements[2 * i + 1] != 0; i++)
		shown.entries[shown.count++] = (struct bm_rset_entry){
		    { elements[2 * i], elements[2 * i + 1] }, 0,
		    { BM_SOURCE_NONE, 0 } };
	return (shown);
}

/* What the kernel leaves out it notes nowhere; the checker has to know it. */
static void
note_kept(struct bm_world *world, bm_paddr start, bm_paddr end,
    enum bm_rule rule)
{
	struct bm_exclusions *excluded = &world->physmem.excluded;
	const struct bm_range range = { start, end };
	const struct bm_origin none = { BM_SOURCE_NONE, 0 };
	size_t i = excluded->count;

	if (start >= end)
		return;
	world->requests.entries[world->requests.count++] =
	    (struct bm_request){ range, none, BM_REQUEST_EXCLUDE,
	    (uint8_t)rule, BM_EXCLUDE_NOALLOC };
	for (; i > 0 && excluded->entries[i - 1].range.start > start; i--)
		excluded->entries[i] = excluded->entries[i - 1];
	excluded->entries[i] = (struct bm_exclusion){ .range = range,
	    .flags = BM_EXCLUDE_NOALLOC, .origin = none };
	excluded->count++;
}

static void
show_kept(struct freebsd *boot, const struct getmemsize *state)
{
	struct bm_world *world = &boot->simulation->world;

	world->physmem.excluded = (struct bm_exclusions){
	    arena_alloc(boot->simulation->arena, KEPT_MAX,
	    sizeof(struct bm_exclusion)), 0, KEPT_MAX };
	if (state->low_start < state->physmap[0])
		note_kept(world, bm_page_trunc(state->low_start, EFI_PAGE),
		    state->physmap[0], BM_RULE_LOW_MEMORY);
	if (state->has_kernel)
		note_kept(world, state->kernel_start, state->kernel_end,
		    BM_RULE_LOADER);
	if (state->has_message_buffer)
		note_kept(world, state->message_buffer.start,
		    state->message_buffer.end, BM_RULE_MESSAGE_BUFFER);
	note_kept(world, state->given_up_start, state->given_up_end,
	    BM_RULE_TOO_SMALL);
}

/* Nothing is left out yet. */
static void
show_segments(struct freebsd *boot, const struct getmemsize *state)
{
	struct bm_physmem *shown = &boot->simulation->world.physmem;

	shown->hardware = freebsd_new_set(boot, GETMEMSIZE_SEGMENTS + 1);
	for (size_t i = 0; i < state->segment_count; i++)
		/* B27: the last slot is empty when there was none left. */
		if (state->physmap[2 * i + 1] != 0)
			shown->hardware.entries[shown->hardware.count++] =
			    (struct bm_rset_entry){ { state->physmap[2 * i],
			    state->physmap[2 * i + 1] }, 0,
			    state->origins[i] };
	shown->excluded = (struct bm_exclusions){ NULL, 0, 0 };
}

/* Files below the kernel are none that the loader put there. */
static void
add_loaded(struct bm_range *loaded, struct bm_extent extent)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) != BM_CLIP_ALL &&
	    range.start >= loaded->start)
		*loaded = bm_range_hull(*loaded, range);
}

/* The end of the page that holds the last byte, as far as there is one. */
static bm_paddr
page_end(struct bm_range range)
{
	return (bm_page_trunc(bm_range_last(range) < UINT64_MAX - EFI_PAGE ?
	    bm_range_last(range) + EFI_PAGE : UINT64_MAX, EFI_PAGE));
}

struct freebsd_amd64_loaded
freebsd_amd64_loaded(const struct capture *capture)
{
	const struct boot *boot = &capture->boot;
	struct freebsd_amd64_loaded loaded = { .is_present = false };
	struct bm_range range;

	if (!boot->kernel.is_present || bm_extent_range(boot->kernel.extent,
	    &range) == BM_CLIP_ALL)
		return (loaded);
	for (size_t i = 0; i < boot->preload_count; i++)
		add_loaded(&range, boot->preload[i].extent);
	loaded.is_present = true;
	loaded.start = bm_page_trunc(range.start, EFI_PAGE);
	loaded.first = range.end == 0 ? UINT64_MAX : range.end;
	if (boot->page_tables.is_present)
		add_loaded(&range, boot->page_tables.extent);
	loaded.taken_end = page_end(range);
	return (loaded);
}

static bool
set_up_state(struct freebsd *boot, struct getmemsize *state)
{
	const struct freebsd_amd64_loaded loaded =
	    freebsd_amd64_loaded(boot->simulation->capture);

	state->physmem_start = START_DEFAULT;
	state->has_kernel = loaded.is_present;
	state->kernel_start = loaded.start;
	state->kernel_end = loaded.taken_end;
	return (freebsd_tunable_bytes(boot, "hw.physmem",
	    &state->physmem_tunable) && freebsd_tunable_bytes(boot,
	    "hw.physmem.start", &state->physmem_start));
}

/* 2013: physmap has to have an entry at 0, and basemem is its end. */
static bool
has_basemem(const struct getmemsize *state)
{
	return (state->segment_count > 0 && state->physmap[0] == 0);
}

bool
freebsd_amd64_memory(struct freebsd *boot,
    const struct freebsd_amd64_revision *revision)
{
	struct bm_world *world = &boot->simulation->world;
	struct getmemsize *state = arena_alloc(boot->simulation->arena, 1,
	    sizeof(*state));

	if (!set_up_state(boot, state))
		return (false);
	parse_map(boot->simulation, world, revision, state);
	show_segments(boot, state);
	world->reached = BM_STAGE_PHYSMEM;
	if (revision->is_strict && !has_basemem(state)) {
		world->panic = "BIOS smap did not include a basemem segment!";
		return (true);
	}
	if (state->segment_count == 0) {
		/* The kernel would go on with no memory at all. */
		world->panic = "No memory entries in phys_avail";
		return (true);
	}
	if (boot->options->until < BM_STAGE_AVAIL)
		return (true);
	getmemsize_finish(state);
	show_kept(boot, state);
	world->phys_avail = show_pairs(boot, state->phys_avail);
	world->dump_avail = show_pairs(boot, state->dump_avail);
	world->has_basemem = true;
	world->basemem_kib = state->basemem_kib;
	world->totals.physmem_pages = state->physmem_pages;
	world->totals.maxmem_pages = state->maxmem_pages;
	world->has_message_buffer = state->has_message_buffer;
	world->message_buffer = state->message_buffer;
	world->reached = BM_STAGE_AVAIL;
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * freebsd-15 on amd64: getmemsize, then the x86 ram0 over the loader's SMAP,
 * or over dump_avail.  Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/freebsd_amd64.h"

#include <stdio.h>

#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/getmemsize.h"

#define EFI_PAGE ((uint64_t)4096)
/* hw.physmem.start on a machine that is not virtual. */
#define START_DEFAULT ((uint64_t)64 << 10)

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
    struct getmemsize *state)
{
	const struct capture *capture = simulation->capture;
	const bool is_efi = simulation->map == MAP_EFI;
	const size_t count = is_efi ? capture->efi.count :
	    capture->e820.count;

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
		note_usable(world, extent, origin);
		if (!getmemsize_add(state, extent.base, extent.length,
		    origin))
			return;
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

/* The segments, and what the kernel keeps: there are no tables for them. */
static void
show_segments(struct freebsd *boot, const struct getmemsize *state)
{
	struct bm_physmem *shown = &boot->simulation->world.physmem;

	shown->hardware = freebsd_new_set(boot, GETMEMSIZE_SEGMENTS + 1);
	for (size_t i = 0; i < state->segment_count; i++)
		shown->hardware.entries[shown->hardware.count++] =
		    (struct bm_rset_entry){ { state->physmap[2 * i],
		    state->physmap[2 * i + 1] }, 0, state->origins[i] };
	shown->excluded = (struct bm_exclusions){ NULL, 0, 0 };
}

static bool
set_up_state(struct freebsd *boot, struct getmemsize *state)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;

	state->physmem_start = START_DEFAULT;
	state->has_kernel = kernel->is_present;
	state->kernel_start = kernel->extent.base;
	state->kernel_end = bm_page_trunc(kernel->extent.base +
	    kernel->extent.length, EFI_PAGE);
	return (freebsd_tunable_bytes(boot, "hw.physmem",
	    &state->physmem_tunable) && freebsd_tunable_bytes(boot,
	    "hw.physmem.start", &state->physmem_start));
}

bool
freebsd_amd64_memory(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	struct getmemsize *state = arena_alloc(boot->simulation->arena, 1,
	    sizeof(*state));

	if (!set_up_state(boot, state))
		return (false);
	parse_map(boot->simulation, world, state);
	show_segments(boot, state);
	world->reached = BM_STAGE_PHYSMEM;
	if (state->segment_count == 0) {
		/* The kernel would go on with no memory at all. */
		world->panic = "No memory entries in phys_avail";
		return (true);
	}
	if (boot->options->until < BM_STAGE_AVAIL)
		return (true);
	getmemsize_finish(state);
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

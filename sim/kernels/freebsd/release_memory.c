/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware and physmem stages of the released kernels.  Sources: the
 * revisions named in subr_physmem.c; arm64 machdep.c and subr_efi_map.c for
 * the rules of the EFI map, which came in three eras.
 * Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/release.h"

void
release_panic(struct release_boot *boot, const char *text)
{
	boot->common.simulation->world.panic = arena_copy_text(
	    boot->common.simulation->arena, text, strlen(text));
	boot->has_panicked = true;
}

/* Notes a call; what has no byte is not painted, but the kernel sees it. */
static void
note_request(struct release_boot *boot, struct bm_extent extent,
    enum bm_request_kind kind, uint32_t flags, enum bm_rule rule,
    struct bm_origin origin)
{
	struct bm_requests *requests =
	    &boot->common.simulation->world.requests;
	struct bm_range range;

	if (bm_extent_range(extent, &range) == BM_CLIP_ALL)
		return;
	BM_CONTRACT(requests->count < requests->capacity);
	requests->entries[requests->count++] = (struct bm_request){ range,
	    origin, (uint8_t)kind, (uint8_t)rule, (uint16_t)flags };
}

static void
add_hardware(struct release_boot *boot, struct bm_extent extent,
    enum bm_rule rule, struct bm_origin origin)
{
	note_request(boot, extent, BM_REQUEST_HARDWARE, 0, rule, origin);
	subr_physmem_hardware_region(boot->physmem, extent.base,
	    extent.length, origin);
}

static void
exclude(struct release_boot *boot, struct bm_extent extent, uint32_t flags,
    enum bm_rule rule, struct bm_origin origin)
{
	const uint64_t page_size = boot->physmem->page_size;
	const uint64_t start = bm_page_trunc(extent.base, page_size);
	char text[96];

	if (boot->has_panicked)
		return;
	note_request(boot, extent, BM_REQUEST_EXCLUDE, flags, rule, origin);
	if (subr_physmem_exclude_region(boot->physmem, extent.base,
	    extent.length, flags, origin))
		return;
	/* The kernel's %#jx has no 0x in front of 0, as libc's. */
	snprintf(text, sizeof(text), "failed to exclude region %#" PRIx64
	    "-%#" PRIx64, start, start + bm_page_round(extent.length +
	    (extent.base - start), page_size));
	release_panic(boot, text);
}

struct bm_origin
release_origin(enum bm_source source, size_t index)
{
	return ((struct bm_origin){ source, (uint32_t)index });
}

static void
run_digested(struct release_boot *boot)
{
	const struct capture *capture = boot->common.simulation->capture;

	for (size_t i = 0; i < capture->ops.count; i++) {
		const struct region_op *op = &capture->ops.entries[i];

		if (op->kind == REGION_HARDWARE)
			add_hardware(boot, op->extent, BM_RULE_DIGESTED,
			    release_origin(BM_SOURCE_OPS, i));
		else
			exclude(boot, op->extent, op->flags, BM_RULE_DIGESTED,
			    release_origin(BM_SOURCE_OPS, i));
	}
	if (capture->ops.is_present)
		return;
	for (size_t i = 0; i < capture->regions.hardware.count; i++)
		add_hardware(boot, capture->regions.hardware.entries[i],
		    BM_RULE_DIGESTED,
		    release_origin(BM_SOURCE_REGIONS_HARDWARE, i));
	for (size_t i = 0; i < capture->regions.exclude_count; i++)
		exclude(boot, capture->regions.exclude[i].extent,
		    capture->regions.exclude[i].flags, BM_RULE_DIGESTED,
		    release_origin(BM_SOURCE_REGIONS_EXCLUDE, i));
}

static bool
is_added(enum efi_era era, uint32_t type)
{
	switch (type) {
	case 1: case 2: case 3: case 4: case 6: case 7:
		return (true);
	case 5: case 9:
		return (era != EFI_ERA_A);
	default:
		return (false);
	}
}

static bool
is_excluded(enum efi_era era, uint32_t type)
{
	switch (type) {
	case 1: case 2: case 3: case 4: case 7:
		return (false);
	case 5: case 6: case 9:
		return (true);
	default:
		return (era != EFI_ERA_C);
	}
}

static struct bm_extent
efi_extent(const struct release_boot *boot, size_t index)
{
	const struct efi_descriptor *descriptor =
	    &boot->common.simulation->capture->efi.entries[index];
	/* Era A counted the firmware's pages in the kernel's. */
	const uint64_t page_bytes = boot->release->era == EFI_ERA_A ?
	    boot->physmem->page_size : 4096;

	return ((struct bm_extent){ descriptor->phys,
	    descriptor->page_count * page_bytes });
}

static void
add_efi(struct release_boot *boot)
{
	const struct efi_map *map = &boot->common.simulation->capture->efi;

	for (size_t i = 0; i < map->count; i++)
		if (is_added(boot->release->era, map->entries[i].type))
			add_hardware(boot, efi_extent(boot, i), BM_RULE_RAM,
			    release_origin(BM_SOURCE_EFI_MAP, i));
}

static void
exclude_efi(struct release_boot *boot)
{
	const struct efi_map *map = &boot->common.simulation->capture->efi;

	for (size_t i = 0; i < map->count; i++)
		if (is_excluded(boot->release->era, map->entries[i].type))
			exclude(boot, efi_extent(boot, i), BM_EXCLUDE_NOALLOC,
			    BM_RULE_FIRMWARE_KEEPS,
			    release_origin(BM_SOURCE_EFI_MAP, i));
}

/* fdt_get_reserved_mem: no-map nodes, of each the first range only. */
static void
exclude_fdt_reserved(struct release_boot *boot)
{
	const struct fdt_map *map = &boot->common.simulation->capture->fdt;

	for (size_t i = 0; i < map->reserved_count; i++)
		if (map->reserved[i].no_map && map->reserved[i].reg.count > 0)
			exclude(boot, map->reserved[i].reg.entries[0],
			    EXFLAG_BOTH, BM_RULE_FDT_NO_MAP,
			    release_origin(BM_SOURCE_FDT_RESERVED, i));
}

static void
exclude_loaded(struct release_boot *boot)
{
	const struct bm_world *world = &boot->common.simulation->world;

	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		if ((fact->flags & BM_FACT_IN_USE) != 0)
			exclude(boot, (struct bm_extent){ fact->range.start,
			    bm_range_bytes(fact->range) }, BM_EXCLUDE_NOALLOC,
			    BM_RULE_LOADER, fact->origin);
	}
}

static void
exclude_sbi(struct release_boot *boot, uint32_t flags)
{
	struct bm_range range;
	struct bm_origin origin;

	if (facts_sbi_range(boot->common.simulation->capture,
	    boot->common.simulation->map, &range, &origin))
		exclude(boot, (struct bm_extent){ range.start,
		    bm_range_bytes(range) }, flags, BM_RULE_SBI, origin);
}

static void
run_firmware(struct release_boot *boot)
{
	const struct capture *capture = boot->common.simulation->capture;

	if (boot->common.simulation->map == MAP_EFI)
		add_efi(boot);
	for (size_t i = 0; boot->common.simulation->map == MAP_FDT &&
	    i < capture->fdt.memory.count; i++)
		add_hardware(boot, capture->fdt.memory.entries[i],
		    BM_RULE_RAM, release_origin(BM_SOURCE_FDT_MEMORY, i));
	exclude_fdt_reserved(boot);
	if (boot->common.simulation->map == MAP_FDT)
		exclude_sbi(boot, EXFLAG_BOTH);
	exclude_loaded(boot);
	if (boot->common.simulation->map != MAP_EFI)
		return;
	exclude_efi(boot);
	/* Only 15 looks at the first descriptor: D49839. */
	if (boot->release->ram0 == RAM0_AVAILABLE)
		exclude_sbi(boot, BM_EXCLUDE_NOALLOC);
	for (size_t i = 0; i < capture->efi.memreserve.count; i++)
		exclude(boot, capture->efi.memreserve.entries[i],
		    EXFLAG_BOTH, BM_RULE_EFI_MEMRESERVE,
		    release_origin(BM_SOURCE_EFI_MEMRESERVE, i));
}

/* The kernel's tables, as the world has them. */
static void
show_regions(struct release_boot *boot)
{
	const struct subr_physmem *physmem = boot->physmem;
	struct bm_physmem *shown = &boot->common.simulation->world.physmem;

	shown->hardware = freebsd_new_set(&boot->common, physmem->hw_count);
	for (size_t i = 0; i < physmem->hw_count; i++)
		shown->hardware.entries[shown->hardware.count++] =
		    (struct bm_rset_entry){ { physmem->hw[i].addr,
		    physmem->hw[i].addr + physmem->hw[i].size }, 0,
		    physmem->hw[i].origin };
	shown->excluded.capacity = physmem->ex_count;
	shown->excluded.entries = arena_alloc(
	    boot->common.simulation->arena, physmem->ex_count,
	    sizeof(struct bm_exclusion));
	for (size_t i = 0; i < physmem->ex_count; i++)
		shown->excluded.entries[shown->excluded.count++] =
		    (struct bm_exclusion){ .range = { physmem->ex[i].addr,
		    physmem->ex[i].addr + physmem->ex[i].size },
		    .flags = physmem->ex[i].flags,
		    .origin = physmem->ex[i].origin };
}

static struct bm_rset
show_avail(struct release_boot *boot, const struct subr_physmem_avail *avail)
{
	struct bm_rset shown = freebsd_new_set(&boot->common, avail->count);

	for (size_t i = 0; i < avail->count; i++)
		shown.entries[shown.count++] = (struct bm_rset_entry){
		    avail->ranges[i], 0, avail->origins[i] };
	return (shown);
}

/* physmem_init_kernel_globals */
static void
init_globals(struct release_boot *boot)
{
	struct bm_world *world = &boot->common.simulation->world;
	const uint64_t limit = world->limit_bytes == BM_PHYSMEM_NO_LIMIT ? 0 :
	    world->limit_bytes;
	struct subr_physmem_avail dump, phys;

	if (!subr_physmem_to_avail(boot->physmem, BM_EXCLUDE_NODUMP, limit,
	    &dump) || !subr_physmem_to_avail(boot->physmem,
	    BM_EXCLUDE_NOALLOC, limit, &phys)) {
		release_panic(boot,
		    "Not enough space in the dump/phys_avail arrays");
		return;
	}
	if (phys.count == 0) {
		release_panic(boot, "No memory entries in phys_avail");
		return;
	}
	world->dump_avail = show_avail(boot, &dump);
	world->phys_avail = show_avail(boot, &phys);
	world->totals = (struct bm_physmem_totals){ phys.total_pages,
	    phys.avail_pages, phys.ranges[phys.count - 1].end /
	    boot->physmem->page_size };
}


void
release_memory_stages(struct release_boot *boot)
{
	struct simulation *simulation = boot->common.simulation;
	struct bm_world *world = &simulation->world;
	const enum bm_stage until = boot->common.options->until;

	if (simulation->map == MAP_OPS || simulation->map == MAP_REGIONS) {
		run_digested(boot);
		exclude_loaded(boot);
	} else
		run_firmware(boot);
	if (boot->has_panicked || until < BM_STAGE_PHYSMEM)
		return;
	show_regions(boot);
	world->reached = BM_STAGE_PHYSMEM;
	if (until < BM_STAGE_AVAIL)
		return;
	init_globals(boot);
	if (!boot->has_panicked)
		world->reached = BM_STAGE_AVAIL;
}

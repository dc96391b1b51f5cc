/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows kernel/dma/contiguous.c and mm/cma.c of Linux 6.1 and 6.12.
 * Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux/cma.h"

#include <inttypes.h>
#include <string.h>

#include "sim/kernels/linux_parameters.h"

#define FOUR_GIB ((bm_paddr)1 << 32)
#define MIB(size) ((size) >> 20)

/* What cma_declare_contiguous is asked for, in what phys_addr_t can hold. */
struct area {
	bm_paddr base;
	uint64_t size;
	bm_paddr limit;
	uint64_t alignment;
	bool is_fixed;
	int32_t nid;
};

struct linux_cma_parameter
linux_cma_parameter(const struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	struct linux_cma_parameter cma = { .is_given = false };
	const char *name, *rest;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		if (strcmp(name, "cma") != 0 || value == NULL)
			continue;
		cma.is_given = true;
		cma.size = linux_memparse(value, &rest);
		if (*rest != '@')
			continue;
		cma.base = linux_memparse(rest + 1, &rest);
		cma.limit = *rest != '-' ? cma.base + cma.size :
		    linux_memparse(rest + 1, &rest);
	}
	return (cma);
}

static uint64_t
align_up(uint64_t number, uint64_t alignment)
{
	return ((number + (alignment - 1)) & ~(alignment - 1));
}

static bm_paddr
allocate_between(struct linux_boot *boot, const struct area *area,
    bm_paddr start, bm_paddr end)
{
	memblock_ask_for(&boot->memblock, "cma");
	return (memblock_alloc_range_nid(&boot->memblock, area->size,
	    area->alignment, start, end, area->nid, true));
}

static bool
has_room_above_4_gib(const struct linux_boot *boot, const struct area *area)
{
	return (linux_address_max(boot) > FOUR_GIB &&
	    !boot->memblock.bottom_up &&
	    memblock_end_of_DRAM(&boot->memblock) >= FOUR_GIB + area->size);
}

/* Lowest first, clear of the zones for devices that reach only so far. */
static bm_paddr
allocate_above_4_gib(struct linux_boot *boot, const struct area *area)
{
	struct memblock *memblock = &boot->memblock;
	bm_paddr address;

	memblock->bottom_up = true;
	address = allocate_between(boot, area, FOUR_GIB, area->limit);
	memblock->bottom_up = false;
	return (address);
}

/* All of an area is of one zone; afterwards only lowmem is left to search. */
static bm_paddr
allocate_in_highmem(struct linux_boot *boot, struct area *area,
    bm_paddr highmem_start)
{
	bm_paddr address;

	if (area->base >= highmem_start || area->limit <= highmem_start)
		return (0);
	address = allocate_between(boot, area, highmem_start, area->limit);
	area->limit = highmem_start;
	return (address);
}

static bm_paddr
allocate(struct linux_boot *boot, struct area area, bm_paddr highmem_start)
{
	const bool loses_high = boot->release->loses_high_cma;
	bm_paddr address = 0;

	if (loses_high)
		address = allocate_in_highmem(boot, &area, highmem_start);
	/* What was found above is forgotten, and stays reserved. */
	if (has_room_above_4_gib(boot, &area))
		address = allocate_above_4_gib(boot, &area);
	if (!loses_high && address == 0)
		address = allocate_in_highmem(boot, &area, highmem_start);
	if (address == 0)
		address = allocate_between(boot, &area, area.base,
		    area.limit);
	return (address);
}

static bool
reserve_fixed(struct linux_boot *boot, const struct area *area,
    bm_paddr highmem_start)
{
	struct memblock *memblock = &boot->memblock;

	if (area->base < highmem_start &&
	    area->base + area->size > highmem_start) {
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cma: Region at "
		    LINUX_PA " defined on low/high memory boundary (" LINUX_PA
		    ")", LINUX_PA_OF(boot, area->base),
		    LINUX_PA_OF(boot, highmem_start));
		return (false);
	}
	return (!memblock_overlaps_region(&memblock->reserved, area->base,
	    area->size) && memblock_reserve(memblock, area->base, area->size,
	    linux_origin(BM_SOURCE_NONE, 0)));
}

/* cma_declare_contiguous; where it lies, or 0. */
static bm_paddr
declare(struct linux_boot *boot, struct area area, bm_paddr highmem_start)
{
	const bm_paddr end = memblock_end_of_DRAM(&boot->memblock);
	const bm_paddr max = linux_address_max(boot);

	if (area.is_fixed && (area.base & (area.alignment - 1)) != 0) {
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cma: Region at "
		    LINUX_PA " must be aligned to " LINUX_PA " bytes",
		    LINUX_PA_OF(boot, area.base),
		    LINUX_PA_OF(boot, area.alignment));
		return (0);
	}
	area.base = align_up(area.base, area.alignment) & max;
	area.size = align_up(area.size, area.alignment) & max;
	area.limit &= ~(area.alignment - 1);
	if (area.limit == 0 || area.limit > end)
		area.limit = end;
	if (area.base + area.size > area.limit) {
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cma: Size (" LINUX_PA
		    ") of region at " LINUX_PA " exceeds limit (" LINUX_PA ")",
		    LINUX_PA_OF(boot, area.size), LINUX_PA_OF(boot, area.base),
		    LINUX_PA_OF(boot, area.limit));
		return (0);
	}
	if (area.is_fixed && area.base != 0)
		return (reserve_fixed(boot, &area, highmem_start) ?
		    area.base : 0);
	return (allocate(boot, area, highmem_start));
}

static struct area
choose_area(const struct linux_boot *boot, bm_paddr limit)
{
	const struct linux_cma_parameter cma = linux_cma_parameter(boot);
	const bm_paddr max = linux_address_max(boot);
	struct area area = { .size = boot->arch->cma_bytes, .limit = limit,
	    .alignment = boot->arch->cma_align_bytes,
	    .nid = BM_MEMBLOCK_NO_NODE };

	if (!cma.is_given)
		return (area);
	area.size = cma.size & max;
	area.base = cma.base & max;
	if (cma.limit != 0 && (limit == 0 || cma.limit < limit))
		area.limit = cma.limit & max;
	area.is_fixed = cma.base + cma.size == cma.limit;
	return (area);
}

static void
reserve(struct linux_boot *boot, struct area area, bm_paddr highmem_start)
{
	const uint64_t size = align_up(area.size, area.alignment);
	const bm_paddr base = declare(boot, area, highmem_start);

	if (base == 0)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cma: Failed to "
		    "reserve %" PRIu64 " MiB", MIB(size));
	else
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "cma: Reserved %" PRIu64
		    " MiB at " LINUX_PA, MIB(size), LINUX_PA_OF(boot, base));
}

void
linux_cma_reserve(struct linux_boot *boot, bm_paddr limit,
    bm_paddr highmem_start)
{
	const struct area area = choose_area(boot, limit);

	if (area.size != 0 && !boot->has_default_cma)
		reserve(boot, area, highmem_start);
}

void
linux_cma_reserve_nodes(struct linux_boot *boot, bm_paddr highmem_start)
{
	struct area area = choose_area(boot, 0);
	const bool has_several = (boot->nodes & (boot->nodes - 1)) != 0;

	if (!has_several || !boot->release->reserves_cma_of_nodes)
		return;
	area.base = area.limit = 0;
	area.is_fixed = false;
	for (area.nid = 0; boot->nodes >> area.nid != 0; area.nid++)
		if ((boot->nodes >> area.nid & 1) != 0)
			reserve(boot, area, highmem_start);
}

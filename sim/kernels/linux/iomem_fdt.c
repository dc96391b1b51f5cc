/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/arm, arm64 and riscv/kernel/setup.c of Linux 6.1 and 6.12:
 * what of /proc/iomem comes from memblock.  Re-enacted, defects included: do
 * not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/iomem.h"

#define EFI_PAGE_BYTES ((uint64_t)4096)
#define EFI_MEMORY_SP ((uint64_t)1 << 18)

struct iomem {
	struct linux_boot *boot;
	struct linux_resource root;
	struct linux_resource *memory;	/* one a region of memory */
};

/* Names stay as long as the resources do. */
static void
insert(struct iomem *iomem, struct linux_resource *resource, bm_paddr start,
    bm_paddr end, const char *name)
{
	if (start >= end)
		return;
	*resource = (struct linux_resource){ .start = start, .last = end - 1,
	    .name = name };
	linux_resource_insert(&iomem->root, resource);
}

/* The pages that a region has a byte of. */
static struct bm_extent
touched_pages(const struct iomem *iomem, const struct memblock_region *region)
{
	const uint64_t page_size = iomem->boot->page_size;
	const bm_paddr start = bm_page_trunc(region->base, page_size);

	return ((struct bm_extent){ start, bm_page_round(region->base +
	    region->size, page_size) - start });
}

/* riscv64: what is reserved, and no memory. */
static void
insert_foreign_reserved(struct iomem *iomem)
{
	const struct memblock *memblock = &iomem->boot->memblock;
	const struct memblock_type *reserved = &memblock->reserved;
	struct linux_resource *resources = arena_alloc(
	    iomem->boot->log.arena, reserved->cnt, sizeof(resources[0]));

	for (size_t i = 0; i < reserved->cnt; i++) {
		const struct bm_extent pages = touched_pages(iomem,
		    &reserved->regions[i]);

		if (!memblock_is_memory(memblock, pages.base))
			insert(iomem, &resources[i], pages.base,
			    pages.base + pages.length,
			    iomem->boot->arch->reserved_resource);
	}
}

static void
insert_region(struct iomem *iomem, const struct memblock_region *region,
    struct linux_resource *resource)
{
	const uint64_t page_size = iomem->boot->page_size;
	const char *reserved_name = iomem->boot->arch->reserved_resource;
	const struct bm_extent pages = touched_pages(iomem, region);

	if ((region->flags & BM_MEMBLOCK_NOMAP) == 0)
		insert(iomem, resource,
		    bm_page_round(region->base, page_size),
		    bm_page_trunc(region->base + region->size, page_size),
		    "System RAM");
	else if (reserved_name != NULL)
		insert(iomem, resource, pages.base,
		    pages.base + pages.length, reserved_name);
	resource->origin = region->origin;
}

/* request_standard_resources, init_resources */
static void
insert_memory(struct iomem *iomem)
{
	const struct memblock_type *memory = &iomem->boot->memblock.memory;

	iomem->memory = arena_alloc(iomem->boot->log.arena, memory->cnt,
	    sizeof(iomem->memory[0]));
	for (size_t i = 0; i < memory->cnt; i++)
		insert_region(iomem, &memory->regions[i], &iomem->memory[i]);
}

/* The kernel's own, which are there before devices are. */
static bool
is_early(const struct named_extent *claim)
{
	return (strncmp(claim->name, "Kernel ", strlen("Kernel ")) == 0 ||
	    strncmp(claim->name, "Crash kernel", strlen("Crash kernel")) == 0);
}

static void
claim(struct iomem *iomem, bool early)
{
	const struct capture *capture = iomem->boot->simulation->capture;

	for (size_t i = 0; i < capture->iomem_claim_count; i++)
		if (is_early(&capture->iomem_claims[i]) == early)
			linux_iomem_claim_one(&iomem->root,
			    &capture->iomem_claims[i], &iomem->boot->log);
}

/* The pages of memory that are reserved, as far as nobody holds them. */
static void
reserve_in(struct iomem *iomem, struct linux_resource *memory)
{
	const struct linux_boot *boot = iomem->boot;
	const struct memblock_type *reserved = &boot->memblock.reserved;

	for (size_t i = 0; i < reserved->cnt; i++) {
		const struct bm_extent pages = touched_pages(iomem,
		    &reserved->regions[i]);
		bm_paddr start = pages.base;
		bm_paddr last = pages.base + pages.length - 1;

		if (start < memory->start)
			start = memory->start;
		if (last > memory->last)
			last = memory->last;
		if (pages.length != 0 && start <= last)
			linux_resource_reserve_holes(memory, start, last,
			    boot->arch->reserved_resource, boot->log.arena);
	}
}

/* reserve_memblock_reserved_regions */
static void
reserve_reserved(struct iomem *iomem)
{
	const size_t count = iomem->boot->memblock.memory.cnt;

	if (iomem->boot->arch->reserved_resource == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		if (iomem->memory[i].parent != NULL)
			reserve_in(iomem, &iomem->memory[i]);
}

/* arm_enable_runtime_services: EFI's memory for a special purpose. */
static void
insert_soft_reserved(struct iomem *iomem)
{
	const struct efi_map *efi = &iomem->boot->simulation->capture->efi;
	struct linux_resource *resources = arena_alloc(
	    iomem->boot->log.arena, efi->count, sizeof(resources[0]));

	for (size_t i = 0; i < efi->count; i++)
		if ((efi->entries[i].attributes & EFI_MEMORY_SP) != 0)
			insert(iomem, &resources[i], efi->entries[i].phys,
			    efi->entries[i].phys +
			    efi->entries[i].page_count * EFI_PAGE_BYTES,
			    "Soft Reserved");
}

void
linux_iomem_from_memblock(struct linux_boot *boot)
{
	struct iomem iomem = { .boot = boot, .root = { .last = UINT64_MAX } };

	if (boot->arch->shows_foreign_reserved)
		insert_foreign_reserved(&iomem);
	insert_memory(&iomem);
	claim(&iomem, true);
	if (boot->simulation->map == MAP_EFI)
		insert_soft_reserved(&iomem);
	reserve_reserved(&iomem);
	claim(&iomem, false);
	boot->simulation->world.linux_world.iomem =
	    linux_resource_list(&iomem.root, boot->log.arena);
	boot->simulation->world.reached = BM_STAGE_IOMEM;
}

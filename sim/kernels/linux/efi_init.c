/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/firmware/efi/efi-init.c of Linux 6.1.192 and 6.12.117, which
 * all architectures but x86 boot through.  Re-enacted, defects included: do
 * not improve this.
 */
#include "core/page.h"
#include "sim/kernels/linux/linux.h"

#define EFI_PAGE_BYTES ((uint64_t)4096)
#define EFI_DESCRIPTOR_BYTES 40

#define EFI_MEMORY_WC ((uint64_t)1 << 1)
#define EFI_MEMORY_WT ((uint64_t)1 << 2)
#define EFI_MEMORY_WB ((uint64_t)1 << 3)
#define EFI_MEMORY_SP ((uint64_t)1 << 18)

enum {
	EFI_LOADER_CODE = 1,
	EFI_LOADER_DATA = 2,
	EFI_BOOT_SERVICES_CODE = 3,
	EFI_BOOT_SERVICES_DATA = 4,
	EFI_CONVENTIONAL_MEMORY = 7,
	EFI_ACPI_RECLAIM_MEMORY = 9,
	EFI_PERSISTENT_MEMORY = 14,
};

static bool
is_memory(const struct efi_descriptor *descriptor)
{
	return ((descriptor->attributes &
	    (EFI_MEMORY_WB | EFI_MEMORY_WT | EFI_MEMORY_WC)) != 0);
}

static bool
is_usable_memory(const struct efi_descriptor *descriptor)
{
	switch (descriptor->type) {
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_ACPI_RECLAIM_MEMORY:
	case EFI_BOOT_SERVICES_CODE:
	case EFI_BOOT_SERVICES_DATA:
	case EFI_CONVENTIONAL_MEMORY:
	case EFI_PERSISTENT_MEMORY:
		return ((descriptor->attributes & EFI_MEMORY_WB) != 0);
	default:
		return (false);
	}
}

/* Widened to the kernel's pages; what wraps, wraps. */
static struct bm_extent
native_extent(const struct linux_boot *boot,
    const struct efi_descriptor *descriptor)
{
	const bm_paddr end = descriptor->phys +
	    descriptor->page_count * EFI_PAGE_BYTES;
	const bm_paddr base = bm_page_trunc(descriptor->phys,
	    boot->page_size);

	return ((struct bm_extent){ base,
	    bm_page_round(end, boot->page_size) - base });
}

static void
reserve_region(struct linux_boot *boot,
    const struct efi_descriptor *descriptor, size_t index)
{
	const struct bm_extent extent = native_extent(boot, descriptor);
	const struct bm_origin origin = linux_origin(BM_SOURCE_EFI_MAP,
	    index);

	/* Memory for a special purpose is left to its driver. */
	if (!is_memory(descriptor) ||
	    (descriptor->attributes & EFI_MEMORY_SP) != 0)
		return;
	linux_fdt_add_memory(boot, extent, origin);
	if (!is_usable_memory(descriptor))
		(void)memblock_mark_nomap(&boot->memblock, extent.base,
		    extent.length);
	if (descriptor->type == EFI_ACPI_RECLAIM_MEMORY)
		(void)memblock_reserve(&boot->memblock, extent.base,
		    extent.length, origin);
}

/* reserve_regions; what a device tree says of memory is not looked at. */
static void
reserve_regions(struct linux_boot *boot)
{
	const struct efi_map *efi = &boot->simulation->capture->efi;

	for (size_t i = 0; i < efi->count; i++)
		reserve_region(boot, &efi->entries[i], i);
}

static void
reserve_efi_tables(struct linux_boot *boot)
{
	const struct extent_list *memreserve =
	    &boot->simulation->capture->efi.memreserve;

	for (size_t i = 0; i < memreserve->count; i++)
		(void)memblock_reserve(&boot->memblock,
		    memreserve->entries[i].base,
		    memreserve->entries[i].length,
		    linux_origin(BM_SOURCE_EFI_MEMRESERVE, i));
}

bool
linux_efi_is_usable(const struct efi_map *efi)
{
	return (efi->is_present &&
	    efi->descriptor_size >= EFI_DESCRIPTOR_BYTES);
}

void
linux_efi_init(struct linux_boot *boot)
{
	reserve_regions(boot);
	boot->simulation->world.linux_world.memblock =
	    memblock_show(&boot->memblock);
	reserve_efi_tables(boot);
}

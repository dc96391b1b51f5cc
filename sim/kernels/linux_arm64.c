/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/arm64/mm/init.c and drivers/firmware/efi/efi-init.c of Linux
 * 6.1.192 and 6.12.117, with kernel addresses of 48 bits.  Re-enacted, defects
 * included: do not improve this.
 */
#include "core/page.h"
#include "sim/kernels/linux.h"

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

/* Half of the kernel's addresses are for the linear map. */
#define LINEAR_REGION_BYTES ((uint64_t)1 << 47)
#define PHYS_MASK_BYTES ((uint64_t)1 << 48)
#define MEMSTART_ALIGN ((uint64_t)1 << 30)

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
reserve_extent(struct linux_boot *boot, const struct optional_extent *loaded,
    enum bm_source source)
{
	if (loaded->is_present)
		(void)memblock_reserve(&boot->memblock, loaded->extent.base,
		    loaded->extent.length, linux_origin(source, 0));
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

/* Takes away what no linear map can show; where it starts is answered. */
static bm_paddr
limit_to_linear_map(struct linux_boot *boot)
{
	struct memblock *memblock = &boot->memblock;
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	bm_paddr start, limit;

	(void)memblock_remove(memblock, PHYS_MASK_BYTES, UINT64_MAX);
	start = memblock_start_of_DRAM(memblock) & ~(MEMSTART_ALIGN - 1);
	limit = start + LINEAR_REGION_BYTES;
	if (kernel->is_present &&
	    kernel->extent.base + kernel->extent.length > limit)
		limit = kernel->extent.base + kernel->extent.length;
	(void)memblock_remove(memblock, limit, UINT64_MAX);
	if (start + LINEAR_REGION_BYTES < memblock_end_of_DRAM(memblock)) {
		start = (memblock_end_of_DRAM(memblock) -
		    LINEAR_REGION_BYTES + (MEMSTART_ALIGN - 1)) &
		    ~(MEMSTART_ALIGN - 1);
		(void)memblock_remove(memblock, 0, start);
	}
	return (start);
}

static void
keep_initrd(struct linux_boot *boot, bm_paddr memstart)
{
	const struct optional_extent *initrd =
	    &boot->simulation->capture->boot.initrd;
	const struct bm_origin origin = linux_origin(BM_SOURCE_INITRD, 0);
	struct memblock *memblock = &boot->memblock;
	bm_paddr base, end;

	if (!initrd->is_present || initrd->extent.length == 0)
		return;
	base = bm_page_trunc(initrd->extent.base, boot->page_size);
	end = bm_page_round(initrd->extent.base + initrd->extent.length,
	    boot->page_size);
	if (base < memblock_start_of_DRAM(memblock) ||
	    end > memstart + LINEAR_REGION_BYTES) {
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "initrd not fully "
		    "accessible via the linear mapping -- please check your "
		    "bootloader ...");
		return;
	}
	(void)memblock_add(memblock, base, end - base, origin);
	(void)memblock_clear_nomap(memblock, base, end - base);
	(void)memblock_reserve(memblock, base, end - base, origin);
}

/* arm64_memblock_init */
static void
init_memblock(struct linux_boot *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	const bm_paddr memstart = limit_to_linear_map(boot);

	keep_initrd(boot, memstart);
	if (kernel->is_present)
		(void)memblock_reserve(&boot->memblock, kernel->extent.base,
		    kernel->extent.length, linux_origin(BM_SOURCE_KERNEL, 0));
	linux_fdt_scan_reserved(boot);
}

/* setup_machine_fdt and efi_init: what memory there is. */
static void
find_memory(struct linux_boot *boot)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;

	if (boot->simulation->map == MAP_EFI) {
		reserve_regions(boot);
		linux_world->memblock = memblock_show(&boot->memblock);
		reserve_efi_tables(boot);
	} else
		linux_fdt_scan_memory(boot);
	linux_fdt_cap_memory(boot);
	reserve_extent(boot, &boot->simulation->capture->boot.dtb,
	    BM_SOURCE_DTB);
}

/* paging_init, of which only the first page is looked for. */
static void
allocate_page_table(struct linux_boot *boot)
{
	if (memblock_find_in_range(&boot->memblock, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, boot->page_size, boot->page_size) == 0)
		linux_panic(boot, "Failed to allocate page table page");
}

/*
 * paging_init and unflatten_device_tree: memory can be written.  With ACPI the
 * device tree is not looked at again.
 */
static void
use_memory(struct linux_boot *boot)
{
	if (linux_has_panicked(boot))
		return;
	memblock_allow_resize(&boot->memblock);
	if (boot->simulation->capture->fdt.is_present &&
	    boot->release->reserved_mem.fill != NULL)
		boot->release->reserved_mem.fill(boot);
}

bool
linux_arm64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	const struct capture *capture = simulation->capture;
	struct bm_world *world = &simulation->world;

	/* Smaller descriptors lack fields: such a map is no map. */
	if (capture->efi.is_present &&
	    capture->efi.descriptor_size >= EFI_DESCRIPTOR_BYTES)
		simulation->map = MAP_EFI;
	else if (capture->fdt.is_present)
		simulation->map = MAP_FDT;
	facts_list(capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->reached = BM_STAGE_FIRMWARE;
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return (true);
	find_memory(boot);
	init_memblock(boot);
	use_memory(boot);
	if (linux_has_panicked(boot))
		return (true);
	reserved_mem_show(boot);
	world->linux_world.memblock_final = memblock_show(&boot->memblock);
	if (simulation->map != MAP_EFI)
		world->linux_world.memblock =
		    world->linux_world.memblock_final;
	world->reached = BM_STAGE_MEMBLOCK;
	if (boot->options->until > BM_STAGE_MEMBLOCK)
		allocate_page_table(boot);
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/arm64/mm/init.c of Linux 6.1.192, 6.12.117 and 7.2.12.
 * Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/arm64.h"
#include "sim/kernels/linux/cma.h"
#include "sim/kernels/linux/crashkernel.h"
#include "sim/kernels/linux_parameters.h"

#define PAGE_BYTES ((uint64_t)4096)
#define PHYSICAL_BITS 48	/* of most processors */
#define PHYSICAL_BITS_MAX 52	/* LPA2 */
#define PAGE_END ((uint64_t)1 << 47)	/* of the linear map, from above */
#define MEMSTART_ALIGN ((uint64_t)1 << 30)

#define DMA_LIMIT ((bm_paddr)1 << 32)

static uint64_t
physical_bytes(const struct linux_boot *boot)
{
	return ((uint64_t)1 << boot->physical_bits);
}

/* Kernel addresses have as many bits as physical ones. */
static uint64_t
linear_bytes(const struct linux_boot *boot)
{
	return (physical_bytes(boot) - PAGE_END);
}

/* Takes away what no linear map can show; where it starts is answered. */
static bm_paddr
limit_to_linear_map(struct linux_boot *boot)
{
	struct memblock *memblock = &boot->memblock;
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	bm_paddr start, limit;

	(void)memblock_remove(memblock, physical_bytes(boot), UINT64_MAX);
	start = memblock_start_of_DRAM(memblock) & ~(MEMSTART_ALIGN - 1);
	limit = start + linear_bytes(boot);
	if (kernel->is_present &&
	    kernel->extent.base + kernel->extent.length > limit)
		limit = kernel->extent.base + kernel->extent.length;
	(void)memblock_remove(memblock, limit, UINT64_MAX);
	if (start + linear_bytes(boot) < memblock_end_of_DRAM(memblock)) {
		start = (memblock_end_of_DRAM(memblock) -
		    linear_bytes(boot) + (MEMSTART_ALIGN - 1)) &
		    ~(MEMSTART_ALIGN - 1);
		(void)memblock_remove(memblock, 0, start);
	}
	return (start);
}

/* mem=, the last of them; UINT64_MAX if there is none. */
static uint64_t
memory_limit(const struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	uint64_t limit = UINT64_MAX;
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "mem") == 0 && value != NULL)
			limit = bm_page_trunc(linux_memparse(value, &end),
			    boot->page_size);
	return (limit);
}

/* The kernel itself stays, whatever the limit. */
static void
limit_to_parameter(struct linux_boot *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	const uint64_t limit = memory_limit(boot);

	if (limit == UINT64_MAX)
		return;
	memblock_mem_limit_remove_map(&boot->memblock, limit);
	if (kernel->is_present)
		(void)memblock_add(&boot->memblock, kernel->extent.base,
		    kernel->extent.length, linux_origin(BM_SOURCE_KERNEL, 0));
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
	    end > memstart + linear_bytes(boot)) {
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "initrd not fully "
		    "accessible via the linear mapping -- please check your "
		    "bootloader ...");
		return;
	}
	(void)memblock_add(memblock, base, end - base, origin);
	(void)memblock_clear_nomap(memblock, base, end - base);
	(void)memblock_reserve(memblock, base, end - base, origin);
}

/* arm64_memblock_init; where the linear map begins is answered. */
static bm_paddr
init_memblock(struct linux_boot *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	const bm_paddr memstart = limit_to_linear_map(boot);

	limit_to_parameter(boot);
	keep_initrd(boot, memstart);
	if (kernel->is_present)
		(void)memblock_reserve(&boot->memblock, kernel->extent.base,
		    kernel->extent.length, linux_origin(BM_SOURCE_KERNEL, 0));
	linux_fdt_scan_reserved(boot);
	return (memstart);
}

/*
 * What EFI's tables made the kernel reserve: in efi_init at its end, or on the
 * way to the memory map.
 */
static void
reserve_named(struct linux_boot *boot, bool in_efi_init)
{
	const struct capture *capture = boot->simulation->capture;

	for (size_t i = 0; i < capture->linux_reserved_count; i++) {
		const struct named_extent *named =
		    &capture->linux_reserved[i];

		if ((strcmp(named->name, "efi_init") == 0) == in_efi_init)
			(void)memblock_reserve(&boot->memblock,
			    named->extent.base, named->extent.length,
			    linux_origin(BM_SOURCE_NONE, 0));
	}
}

/* setup_machine_fdt and efi_init: what memory there is. */
static void
find_memory(struct linux_boot *boot)
{
	linux_reserve_dtb(boot);
	reserve_named(boot, false);
	if (boot->simulation->map == MAP_EFI)
		linux_efi_init(boot);
	else
		linux_fdt_scan_memory(boot);
	linux_fdt_cap_memory(boot);
	if (boot->simulation->map == MAP_EFI)
		linux_efi_find_mirror(boot);
	reserve_named(boot, true);
}

/* NULL: what runs is no kernel that would take anything. */
static const struct linux_own *
own_memory(const struct linux_boot *boot)
{
	return (boot->is_whole ? &boot->release->arm64->own : NULL);
}

/* paging_init; without an image only the first page is looked for. */
static void
init_paging(struct linux_boot *boot, bm_paddr memstart)
{
	if (linux_has_panicked(boot))
		return;
	if (own_memory(boot) != NULL)
		linux_arm64_map_memory(boot, boot->release->arm64, memstart);
	else if (boot->options->until > BM_STAGE_MEMBLOCK &&
	    memblock_find_in_range(&boot->memblock, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, boot->page_size, boot->page_size) == 0)
		linux_panic(boot, "Failed to allocate page table page");
	memblock_allow_resize(&boot->memblock);
}

/* With a tree that says nothing of hardware, EFI's tables of ACPI do. */
static bool
has_acpi(const struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	return (boot->simulation->map == MAP_EFI &&
	    (!fdt->is_present || fdt->tree.is_stub));
}

static void
unflatten(struct linux_boot *boot)
{
	if (boot->simulation->capture->fdt.is_present &&
	    boot->release->reserved_mem.fill != NULL)
		boot->release->reserved_mem.fill(boot);
	if (own_memory(boot) != NULL)
		linux_unflatten_device_tree(boot, own_memory(boot));
}

/* max_zone_phys: where devices of 32 bits reach. */
static bm_paddr
dma_limit(const struct linux_boot *boot)
{
	const struct memblock *memblock = &boot->memblock;
	const bm_paddr end = memblock_end_of_DRAM(memblock);

	return (end > DMA_LIMIT &&
	    memblock_start_of_DRAM(memblock) < DMA_LIMIT ? DMA_LIMIT : end);
}

/* bootmem_init, up to where it tells of memblock. */
static void
init_bootmem(struct linux_boot *boot, bm_paddr memstart)
{
	const struct linux_own *own = own_memory(boot);
	const bm_paddr end = memblock_end_of_DRAM(&boot->memblock);
	const struct linux_crash_rules crash = {
	    .align = (uint64_t)2 << 20, .low_max = dma_limit(boot),
	    .high_max = physical_bytes(boot),
	    .low_bytes_default = (uint64_t)128 << 20 };

	linux_numa_init(boot, own);
	if (own == NULL)
		return;
	if (own->has_sparse_init) {
		linux_sparse_init(boot, own, memstart);
		linux_count_pages(boot, own);
	}
	linux_cma_reserve(boot, dma_limit(boot), end);
	linux_cma_reserve_nodes(boot, end);
	(void)linux_crashkernel_reserve(boot, &crash);
}

/*
 * What is more than the facts that a map holds comes from a kernel that ran:
 * a blob, or what it said of its sections.  Debian's has pages of 4 KiB.
 */
static bool
is_whole(const struct linux_boot *boot)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_range text;

	return (capture->boot.kernel.is_present &&
	    boot->page_size == PAGE_BYTES &&
	    (capture->fdt.tree.is_present ||
	    linux_arm64_find_text(capture, &text)));
}

bool
linux_arm64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;
	struct bm_linux *linux_world = &world->linux_world;
	bm_paddr memstart;

	linux_choose_map(boot);
	boot->is_whole = is_whole(boot);
	boot->physical_bits = boot->release->arm64->has_lpa2 &&
	    simulation->capture->linux_machine.phys_bits ==
	    PHYSICAL_BITS_MAX ? PHYSICAL_BITS_MAX : PHYSICAL_BITS;
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return (true);
	find_memory(boot);
	memstart = init_memblock(boot);
	init_paging(boot, memstart);
	if (linux_has_panicked(boot))
		return (true);
	if (!has_acpi(boot))
		unflatten(boot);
	reserved_mem_show(boot);
	if (simulation->map != MAP_EFI)
		linux_world->memblock = memblock_show(&boot->memblock);
	init_bootmem(boot, memstart);
	if (linux_has_panicked(boot))
		return (true);
	linux_world->memblock_final = memblock_show(&boot->memblock);
	if (simulation->map != MAP_EFI && own_memory(boot) != NULL)
		linux_world->memblock = linux_world->memblock_final;
	world->reached = BM_STAGE_MEMBLOCK;
	if (own_memory(boot) != NULL)
		linux_start_kernel(boot, own_memory(boot), memstart,
		    dma_limit(boot));
	linux_set_reserved_nodes(boot);
	if (boot->options->until >= BM_STAGE_IOMEM)
		linux_iomem_from_memblock(boot);
	if (own_memory(boot) != NULL)
		linux_free_boot_memory(boot, own_memory(boot));
	return (true);
}

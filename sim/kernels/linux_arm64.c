/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/arm64/mm/init.c of Linux 6.1.192 and 6.12.117, with kernel
 * addresses of 48 bits.  Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux.h"
#include "sim/kernels/linux_parameters.h"

/* Half of the kernel's addresses are for the linear map. */
#define LINEAR_REGION_BYTES ((uint64_t)1 << 47)
#define PHYS_MASK_BYTES ((uint64_t)1 << 48)
#define MEMSTART_ALIGN ((uint64_t)1 << 30)

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

	limit_to_parameter(boot);
	keep_initrd(boot, memstart);
	if (kernel->is_present)
		(void)memblock_reserve(&boot->memblock, kernel->extent.base,
		    kernel->extent.length, linux_origin(BM_SOURCE_KERNEL, 0));
	linux_fdt_scan_reserved(boot);
}

/* paging_init, of which only the first page is looked for. */
static void
allocate_page_table(struct linux_boot *boot)
{
	if (memblock_find_in_range(&boot->memblock, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, boot->page_size, boot->page_size) == 0)
		linux_panic(boot, "Failed to allocate page table page");
}

bool
linux_arm64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;

	linux_choose_map(boot);
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return (true);
	linux_find_memory(boot);
	linux_reserve_dtb(boot);
	init_memblock(boot);
	linux_use_memory(boot);
	if (linux_has_panicked(boot))
		return (true);
	reserved_mem_show(boot);
	world->linux_world.memblock_final = memblock_show(&boot->memblock);
	if (simulation->map != MAP_EFI)
		world->linux_world.memblock =
		    world->linux_world.memblock_final;
	world->reached = BM_STAGE_MEMBLOCK;
	if (boot->options->until < BM_STAGE_IOMEM)
		return (true);
	allocate_page_table(boot);
	if (!linux_has_panicked(boot))
		linux_iomem_from_memblock(boot);
	return (true);
}

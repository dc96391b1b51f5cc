/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/riscv/mm/init.c and kernel/setup.c of Linux 6.1 and 6.12, 64
 * bits.  Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux_cma.h"
#include "sim/kernels/linux_parameters.h"

#define PMD_BYTES ((uint64_t)2 << 20)
#define FOUR_GIB ((bm_paddr)1 << 32)

/* Half of the kernel's half of the addresses; by levels of page tables. */
#define SV39_LINEAR_BYTES ((uint64_t)1 << 37)
#define SV48_LINEAR_BYTES ((uint64_t)1 << 46)
#define SV57_LINEAR_BYTES ((uint64_t)1 << 55)

/* What the command line says of memory. */
struct parameters {
	uint64_t limit;			/* the least mem= */
	uint64_t linear_bytes;		/* KERN_VIRT_SIZE */
};

/* Five levels, as emulators have them, unless it asks for less. */
static struct parameters
parse(const struct linux_boot *boot)
{
	struct linux_parameters rest = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	struct parameters parameters = { UINT64_MAX, SV57_LINEAR_BYTES };
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&rest, &name, &value)) {
		uint64_t limit;

		if (strcmp(name, "no4lvl") == 0)
			parameters.linear_bytes = SV39_LINEAR_BYTES;
		else if (strcmp(name, "no5lvl") == 0 &&
		    parameters.linear_bytes == SV57_LINEAR_BYTES)
			parameters.linear_bytes = SV48_LINEAR_BYTES;
		if (strcmp(name, "mem") != 0 || value == NULL)
			continue;
		limit = bm_page_trunc(linux_memparse(value, &end),
		    boot->page_size);
		if (limit < parameters.limit)
			parameters.limit = limit;
	}
	/* The modules and the kernel have the last of these addresses. */
	if (parameters.limit > parameters.linear_bytes - FOUR_GIB)
		parameters.limit = parameters.linear_bytes - FOUR_GIB;
	return (parameters);
}

/* No allocation between the kernel's end and the next block it maps. */
static void
reserve_kernel(struct linux_boot *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	const bm_paddr end = bm_page_round(kernel->extent.base +
	    kernel->extent.length, PMD_BYTES);

	if (kernel->is_present)
		(void)memblock_reserve(&boot->memblock, kernel->extent.base,
		    end - kernel->extent.base,
		    linux_origin(BM_SOURCE_KERNEL, 0));
}

/* setup_bootmem */
static void
init_memblock(struct linux_boot *boot)
{
	const struct parameters parameters = parse(boot);
	struct memblock *memblock = &boot->memblock;
	bm_paddr end;

	memblock_enforce_memory_limit(memblock, parameters.limit);
	reserve_kernel(boot);
	if (boot->release->caps_linear_map)
		memblock_cap_memory_range(memblock, bm_page_trunc(
		    memblock_start_of_DRAM(memblock), PMD_BYTES),
		    parameters.linear_bytes);
	end = memblock_end_of_DRAM(memblock);
	linux_reserve_initrd(boot);
	linux_fdt_scan_reserved(boot);
	linux_reserve_dtb(boot);
	linux_cma_reserve(boot, end < FOUR_GIB ?
	    bm_page_trunc(end, boot->page_size) : FOUR_GIB, end);
}

bool
linux_riscv64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_linux *linux_world = &simulation->world.linux_world;

	linux_choose_map(boot);
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return (true);
	linux_find_memory(boot);
	init_memblock(boot);
	linux_use_memory(boot);
	if (linux_has_panicked(boot))
		return (true);
	reserved_mem_show(boot);
	linux_world->memblock_final = memblock_show(&boot->memblock);
	if (simulation->map != MAP_EFI)
		linux_world->memblock = linux_world->memblock_final;
	simulation->world.reached = BM_STAGE_MEMBLOCK;
	if (boot->options->until >= BM_STAGE_IOMEM)
		linux_iomem_from_memblock(boot);
	return (true);
}

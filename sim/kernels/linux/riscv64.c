/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/riscv/mm/init.c and kernel/setup.c of Linux 6.1 and 6.12, 64
 * bits.  Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/cma.h"
#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/linux/riscv64.h"

#define PMD_BYTES ((uint64_t)2 << 20)
#define PHYSICAL_BITS 56
#define FOUR_GIB ((bm_paddr)1 << 32)

/* What the command line says of memory. */
struct parameters {
	uint64_t limit;			/* the least mem= */
	const struct linux_riscv64_mode *mode;
};

/* Five levels, as emulators have them, unless it asks for less. */
static struct parameters
parse(const struct linux_boot *boot)
{
	struct linux_parameters rest = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	struct parameters parameters = { UINT64_MAX, &linux_riscv64_sv57 };
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&rest, &name, &value)) {
		uint64_t limit;

		if (strcmp(name, "no4lvl") == 0)
			parameters.mode = &linux_riscv64_sv39;
		else if (strcmp(name, "no5lvl") == 0 &&
		    parameters.mode == &linux_riscv64_sv57)
			parameters.mode = &linux_riscv64_sv48;
		if (strcmp(name, "mem") != 0 || value == NULL)
			continue;
		limit = bm_page_trunc(linux_memparse(value, &end),
		    boot->page_size);
		if (limit < parameters.limit)
			parameters.limit = limit;
	}
	/* The modules and the kernel have the last of these addresses. */
	if (parameters.limit > parameters.mode->linear_bytes - FOUR_GIB)
		parameters.limit = parameters.mode->linear_bytes - FOUR_GIB;
	return (parameters);
}

static bool
names_its_memory(const struct fdt_map *fdt)
{
	static const char prefix[] = "mmode_resv";

	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (strncmp(fdt->reserved[i].name, prefix,
		    sizeof(prefix) - 1) == 0)
			return (true);
	return (false);
}

/*
 * Where machine-mode firmware says in the device tree what it keeps, nobody is
 * held to what it might keep.
 */
static void
forget_guess(struct linux_boot *boot)
{
	struct bm_world *world = &boot->simulation->world;
	struct bm_fact *kept = arena_alloc(boot->log.arena,
	    world->fact_count, sizeof(kept[0]));
	size_t count = 0;

	if (!names_its_memory(&boot->simulation->capture->fdt))
		return;
	for (size_t i = 0; i < world->fact_count; i++)
		if (world->facts[i].flags != BM_FACT_RESERVED ||
		    world->facts[i].origin.source != BM_SOURCE_FDT_MEMORY)
			kept[count++] = world->facts[i];
	world->facts = kept;
	world->fact_count = count;
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

/* setup_bootmem; where the linear map begins is answered. */
static bm_paddr
init_memblock(struct linux_boot *boot, const struct parameters *parameters)
{
	struct memblock *memblock = &boot->memblock;
	bm_paddr start, end;

	memblock_enforce_memory_limit(memblock, parameters->limit);
	reserve_kernel(boot);
	start = bm_page_trunc(memblock_start_of_DRAM(memblock), PMD_BYTES);
	if (boot->release->caps_linear_map)
		memblock_cap_memory_range(memblock, start,
		    parameters->mode->linear_bytes);
	end = memblock_end_of_DRAM(memblock);
	linux_reserve_initrd(boot);
	linux_fdt_scan_reserved(boot);
	linux_reserve_dtb(boot);
	linux_cma_reserve(boot, end < FOUR_GIB ?
	    bm_page_trunc(end, boot->page_size) : FOUR_GIB, end);
	return (start);
}

/*
 * NULL: nothing, where the sizes are not known, or where the capture does not
 * say of the kernel's sections what a running one does.
 */
static const struct linux_own *
own_memory(const struct linux_boot *boot)
{
	const struct capture *capture = boot->simulation->capture;

	return (capture->boot.kernel.is_present &&
	    capture->iomem_claim_count > 0 ? boot->release->riscv64 : NULL);
}

/* setup_vm_final to misc_mem_init, where memblock is shown. */
static void
use_memory(struct linux_boot *boot, const struct parameters *parameters,
    bm_paddr linear_start)
{
	const struct linux_own *own = own_memory(boot);
	struct linux_own of_mode;

	if (linux_has_panicked(boot))
		return;
	if (own != NULL)
		linux_riscv64_map_memory(boot, parameters->mode,
		    linear_start);
	linux_use_memory(boot);
	if (linux_has_panicked(boot))
		return;
	if (own != NULL)
		linux_unflatten_device_tree(boot, own);
	linux_numa_init(boot, own);
	if (own == NULL)
		return;
	of_mode = *own;
	of_mode.vmemmap_table_levels = parameters->mode->table_levels - 1;
	linux_sparse_init(boot, &of_mode, linear_start);
	linux_count_pages(boot, own);
}

bool
linux_riscv64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_linux *linux_world = &simulation->world.linux_world;
	const struct parameters parameters = parse(boot);
	const struct linux_own *own = own_memory(boot);
	bm_paddr linear_start;

	boot->physical_bits = PHYSICAL_BITS;
	linux_choose_map(boot);
	forget_guess(boot);
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return (true);
	linux_find_memory(boot);
	linear_start = init_memblock(boot, &parameters);
	use_memory(boot, &parameters, linear_start);
	if (linux_has_panicked(boot))
		return (true);
	reserved_mem_show(boot);
	linux_world->memblock_final = memblock_show(&boot->memblock);
	if (simulation->map != MAP_EFI)
		linux_world->memblock = linux_world->memblock_final;
	simulation->world.reached = BM_STAGE_MEMBLOCK;
	if (own != NULL)
		linux_start_kernel(boot, own, linear_start, FOUR_GIB);
	linux_set_reserved_nodes(boot);
	if (boot->options->until >= BM_STAGE_IOMEM)
		linux_iomem_from_memblock(boot);
	if (own != NULL)
		linux_free_boot_memory(boot, own);
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/arm/kernel/setup.c, mm/init.c and mm/mmu.c of Linux 6.1 and
 * 6.12: a kernel for many machines, with highmem, and with or without large
 * physical addresses.  Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/cma.h"
#include "sim/kernels/linux_parameters.h"

#define MIB(count) ((uint64_t)(count) << 20)

#define PAGE_OFFSET ((uint64_t)0xc0000000)
#define VMALLOC_END ((uint64_t)0xff800000)
#define VMALLOC_OFFSET MIB(8)
#define VMALLOC_BYTES MIB(240)
#define PMD_BYTES MIB(2)
/* From the start of memory to the kernel, as kernels for Qualcomm's want. */
#define TEXT_OFFSET ((uint64_t)0x208000)
#define DMA_LIMIT ((bm_paddr)0xffffffff)

/* The bounds of memory that is always mapped. */
struct lowmem {
	uint64_t vmalloc_bytes;
	bm_paddr limit;		/* arm_lowmem_limit */
};

static bm_paddr
lowest_memory(const struct linux_boot *boot)
{
	const struct extent_list *memory =
	    &boot->simulation->capture->fdt.memory;
	bm_paddr lowest = memory->count > 0 ? UINT64_MAX : 0;

	for (size_t i = 0; i < memory->count; i++)
		if (memory->entries[i].length > 0 &&
		    memory->entries[i].base < lowest)
			lowest = memory->entries[i].base;
	return (lowest);
}

/*
 * It follows from where the kernel lies; if that is not known, from where the
 * decompressor would put it.
 */
static bm_paddr
phys_offset(const struct linux_boot *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;

	if (!kernel->is_present)
		return (bm_page_round(lowest_memory(boot), PMD_BYTES) &
		    linux_address_max(boot));
	if (kernel->extent.base < TEXT_OFFSET)
		return (0);
	return (bm_page_trunc(kernel->extent.base - TEXT_OFFSET, PMD_BYTES));
}

/* vmalloc= */
static uint64_t
vmalloc_bytes(const char *value)
{
	const uint64_t most = VMALLOC_END - (PAGE_OFFSET + MIB(32) +
	    VMALLOC_OFFSET);
	const char *end;
	const uint64_t bytes = (uint32_t)linux_memparse(value, &end);

	if (bytes < MIB(16))
		return (MIB(16));
	return (bytes < most ? bytes : most);
}

/* What 32 bits cannot address; false if nothing is left. */
static bool
cut_at_32_bits(struct linux_boot *boot, bm_paddr given, bm_paddr start,
    uint64_t *size)
{
	if (start > UINT32_MAX) {
		linux_log(&boot->log, BM_LOG_FDT, "Ignoring memory at 0x%08"
		    PRIx64 " outside 32-bit physical address space", given);
		return (false);
	}
	if (start + *size > UINT32_MAX) {
		linux_log(&boot->log, BM_LOG_FDT, "Truncating memory at 0x%08"
		    PRIx64 " to fit in 32-bit physical address space", given);
		*size = UINT32_MAX - start;
	}
	return (true);
}

/* arm_add_memory */
static void
add_memory(struct linux_boot *boot, bm_paddr given, uint64_t size)
{
	const bm_paddr lowest = boot->phys_offset;
	bm_paddr start = bm_page_round(given, boot->page_size);

	size = start > given + size ? 0 : size - (start - given);
	if (linux_address_max(boot) == UINT32_MAX &&
	    !cut_at_32_bits(boot, given, start, &size))
		return;
	if (start < lowest) {
		const bm_paddr end = start + size;

		linux_log(&boot->log, BM_LOG_FDT, "Ignoring memory below "
		    "PHYS_OFFSET: 0x%08" PRIx64 "-0x%08" PRIx64, start,
		    end <= lowest ? end : lowest);
		if (end <= lowest)
			return;
		size -= lowest - start;
		start = lowest;
	}
	(void)memblock_add(&boot->memblock, start,
	    bm_page_trunc(size, boot->page_size),
	    linux_origin(BM_SOURCE_NONE, 0));
}

/* The first mem= takes away what firmware said; each adds a range. */
static void
use_mem(struct linux_boot *boot, const char *value, bool is_first)
{
	struct memblock *memblock = &boot->memblock;
	const bm_paddr start = memblock_start_of_DRAM(memblock);
	bm_paddr base = boot->phys_offset;
	const char *end;
	uint64_t size;

	if (is_first)
		(void)memblock_remove(memblock, start,
		    memblock_end_of_DRAM(memblock) - start);
	size = linux_memparse(value, &end);
	if (*end == '@')
		base = linux_memparse(end + 1, &end);
	add_memory(boot, base, size);
}

static void
parse(struct linux_boot *boot, struct lowmem *lowmem)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	bool is_first = true;
	const char *name;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		if (value == NULL)
			continue;
		if (strcmp(name, "vmalloc") == 0)
			lowmem->vmalloc_bytes = vmalloc_bytes(value);
		if (strcmp(name, "mem") != 0)
			continue;
		use_mem(boot, value, is_first);
		is_first = false;
	}
}

static const struct memblock_region *
first_mapped(const struct memblock *memblock)
{
	for (size_t i = 0; i < memblock->memory.cnt; i++) {
		const struct memblock_region *region =
		    &memblock->memory.regions[i];

		if ((region->flags & BM_MEMBLOCK_NOMAP) == 0)
			return (region);
	}
	return (NULL);
}

/* Page tables for less than a PMD cannot be had yet. */
static void
align_first_region(struct linux_boot *boot)
{
	const struct memblock_region *first = first_mapped(&boot->memblock);
	const uint64_t misaligned = first == NULL ? 0 :
	    first->base & (PMD_BYTES - 1);

	if (misaligned != 0)
		(void)memblock_mark_nomap(&boot->memblock, first->base,
		    PMD_BYTES - misaligned);
}

/* Where a region, as far as it is lowmem, does not fill its last PMD. */
static bm_paddr
unaligned_bound(const struct memblock_region *region, bm_paddr limit)
{
	if ((region->base & (PMD_BYTES - 1)) != 0)
		return (region->base);
	if (((region->base + region->size) & (PMD_BYTES - 1)) != 0)
		return (limit);
	return (0);
}

/* adjust_lowmem_bounds; allocations stay where memory is mapped. */
static void
adjust_lowmem_bounds(struct linux_boot *boot, struct lowmem *lowmem)
{
	const uint64_t vmalloc_limit = VMALLOC_END - lowmem->vmalloc_bytes -
	    VMALLOC_OFFSET - PAGE_OFFSET + boot->phys_offset;
	struct memblock *memblock = &boot->memblock;
	bm_paddr bound = 0;

	lowmem->limit = 0;
	align_first_region(boot);
	for (size_t i = 0; i < memblock->memory.cnt; i++) {
		const struct memblock_region *region =
		    &memblock->memory.regions[i];
		const bm_paddr end = region->base + region->size;

		if ((region->flags & BM_MEMBLOCK_NOMAP) != 0 ||
		    region->base >= vmalloc_limit)
			continue;
		if (end > lowmem->limit)
			lowmem->limit = end < vmalloc_limit ? end :
			    vmalloc_limit;
		if (bound == 0)
			bound = unaligned_bound(region, lowmem->limit);
	}
	memblock->current_limit = bm_page_trunc(bound != 0 ? bound :
	    lowmem->limit, PMD_BYTES);
}

/* The kernel from the first section that holds no data of its loader. */
static void
reserve_kernel(struct linux_boot *boot)
{
	const struct kernel_image *kernel =
	    &boot->simulation->capture->boot.kernel;
	const bm_paddr end = kernel->extent.base + kernel->extent.length;
	const bm_paddr start = bm_page_round(kernel->extent.base,
	    boot->arch->section_bytes);

	if (kernel->is_present && start < end)
		(void)memblock_reserve(&boot->memblock, start, end - start,
		    linux_origin(BM_SOURCE_KERNEL, 0));
}

/* arm_mm_memblock_reserve: swapper_pg_dir, right below the kernel's text. */
static void
reserve_page_directory(struct linux_boot *boot)
{
	const uint64_t bytes = boot->arch->page_directory_bytes;

	if (boot->simulation->capture->boot.kernel.is_present)
		(void)memblock_reserve(&boot->memblock, boot->phys_offset +
		    TEXT_OFFSET - bytes, bytes,
		    linux_origin(BM_SOURCE_KERNEL, 0));
}

/* arm_memblock_init */
static void
init_memblock(struct linux_boot *boot, const struct lowmem *lowmem)
{
	reserve_kernel(boot);
	linux_reserve_initrd(boot);
	reserve_page_directory(boot);
	linux_fdt_scan_reserved(boot);
	linux_cma_reserve(boot, DMA_LIMIT, lowmem->limit);
}

bool
linux_arm_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_linux *linux_world = &simulation->world.linux_world;
	struct lowmem lowmem = { VMALLOC_BYTES, 0 };

	linux_choose_map(boot);
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return (true);
	boot->phys_offset = phys_offset(boot);
	linux_find_memory(boot);
	linux_reserve_dtb(boot);
	parse(boot, &lowmem);
	adjust_lowmem_bounds(boot, &lowmem);
	init_memblock(boot, &lowmem);
	if (linux_has_panicked(boot))
		return (true);
	linux_world->memblock = memblock_show(&boot->memblock);
	adjust_lowmem_bounds(boot, &lowmem);
	linux_use_memory(boot);
	if (linux_has_panicked(boot))
		return (true);
	reserved_mem_show(boot);
	linux_world->memblock_final = memblock_show(&boot->memblock);
	simulation->world.reached = BM_STAGE_MEMBLOCK;
	if (boot->options->until >= BM_STAGE_IOMEM)
		linux_iomem_from_memblock(boot);
	return (true);
}

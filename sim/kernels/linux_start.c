/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows init/main.c, mm/percpu.c, kernel/printk/printk.c, mm/mm_init.c and
 * kernel/dma/swiotlb.c of Linux 6.12.107.  Re-enacted: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux.h"
#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/linux_start.h"

#define MEGABYTE ((uint64_t)1 << 20)
#define FOUR_GIB ((bm_paddr)1 << 32)
/* CONFIG_LOG_BUF_SHIFT, below which a size that is asked for is none. */
#define LOG_BYTES ((uint64_t)1 << 17)
#define LOG_BYTES_MAX ((uint64_t)1 << 31)
#define LOG_RECORD_BYTES 32
#define DENTRY_SCALE 13
#define INODE_SCALE 14
#define ADAPT_BYTES ((uint64_t)64 << 30)
#define SWIOTLB_BYTES (64 * MEGABYTE)
#define SWIOTLB_SLOT_BYTES 24
#define SWIOTLB_AREA_BYTES 16

static bm_paddr
allocate(struct linux_boot *boot, const char *who, uint64_t bytes,
    uint64_t align)
{
	memblock_ask_for(&boot->memblock, who);
	return (memblock_alloc_range_nid(&boot->memblock, bytes, align, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, BM_MEMBLOCK_NO_NODE, false));
}

/* setup_command_line: one that stays, and one that is cut up. */
static void
copy_command_line(struct linux_boot *boot)
{
	const uint64_t bytes = strlen(linux_cmdline(boot)) + 1;

	for (size_t i = 0; i < 2; i++)
		(void)allocate(boot, "command line", bytes, SMP_CACHE_BYTES);
}

/* pcpu_setup_first_chunk; of processors and of groups of them. */
static void
describe_first_chunk(struct linux_boot *boot, const struct linux_start *start,
    uint64_t cpu_count, uint64_t group_count)
{
	const uint64_t word = boot->arch->pointer_bytes;
	const uint64_t arrays[] = { word * group_count, word * group_count,
	    sizeof(uint32_t) * cpu_count, word * cpu_count };

	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
		(void)allocate(boot, "percpu", arrays[i], SMP_CACHE_BYTES);
	for (size_t i = 0; i < LINUX_FIRST_CHUNK_PARTS; i++)
		(void)allocate(boot, "percpu", start->first_chunk_bytes[i],
		    SMP_CACHE_BYTES);
}

/* setup_per_cpu_areas with processors of one node only. */
static void
set_up_percpu(struct linux_boot *boot, const struct linux_start *start,
    bm_paddr lowest)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t page_size = boot->page_size;
	const uint64_t cpu_count =
	    boot->simulation->capture->fdt.tree.cpu_count;
	const uint64_t bytes = cpu_count * start->percpu_unit_bytes;
	const bm_paddr info = allocate(boot, "percpu", page_size, page_size);
	const bm_paddr areas = allocate(boot, "percpu", page_size,
	    SMP_CACHE_BYTES);

	memblock_ask_for(memblock, "percpu");
	(void)memblock_alloc_range_nid(memblock, bytes, page_size, lowest,
	    MEMBLOCK_ALLOC_ACCESSIBLE, 0, false);
	describe_first_chunk(boot, start, cpu_count, 1);
	(void)memblock_phys_free(memblock, areas, page_size);
	(void)memblock_phys_free(memblock, info, page_size);
}

/* log_buf_len=, rounded up; 0 where the log stays as it is. */
static uint64_t
log_bytes(const struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	uint64_t bytes = 0, rounded = 1;
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "log_buf_len") == 0 && value != NULL)
			bytes = linux_memparse(value, &end);
	if (bytes > LOG_BYTES_MAX)
		bytes = LOG_BYTES_MAX;
	while (rounded < bytes)
		rounded *= 2;
	return (rounded > LOG_BYTES ? rounded : 0);
}

/* setup_log_buf */
static void
set_up_log(struct linux_boot *boot, const struct linux_start *start)
{
	const uint64_t bytes = log_bytes(boot);
	const uint64_t count = bytes / LOG_RECORD_BYTES;
	const uint64_t align = boot->arch->pointer_bytes;

	if (bytes == 0)
		return;
	(void)allocate(boot, "log", bytes, align);
	(void)allocate(boot, "log", count * start->log_descriptor_bytes,
	    align);
	(void)allocate(boot, "log", count * start->log_info_bytes, align);
}

/* calc_nr_kernel_pages: what is free by now. */
static uint64_t
count_free_pages(const struct linux_boot *boot)
{
	const struct memblock *memblock = &boot->memblock;

	return ((memblock->memory.total_size - memblock->reserved.total_size) /
	    boot->page_size);
}

/* alloc_large_system_hash */
static void
make_hash(struct linux_boot *boot, const char *who, unsigned scale,
    uint64_t free_pages)
{
	const unsigned page_shift = (unsigned)__builtin_ctzll(
	    boot->page_size);
	uint64_t entries = bm_page_round(free_pages,
	    MEGABYTE / boot->page_size), rounded = 1;

	for (uint64_t adapt = ADAPT_BYTES / boot->page_size; adapt < entries;
	    adapt <<= 2)
		scale++;
	entries = scale > page_shift ? entries >> (scale - page_shift) :
	    entries << (page_shift - scale);
	while (rounded < entries)
		rounded *= 2;
	(void)allocate(boot, who, rounded * boot->arch->pointer_bytes,
	    SMP_CACHE_BYTES);
}

/* vfs_caches_init_early; with more nodes than one they come later. */
static void
make_hashes(struct linux_boot *boot, uint64_t free_pages)
{
	if ((boot->nodes & (boot->nodes - 1)) != 0)
		return;
	make_hash(boot, "dentry hash", DENTRY_SCALE, free_pages);
	make_hash(boot, "inode hash", INODE_SCALE, free_pages);
}

void
linux_start_kernel(struct linux_boot *boot, const struct linux_start *start,
    bm_paddr lowest)
{
	const uint64_t free_pages = count_free_pages(boot);

	if (boot->simulation->capture->fdt.tree.cpu_count == 0)
		return;
	copy_command_line(boot);
	set_up_percpu(boot, start, lowest);
	set_up_log(boot, start);
	make_hashes(boot, free_pages);
}

void
linux_start_swiotlb(struct linux_boot *boot)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t cpu_count =
	    boot->simulation->capture->fdt.tree.cpu_count;
	uint64_t area_count = 1;

	while (area_count < cpu_count)
		area_count *= 2;
	memblock_ask_for(memblock, "swiotlb");
	(void)memblock_alloc_range_nid(memblock, SWIOTLB_BYTES,
	    boot->page_size, 0, FOUR_GIB - 1, BM_MEMBLOCK_NO_NODE, false);
	(void)allocate(boot, "swiotlb", SWIOTLB_BYTES / 2048 *
	    SWIOTLB_SLOT_BYTES, boot->page_size);
	(void)allocate(boot, "swiotlb", area_count * SWIOTLB_AREA_BYTES,
	    SMP_CACHE_BYTES);
}

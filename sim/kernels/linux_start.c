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
#define SWIOTLB_SLAB_BYTES ((uint64_t)2048)
#define SWIOTLB_SEGMENT_SLABS ((uint64_t)128)
#define SWIOTLB_SLOT_BYTES 24
#define SWIOTLB_AREA_BYTES 16

static uint64_t
round_up_to_power(uint64_t number)
{
	uint64_t power = 1;

	while (power < number)
		power *= 2;
	return (power);
}

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

/* The areas of the processors of a node; false if there are none. */
static bool
allocate_group(struct linux_boot *boot, const struct linux_start *start,
    bm_paddr lowest, uint32_t node)
{
	const struct fdt_tree *tree = &boot->simulation->capture->fdt.tree;
	uint64_t count = 0;

	for (size_t i = 0; i < tree->cpu_count; i++)
		if (tree->cpu_nodes[i] == node)
			count++;
	if (count == 0)
		return (false);
	memblock_ask_for(&boot->memblock, "percpu");
	(void)memblock_alloc_range_nid(&boot->memblock,
	    count * start->percpu_unit_bytes, boot->page_size, lowest,
	    MEMBLOCK_ALLOC_ACCESSIBLE, (int32_t)node, false);
	return (true);
}

/* setup_per_cpu_areas; processors of one node are a group. */
static void
set_up_percpu(struct linux_boot *boot, const struct linux_start *start,
    bm_paddr lowest)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t page_size = boot->page_size;
	const bm_paddr info = allocate(boot, "percpu", page_size, page_size);
	const bm_paddr areas = allocate(boot, "percpu", page_size,
	    SMP_CACHE_BYTES);
	uint64_t group_count = 0;

	for (uint32_t node = 0; node < LINUX_NODES_MAX; node++)
		if (allocate_group(boot, start, lowest, node))
			group_count++;
	describe_first_chunk(boot, start,
	    boot->simulation->capture->fdt.tree.cpu_count, group_count);
	(void)memblock_phys_free(memblock, areas, page_size);
	(void)memblock_phys_free(memblock, info, page_size);
}

/* log_buf_len=, rounded up; 0 where the log stays as it is. */
static uint64_t
log_bytes(const struct linux_boot *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	uint64_t bytes = 0;
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "log_buf_len") == 0 && value != NULL)
			bytes = linux_memparse(value, &end);
	if (bytes > LOG_BYTES_MAX)
		bytes = LOG_BYTES_MAX;
	bytes = round_up_to_power(bytes);
	return (bytes > LOG_BYTES ? bytes : 0);
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
	    MEGABYTE / boot->page_size);

	for (uint64_t adapt = ADAPT_BYTES / boot->page_size; adapt < entries;
	    adapt <<= 2)
		scale++;
	entries = scale > page_shift ? entries >> (scale - page_shift) :
	    entries << (page_shift - scale);
	(void)allocate(boot, who, round_up_to_power(entries) *
	    boot->arch->pointer_bytes, SMP_CACHE_BYTES);
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

/* A segment for each processor at least, and a power of two. */
static uint64_t
slab_count(uint64_t bytes, uint64_t area_count)
{
	const uint64_t least = SWIOTLB_SEGMENT_SLABS * area_count;
	const uint64_t count = (bytes + SWIOTLB_SLAB_BYTES - 1) /
	    SWIOTLB_SLAB_BYTES;

	return (round_up_to_power(count < least ? least : count));
}

void
linux_start_swiotlb(struct linux_boot *boot, uint64_t bytes)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t area_count = round_up_to_power(
	    boot->simulation->capture->fdt.tree.cpu_count);
	const uint64_t slabs = slab_count(bytes < LINUX_SWIOTLB_BYTES ? bytes :
	    LINUX_SWIOTLB_BYTES, area_count);

	memblock_ask_for(memblock, "swiotlb");
	(void)memblock_alloc_range_nid(memblock, slabs * SWIOTLB_SLAB_BYTES,
	    boot->page_size, 0, FOUR_GIB - 1, BM_MEMBLOCK_NO_NODE, false);
	(void)allocate(boot, "swiotlb", bm_page_round(slabs *
	    SWIOTLB_SLOT_BYTES, boot->page_size), boot->page_size);
	(void)allocate(boot, "swiotlb", area_count * SWIOTLB_AREA_BYTES,
	    SMP_CACHE_BYTES);
}

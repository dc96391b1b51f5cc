/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows start_kernel of Linux 6.1.176, 6.12.107 and 7.2.12 from the end of
 * setup_arch on: what still comes from memblock, and what goes back to it.
 * Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"
#include "sim/kernels/linux_parameters.h"

#define RESOURCE_BYTES 64	/* struct resource */
#define HASH_BUCKET_BYTES 8
#define HASH_ROUND_PAGES 256	/* 1 MiB */

/* printk: the ring beside which every 32 bytes of text have two records. */
#define LOG_BUF_BYTES ((uint64_t)1 << 17)
#define LOG_ALIGN 8
#define LOG_RECORD_SHIFT 5
#define LOG_DESCRIPTOR_BYTES 24

/* Bounce buffers: slabs of 2 KiB, in segments of 128. */
#define SLAB_SHIFT 11
#define SEGMENT_SLABS ((uint64_t)128)
#define SLAB_SLOT_BYTES 24
#define SLAB_AREA_BYTES 16
#define BOUNCE_BYTES ((uint64_t)64 << 20)

static bm_paddr
allocate(struct linux_boot *boot, const char *who, uint64_t bytes,
    uint64_t align)
{
	memblock_ask_for(&boot->memblock, who);
	return (memblock_alloc_range_nid(&boot->memblock, bytes, align, 0,
	    MEMBLOCK_ALLOC_ACCESSIBLE, BM_MEMBLOCK_NO_NODE, false));
}

static uint64_t
power_of_two(uint64_t number)
{
	uint64_t power = 1;

	while (power < number)
		power <<= 1;
	return (power);
}

/*
 * One for each region of memory; where reservations may get one, too, what
 * they did not get is given back.
 */
static void
take_resources(struct linux_boot *boot, const struct linux_own *own)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t spare = own->frees_spare_resources ?
	    (memblock->reserved.cnt + 1) * RESOURCE_BYTES : 0;
	const bm_paddr base = allocate(boot, "resources", spare +
	    memblock->memory.cnt * RESOURCE_BYTES, SMP_CACHE_BYTES);

	if (base != 0 && spare != 0)
		(void)memblock_phys_free(memblock, base, spare);
}

/* Two copies of the command line; what the first may be appended to is none. */
static void
take_command_line(struct linux_boot *boot)
{
	const uint64_t bytes = strlen(linux_cmdline(boot)) + 1;

	(void)allocate(boot, "command line", bytes, SMP_CACHE_BYTES);
	(void)allocate(boot, "command line", bytes, SMP_CACHE_BYTES);
}

/* setup_log_buf, for a ring that is larger than the one that is built in. */
static void
take_log(struct linux_boot *boot, const struct linux_own *own)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(boot), boot->simulation->arena);
	uint64_t bytes = 0, records;
	const char *name, *end;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "log_buf_len") == 0 && value != NULL)
			bytes = linux_memparse(value, &end);
	if (bytes > UINT32_MAX)
		return;
	bytes = power_of_two(bytes);
	if (bytes <= LOG_BUF_BYTES)
		return;
	records = bytes >> LOG_RECORD_SHIFT;
	(void)allocate(boot, "log buffer", bytes, LOG_ALIGN);
	(void)allocate(boot, "log buffer", records * LOG_DESCRIPTOR_BYTES,
	    LOG_ALIGN);
	(void)allocate(boot, "log buffer", records * own->printk_info_bytes,
	    LOG_ALIGN);
}

/* Half of the pages, or a quarter, have a bucket. */
static void
take_hash(struct linux_boot *boot, uint64_t pages, unsigned shift)
{
	const uint64_t entries = power_of_two(bm_page_round(pages,
	    HASH_ROUND_PAGES) >> shift);

	(void)allocate(boot, "hash table", entries * HASH_BUCKET_BYTES,
	    SMP_CACHE_BYTES);
}

/* vfs_caches_init_early; spread over nodes, they are made later. */
static void
take_hashes(struct linux_boot *boot)
{
	if ((boot->nodes & (boot->nodes - 1)) != 0)
		return;
	take_hash(boot, boot->hashed_pages, 1);
	take_hash(boot, boot->hashed_pages, 2);
}

/* swiotlb_init: for devices that do not reach all memory, and small buffers. */
static void
take_bounce_buffers(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr dma_limit)
{
	struct memblock *memblock = &boot->memblock;
	const uint64_t kib = (memblock_phys_mem_size(memblock) + 1023) / 1024;
	const bool is_far = memblock_end_of_DRAM(memblock) > dma_limit;
	uint64_t slabs;

	if (!is_far && !own->bounces_small_buffers)
		return;
	slabs = power_of_two(bm_page_round((is_far || kib > BOUNCE_BYTES ?
	    BOUNCE_BYTES : bm_page_round(kib, 1 << SLAB_SHIFT)) >> SLAB_SHIFT,
	    SEGMENT_SLABS));
	memblock_ask_for(memblock, "bounce buffers");
	(void)memblock_alloc_range_nid(memblock, slabs << SLAB_SHIFT,
	    boot->page_size, 0, dma_limit - 1, BM_MEMBLOCK_NO_NODE, false);
	(void)allocate(boot, "bounce buffers", bm_page_round(slabs *
	    SLAB_SLOT_BYTES, boot->page_size), boot->page_size);
	(void)allocate(boot, "bounce buffers",
	    power_of_two(linux_cpu_count(boot)) * SLAB_AREA_BYTES,
	    SMP_CACHE_BYTES);
}

void
linux_count_pages(struct linux_boot *boot, const struct linux_own *own)
{
	const uint64_t pages = memblock_phys_mem_size(&boot->memblock) /
	    boot->page_size;

	/* A page of the memory map is for 64 others. */
	boot->hashed_pages = own->hashes_free_pages ?
	    memblock_free_page_count(&boot->memblock) : pages - pages / 64;
}

void
linux_start_kernel(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start, bm_paddr dma_limit)
{
	take_resources(boot, own);
	if (!own->has_sparse_init) {
		linux_sparse_init(boot, own, linear_start);
		linux_count_pages(boot, own);
	}
	take_command_line(boot);
	linux_percpu_init(boot, own, linear_start);
	linux_reserve_mem(boot);
	take_log(boot, own);
	take_hashes(boot);
	take_bounce_buffers(boot, own, dma_limit);
}

bool
linux_find_claim(const struct capture *capture, const char *name,
    struct bm_range *ret_range)
{
	for (size_t i = 0; i < capture->iomem_claim_count; i++) {
		const struct named_extent *claim = &capture->iomem_claims[i];

		if (strcmp(claim->name, name) == 0)
			return (bm_extent_range(claim->extent, ret_range) ==
			    BM_CLIP_NOTHING);
	}
	return (false);
}

uint64_t
linux_cpu_count(const struct linux_boot *boot)
{
	const struct capture *capture = boot->simulation->capture;
	const uint64_t count = capture->fdt.tree.cpu_count > 0 ?
	    capture->fdt.tree.cpu_count : capture->linux_machine.cpus;

	if (count > boot->release->arm64_cpu_count)
		return (boot->release->arm64_cpu_count);
	return (count > 0 ? count : 1);
}

/* Whole pages, or what it has. */
static void
free_initrd(struct linux_boot *boot, const struct linux_own *own)
{
	const struct capture *capture = boot->simulation->capture;
	const struct optional_extent *said = &capture->fdt.for_linux.initrd;
	const struct optional_extent *loaded = &capture->boot.initrd;
	const bm_paddr end = said->is_present &&
	    said->extent.base == loaded->extent.base ?
	    said->extent.base + said->extent.length :
	    loaded->extent.base + loaded->extent.length;
	const uint64_t unit = own->frees_initrd_bytes ? 1 : boot->page_size;
	const bm_paddr start = bm_page_trunc(loaded->extent.base, unit);

	if (loaded->is_present)
		(void)memblock_phys_free(&boot->memblock, start,
		    bm_page_round(end, unit) - start);
}

void
linux_free_boot_memory(struct linux_boot *boot, const struct linux_own *own)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_range text, data;

	free_initrd(boot, own);
	if (own->frees_init &&
	    linux_find_claim(capture, "Kernel code", &text) &&
	    linux_find_claim(capture, "Kernel data", &data) &&
	    text.end < data.start)
		(void)memblock_phys_free(&boot->memblock, text.end,
		    data.start - text.end);
}

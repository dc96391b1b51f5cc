/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux takes for itself of the memory that it has found, until the page
 * allocator has the rest: how large its structures are, and the steps that ask
 * for them.  Nothing of it happens where what runs is no whole kernel.
 */
#ifndef LINUX_OWN_H
#define LINUX_OWN_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/capture.h"

struct linux_boot;

/* As Debian's kernels of a release and architecture have them. */
struct linux_own {
	/* Of a device tree that was unflattened. */
	uint64_t device_node_bytes;
	uint64_t property_bytes;
	/* Of a NUMA node; cpumask_bytes 0: its mask is no allocation. */
	uint64_t pg_data_bytes;
	uint64_t cpumask_bytes;
	/* Distances between as many nodes as there may be, taken in advance;
	 * 0: none are taken. */
	uint64_t distance_bytes;
	/* The memory map is made before boot memory is shown. */
	bool has_sparse_init;
	uint64_t section_usage_bytes;
	/* Its sections get room one by one, not a node's all at once. */
	bool maps_each_section;
	/* Levels of its tables that are not the kernel's own: 1 to 3. */
	unsigned vmemmap_table_levels;
	/* Where that map begins in what one table of the second level shows. */
	uint64_t vmemmap_pud_offset;
	/* Of each processor's own memory what is built in. */
	uint64_t percpu_static_bytes;
	uint64_t percpu_chunk_bytes;	/* struct pcpu_chunk, with one word */
	uint64_t printk_info_bytes;
	/* Resources that reservations might have had are given back. */
	bool frees_spare_resources;
	/* Hash tables are as large as free memory asks for, not all of it. */
	bool hashes_free_pages;
	/* Small buffers are bounced, wherever memory ends. */
	bool bounces_small_buffers;
	/* What only boots is given back to memblock, too. */
	bool frees_init;
	/* The initrd to its last byte, not its last page. */
	bool frees_initrd_bytes;
};

/*
 * unflatten.c.  unflatten_device_tree, without what it does about
 * /reserved-memory.  A tree in the decoded form takes nothing.
 */
void linux_unflatten_device_tree(struct linux_boot *boot,
    const struct linux_own *own);

/*
 * numa.c.  arch_numa_init of drivers/base/arch_numa.c: which memory is
 * of which node, and what each node takes; own is NULL where nothing is taken.
 */
void linux_numa_init(struct linux_boot *boot, const struct linux_own *own);

/*
 * sparse.c.  sparse_init with sections of 128 MiB; linear_start is
 * where the linear map begins.
 */
void linux_sparse_init(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start);

/*
 * start_kernel.c.  What is taken behind setup_arch, until the page
 * allocator has the rest; devices reach memory below dma_limit.
 */
void linux_start_kernel(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start, bm_paddr dma_limit);
/* Notes for how many pages it makes hash tables, as free_area_init does. */
void linux_count_pages(struct linux_boot *boot, const struct linux_own *own);
/* What a kernel that is up gives back: the initrd, and what only boots. */
void linux_free_boot_memory(struct linux_boot *boot,
    const struct linux_own *own);
/* The first claim of x-linux-iomem of that name; false if there is none. */
bool linux_find_claim(const struct capture *capture, const char *name,
    struct bm_range *ret_range);
/* Processors that there may be. */
uint64_t linux_cpu_count(const struct linux_boot *boot);

/* percpu.c.  setup_per_cpu_areas. */
void linux_percpu_init(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux takes for itself of the memory that it has found, until it tells
 * of its boot allocator: how large its structures are, and the steps that ask
 * for them.  Nothing of it happens where a capture has no kernel image.
 */
#ifndef LINUX_OWN_H
#define LINUX_OWN_H

#include <stdbool.h>
#include <stdint.h>

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
	/* Levels of its tables that are not the kernel's own: 1 to 3. */
	unsigned vmemmap_table_levels;
	/* Where that map begins in what one table of the second level shows. */
	uint64_t vmemmap_pud_offset;
};

/*
 * linux_unflatten.c.  unflatten_device_tree, without what it does about
 * /reserved-memory.  A tree in the decoded form takes nothing.
 */
void linux_unflatten_device_tree(struct linux_boot *boot,
    const struct linux_own *own);

/*
 * linux_numa.c.  arch_numa_init of drivers/base/arch_numa.c: which memory is
 * of which node, and what each node takes; own is NULL where nothing is taken.
 */
void linux_numa_init(struct linux_boot *boot, const struct linux_own *own);

/*
 * linux_sparse.c.  sparse_init with sections of 128 MiB; linear_start is
 * where the linear map begins.
 */
void linux_sparse_init(struct linux_boot *boot, const struct linux_own *own,
    bm_paddr linear_start);

#endif

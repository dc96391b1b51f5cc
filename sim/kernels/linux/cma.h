/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The area that Linux's contiguous memory allocator has by default, as
 * kernel/dma/contiguous.c and mm/cma.c reserve it.  Re-enacted, defects
 * included: do not improve this.
 */
#ifndef LINUX_CMA_H
#define LINUX_CMA_H

#include "sim/kernels/linux/linux.h"

/* cma=SIZE[@BASE[-LIMIT]]; of several the last. */
struct linux_cma_parameter {
	bool is_given;
	uint64_t size;		/* bytes; 0: no area */
	bm_paddr base;
	bm_paddr limit;		/* exclusive; 0: none */
};

struct linux_cma_parameter linux_cma_parameter(const struct linux_boot *boot);

/*
 * dma_contiguous_reserve: below limit, if no node of the device tree is the
 * default area.  Memory from highmem_start on is not mapped for good.
 */
void linux_cma_reserve(struct linux_boot *boot, bm_paddr limit,
    bm_paddr highmem_start);

/* dma_numa_cma_reserve: as much on each NUMA node, if there are several. */
void linux_cma_reserve_nodes(struct linux_boot *boot,
    bm_paddr highmem_start);

#endif

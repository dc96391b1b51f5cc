/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the kernel notes of NUMA nodes before it registers them.  Re-enacted:
 * do not improve this.
 */
#ifndef LINUX_AMD64_NUMA_H
#define LINUX_AMD64_NUMA_H

#include "sim/kernels/linux/amd64.h"

/* struct numa_memblk: not empty. */
struct numa_block {
	bm_paddr start;
	bm_paddr end;
	int32_t nid;
};

struct numa_blocks {
	struct numa_block *entries;
	size_t count;
};

void numa_blocks_take_out(struct numa_blocks *blocks, size_t index);

/*
 * numa_emulation: the nodes that numa=fake= asks for, in the place of those
 * that there are; as they are where it asks for none, or for N in each node
 * (NU), which is not followed.
 */
struct numa_blocks numa_fake_nodes(struct linux_amd64 *amd64,
    struct numa_blocks blocks, bool *ret_is_fake);

#endif

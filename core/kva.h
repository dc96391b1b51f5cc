/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The kernel virtual arena: addresses that the kernel may hand out again
 * (kernel_arena of vmem(9)).
 */
#ifndef BM_KVA_H
#define BM_KVA_H

#include "rset.h"
#include "vrange.h"

struct bm_kva {
	struct bm_rset free;	/* virtual addresses */
};

/*
 * Gives range to the arena.  BM_INVALID if a byte of it is there already;
 * BM_FULL may need one entry more.
 */
enum bm_status bm_kva_add(struct bm_kva *kva, struct bm_vrange range);

bool bm_kva_overlaps(const struct bm_kva *kva, struct bm_vrange range);

#endif

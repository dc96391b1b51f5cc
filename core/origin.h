/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Where a range came from: one entry of one list of the input.
 */
#ifndef BM_ORIGIN_H
#define BM_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

enum bm_source {
	BM_SOURCE_NONE,		/* the kernel's own doing */
	BM_SOURCE_E820,
	BM_SOURCE_EFI_MAP,
	BM_SOURCE_EFI_MEMRESERVE,
	BM_SOURCE_FDT_MEMORY,
	BM_SOURCE_FDT_MEMRESERVE,
	BM_SOURCE_FDT_RESERVED,
	BM_SOURCE_REGIONS_HARDWARE,
	BM_SOURCE_REGIONS_EXCLUDE,
	BM_SOURCE_OPS,
	BM_SOURCE_KERNEL,
	BM_SOURCE_INITRD,
	BM_SOURCE_DTB,
	BM_SOURCE_PAGE_TABLES,
	BM_SOURCE_PRELOAD,
	BM_SOURCE_BAD_PAGE,
	BM_SOURCE_DEVICE,
	BM_SOURCE_EVENT,
	BM_SOURCE_COUNT
};

struct bm_origin {
	enum bm_source source;
	uint32_t index;		/* of the entry in that list, from 0 */
};

static inline bool
bm_origin_before(struct bm_origin a, struct bm_origin b)
{
	return (a.source != b.source ? a.source < b.source :
	    a.index < b.index);
}

#endif

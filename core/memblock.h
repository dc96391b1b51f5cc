/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The two lists of a boot allocator of memblock's form: which memory there is
 * and what of it is reserved, each in regions with flags and a NUMA node.
 */
#ifndef BM_MEMBLOCK_H
#define BM_MEMBLOCK_H

#include <stddef.h>

#include "origin.h"
#include "range.h"

/* Flags of a region, with Linux's own numbers. */
enum {
	BM_MEMBLOCK_HOTPLUG = 1 << 0,	/* may be taken out of the machine */
	BM_MEMBLOCK_MIRROR = 1 << 1,	/* kept twice by the hardware */
	BM_MEMBLOCK_NOMAP = 1 << 2,	/* in no kernel mapping */
	BM_MEMBLOCK_DRIVER_MANAGED = 1 << 3, /* added by a driver, later */
	BM_MEMBLOCK_RSRV_NOINIT = 1 << 4, /* struct pages not initialised */
	BM_MEMBLOCK_RSRV_KERN = 1 << 5,	/* reserved by the kernel, for itself */
	BM_MEMBLOCK_KHO_SCRATCH = 1 << 6, /* free whatever kexec hands over */
};

#define BM_MEMBLOCK_NO_NODE (-1)

struct bm_memblock_region {
	struct bm_range range;
	uint32_t flags;		/* BM_MEMBLOCK_ */
	int32_t node;		/* BM_MEMBLOCK_NO_NODE if not known */
	struct bm_origin origin; /* the earliest of the inputs merged here */
};

struct bm_memblock_list {
	struct bm_memblock_region *regions;
	size_t count;
	uint64_t total_bytes;	/* as the kernel keeps count of it */
};

struct bm_memblock {
	struct bm_memblock_list memory;
	struct bm_memblock_list reserved;
};

#endif

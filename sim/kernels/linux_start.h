/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux takes for itself between the end of setup_arch and the page
 * allocator: how large it is, and the steps that ask for it.
 */
#ifndef LINUX_START_H
#define LINUX_START_H

#include "core/range.h"

struct linux_boot;

enum { LINUX_FIRST_CHUNK_PARTS = 9 };

/* As Debian's kernels of a release and architecture have them. */
struct linux_start {
	uint64_t percpu_unit_bytes;	/* a processor's, page by page */
	/* What describes the first chunk of them, in order. */
	uint16_t first_chunk_bytes[LINUX_FIRST_CHUNK_PARTS];
	/* Of one of the log's records, of 32 bytes on average. */
	uint64_t log_descriptor_bytes;
	uint64_t log_info_bytes;
};

/*
 * start_kernel, as far as memory goes: the copies of the command line, the
 * processors' areas, a larger log, and the first hash tables.  lowest is the
 * address above which drivers' memory is looked for first.
 */
void linux_start_kernel(struct linux_boot *boot,
    const struct linux_start *start, bm_paddr lowest);

/* What swiotlb has by default, and at most. */
#define LINUX_SWIOTLB_BYTES ((uint64_t)64 << 20)

/* swiotlb_init: a pool of as many bytes below 4 GiB, and what describes it. */
void linux_start_swiotlb(struct linux_boot *boot, uint64_t bytes);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * subr_physmem's tables, a line at a time: inclusive ends, a blank behind the
 * line of a NoAlloc region.
 */
#ifndef PRINT_PHYSMEM_ROW_H
#define PRINT_PHYSMEM_ROW_H

#include <stdint.h>
#include <stdio.h>

#include "core/range.h"

#define PHYSMEM_CHUNKS_TITLE "Physical memory chunk(s):\n"
#define PHYSMEM_EXCLUDED_TITLE "Excluded memory regions:\n"

void print_physmem_chunk(FILE *out, struct bm_range range,
    uint64_t page_size);

/* flags are BM_EXCLUDE_ of core/exclusions.h. */
void print_physmem_exclusion(FILE *out, struct bm_range range,
    uint32_t flags, uint64_t page_size);

#endif

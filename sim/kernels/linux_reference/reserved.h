/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the reference's stages of reserved memory log, in 6.12's words.
 */
#ifndef REFERENCE_LINUX_RESERVED_H
#define REFERENCE_LINUX_RESERVED_H

#include "core/reserved_mem.h"
#include "sim/kernels/linux_reference/reference.h"

/* What a pool for CMA is aligned to. */
#define CMA_ALIGN_BYTES (UINT64_C(4) << 20)

/* Is id among the node's compatible strings, in any case of letters? */
bool reference_linux_is_compatible(const struct fdt_reserved *node,
    const char *id);

/* What of the static nodes cannot be read or has no byte. */
void reference_linux_log_scan(struct reference_linux *boot);

/* The dynamic nodes, each with its place or why it has none. */
void reference_linux_log_placed(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved);

/* The static regions, and which regions overlap. */
void reference_linux_log_regions(struct reference_linux *boot,
    const struct bm_reserved_memory *reserved);

/* There is no room for the array. */
void reference_linux_log_no_array(struct reference_linux *boot);

#endif

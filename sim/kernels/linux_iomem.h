/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What x86 puts into iomem_resource at boot, in the order of 6.1 and 6.12.
 * Re-enacted: do not improve this.
 */
#ifndef LINUX_IOMEM_H
#define LINUX_IOMEM_H

#include "sim/capture.h"
#include "sim/kernels/linux_e820.h"
#include "sim/kernels/linux_log.h"
#include "sim/kernels/linux_resource.h"

/*
 * The kernel image, e820__reserve_resources and ..._late, then what the
 * capture says that others claim.
 */
struct bm_linux_iomem linux_iomem_reserve(const struct linux_e820 *table,
    const struct capture *capture, struct linux_log *log);

/* One claim of the tree below root; where it cannot be met a line says so. */
void linux_iomem_claim_one(struct linux_resource *root,
    const struct named_extent *claim, struct linux_log *log);

/* What the capture says that others claim, of the tree below root. */
void linux_iomem_claim(struct linux_resource *root,
    const struct capture *capture, struct linux_log *log);

#endif

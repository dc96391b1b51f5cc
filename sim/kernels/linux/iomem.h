/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What x86 puts into iomem_resource at boot, in the order of 6.1, 6.12 and
 * 7.2.  Re-enacted: do not improve this.
 */
#ifndef LINUX_IOMEM_H
#define LINUX_IOMEM_H

#include "sim/capture.h"
#include "sim/kernels/linux/crashkernel.h"
#include "sim/kernels/linux/e820.h"
#include "sim/kernels/linux_log.h"
#include "sim/kernels/linux/resource.h"

struct linux_iomem;

/*
 * What setup_arch claims, and e820__reserve_resources.  table, revision
 * and capture are looked at again by linux_iomem_finish.
 */
struct linux_iomem *linux_iomem_begin(const struct linux_e820 *table,
    const struct linux_e820_revision *revision, const struct capture *capture,
    const struct linux_crash_areas *crash, struct linux_log *log);

/*
 * PCI's windows, e820__reserve_resources_late, and what drivers claim: the
 * tree is whole.
 */
struct bm_linux_iomem linux_iomem_finish(struct linux_iomem *iomem);

/*
 * One of them: inside of what covers it, else around what it covers; a line
 * where it cannot be met.
 */
void linux_iomem_claim_one(struct linux_resource *root,
    const struct named_extent *claimed, struct linux_log *log);

/* Everything that the capture says others claim, in the tree below root. */
void linux_iomem_claim(struct linux_resource *root,
    const struct capture *capture, struct linux_log *log);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The memory that arm64 sets aside for a kernel to boot when this one has
 * crashed.
 */
#ifndef LINUX_CRASHKERNEL_H
#define LINUX_CRASHKERNEL_H

#include "sim/kernels/linux.h"

/*
 * reserve_crashkernel, if crashkernel= asks for it; devices reach memory below
 * low_max, the kernel below high_max.
 */
void linux_crashkernel_reserve(struct linux_boot *boot, bm_paddr low_max,
    bm_paddr high_max);

#endif

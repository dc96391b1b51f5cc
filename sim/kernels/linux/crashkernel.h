/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The memory that Linux sets aside for a kernel to boot when this one has
 * crashed.
 */
#ifndef LINUX_CRASHKERNEL_H
#define LINUX_CRASHKERNEL_H

#include "sim/kernels/linux/linux.h"

/* Where an architecture may put it. */
struct linux_crash_rules {
	uint64_t align;
	bm_paddr low_max;		/* devices reach memory below */
	bm_paddr high_max;		/* and the kernel below this */
	uint64_t low_bytes_default;	/* for devices, beside high memory */
	/* x86 up to 6.8: rules and words of its own. */
	bool is_old_x86;
};

/* What was set aside; size 0: nothing. */
struct linux_crash_areas {
	struct bm_extent crash;
	struct bm_extent low;		/* of high memory, for devices */
};

/* reserve_crashkernel, if crashkernel= asks for it. */
struct linux_crash_areas linux_crashkernel_reserve(struct linux_boot *boot,
    const struct linux_crash_rules *rules);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a kernel that sets RAM aside has in common with its reference.
 */
#ifndef LINUX_PHYSSTART_LAYOUT_H
#define LINUX_PHYSSTART_LAYOUT_H

#include "sim/kernels/kernel.h"

/* No memory is mapped from there on: 46 bits, in whole pages. */
#define PHYSSTART_MAXMEM UINT64_C(0x3ffffffff000)

/*
 * Begins the world: the facts, and what follows from where the kernel was
 * built to lie, in linux_world.physstart.  False, with ret_error, if it is no
 * kernel of x86-64, or cannot lie there.
 */
bool physstart_set_up(struct simulation *simulation,
    struct boot_error *ret_error);

#endif

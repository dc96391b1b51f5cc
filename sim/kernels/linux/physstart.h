/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * linux-2.6.25-physstart: Linux 2.6.25 on x86-64 with the patch "reserve RAM
 * below PHYSICAL_START" of Andrea Arcangeli (29 February 2008).
 */
#ifndef LINUX_PHYSSTART_H
#define LINUX_PHYSSTART_H

#include "sim/kernels/kernel.h"

extern const struct kernel kernel_linux_2_6_25_physstart;

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * linux-physstart: the reference for linux-2.6.25-physstart, whose defects it
 * does not have.  Any range can be set aside, with memmap=SIZE$START; what an
 * early user takes of it is so marked, and nothing is where no RAM is set
 * aside; no map is too long, and none is thrown away.
 */
#ifndef REFERENCE_PHYSSTART_H
#define REFERENCE_PHYSSTART_H

#include "sim/kernels/kernel.h"

extern const struct kernel kernel_linux_physstart;

#endif

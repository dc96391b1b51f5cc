/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How many pages each unload has to give back, read off the capture: the
 * whole pages of the file that hold a byte of nothing else the loader left,
 * without those that are bad.
 */
#ifndef UNLOAD_H
#define UNLOAD_H

#include "sim/kernels/kernel.h"

/*
 * Aborts unless every unload and microcode-release came to what the painting
 * says.  Believes the world what is RAM, and whether the kernel is mapped.
 */
void unload_require(const struct simulation *simulation);

#endif

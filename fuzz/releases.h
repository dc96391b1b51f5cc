/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The released kernels on a capture: they boot it with all their defects, and
 * where no defect is in the way they agree with the reference.
 */
#ifndef RELEASES_H
#define RELEASES_H

#include "sim/kernels/kernel.h"

/*
 * Aborts if a released kernel that knows the capture's architecture refuses
 * it, leaves a world that cannot be judged or printed, or, on a map of whole
 * pages that its tables have room for (digested, or a plain SMAP), has other
 * chunks, exclusions, avail lists or totals than the reference.
 */
void releases_require(const struct capture *capture,
    const struct simulation *reference);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What phys_avail and dump_avail must be, read off the capture by painting:
 * the address space is cut at every edge there is, and each piece gets the
 * colours of the entries that lie on it.  From the documented rules alone.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "core/world.h"
#include "sim/capture.h"

/* Aborts unless world's lists are the painting's.  Knows no tunables. */
void reference_require(const struct capture *capture,
    const struct bm_world *world);

#endif

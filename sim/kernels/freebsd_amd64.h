/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * freebsd-15 on amd64, which has its own memory code.
 */
#ifndef FREEBSD_AMD64_H
#define FREEBSD_AMD64_H

#include "sim/kernels/freebsd.h"

/*
 * The stages up to avail: getmemsize over the map that rules.  The world's
 * requests have room for every entry.  False with the boot's error.
 */
bool freebsd_amd64_memory(struct freebsd *boot);

#endif

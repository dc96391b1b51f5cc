/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All captures of inputs/, whose root is the environment's
 * BOOTMEM_SOURCE_ROOT: machines, hostile maps and defects.
 */
#ifndef EACH_CAPTURE_H
#define EACH_CAPTURE_H

#include "sim/capture.h"

/*
 * Reads each and visits it; directory is what the files that it names are
 * relative to.  Fails the test if one cannot be read, or if there are fewer
 * than there should be: a walk over an empty folder does not pass.
 */
void each_capture(void (*visit)(const struct capture *capture,
    const char *directory));

#endif

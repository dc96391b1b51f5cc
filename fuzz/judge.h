/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Boots a capture as the reference kernel, and holds it to its promise: every
 * invariant that is a kernel's to keep holds, whatever the input.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "sim/kernels/kernel.h"

/*
 * Aborts if the reference breaks an invariant, or if its avail lists are not
 * those of the painting in reference.h; then boots the released kernels, as
 * releases.h says.  A capture that it refuses to boot is
 * answered with false; there must be a reason in words.
 */
bool judge_capture(const struct capture *capture);

/* Prints all tables; nobody reads them, only that it can be done is judged. */
void judge_print(const struct simulation *simulation);

#endif

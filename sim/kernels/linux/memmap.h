/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * mem= and memmap= on x86 as parse_memopt and parse_memmap_opt of Linux 6.1,
 * 6.12 and 7.2 read them, traps included: do not improve this.
 */
#ifndef LINUX_MEMMAP_H
#define LINUX_MEMMAP_H

#include "sim/kernels/linux/e820.h"

/*
 * Applies every such parameter of cmdline, which may be NULL, in order.
 * *ret_is_user_defined: the table is the user's from now on.  False where the
 * kernel stops at a BUG: types that do not differ.
 */
bool linux_memmap_apply(struct linux_e820 *table, const char *cmdline,
    struct arena *arena, bool *ret_is_user_defined);

#endif

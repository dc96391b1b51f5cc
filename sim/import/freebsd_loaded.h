/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the loader and early code took, as it follows from a log: FreeBSD
 * excludes it from the memory that it gives out, though firmware's map has it
 * as usable.
 */
#ifndef IMPORT_FREEBSD_LOADED_H
#define IMPORT_FREEBSD_LOADED_H

#include "sim/import/draft.h"

/*
 * What tables excludes of the draft's usable EFI memory.  The first range
 * that begins on 2 MiB within the loader's own memory is the kernel and what
 * was loaded with it, one of framebuffer_bytes is the framebuffer; any other
 * becomes a preloaded file called "unexplained".  The draft is then
 * reconstructed.
 */
void freebsd_loaded_find(struct draft *draft,
    const struct region_map *tables, uint64_t framebuffer_bytes);

#endif

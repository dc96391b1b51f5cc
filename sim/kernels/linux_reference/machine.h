/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The memory of the machine that the reference boots on: it can be written
 * once page tables show it.
 */
#ifndef REFERENCE_LINUX_MACHINE_H
#define REFERENCE_LINUX_MACHINE_H

#include "core/bootalloc.h"
#include "sim/arena.h"

struct reference_machine {
	struct arena *arena;
	const struct bm_bootalloc *allocator;	/* page tables come of it */
	struct bm_rset mapped;
	bool has_written;	/* something was written, at written */
	struct bm_range written;
	void *bytes;
};

/* Nothing is mapped; room for the pieces that allocator has. */
struct reference_machine reference_machine_new(struct arena *arena,
    const struct bm_bootalloc *allocator);

/* What bm_bootalloc.reach and bm_reserved_memory.map are to be. */
void *reference_machine_reach(void *machine, struct bm_range range);
bool reference_machine_map(void *machine, struct bm_range range);

#endif

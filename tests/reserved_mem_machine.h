/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the machine and its judge share.
 */
#ifndef RESERVED_MEM_MACHINE_H
#define RESERVED_MEM_MACHINE_H

#include "tests/reserved_mem_model.h"

enum { PLOT_PATTERN = 0xa5 };	/* in memory that nobody has written */

struct machine {
	const struct plot *plot;
	struct plot_faults faults;
	size_t fault_count;
	size_t map_count;
	size_t reach_count;
	_Alignas(4096) unsigned char bytes[PLOT_BYTES_MAX];
	bool is_mapped[PLOT_BYTES_MAX];

	/* Filled in by the stages. */
	struct bm_bootalloc_piece pieces[PLOT_PIECES_MAX];
	struct bm_bootalloc allocator;
	struct bm_reserved_node nodes[PLOT_NODES_MAX];
	struct bm_reserved_tuple tuples[PLOT_TUPLES_MAX];
	struct bm_rset_entry pending[PLOT_TUPLES_MAX + PLOT_RANGES_MAX];
	struct bm_reserved_dynamic temporary[PLOT_NODES_MAX];
	/* A copy, from before it was given back. */
	struct bm_reserved_dynamic placed[PLOT_NODES_MAX];
	size_t placed_count;
	struct bm_reserved_memory reserved;
};

/* Is the byte in the range? */
bool plot_holds(const struct plot *plot, struct bm_range range, size_t byte);

/* What is wrong with the machine between two stages; NULL: nothing. */
const char *machine_judge_halfway(const struct machine *machine);

/* And when all is done. */
const char *machine_judge(const struct machine *machine);

#endif

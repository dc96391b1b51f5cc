/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The tables that are ranges, as numbers.
 */
#ifndef RANGES_H
#define RANGES_H

#include "sim/kernels/kernel.h"

struct printed_range {
	struct bm_range range;
	uint32_t flags;		/* BM_EXCLUDE_ */
	const char *holder;	/* in the nexus; NULL elsewhere or if free */
};

bool table_has_ranges(const char *table_name);

/* In the order of the printed table; of physmem first chunks, then excluded. */
void table_each_range(const char *table_name,
    const struct simulation *simulation, void (*visit)(void *context,
    const struct printed_range *range), void *context);

#endif

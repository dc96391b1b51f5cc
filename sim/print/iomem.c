/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * /proc/iomem as root sees it.
 */
#include <inttypes.h>

#include "sim/print/table.h"

/* Deeper ones are not indented further (MAX_IORES_LEVEL). */
#define LEVELS_MAX 5

void
print_iomem(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux_iomem *iomem =
	    &simulation->world.linux_world.iomem;

	for (size_t i = 0; i < iomem->count; i++) {
		const struct bm_linux_resource *resource =
		    &iomem->resources[i];
		int depth = resource->depth < LEVELS_MAX ?
		    (int)resource->depth : LEVELS_MAX;

		fprintf(out, "%*s%08" PRIx64 "-%08" PRIx64 " : %s\n",
		    2 * depth, "", resource->start, resource->last,
		    resource->name);
	}
}

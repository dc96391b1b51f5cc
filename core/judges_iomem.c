/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"

/* Is it where the list says, below its parent and beside its sibling? */
static bool
is_nested(const struct bm_linux_iomem *iomem, size_t index)
{
	const struct bm_linux_resource *resource = &iomem->resources[index];
	const struct bm_linux_resource *parent, *before;

	if (resource->start > resource->last)
		return (false);
	if (resource->depth > 0) {
		if (resource->parent >= index)
			return (false);
		parent = &iomem->resources[resource->parent];
		if (parent->depth + 1 != resource->depth ||
		    resource->start < parent->start ||
		    resource->last > parent->last)
			return (false);
	}
	if (index == 0)
		return (resource->depth == 0);
	/* Up from the one before it to the one beside it. */
	before = &iomem->resources[index - 1];
	while (before->depth > resource->depth)
		before = &iomem->resources[before->parent];
	return (before->depth < resource->depth ||
	    before->last < resource->start);
}

void
bm_judge_iomem_nested(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux_iomem *iomem = &world->linux_world.iomem;

	for (size_t i = 0; i < iomem->count; i++)
		if (!is_nested(iomem, i)) {
			const bm_paddr start = iomem->resources[i].start;
			const bm_paddr last = iomem->resources[i].last;

			bm_verdict_break(verdict, bm_range_closed(start,
			    start <= last ? last : start));
			return;
		}
}

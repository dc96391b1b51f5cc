/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"

/* The bytes of an entry, or its first where it has none, or wraps. */
static struct bm_range
range_to_show(struct bm_extent extent)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) == BM_CLIP_ALL)
		return (bm_range_closed(extent.base, extent.base));
	return (range);
}

void
bm_judge_e820_sorted(const struct bm_world *world, struct bm_verdict *verdict)
{
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;

	for (size_t i = 0; i < e820->count; i++) {
		const struct bm_extent extent = e820->entries[i].extent;
		struct bm_range range;

		if (bm_extent_range(extent, &range) != BM_CLIP_NOTHING ||
		    (i > 0 && bm_range_last(range_to_show(
		    e820->entries[i - 1].extent)) >= range.start))
			bm_verdict_break(verdict, range_to_show(extent));
	}
}

void
bm_judge_e820_room(const struct bm_world *world, struct bm_verdict *verdict)
{
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;

	for (size_t i = 0; i < e820->line_count; i++) {
		const struct bm_linux_e820_line *line = &e820->lines[i];

		if (line->kind == BM_LINUX_E820_IGNORED)
			bm_verdict_break(verdict, line->start <= line->last ?
			    bm_range_closed(line->start, line->last) :
			    bm_range_closed(line->start, line->start));
	}
}

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

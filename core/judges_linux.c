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

/* Types as Linux numbers them; the last two it never merges. */
enum { RAM = 1, PERSISTENT_RAM = 12 };
#define SOFT_RESERVED UINT32_C(0xefffffff)

/* All of the space is more than one length can say: that takes two. */
void
bm_judge_e820_merged(const struct bm_world *world, struct bm_verdict *verdict)
{
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;
	struct bm_range below, above;

	for (size_t i = 1; i < e820->count; i++) {
		const uint32_t type = e820->entries[i].type;

		if (type == e820->entries[i - 1].type &&
		    type != PERSISTENT_RAM && type != SOFT_RESERVED &&
		    bm_extent_range(e820->entries[i - 1].extent, &below) !=
		    BM_CLIP_ALL && bm_extent_range(e820->entries[i].extent,
		    &above) != BM_CLIP_ALL &&
		    bm_range_adjoins(below, above) &&
		    bm_range_bytes(bm_range_hull(below, above)) != 0)
			bm_verdict_break(verdict, above);
	}
}

/*
 * Does range hold address?  Lowers *last to the last byte from there on of
 * which the same is true.
 */
static bool
is_painted(struct bm_range range, bm_paddr address, bm_paddr *last)
{
	const bool is_held = bm_range_holds(range, address);
	const bm_paddr edge = is_held ? bm_range_last(range) :
	    range.start - 1;

	if ((is_held || range.start > address) && edge < *last)
		*last = edge;
	return (is_held);
}

/* The highest type over address; 0 if there is none. */
static uint32_t
paint_types(const struct bm_linux_e820_entry *entries, size_t count,
    bm_paddr address, bm_paddr *last)
{
	uint32_t type = 0;

	for (size_t i = 0; i < count; i++) {
		struct bm_range range;

		if (bm_extent_range(entries[i].extent, &range) !=
		    BM_CLIP_ALL && is_painted(range, address, last) &&
		    entries[i].type > type)
			type = entries[i].type;
	}
	return (type);
}

/* Did a line from first on make something else of address? */
static bool
paint_edits(const struct bm_linux_e820 *e820, size_t first, bm_paddr address,
    bm_paddr *last)
{
	bool is_edited = false;

	for (size_t i = first; i < e820->line_count; i++) {
		const struct bm_linux_e820_line *line = &e820->lines[i];

		if ((line->kind == BM_LINUX_E820_UPDATE ||
		    line->kind == BM_LINUX_E820_REMOVE) &&
		    line->start <= line->last)
			is_edited |= is_painted(bm_range_closed(line->start,
			    line->last), address, last);
	}
	return (is_edited);
}

/* What the kernel said it took, and what is loaded. */
static bool
paint_taken(const struct bm_world *world, bm_paddr address, bm_paddr *last)
{
	bool is_taken = paint_edits(&world->linux_world.e820, 0, address,
	    last);

	for (size_t i = 0; i < world->fact_count; i++)
		if ((world->facts[i].flags & BM_FACT_IN_USE) != 0)
			is_taken |= is_painted(world->facts[i].range, address,
			    last);
	return (is_taken);
}

/* Type 0 is no type, and no RAM either: LX-E820-NOT-KEPT sees to that. */
static bool
paint_typeless(const struct bm_linux_e820 *e820, bm_paddr address,
    bm_paddr *last)
{
	bool is_typeless = false;
	struct bm_range range;

	for (size_t i = 0; i < e820->given_count; i++)
		if (e820->given[i].type == 0 && bm_extent_range(
		    e820->given[i].extent, &range) != BM_CLIP_ALL)
			is_typeless |= is_painted(range, address, last);
	return (is_typeless);
}

void
bm_judge_e820_highest(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;
	bm_paddr address = 0, last = 0;

	do {
		uint32_t given, made;
		bool is_taken;

		last = BM_PADDR_LAST;
		given = paint_types(e820->given, e820->given_count, address,
		    &last);
		made = paint_types(e820->entries, e820->count, address,
		    &last);
		is_taken = paint_taken(world, address, &last);
		is_taken |= paint_typeless(e820, address, &last);
		if (given != made && !is_taken)
			bm_verdict_break(verdict,
			    bm_range_closed(address, last));
		address = last + 1;
	} while (last != BM_PADDR_LAST);
}

/* Behind the heading of the map that was printed last. */
static size_t
last_map(const struct bm_linux_e820 *e820)
{
	size_t first = e820->line_count;

	while (first > 0 &&
	    e820->lines[first - 1].kind != BM_LINUX_E820_HEADING)
		first--;
	return (first);
}

/* Is address RAM at the end, or did a line from first on take it away? */
static bool
is_accounted_for(const struct bm_linux_e820 *e820, size_t first,
    bm_paddr address, bm_paddr *last)
{
	bool is_found = paint_edits(e820, first, address, last);

	for (size_t i = 0; i < e820->ram.count; i++)
		is_found |= is_painted(e820->ram.entries[i].range, address,
		    last);
	return (is_found);
}

void
bm_judge_e820_kept(const struct bm_world *world, struct bm_verdict *verdict)
{
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;
	const size_t first = last_map(e820);

	for (size_t i = first; i < e820->line_count &&
	    e820->lines[i].kind == BM_LINUX_E820_ENTRY; i++) {
		const struct bm_linux_e820_line *line = &e820->lines[i];
		bm_paddr address = line->start, last = line->start;

		/* Of no bytes at 0 the last one is that of all there are. */
		if (line->type != RAM || line->start > line->last ||
		    line->last - line->start == BM_PADDR_LAST)
			continue;
		do {
			last = line->last;
			if (!is_accounted_for(e820, first, address, &last))
				bm_verdict_break(verdict,
				    bm_range_closed(address, last));
			address = last + 1;
		} while (last != line->last);
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

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_reference/tree.h"

#include <inttypes.h>

#include "core/sort.h"

_Static_assert(sizeof(struct reference_resource) <= BM_SORT_ELEMENT_MAX,
    "a resource is too large to be sorted");

struct reference_tree
reference_tree_new(struct reference_linux *boot, const struct bm_rset *map,
    size_t capacity)
{
	struct bm_linux_iomem *iomem =
	    &boot->simulation->world.linux_world.iomem;

	iomem->resources = arena_alloc(boot->log.arena, capacity,
	    sizeof(iomem->resources[0]));
	return ((struct reference_tree){ .boot = boot, .map = map,
	    .entries = arena_alloc(boot->log.arena, capacity,
	    sizeof(struct reference_resource)) });
}

static bool
comes_before(const void *a, const void *b)
{
	const struct reference_resource *left = a, *right = b;

	if (left->start != right->start)
		return (left->start < right->start);
	if (left->last != right->last)
		return (left->last > right->last);
	return (left->order < right->order);
}

void
reference_tree_put(struct reference_tree *tree, struct bm_range range,
    const char *name, struct bm_origin origin)
{
	tree->entries[tree->count] = (struct reference_resource){ range.start,
	    bm_range_last(range), name, origin, tree->count };
	tree->count++;
}

/* Does an entry of the map lie across the border of range? */
static bool
lies_across(const struct bm_rset *map, struct bm_range range)
{
	const bm_paddr last = bm_range_last(range);
	const size_t at_start = bm_rset_search(map, range.start);
	const size_t at_last = bm_rset_search(map, last);

	if (at_start < map->count &&
	    map->entries[at_start].range.start < range.start &&
	    bm_range_last(map->entries[at_start].range) < last)
		return (true);
	return (at_last < map->count &&
	    map->entries[at_last].range.start > range.start &&
	    map->entries[at_last].range.start <= last &&
	    bm_range_last(map->entries[at_last].range) > last);
}

static void
refuse(struct reference_linux *boot, const char *name, bm_paddr start,
    bm_paddr last)
{
	linux_log(&boot->log, BM_LOG_RESOURCE, "%s: can't claim [mem 0x%08"
	    PRIx64 "-0x%08" PRIx64 "]", name, start, last);
}

void
reference_tree_claim(struct reference_tree *tree, struct bm_range range,
    const char *name, struct bm_origin origin)
{
	if (lies_across(tree->map, range))
		refuse(tree->boot, name, range.start, bm_range_last(range));
	else
		reference_tree_put(tree, range, name, origin);
}

static void
put_claim(struct reference_tree *tree, const char *name,
    struct bm_extent extent, struct bm_origin origin)
{
	struct bm_range range;

	if (bm_extent_range(extent, &range) == BM_CLIP_ALL)
		refuse(tree->boot, name, extent.base, extent.base - 1);
	else
		reference_tree_claim(tree, range, name, origin);
}

/* Where the kernel's code ends only a claim says; x86 guesses. */
void
reference_tree_put_claims(struct reference_tree *tree)
{
	const struct capture *capture = tree->boot->simulation->capture;

	if (tree->boot->arch->is_x86 && capture->boot.kernel.is_present &&
	    capture->iomem_claim_count == 0)
		put_claim(tree, "Kernel code", capture->boot.kernel.extent,
		    reference_linux_origin(BM_SOURCE_KERNEL, 0));
	for (size_t i = 0; i < capture->iomem_claim_count; i++)
		put_claim(tree, capture->iomem_claims[i].name,
		    capture->iomem_claims[i].extent,
		    reference_linux_origin(BM_SOURCE_NONE, 0));
}

/* Stacks one resource behind those that are there; false: it does not fit. */
static bool
stack(struct bm_linux_iomem *iomem, const struct reference_resource *resource)
{
	struct bm_linux_resource *next = &iomem->resources[iomem->count];
	size_t at = iomem->count - 1;
	bool has_outer = iomem->count > 0;

	while (has_outer && iomem->resources[at].last < resource->start) {
		has_outer = iomem->resources[at].depth > 0;
		at = iomem->resources[at].parent;
	}
	if (has_outer && iomem->resources[at].last < resource->last)
		return (false);
	*next = (struct bm_linux_resource){ .start = resource->start,
	    .last = resource->last, .name = resource->name,
	    .origin = resource->origin };
	if (has_outer) {
		next->parent = at;
		next->depth = iomem->resources[at].depth + 1;
	}
	iomem->count++;
	return (true);
}

/* What does not fit is taken out, and named. */
void
reference_tree_nest(struct reference_tree *tree)
{
	struct bm_linux_iomem *iomem =
	    &tree->boot->simulation->world.linux_world.iomem;
	size_t kept_count = 0;

	bm_sort(tree->entries, tree->count, sizeof(tree->entries[0]),
	    comes_before);
	iomem->count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const struct reference_resource resource = tree->entries[i];

		if (stack(iomem, &resource))
			tree->entries[kept_count++] = resource;
		else
			refuse(tree->boot, resource.name, resource.start,
			    resource.last);
	}
	tree->count = kept_count;
}

struct bm_rset
reference_tree_level(const struct reference_tree *tree, uint32_t depth)
{
	const struct bm_linux_iomem *iomem =
	    &tree->boot->simulation->world.linux_world.iomem;
	struct bm_rset set = reference_linux_new_set(tree->boot,
	    iomem->count);

	for (size_t i = 0; i < iomem->count; i++)
		if (iomem->resources[i].depth == depth)
			set.entries[set.count++] = (struct bm_rset_entry){
			    bm_range_closed(iomem->resources[i].start,
			    iomem->resources[i].last), 0,
			    iomem->resources[i].origin };
	bm_rset_normalize(&set);
	return (set);
}

void
reference_tree_put_holes(struct reference_tree *tree,
    const struct bm_rset *taken, struct bm_range window, const char *name)
{
	const struct bm_origin none = { BM_SOURCE_NONE, 0 };
	const bm_paddr last = bm_range_last(window);
	bm_paddr from = window.start;
	struct bm_range hole;

	while (bm_rset_next_gap(taken, from, &hole) && hole.start <= last) {
		reference_tree_put(tree, bm_range_common(hole, window), name,
		    none);
		if (bm_range_last(hole) >= last)
			return;
		from = hole.end;
	}
}

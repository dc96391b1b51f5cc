/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference's tree of resources.  All that is asked for is sorted, outer
 * before inner, and stacked: what would lie across another is refused, and of
 * the two the map's own is never the one.
 */
#ifndef REFERENCE_LINUX_TREE_H
#define REFERENCE_LINUX_TREE_H

#include "sim/kernels/linux_reference/reference.h"

struct reference_resource {
	bm_paddr start;
	bm_paddr last;		/* inclusive */
	const char *name;
	struct bm_origin origin;
	size_t order;		/* in which they ask, the map's first */
};

struct reference_tree {
	struct reference_linux *boot;
	const struct bm_rset *map;	/* what nothing may lie across */
	struct reference_resource *entries;
	size_t count;
};

/* An empty one with room for so many, and the world's list for them. */
struct reference_tree reference_tree_new(struct reference_linux *boot,
    const struct bm_rset *map, size_t capacity);

/* Asks for range; nothing is refused yet. */
void reference_tree_put(struct reference_tree *tree, struct bm_range range,
    const char *name, struct bm_origin origin);

/* The same; refused where it lies across the map's own. */
void reference_tree_claim(struct reference_tree *tree, struct bm_range range,
    const char *name, struct bm_origin origin);

/* What the capture says is claimed: the kernel's sections, drivers. */
void reference_tree_put_claims(struct reference_tree *tree);

/* The list of the world, of all that was asked for so far. */
void reference_tree_nest(struct reference_tree *tree);

/* What lies in so many others, by address; after nesting. */
struct bm_rset reference_tree_level(const struct reference_tree *tree,
    uint32_t depth);

/* Asks for the bytes of window that are not in taken, hole by hole. */
void reference_tree_put_holes(struct reference_tree *tree,
    const struct bm_rset *taken, struct bm_range window, const char *name);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's tree of resources as kernel/resource.c keeps it: who holds which
 * addresses, one in the other.  Siblings are in order and disjoint.
 * Re-enacted: do not improve this.
 */
#ifndef LINUX_RESOURCE_H
#define LINUX_RESOURCE_H

#include "core/linux_tables.h"
#include "sim/arena.h"

struct linux_resource {
	uint64_t start;
	uint64_t last;		/* inclusive; start - 1 of nothing */
	const char *name;
	struct bm_origin origin;
	struct linux_resource *parent;	/* NULL while it is not in a tree */
	struct linux_resource *sibling;
	struct linux_resource *child;
};

/* What is called while a resource is made to fit. */
struct linux_resource_log {
	void (*expanded)(void *context, const struct linux_resource *resource,
	    const struct linux_resource *conflict);
	void *context;
};

/*
 * request_resource: puts it where no child of parent is in its way; else the
 * first that is, or parent itself where it does not fit into that.  NULL when
 * it was done.
 */
struct linux_resource *linux_resource_request(struct linux_resource *parent,
    struct linux_resource *resource);

/*
 * insert_resource: the same, but goes down into what holds it, and takes in
 * what it holds.  Of two that are equal the later one is the outer.
 */
struct linux_resource *linux_resource_insert(struct linux_resource *parent,
    struct linux_resource *resource);

/*
 * What drivers do, each asking the one that holds it: request_resource in
 * the innermost resource that covers it.
 */
struct linux_resource *linux_resource_claim(struct linux_resource *root,
    struct linux_resource *resource);

/* insert_resource_expand_to_fit: grows over whatever it overlaps in part. */
void linux_resource_insert_expanded(struct linux_resource *root,
    struct linux_resource *resource, const struct linux_resource_log *log);

/*
 * reserve_region_with_split: a resource of that name in every hole that
 * root's children leave in [start, last].
 */
void linux_resource_reserve_holes(struct linux_resource *root, uint64_t start,
    uint64_t last, const char *name, struct arena *arena);

/* The tree below root as a list, each resource followed by what it holds. */
struct bm_linux_iomem linux_resource_list(const struct linux_resource *root,
    struct arena *arena);

#endif

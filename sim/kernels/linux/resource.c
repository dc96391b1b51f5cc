/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows kernel/resource.c of Linux 6.1, 6.12 and 7.2.  Re-enacted: do
 * not improve this.
 */
#include "sim/kernels/linux/resource.h"

#include <string.h>

/* Among the children of parent that link leads to. */
static struct linux_resource *
request_behind(struct linux_resource *parent, struct linux_resource **link,
    struct linux_resource *resource)
{
	if (resource->last < resource->start ||
	    resource->start < parent->start || resource->last > parent->last)
		return (parent);
	while (*link != NULL && (*link)->last < resource->start)
		link = &(*link)->sibling;
	if (*link != NULL && (*link)->start <= resource->last)
		return (*link);
	resource->sibling = *link;
	*link = resource;
	resource->parent = parent;
	return (NULL);
}

struct linux_resource *
linux_resource_request(struct linux_resource *parent,
    struct linux_resource *resource)
{
	return (request_behind(parent, &parent->child, resource));
}

/*
 * Puts resource in the place of the children of parent from first to end,
 * which become its own.
 */
static void
take_in(struct linux_resource *parent, struct linux_resource *resource,
    struct linux_resource *first, struct linux_resource *end)
{
	struct linux_resource **link = &parent->child;

	while (*link != first)
		link = &(*link)->sibling;
	*link = resource;
	resource->parent = parent;
	resource->sibling = end->sibling;
	resource->child = first;
	end->sibling = NULL;
	for (; first != NULL; first = first->sibling)
		first->parent = resource;
}

struct linux_resource *
linux_resource_insert(struct linux_resource *parent,
    struct linux_resource *resource)
{
	struct linux_resource *first, *end;

	for (;; parent = first) {
		first = linux_resource_request(parent, resource);
		if (first == NULL || first == parent)
			return (first);
		if (first->start > resource->start ||
		    first->last < resource->last)
			break;
		if (first->start == resource->start &&
		    first->last == resource->last)
			break;
	}
	for (end = first;; end = end->sibling) {
		if (end->start < resource->start || end->last > resource->last)
			return (end);
		if (end->sibling == NULL ||
		    end->sibling->start > resource->last)
			break;
	}
	take_in(parent, resource, first, end);
	return (NULL);
}

struct linux_resource *
linux_resource_claim(struct linux_resource *root,
    struct linux_resource *resource)
{
	struct linux_resource *parent = root, *conflict;

	for (;;) {
		conflict = linux_resource_request(parent, resource);
		if (conflict == NULL || conflict == parent ||
		    conflict->start > resource->start ||
		    conflict->last < resource->last)
			return (conflict);
		parent = conflict;
	}
}

void
linux_resource_insert_expanded(struct linux_resource *root,
    struct linux_resource *resource, const struct linux_resource_log *log)
{
	struct linux_resource *conflict;

	while ((conflict = linux_resource_insert(root, resource)) != NULL &&
	    conflict != root) {
		if (conflict->start < resource->start)
			resource->start = conflict->start;
		if (conflict->last > resource->last)
			resource->last = conflict->last;
		log->expanded(log->context, resource, conflict);
	}
}

void
linux_resource_reserve_holes(struct linux_resource *root, uint64_t start,
    uint64_t last, const char *name, struct arena *arena)
{
	struct linux_resource **link = &root->child;

	for (;;) {
		struct linux_resource *piece = arena_alloc(arena, 1,
		    sizeof(*piece));
		struct linux_resource *conflict;

		*piece = (struct linux_resource){ .start = start,
		    .last = last, .name = name };
		conflict = request_behind(root, link, piece);
		if (conflict == NULL || conflict == root)
			return;
		if (conflict->start > start) {
			piece->last = conflict->start - 1;
			request_behind(root, link, piece);
		}
		if (conflict->last >= last)
			return;
		start = conflict->last + 1;
		link = &conflict->sibling;
	}
}

/* The next of the tree: down, else beside, else up and beside. */
static const struct linux_resource *
next_of(const struct linux_resource *resource, uint32_t *depth)
{
	if (resource->child != NULL) {
		(*depth)++;
		return (resource->child);
	}
	while (resource->sibling == NULL && resource->parent != NULL) {
		resource = resource->parent;
		(*depth)--;
	}
	return (resource->sibling);
}

/* Which of those before index the resource at this depth lies in. */
static size_t
parent_of(const struct bm_linux_iomem *list, size_t index, uint32_t depth)
{
	size_t parent;

	if (depth == 0)
		return (0);
	for (parent = index - 1; list->resources[parent].depth >= depth;)
		parent = list->resources[parent].parent;
	return (parent);
}

static void
note_ram(struct bm_linux_iomem *list, const struct linux_resource *resource)
{
	if (strcmp(resource->name, "System RAM") == 0 &&
	    resource->start <= resource->last)
		list->ram.entries[list->ram.count++] = (struct bm_rset_entry){
		    bm_range_closed(resource->start, resource->last), 0,
		    resource->origin };
}

struct bm_linux_iomem
linux_resource_list(const struct linux_resource *root, struct arena *arena)
{
	struct bm_linux_iomem list = { .count = 0 };
	const struct linux_resource *resource;
	uint32_t depth = 0;
	size_t i = 0;

	for (resource = next_of(root, &depth); resource != NULL;
	    resource = next_of(resource, &depth))
		list.count++;
	list.resources = arena_alloc(arena, list.count,
	    sizeof(list.resources[0]));
	list.ram = bm_rset_empty(arena_alloc(arena, list.count,
	    sizeof(list.ram.entries[0])), list.count);
	depth = 0;
	for (resource = next_of(root, &depth); resource != NULL;
	    resource = next_of(resource, &depth), i++) {
		list.resources[i] = (struct bm_linux_resource){
		    resource->start, resource->last, resource->name,
		    depth - 1, parent_of(&list, i, depth - 1),
		    resource->origin };
		note_ram(&list, resource);
	}
	return (list);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows e820__update_table of Linux 6.1, 6.12 and 7.2.  Re-enacted, defects
 * included: do not improve this.  Between two edges of any entries the highest
 * type of those that lie there holds; where the type changes a new entry
 * begins.
 */
#include <string.h>

#include "core/sort.h"
#include "sim/kernels/linux/e820.h"

struct edge {
	uint64_t address;
	const struct bm_linux_e820_entry *entry;
	bool is_end;
};

/* What the table becomes, and the entries that lie over the current edge. */
struct sweep {
	const struct bm_linux_e820_entry **over;
	size_t over_count;
	struct bm_linux_e820_entry *entries;
	size_t count;
	size_t capacity;
	struct bm_linux_e820_entry open; /* no end yet; NONE: there is none */
};

static bool
comes_before(const void *a, const void *b)
{
	const struct edge *left = a, *right = b;

	if (left->address != right->address)
		return (left->address < right->address);
	if (left->is_end != right->is_end)
		return (right->is_end);
	return (left->entry < right->entry);
}

static size_t
list_edges(const struct linux_e820 *table, struct edge *edges)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];

		if (entry->extent.length == 0)
			continue;
		edges[count++] = (struct edge){ entry->extent.base, entry,
		    false };
		edges[count++] = (struct edge){ linux_e820_end(entry), entry,
		    true };
	}
	bm_sort(edges, count, sizeof(edges[0]), comes_before);
	return (count);
}

static void
pass_edge(struct sweep *sweep, const struct edge *edge)
{
	if (!edge->is_end) {
		sweep->over[sweep->over_count++] = edge->entry;
		return;
	}
	for (size_t i = 0; i < sweep->over_count; i++)
		if (sweep->over[i] == edge->entry) {
			sweep->over[i] = sweep->over[--sweep->over_count];
			break;
		}
}

/* The highest type over the edge, of the earliest input that has it. */
static struct bm_linux_e820_entry
highest(const struct sweep *sweep, uint64_t address)
{
	struct bm_linux_e820_entry found = { { address, 0 }, LINUX_E820_NONE,
	    { BM_SOURCE_NONE, 0 } };

	for (size_t i = 0; i < sweep->over_count; i++) {
		const struct bm_linux_e820_entry *entry = sweep->over[i];

		if (entry->type > found.type || (entry->type == found.type &&
		    bm_origin_before(entry->origin, found.origin))) {
			found.type = entry->type;
			found.origin = entry->origin;
		}
	}
	return (found);
}

/* False when the new table is full. */
static bool
close_open(struct sweep *sweep, uint64_t end)
{
	struct bm_linux_e820_entry *open = &sweep->open;

	open->extent.length = end - open->extent.base;
	if (open->type == LINUX_E820_NONE || open->extent.length == 0)
		return (true);
	sweep->entries[sweep->count++] = *open;
	return (sweep->count < sweep->capacity);
}

static bool
never_merges(const struct linux_e820 *table, uint32_t type)
{
	return (table->has_no_merge && (type == LINUX_E820_PRAM ||
	    type == LINUX_E820_SOFT_RESERVED));
}

static bool
is_sane(const struct linux_e820 *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (linux_e820_end(&table->entries[i]) <
		    table->entries[i].extent.base)
			return (false);
	return (table->count >= 2);
}

bool
linux_e820_sanitize(struct linux_e820 *table)
{
	struct arena *arena = table->log->arena;
	struct sweep sweep = { .capacity = table->capacity };
	struct edge *edges;
	size_t edge_count;

	if (!is_sane(table))
		return (false);
	edges = arena_alloc(arena, 2 * table->count, sizeof(edges[0]));
	sweep.over = arena_alloc(arena, table->count, sizeof(sweep.over[0]));
	sweep.entries = arena_alloc(arena, 2 * table->count,
	    sizeof(sweep.entries[0]));
	edge_count = list_edges(table, edges);
	for (size_t i = 0; i < edge_count; i++) {
		struct bm_linux_e820_entry now;

		pass_edge(&sweep, &edges[i]);
		now = highest(&sweep, edges[i].address);
		if (now.type == sweep.open.type &&
		    !never_merges(table, now.type)) {
			if (bm_origin_before(now.origin, sweep.open.origin))
				sweep.open.origin = now.origin;
			continue;
		}
		if (!close_open(&sweep, edges[i].address))
			break;
		sweep.open = now;
	}
	memcpy(table->entries, sweep.entries,
	    sweep.count * sizeof(sweep.entries[0]));
	table->count = sweep.count;
	return (true);
}

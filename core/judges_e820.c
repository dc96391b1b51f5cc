/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"

#include <stddef.h>

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
enum { RAM = 1, PERSISTENT_RAM = 12, KERNEL_RAM = 128 };
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
 * Types by rank, as many as a mask has room for twice: a type that nobody has
 * named counts as its neighbours between two that have names.
 */
static const uint32_t ranks[] = { 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 128, 129,
    SOFT_RESERVED, SOFT_RESERVED + 1 };

enum { RANK_COUNT = sizeof(ranks) / sizeof(ranks[0]) };

#define GIVEN_LAYERS ((UINT32_C(1) << RANK_COUNT) - 1)
#define MADE_SHIFT RANK_COUNT
#define TAKEN_LAYER (UINT32_C(1) << 30)
/* Type 0 is no type, and no RAM either: LX-E820-NOT-KEPT sees to that. */
#define TYPELESS_LAYER (UINT32_C(1) << 31)

/* The layer of a type's rank; 0 of type 0. */
static uint32_t
rank_layer(uint32_t type)
{
	unsigned rank = RANK_COUNT;

	while (rank > 0 && ranks[rank - 1] > type)
		rank--;
	return (rank == 0 ? 0 : UINT32_C(1) << (rank - 1));
}

/* The highest of some layers. */
static uint32_t
highest(uint32_t layers)
{
	while ((layers & (layers - 1)) != 0)
		layers &= layers - 1;
	return (layers);
}

/* Of what has no bytes there is none. */
static struct bm_range
no_range(void)
{
	return ((struct bm_range){ 1, 1 });
}

static struct bm_range
entry_range(const void *element)
{
	const struct bm_linux_e820_entry *entry = element;
	struct bm_range range;

	return (bm_extent_range(entry->extent, &range) == BM_CLIP_ALL ?
	    no_range() : range);
}

static struct bm_range
line_range(const void *element)
{
	const struct bm_linux_e820_line *line = element;

	return (line->start > line->last ? no_range() :
	    bm_range_closed(line->start, line->last));
}

static uint32_t
given_layers(const void *element, const void *context)
{
	const struct bm_linux_e820_entry *entry = element;

	(void)context;
	return (entry->type == 0 ? TYPELESS_LAYER : rank_layer(entry->type));
}

static uint32_t
made_layers(const void *element, const void *context)
{
	const struct bm_linux_e820_entry *entry = element;

	(void)context;
	return (rank_layer(entry->type) << MADE_SHIFT);
}

/* A line that makes something else of its range. */
static uint32_t
edit_layers(const void *element, const void *context)
{
	const struct bm_linux_e820_line *line = element;

	return (line->kind == BM_LINUX_E820_UPDATE ||
	    line->kind == BM_LINUX_E820_REMOVE ?
	    *(const uint32_t *)context : 0);
}

static uint32_t
loaded_layers(const void *element, const void *context)
{
	const struct bm_fact *fact = element;

	return ((fact->flags & BM_FACT_IN_USE) != 0 ?
	    *(const uint32_t *)context : 0);
}

#define LIST_OF(elements, count, range_of, layers_of, layer)		\
	((struct bm_coverage_list){ (elements), (count),		\
	    sizeof((elements)[0]), .range = (range_of),			\
	    .layers = (layers_of), .context = (layer) })

static void
judge_highest(void *context, struct bm_range stretch, uint32_t mask)
{
	const uint32_t given = highest(mask & GIVEN_LAYERS);
	const uint32_t made = highest(mask >> MADE_SHIFT & GIVEN_LAYERS);

	if (given == made || (mask & (TAKEN_LAYER | TYPELESS_LAYER)) != 0)
		return;
	/* RAM that the kernel sets off from other RAM. */
	if (given == rank_layer(RAM) && made == rank_layer(KERNEL_RAM))
		return;
	bm_verdict_break(context, stretch);
}

enum bm_status
bm_judge_e820_highest(const struct bm_world *world,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    struct bm_verdict *verdict)
{
	static const uint32_t taken = TAKEN_LAYER;
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;
	const struct bm_coverage_list lists[] = {
		LIST_OF(e820->given, e820->given_count, entry_range,
		    given_layers, NULL),
		LIST_OF(e820->entries, e820->count, entry_range, made_layers,
		    NULL),
		LIST_OF(e820->lines, e820->line_count, line_range,
		    edit_layers, &taken),
		{ world->facts, world->fact_count, sizeof(world->facts[0]),
		    .range_offset = offsetof(struct bm_fact, range),
		    .layers = loaded_layers, .context = &taken },
	};

	return (bm_coverage_walk(lists, sizeof(lists) / sizeof(lists[0]),
	    edges, edge_capacity, judge_highest, verdict));
}

#define MAP_LAYER (UINT32_C(1) << 0)
#define KEPT_LAYER (UINT32_C(1) << 1)

/* Where the last map that was shown begins in the log. */
static size_t
last_map(const struct bm_linux_e820 *e820)
{
	size_t first = e820->line_count;

	while (first > 0 &&
	    e820->lines[first - 1].kind != BM_LINUX_E820_HEADING)
		first--;
	return (first);
}

/* Of no bytes at 0 the last one is that of all there are. */
static uint32_t
map_layers(const void *element, const void *context)
{
	const struct bm_linux_e820_line *line = element;

	(void)context;
	return (line->type == RAM &&
	    line->last - line->start != BM_PADDR_LAST ? MAP_LAYER : 0);
}

static uint32_t
ram_layers(const void *element, const void *context)
{
	(void)element;
	(void)context;
	return (KEPT_LAYER);
}

static void
judge_kept(void *context, struct bm_range stretch, uint32_t mask)
{
	if ((mask & (MAP_LAYER | KEPT_LAYER)) == MAP_LAYER)
		bm_verdict_break(context, stretch);
}

enum bm_status
bm_judge_e820_kept(const struct bm_world *world,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    struct bm_verdict *verdict)
{
	static const uint32_t kept = KEPT_LAYER;
	const struct bm_linux_e820 *e820 = &world->linux_world.e820;
	const size_t first = last_map(e820);
	size_t map_end = first;

	while (map_end < e820->line_count &&
	    e820->lines[map_end].kind == BM_LINUX_E820_ENTRY)
		map_end++;
	return (bm_coverage_walk((const struct bm_coverage_list[]){
	    LIST_OF(e820->lines + first, map_end - first, line_range,
	    map_layers, NULL),
	    LIST_OF(e820->lines + first, e820->line_count - first, line_range,
	    edit_layers, &kept),
	    { e820->ram.entries, e820->ram.count, sizeof(e820->ram.entries[0]),
	    .range_offset = offsetof(struct bm_rset_entry, range),
	    .layers = ram_layers } }, 3, edges, edge_capacity, judge_kept,
	    verdict));
}

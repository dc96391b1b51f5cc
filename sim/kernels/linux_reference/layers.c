/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_reference/layers.h"

#include <string.h>

#include "core/contract.h"
#include "core/sort.h"

static struct bm_rset
new_set(struct arena *arena, size_t capacity)
{
	return (bm_rset_empty(arena_alloc(arena, capacity,
	    sizeof(struct bm_rset_entry)), capacity));
}

static void
must_fit(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

/* A set of one type never needs more than one entry more than it had. */
static void
make_room(struct reference_layers *layers, struct bm_rset *set, size_t more)
{
	struct bm_rset longer;

	if (set->capacity - set->count >= more)
		return;
	longer = new_set(layers->arena, 2 * set->count + more);
	if (set->count > 0)
		memcpy(longer.entries, set->entries,
		    set->count * sizeof(set->entries[0]));
	longer.count = set->count;
	*set = longer;
}

static bool
type_before(const void *a, const void *b)
{
	const struct bm_rset_entry *left = a, *right = b;

	return (left->tags != right->tags ? left->tags < right->tags :
	    left->range.start < right->range.start);
}

/* Where the layer of a type is, or would be. */
static size_t
place_of(const struct reference_layers *layers, uint32_t type)
{
	size_t low = 0, high = layers->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (layers->layers[middle].type < type)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

/* NULL if there is none. */
static struct bm_rset *
find_layer(const struct reference_layers *layers, uint32_t type)
{
	const size_t place = place_of(layers, type);

	return (place < layers->count && layers->layers[place].type == type ?
	    &layers->layers[place].set : NULL);
}

static struct bm_rset *
need_layer(struct reference_layers *layers, uint32_t type)
{
	const size_t place = place_of(layers, type);
	struct reference_layer *longer;

	if (find_layer(layers, type) != NULL)
		return (&layers->layers[place].set);
	if (layers->count == layers->capacity) {
		layers->capacity = 2 * layers->capacity + 8;
		longer = arena_alloc(layers->arena, layers->capacity,
		    sizeof(longer[0]));
		if (layers->count > 0)
			memcpy(longer, layers->layers,
			    layers->count * sizeof(longer[0]));
		layers->layers = longer;
	}
	memmove(layers->layers + place + 1, layers->layers + place,
	    (layers->count - place) * sizeof(layers->layers[0]));
	layers->layers[place] = (struct reference_layer){ .type = type };
	layers->count++;
	return (&layers->layers[place].set);
}

struct reference_layers
reference_layers_of(const struct bm_rset *map, struct arena *arena)
{
	struct reference_layers layers = { .arena = arena };
	struct bm_rset sorted = new_set(arena, map->count);
	size_t end;

	if (map->count > 0)
		memcpy(sorted.entries, map->entries,
		    map->count * sizeof(sorted.entries[0]));
	bm_sort(sorted.entries, map->count, sizeof(sorted.entries[0]),
	    type_before);
	for (size_t i = 0; i < map->count; i = end) {
		const uint32_t type = sorted.entries[i].tags;

		for (end = i; end < map->count &&
		    sorted.entries[end].tags == type; end++)
			continue;
		*need_layer(&layers, type) = (struct bm_rset){
		    sorted.entries + i, end - i, end - i };
	}
	return (layers);
}

void
reference_layers_add(struct reference_layers *layers, struct bm_range range,
    uint32_t type)
{
	const struct bm_rset_entry entry = { range, type,
	    { BM_SOURCE_NONE, 0 } };
	struct bm_rset *set = need_layer(layers, type);

	make_room(layers, set, 1);
	must_fit(bm_rset_add(set, &entry));
}

void
reference_layers_remove(struct reference_layers *layers,
    struct bm_range range, uint32_t type)
{
	struct bm_rset *set = find_layer(layers, type);

	if (set == NULL)
		return;
	make_room(layers, set, 1);
	must_fit(bm_rset_remove(set, range));
}

void
reference_layers_remove_all(struct reference_layers *layers,
    struct bm_range range)
{
	for (size_t i = 0; i < layers->count; i++)
		reference_layers_remove(layers, range,
		    layers->layers[i].type);
}

void
reference_layers_retype(struct reference_layers *layers,
    struct bm_range range, uint32_t old_type, uint32_t new_type)
{
	const struct bm_rset_entry window = { .range = range };
	const struct bm_rset windows = { (struct bm_rset_entry[]){ window },
	    1, 1 };
	const struct bm_rset *old = find_layer(layers, old_type);
	struct bm_rset moved, *new;

	if (old == NULL)
		return;
	moved = new_set(layers->arena, old->count + 1);
	must_fit(bm_rset_intersect(old, &windows, &moved));
	reference_layers_remove(layers, range, old_type);
	new = need_layer(layers, new_type);
	make_room(layers, new, moved.count);
	for (size_t i = 0; i < moved.count; i++) {
		moved.entries[i].tags = new_type;
		must_fit(bm_rset_append(new, &moved.entries[i]));
	}
	bm_rset_normalize(new);
}

struct bm_rset
reference_layers_entries(const struct reference_layers *layers)
{
	size_t count = 0;
	struct bm_rset all;

	for (size_t i = 0; i < layers->count; i++)
		count += layers->layers[i].set.count;
	all = new_set(layers->arena, count);
	for (size_t i = 0; i < layers->count; i++)
		for (size_t j = 0; j < layers->layers[i].set.count; j++)
			must_fit(bm_rset_append(&all,
			    &layers->layers[i].set.entries[j]));
	return (all);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * An e820 map while the user amends it: what he adds lies beside what is there
 * until all is said, so that taking it away again uncovers what was below.  A
 * layer has the bytes of one type.
 */
#ifndef REFERENCE_LINUX_LAYERS_H
#define REFERENCE_LINUX_LAYERS_H

#include "core/rset.h"
#include "sim/arena.h"

struct reference_layer {
	uint32_t type;
	struct bm_rset set;	/* tags are the type */
};

struct reference_layers {
	struct arena *arena;
	struct reference_layer *layers;		/* by type */
	size_t count;
	size_t capacity;
};

/* The layers of a map, whose tags are types. */
struct reference_layers reference_layers_of(const struct bm_rset *map,
    struct arena *arena);

void reference_layers_add(struct reference_layers *layers,
    struct bm_range range, uint32_t type);
void reference_layers_remove(struct reference_layers *layers,
    struct bm_range range, uint32_t type);
void reference_layers_remove_all(struct reference_layers *layers,
    struct bm_range range);
void reference_layers_retype(struct reference_layers *layers,
    struct bm_range range, uint32_t old_type, uint32_t new_type);

/* The entries of all layers, to be made one map again; on the arena. */
struct bm_rset reference_layers_entries(
    const struct reference_layers *layers);

#endif

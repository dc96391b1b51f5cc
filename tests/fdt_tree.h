/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A device tree under construction, with one reservation in front.
 */
#ifndef TESTS_FDT_TREE_H
#define TESTS_FDT_TREE_H

#include <libfdt.h>

#include "sim/read/fdt.h"

struct tree {
	uint64_t blob[512];
};

/* The root is open, and says nothing yet. */
struct tree tree_new(void);

/* And then how many cells its children use. */
struct tree tree_begin(uint32_t address_cells, uint32_t size_cells);

/* A property of the node that is open. */
void tree_cells(struct tree *tree, const char *name, size_t count,
    const uint32_t *cells);

#define CELLS(tree, name, ...)						\
	tree_cells((tree), (name),					\
	    sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t),	\
	    (uint32_t[]){ __VA_ARGS__ })

/* Opens a node of that device_type; NULL: of none. */
void tree_memory(struct tree *tree, const char *name, const char *type);

/* Ends the root and decodes the blob, as t.dtb. */
bool tree_decode(struct tree *tree, struct arena *arena,
    struct fdt_map *ret_map, struct read_error *ret_error);

#endif

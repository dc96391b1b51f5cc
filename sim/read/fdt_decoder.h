/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the parts of the device tree decoder share: checked access to
 * properties.  Functions that answer bool tell the error before they answer
 * false.
 */
#ifndef READ_FDT_DECODER_H
#define READ_FDT_DECODER_H

#include "sim/read/fdt.h"

enum { FDT_CELL_BYTES = 4 };

#define FDT_ROOT 0		/* the root's offset, always */

struct fdt_cells {
	size_t address;
	size_t size;
};

struct fdt_bytes {		/* of a property */
	const unsigned char *bytes;	/* NULL: there is none */
	size_t length;
};

struct fdt_decoder {
	const char *file;
	const void *blob;
	struct arena *arena;
	struct read_error *error;
	struct fdt_map map;
	struct fdt_cells root_cells;
	size_t entry_count;
};

/* fdt_check_full, which itself trips over a root without a name. */
int fdt_check_blob(const void *blob, size_t length);

bool fdt_refuse(struct fdt_decoder *decoder, int node, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* More map entries; too many of them are an error. */
bool fdt_count_entries(struct fdt_decoder *decoder, int node, size_t count);

bool fdt_find_property(struct fdt_decoder *decoder, int node,
    const char *name, struct fdt_bytes *ret_property);

/* How a walk over the children of node came to its end. */
bool fdt_check_walk(struct fdt_decoder *decoder, int node, int end);

/* The number in so many cells, at most two. */
uint64_t fdt_cells_number(const unsigned char *bytes, size_t cell_count);

/* The cells that the children of node use, and whether it says both. */
bool fdt_read_both_cells(struct fdt_decoder *decoder, int node,
    struct fdt_cells *ret_cells, bool *ret_is_said);

size_t fdt_tuple_bytes(struct fdt_cells cells);
struct bm_extent fdt_read_tuple(const unsigned char *bytes,
    struct fdt_cells cells);

/* Appends all tuples of a property to the list, which has room for them. */
void fdt_append_tuples(struct fdt_bytes property, struct fdt_cells cells,
    struct extent_list *list);

/* /reserved-memory, if there is one. */
bool fdt_read_reserved(struct fdt_decoder *decoder);

#endif

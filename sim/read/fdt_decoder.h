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
	struct fdt_cells root_cells;	/* by the standard */
	struct fdt_cells linux_cells;	/* of the root, too */
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

/* Is the first string of a property that text? */
bool fdt_property_is(struct fdt_bytes property, const char *text);

/* The number in so many cells, at most two. */
uint64_t fdt_cells_number(const unsigned char *bytes, size_t cell_count);

/*
 * The cells that the children of node use: *ret_cells where it says nothing.
 * Does it say both?
 */
bool fdt_read_both_cells(struct fdt_decoder *decoder, int node,
    struct fdt_cells *ret_cells, bool *ret_is_said);

size_t fdt_tuple_bytes(struct fdt_cells cells);

/* Whole ranges of a property; none if a range has no bytes. */
size_t fdt_tuple_count(struct fdt_bytes property, struct fdt_cells cells);

/* Is there less or more than whole ranges? */
bool fdt_is_ragged(struct fdt_bytes property, struct fdt_cells cells);

/* One range, read on if need be; behind the blob's end everything is 0. */
struct bm_extent fdt_read_tuple(const struct fdt_decoder *decoder,
    const unsigned char *bytes, struct fdt_cells cells);

/* All whole ranges of a property, which are counted as map entries. */
bool fdt_read_tuples(struct fdt_decoder *decoder, int node,
    struct fdt_bytes property, struct fdt_cells cells,
    struct extent_list *ret_list);

/* fdt_memory.c.  What is memory, by the standard and as Linux sees it. */
bool fdt_read_memory(struct fdt_decoder *decoder);

/*
 * fdt_memreserve.c.  Takes the blob in, a copy of it where its list of
 * reservations has no end, and reads the list.
 */
bool fdt_read_memreserve(struct fdt_decoder *decoder, const void *blob,
    size_t length);

/* fdt_chosen.c.  What Linux looks for in /chosen. */
bool fdt_read_chosen(struct fdt_decoder *decoder);

/* fdt_tree.c.  What there is to unflatten. */
bool fdt_read_tree(struct fdt_decoder *decoder);

/* /reserved-memory, if there is one. */
bool fdt_read_reserved(struct fdt_decoder *decoder);

#endif

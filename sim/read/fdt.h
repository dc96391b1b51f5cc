/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a device tree blob says about memory.
 *
 * Memory is the reg of each node below the root whose device_type is
 * "memory", and of those called memory, with a unit address or without, that
 * have no device_type, as in old blobs; nodes whose status is not okay are no
 * memory.  Missing #address-cells mean 2 and missing #size-cells mean 1, as in
 * the devicetree specification; any number of cells above 2 is an error.
 *
 * Linux differs: what it looks at, and how it reads it, is in for_linux.
 *
 * A node may have a property of the wrong length: kernels know how to refuse
 * that or to go by a part of it, so it is passed on as malformed.  So is a
 * list of reservations that nothing ends, which kernels may run out of.
 */
#ifndef READ_FDT_H
#define READ_FDT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/arena.h"
#include "sim/capture.h"
#include "sim/read/error.h"

#define FDT_BLOB_BYTES_MAX ((size_t)2 << 20)

/*
 * Decodes the blob, which has to be aligned to 8 bytes; file is its name in
 * messages.  What ret_map points to goes on the arena.  Untouched on error.
 */
bool fdt_map_decode(const char *file, const void *blob, size_t length,
    struct arena *arena, struct fdt_map *ret_map,
    struct read_error *ret_error);

/* The same for the blob in the file at path. */
bool fdt_map_read(const char *path, struct arena *arena,
    struct fdt_map *ret_map, struct read_error *ret_error);

/* Ranges and reserved nodes of a map. */
size_t fdt_map_entry_count(const struct fdt_map *map);

#endif

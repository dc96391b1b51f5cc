/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the files that write a capture share.
 */
#ifndef WRITE_CAPTURE_PARTS_H
#define WRITE_CAPTURE_PARTS_H

#include "sim/capture.h"
#include "sim/write/json_write.h"

/* Nothing if text is NULL. */
void write_string_if(struct json_writer *out, const char *key,
    const char *text);

/* "base" and "size", in an object of the caller's. */
void write_extent(struct json_writer *out, struct bm_extent extent);

/* Nothing if it is absent. */
void write_optional_range(struct json_writer *out, const char *key,
    const struct optional_extent *range);

/* On one line, and with a line for each. */
void write_range_list(struct json_writer *out, const char *key,
    const struct extent_list *list);
void write_range_lines(struct json_writer *out, const char *key,
    const struct extent_list *list);

/* One file for each; nothing if there is none. */
void write_firmware(struct json_writer *out, const struct capture *capture);
void write_fdt(struct json_writer *out, const struct fdt_map *map);
void write_memory_bytes(struct json_writer *out,
    const struct capture *capture);
void write_fdt_for_linux(struct json_writer *out, const struct fdt_map *map);
void write_fdt_reserved_for_linux(struct json_writer *out,
    const struct fdt_reserved *node);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the files that write a device tree's source share.  A property stands
 * on a line of its own behind the indent.
 */
#ifndef EXPORT_DTS_PARTS_H
#define EXPORT_DTS_PARTS_H

#include <stdio.h>

#include "sim/export/export.h"

/* One of no range has no value, and no length. */
void dts_write_ranges(FILE *file, const char *indent, const char *name,
    const struct extent_list *list);

/* In two cells. */
void dts_write_number(FILE *file, const char *indent, const char *name,
    uint64_t number);

/* Nothing if text is NULL. */
void dts_write_string(FILE *file, const char *indent, const char *name,
    const char *text);
void dts_write_strings(FILE *file, const char *indent, const char *name,
    const char *text, const struct string_list *more);

/* dts_linux.c.  The memory nodes, and /chosen if anything is in it. */
void dts_write_memory(FILE *file, const struct fdt_map *map,
    struct export_notes *notes);
void dts_write_chosen(FILE *file, const struct fdt_for_linux *for_linux,
    struct export_notes *notes);

#endif

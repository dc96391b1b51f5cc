/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads the tables that FreeBSD prints of its physical memory out of a boot
 * log: what stands around them is passed over, the rows themselves are taken
 * strictly.  A row whose numbers contradict each other is an error, and so is
 * one that stands in no table.
 */
#ifndef READ_PHYSMEM_TABLE_H
#define READ_PHYSMEM_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/range.h"
#include "sim/arena.h"
#include "sim/read/error.h"

#define PHYSMEM_TABLE_BYTES_MAX ((size_t)256 << 20)
#define PHYSMEM_TABLE_ROWS_MAX ((size_t)1 << 20)	/* of one list */

/* Every page size that a kernel may have printed with, summed up. */
#define PHYSMEM_TABLE_PAGE_SIZES \
    ((uint64_t)(4096 + 8192 + 16384 + 32768 + 65536))

enum printed_kind {
	PRINTED_CHUNKS,		/* of physmem; with 'N MB (N pages)' */
	PRINTED_EXCLUDED,	/* of physmem */
	PRINTED_PHYS_CHUNKS,	/* phys_avail with 'N bytes (N pages)' */
	PRINTED_PHYS_AVAIL,	/* '[START, END)' */
	PRINTED_DUMP_AVAIL,	/* the same below a title that says so */
	PRINTED_KIND_COUNT
};

struct printed_row {
	struct bm_range range;
	uint32_t flags;		/* BM_EXCLUDE_ of core/exclusions.h */
};

struct printed_list {
	bool is_present;
	struct printed_row *rows; /* in the order of the file */
	size_t count;
	size_t capacity;
	char *text;		/* heading and rows as the kernel wrote them */
	size_t text_bytes;
	size_t text_capacity;
};

struct printed_tables {
	struct arena *arena;
	struct printed_list lists[PRINTED_KIND_COUNT];
	uint64_t page_sizes;	/* the sum of those that fit every row */
};

/*
 * The tables in the length bytes of a file.  page_sizes is the sum of those
 * that may be meant.  NULL with an error; otherwise physmem's two lists come
 * together.  The result keeps nothing of the arguments.
 */
struct printed_tables *printed_tables_read(const char *file,
    const char *bytes, size_t length, uint64_t page_sizes,
    struct read_error *ret_error);

/* Was there no table at all? */
bool printed_tables_is_empty(const struct printed_tables *tables);

void printed_tables_free(struct printed_tables *tables);

#endif

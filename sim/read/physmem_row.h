/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * One row of a printed table.
 */
#ifndef READ_PHYSMEM_ROW_H
#define READ_PHYSMEM_ROW_H

#include "sim/read/physmem_table.h"
#include "sim/read/row.h"

/* What a row of each kind says. */
struct row_numbers {
	bm_paddr start;
	bm_paddr last;
	bool is_empty;		/* the row is of no byte; last is start - 1 */
	uint64_t size;		/* MB or bytes */
	uint64_t page_count;
	uint32_t flags;
};

/*
 * Reads the row of a kind and narrows *page_sizes to those that agree with
 * it.  False if the row is damaged.
 */
bool physmem_row_read(struct row *row, enum printed_kind kind,
    uint64_t *page_sizes, struct row_numbers *ret_numbers);

/* The form of the row that starts at text: 'MB (' or 'bytes ('. */
enum printed_kind physmem_row_kind(const char *text, const char *end);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the maps that firmware, loaders and hypervisors print have in common.
 * What refuses answers false and has said what is wrong at culprit.
 */
#ifndef IMPORT_FIRMWARE_ROW_H
#define IMPORT_FIRMWARE_ROW_H

#include "sim/import/form.h"
#include "sim/names.h"

/* How many hexadecimal digits stand at text: a cheap look before reading. */
size_t hex_run(const char *text, const char *end);

/* The longest of the names (the last is NULL) that stands here; what says
 * what kind of name. */
bool row_name(struct row *row, const struct named_value *names,
    const char *what, uint64_t *ret_value);

/*
 * [start, last], or [start, end) where an end of 0 is that of the address
 * space.  A range of nothing, as firmware has them, is no error.
 */
bool row_range_to_last(struct row *row, const char *culprit, bm_paddr start,
    bm_paddr last, struct bm_extent *ret_extent);
bool row_range_to_end(struct row *row, const char *culprit, bm_paddr start,
    bm_paddr end, struct bm_extent *ret_extent);

/* Is the range, which stands at culprit, so many pages of 4096 bytes? */
bool row_pages(struct row *row, const char *culprit, struct bm_extent extent,
    uint64_t page_count);

/* Is it so many bytes? */
bool row_bytes(struct row *row, const char *culprit, struct bm_extent extent,
    uint64_t byte_count);

/* Does the type, which stands at culprit, fit? */
bool row_type(struct row *row, const char *culprit, uint64_t type);

/*
 * The rows of a map are numbered from 0: is index the next?  *count is how
 * many there are, and one more behind it.  A map whose first rows are missing
 * is incomplete.
 */
bool row_number(struct log_run *run, struct row *row, const char *culprit,
    uint64_t index, uint64_t *count);

/* A descriptor of the map, if the range is whole pages. */
bool row_add_efi(struct log_run *run, struct row *row, const char *culprit,
    uint64_t type, struct bm_extent extent, uint64_t attributes);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The forms in which diff says what differs.
 */
#ifndef DIFF_FORMATS_H
#define DIFF_FORMATS_H

#include <stdio.h>

#include "sim/diff.h"
#include "sim/report/color.h"

/* For people: a line a change, and sums; nothing if nothing differs. */
void diff_text(const struct color_output *output,
    const struct diff_result *result);

/* One object on one line, whether anything differs or not. */
void diff_json(FILE *out, const struct diff_result *result);

/* One table as each side has it printed. */
struct diff_texts {
	const char *table;
	const char *bytes[2];
	size_t lengths[2];
};

/*
 * As diff -u has it, to the byte; nothing, and false, if the texts are the
 * same.
 */
bool diff_unified(const struct color_output *output,
    const struct diff_side sides[2], const struct diff_texts *texts);

/* "panic: TEXT" of each side that did. */
void diff_panics(FILE *out, const struct diff_side sides[2]);

/* "NoAlloc NoDump", or "" for none. */
const char *diff_flags_text(uint32_t flags);

const char *diff_kind_name(enum diff_kind kind);

/* Pages and bytes that a change is about: for an edge, what it moved by. */
void diff_change_size(const struct diff_result *result,
    const struct diff_change *change, uint64_t *ret_pages,
    struct diff_sum *ret_bytes);

/* What all ranges of one side of a part come to. */
void diff_list_size(const struct diff_list *list, uint64_t page_size,
    struct diff_sum *ret_pages, struct diff_sum *ret_bytes);

#endif

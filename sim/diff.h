/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What differs between two tables of ranges, whatever the order of their rows
 * and whoever made them.
 */
#ifndef DIFF_H
#define DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/range.h"
#include "sim/arena.h"

struct diff_range {
	struct bm_range range;
	uint32_t flags;		/* BM_EXCLUDE_ of core/exclusions.h */
	const char *holder;	/* in the nexus; NULL elsewhere or if free */
};

struct diff_list {
	struct diff_range *entries;
	size_t count;
};

/* In the order in which two ranges are tried to be paired. */
enum diff_kind {
	DIFF_EQUAL,	/* never reported */
	DIFF_CHANGED,	/* the same range with other flags or holder */
	DIFF_GROWN,	/* one edge stands where it was */
	DIFF_SHRUNK,
	DIFF_MOVED,	/* the same size and flags elsewhere */
	DIFF_REMOVED,	/* there is no after */
	DIFF_ADDED,	/* there is no before */
};

struct diff_change {
	enum diff_kind kind;
	const struct diff_range *before;
	const struct diff_range *after;
};

/* One list of ranges in both tables, side 0 being A, and what differs. */
struct diff_part {
	const char *table;	/* as in `list tables` */
	const char *name;	/* of a part: chunks; NULL: it has but one */
	bool is_missing[2];	/* that kernel did not live to make it */
	struct diff_list lists[2];
	struct diff_change *changes; /* in order of address */
	size_t change_count;
};

/* Where a side came from. */
struct diff_side {
	const char *path;
	const char *profile;	/* NULL: it was printed, nothing was run */
	const char *panic;	/* NULL: none */
	uint64_t page_size;	/* bytes */
};

struct diff_result {
	struct diff_side sides[2];
	struct diff_part *parts;
	size_t part_count;
};

/*
 * Pairs the ranges of both lists and fills in the part's changes, on arena.
 * O(n log n).  Every range is in one pair, or is removed or added: so sizes
 * before plus what changed is sizes after.
 */
void diff_compare(struct diff_part *part, struct arena *arena);

/* Is there any change, or a part that one side only has? */
bool diff_is_different(const struct diff_result *result);

/* A sum that cannot overflow: upper * 10^18 + lower, lower below 10^18. */
struct diff_sum {
	uint64_t upper;
	uint64_t lower;
};

void diff_sum_add_bytes(struct diff_sum *sum, struct bm_range range);
void diff_sum_add(struct diff_sum *sum, uint64_t number);

#define DIFF_SUM_TEXT_BYTES 48

/* In decimal. */
void diff_sum_text(const struct diff_sum *sum,
    char text[DIFF_SUM_TEXT_BYTES]);

/* How many bytes more the larger of two ranges has than the other. */
uint64_t diff_bytes_between(struct bm_range before, struct bm_range after);

#endif

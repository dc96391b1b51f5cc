/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the core is measured against: a small universe of equal units that are
 * painted and erased one by one.  Everything here is a plain loop over single
 * units, so that it shares no thought with the code it judges.
 */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/range.h"
#include "core/rset.h"

#define ORACLE_UNITS_MAX 512

struct oracle_unit {
	bool is_painted;
	uint32_t tags;
	uint32_t earliest;	/* lowest index of those that painted it */
};

struct oracle {
	bm_paddr base;		/* of unit 0 */
	uint64_t unit_bytes;
	size_t unit_count;
	struct oracle_unit units[ORACLE_UNITS_MAX];
};

/* Where universes are laid: at the bottom, in the middle, up to 2^64. */
enum oracle_place { ORACLE_BOTTOM, ORACLE_MIDDLE, ORACLE_TOP, ORACLE_PLACES };

/* An empty universe. */
void oracle_init(struct oracle *oracle, enum oracle_place place,
    uint64_t unit_bytes, size_t unit_count);

/* The bytes of the units from first to last, both included. */
struct bm_range oracle_range(const struct oracle *oracle, size_t first,
    size_t last);

/* Units painted before keep their tags and get these as well. */
void oracle_paint(struct oracle *oracle, size_t first, size_t last,
    uint32_t tags, uint32_t index);

void oracle_erase(struct oracle *oracle, size_t first, size_t last);

/*
 * The one canonical table of what is painted, into entries; returns its
 * length.  An origin has the index of the earliest unit of the run.
 */
size_t oracle_table(const struct oracle *oracle,
    struct bm_rset_entry entries[ORACLE_UNITS_MAX]);

/*
 * Is set the canonical table, ranges and tags?  Says on standard error what
 * differs.  An entry's origin has to be no later than that of its earliest
 * unit: merged entries that are split again both keep the earlier one.
 */
bool oracle_matches(const struct oracle *oracle, const struct bm_rset *set);

/* A generator of pseudo-random numbers, the same ones on every machine. */
struct oracle_random {
	uint64_t state;
};

uint64_t oracle_random_next(struct oracle_random *random);

/* A number below bound, which is not 0. */
uint64_t oracle_random_below(struct oracle_random *random, uint64_t bound);

#endif

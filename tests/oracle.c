/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/oracle.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void
oracle_init(struct oracle *oracle, enum oracle_place place,
    uint64_t unit_bytes, size_t unit_count)
{
	if (unit_count > ORACLE_UNITS_MAX)
		abort();
	oracle->base = 0;
	if (place == ORACLE_MIDDLE)
		oracle->base = UINT64_C(0x8000000000000000);
	if (place == ORACLE_TOP)
		oracle->base -= unit_bytes * unit_count;
	oracle->unit_bytes = unit_bytes;
	oracle->unit_count = unit_count;
	for (size_t i = 0; i < unit_count; i++)
		oracle->units[i] = (struct oracle_unit){ false, 0, 0 };
}

struct bm_range
oracle_range(const struct oracle *oracle, size_t first, size_t last)
{
	return ((struct bm_range){
	    oracle->base + oracle->unit_bytes * first,
	    oracle->base + oracle->unit_bytes * (last + 1) });
}

void
oracle_paint(struct oracle *oracle, size_t first, size_t last, uint32_t tags,
    uint32_t index)
{
	for (size_t i = first; i <= last; i++) {
		struct oracle_unit *unit = &oracle->units[i];

		if (!unit->is_painted)
			*unit = (struct oracle_unit){ true, 0, index };
		unit->tags |= tags;
		if (index < unit->earliest)
			unit->earliest = index;
	}
}

void
oracle_erase(struct oracle *oracle, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		oracle->units[i] = (struct oracle_unit){ false, 0, 0 };
}

size_t
oracle_table(const struct oracle *oracle,
    struct bm_rset_entry entries[ORACLE_UNITS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < oracle->unit_count; i++) {
		const struct oracle_unit *unit = &oracle->units[i];

		if (!unit->is_painted)
			continue;
		if (i == 0 || !oracle->units[i - 1].is_painted ||
		    oracle->units[i - 1].tags != unit->tags) {
			entries[count].range.start =
			    oracle_range(oracle, i, i).start;
			entries[count].tags = unit->tags;
			entries[count].origin = (struct bm_origin){
			    BM_SOURCE_OPS, unit->earliest };
			count++;
		}
		entries[count - 1].range.end = oracle_range(oracle, i, i).end;
		if (unit->earliest < entries[count - 1].origin.index)
			entries[count - 1].origin.index = unit->earliest;
	}
	return (count);
}

static void
print_table(const char *name, const struct bm_rset_entry *entries,
    size_t count)
{
	fprintf(stderr, "%s:", name);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " [%#" PRIx64 ", %#" PRIx64 ") tags %#x "
		    "from %u", entries[i].range.start, entries[i].range.end,
		    entries[i].tags, entries[i].origin.index);
	fprintf(stderr, "\n");
}

bool
oracle_matches(const struct oracle *oracle, const struct bm_rset *set)
{
	struct bm_rset_entry expected[ORACLE_UNITS_MAX];
	size_t count = oracle_table(oracle, expected);
	bool is_same = set->count == count;

	for (size_t i = 0; is_same && i < count; i++)
		is_same = bm_range_equal(set->entries[i].range,
		    expected[i].range) &&
		    set->entries[i].tags == expected[i].tags &&
		    set->entries[i].origin.index <= expected[i].origin.index;
	if (!is_same) {
		print_table("is", set->entries, set->count);
		print_table("should be", expected, count);
	}
	return (is_same);
}

/* Vigna's splitmix64. */
uint64_t
oracle_random_next(struct oracle_random *random)
{
	uint64_t value = random->state += UINT64_C(0x9e3779b97f4a7c15);

	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (value ^ (value >> 31));
}

uint64_t
oracle_random_below(struct oracle_random *random, uint64_t bound)
{
	return (oracle_random_next(random) % bound);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every set that up to three calls of add and remove make in a universe of
 * eight units, with every range and two tags, at the bottom, in the middle
 * and at the top of the address space, each compared with painting.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/rset.h"
#include "tests/oracle.h"

#define UNITS 8
#define CALLS_MAX 3
/* The kinds of a call: add with one of two tags, or remove. */
#define KINDS 3
#define ENTRIES_MAX 32

struct call {
	size_t first;
	size_t last;
	size_t kind;
};

struct enumeration {
	uint32_t tags[KINDS - 1];
	struct call calls[CALLS_MAX];	/* those that led here */
	size_t sequence_count;
	size_t refused_count;	/* by a table that was too small */
	/* Entries that a call wanted beyond what its result has. */
	size_t spare_max;
};

static void
fail(const struct enumeration *enumeration, size_t call_count,
    const char *what)
{
	fprintf(stderr, "%s, after", what);
	for (size_t i = 0; i < call_count; i++)
		fprintf(stderr, " %s %zu..%zu",
		    enumeration->calls[i].kind == KINDS - 1 ? "remove" :
		    enumeration->calls[i].kind == 0 ? "add first tag" :
		    "add second tag", enumeration->calls[i].first,
		    enumeration->calls[i].last);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

static enum bm_status
apply(const struct enumeration *enumeration, struct bm_rset *set,
    struct bm_range range, size_t kind, size_t index)
{
	const struct bm_rset_entry entry = { range,
	    enumeration->tags[kind % (KINDS - 1)],
	    { BM_SOURCE_OPS, (uint32_t)index } };

	return (kind == KINDS - 1 ? bm_rset_remove(set, range) :
	    bm_rset_add(set, &entry));
}

static void
paint(const struct enumeration *enumeration, struct oracle *oracle,
    const struct call *call, size_t index)
{
	if (call->kind == KINDS - 1)
		oracle_erase(oracle, call->first, call->last);
	else
		oracle_paint(oracle, call->first, call->last,
		    enumeration->tags[call->kind], (uint32_t)index);
}

/* Field by field: a structure's padding may be anything. */
static bool
is_same(const struct bm_rset *a, const struct bm_rset *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++) {
		const struct bm_rset_entry *left = &a->entries[i];
		const struct bm_rset_entry *right = &b->entries[i];

		same = bm_range_equal(left->range, right->range) &&
		    left->tags == right->tags &&
		    left->origin.source == right->origin.source &&
		    left->origin.index == right->origin.index;
	}
	return (same);
}

/*
 * The last call again, on tables from too small up to what the contract says
 * is always enough: refused without a trace, or done, and once it is done in
 * one it is done in all larger ones.
 */
static void
try_small_tables(struct enumeration *enumeration, const struct bm_rset *before,
    const struct bm_rset *after, size_t depth, struct bm_range range)
{
	size_t needed = 0;

	for (size_t capacity = before->count; capacity <= before->count +
	    2 * before->count + 1; capacity++) {
		struct bm_rset_entry entries[ENTRIES_MAX];
		struct bm_rset set = { entries, before->count, capacity };

		memcpy(entries, before->entries, sizeof(entries));
		if (apply(enumeration, &set, range,
		    enumeration->calls[depth].kind, depth) == BM_OK) {
			if (needed == 0)
				needed = capacity;
			if (!is_same(&set, after))
				fail(enumeration, depth + 1, "small table");
			continue;
		}
		enumeration->refused_count++;
		if (needed != 0 || !is_same(&set, before))
			fail(enumeration, depth + 1, "a refusal left a mark");
	}
	if (needed < after->count)
		fail(enumeration, depth + 1, "more entries than room");
	if (needed > before->count && needed > after->count &&
	    needed - after->count > enumeration->spare_max)
		enumeration->spare_max = needed - after->count;
}

static void
descend(struct enumeration *enumeration, const struct oracle *oracle,
    const struct bm_rset *set, size_t depth)
{
	struct call *call = &enumeration->calls[depth];

	for (size_t code = 0; code < UNITS * UNITS * KINDS; code++) {
		struct bm_rset_entry entries[ENTRIES_MAX];
		struct bm_rset next = { entries, set->count, ENTRIES_MAX };
		struct oracle painted = *oracle;
		struct bm_range range;

		*call = (struct call){ code / KINDS % UNITS,
		    code / KINDS / UNITS, code % KINDS };
		if (call->first > call->last)
			continue;
		range = oracle_range(oracle, call->first, call->last);
		memcpy(entries, set->entries, sizeof(entries));
		if (apply(enumeration, &next, range, call->kind, depth) !=
		    BM_OK)
			fail(enumeration, depth + 1, "refused");
		paint(enumeration, &painted, call, depth);
		if (!oracle_matches(&painted, &next))
			fail(enumeration, depth + 1, "wrong");
		try_small_tables(enumeration, set, &next, depth, range);
		enumeration->sequence_count++;
		if (depth + 1 < CALLS_MAX)
			descend(enumeration, &painted, &next, depth + 1);
	}
}

int
main(void)
{
	static const uint32_t tags[][KINDS - 1] = { { 1, 2 }, { 0, 1 },
	    { 3, 1 } };

	for (size_t i = 0; i < ORACLE_PLACES; i++) {
		struct enumeration enumeration = { .tags = { tags[i][0],
		    tags[i][1] } };
		struct bm_rset_entry entries[ENTRIES_MAX] = { 0 };
		struct bm_rset empty = bm_rset_empty(entries, ENTRIES_MAX);
		struct oracle oracle;

		/* Units of a byte: a range of one starts where it ends. */
		oracle_init(&oracle, (enum oracle_place)i, 1, UNITS);
		descend(&enumeration, &oracle, &empty, 0);
		printf("universe at %#llx, tags %u and %u: %zu sequences of "
		    "up to %d calls, %zu refused by small tables, at most "
		    "%zu entries more on the way than at the end\n",
		    (unsigned long long)oracle.base, tags[i][0],
		    tags[i][1], enumeration.sequence_count, CALLS_MAX,
		    enumeration.refused_count, enumeration.spare_max);
	}
	return (EXIT_SUCCESS);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every map that up to three calls make in a universe of five units: each of
 * three types added, updates, removals, over every range, at the bottom, in
 * the middle and at the top of the address space, each compared with
 * painting; and of additions alone the map that is built of all at once, in
 * this order and backwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/e820.h"
#include "tests/oracle.h"

#define UNITS 5
#define CALLS_MAX 3
#define ENTRIES_MAX 24

/* Neither the numbers nor their order say who wins: 7 over 1 over 9. */
static const struct bm_type_rank rank_list[] = { { 1, 5 }, { 7, 6 } };
static const struct bm_type_ranks ranks = { rank_list, 2, 0 };

enum operation { ADD, UPDATE, REMOVE, REMOVE_TYPE };

static const struct kind {
	const char *name;
	enum operation operation;
	uint32_t type;
	uint32_t new_type;
} kinds[] = {
	{ "add 1", ADD, 1, 0 },
	{ "add 7", ADD, 7, 0 },
	{ "add 9", ADD, 9, 0 },
	{ "update 1 to 9", UPDATE, 1, 9 },
	{ "update 9 to 7", UPDATE, 9, 7 },
	{ "remove", REMOVE, 0, 0 },
	{ "remove 1", REMOVE_TYPE, 1, 0 },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct call {
	size_t first;
	size_t last;
	const struct kind *kind;
};

struct enumeration {
	struct call calls[CALLS_MAX];	/* those that led here */
	size_t sequence_count;
	size_t built_count;
	size_t refused_count;
};

static void
fail(const struct enumeration *enumeration, size_t call_count,
    const char *what)
{
	fprintf(stderr, "%s, after", what);
	for (size_t i = 0; i < call_count; i++)
		fprintf(stderr, " %s %zu..%zu,",
		    enumeration->calls[i].kind->name,
		    enumeration->calls[i].first, enumeration->calls[i].last);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

static struct bm_rset_entry
entry_of(const struct call *call, struct bm_range range, size_t index)
{
	return ((struct bm_rset_entry){ range, call->kind->type,
	    { BM_SOURCE_E820, (uint32_t)index } });
}

static enum bm_status
apply(struct bm_rset *map, const struct call *call, struct bm_range range,
    size_t index)
{
	const struct bm_rset_entry entry = entry_of(call, range, index);

	switch (call->kind->operation) {
	case ADD:
		return (bm_e820_add(map, &ranks, &entry));
	case UPDATE:
		return (bm_e820_update(map, range, call->kind->type,
		    call->kind->new_type));
	case REMOVE:
		return (bm_rset_remove(map, range));
	case REMOVE_TYPE:
		return (bm_e820_remove_type(map, range, call->kind->type));
	}
	return (BM_INVALID);
}

/* Who wins, said in another way than the table of ranks says it. */
static int
place_of(uint32_t type)
{
	return (type == 7 ? 2 : type == 1 ? 1 : 0);
}

static void
paint_unit(struct oracle_unit *unit, const struct kind *kind, size_t index)
{
	switch (kind->operation) {
	case ADD:
		if (!unit->is_painted ||
		    place_of(kind->type) > place_of(unit->tags))
			*unit = (struct oracle_unit){ true, kind->type,
			    (uint32_t)index };
		break;
	case UPDATE:
		if (unit->is_painted && unit->tags == kind->type)
			unit->tags = kind->new_type;
		break;
	case REMOVE:
		unit->is_painted = false;
		break;
	case REMOVE_TYPE:
		if (unit->tags == kind->type)
			unit->is_painted = false;
		break;
	}
}

static void
paint(struct oracle *oracle, const struct call *call, size_t index)
{
	for (size_t i = call->first; i <= call->last; i++)
		paint_unit(&oracle->units[i], call->kind, index);
}

static bool
is_same(const struct bm_rset *a, const struct bm_rset *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++)
		same = bm_range_equal(a->entries[i].range,
		    b->entries[i].range) &&
		    a->entries[i].tags == b->entries[i].tags;
	return (same);
}

/*
 * The last call again, on tables from too small up to what is always enough:
 * refused without a trace, or done.
 */
static void
try_small_tables(struct enumeration *enumeration, const struct bm_rset *before,
    const struct bm_rset *after, size_t depth, struct bm_range range)
{
	const enum operation operation =
	    enumeration->calls[depth].kind->operation;
	const size_t enough = before->count +
	    (operation == ADD ? 2 * before->count + 1 :
	    operation == UPDATE ? 2 : 1);

	for (size_t capacity = before->count; capacity <= enough;
	    capacity++) {
		struct bm_rset_entry entries[ENTRIES_MAX];
		struct bm_rset map = { entries, before->count, capacity };
		enum bm_status status;

		memcpy(entries, before->entries, sizeof(entries));
		status = apply(&map, &enumeration->calls[depth], range, depth);
		if (status == BM_OK && (!is_same(&map, after) ||
		    map.count > capacity))
			fail(enumeration, depth + 1, "small table");
		if (status != BM_OK && !is_same(&map, before))
			fail(enumeration, depth + 1, "a refusal left a mark");
		if (status != BM_OK && capacity == enough)
			fail(enumeration, depth + 1, "refused enough room");
		enumeration->refused_count += status != BM_OK;
	}
}

/* All at once, and with too little room. */
static void
try_build(struct enumeration *enumeration, const struct oracle *oracle,
    size_t call_count, bool is_backwards)
{
	struct bm_rset_entry entries[CALLS_MAX], built[ENTRIES_MAX];
	const struct bm_rset_entry *heap[CALLS_MAX];
	struct bm_rset map = bm_rset_empty(built, 2 * call_count - 1);

	for (size_t i = 0; i < call_count; i++) {
		const struct call *call = &enumeration->calls[i];

		if (call->kind->operation != ADD)
			return;
		entries[is_backwards ? call_count - 1 - i : i] = entry_of(
		    call, oracle_range(oracle, call->first, call->last), i);
	}
	if (bm_e820_build(entries, call_count, &ranks, heap, &map) != BM_OK ||
	    !oracle_matches(oracle, &map))
		fail(enumeration, call_count, "built wrong");
	map.capacity = map.count - 1;
	if (bm_e820_build(entries, call_count, &ranks, heap, &map) !=
	    BM_FULL || map.count != map.capacity + 1)
		fail(enumeration, call_count, "built without room");
	enumeration->built_count++;
}

static void
descend(struct enumeration *enumeration, const struct oracle *oracle,
    const struct bm_rset *map, size_t depth)
{
	struct call *call = &enumeration->calls[depth];

	for (size_t code = 0; code < UNITS * UNITS * KINDS; code++) {
		struct bm_rset_entry entries[ENTRIES_MAX];
		struct bm_rset next = { entries, map->count, ENTRIES_MAX };
		struct oracle painted = *oracle;
		struct bm_range range;

		*call = (struct call){ code / KINDS % UNITS,
		    code / KINDS / UNITS, &kinds[code % KINDS] };
		if (call->first > call->last)
			continue;
		range = oracle_range(oracle, call->first, call->last);
		memcpy(entries, map->entries, sizeof(entries));
		if (apply(&next, call, range, depth) != BM_OK)
			fail(enumeration, depth + 1, "refused");
		paint(&painted, call, depth);
		if (!oracle_matches(&painted, &next))
			fail(enumeration, depth + 1, "wrong");
		try_small_tables(enumeration, map, &next, depth, range);
		try_build(enumeration, &painted, depth + 1, false);
		try_build(enumeration, &painted, depth + 1, true);
		enumeration->sequence_count++;
		if (depth + 1 < CALLS_MAX)
			descend(enumeration, &painted, &next, depth + 1);
	}
}

int
main(void)
{
	for (size_t i = 0; i < ORACLE_PLACES; i++) {
		struct enumeration enumeration = { .sequence_count = 0 };
		struct bm_rset_entry entries[ENTRIES_MAX] = { 0 };
		struct bm_rset empty = bm_rset_empty(entries, ENTRIES_MAX);
		struct oracle oracle;

		oracle_init(&oracle, (enum oracle_place)i, 1, UNITS);
		descend(&enumeration, &oracle, &empty, 0);
		printf("universe at %#llx: %zu sequences of up to %d calls, "
		    "%zu refused by small tables, %zu maps built at once\n",
		    (unsigned long long)oracle.base,
		    enumeration.sequence_count, CALLS_MAX,
		    enumeration.refused_count, enumeration.built_count);
	}
	return (EXIT_SUCCESS);
}

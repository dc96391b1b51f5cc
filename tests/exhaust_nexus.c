/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every table of claims that two owners can make in a universe of eight
 * units, and every call on each of them, compared with a model of single
 * units.  A call leaves one of these tables again, so that scripts of any
 * length are covered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/nexus.h"
#include "tests/oracle.h"

#define UNITS 8
#define TABLE_MAX (2 * UNITS)
/* A byte, so that a range of one unit starts where it ends. */
#define UNIT_BYTES ((size_t)1)

/* What a unit is.  Claims of one owner that touch are two. */
enum state { FREE, CONTINUES, BEGINS, BEGINS_OTHER };

struct model {
	enum state units[UNITS];
};

static const uint32_t owners[] = { 11, 22 };

struct enumeration {
	struct oracle units;	/* nothing is painted in it */
	struct model model;	/* before the call */
	struct bm_claim claims[TABLE_MAX];
	size_t count;
	size_t table_count;
	size_t call_count;
};

static void
fail(const struct enumeration *enumeration, const char *what)
{
	fprintf(stderr, "%s, on the table", what);
	for (size_t i = 0; i < UNITS; i++)
		fprintf(stderr, " %c",
		    ".-ab"[enumeration->model.units[i]]);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

/* Reads a number as a table; false if it is none. */
static bool
decode(size_t code, unsigned state_count, struct model *ret_model)
{
	for (size_t i = 0; i < UNITS; i++, code /= state_count) {
		ret_model->units[i] = (enum state)(code % state_count);
		if (ret_model->units[i] == CONTINUES && (i == 0 ||
		    ret_model->units[i - 1] == FREE))
			return (false);
	}
	return (true);
}

/* The claims of a table, in order. */
static size_t
list_claims(const struct oracle *units, const struct model *model,
    struct bm_claim claims[TABLE_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < UNITS; i++) {
		if (model->units[i] == FREE)
			continue;
		if (model->units[i] != CONTINUES)
			claims[count++] = (struct bm_claim){
			    oracle_range(units, i, i),
			    owners[model->units[i] - BEGINS],
			    { BM_SOURCE_OPS, 0 } };
		claims[count - 1].range.end = oracle_range(units, i, i).end;
	}
	return (count);
}

static bool
is_same(const struct bm_claim *a, size_t a_count, const struct bm_claim *b,
    size_t b_count)
{
	bool same = a_count == b_count;

	for (size_t i = 0; same && i < a_count; i++)
		same = bm_range_equal(a[i].range, b[i].range) &&
		    a[i].owner == b[i].owner;
	return (same);
}

/* A call, and what it is to answer and to leave. */
struct call {
	enum { RESERVE, RESERVE_FIRST, RELEASE, RESERVE_AROUND } kind;
	struct bm_range range;
	uint32_t owner;
	struct bm_nexus_request request;
	struct bm_rset_entry piece_entries[UNITS];
	struct bm_rset pieces;

	enum bm_status status;
	struct model after;
	struct bm_range found;		/* by RESERVE_FIRST */
	struct bm_claim conflicts[TABLE_MAX];
	size_t conflict_count;
};

static enum bm_status
make_call(const struct call *call, struct bm_nexus *nexus,
    struct bm_nexus *conflicts, struct bm_range *ret_found)
{
	const struct bm_origin origin = { BM_SOURCE_OPS, 0 };

	switch (call->kind) {
	case RESERVE:
		return (bm_nexus_reserve(nexus, &(struct bm_claim){
		    call->range, call->owner, origin }, NULL));
	case RESERVE_FIRST:
		return (bm_nexus_reserve_first(nexus, &call->request,
		    call->owner, origin, ret_found));
	case RELEASE:
		return (bm_nexus_release(nexus, call->range, call->owner));
	case RESERVE_AROUND:
		break;
	}
	return (bm_nexus_reserve_around(nexus, &call->pieces, call->owner,
	    conflicts));
}

/* On tables of just that room. */
static void
try_call(struct enumeration *enumeration, const struct call *call,
    size_t capacity, size_t conflict_capacity, enum bm_status status)
{
	struct bm_claim claims[TABLE_MAX], conflict_claims[TABLE_MAX];
	struct bm_claim expected[TABLE_MAX];
	struct bm_nexus nexus = { claims, enumeration->count, capacity };
	struct bm_nexus conflicts = { conflict_claims, 0, conflict_capacity };
	struct bm_range found = { 1, 2 };
	size_t expected_count;

	memcpy(claims, enumeration->claims,
	    enumeration->count * sizeof(claims[0]));
	enumeration->call_count++;
	if (make_call(call, &nexus, &conflicts, &found) != status)
		fail(enumeration, "wrong answer");
	expected_count = list_claims(&enumeration->units,
	    status == BM_OK ? &call->after : &enumeration->model, expected);
	if (!is_same(claims, nexus.count, expected, expected_count))
		fail(enumeration, "wrong table");
	if (!bm_range_equal(found, status == BM_OK ? call->found :
	    (struct bm_range){ 1, 2 }))
		fail(enumeration, "wrong range found");
	if (!is_same(conflict_claims, conflicts.count, call->conflicts,
	    status == BM_OK ? call->conflict_count : 0))
		fail(enumeration, "wrong conflicts");
}

/* On tables that are just large enough, and on some that are too small. */
static void
try_rooms(struct enumeration *enumeration, const struct call *call)
{
	struct bm_claim after[TABLE_MAX];
	size_t count = list_claims(&enumeration->units, &call->after, after);

	if (count < enumeration->count)
		count = enumeration->count;
	try_call(enumeration, call, count, call->conflict_count,
	    call->status);
	if (count > enumeration->count)
		try_call(enumeration, call, count - 1, call->conflict_count,
		    BM_FULL);
	if (call->conflict_count > 0)
		try_call(enumeration, call, count, call->conflict_count - 1,
		    BM_FULL);
}

static bool
is_free(const struct model *model, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (model->units[i] != FREE)
			return (false);
	return (true);
}

static void
claim(struct model *model, size_t first, size_t last, size_t owner)
{
	for (size_t i = first; i <= last; i++)
		model->units[i] = i > first ? CONTINUES :
		    owner == 0 ? BEGINS : BEGINS_OTHER;
}

static void
try_ranges(struct enumeration *enumeration, size_t first, size_t last,
    size_t owner)
{
	const struct model *model = &enumeration->model;
	struct call call = { .kind = RESERVE, .owner = owners[owner],
	    .range = oracle_range(&enumeration->units, first, last),
	    .after = *model, .found = { 1, 2 } };
	struct model claimed = { { FREE } };
	bool is_claim;

	call.status = is_free(model, first, last) ? BM_OK : BM_BUSY;
	if (call.status == BM_OK)
		claim(&call.after, first, last, owner);
	try_rooms(enumeration, &call);

	/* A claim of these units looks just like this, and ends here. */
	claim(&claimed, first, last, owner);
	is_claim = memcmp(&model->units[first], &claimed.units[first],
	    (last - first + 1) * sizeof(model->units[0])) == 0 &&
	    (last + 1 == UNITS || model->units[last + 1] != CONTINUES);
	call.kind = RELEASE;
	call.status = is_claim ? BM_OK : BM_NONE;
	call.after = *model;
	for (size_t i = first; is_claim && i <= last; i++)
		call.after.units[i] = FREE;
	try_rooms(enumeration, &call);
}

/* Units are aligned as their numbers are: each universe starts at 0 mod 8. */
static void
try_request(struct enumeration *enumeration, size_t from, size_t last,
    size_t size, size_t alignment)
{
	const struct oracle *units = &enumeration->units;
	struct call call = { .kind = RESERVE_FIRST, .owner = owners[0],
	    .request = { oracle_range(units, from, from).start,
	    bm_range_last(oracle_range(units, last, last)),
	    size * UNIT_BYTES, alignment * UNIT_BYTES },
	    .status = BM_NONE, .after = enumeration->model,
	    .found = { 1, 2 } };

	for (size_t i = from; call.status != BM_OK && i <= last; i++) {
		if (i % alignment != 0 || i + size > last + 1 ||
		    !is_free(&enumeration->model, i, i + size - 1))
			continue;
		call.status = BM_OK;
		call.found = oracle_range(units, i, i + size - 1);
		claim(&call.after, i, i + size - 1, 0);
	}
	try_rooms(enumeration, &call);
}

static void
try_requests(struct enumeration *enumeration)
{
	/* A window may be inverted: from lies above last. */
	for (size_t from = 0; from < UNITS; from++)
		for (size_t last = 0; last < UNITS; last++)
			for (size_t size = 1; size <= UNITS + 1; size++)
				for (size_t alignment = 1;
				    alignment <= UNITS; alignment *= 2)
					try_request(enumeration, from, last,
					    size, alignment);
}

/*
 * Lays the pieces of a table around the claims, unit by unit.  A run of units
 * that are held by one claim and asked for by one piece is one conflict.
 */
static void
lay_around(const struct enumeration *enumeration, const struct model *pieces,
    struct call *call)
{
	const struct model *model = &enumeration->model;
	uint32_t owner = 0;
	bool was_held = false, was_laid = false;

	for (size_t i = 0; i < UNITS; i++) {
		bool is_asked = pieces->units[i] != FREE;
		bool is_held = is_asked && model->units[i] != FREE;
		bool is_laid = is_asked && !is_held;
		bool goes_on = pieces->units[i] == CONTINUES;

		if (model->units[i] >= BEGINS)
			owner = owners[model->units[i] - BEGINS];
		if (is_laid)
			call->after.units[i] = goes_on && was_laid ?
			    CONTINUES : BEGINS;
		if (is_held && !(goes_on && was_held &&
		    model->units[i] == CONTINUES))
			call->conflicts[call->conflict_count++] =
			    (struct bm_claim){ oracle_range(
			    &enumeration->units, i, i), owner,
			    { BM_SOURCE_NONE, 0 } };
		if (is_held)
			call->conflicts[call->conflict_count - 1].range.end =
			    oracle_range(&enumeration->units, i, i).end;
		was_held = is_held;
		was_laid = is_laid;
	}
}

/* Pieces have one tag each; those that touch have different ones. */
static void
try_pieces(struct enumeration *enumeration, const struct model *pieces)
{
	struct bm_claim claims[TABLE_MAX];
	struct call call = { .kind = RESERVE_AROUND, .owner = owners[0],
	    .status = BM_OK, .after = enumeration->model,
	    .found = { 1, 2 } };

	call.pieces = bm_rset_empty(call.piece_entries, UNITS);
	call.pieces.count = list_claims(&enumeration->units, pieces, claims);
	for (uint32_t i = 0; i < call.pieces.count; i++)
		call.piece_entries[i] = (struct bm_rset_entry){
		    claims[i].range, i, { BM_SOURCE_OPS, i } };
	lay_around(enumeration, pieces, &call);
	try_rooms(enumeration, &call);
}

/* Free runs, asked for from each unit on. */
static void
compare_free(const struct enumeration *enumeration)
{
	struct bm_claim claims[TABLE_MAX];
	const struct bm_nexus nexus = { claims, enumeration->count,
	    TABLE_MAX };
	const struct oracle *units = &enumeration->units;

	memcpy(claims, enumeration->claims, sizeof(claims));
	for (size_t from = 0; from < UNITS; from++) {
		struct bm_range run = { 1, 2 };
		size_t start = from, end;
		bm_paddr top = oracle_range(units, 0, UNITS - 1).end;
		bool is_found = bm_nexus_next_free(&nexus,
		    oracle_range(units, from, from).start, &run);

		while (start < UNITS &&
		    enumeration->model.units[start] != FREE)
			start++;
		for (end = start; end < UNITS &&
		    enumeration->model.units[end] == FREE;)
			end++;
		if (is_found != (start < UNITS || top != 0))
			fail(enumeration, "wrong free run");
		if (is_found && (run.start != units->base +
		    start * UNIT_BYTES || run.end != (end == UNITS ? 0 :
		    units->base + end * UNIT_BYTES)))
			fail(enumeration, "wrong free run");
	}
}

static void
try_table(struct enumeration *enumeration, size_t owner_count)
{
	size_t piece_code_count = 1;

	enumeration->count = list_claims(&enumeration->units,
	    &enumeration->model, enumeration->claims);
	enumeration->table_count++;
	compare_free(enumeration);
	for (size_t first = 0; first < UNITS; first++)
		for (size_t last = first; last < UNITS; last++)
			for (size_t owner = 0; owner < owner_count; owner++)
				try_ranges(enumeration, first, last, owner);
	/* Neither of the others looks at who holds a unit. */
	if (owner_count > 1)
		return;
	try_requests(enumeration);
	for (size_t i = 0; i < UNITS; i++)
		piece_code_count *= BEGINS + 1;
	for (size_t code = 0; code < piece_code_count; code++) {
		struct model pieces;

		if (decode(code, BEGINS + 1, &pieces))
			try_pieces(enumeration, &pieces);
	}
}

static void
enumerate(enum oracle_place place, size_t owner_count)
{
	const unsigned state_count = BEGINS + (unsigned)owner_count;
	struct enumeration enumeration = { .table_count = 0 };
	size_t code_count = 1;

	oracle_init(&enumeration.units, place, UNIT_BYTES, UNITS);
	for (size_t i = 0; i < UNITS; i++)
		code_count *= state_count;
	for (size_t code = 0; code < code_count; code++)
		if (decode(code, state_count, &enumeration.model))
			try_table(&enumeration, owner_count);
	printf("universe at %#llx: all %zu tables of claims of %zu owner(s), "
	    "%zu calls\n", (unsigned long long)enumeration.units.base,
	    enumeration.table_count, owner_count, enumeration.call_count);
}

int
main(void)
{
	for (int place = 0; place < ORACLE_PLACES; place++) {
		enumerate((enum oracle_place)place, 1);
		enumerate((enum oracle_place)place, 2);
	}
	return (EXIT_SUCCESS);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Everything that up to three calls make of a boot allocator in a universe of
 * five units, with every range, at the bottom, in the middle and at the top of
 * the address space: each compared with units, each tried again in a table
 * that is just too small and in one that is just large enough, and searched
 * for every size from both ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bootalloc_model.h"

#define UNITS 5
#define UNIT_BYTES UINT64_C(4096)
#define CALLS_MAX 3
#define PIECES_MAX 24

static const struct {
	enum bootalloc_kind kind;
	uint16_t flags;
	int32_t node;
} calls[] = {
	{ BOOTALLOC_ADD, 0, 0 },
	{ BOOTALLOC_ADD, BM_MEMBLOCK_MIRROR, 1 },
	{ BOOTALLOC_REMOVE, 0, 0 },
	{ BOOTALLOC_RESERVE, 0, 0 },
	{ BOOTALLOC_FREE, 0, 0 },
	{ BOOTALLOC_SET_FLAGS, BM_MEMBLOCK_NOMAP, 0 },
	{ BOOTALLOC_SET_NODE, 0, 1 },
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

struct enumeration {
	struct bootalloc_operation operations[CALLS_MAX];
	size_t sequence_count;
	size_t refused_count;
	size_t found_count;
};

static const struct bm_rset no_pending = { NULL, 0, 0 };

static void
fail(const struct enumeration *enumeration, size_t count, const char *what)
{
	fprintf(stderr, "%s, after", what);
	for (size_t i = 0; i < count; i++)
		fprintf(stderr, " call %d of %zu..%zu flags %u node %d",
		    (int)enumeration->operations[i].kind,
		    enumeration->operations[i].first,
		    enumeration->operations[i].last,
		    enumeration->operations[i].flags,
		    (int)enumeration->operations[i].node);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

static void
expect_same(const struct enumeration *enumeration, size_t count,
    const struct bootalloc_model *model, const struct bm_bootalloc *allocator)
{
	const char *what = bootalloc_model_judge(model, allocator);

	if (what != NULL)
		fail(enumeration, count, what);
}

static void
search(struct enumeration *enumeration, size_t count,
    const struct bootalloc_model *model, const struct bm_bootalloc *allocator)
{
	for (size_t code = 0; code < UNITS * 2 * 2 * 3; code++) {
		const struct bm_bootalloc_request request = {
			.size_bytes = (code % UNITS + 1) * UNIT_BYTES,
			.align_bytes = UNIT_BYTES << code / UNITS % 2,
			.bottom_up = code / UNITS / 2 % 2 != 0,
			.last = BM_PADDR_LAST,
			.node = (int32_t)(code / UNITS / 4) - 1,
		};
		struct bm_range found = { 0, 0 }, expected = { 0, 0 };
		bool is_found = bm_bootalloc_find(allocator, &request,
		    &found) == BM_OK;

		if (is_found != bootalloc_model_find(model, &request,
		    &expected) || !bm_range_equal(found, expected))
			fail(enumeration, count, "found elsewhere");
		enumeration->found_count += is_found;
	}
}

/* The last call in a table without a piece to spare, and in one with none. */
static void
try_small_tables(struct enumeration *enumeration, size_t depth,
    const struct bootalloc_model *before, const struct bootalloc_model *after,
    const struct bm_bootalloc *allocator)
{
	const struct bootalloc_operation *operation =
	    &enumeration->operations[depth];
	const size_t needed = bootalloc_model_needed(before, operation);

	for (size_t spare = needed > 0 ? needed - 1 : 0; spare <= needed;
	    spare++) {
		struct bm_bootalloc_piece pieces[PIECES_MAX];
		struct bm_bootalloc small = *allocator;
		bool is_enough = spare == needed;

		memcpy(pieces, allocator->pieces, sizeof(pieces));
		small.pieces = pieces;
		small.capacity = allocator->count + spare;
		if (bootalloc_call(&small, before, operation) !=
		    (is_enough ? BM_OK : BM_FULL))
			fail(enumeration, depth + 1, "status of small table");
		expect_same(enumeration, depth + 1,
		    is_enough ? after : before, &small);
		enumeration->refused_count += !is_enough;
	}
}

static void
descend(struct enumeration *enumeration, const struct bootalloc_model *model,
    const struct bm_bootalloc *allocator, size_t depth)
{
	struct bootalloc_operation *operation =
	    &enumeration->operations[depth];

	for (size_t code = 0; code < UNITS * UNITS * CALLS; code++) {
		struct bm_bootalloc_piece pieces[PIECES_MAX];
		struct bm_bootalloc next = *allocator;
		struct bootalloc_model painted = *model;

		*operation = (struct bootalloc_operation){
		    calls[code % CALLS].kind, code / CALLS % UNITS,
		    code / CALLS / UNITS, calls[code % CALLS].flags,
		    calls[code % CALLS].node, (uint16_t)depth };
		if (operation->first > operation->last)
			continue;
		memcpy(pieces, allocator->pieces, sizeof(pieces));
		next.pieces = pieces;
		if (bootalloc_call(&next, model, operation) != BM_OK)
			fail(enumeration, depth + 1, "refused");
		bootalloc_model_call(&painted, operation);
		expect_same(enumeration, depth + 1, &painted, &next);
		try_small_tables(enumeration, depth, model, &painted,
		    allocator);
		enumeration->sequence_count++;
		if (depth + 1 == CALLS_MAX)
			continue;
		search(enumeration, depth + 1, &painted, &next);
		descend(enumeration, &painted, &next, depth + 1);
	}
}

int
main(void)
{
	static const bm_paddr bases[] = { 0, UINT64_C(0x40000000),
	    UINT64_C(0) - UNITS * UNIT_BYTES };

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
		struct enumeration enumeration = { .sequence_count = 0 };
		struct bm_bootalloc_piece pieces[PIECES_MAX] = { 0 };
		struct bm_bootalloc allocator = bm_bootalloc_new(pieces,
		    PIECES_MAX, UNIT_BYTES);
		struct bootalloc_model model = { .base = 0 };

		allocator.pending = &no_pending;
		bootalloc_model_init(&model, bases[i], UNIT_BYTES, UNITS,
		    UNIT_BYTES);
		descend(&enumeration, &model, &allocator, 0);
		printf("universe at %#llx: %zu sequences of up to %d calls, "
		    "%zu refused by small tables, %zu searches successful\n",
		    (unsigned long long)bases[i], enumeration.sequence_count,
		    CALLS_MAX, enumeration.refused_count,
		    enumeration.found_count);
	}
	return (EXIT_SUCCESS);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/rset.h"

#include <stdio.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/oracle.h"

#define LAST UINT64_MAX
#define CAPACITY 600

static struct bm_rset_entry
entry_of(struct bm_range range, uint32_t tags, uint32_t index)
{
	return ((struct bm_rset_entry){ range, tags,
	    { BM_SOURCE_OPS, index } });
}

static void
add(struct bm_rset *set, struct bm_range range, uint32_t tags, uint32_t index)
{
	const struct bm_rset_entry entry = entry_of(range, tags, index);

	/* Assertions take their time, even if they hold. */
	if (bm_rset_add(set, &entry) != BM_OK)
		ck_abort_msg("refused");
}

/*
 * Placements of a new span against two old ones, [4, 8) and [12, 16).  The
 * old edges cut the universe into nine classes of where an edge may be: on
 * one of the four, or in one of the five gaps around them.  A new span's
 * start and end are in different classes, or in one gap: 41 placements.
 */
#define EDGE_CLASSES 9
#define PLACEMENTS 41
#define PLACEMENT_UNITS 20

static const struct {
	const char *name;
	size_t lowest;
	size_t highest;
} edge_classes[EDGE_CLASSES] = {
	{ "below the first", 0, 3 },
	{ "where the first starts", 4, 4 },
	{ "inside the first", 5, 7 },
	{ "where the first ends", 8, 8 },
	{ "between", 9, 11 },
	{ "where the second starts", 12, 12 },
	{ "inside the second", 13, 15 },
	{ "where the second ends", 16, 16 },
	{ "above the second", 17, 20 },
};

/* Finds the classes of a placement; false behind the last of them. */
static bool
find_placement(size_t number, size_t *ret_start, size_t *ret_end)
{
	size_t count = 0;

	for (*ret_start = 0; *ret_start < EDGE_CLASSES; ++*ret_start)
		for (*ret_end = *ret_start; *ret_end < EDGE_CLASSES;
		    ++*ret_end) {
			/* An edge is a single point: no span inside it. */
			if (*ret_start == *ret_end &&
			    edge_classes[*ret_start].lowest ==
			    edge_classes[*ret_start].highest)
				continue;
			if (count++ == number)
				return (true);
		}
	return (false);
}

/* Lays the new span, from unit start to end, over the two old ones. */
static void
place(enum oracle_place where, size_t start, size_t end, uint32_t new_tags,
    const uint32_t old_tags[2], const char *name)
{
	const size_t spans[3][2] = { { 4, 7 }, { 12, 15 }, { start,
	    end - 1 } };
	const uint32_t tags[3] = { old_tags[0], old_tags[1], new_tags };
	static const size_t orders[][3] = { { 0, 1, 2 }, { 1, 0, 2 },
	    { 2, 0, 1 }, { 2, 1, 0 }, { 0, 2, 1 }, { 1, 2, 0 } };

	for (size_t i = 0; i < LENGTH(orders); i++) {
		struct bm_rset_entry entries[CAPACITY];
		struct bm_rset set = bm_rset_empty(entries, CAPACITY);
		struct oracle oracle;

		oracle_init(&oracle, where, 0x1000, PLACEMENT_UNITS);
		for (size_t j = 0; j < 3; j++) {
			size_t k = orders[i][j];

			add(&set, oracle_range(&oracle, spans[k][0],
			    spans[k][1]), tags[k], (uint32_t)k);
			oracle_paint(&oracle, spans[k][0], spans[k][1],
			    tags[k], (uint32_t)k);
		}
		if (!oracle_matches(&oracle, &set))
			ck_abort_msg("%s, [%zu, %zu), tags %u over %u and %u, "
			    "order %zu", name, start, end, tags[2], tags[0],
			    tags[1], i);
	}
}

START_TEST(placement)
{
	static const uint32_t old_tags[][2] = { { 1, 1 }, { 1, 2 }, { 2, 3 },
	    { 0, 0 }, { 0, 1 } };
	size_t start_class, end_class;
	char name[120];

	ck_assert(find_placement((size_t)_i, &start_class, &end_class));
	snprintf(name, sizeof(name), "starts %s, ends %s",
	    edge_classes[start_class].name, edge_classes[end_class].name);
	for (size_t start = edge_classes[start_class].lowest;
	    start <= edge_classes[start_class].highest; start++)
		for (size_t end = edge_classes[end_class].lowest;
		    end <= edge_classes[end_class].highest; end++)
			for (size_t i = 0; start < end && i <
			    LENGTH(old_tags) * 4 * ORACLE_PLACES; i++)
				place((enum oracle_place)(i % ORACLE_PLACES),
				    start, end,
				    (uint32_t)(i / ORACLE_PLACES % 4),
				    old_tags[i / ORACLE_PLACES / 4], name);
}
END_TEST

START_TEST(placements_are_all)
{
	size_t start, end;

	ck_assert(find_placement(PLACEMENTS - 1, &start, &end));
	ck_assert(!find_placement(PLACEMENTS, &start, &end));
}
END_TEST

/* Scripts by hand, at the edges of the address space. */
enum action { STOP, ADD, REMOVE };

struct step {
	enum action action;
	struct bm_range range;
	uint32_t tags;
	enum bm_status status;
};

static const struct {
	const char *name;
	size_t capacity;
	struct step steps[6];
	size_t count;
	struct bm_rset_entry expected[4];
} script_rows[] = {
	{ "first byte", 1, { { ADD, { 0, 1 }, 1, BM_OK } },
	    1, { { { 0, 1 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "last byte", 1, { { ADD, { LAST, 0 }, 1, BM_OK } },
	    1, { { { LAST, 0 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "whole space", 1, { { ADD, { 0, 0 }, 1, BM_OK } },
	    1, { { { 0, 0 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "whole space twice", 1, { { ADD, { 0, 0 }, 1, BM_OK },
	    { ADD, { 0, 0 }, 2, BM_OK } },
	    1, { { { 0, 0 }, 3, { BM_SOURCE_OPS, 0 } } } },
	{ "whole space over the last byte", 2, { { ADD, { LAST, 0 }, 1,
	    BM_OK }, { ADD, { 0, 0 }, 2, BM_OK } },
	    2, { { { 0, LAST }, 2, { BM_SOURCE_OPS, 1 } },
	    { { LAST, 0 }, 3, { BM_SOURCE_OPS, 0 } } } },
	{ "whole space over the first byte", 2, { { ADD, { 0, 1 }, 1, BM_OK },
	    { ADD, { 0, 0 }, 2, BM_OK } },
	    2, { { { 0, 1 }, 3, { BM_SOURCE_OPS, 0 } },
	    { { 1, 0 }, 2, { BM_SOURCE_OPS, 1 } } } },
	{ "last byte over the whole space", 2, { { ADD, { 0, 0 }, 1, BM_OK },
	    { ADD, { LAST, 0 }, 2, BM_OK } },
	    2, { { { 0, LAST }, 1, { BM_SOURCE_OPS, 0 } },
	    { { LAST, 0 }, 3, { BM_SOURCE_OPS, 0 } } } },
	{ "2^64 does not touch 0", 2, { { ADD, { LAST, 0 }, 1, BM_OK },
	    { ADD, { 0, 1 }, 1, BM_OK } },
	    2, { { { 0, 1 }, 1, { BM_SOURCE_OPS, 1 } },
	    { { LAST, 0 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "touching the last byte", 1, { { ADD, { LAST, 0 }, 1, BM_OK },
	    { ADD, { 8, LAST }, 1, BM_OK } },
	    1, { { { 8, 0 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "a byte out of the whole space", 2, { { ADD, { 0, 0 }, 1, BM_OK },
	    { REMOVE, { 8, 9 }, 0, BM_OK } },
	    2, { { { 0, 8 }, 1, { BM_SOURCE_OPS, 0 } },
	    { { 9, 0 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "no room to take a byte out", 1, { { ADD, { 0, 0 }, 1, BM_OK },
	    { REMOVE, { 8, 9 }, 0, BM_FULL } },
	    1, { { { 0, 0 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "last byte out of the whole space", 1, { { ADD, { 0, 0 }, 1,
	    BM_OK }, { REMOVE, { LAST, 0 }, 0, BM_OK } },
	    1, { { { 0, LAST }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "whole space out", 2, { { ADD, { 0, 1 }, 1, BM_OK },
	    { ADD, { LAST, 0 }, 1, BM_OK }, { REMOVE, { 0, 0 }, 0, BM_OK } },
	    0, { { { 0, 0 }, 0, { BM_SOURCE_NONE, 0 } } } },
	{ "nothing out of nothing", 0, { { REMOVE, { 0, 0 }, 0, BM_OK } },
	    0, { { { 0, 0 }, 0, { BM_SOURCE_NONE, 0 } } } },
	{ "a table without room", 0, { { ADD, { 0, 1 }, 0, BM_FULL } },
	    0, { { { 0, 0 }, 0, { BM_SOURCE_NONE, 0 } } } },
	{ "no room for an inner tag", 2, { { ADD, { 0, 9 }, 1, BM_OK },
	    { ADD, { 3, 6 }, 2, BM_FULL } },
	    1, { { { 0, 9 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "room for an inner tag", 3, { { ADD, { 0, 9 }, 1, BM_OK },
	    { ADD, { 3, 6 }, 2, BM_OK } },
	    3, { { { 0, 3 }, 1, { BM_SOURCE_OPS, 0 } },
	    { { 3, 6 }, 3, { BM_SOURCE_OPS, 0 } },
	    { { 6, 9 }, 1, { BM_SOURCE_OPS, 0 } } } },
	{ "no room for a third, but for what joins", 2,
	    { { ADD, { 2, 4 }, 0, BM_OK }, { ADD, { 6, 8 }, 0, BM_OK },
	    { ADD, { 10, 12 }, 0, BM_FULL }, { ADD, { 4, 6 }, 0, BM_OK },
	    { ADD, { 10, 12 }, 0, BM_OK } },
	    2, { { { 2, 8 }, 0, { BM_SOURCE_OPS, 0 } },
	    { { 10, 12 }, 0, { BM_SOURCE_OPS, 4 } } } },
	{ "the earliest origin wins", 1, { { ADD, { 6, 8 }, 0, BM_OK },
	    { ADD, { 4, 7 }, 0, BM_OK } },
	    1, { { { 4, 8 }, 0, { BM_SOURCE_OPS, 0 } } } },
};

static void
take_step(struct bm_rset *set, const struct step *step, uint32_t index,
    const char *name)
{
	const struct bm_rset_entry entry = entry_of(step->range, step->tags,
	    index);
	unsigned char before[4 * sizeof(struct bm_rset_entry)];
	const size_t count = set->count;
	enum bm_status status;

	memcpy(before, set->entries, sizeof(before));
	status = step->action == ADD ? bm_rset_add(set, &entry) :
	    bm_rset_remove(set, step->range);
	ck_assert_msg(status == step->status, "%s: step %u answers %d", name,
	    index, (int)status);
	if (status == BM_OK)
		return;
	ck_assert_uint_eq(set->count, count);
	ck_assert_msg(memcmp(before, set->entries, sizeof(before)) == 0,
	    "%s: step %u left a mark", name, index);
}

START_TEST(script)
{
	const char *name = script_rows[_i].name;
	struct bm_rset_entry entries[4];
	struct bm_rset set = bm_rset_empty(entries, script_rows[_i].capacity);

	/* What lies behind the capacity must stay, too. */
	memset(entries, 0x5a, sizeof(entries));
	for (uint32_t i = 0; script_rows[_i].steps[i].action != STOP; i++)
		take_step(&set, &script_rows[_i].steps[i], i, name);
	ck_assert_uint_eq(set.count, script_rows[_i].count);
	for (size_t i = 0; i < set.count; i++) {
		const struct bm_rset_entry *expected =
		    &script_rows[_i].expected[i];

		ck_assert_range_eq(entries[i].range, expected->range, name);
		ck_assert_hex_eq(entries[i].tags, expected->tags, name);
		ck_assert_uint_eq(entries[i].origin.index,
		    expected->origin.index);
	}
	for (size_t i = set.capacity; i < 4; i++)
		ck_assert_hex_eq(entries[i].range.start,
		    UINT64_C(0x5a5a5a5a5a5a5a5a), name);
}
END_TEST

/* Two sets, made at random, and the universes they were painted in. */
struct pair {
	struct oracle oracles[2];
	struct bm_rset_entry storage[2][CAPACITY];
	struct bm_rset sets[2];
};

#define PAIR_UNITS 64

static void
make_pair(struct pair *pair, struct oracle_random *random,
    enum oracle_place where)
{
	for (size_t i = 0; i < 2; i++) {
		size_t call_count = oracle_random_below(random, 12);

		pair->sets[i] = bm_rset_empty(pair->storage[i], CAPACITY);
		oracle_init(&pair->oracles[i], where, 0x400, PAIR_UNITS);
		for (uint32_t j = 0; j < call_count; j++) {
			size_t first = oracle_random_below(random,
			    PAIR_UNITS);
			size_t last = first + oracle_random_below(random, 9);
			uint32_t tags = (uint32_t)oracle_random_below(random,
			    3) << (2 * i);

			if (last >= PAIR_UNITS)
				last = PAIR_UNITS - 1;
			add(&pair->sets[i], oracle_range(&pair->oracles[i],
			    first, last), tags, j);
			oracle_paint(&pair->oracles[i], first, last, tags, j);
		}
		ck_assert(oracle_matches(&pair->oracles[i], &pair->sets[i]));
	}
}

enum operation { INTERSECT, SUBTRACT, OVERLAY };

/* The operation on the universes, unit by unit. */
static void
paint_result(struct oracle *result, const struct pair *pair,
    enum operation operation)
{
	*result = pair->oracles[0];
	for (size_t i = 0; i < PAIR_UNITS; i++) {
		const struct oracle_unit *other = &pair->oracles[1].units[i];
		struct oracle_unit *unit = &result->units[i];
		bool is_in_both = unit->is_painted && other->is_painted;

		if ((operation == INTERSECT && !is_in_both) ||
		    (operation == SUBTRACT && other->is_painted))
			unit->is_painted = false;
		if (operation != SUBTRACT && is_in_both)
			unit->tags |= other->tags;
		/* Only the other set's origins may be lower. */
		if (operation == INTERSECT && is_in_both &&
		    other->earliest < unit->earliest)
			unit->earliest = other->earliest;
	}
}

static enum bm_status
operate(const struct pair *pair, enum operation operation,
    struct bm_rset *result)
{
	switch (operation) {
	case INTERSECT:
		return (bm_rset_intersect(&pair->sets[0], &pair->sets[1],
		    result));
	case SUBTRACT:
		return (bm_rset_subtract(&pair->sets[0], &pair->sets[1],
		    result));
	case OVERLAY:
		break;
	}
	return (bm_rset_overlay(&pair->sets[0], &pair->sets[1], result));
}

/* The room that the header promises to be enough. */
static size_t
promised_room(const struct pair *pair, enum operation operation)
{
	size_t a = pair->sets[0].count, b = pair->sets[1].count;

	if (operation == INTERSECT)
		return (a + b == 0 ? 0 : a + b - 1);
	return (operation == SUBTRACT ? a + b : a + 2 * b);
}

START_TEST(two_sets)
{
	const enum operation operation = (enum operation)(_i / ORACLE_PLACES);
	struct oracle_random random = { (uint64_t)_i };

	for (size_t i = 0; i < 3000; i++) {
		struct bm_rset_entry storage[CAPACITY];
		struct bm_rset result;
		static struct pair pair;
		struct oracle expected;

		make_pair(&pair, &random,
		    (enum oracle_place)(_i % ORACLE_PLACES));
		paint_result(&expected, &pair, operation);
		result = bm_rset_empty(storage, promised_room(&pair,
		    operation));
		ck_assert_int_eq(operate(&pair, operation, &result), BM_OK);
		ck_assert(oracle_matches(&expected, &result));
		if (result.count == 0)
			continue;
		/* One entry less than the result has. */
		result = bm_rset_empty(storage, result.count - 1);
		ck_assert_int_eq(operate(&pair, operation, &result), BM_FULL);
		ck_assert_uint_eq(result.count, 0);
	}
}
END_TEST

/* The questions, about every range and every address of a universe. */
static bool
answers_questions(const struct oracle *oracle, const struct bm_rset *set,
    size_t first, size_t last)
{
	struct bm_range range = oracle_range(oracle, first, last);
	size_t painted_count = 0;

	for (size_t i = first; i <= last; i++)
		painted_count += oracle->units[i].is_painted;
	return (bm_rset_overlaps(set, range) == (painted_count > 0) &&
	    bm_rset_covers(set, range) ==
	    (painted_count == last - first + 1));
}

static void
compare_gap(const struct oracle *oracle, const struct bm_rset *set,
    size_t unit)
{
	bm_paddr from = oracle_range(oracle, unit, unit).start + 1;
	struct bm_range gap = { 1, 2 }, expected = { 1, 2 };
	size_t start = unit, end;
	bool is_found;

	while (start < oracle->unit_count && oracle->units[start].is_painted)
		start++;
	end = start;
	while (end < oracle->unit_count && !oracle->units[end].is_painted)
		end++;
	is_found = bm_rset_next_gap(set, from, &gap);
	if (start < oracle->unit_count)
		expected = oracle_range(oracle, start, end - 1);
	else if (oracle->base + oracle->unit_bytes * start != 0)
		expected.start = oracle->base + oracle->unit_bytes * start;
	if (start == unit)
		expected.start = from;
	/* Nothing is painted above the universe. */
	if (end == oracle->unit_count && is_found)
		expected.end = 0;
	ck_assert(is_found == (expected.start != 1 || expected.end != 2));
	ck_assert_range_eq(gap, expected, "gap");
}

START_TEST(questions)
{
	struct oracle_random random = { (uint64_t)_i + 7 };

	for (size_t i = 0; i < 60; i++) {
		static struct pair pair;
		const struct oracle *oracle = &pair.oracles[0];
		bool is_right = true;

		make_pair(&pair, &random, (enum oracle_place)_i);
		for (size_t first = 0; first < PAIR_UNITS; first++) {
			for (size_t last = first; last < PAIR_UNITS; last++)
				is_right = is_right && answers_questions(
				    oracle, &pair.sets[0], first, last);
			compare_gap(oracle, &pair.sets[0], first);
		}
		ck_assert(is_right);
	}
}
END_TEST

START_TEST(normalize)
{
	struct oracle_random random = { (uint64_t)_i + 99 };

	for (size_t i = 0; i < 3000; i++) {
		size_t count = oracle_random_below(&random, 40);
		struct bm_rset_entry entries[40];
		struct bm_rset set = bm_rset_empty(entries, count);
		struct oracle oracle;

		oracle_init(&oracle, (enum oracle_place)_i, 0x1000, 128);
		for (uint32_t j = 0; j < count; j++) {
			size_t first = oracle_random_below(&random, 128);
			size_t last = first + oracle_random_below(&random, 7);
			struct bm_rset_entry entry;

			if (last > 127)
				last = 127;
			entry = entry_of(oracle_range(&oracle, first, last), 4,
			    j);
			if (bm_rset_append(&set, &entry) != BM_OK)
				ck_abort_msg("refused");
			oracle_paint(&oracle, first, last, 4, j);
		}
		ck_assert_int_eq(bm_rset_append(&set,
		    &(struct bm_rset_entry){ { 0, 1 }, 4, { 0, 0 } }),
		    BM_FULL);
		ck_assert_uint_eq(set.count, count);
		bm_rset_normalize(&set);
		ck_assert(oracle_matches(&oracle, &set));
		/* Once more changes nothing. */
		bm_rset_normalize(&set);
		ck_assert(oracle_matches(&oracle, &set));
	}
}
END_TEST

/* With one tag only, any order makes the same table, origins and all. */
START_TEST(order_does_not_show)
{
	struct oracle_random random = { (uint64_t)_i + 5 };

	for (size_t i = 0; i < 2000; i++) {
		struct bm_rset_entry calls[8], tables[2][CAPACITY];
		struct oracle oracle;

		oracle_init(&oracle, (enum oracle_place)_i, 0x1000, 48);
		for (uint32_t j = 0; j < 8; j++) {
			size_t first = oracle_random_below(&random, 48);
			size_t last = first + oracle_random_below(&random,
			    48 - first) / 4;

			calls[j] = entry_of(oracle_range(&oracle, first,
			    last), 0, j);
			oracle_paint(&oracle, first, last, 0, j);
		}
		for (size_t turn = 0; turn < 2; turn++) {
			struct bm_rset set = bm_rset_empty(tables[turn],
			    CAPACITY);
			struct bm_rset_entry expected[ORACLE_UNITS_MAX];

			for (uint32_t j = 0; j < 8; j++) {
				uint32_t k = turn == 0 ? j : 7 - j;

				add(&set, calls[k].range, 0, k);
			}
			ck_assert(oracle_matches(&oracle, &set));
			oracle_table(&oracle, expected);
			for (size_t j = 0; j < set.count; j++)
				ck_assert_uint_eq(set.entries[j].origin.index,
				    expected[j].origin.index);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rset");
	TCase *test_case = tcase_create("rset");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, placement, 0, PLACEMENTS);
	tcase_add_test(test_case, placements_are_all);
	tcase_add_loop_test(test_case, script, 0, LENGTH(script_rows));
	tcase_add_loop_test(test_case, two_sets, 0, 3 * ORACLE_PLACES);
	tcase_add_loop_test(test_case, questions, 0, ORACLE_PLACES);
	tcase_add_loop_test(test_case, normalize, 0, ORACLE_PLACES);
	tcase_add_loop_test(test_case, order_does_not_show, 0,
	    ORACLE_PLACES);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

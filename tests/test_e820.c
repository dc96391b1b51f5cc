/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/e820.h"

#include "tests/hex.h"
#include "tests/oracle.h"

#define STEPS_MAX 6
#define PIECES_MAX 8
#define ENTRIES_MAX 400

/* Linux's rule: the highest number wins. */
static const struct bm_type_ranks by_number = { NULL, 0, 0 };

/*
 * RAM below the kernel set apart (Arcangeli, February 2008): two types below
 * all of firmware's, of which the second says what could not be had.
 */
enum { RAM = 1, RESERVED = 2, SET_ASIDE = 1000, IN_USE = 1001 };
static const struct bm_type_rank set_aside_list[] = { { SET_ASIDE, 0 },
    { IN_USE, 1 } };
static const struct bm_type_ranks set_aside_ranks = { set_aside_list, 2, 2 };

enum operation { END, ADD, UPDATE, REMOVE, REMOVE_TYPE };

struct step {
	enum operation operation;
	bm_paddr start;
	bm_paddr last;
	uint32_t type;
	uint32_t new_type;
};

struct piece {
	bm_paddr start;
	bm_paddr last;
	uint32_t type;		/* 0: no piece */
};

static const struct map_case {
	const char *name;
	const struct bm_type_ranks *ranks;
	struct step steps[STEPS_MAX];
	struct piece pieces[PIECES_MAX];
} cases[] = {
	{ "a higher number cuts a hole", &by_number,
	    { { ADD, 0, 0xffff, 1, 0 }, { ADD, 0x4000, 0x7fff, 3, 0 } },
	    { { 0, 0x3fff, 1 }, { 0x4000, 0x7fff, 3 },
	    { 0x8000, 0xffff, 1 } } },
	{ "a lower number shows where nothing else is", &by_number,
	    { { ADD, 0x4000, 0x7fff, 3, 0 }, { ADD, 0, 0xffff, 1, 0 } },
	    { { 0, 0x3fff, 1 }, { 0x4000, 0x7fff, 3 },
	    { 0x8000, 0xffff, 1 } } },
	{ "equal neighbours merge, persistent ones as well", &by_number,
	    { { ADD, 0, 0xfff, 12, 0 }, { ADD, 0x1000, 0x1fff, 12, 0 },
	    { ADD, 0x800, 0x17ff, 2, 0 } },
	    { { 0, 0x1fff, 12 } } },
	{ "the whole space", &by_number,
	    { { ADD, 0, UINT64_MAX, 1, 0 },
	    { ADD, UINT64_MAX, UINT64_MAX, 2, 0 } },
	    { { 0, UINT64_MAX - 1, 1 }, { UINT64_MAX, UINT64_MAX, 2 } } },
	{ "update of the last byte, which Linux spares", &by_number,
	    { { ADD, 0xfffffffffffff000, UINT64_MAX, 1, 0 },
	    { UPDATE, 0, UINT64_MAX, 1, 2 } },
	    { { 0xfffffffffffff000, UINT64_MAX, 2 } } },
	{ "update inside, over a hole and another type", &by_number,
	    { { ADD, 0, 0x3fff, 1, 0 }, { ADD, 0x2000, 0x2fff, 4, 0 },
	    { ADD, 0x8000, 0x9fff, 1, 0 }, { UPDATE, 0x1000, 0x8fff, 1, 2 } },
	    { { 0, 0xfff, 1 }, { 0x1000, 0x1fff, 2 }, { 0x2000, 0x2fff, 4 },
	    { 0x3000, 0x3fff, 2 }, { 0x8000, 0x8fff, 2 },
	    { 0x9000, 0x9fff, 1 } } },
	{ "update goes down in rank, too", &by_number,
	    { { ADD, 0, 0x3fff, 4, 0 }, { UPDATE, 0, 0x3fff, 4, 1 } },
	    { { 0, 0x3fff, 1 } } },
	{ "update to its own type", &by_number,
	    { { ADD, 0, 0x3fff, 4, 0 }, { UPDATE, 0, 0x1fff, 4, 4 } },
	    { { 0, 0x3fff, 4 } } },
	{ "removal of one type", &by_number,
	    { { ADD, 0, 0x3fff, 1, 0 }, { ADD, 0x1000, 0x1fff, 2, 0 },
	    { REMOVE_TYPE, 0x800, 0x37ff, 1, 0 } },
	    { { 0, 0x7ff, 1 }, { 0x1000, 0x1fff, 2 },
	    { 0x3800, 0x3fff, 1 } } },
	{ "removal of any type", &by_number,
	    { { ADD, 0, 0x3fff, 1, 0 }, { ADD, 0x1000, 0x1fff, 2, 0 },
	    { REMOVE, 0x800, 0x37ff, 0, 0 } },
	    { { 0, 0x7ff, 1 }, { 0x3800, 0x3fff, 1 } } },
	{ "ranks, not numbers", &set_aside_ranks,
	    { { ADD, 0, 0x3fff, SET_ASIDE, 0 }, { ADD, 0, 0xfff, IN_USE, 0 },
	    { ADD, 0x2000, 0x2fff, RAM, 0 } },
	    { { 0, 0xfff, IN_USE }, { 0x1000, 0x1fff, SET_ASIDE },
	    { 0x2000, 0x2fff, RAM }, { 0x3000, 0x3fff, SET_ASIDE } } },
	/* The split at the kernel, then what is in use below it. */
	{ "RAM below the kernel set aside", &set_aside_ranks,
	    { { ADD, 0, 0x9efff, RAM, 0 }, { ADD, 0x100000, 0x3dedffff, RAM,
	    0 }, { ADD, 0x9f000, 0x9ffff, RESERVED, 0 },
	    { UPDATE, 0, 0xfffffff, RAM, SET_ASIDE },
	    { ADD, 0x6000, 0x7fff, IN_USE, 0 },
	    { ADD, 0x9f000, 0x9ffff, IN_USE, 0 } },
	    { { 0, 0x5fff, SET_ASIDE }, { 0x6000, 0x7fff, IN_USE },
	    { 0x8000, 0x9efff, SET_ASIDE }, { 0x9f000, 0x9ffff, RESERVED },
	    { 0x100000, 0xfffffff, SET_ASIDE },
	    { 0x10000000, 0x3dedffff, RAM } } },
};

static struct bm_rset_entry
entry_of(bm_paddr start, bm_paddr last, uint32_t type, uint32_t index)
{
	return ((struct bm_rset_entry){ bm_range_closed(start, last), type,
	    { BM_SOURCE_E820, index } });
}

static enum bm_status
take(struct bm_rset *map, const struct bm_type_ranks *ranks,
    const struct step *step, uint32_t index)
{
	const struct bm_rset_entry entry = entry_of(step->start, step->last,
	    step->type, index);

	switch (step->operation) {
	case ADD:
		return (bm_e820_add(map, ranks, &entry));
	case UPDATE:
		return (bm_e820_update(map, entry.range, step->type,
		    step->new_type));
	case REMOVE:
		return (bm_rset_remove(map, entry.range));
	case REMOVE_TYPE:
		return (bm_e820_remove_type(map, entry.range, step->type));
	case END:
		break;
	}
	return (BM_INVALID);
}

START_TEST(maps)
{
	const struct map_case *row = &cases[_i];
	struct bm_rset_entry entries[ENTRIES_MAX];
	struct bm_rset map = bm_rset_empty(entries, ENTRIES_MAX);
	size_t count = 0;

	for (size_t i = 0; i < STEPS_MAX && row->steps[i].operation != END;
	    i++)
		ck_assert_int_eq(take(&map, row->ranks, &row->steps[i],
		    (uint32_t)i), BM_OK);
	while (count < PIECES_MAX && row->pieces[count].type != 0)
		count++;
	ck_assert_msg(map.count == count, "%s: %zu pieces, not %zu",
	    row->name, map.count, count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_range_eq(entries[i].range, bm_range_closed(
		    row->pieces[i].start, row->pieces[i].last), row->name);
		ck_assert_msg(entries[i].tags == row->pieces[i].type,
		    "%s: piece %zu is of type %u", row->name, i,
		    entries[i].tags);
	}
}
END_TEST

/* Linux loses RAM here: what a split leaves over has no room. */
START_TEST(a_full_map_loses_nothing)
{
	static const struct step steps[] = {
		{ UPDATE, 0x1000, 0x1fff, RAM, RESERVED },
		{ UPDATE, 0, 0xfff, RAM, RESERVED },
		{ REMOVE, 0x1000, 0x1fff, 0, 0 },
		{ REMOVE_TYPE, 0x1000, 0x1fff, RAM, 0 },
		{ ADD, 0x10000, 0x10fff, RAM, 0 },
		{ ADD, 0x1000, 0x1fff, RESERVED, 0 },
	};
	struct bm_rset_entry entry = entry_of(0, 0x3fff, RAM, 0);

	for (size_t i = 0; i < LENGTH(steps); i++) {
		struct bm_rset map = { &entry, 1, 1 };

		ck_assert_int_eq(take(&map, &by_number, &steps[i], 1),
		    BM_FULL);
		ck_assert_uint_eq(map.count, 1);
		ck_assert_range_eq(entry.range, bm_range_closed(0, 0x3fff),
		    "a full map");
		ck_assert_uint_eq(entry.tags, RAM);
	}
}
END_TEST

START_TEST(a_full_map_can_shrink)
{
	struct bm_rset_entry entries[] = { entry_of(0, 0xfff, RAM, 0),
	    entry_of(0x1000, 0x1fff, RESERVED, 1) };
	struct bm_rset map = { entries, 2, 2 };

	ck_assert_int_eq(bm_e820_update(&map, bm_range_closed(0, 0xfff), RAM,
	    RESERVED), BM_OK);
	ck_assert_uint_eq(map.count, 1);
	ck_assert_range_eq(entries[0].range, bm_range_closed(0, 0x1fff),
	    "merged");
}
END_TEST

static void
expect_same(const struct bm_rset *map, const struct bm_rset *other,
    const char *name)
{
	ck_assert_msg(map->count == other->count, "%s: %zu entries, not %zu",
	    name, map->count, other->count);
	for (size_t i = 0; i < map->count; i++) {
		ck_assert_range_eq(map->entries[i].range,
		    other->entries[i].range, name);
		ck_assert_msg(map->entries[i].tags == other->entries[i].tags,
		    "%s: type %u, not %u", name, map->entries[i].tags,
		    other->entries[i].tags);
	}
}

#define RANDOM_ENTRIES 120

/* Pages in the lowest few hundred; the last one reaches up to 2^64. */
static struct bm_rset_entry
random_entry(struct oracle_random *random, uint32_t index)
{
	enum { UNITS = 300, LENGTH_MAX = 40, TYPES = 5 };
	uint64_t first = oracle_random_below(random, UNITS);
	uint64_t last = first + oracle_random_below(random, LENGTH_MAX);

	return (entry_of(first * 0x1000, last >= UNITS ? UINT64_MAX :
	    last * 0x1000 + 0xfff,
	    (uint32_t)oracle_random_below(random, TYPES), index));
}

/* Built at once, added one by one, or built of the result: it is one map. */
START_TEST(order_does_not_matter)
{
	struct oracle_random random = { (uint64_t)_i + 1 };
	struct bm_rset_entry entries[RANDOM_ENTRIES];
	struct bm_rset_entry storage[3][ENTRIES_MAX];
	const struct bm_rset_entry *heap[ENTRIES_MAX];
	struct bm_rset added = bm_rset_empty(storage[0], ENTRIES_MAX);
	struct bm_rset built = bm_rset_empty(storage[1], ENTRIES_MAX);
	struct bm_rset rebuilt = bm_rset_empty(storage[2], ENTRIES_MAX);

	for (uint32_t i = 0; i < RANDOM_ENTRIES; i++) {
		entries[i] = random_entry(&random, i);
		ck_assert_int_eq(bm_e820_add(&added, &set_aside_ranks,
		    &entries[i]), BM_OK);
	}
	ck_assert_int_eq(bm_e820_build(entries, RANDOM_ENTRIES,
	    &set_aside_ranks, heap, &built), BM_OK);
	expect_same(&built, &added, "built");
	ck_assert_int_eq(bm_e820_build(added.entries, added.count,
	    &set_aside_ranks, heap, &rebuilt), BM_OK);
	expect_same(&rebuilt, &built, "rebuilt");
}
END_TEST

START_TEST(nothing_is_built_of_nothing)
{
	struct bm_rset_entry entry;
	struct bm_rset map = { &entry, 1, 1 };

	ck_assert_int_eq(bm_e820_build(NULL, 0, &by_number, NULL, &map),
	    BM_OK);
	ck_assert_uint_eq(map.count, 0);
}
END_TEST

/* Whatever the types and ranks, one of two different ones wins. */
START_TEST(one_of_two_wins)
{
	static const uint32_t types[] = { 0, RAM, RESERVED, 12, SET_ASIDE,
	    IN_USE, UINT32_MAX };

	for (size_t i = 0; i < LENGTH(types); i++)
		for (size_t j = 0; j < LENGTH(types); j++)
			ck_assert_int_eq(bm_e820_outranks(&set_aside_ranks,
			    types[i], types[j]) + bm_e820_outranks(
			    &set_aside_ranks, types[j], types[i]), i != j);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("e820");
	TCase *all = tcase_create("maps");

	suite_add_tcase(suite, all);
	tcase_set_timeout(all, TEST_SECONDS);
	tcase_add_loop_test(all, maps, 0, LENGTH(cases));
	tcase_add_test(all, a_full_map_loses_nothing);
	tcase_add_test(all, a_full_map_can_shrink);
	tcase_add_loop_test(all, order_does_not_matter, 0, 50);
	tcase_add_test(all, nothing_is_built_of_nothing);
	tcase_add_test(all, one_of_two_wins);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/coverage.h"

#include <stdio.h>
#include <string.h>

#include "core/page.h"
#include "tests/hex.h"
#include "tests/oracle.h"

#define ELEMENTS_MAX 12
#define LISTS_MAX 3
#define UNITS_MAX 64
#define EDGES_MAX ((size_t)2 * ELEMENTS_MAX * LISTS_MAX)

/* The range stands behind something else, as in most tables. */
struct element {
	uint32_t layers;
	struct bm_range range;
};

static uint32_t
element_layers(const void *element, const void *context)
{
	const struct element *self = element;

	/* The context says which layers the list may paint. */
	return (self->layers & *(const uint32_t *)context);
}

static const uint32_t all_layers = UINT32_MAX;

static struct bm_coverage_list
list_of(const struct element *elements, size_t count)
{
	return ((struct bm_coverage_list){ .elements = elements,
	    .count = count, .stride_bytes = sizeof(struct element),
	    .range_offset = offsetof(struct element, range),
	    .layers = element_layers, .context = &all_layers });
}

/* Assertions take their time, even if they hold. */
#define EXPECT(condition)						\
	do {								\
		if (!(condition))					\
			ck_abort_msg("%s does not hold", #condition);	\
	} while (0)

/* What a walk is to show, unit by unit, and how far it has come. */
struct watch {
	const struct oracle *painted;
	bm_paddr next;
	bool is_over;
	struct bm_coverage_pages pages;
	bm_paddr next_page;
	size_t cell_count;
};

static uint32_t
layers_at(const struct oracle *painted, bm_paddr address)
{
	for (size_t i = 0; i < painted->unit_count; i++)
		if (bm_range_holds(oracle_range(painted, i, i), address))
			return (painted->units[i].tags);
	return (0);
}

static void
watch_stretch(void *context, struct bm_range stretch, uint32_t mask)
{
	struct watch *watch = context;
	const struct oracle *painted = watch->painted;

	EXPECT(!watch->is_over);
	EXPECT(stretch.start == watch->next);
	EXPECT(bm_range_is_valid(stretch));
	EXPECT(mask == layers_at(painted, stretch.start));
	EXPECT(mask == layers_at(painted, stretch.end - 1));
	for (size_t i = 0; i < painted->unit_count; i++) {
		struct bm_range unit = oracle_range(painted, i, i);

		if (bm_range_overlaps(stretch, unit)) {
			EXPECT(stretch.start <= unit.start);
			EXPECT(mask == painted->units[i].tags);
		}
	}
	watch->next = stretch.end;
	watch->is_over = stretch.end == 0;
	bm_coverage_pages_add(&watch->pages, stretch, mask);
}

/* Units are quarters of pages; outside of them nothing is painted. */
static void
watch_cell(void *context, struct bm_range cell, uint32_t any, uint32_t all)
{
	struct watch *watch = context;
	const uint64_t page_size = watch->pages.page_size;
	const uint64_t unit_bytes = watch->painted->unit_bytes;
	bm_paddr last = bm_range_last(cell);

	EXPECT(cell.start == watch->next_page);
	EXPECT(cell.start % page_size == 0);
	EXPECT(cell.end % page_size == 0);
	watch->next_page = cell.end;
	watch->cell_count++;
	/* Only a single page can have units that differ. */
	EXPECT(any == all || last - cell.start == page_size - 1);
	if (last - cell.start == page_size - 1) {
		uint32_t expected_any = 0, expected_all = UINT32_MAX;

		for (bm_paddr i = 0; i < page_size; i += unit_bytes) {
			uint32_t layers = layers_at(watch->painted,
			    cell.start + i);

			expected_any |= layers;
			expected_all &= layers;
		}
		EXPECT(any == expected_any);
		EXPECT(all == expected_all);
	}
}

static void
walk(const struct oracle *painted, const struct bm_coverage_list *lists,
    size_t list_count)
{
	struct bm_coverage_edge edges[EDGES_MAX];
	struct watch watch = { .painted = painted, .pages = {
	    .page_size = 4 * painted->unit_bytes, .visit = watch_cell } };

	watch.pages.context = &watch;
	ck_assert_int_eq(bm_coverage_walk(lists, list_count, edges, EDGES_MAX,
	    watch_stretch, &watch), BM_OK);
	ck_assert(watch.is_over);
	ck_assert(watch.next_page == 0 && watch.cell_count > 0);
}

/* Lists made at random: some sorted, some not, with nesting and doubles. */
static size_t
make_list(struct oracle *painted, struct oracle_random *random,
    bool is_sorted, struct element elements[ELEMENTS_MAX])
{
	size_t count = oracle_random_below(random, ELEMENTS_MAX + 1);
	size_t unit_count = painted->unit_count, first = 0;

	for (size_t i = 0; i < count; i++) {
		size_t last;

		first = is_sorted ? first + oracle_random_below(random, 4) :
		    oracle_random_below(random, unit_count);
		last = first + (is_sorted ? 2 :
		    oracle_random_below(random, unit_count));
		if (first >= unit_count)
			return (i);
		if (last >= unit_count)
			last = unit_count - 1;
		elements[i] = (struct element){
		    (uint32_t)oracle_random_below(random, 64) << (i % 26),
		    oracle_range(painted, first, last) };
		oracle_paint(painted, first, last, elements[i].layers, 0);
		if (oracle_random_below(random, 5) == 0 && i + 1 < count) {
			elements[i + 1] = elements[i];
			i++;
		}
	}
	return (count);
}

START_TEST(random_lists)
{
	struct oracle_random random = { (uint64_t)_i };

	for (size_t i = 0; i < 1500; i++) {
		struct element elements[LISTS_MAX][ELEMENTS_MAX];
		struct bm_coverage_list lists[LISTS_MAX];
		size_t list_count = 1 + oracle_random_below(&random,
		    LISTS_MAX);
		struct oracle painted;

		oracle_init(&painted, (enum oracle_place)_i, 0x400,
		    UNITS_MAX);
		for (size_t j = 0; j < list_count; j++)
			lists[j] = list_of(elements[j], make_list(&painted,
			    &random, oracle_random_below(&random, 2) == 0,
			    elements[j]));
		walk(&painted, lists, list_count);
	}
}
END_TEST

/* Every pair of ranges over eight units, in one list and in two. */
START_TEST(all_pairs)
{
	const size_t unit_count = 8, span_count = unit_count * unit_count;

	for (size_t code = 0; code < span_count * span_count; code++) {
		size_t first[2] = { code % 8, code / 64 % 8 };
		size_t last[2] = { code / 8 % 8, code / 512 };
		struct bm_coverage_list lists[2];
		struct element elements[2];
		struct oracle painted;

		if (first[0] > last[0] || first[1] > last[1])
			continue;
		oracle_init(&painted, (enum oracle_place)_i, 0x400,
		    unit_count);
		for (size_t i = 0; i < 2; i++) {
			elements[i] = (struct element){ 1U << i,
			    oracle_range(&painted, first[i], last[i]) };
			oracle_paint(&painted, first[i], last[i], 1U << i, 0);
		}
		lists[0] = list_of(elements, 2);
		walk(&painted, lists, 1);
		lists[0] = list_of(elements, 1);
		lists[1] = list_of(elements + 1, 1);
		walk(&painted, lists, 2);
		/* A layer painted twice is not gone when one of them ends. */
		elements[1].layers = 1;
		lists[0] = list_of(elements, 2);
		for (size_t i = 0; i < unit_count; i++)
			painted.units[i].tags = painted.units[i].tags != 0;
		walk(&painted, lists, 1);
	}
}
END_TEST

START_TEST(nothing_at_all)
{
	struct oracle painted;

	oracle_init(&painted, ORACLE_BOTTOM, 0x400, 4);
	walk(&painted, NULL, 0);
}
END_TEST

struct record {
	struct bm_range stretches[4];
	uint32_t masks[4];
	size_t count;
};

static void
record_stretch(void *context, struct bm_range stretch, uint32_t mask)
{
	struct record *record = context;

	ck_assert_uint_lt(record->count, LENGTH(record->stretches));
	record->stretches[record->count] = stretch;
	record->masks[record->count++] = mask;
}

START_TEST(whole_space)
{
	const struct element elements[] = { { 1, { 0, 0 } },
	    { 2, { 0, 0x1000 } }, { 4, { UINT64_MAX - 0xfff, 0 } } };
	const struct bm_range expected[] = { { 0, 0x1000 },
	    { 0x1000, UINT64_MAX - 0xfff }, { UINT64_MAX - 0xfff, 0 } };
	const uint32_t masks[] = { 3, 1, 5 };
	const struct bm_coverage_list list = list_of(elements, 3);
	struct bm_coverage_edge edges[6];
	struct record record = { .count = 0 };

	ck_assert_int_eq(bm_coverage_walk(&list, 1, edges, 6, record_stretch,
	    &record), BM_OK);
	ck_assert_uint_eq(record.count, LENGTH(expected));
	for (size_t i = 0; i < LENGTH(expected); i++) {
		ck_assert_range_eq(record.stretches[i], expected[i],
		    "stretch");
		ck_assert_hex_eq(record.masks[i], masks[i], "mask");
	}
}
END_TEST

struct count {
	size_t visit_count;
};

static void
count_visit(void *context, struct bm_range stretch, uint32_t mask)
{
	struct count *count = context;

	(void)stretch;
	(void)mask;
	count->visit_count++;
}

/* An unsorted list needs two edges an element, a sorted one needs none. */
START_TEST(too_few_edges)
{
	const struct element sorted[] = { { 1, { 0x1000, 0x3000 } },
	    { 1, { 0x1000, 0x3000 } }, { 1, { 0x2000, 0x4000 } },
	    { 1, { 0x9000, 0 } } };
	const struct element unsorted[] = { { 1, { 0x2000, 0x3000 } },
	    { 1, { 0x1000, 0x4000 } }, { 1, { 0x9000, 0 } } };
	const struct bm_coverage_list lists[] = { list_of(sorted, 4),
	    list_of(unsorted, 3) };
	struct bm_coverage_edge edges[6];
	struct count count = { 0 };

	ck_assert_int_eq(bm_coverage_walk(lists, 1, NULL, 0, count_visit,
	    &count), BM_OK);
	ck_assert_uint_eq(count.visit_count, 6);
	count.visit_count = 0;
	for (size_t i = 0; i < 6; i++)
		ck_assert_int_eq(bm_coverage_walk(lists, 2, edges, i,
		    count_visit, &count), BM_FULL);
	ck_assert_uint_eq(count.visit_count, 0);
	ck_assert_int_eq(bm_coverage_walk(lists, 2, edges, 6, count_visit,
	    &count), BM_OK);
}
END_TEST

/* An element that is no range paints nothing and hides nothing. */
START_TEST(no_range)
{
	static const struct bm_range no_ranges[] = { { 0x3000, 0x3000 },
	    { 0x8000, 0x1000 }, { 0x3400, 0x1400 }, { UINT64_MAX, 0x400 },
	    { 0x2800, 0x2400 } };
	struct oracle painted;

	oracle_init(&painted, ORACLE_BOTTOM, 0x400, 16);
	oracle_paint(&painted, 8, 11, 1, 0);
	for (size_t i = 0; i < 2 * LENGTH(no_ranges); i++) {
		struct element elements[2] = { { 1, { 0x2000, 0x3000 } },
		    { 3, no_ranges[i / 2] } };
		struct bm_coverage_list list = list_of(elements, 2);
		struct element first = elements[0];

		if (i % 2 != 0) {
			elements[0] = elements[1];
			elements[1] = first;
		}
		walk(&painted, &list, 1);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("coverage");
	TCase *test_case = tcase_create("coverage");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, random_lists, 0, ORACLE_PLACES);
	tcase_add_loop_test(test_case, all_pairs, 0, ORACLE_PLACES);
	tcase_add_test(test_case, nothing_at_all);
	tcase_add_test(test_case, whole_space);
	tcase_add_test(test_case, too_few_edges);
	tcase_add_test(test_case, no_range);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

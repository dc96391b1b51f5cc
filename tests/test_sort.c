/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "core/sort.h"

#include <string.h>

#include "tests/hex.h"
#include "tests/oracle.h"

#define ELEMENTS_MAX 4096
/* At most this often the count times its logarithm. */
#define COMPARISONS_A_LEVEL 6

/* The sort has no context to hand on, so the comparisons count here. */
static size_t comparison_count;

struct element {
	uint64_t key;
	uint64_t number;	/* where it stood at first */
};

static bool
key_before(const void *a, const void *b)
{
	const struct element *left = a, *right = b;

	comparison_count++;
	return (left->key < right->key);
}

/* Sorted, and every element there once, with the key it had? */
static bool
is_sorted_from(const struct element *before, const struct element *after,
    size_t count)
{
	static bool is_seen[ELEMENTS_MAX];

	memset(is_seen, 0, count * sizeof(is_seen[0]));
	for (size_t i = 0; i < count; i++) {
		uint64_t number = after[i].number;

		if (number >= count || is_seen[number] ||
		    after[i].key != before[number].key ||
		    (i > 0 && after[i - 1].key > after[i].key))
			return (false);
		is_seen[number] = true;
	}
	return (true);
}

static void
sort_and_compare(const struct element *elements, size_t count)
{
	static struct element sorted[ELEMENTS_MAX];

	memcpy(sorted, elements, count * sizeof(elements[0]));
	comparison_count = 0;
	bm_sort(sorted, count, sizeof(sorted[0]), key_before);
	ck_assert(is_sorted_from(elements, sorted, count));
}

/* Every array of up to 7 keys out of 0 to 4: all orders, all ties. */
START_TEST(all_short_arrays)
{
	struct element elements[7];
	const size_t count = (size_t)_i;
	size_t code_count = 1;

	for (size_t i = 0; i < count; i++)
		code_count *= 5;
	for (size_t code = 0; code < code_count; code++) {
		size_t rest = code;

		for (size_t i = 0; i < count; i++, rest /= 5)
			elements[i] = (struct element){ rest % 5, i };
		sort_and_compare(elements, count);
	}
}
END_TEST

static uint64_t
ascending(size_t i, size_t count)
{
	(void)count;
	return (i);
}

static uint64_t
descending(size_t i, size_t count)
{
	return (count - i);
}

static uint64_t
all_equal(size_t i, size_t count)
{
	(void)i;
	(void)count;
	return (7);
}

static uint64_t
up_and_down(size_t i, size_t count)
{
	return (i < count / 2 ? i : count - i);
}

static uint64_t
saw(size_t i, size_t count)
{
	(void)count;
	return (i % 17);
}

static uint64_t
last_belongs_first(size_t i, size_t count)
{
	return (i + 1 == count ? 0 : i + 1);
}

static uint64_t
shuffled(size_t i, size_t count)
{
	struct oracle_random random = { i * count };

	return (oracle_random_next(&random));
}

static const struct {
	const char *name;
	uint64_t (*key)(size_t i, size_t count);
	bool is_sorted;
} shape_rows[] = {
	{ "ascending", ascending, true },
	{ "descending", descending, false },
	{ "all equal", all_equal, true },
	{ "up and down", up_and_down, false },
	{ "saw", saw, false },
	{ "last belongs first", last_belongs_first, false },
	{ "shuffled", shuffled, false },
};

START_TEST(shape)
{
	static const size_t counts[] = { 2, 3, 31, 32, 33, 1000, 4096 };
	static struct element elements[ELEMENTS_MAX];

	for (size_t i = 0; i < LENGTH(counts); i++) {
		const size_t count = counts[i];
		size_t levels = 0;

		while (count >> levels != 0)
			levels++;
		for (size_t j = 0; j < count; j++)
			elements[j] = (struct element){
			    shape_rows[_i].key(j, count), j };
		sort_and_compare(elements, count);
		ck_assert_msg(comparison_count <=
		    COMPARISONS_A_LEVEL * count * levels,
		    "%s: %zu elements, %zu comparisons", shape_rows[_i].name,
		    count, comparison_count);
		ck_assert_msg(!shape_rows[_i].is_sorted ||
		    comparison_count == count - 1,
		    "%s: sorted, but %zu comparisons of %zu elements",
		    shape_rows[_i].name, comparison_count, count);
	}
}
END_TEST

/*
 * McIlroy's adversary, "A killer adversary for quicksort", 1999: values are
 * made up while they are compared, so that each pivot turns out to be as bad
 * as can be.
 */
#define UNDECIDED SIZE_MAX

static size_t adversary_values[ELEMENTS_MAX];
static size_t adversary_decided_count;
static size_t adversary_candidate;

static bool
adversary_before(const void *a, const void *b)
{
	const size_t left = *(const size_t *)a, right = *(const size_t *)b;
	size_t *values = adversary_values;

	comparison_count++;
	if (values[left] == UNDECIDED && values[right] == UNDECIDED)
		values[left == adversary_candidate ? left : right] =
		    adversary_decided_count++;
	if (values[left] == UNDECIDED)
		adversary_candidate = left;
	else if (values[right] == UNDECIDED)
		adversary_candidate = right;
	return (values[left] < values[right]);
}

START_TEST(adversary)
{
	static size_t numbers[ELEMENTS_MAX];
	bool is_sorted = true;

	for (size_t i = 0; i < ELEMENTS_MAX; i++) {
		numbers[i] = i;
		adversary_values[i] = UNDECIDED;
	}
	comparison_count = 0;
	adversary_decided_count = 0;
	/* The first comparison must not find the two in order. */
	adversary_candidate = 1;
	bm_sort(numbers, ELEMENTS_MAX, sizeof(numbers[0]), adversary_before);
	for (size_t i = 1; i < ELEMENTS_MAX; i++)
		is_sorted = is_sorted &&
		    !adversary_before(&numbers[i], &numbers[i - 1]);
	ck_assert(is_sorted);
	/* 4096 has 12 levels. */
	ck_assert_msg(comparison_count <=
	    COMPARISONS_A_LEVEL * ELEMENTS_MAX * 12, "%zu comparisons",
	    comparison_count);
}
END_TEST

static bool
byte_before(const void *a, const void *b)
{
	return (*(const unsigned char *)a < *(const unsigned char *)b);
}

/* An element's bytes are all its key, so a torn one shows. */
START_TEST(element_size)
{
	static unsigned char bytes[256 * BM_SORT_ELEMENT_MAX];
	const size_t size = (size_t)_i;
	bool is_right = true;

	for (size_t i = 0; i < 256; i++)
		memset(bytes + i * size, (int)(i * 167 % 256), size);
	bm_sort(bytes, 256, size, byte_before);
	for (size_t i = 0; i < 256 * size; i++)
		is_right = is_right && bytes[i] == i / size;
	ck_assert(is_right);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sort");
	TCase *test_case = tcase_create("sort");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, all_short_arrays, 0, 8);
	tcase_add_loop_test(test_case, shape, 0, LENGTH(shape_rows));
	tcase_add_test(test_case, adversary);
	tcase_add_loop_test(test_case, element_size, 1,
	    (int)BM_SORT_ELEMENT_MAX + 1);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

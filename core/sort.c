/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Quicksort for speed; heapsort for a part that divides badly, so that no
 * input makes it quadratic.
 */
#include "sort.h"

#include <stdint.h>
#include <string.h>

#include "contract.h"

/* Parts of this many elements or fewer are sorted by insertion. */
#define SMALL_COUNT ((size_t)12)
/* Parts waiting: at most one a halving of the count. */
#define PARTS_MAX (8 * sizeof(size_t))

struct array {
	unsigned char *base;
	size_t count;
	size_t size;		/* of an element, bytes */
	bool (*before)(const void *a, const void *b);
};

static unsigned char *
element(const struct array *array, size_t index)
{
	return (array->base + index * array->size);
}

static bool
is_before(const struct array *array, size_t a, size_t b)
{
	return (array->before(element(array, a), element(array, b)));
}

static void
swap(const struct array *array, size_t a, size_t b)
{
	unsigned char held[BM_SORT_ELEMENT_MAX];

	memcpy(held, element(array, a), array->size);
	memmove(element(array, a), element(array, b), array->size);
	memcpy(element(array, b), held, array->size);
}

static bool
is_sorted(const struct array *array)
{
	for (size_t i = 1; i < array->count; i++)
		if (is_before(array, i, i - 1))
			return (false);
	return (true);
}

static void
insertion_sort(const struct array *array)
{
	unsigned char moving[BM_SORT_ELEMENT_MAX];

	for (size_t i = 1; i < array->count; i++) {
		size_t hole = i;

		memcpy(moving, element(array, i), array->size);
		for (; hole > 0 && array->before(moving,
		    element(array, hole - 1)); hole--)
			memcpy(element(array, hole), element(array, hole - 1),
			    array->size);
		memcpy(element(array, hole), moving, array->size);
	}
}

/* Lets the element at root sink in the heap of count elements. */
static void
sift(const struct array *array, size_t root, size_t count)
{
	for (size_t child; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count && is_before(array, child, child + 1))
			child++;
		if (!is_before(array, root, child))
			return;
		swap(array, root, child);
	}
}

static void
heap_sort(const struct array *array)
{
	for (size_t root = array->count / 2; root-- > 0;)
		sift(array, root, array->count);
	for (size_t end = array->count; end-- > 1;) {
		swap(array, 0, end);
		sift(array, 0, end);
	}
}

/*
 * Divides around the median of three and answers where that one came to
 * stand: nothing before it is larger, nothing behind it smaller.
 */
static size_t
partition(const struct array *array)
{
	size_t last = array->count - 1, low = 0, high = last;

	if (is_before(array, array->count / 2, 0))
		swap(array, array->count / 2, 0);
	if (is_before(array, last, 0))
		swap(array, last, 0);
	if (is_before(array, last, array->count / 2))
		swap(array, last, array->count / 2);
	/* The pivot waits at the front; the last element stops the search. */
	swap(array, 0, array->count / 2);
	for (;;) {
		do
			low++;
		while (low < last && is_before(array, low, 0));
		do
			high--;
		while (high > 0 && is_before(array, 0, high));
		if (low >= high)
			break;
		swap(array, low, high);
	}
	swap(array, 0, high);
	return (high);
}

struct part {
	struct array array;
	unsigned divisions_left;
};

/* Sorts a part that need not be divided; false if it has to be. */
static bool
finish(const struct part *part)
{
	if (part->array.count <= SMALL_COUNT)
		insertion_sort(&part->array);
	else if (part->divisions_left == 0)
		heap_sort(&part->array);
	else
		return (false);
	return (true);
}

void
bm_sort(void *base, size_t count, size_t size,
    bool (*before)(const void *a, const void *b))
{
	struct part waiting[PARTS_MAX];
	struct part part = { { base, count, size, before }, 0 };
	size_t waiting_count = 0;

	BM_CONTRACT(size <= BM_SORT_ELEMENT_MAX);
	if (is_sorted(&part.array))
		return;
	for (size_t n = count; n > 0; n /= 2)
		part.divisions_left += 2;
	for (;;) {
		struct part above;
		size_t middle;

		if (finish(&part)) {
			if (waiting_count == 0)
				return;
			part = waiting[--waiting_count];
			continue;
		}
		middle = partition(&part.array);
		part.divisions_left--;
		above = part;
		above.array.base = element(&part.array, middle + 1);
		above.array.count = part.array.count - middle - 1;
		part.array.count = middle;
		/* The larger part waits, so that few ever do. */
		if (part.array.count > above.array.count) {
			struct part larger = part;

			part = above;
			above = larger;
		}
		BM_CONTRACT(waiting_count < PARTS_MAX);
		waiting[waiting_count++] = above;
	}
}

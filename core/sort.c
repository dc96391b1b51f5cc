/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sort.h"

#include <string.h>

#include "contract.h"

struct heap {
	unsigned char *base;
	size_t size;
	bool (*before)(const void *a, const void *b);
};

static unsigned char *
element(const struct heap *heap, size_t index)
{
	return (heap->base + index * heap->size);
}

/*
 * Puts moving where it belongs in the heap of count elements whose root is
 * the hole.  The hole goes down to a leaf along the larger children first and
 * up again after: one comparison a level instead of two, since what comes in
 * is nearly always small.
 */
static void
sift(const struct heap *heap, size_t root, size_t count,
    const unsigned char *moving)
{
	size_t hole = root;

	for (size_t child; (child = 2 * hole + 1) < count; hole = child) {
		if (child + 1 < count && heap->before(element(heap, child),
		    element(heap, child + 1)))
			child++;
		memcpy(element(heap, hole), element(heap, child), heap->size);
	}
	while (hole > root) {
		size_t parent = (hole - 1) / 2;

		if (!heap->before(element(heap, parent), moving))
			break;
		memcpy(element(heap, hole), element(heap, parent), heap->size);
		hole = parent;
	}
	memcpy(element(heap, hole), moving, heap->size);
}

static bool
is_sorted(const struct heap *heap, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (heap->before(element(heap, i), element(heap, i - 1)))
			return (false);
	return (true);
}

void
bm_sort(void *base, size_t count, size_t size,
    bool (*before)(const void *a, const void *b))
{
	struct heap heap = { base, size, before };
	unsigned char moving[BM_SORT_ELEMENT_MAX];

	BM_CONTRACT(size <= sizeof(moving));
	if (is_sorted(&heap, count))
		return;
	for (size_t root = count / 2; root-- > 0;) {
		memcpy(moving, element(&heap, root), size);
		sift(&heap, root, count, moving);
	}
	for (size_t end = count; end-- > 1;) {
		memcpy(moving, element(&heap, end), size);
		memcpy(element(&heap, end), element(&heap, 0), size);
		sift(&heap, 0, end, moving);
	}
}

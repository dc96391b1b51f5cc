/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A sort for code without a C library: in place, no recursion, O(n log n) in
 * the worst case, and a single pass where the input is sorted already.
 */
#ifndef BM_SORT_H
#define BM_SORT_H

#include <stdbool.h>
#include <stddef.h>

#define BM_SORT_ELEMENT_MAX ((size_t)64)	/* bytes */

/*
 * Sorts count elements of size bytes, at most BM_SORT_ELEMENT_MAX, so that
 * before(b, a) holds for no a in front of b.  Equal elements may change
 * places: an order that matters must be part of before.
 */
void bm_sort(void *base, size_t count, size_t size,
    bool (*before)(const void *a, const void *b));

#endif

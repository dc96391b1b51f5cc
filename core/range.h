/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Addresses and half-open ranges.
 *
 * An address has 64 bits and so has an end, but ranges reach up to 2^64.  An
 * end of 0 stands for 2^64: no range is empty, so no other range could end
 * there.  Ends are therefore never compared with each other; everything here
 * and in the modules above compares a range's last byte.
 */
#ifndef BM_RANGE_H
#define BM_RANGE_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t bm_paddr;	/* physical address, bytes */

#define BM_PADDR_LAST UINT64_MAX

/* The bytes [start, end), at least one of them. */
struct bm_range {
	bm_paddr start;
	bm_paddr end;		/* exclusive; 0 means 2^64 */
};

/* The inclusive end, which is how firmware tools and devinfo(8) print it. */
static inline bm_paddr
bm_range_last(struct bm_range range)
{
	return (range.end - 1);
}

/* The range from start to last, both included; needs start <= last. */
static inline struct bm_range
bm_range_closed(bm_paddr start, bm_paddr last)
{
	return ((struct bm_range){ start, last + 1 });
}

static inline bool
bm_range_is_valid(struct bm_range range)
{
	return (range.start <= bm_range_last(range));
}

static inline bool
bm_range_equal(struct bm_range a, struct bm_range b)
{
	return (a.start == b.start && a.end == b.end);
}

static inline bool
bm_range_holds(struct bm_range range, bm_paddr address)
{
	return (range.start <= address && address <= bm_range_last(range));
}

/* Does outer hold every byte of inner? */
static inline bool
bm_range_covers(struct bm_range outer, struct bm_range inner)
{
	return (outer.start <= inner.start &&
	    bm_range_last(inner) <= bm_range_last(outer));
}

/* Do the two share a byte? */
static inline bool
bm_range_overlaps(struct bm_range a, struct bm_range b)
{
	return (a.start <= bm_range_last(b) && b.start <= bm_range_last(a));
}

/* Does below end exactly where above starts?  (Nothing starts at 2^64.) */
static inline bool
bm_range_adjoins(struct bm_range below, struct bm_range above)
{
	return (below.end != 0 && below.end == above.start);
}

/* The bytes in both; needs an overlap. */
static inline struct bm_range
bm_range_common(struct bm_range a, struct bm_range b)
{
	bm_paddr start = a.start > b.start ? a.start : b.start;
	bm_paddr last = bm_range_last(a) < bm_range_last(b) ?
	    bm_range_last(a) : bm_range_last(b);

	return (bm_range_closed(start, last));
}

/* The smallest range that holds both. */
static inline struct bm_range
bm_range_hull(struct bm_range a, struct bm_range b)
{
	bm_paddr start = a.start < b.start ? a.start : b.start;
	bm_paddr last = bm_range_last(a) > bm_range_last(b) ?
	    bm_range_last(a) : bm_range_last(b);

	return (bm_range_closed(start, last));
}

/* Length in bytes; 2^64, which only the whole space has, comes out as 0. */
static inline uint64_t
bm_range_bytes(struct bm_range range)
{
	return (range.end - range.start);
}

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's sys/kern/subr_physmem.c as it was, revision by revision: fixed
 * tables, insertion, the avail lists, with the defects that each had.  Do not
 * improve this; the reference is in core/.
 */
#ifndef SUBR_PHYSMEM_H
#define SUBR_PHYSMEM_H

#include "core/world.h"

/* Entries of either table, in a kernel with ACPI. */
#define SUBR_PHYSMEM_REGIONS 32
/* Elements of phys_avail and dump_avail: 64 segments, two a range. */
#define SUBR_PHYSMEM_AVAIL_ELEMENTS 128
/*
 * What the lists may come to before the kernel looks at their length: each
 * chunk may leave a range more than there are exclusions.
 */
#define SUBR_PHYSMEM_AVAIL_RANGES \
    (SUBR_PHYSMEM_AVAIL_ELEMENTS / 2 + SUBR_PHYSMEM_REGIONS + 1)

/* What changed from revision to revision. */
struct subr_physmem_revision {
	bool rounds_hardware;	/* each entry by itself; 2022 */
	bool merges_overlaps;	/* on insertion; not 2022 */
	bool upgrades_flags;	/* of an exact duplicate; 14 and later */
};

struct subr_physmem_region {
	uint64_t addr;
	uint64_t size;
	uint32_t flags;
	struct bm_origin origin;
};

struct subr_physmem {
	const struct subr_physmem_revision *revision;
	uint64_t page_size;
	uint64_t max_addr;	/* PHYSMEM_MAX: highest address */
	struct subr_physmem_region hw[SUBR_PHYSMEM_REGIONS];
	size_t hw_count;
	struct subr_physmem_region ex[SUBR_PHYSMEM_REGIONS];
	size_t ex_count;
};

void subr_physmem_hardware_region(struct subr_physmem *physmem, uint64_t pa,
    uint64_t size, struct bm_origin origin);

/* False if the kernel panics: the table is full. */
bool subr_physmem_exclude_region(struct subr_physmem *physmem, uint64_t pa,
    uint64_t size, uint32_t flags, struct bm_origin origin);

/* One list of ranges, in pairs as the kernel has them. */
struct subr_physmem_avail {
	struct bm_range ranges[SUBR_PHYSMEM_AVAIL_RANGES];
	struct bm_origin origins[SUBR_PHYSMEM_AVAIL_RANGES];
	size_t count;
	uint64_t avail_pages;
	uint64_t total_pages;
};

/* regions_to_avail; limit_bytes 0: none.  False if the kernel panics. */
bool subr_physmem_to_avail(const struct subr_physmem *physmem,
    uint32_t exclude_flags, uint64_t limit_bytes,
    struct subr_physmem_avail *ret_avail);

#endif

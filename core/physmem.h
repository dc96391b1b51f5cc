/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Physical memory: which bytes are RAM, which of them are excluded, and the
 * page ranges that follow for the allocator and the dumper.  The tables have
 * the form of FreeBSD's sys/kern/subr_physmem.c; getmemsize() of amd64 is
 * expressed in them too.
 *
 * A page is RAM when every byte of it is.  A page is excluded when any byte
 * of it is.  Both are decided after all requests are in, so that a page may
 * be put together from two firmware entries.
 */
#ifndef BM_PHYSMEM_H
#define BM_PHYSMEM_H

#include "exclusions.h"
#include "rset.h"
#include "status.h"

/* FreeBSD never hands out the last megabyte of the address space. */
#define BM_LAST_MEGABYTE_BYTES ((uint64_t)1 << 20)

/* What the architecture says of physical addresses. */
struct bm_physmem_limits {
	uint64_t page_size;	/* bytes, power of two, 4096 to 65536 */
	bm_paddr last;		/* highest address */
	bool drops_page_zero;
	bool drops_last_megabyte; /* of the space that ends at last */
};

struct bm_physmem {
	struct bm_physmem_limits limits;
	struct bm_rset hardware;	/* tags unused */
	struct bm_exclusions excluded;	/* page aligned */
};

/* What became of a range offered as RAM. */
enum bm_ram_clip {
	BM_RAM_WHOLE,
	BM_RAM_PAGE_ZERO,	/* page 0 was cut off */
	BM_RAM_LAST_MEGABYTE,	/* the last megabyte was cut off */
	BM_RAM_ABOVE_LAST,	/* what lies above the highest address was */
};

struct bm_physmem_totals {
	uint64_t realmem_pages;	/* in chunks, as far as the limit let us look */
	uint64_t physmem_pages;	/* in phys_avail */
	uint64_t maxmem_pages;	/* number of the page that phys_avail ends at */
};

/*
 * Cuts from range what may never be RAM.  Returns false if nothing is left;
 * *ret_clip names the (last) rule that cut.
 */
bool bm_physmem_clip(const struct bm_physmem_limits *limits,
    struct bm_range range, struct bm_range *ret_range,
    enum bm_ram_clip *ret_clip);

/*
 * Adds the bytes of range, which bm_physmem_clip has passed, to the chunks.
 * Chunks that overlap or touch become one.
 */
enum bm_status bm_physmem_add_hardware(struct bm_physmem *physmem,
    struct bm_range range, struct bm_origin origin);

/* Excludes every page that range has a byte in. */
enum bm_status bm_physmem_exclude(struct bm_physmem *physmem,
    struct bm_range range, uint32_t flags, struct bm_origin origin);

#define BM_PHYSMEM_NO_LIMIT UINT64_MAX

/*
 * The whole pages of RAM that no exclusion with any of flags touches, in
 * ascending order, into ret_avail.  scratch is overwritten.  ret_avail needs
 * room for hardware.count + excluded.count entries, scratch for
 * excluded.count.
 *
 * limit_bytes (hw.physmem) keeps only the lowest ranges up to that many
 * bytes: the last one may end within a page, which vm_phys rounds away later.
 * *ret_realmem_pages counts the chunks only as far as they were looked at
 * then.  Both as FreeBSD does.
 */
enum bm_status bm_physmem_avail(const struct bm_physmem *physmem,
    uint32_t flags, uint64_t limit_bytes, struct bm_rset *scratch,
    struct bm_rset *ret_avail, uint64_t *ret_realmem_pages);

/* Pages in all ranges of set, each range counted in whole pages. */
uint64_t bm_physmem_page_count(const struct bm_rset *set, uint64_t page_size);

#endif

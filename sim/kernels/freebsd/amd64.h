/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The released kernels on amd64, which has its own memory code.
 */
#ifndef FREEBSD_AMD64_H
#define FREEBSD_AMD64_H

#include "sim/kernels/freebsd/freebsd.h"

/* What changed in the reading of the SMAP. */
struct freebsd_amd64_revision {
	/* 2013: an empty entry is the last, and one has to begin at 0 (B26) */
	bool is_strict;
};

/*
 * What the loader left: the kernel, and all files above it, which it puts one
 * behind the other.  Whole pages but for first.
 */
struct freebsd_amd64_loaded {
	bool is_present;
	bm_paddr start;		/* kernphys */
	bm_paddr first;		/* where the last file ends */
	bm_paddr taken_end;	/* and then what create_pagetables took */
};

struct freebsd_amd64_loaded freebsd_amd64_loaded(
    const struct capture *capture);

/*
 * The stages up to avail: getmemsize over the map that rules.  The world's
 * requests have room for every entry.  False with the boot's error.
 */
bool freebsd_amd64_memory(struct freebsd *boot,
    const struct freebsd_amd64_revision *revision);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What changed on arm64 from release to release.
 */
#ifndef LINUX_ARM64_H
#define LINUX_ARM64_H

#include "sim/kernels/linux/linux.h"
#include "sim/kernels/linux/own.h"

struct linux_arm64 {
	/* Pages of tables for the image and for identity, before memory's. */
	uint64_t image_table_pages;
	/* The first tables, at the end of the image, which are given back. */
	uint64_t init_tables_bytes;
	/* Of the kernel's text, where nobody says how long it is. */
	uint64_t text_bytes;
	/* The linear map shows the kernel's text in blocks of 2 MiB. */
	bool maps_text_in_blocks;
	/* With a processor that can it uses addresses of 52 bits. */
	bool has_lpa2;
	struct linux_own own;
};

/* arm64_releases.c */
extern const struct linux_arm64 linux_arm64_6_1;
extern const struct linux_arm64 linux_arm64_6_12;
extern const struct linux_arm64 linux_arm64_7_2;

/*
 * arm64_paging.c.  The kernel's text, from the image's start to where
 * what is freed after boot begins; false if the capture does not say.
 */
bool linux_arm64_find_text(const struct capture *capture,
    struct bm_range *ret_text);
/*
 * paging_init: takes the pages of the tables, or
 * panics.
 */
void linux_arm64_map_memory(struct linux_boot *boot,
    const struct linux_arm64 *arm64, bm_paddr linear_start);

#endif

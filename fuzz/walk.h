/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's walk over the table of excluded regions, told in page numbers:
 * from the front, entry by entry, the first rule that applies wins.  The
 * core finds its place in another way and must end with the same table.
 */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WALK_ENTRIES_MAX 64

struct walk_entry {
	unsigned first_page;
	unsigned last_page;	/* included */
	uint32_t flags;
	uint32_t origin;	/* the earliest index merged here */
};

struct walk {
	struct walk_entry entries[WALK_ENTRIES_MAX];
	size_t count;
	size_t capacity;
};

void walk_clear(struct walk *walk, size_t capacity);

/* False, and nothing changed, if an entry more is needed than there may be. */
bool walk_exclude(struct walk *walk, unsigned first_page, unsigned last_page,
    uint32_t flags, uint32_t origin);

#endif

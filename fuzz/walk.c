/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/walk.h"

#include "fuzz/fuzz.h"

void
walk_clear(struct walk *walk, size_t capacity)
{
	FUZZ_REQUIRE(capacity <= WALK_ENTRIES_MAX);
	walk->count = 0;
	walk->capacity = capacity;
}

static void
take_out(struct walk *walk, size_t index)
{
	walk->count--;
	for (size_t i = index; i < walk->count; i++)
		walk->entries[i] = walk->entries[i + 1];
}

/* The entry at index has a higher end now, and may meet those behind it. */
static void
absorb(struct walk *walk, size_t index)
{
	struct walk_entry *entry = &walk->entries[index];
	bool reached = false;

	while (!reached && index + 1 < walk->count &&
	    walk->entries[index + 1].flags == entry->flags &&
	    walk->entries[index + 1].first_page <= entry->last_page + 1) {
		struct walk_entry next = walk->entries[index + 1];

		take_out(walk, index + 1);
		reached = next.last_page >= entry->last_page;
		if (reached)
			entry->last_page = next.last_page;
		if (next.origin < entry->origin)
			entry->origin = next.origin;
	}
}

static void
extend(struct walk *walk, size_t index, const struct walk_entry *more)
{
	struct walk_entry *entry = &walk->entries[index];

	if (more->origin < entry->origin)
		entry->origin = more->origin;
	if (more->first_page < entry->first_page)
		entry->first_page = more->first_page;
	if (more->last_page > entry->last_page) {
		entry->last_page = more->last_page;
		absorb(walk, index);
	}
}

static bool
put(struct walk *walk, size_t index, const struct walk_entry *entry)
{
	if (walk->count == walk->capacity)
		return (false);
	for (size_t i = walk->count; i > index; i--)
		walk->entries[i] = walk->entries[i - 1];
	walk->entries[index] = *entry;
	walk->count++;
	return (true);
}

bool
walk_exclude(struct walk *walk, unsigned first_page, unsigned last_page,
    uint32_t flags, uint32_t origin)
{
	struct walk_entry wanted = { first_page, last_page, flags, origin };

	for (size_t i = 0; i < walk->count; i++) {
		struct walk_entry *entry = &walk->entries[i];

		if (entry->flags == flags &&
		    first_page <= entry->last_page + 1 &&
		    entry->first_page <= last_page + 1) {
			extend(walk, i, &wanted);
			return (true);
		}
		if (entry->flags != 0 && flags != 0 &&
		    entry->first_page == first_page &&
		    entry->last_page == last_page) {
			entry->flags |= flags;
			if (origin < entry->origin)
				entry->origin = origin;
			return (true);
		}
		if (first_page < entry->first_page)
			return (put(walk, i, &wanted));
	}
	return (put(walk, walk->count, &wanted));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/owners.h"

#include <string.h>

#define SLOTS_FIRST ((size_t)64)	/* a power of two */

struct held {
	struct held *below;
	size_t grant_index;
};

struct owner {
	const char *name;
	bool is_private;
	struct held *latest;
};

struct owners {
	struct arena *arena;
	struct owner *entries;
	size_t count;
	uint32_t *slots;	/* hash table of number + 1; 0 is free */
	size_t slot_count;	/* a power of two, over twice count */
};

struct owners *
owners_new(struct arena *arena)
{
	struct owners *owners = arena_alloc(arena, 1, sizeof(*owners));

	owners->arena = arena;
	owners->slot_count = SLOTS_FIRST;
	owners->slots = arena_alloc(arena, owners->slot_count,
	    sizeof(owners->slots[0]));
	owners->entries = arena_alloc(arena, owners->slot_count / 2,
	    sizeof(owners->entries[0]));
	return (owners);
}

/* FNV-1a. */
static uint64_t
hash(const char *name)
{
	uint64_t value = UINT64_C(0xcbf29ce484222325);

	for (; *name != '\0'; name++)
		value = (value ^ (unsigned char)*name) *
		    UINT64_C(0x100000001b3);
	return (value);
}

/* The slot that holds name, or the free one where it would go. */
static size_t
find_slot(const struct owners *owners, const char *name)
{
	size_t slot = (size_t)hash(name) & (owners->slot_count - 1);

	while (owners->slots[slot] != 0 && strcmp(name,
	    owners->entries[owners->slots[slot] - 1].name) != 0)
		slot = (slot + 1) & (owners->slot_count - 1);
	return (slot);
}

static void
grow(struct owners *owners)
{
	struct owner *entries;

	owners->slot_count *= 2;
	owners->slots = arena_alloc(owners->arena, owners->slot_count,
	    sizeof(owners->slots[0]));
	entries = arena_alloc(owners->arena, owners->slot_count / 2,
	    sizeof(entries[0]));
	memcpy(entries, owners->entries, owners->count * sizeof(entries[0]));
	owners->entries = entries;
	for (size_t i = 0; i < owners->count; i++)
		if (!entries[i].is_private)
			owners->slots[find_slot(owners, entries[i].name)] =
			    (uint32_t)i + 1;
}

static uint32_t
add(struct owners *owners, const char *name, bool is_private)
{
	if (owners->count == owners->slot_count / 2)
		grow(owners);
	owners->entries[owners->count].name = name;
	owners->entries[owners->count].is_private = is_private;
	return ((uint32_t)owners->count++);
}

uint32_t
owners_number(struct owners *owners, const char *name)
{
	size_t slot = find_slot(owners, name);

	uint32_t number;

	if (owners->slots[slot] != 0)
		return (owners->slots[slot] - 1);
	number = add(owners, name, false);
	/* The table may have grown. */
	owners->slots[find_slot(owners, name)] = number + 1;
	return (number);
}

uint32_t
owners_private(struct owners *owners, const char *name)
{
	return (add(owners, name, true));
}

const char *
owners_name(const struct owners *owners, uint32_t number)
{
	return (owners->entries[number].name);
}

void
owners_push(struct owners *owners, uint32_t number, size_t grant_index)
{
	struct held *held = arena_alloc(owners->arena, 1, sizeof(*held));

	*held = (struct held){ owners->entries[number].latest, grant_index };
	owners->entries[number].latest = held;
}

bool
owners_pop(struct owners *owners, uint32_t number, size_t *ret_grant_index)
{
	struct held *held = owners->entries[number].latest;

	if (held == NULL)
		return (false);
	*ret_grant_index = held->grant_index;
	owners->entries[number].latest = held->below;
	return (true);
}

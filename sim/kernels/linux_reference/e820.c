/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_reference/e820.h"

#include <string.h>

#include "core/contract.h"

static const struct bm_type_rank ram_is_lowest = { E820_RAM, 0 };
static const struct bm_type_ranks ranks = { &ram_is_lowest, 1, 1 };

static struct bm_linux_e820_line *
new_line(struct reference_e820 *e820)
{
	struct bm_linux_e820_line *longer;

	if (e820->line_count == e820->line_capacity) {
		e820->line_capacity = 2 * e820->line_capacity +
		    E820_ZERO_PAGE;
		longer = arena_alloc(e820->arena, e820->line_capacity,
		    sizeof(longer[0]));
		if (e820->line_count > 0)
			memcpy(longer, e820->lines,
			    e820->line_count * sizeof(longer[0]));
		e820->lines = longer;
	}
	return (&e820->lines[e820->line_count++]);
}

/* Room for so many entries more. */
static void
make_room(struct reference_e820 *e820, size_t more)
{
	struct bm_rset *map = &e820->map;
	struct bm_rset longer;

	if (map->capacity - map->count >= more)
		return;
	longer = bm_rset_empty(arena_alloc(e820->arena,
	    2 * map->count + more, sizeof(longer.entries[0])),
	    2 * map->count + more);
	if (map->count > 0)
		memcpy(longer.entries, map->entries,
		    map->count * sizeof(longer.entries[0]));
	longer.count = map->count;
	*map = longer;
}

static void
must_fit(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

void
reference_e820_build(struct reference_e820 *e820,
    struct bm_rset_entry *entries, size_t count)
{
	const struct bm_rset_entry **heap = arena_alloc(e820->arena, count,
	    sizeof(heap[0]));

	e820->map = bm_rset_empty(arena_alloc(e820->arena, 2 * count,
	    sizeof(e820->map.entries[0])), 2 * count);
	must_fit(bm_e820_build(entries, count, &ranks, heap, &e820->map));
}

void
reference_e820_say(struct reference_e820 *e820, const char *text)
{
	*new_line(e820) = (struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_TEXT, .who = text };
}

void
reference_e820_show(struct reference_e820 *e820, const char *heading,
    const char *who)
{
	reference_e820_say(e820, heading);
	for (size_t i = 0; i < e820->map.count; i++) {
		const struct bm_rset_entry *entry = &e820->map.entries[i];

		*new_line(e820) = (struct bm_linux_e820_line){
		    .kind = BM_LINUX_E820_ENTRY, .who = who,
		    .start = entry->range.start,
		    .last = bm_range_last(entry->range),
		    .type = entry->tags };
	}
}

void
reference_e820_add(struct reference_e820 *e820, struct bm_range range,
    uint32_t type, struct bm_origin origin)
{
	const struct bm_rset_entry entry = { range, type, origin };

	make_room(e820, 2 * e820->map.count + 1);
	must_fit(bm_e820_add(&e820->map, &ranks, &entry));
}

void
reference_e820_say_updated(struct reference_e820 *e820,
    struct bm_range range, uint32_t old_type, uint32_t new_type)
{
	*new_line(e820) = (struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_UPDATE, .start = range.start,
	    .last = bm_range_last(range), .type = old_type,
	    .new_type = new_type };
}

void
reference_e820_update(struct reference_e820 *e820, struct bm_range range,
    uint32_t old_type, uint32_t new_type)
{
	reference_e820_say_updated(e820, range, old_type, new_type);
	make_room(e820, 2);
	must_fit(bm_e820_update(&e820->map, range, old_type, new_type));
}

void
reference_e820_say_removed(struct reference_e820 *e820,
    struct bm_range range, uint32_t type)
{
	*new_line(e820) = (struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_REMOVE, .start = range.start,
	    .last = bm_range_last(range), .type = type };
}

void
reference_e820_remove(struct reference_e820 *e820, struct bm_range range,
    uint32_t type)
{
	reference_e820_say_removed(e820, range, type);
	make_room(e820, 1);
	must_fit(type == E820_NONE ? bm_rset_remove(&e820->map, range) :
	    bm_e820_remove_type(&e820->map, range, type));
}

bool
reference_e820_is_all(const struct reference_e820 *e820,
    struct bm_range range, uint32_t type)
{
	size_t i = bm_rset_search(&e820->map, range.start);

	/* One entry has it: entries of one type that touch are one. */
	return (i < e820->map.count && e820->map.entries[i].tags == type &&
	    bm_range_covers(e820->map.entries[i].range, range));
}

/* Half of the whole space: all of it is more than a length can say. */
#define HALF_BYTES (UINT64_C(1) << 63)

static void
put_entry(struct bm_linux_e820 *table, const struct bm_rset_entry *entry)
{
	const uint64_t bytes = bm_range_bytes(entry->range);
	struct bm_linux_e820_entry *next = &table->entries[table->count++];

	*next = (struct bm_linux_e820_entry){ { entry->range.start, bytes },
	    entry->tags, entry->origin };
	if (bytes != 0)
		return;
	next->extent.length = HALF_BYTES;
	table->entries[table->count] = *next;
	table->entries[table->count++].extent.base = HALF_BYTES;
}

struct bm_linux_e820
reference_e820_table(const struct reference_e820 *e820)
{
	const size_t capacity = e820->map.count + 1;
	struct bm_linux_e820 table = { .form = BM_LINUX_E820_FORM_6,
	    .lines = e820->lines, .line_count = e820->line_count };

	table.entries = arena_alloc(e820->arena, capacity,
	    sizeof(table.entries[0]));
	table.ram = bm_rset_empty(arena_alloc(e820->arena, capacity,
	    sizeof(table.ram.entries[0])), capacity);
	for (size_t i = 0; i < e820->map.count; i++) {
		const struct bm_rset_entry *entry = &e820->map.entries[i];

		put_entry(&table, entry);
		if (entry->tags == E820_RAM)
			table.ram.entries[table.ram.count++] = *entry;
	}
	return (table);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820.c of Linux 6.1, 6.12 and 7.2.  Re-enacted,
 * defects included: do not improve this.
 */
#include "sim/kernels/linux/e820.h"

#include <string.h>

#include "core/contract.h"

struct linux_e820 *
linux_e820_new(struct arena *arena, size_t capacity, bool has_no_merge)
{
	struct linux_e820 *table = arena_alloc(arena, 1, sizeof(*table));

	table->entries = arena_alloc(arena, capacity,
	    sizeof(table->entries[0]));
	table->capacity = capacity;
	table->has_no_merge = has_no_merge;
	table->log = arena_alloc(arena, 1, sizeof(*table->log));
	table->log->arena = arena;
	return (table);
}

struct linux_e820 *
linux_e820_copy(const struct linux_e820 *table)
{
	struct linux_e820 *copy = arena_alloc(table->log->arena, 1,
	    sizeof(*copy));

	*copy = *table;
	copy->entries = arena_alloc(table->log->arena, table->capacity,
	    sizeof(copy->entries[0]));
	memcpy(copy->entries, table->entries,
	    table->count * sizeof(copy->entries[0]));
	return (copy);
}

void
linux_e820_say(struct linux_e820 *table,
    const struct bm_linux_e820_line *line)
{
	struct linux_e820_log *log = table->log;
	struct bm_linux_e820_line *lines;

	if (log->count == log->capacity) {
		log->capacity = 2 * log->capacity + LINUX_E820_ZERO_PAGE;
		lines = arena_alloc(log->arena, log->capacity,
		    sizeof(lines[0]));
		if (log->count > 0)
			memcpy(lines, log->lines,
			    log->count * sizeof(lines[0]));
		log->lines = lines;
	}
	log->lines[log->count++] = *line;
}

void
linux_e820_show(struct linux_e820 *table, const char *heading,
    const char *who)
{
	linux_e820_say(table, &(struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_HEADING, .who = heading });
	for (size_t i = 0; i < table->count; i++)
		linux_e820_say(table, &(struct bm_linux_e820_line){
		    .kind = BM_LINUX_E820_ENTRY, .who = who,
		    .start = table->entries[i].extent.base,
		    .last = linux_e820_end(&table->entries[i]) - 1,
		    .type = table->entries[i].type });
}

void
linux_e820_range_add(struct linux_e820 *table,
    const struct bm_linux_e820_entry *entry)
{
	if (table->count < table->capacity) {
		table->entries[table->count++] = *entry;
		return;
	}
	linux_e820_say(table, &(struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_IGNORED, .start = entry->extent.base,
	    .last = linux_e820_end(entry) - 1, .type = entry->type });
}

/* The end of a range to edit: the last byte of the address space is spared. */
static uint64_t
edit_end(uint64_t start, uint64_t size)
{
	return (size > UINT64_MAX - start ? UINT64_MAX : start + size);
}

/*
 * Takes [start, end) out of an entry that it does not cover, and makes what
 * was taken an entry of new_type, or nothing.
 */
static void
cut(struct linux_e820 *table, size_t index, uint64_t start, uint64_t end,
    uint32_t new_type)
{
	struct bm_linux_e820_entry *entry = &table->entries[index];
	struct bm_linux_e820_entry taken = *entry, tail = *entry;
	const uint64_t entry_start = entry->extent.base;
	const uint64_t entry_end = linux_e820_end(entry);

	taken.type = new_type;
	taken.extent.base = start > entry_start ? start : entry_start;
	taken.extent.length = (end < entry_end ? end : entry_end) -
	    taken.extent.base;
	if (taken.extent.base >= linux_e820_end(&taken))
		return;
	if (new_type != LINUX_E820_NONE)
		linux_e820_range_add(table, &taken);
	if (entry_start < start && entry_end > end) {
		tail.extent = (struct bm_extent){ end, entry_end - end };
		linux_e820_range_add(table, &tail);
		entry->extent.length = start - entry_start;
		return;
	}
	entry->extent.length -= taken.extent.length;
	if (entry_start >= taken.extent.base)
		entry->extent.base = linux_e820_end(&taken);
}

static bool
is_covered(const struct bm_linux_e820_entry *entry, uint64_t start,
    uint64_t end)
{
	return (entry->extent.base >= start && linux_e820_end(entry) <= end);
}

void
linux_e820_range_update(struct linux_e820 *table, uint64_t start,
    uint64_t size, uint32_t old_type, uint32_t new_type)
{
	const uint64_t end = edit_end(start, size);

	BM_CONTRACT(old_type != new_type);
	linux_e820_say(table, &(struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_UPDATE, .start = start, .last = end - 1,
	    .type = old_type, .new_type = new_type });
	/* The table may grow on the way. */
	for (size_t i = 0; i < table->count; i++) {
		if (table->entries[i].type != old_type)
			continue;
		if (is_covered(&table->entries[i], start, end))
			table->entries[i].type = new_type;
		else
			cut(table, i, start, end, new_type);
	}
}

void
linux_e820_range_remove(struct linux_e820 *table, uint64_t start,
    uint64_t size, uint32_t old_type)
{
	const uint64_t end = edit_end(start, size);

	linux_e820_say(table, &(struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_REMOVE, .start = start, .last = end - 1,
	    .type = old_type });
	for (size_t i = 0; i < table->count; i++) {
		if (old_type != LINUX_E820_NONE &&
		    table->entries[i].type != old_type)
			continue;
		if (is_covered(&table->entries[i], start, end))
			table->entries[i] = (struct bm_linux_e820_entry){
			    .type = LINUX_E820_NONE };
		else
			cut(table, i, start, end, LINUX_E820_NONE);
	}
}

bool
linux_e820_maps_all(const struct linux_e820 *table, uint64_t start,
    uint64_t end, uint32_t type)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];

		if (entry->type != type || entry->extent.base >= end ||
		    linux_e820_end(entry) <= start)
			continue;
		if (entry->extent.base <= start)
			start = linux_e820_end(entry);
		if (start >= end)
			return (true);
	}
	return (false);
}

struct bm_linux_e820
linux_e820_table(const struct linux_e820 *table, uint32_t ram_type,
    uint32_t other_ram_type)
{
	struct bm_linux_e820 shown = { .count = table->count,
	    .given = table->given, .given_count = table->given_count,
	    .lines = table->log->lines, .line_count = table->log->count };
	struct bm_range range;

	shown.entries = arena_alloc(table->log->arena, table->count,
	    sizeof(shown.entries[0]));
	shown.ram = bm_rset_empty(arena_alloc(table->log->arena, table->count,
	    sizeof(shown.ram.entries[0])), table->count);
	for (size_t i = 0; i < table->count; i++) {
		const uint32_t type = table->entries[i].type;

		shown.entries[i] = table->entries[i];
		if ((type == ram_type || type == other_ram_type) &&
		    bm_extent_range(table->entries[i].extent, &range) !=
		    BM_CLIP_ALL)
			shown.ram.entries[shown.ram.count++] =
			    (struct bm_rset_entry){ range, 0,
			    table->entries[i].origin };
	}
	return (shown);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/entries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/sort.h"
#include "sim/host.h"

const char *
entry_list_name(enum bm_source source)
{
	static const char *const names[BM_SOURCE_COUNT] = {
		[BM_SOURCE_NONE] = "",
		[BM_SOURCE_E820] = "firmware.e820",
		[BM_SOURCE_EFI_MAP] = "firmware.efi.map",
		[BM_SOURCE_EFI_MEMRESERVE] = "firmware.efi.memreserve",
		[BM_SOURCE_FDT_MEMORY] = "firmware.fdt.memory",
		[BM_SOURCE_FDT_MEMRESERVE] = "firmware.fdt.memreserve",
		[BM_SOURCE_FDT_RESERVED] = "firmware.fdt.reserved",
		[BM_SOURCE_REGIONS_HARDWARE] = "firmware.regions.hardware",
		[BM_SOURCE_REGIONS_EXCLUDE] = "firmware.regions.exclude",
		[BM_SOURCE_OPS] = "firmware.ops",
		[BM_SOURCE_KERNEL] = "boot.kernel",
		[BM_SOURCE_INITRD] = "boot.initrd",
		[BM_SOURCE_DTB] = "boot.dtb",
		[BM_SOURCE_PAGE_TABLES] = "boot.page_tables",
		[BM_SOURCE_PRELOAD] = "boot.preload",
		[BM_SOURCE_BAD_PAGE] = "boot.bad_pages",
		[BM_SOURCE_DEVICE] = "devices",
		[BM_SOURCE_EVENT] = "events",
	};

	return (names[source]);
}

/* A list of one, which the capture writes without brackets. */
static bool
is_single(enum bm_source source)
{
	return (source == BM_SOURCE_NONE || source == BM_SOURCE_KERNEL ||
	    source == BM_SOURCE_INITRD || source == BM_SOURCE_DTB ||
	    source == BM_SOURCE_PAGE_TABLES);
}

void
entry_text(struct bm_origin origin, char text[ENTRY_TEXT_BYTES])
{
	if (is_single(origin.source))
		snprintf(text, ENTRY_TEXT_BYTES, "%s",
		    entry_list_name(origin.source));
	else
		snprintf(text, ENTRY_TEXT_BYTES, "%s[%u]",
		    entry_list_name(origin.source), (unsigned)origin.index);
}

void
entry_text_of_fact(const struct bm_fact *fact, char text[ENTRY_TEXT_BYTES])
{
	size_t used;

	entry_text(fact->origin, text);
	used = strlen(text);
	if (fact->clip == BM_CLIP_ALL)
		snprintf(text + used, ENTRY_TEXT_BYTES - used, " (empty)");
	if (fact->clip == BM_CLIP_UNREADABLE)
		snprintf(text + used, ENTRY_TEXT_BYTES - used,
		    " (unreadable)");
}

struct indexed {
	const struct bm_fact *fact;
	bm_paddr reach;		/* highest last byte of this and all before */
};

struct entry_index {
	struct indexed *entries;
	size_t count;
};

static bool
starts_before(const void *a, const void *b)
{
	const struct indexed *left = a, *right = b;

	if (left->fact->range.start != right->fact->range.start)
		return (left->fact->range.start < right->fact->range.start);
	return (left->fact < right->fact);
}

static struct entry_index *
index_facts(const struct bm_world *world, bool wants_all, uint32_t flags)
{
	struct entry_index *index = host_allocate(1, sizeof(*index));
	bm_paddr reach = 0;

	index->entries = host_allocate(world->fact_count,
	    sizeof(index->entries[0]));
	for (size_t i = 0; i < world->fact_count; i++)
		if (wants_all || (world->facts[i].flags & flags) != 0)
			index->entries[index->count++].fact =
			    &world->facts[i];
	bm_sort(index->entries, index->count, sizeof(index->entries[0]),
	    starts_before);
	for (size_t i = 0; i < index->count; i++) {
		bm_paddr last = bm_range_last(index->entries[i].fact->range);

		if (last > reach)
			reach = last;
		index->entries[i].reach = reach;
	}
	return (index);
}

struct entry_index *
entry_index_new(const struct bm_world *world)
{
	return (index_facts(world, true, 0));
}

struct entry_index *
entry_index_of(const struct bm_world *world, uint32_t flags)
{
	return (index_facts(world, false, flags));
}

void
entry_index_free(struct entry_index *index)
{
	free(index->entries);
	free(index);
}

void
entry_index_each(const struct entry_index *index, struct bm_range range,
    void (*visit)(void *context, const struct bm_fact *fact), void *context)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->entries[middle].reach < range.start)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < index->count && index->entries[low].fact->range.start <=
	    bm_range_last(range); low++)
		if (bm_range_overlaps(index->entries[low].fact->range, range))
			visit(context, index->entries[low].fact);
}

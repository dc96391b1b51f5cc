/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Tables that came digested, as FreeBSD's subr_physmem prints them.
 */
#include "sim/export/export.h"
#include "sim/print/physmem_row.h"

static enum export_verdict
find_range(struct bm_extent extent, const char *path, size_t index,
    struct bm_range *ret_range, struct export_notes *notes)
{
	return (export_judge(bm_extent_range(extent, ret_range), path, index,
	    notes));
}

static bool
write_chunks(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	const struct extent_list *list = &capture->regions.hardware;
	enum export_verdict verdict;
	struct bm_range range;

	fputs(PHYSMEM_CHUNKS_TITLE, file);
	for (size_t i = 0; i < list->count; i++) {
		verdict = find_range(list->entries[i],
		    "firmware.regions.hardware", i, &range, notes);
		if (verdict == EXPORT_REFUSE)
			return (false);
		if (verdict == EXPORT_TAKE)
			print_physmem_chunk(file, range, capture->page_size);
	}
	return (true);
}

bool
export_freebsd_regions(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	const struct region_map *map = &capture->regions;
	enum export_verdict verdict;
	struct bm_range range;

	if (!write_chunks(file, capture, notes))
		return (false);
	fputs(PHYSMEM_EXCLUDED_TITLE, file);
	for (size_t i = 0; i < map->exclude_count; i++) {
		verdict = find_range(map->exclude[i].extent,
		    "firmware.regions.exclude", i, &range, notes);
		if (verdict == EXPORT_REFUSE)
			return (false);
		if (verdict == EXPORT_TAKE)
			print_physmem_exclusion(file, range,
			    map->exclude[i].flags, capture->page_size);
	}
	return (true);
}

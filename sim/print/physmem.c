/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * subr_physmem's tables: chunks and exclusions, inclusive ends, a blank behind
 * the line of a NoAlloc region.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/print/table.h"

#define MEGABYTE_BYTES ((uint64_t)1 << 20)

static void
print_region(FILE *out, struct bm_range range, uint64_t page_size)
{
	/* Kernels do keep regions of no byte, and print them. */
	if (range.start == range.end && range.start != 0) {
		fprintf(out, "  0x%08" PRIx64 " - 0x%08" PRIx64
		    ", %5d MB (%7d pages)", range.start, range.end - 1, 0, 0);
		return;
	}
	fprintf(out, "  0x%08" PRIx64 " - 0x%08" PRIx64 ", %5" PRIu64
	    " MB (%7" PRIu64 " pages)", range.start, bm_range_last(range),
	    bm_page_count(range, MEGABYTE_BYTES),
	    bm_page_count(range, page_size));
}

void
print_physmem(FILE *out, const struct simulation *simulation)
{
	const struct bm_physmem *physmem = &simulation->world.physmem;
	const uint64_t page_size = physmem->limits.page_size;

	fputs("Physical memory chunk(s):\n", out);
	for (size_t i = 0; i < physmem->hardware.count; i++) {
		print_region(out, physmem->hardware.entries[i].range,
		    page_size);
		fputc('\n', out);
	}
	fputs("Excluded memory regions:\n", out);
	for (size_t i = 0; i < physmem->excluded.count; i++) {
		const struct bm_exclusion *entry =
		    &physmem->excluded.entries[i];

		print_region(out, entry->range, page_size);
		fprintf(out, " %s %s\n",
		    (entry->flags & BM_EXCLUDE_NOALLOC) != 0 ? "NoAlloc" : "",
		    (entry->flags & BM_EXCLUDE_NODUMP) != 0 ? "NoDump" : "");
	}
}

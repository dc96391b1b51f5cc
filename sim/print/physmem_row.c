/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/print/physmem_row.h"

#include <inttypes.h>

#include "core/exclusions.h"
#include "core/page.h"

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
print_physmem_chunk(FILE *out, struct bm_range range, uint64_t page_size)
{
	print_region(out, range, page_size);
	fputc('\n', out);
}

void
print_physmem_exclusion(FILE *out, struct bm_range range, uint32_t flags,
    uint64_t page_size)
{
	print_region(out, range, page_size);
	fprintf(out, " %s %s\n",
	    (flags & BM_EXCLUDE_NOALLOC) != 0 ? "NoAlloc" : "",
	    (flags & BM_EXCLUDE_NODUMP) != 0 ? "NoDump" : "");
}

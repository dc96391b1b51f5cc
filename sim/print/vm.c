/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Physical segments with their free lists, and the kernel map.  FreeBSD shows
 * these through sysctl(8) in other words; the numbers are the same.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/print/table.h"

static void
print_blocks(FILE *out, const struct bm_pages *pages, size_t segment)
{
	uint64_t counts[BM_ORDER_COUNT];

	bm_pages_count_blocks(pages, segment, counts);
	for (unsigned order = BM_ORDER_COUNT; order-- > 0;)
		if (counts[order] != 0)
			fprintf(out, "  order %2u (%6" PRIu64 "K): %" PRIu64
			    "\n", order, (pages->page_size << order) >> 10,
			    counts[order]);
}

static uint64_t
free_pages_in(const struct bm_pages *pages, size_t segment)
{
	uint64_t counts[BM_ORDER_COUNT], page_count = 0;

	bm_pages_count_blocks(pages, segment, counts);
	for (unsigned order = 0; order < BM_ORDER_COUNT; order++)
		page_count += counts[order] << order;
	return (page_count);
}

void
print_vm_phys(FILE *out, const struct simulation *simulation)
{
	const struct bm_pages *pages = &simulation->world.vm.pages;

	for (size_t i = 0; i < pages->segments.count; i++) {
		const struct bm_rset_entry *segment =
		    &pages->segments.entries[i];

		fprintf(out, "segment %zu: 0x%08" PRIx64 " - 0x%08" PRIx64
		    ", queue %u, %" PRIu64 " pages, %" PRIu64 " free\n", i,
		    segment->range.start, bm_range_last(segment->range),
		    (unsigned)segment->tags - 1,
		    bm_page_count(segment->range, pages->page_size),
		    free_pages_in(pages, i));
		print_blocks(out, pages, i);
	}
	fprintf(out, "free %" PRIu64 " pages\n", pages->free_count);
}

void
print_page_tables(FILE *out, const struct simulation *simulation)
{
	const struct bm_vm *vm = &simulation->world.vm;

	for (size_t i = 0; i < vm->tables.mapped.count; i++) {
		const struct bm_rset_entry *entry =
		    &vm->tables.mapped.entries[i];
		const struct bm_range physical = bm_page_tables_physical(
		    &vm->tables, bm_vrange_of_numbers(entry->range));
		const bool is_large = (entry->tags & BM_MAP_LARGE) != 0;

		fprintf(out, "0x%016" PRIx64 " - 0x%016" PRIx64
		    " -> 0x%08" PRIx64 ", %" PRIu64 " %s, %s\n",
		    entry->range.start, bm_range_last(entry->range),
		    physical.start, bm_page_count(entry->range, is_large ?
		    vm->tables.large_bytes : vm->tables.page_size),
		    is_large ? "superpages" : "pages",
		    (entry->tags & BM_MAP_WRITABLE) != 0 ? "rw" : "ro");
	}
	for (size_t i = 0; i < vm->kva.free.count; i++)
		fprintf(out, "0x%016" PRIx64 " - 0x%016" PRIx64 " free\n",
		    vm->kva.free.entries[i].range.start,
		    bm_range_last(vm->kva.free.entries[i].range));
	fprintf(out, "superpages %" PRIu64 "\nspare page-table pages %" PRIu64
	    "\n", bm_page_tables_large_count(&vm->tables),
	    bm_page_tables_spare_count(&vm->tables));
}

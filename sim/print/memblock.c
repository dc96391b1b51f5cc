/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memblock as memblock_dump_all prints it.
 */
#include <inttypes.h>

#include "sim/print/table.h"

/* %#x as the kernel has it: 0 with its 0x, too. */
#define HEX(number) "0x%" number

static void
print_region(FILE *out, const char *name, size_t index,
    const struct bm_memblock_region *region)
{
	fprintf(out, " %s[" HEX("zx") "]\t[0x%016" PRIx64 "-0x%016" PRIx64
	    "], 0x%016" PRIx64 " bytes", name, index, region->range.start,
	    bm_range_last(region->range), bm_range_bytes(region->range));
	if (region->node != BM_MEMBLOCK_NO_NODE)
		fprintf(out, " on node %" PRId32, region->node);
	fprintf(out, " flags: " HEX(PRIx32) "\n", region->flags);
}

static void
print_list(FILE *out, const char *name, const struct bm_memblock_list *list,
    bool dumps_empty_region)
{
	const struct bm_memblock_region none = {
	    .node = BM_MEMBLOCK_NO_NODE };
	bool has_dummy = list->count == 0 && dumps_empty_region;

	fprintf(out, " %s.cnt  = " HEX("zx") "\n", name,
	    has_dummy ? 1 : list->count);
	if (has_dummy)
		print_region(out, name, 0, &none);
	for (size_t i = 0; i < list->count; i++)
		print_region(out, name, i, &list->regions[i]);
}

static void
print_dump(FILE *out, const struct bm_memblock *memblock,
    bool dumps_empty_region)
{
	fprintf(out, "MEMBLOCK configuration:\n memory size = 0x%016" PRIx64
	    " reserved size = 0x%016" PRIx64 "\n",
	    memblock->memory.total_bytes, memblock->reserved.total_bytes);
	print_list(out, "memory", &memblock->memory, dumps_empty_region);
	print_list(out, "reserved", &memblock->reserved, dumps_empty_region);
}

void
print_memblock(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	print_dump(out, &linux_world->memblock,
	    linux_world->dumps_empty_region);
}

void
print_memblock_final(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	print_dump(out, &linux_world->memblock_final,
	    linux_world->dumps_empty_region);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memblock as memblock_dump_all prints it, and as the files below
 * /sys/kernel/debug/memblock show it.
 */
#include <inttypes.h>

#include "sim/print/table.h"

/* %#x as the kernel has it: 0 with its 0x, too. */
#define HEX(number) "0x%" number

/* What %pa prints behind its 0x. */
static int
address_digits(const struct bm_linux *linux_world)
{
	return (linux_world->address_digits != 0 ?
	    (int)linux_world->address_digits : 16);
}

static void
print_region(FILE *out, const char *name, size_t index,
    const struct bm_memblock_region *region, int digits)
{
	/* The last of no bytes at 0 wraps, in as many bits. */
	const bm_paddr last = bm_range_last(region->range) &
	    (UINT64_MAX >> (64 - 4 * digits));

	fprintf(out, " %s[" HEX("zx") "]\t[0x%0*" PRIx64 "-0x%0*" PRIx64
	    "], 0x%0*" PRIx64 " bytes", name, index, digits,
	    region->range.start, digits, last, digits,
	    bm_range_bytes(region->range));
	if (region->node != BM_MEMBLOCK_NO_NODE)
		fprintf(out, " on node %" PRId32, region->node);
	fprintf(out, " flags: " HEX(PRIx32) "\n", region->flags);
}

static void
print_list(FILE *out, const char *name, const struct bm_memblock_list *list,
    const struct bm_linux *linux_world)
{
	const struct bm_memblock_region none = {
	    .node = BM_MEMBLOCK_NO_NODE };
	const int digits = address_digits(linux_world);
	bool has_dummy = list->count == 0 && linux_world->dumps_empty_region;

	fprintf(out, " %s.cnt  = " HEX("zx") "\n", name,
	    has_dummy ? 1 : list->count);
	if (has_dummy)
		print_region(out, name, 0, &none, digits);
	for (size_t i = 0; i < list->count; i++)
		print_region(out, name, i, &list->regions[i], digits);
}

static void
print_dump(FILE *out, const struct bm_linux *linux_world,
    const struct bm_memblock *memblock)
{
	const int digits = address_digits(linux_world);

	fprintf(out, "MEMBLOCK configuration:\n memory size = 0x%0*" PRIx64
	    " reserved size = 0x%0*" PRIx64 "\n", digits,
	    memblock->memory.total_bytes, digits,
	    memblock->reserved.total_bytes);
	print_list(out, "memory", &memblock->memory, linux_world);
	print_list(out, "reserved", &memblock->reserved, linux_world);
}

void
print_memblock(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	print_dump(out, linux_world, &linux_world->memblock);
}

void
print_memblock_final(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	print_dump(out, linux_world, &linux_world->memblock_final);
}

/* Of several flags the first one. */
static const char *
flag_name(uint32_t flags)
{
	static const char *const names[] = { "HOTPLUG", "MIRROR", "NOMAP",
	    "DRV_MNG", "RSV_NIT", "RSV_KERN", "KHO_SCRATCH" };

	if (flags == 0)
		return ("NONE");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((flags & (uint32_t)1 << i) != 0)
			return (names[i]);
	return ("UNKNOWN");
}

static void
print_node_and_flags(FILE *out, const struct bm_linux *linux_world,
    const struct bm_memblock_region *region)
{
	if (linux_world->lacks_numa)
		fprintf(out, " %4d", 0);
	else if (region->node == BM_MEMBLOCK_NO_NODE)
		fprintf(out, " %4c", 'x');
	else
		fprintf(out, " %4" PRId32, region->node);
	fprintf(out, " %s", flag_name(region->flags));
}

static void
print_debugfs(FILE *out, const struct bm_linux *linux_world,
    const struct bm_memblock_list *list)
{
	const int digits = address_digits(linux_world);

	for (size_t i = 0; i < list->count; i++) {
		const struct bm_memblock_region *region = &list->regions[i];

		fprintf(out, "%4zu: 0x%0*" PRIx64 "..0x%0*" PRIx64, i, digits,
		    region->range.start, digits,
		    bm_range_last(region->range));
		if (linux_world->lists_node_and_flags)
			print_node_and_flags(out, linux_world, region);
		fputc('\n', out);
	}
}

void
print_memblock_memory(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	print_debugfs(out, linux_world, &linux_world->memblock_kept.memory);
}

void
print_memblock_reserved(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux *linux_world = &simulation->world.linux_world;

	print_debugfs(out, linux_world, &linux_world->memblock_kept.reserved);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What is odd about an input, read off the capture and its facts.
 */
#include <string.h>

#include "core/page.h"
#include "fuzz/linux_judge.h"

/* Of nodes in one static array; of ranges in memblock's first arrays. */
#define NODES_MAX 64
#define RANGES_MAX 100
/* Facts that are compared with each other; more may be anything. */
#define FACTS_MAX 512

/* Two of 32-bit arm's. */
#define SECTION_BYTES ((uint64_t)2 << 20)

#define EFI_PERSISTENT_MEMORY 14
#define EFI_MEMORY_WB ((uint64_t)1 << 3)
#define EFI_MEMORY_SP ((uint64_t)1 << 18)

/* Digits of a number that may be above highest_of. */
#define DIGITS_MAX 10
/* What tables and page-table pages may take. */
#define SPARE_BYTES ((uint64_t)4 << 20)

/* Of what else is said of a byte each of these wants something. */
#define OF_THE_MAP (BM_FACT_USABLE | BM_FACT_UNUSABLE)
#define TO_BE_KEPT (BM_FACT_RESERVED | BM_FACT_IN_USE)

/* Inside of every architecture's linear map, wherever that begins. */
static bm_paddr
highest_of(enum arch arch)
{
	return (arch == ARCH_ARM ? UINT32_MAX : ((bm_paddr)1 << 40) - 1);
}

static unsigned
oddities_of_range(const struct bm_fact *fact, uint64_t page_size,
    bm_paddr highest)
{
	unsigned oddities = 0;

	if (fact->clip == BM_CLIP_UNREADABLE)
		return (ODD_UNREAD);
	/* The byte at its base stands for what has none. */
	if (bm_range_last(fact->range) > highest)
		oddities |= ODD_HIGH;
	if (fact->clip == BM_CLIP_ALL)
		oddities |= ODD_EMPTY;
	if (fact->range.start % page_size != 0 ||
	    (fact->clip != BM_CLIP_ALL && fact->range.end % page_size != 0))
		oddities |= ODD_UNALIGNED;
	return (oddities);
}

static bool
share_a_page(struct bm_range a, struct bm_range b, uint64_t page_size)
{
	return (bm_range_overlaps(bm_page_outward(a, page_size),
	    bm_page_outward(b, page_size)));
}

static unsigned
oddities_of_pair(const struct bm_fact *a, const struct bm_fact *b,
    uint64_t page_size)
{
	unsigned oddities = 0;

	if (!share_a_page(a->range, b->range, page_size))
		return (0);
	if ((a->flags & OF_THE_MAP) != 0 && (b->flags & OF_THE_MAP) != 0)
		oddities |= ODD_MAP;
	if ((a->flags & TO_BE_KEPT) != 0 && (b->flags & TO_BE_KEPT) != 0)
		oddities |= ODD_CONTESTED;
	return (oddities);
}

static bool
is_in_usable_memory(const struct bm_world *world, struct bm_range range)
{
	for (size_t i = 0; i < world->fact_count; i++)
		if ((world->facts[i].flags & BM_FACT_USABLE) != 0 &&
		    bm_range_covers(world->facts[i].range, range))
			return (true);
	return (false);
}

/* Of entries of the map that say so themselves nothing is odd. */
static unsigned
oddities_outside(const struct bm_fact *fact)
{
	const enum bm_source source = fact->origin.source;

	if ((fact->flags & BM_FACT_IN_USE) != 0)
		return (ODD_LOADED);
	return (source == BM_SOURCE_FDT_RESERVED ||
	    source == BM_SOURCE_FDT_MEMRESERVE ||
	    source == BM_SOURCE_EFI_MEMRESERVE ? ODD_OUTSIDE : 0);
}

static unsigned
oddities_of_facts(const struct bm_world *world, bm_paddr highest)
{
	const uint64_t page_size = world->physmem.limits.page_size;
	unsigned oddities = 0;
	size_t kept_count = 0;

	if (world->fact_count > FACTS_MAX)
		return (~0u);
	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];

		oddities |= oddities_of_range(fact, page_size, highest);
		kept_count += (fact->flags & TO_BE_KEPT) != 0;
		if (!is_in_usable_memory(world, fact->range))
			oddities |= oddities_outside(fact);
		for (size_t j = 0; j < i; j++)
			oddities |= oddities_of_pair(fact, &world->facts[j],
			    page_size);
	}
	return (oddities | (kept_count > RANGES_MAX ? ODD_MANY : 0));
}

/* Is it the first entry that says so of any of its bytes? */
static bool
is_said_anew(const struct bm_world *world, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if ((world->facts[i].flags & BM_FACT_USABLE) != 0 &&
		    bm_range_overlaps(world->facts[i].range,
		    world->facts[index].range))
			return (false);
	return (true);
}

/* Below highest_of no sum of this many runs over. */
static unsigned
oddities_of_sizes(const struct capture *capture, const struct bm_world *world)
{
	const bm_paddr highest = highest_of(capture->arch);
	const struct fdt_map *fdt = &capture->fdt;
	uint64_t usable_bytes = 0, asked_bytes = SPARE_BYTES;

	if (world->fact_count > FACTS_MAX)
		return (ODD_SCARCE);
	for (size_t i = 0; i < world->fact_count; i++) {
		const uint64_t bytes = bm_range_bytes(world->facts[i].range);

		if ((world->facts[i].flags & BM_FACT_USABLE) != 0 &&
		    is_said_anew(world, i))
			usable_bytes += bytes;
		if ((world->facts[i].flags & TO_BE_KEPT) != 0)
			asked_bytes += bytes;
	}
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		/* On arm all numbers are cut off at 32 bits. */
		if (fdt->reserved[i].size > highest ||
		    fdt->reserved[i].alignment > highest)
			return (ODD_SCARCE | ODD_HIGH);
		asked_bytes += fdt->reserved[i].size +
		    2 * fdt->reserved[i].alignment;
	}
	return (usable_bytes < asked_bytes ? ODD_SCARCE : 0);
}

static unsigned
oddities_of_places(const struct fdt_reserved *node, bm_paddr highest)
{
	for (size_t i = 0; i < node->alloc_ranges.count; i++)
		if (node->alloc_ranges.entries[i].base > highest ||
		    node->alloc_ranges.entries[i].length > highest)
			return (ODD_HIGH);
	return (0);
}

static unsigned
oddities_of_nodes(const struct fdt_map *fdt, bm_paddr highest)
{
	unsigned oddities = 0;

	if (fdt->reserved_count > NODES_MAX)
		oddities |= ODD_MANY;
	if (fdt->reserved_count > 0 &&
	    (!fdt->has_reserved_ranges || !fdt->has_reserved_cells))
		oddities |= ODD_UNREAD;
	for (size_t i = 0; i < fdt->reserved_count; i++) {
		const struct fdt_reserved *node = &fdt->reserved[i];

		if (node->reg.count > 1)
			oddities |= ODD_TUPLES;
		if (node->compatible != NULL)
			oddities |= ODD_DRIVER;
		oddities |= oddities_of_places(node, highest);
	}
	if (fdt->memreserve.count > 0)
		oddities |= ODD_MEMRESERVE;
	if (fdt->for_linux.usable_memory.first.is_present)
		oddities |= ODD_CAPPED;
	return (oddities);
}

static unsigned
oddities_for_linux(const struct fdt_for_linux *tree)
{
	return (tree->memory_count > 0 || tree->has_root_cells ||
	    tree->is_memreserve_endless ||
	    tree->elfcorehdr.first.is_present ? ODD_TREE : 0);
}

static unsigned
oddities_of_efi(const struct efi_map *efi, uint64_t page_size)
{
	unsigned oddities = efi->is_present && page_size != 4096 ? ODD_EFI : 0;

	for (size_t i = 0; i < efi->count; i++)
		if (efi->entries[i].type == EFI_PERSISTENT_MEMORY ||
		    (efi->entries[i].attributes & EFI_MEMORY_WB) == 0 ||
		    (efi->entries[i].attributes & EFI_MEMORY_SP) != 0)
			oddities |= ODD_EFI;
	return (oddities);
}

/* mem= and memmap=, with numbers that may be too high. */
static unsigned
oddities_of_cmdline(const struct capture *capture)
{
	static const char digits[] = "0123456789abcdef";
	const char *text = capture->boot.cmdline;
	unsigned oddities = 0;

	if (text == NULL || strstr(text, "mem") == NULL)
		return (0);
	while (*text != '\0') {
		size_t count = strspn(text, digits);

		if (count > DIGITS_MAX)
			oddities |= ODD_HIGH;
		text += count == 0 ? 1 : count;
	}
	return (oddities | (capture->arch == ARCH_AMD64 ? ODD_AMENDED :
	    ODD_CAPPED));
}

/* The first page and what lies below 1 MiB are the BIOS's. */
static bool
is_bios_in_use(const struct bm_world *world)
{
	const struct bm_range first_page = { 0, 0x1000 };
	const struct bm_range bios = { 0xa0000, 0x100000 };

	for (size_t i = 0; i < world->fact_count; i++)
		if ((world->facts[i].flags & BM_FACT_IN_USE) != 0 &&
		    (bm_range_overlaps(world->facts[i].range, first_page) ||
		    bm_range_overlaps(world->facts[i].range, bios)))
			return (true);
	return (false);
}

static unsigned
oddities_of_amd64(const struct capture *capture,
    const struct bm_world *world, unsigned oddities)
{
	if (is_bios_in_use(world))
		oddities |= ODD_LOADED;
	if (capture->e820.count < 2)
		oddities |= ODD_SHORT;
	if ((oddities & (ODD_UNALIGNED | ODD_HIGH | ODD_AMENDED)) != 0)
		oddities |= ODD_TRIMMED;
	return (oddities);
}

/*
 * Memory is mapped by sections: what is allocated lies below the first edge
 * that is inside of one.
 */
static unsigned
oddities_of_arm(const struct fdt_map *fdt)
{
	for (size_t i = 0; i < fdt->memory.count; i++)
		if (fdt->memory.entries[i].base % SECTION_BYTES != 0 ||
		    fdt->memory.entries[i].length % SECTION_BYTES != 0)
			return (ODD_SCARCE);
	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (fdt->reserved[i].no_map)
			return (ODD_SCARCE);
	return (0);
}

unsigned
linux_oddities(const struct capture *capture, const struct bm_world *world)
{
	const bm_paddr highest = highest_of(capture->arch);
	unsigned oddities = oddities_of_facts(world, highest) |
	    oddities_of_nodes(&capture->fdt, highest) |
	    oddities_for_linux(&capture->fdt.for_linux) |
	    oddities_of_efi(&capture->efi, world->physmem.limits.page_size) |
	    oddities_of_sizes(capture, world) | oddities_of_cmdline(capture);

	if (capture->arch == ARCH_RISCV64)
		oddities |= ODD_MACHINE_MODE;
	if (capture->arch == ARCH_ARM)
		oddities |= oddities_of_arm(&capture->fdt);
	return (capture->arch == ARCH_AMD64 ?
	    oddities_of_amd64(capture, world, oddities) : oddities);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows init_mem_mapping of arch/x86/mm/init.c of Linux 6.1, 6.12 and 7.2:
 * which pages the tables of the direct map take, on a processor with pages of
 * 2 MiB, and perhaps 1 GiB, and four levels; and of arch/x86/xen/mmu_pv.c what
 * differs in a guest.  Re-enacted, defects included: do not improve this.
 */
#include "core/page.h"
#include "sim/kernels/linux/amd64.h"

#define PMD_BYTES ((uint64_t)1 << 21)	/* what one entry of it maps */
#define PUD_BYTES ((uint64_t)1 << 30)
#define PGD_BYTES ((uint64_t)1 << 39)
#define STEP_SHIFT 8
/* Up to where Xen maps a PV guest at first. */
#define XEN_ALIGN ((uint64_t)4 << 20)
#define XEN_PADDING ((uint64_t)512 << 10)
/* Pages of brk that are set apart for this, the last of it in use. */
#define BRK_TABLE_PAGES 16

struct mapping {
	struct linux_amd64 *amd64;
	uint64_t page_size;
	bool *has_pud_page;		/* one for every PGD_BYTES */
	bool *has_pmd_page;		/* one for every PUD_BYTES */
	bool *has_pte_page;		/* one for every PMD_BYTES */
	bm_paddr brk_next;
	bm_paddr brk_top;
	bool can_use_brk;
	bool has_gbpages;
	bool has_only_small_pages;	/* a PV guest of Xen's */
	bm_paddr min_mapped;
	bm_paddr max_mapped;
};

/* alloc_low_pages, of one page. */
static void
allocate_table(struct mapping *mapping)
{
	struct linux_boot *boot = mapping->amd64->boot;

	if (mapping->can_use_brk && mapping->brk_next < mapping->brk_top) {
		mapping->brk_next += mapping->page_size;
		return;
	}
	memblock_ask_for(&boot->memblock, "page table");
	if (mapping->min_mapped < mapping->max_mapped &&
	    memblock_phys_alloc_range(&boot->memblock, mapping->page_size,
	    mapping->page_size, mapping->min_mapped,
	    mapping->max_mapped) != 0)
		return;
	/* There is more of brk, which nobody has counted. */
	if (!mapping->can_use_brk)
		linux_panic(boot, "alloc_low_pages: can not alloc memory");
}

/* The tables of one level for [start, end). */
static void
need_tables(struct mapping *mapping, bool *has_page, uint64_t bytes,
    bm_paddr start, bm_paddr end)
{
	for (uint64_t i = start / bytes; i * bytes < end; i++)
		if (!has_page[i]) {
			has_page[i] = true;
			allocate_table(mapping);
		}
}

/* Is it memory, blown up to whole entries of bytes? */
static bool
is_memory_around(const struct mapping *mapping, bm_paddr start, bm_paddr end,
    uint64_t bytes)
{
	const bm_paddr base = start & ~(bytes - 1);

	return (memblock_is_region_memory(
	    &mapping->amd64->boot->memblock, base,
	    bm_page_round(end, bytes) - base));
}

/* With pages of page_bytes, or of larger ones that fit as well. */
static void
map_piece(struct mapping *mapping, bm_paddr start, bm_paddr end,
    uint64_t page_bytes)
{
	if (start >= end)
		return;
	need_tables(mapping, mapping->has_pud_page, PGD_BYTES, start, end);
	if (!mapping->has_only_small_pages && (page_bytes == PUD_BYTES ||
	    (mapping->has_gbpages &&
	    is_memory_around(mapping, start, end, PUD_BYTES))))
		return;
	need_tables(mapping, mapping->has_pmd_page, PUD_BYTES, start, end);
	if (!mapping->has_only_small_pages && (page_bytes == PMD_BYTES ||
	    is_memory_around(mapping, start, end, PMD_BYTES)))
		return;
	need_tables(mapping, mapping->has_pte_page, PMD_BYTES, start, end);
}

/* Whole pages of page_bytes in the middle, and what is around them. */
static void
map_pieces(struct mapping *mapping, bm_paddr start, bm_paddr end,
    uint64_t page_bytes)
{
	bm_paddr from = bm_page_round(start, page_bytes);
	bm_paddr to = end & ~(page_bytes - 1);

	if (from >= to) {
		/* None, but perhaps a border of two. */
		from = to = from < end ? from : end;
	}
	if (page_bytes == PMD_BYTES) {
		map_piece(mapping, start, from, mapping->page_size);
		if (mapping->has_gbpages)
			map_pieces(mapping, from, to, PUD_BYTES);
		else
			map_piece(mapping, from, to, PMD_BYTES);
		map_piece(mapping, to, end, mapping->page_size);
	} else {
		map_piece(mapping, start, from, PMD_BYTES);
		map_piece(mapping, from, to, PUD_BYTES);
		map_piece(mapping, to, end, PMD_BYTES);
	}
}

/* init_memory_mapping */
static void
map(struct mapping *mapping, bm_paddr start, bm_paddr end)
{
	map_pieces(mapping, start, end, PMD_BYTES);
	if (end > mapping->max_mapped)
		mapping->max_mapped = end;
}

/* init_range_memory_mapping: what of it is memory; answers how much. */
static uint64_t
map_memory(struct mapping *mapping, bm_paddr start, bm_paddr end)
{
	const struct memblock_type *memory =
	    &mapping->amd64->boot->memblock.memory;
	uint64_t bytes = 0;

	for (size_t i = 0; i < memory->cnt; i++) {
		const struct memblock_region *region = &memory->regions[i];
		const bm_paddr region_end = region->base + region->size;
		const bm_paddr from = region->base > start ? region->base :
		    start;
		const bm_paddr to = region_end < end ? region_end : end;

		if (from >= to)
			continue;
		/* Not while the pages that hold the tables are mapped. */
		mapping->can_use_brk = mapping->brk_top <= from ||
		    to <= mapping->brk_next ||
		    mapping->brk_next == mapping->brk_top;
		map(mapping, from, to);
		mapping->can_use_brk = true;
		bytes += to - from;
	}
	return (bytes);
}

/* memory_map_top_down: in steps that grow, so that there is room for tables. */
static void
map_downward(struct mapping *mapping, bm_paddr start, bm_paddr real_end,
    bm_paddr end)
{
	uint64_t step = PMD_BYTES, mapped = 0;
	bm_paddr last = real_end;

	mapping->max_mapped = 0;
	mapping->min_mapped = real_end;
	while (last > start) {
		bm_paddr next = (last - 1) & ~(step - 1);

		if (last <= step || next < start)
			next = start;
		mapped += map_memory(mapping, next, last);
		last = next;
		mapping->min_mapped = last;
		if (mapped >= step)
			step <<= STEP_SHIFT;
	}
	if (real_end < end)
		(void)map_memory(mapping, real_end, end);
}

/* Where to begin: below a free entry of 2 MiB, which is given back at once. */
static bm_paddr
find_real_end(struct linux_boot *boot, bm_paddr end)
{
	const bm_paddr found = memblock_find_in_range(&boot->memblock,
	    LINUX_ISA_END, end, PMD_BYTES, PMD_BYTES);
	const bm_paddr whole = end & ~(PMD_BYTES - 1);

	if (found != 0)
		return (found + PMD_BYTES);
	linux_log(&boot->log, BM_LOG_MEMBLOCK, "Failed to release memory for "
	    "alloc_low_pages()");
	return (whole > LINUX_ISA_END ? whole : LINUX_ISA_END);
}

/* No flag for each entry that maps bytes, up to where memory ends. */
static bool *
no_flags(struct linux_boot *boot, bm_paddr end, uint64_t bytes)
{
	return (arena_alloc(boot->log.arena, (end > LINUX_ISA_END ? end :
	    LINUX_ISA_END) / bytes + 1, sizeof(bool)));
}

/*
 * xen_setup_kernel_pagetable: the kernel goes on with the tables that it was
 * started on.  Behind them is a stack, and some room.
 */
static void
take_over_tables(struct mapping *mapping, const struct named_extent *tables,
    bm_paddr end)
{
	const bm_paddr used = tables->extent.base + tables->extent.length +
	    mapping->page_size;
	bm_paddr built = bm_page_round(used, XEN_ALIGN);

	if (built - used < XEN_PADDING)
		built += XEN_ALIGN;
	mapping->has_only_small_pages = true;
	mapping->has_pud_page[0] = true;
	mapping->has_pmd_page[0] = true;
	for (bm_paddr at = 0; at < built && at < end && at < PUD_BYTES;
	    at += PMD_BYTES)
		mapping->has_pte_page[at / PMD_BYTES] = true;
}

void
linux_amd64_map_memory(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	const bm_paddr end = amd64->max_pfn * boot->page_size;
	const struct capture *capture = boot->simulation->capture;
	const struct named_extent *brk = linux_amd64_brk(capture);
	const struct named_extent *tables = linux_amd64_xen_tables(capture);
	struct mapping mapping = { .amd64 = amd64,
	    .page_size = boot->page_size, .can_use_brk = true,
	    .has_gbpages = capture->linux_machine.has_gbpages };

	boot->memblock.current_limit = end;
	if (brk == NULL)
		return;
	mapping.has_pud_page = no_flags(boot, end, PGD_BYTES);
	mapping.has_pmd_page = no_flags(boot, end, PUD_BYTES);
	mapping.has_pte_page = no_flags(boot, end, PMD_BYTES);
	if (tables != NULL)
		take_over_tables(&mapping, tables, end);
	mapping.brk_top = brk->extent.base + brk->extent.length;
	mapping.brk_next = mapping.brk_top -
	    BRK_TABLE_PAGES * boot->page_size;
	map(&mapping, 0, LINUX_ISA_END);
	map_downward(&mapping, LINUX_ISA_END, find_real_end(boot, end), end);
}

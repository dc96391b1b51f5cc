/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/fdt.c and of_reserved_mem.c of Linux 6.1.192 and
 * 6.12.117: memory, /memreserve/ and the static nodes of /reserved-memory.
 * Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux.h"

void
linux_fdt_add_memory(struct linux_boot *boot, struct bm_extent extent,
    struct bm_origin origin)
{
	const uint64_t offset = extent.base & (boot->page_size - 1);
	const uint64_t first_page = boot->page_size - offset;

	if (extent.length < first_page) {
		linux_log(&boot->log, BM_LOG_FDT, "OF: fdt: Ignoring memory "
		    "block 0x%" PRIx64 " - 0x%" PRIx64, extent.base,
		    extent.base + extent.length);
		return;
	}
	if (offset != 0) {
		extent.length -= first_page;
		extent.base = bm_page_round(extent.base, boot->page_size);
	}
	(void)memblock_add(&boot->memblock, extent.base,
	    bm_page_trunc(extent.length, boot->page_size), origin);
}

void
linux_fdt_scan_memory(struct linux_boot *boot)
{
	const struct extent_list *memory =
	    &boot->simulation->capture->fdt.memory;

	for (size_t i = 0; i < memory->count; i++)
		if (memory->entries[i].length != 0)
			linux_fdt_add_memory(boot, memory->entries[i],
			    linux_origin(BM_SOURCE_FDT_MEMORY, i));
}

void
linux_fdt_cap_memory(struct linux_boot *boot)
{
	const struct optional_extent *usable =
	    &boot->simulation->capture->fdt.usable_memory_range;

	if (usable->is_present)
		memblock_cap_memory_range(&boot->memblock,
		    usable->extent.base, usable->extent.length);
}

/* early_init_dt_reserve_memory */
static bool
reserve(struct linux_boot *boot, struct bm_extent extent, bool no_map,
    struct bm_origin origin)
{
	struct memblock *memblock = &boot->memblock;

	if (!no_map)
		return (memblock_reserve(memblock, extent.base, extent.length,
		    origin));
	if (memblock_overlaps_region(&memblock->memory, extent.base,
	    extent.length) && memblock_overlaps_region(&memblock->reserved,
	    extent.base, extent.length))
		return (false);
	return (memblock_mark_nomap(memblock, extent.base, extent.length));
}

static void
reserve_static(struct linux_boot *boot, const struct fdt_reserved *node,
    size_t index)
{
	const char *prefix = boot->release->reserved_mem_prefix;

	if ((node->malformed & FDT_PROPERTY_REG) != 0)
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "%sReserved memory: "
		    "invalid reg property in '%s', skipping node.", prefix,
		    node->name);
	for (size_t i = 0; i < node->reg.count; i++) {
		struct bm_extent extent = node->reg.entries[i];

		if (extent.length != 0 && reserve(boot, extent, node->no_map,
		    linux_origin(BM_SOURCE_FDT_RESERVED, index)))
			continue;
		linux_log(&boot->log, BM_LOG_RESERVED_MEM, "%sReserved memory: "
		    "failed to reserve memory for node '%s': base 0x%016"
		    PRIx64 ", size %" PRIu64 " MiB", prefix, node->name,
		    extent.base, extent.length >> 20);
	}
}

static void
scan_memreserve(struct linux_boot *boot)
{
	const struct extent_list *memreserve =
	    &boot->simulation->capture->fdt.memreserve;

	for (size_t i = 0; i < memreserve->count; i++) {
		/* An entry of no bytes ends the list. */
		if (memreserve->entries[i].length == 0)
			return;
		(void)memblock_reserve(&boot->memblock,
		    memreserve->entries[i].base,
		    memreserve->entries[i].length,
		    linux_origin(BM_SOURCE_FDT_MEMRESERVE, i));
	}
}

static void
scan_reserved_memory(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;

	if (!fdt->has_reserved_memory)
		return;
	if (!fdt->has_reserved_ranges || !fdt->has_reserved_cells) {
		linux_log(&boot->log, BM_LOG_RESERVED_MEM,
		    "%sReserved memory: unsupported node format, ignoring",
		    boot->release->reserved_mem_prefix);
		return;
	}
	for (size_t i = 0; i < fdt->reserved_count; i++)
		if (fdt_reserved_is_enabled(&fdt->reserved[i]))
			reserve_static(boot, &fdt->reserved[i], i);
}

void
linux_fdt_scan_reserved(struct linux_boot *boot)
{
	if (boot->release->reads_memreserve_first)
		scan_memreserve(boot);
	scan_reserved_memory(boot);
	if (!boot->release->reads_memreserve_first)
		scan_memreserve(boot);
}

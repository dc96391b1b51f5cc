/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/fdt.c and of_reserved_mem.c of Linux 6.1.192 and
 * 6.12.117: memory, /memreserve/ and when /reserved-memory is looked at.
 * Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux/linux.h"

static void
ignore_memory(struct linux_boot *boot, const char *what, bm_paddr start,
    bm_paddr end)
{
	linux_log(&boot->log, BM_LOG_FDT, "OF: fdt: Ignoring memory %s 0x%"
	    PRIx64 " - 0x%" PRIx64, what, start, end);
}

/* Memory that can be addressed, and that the kernel's offset can map. */
static void
add_addressable(struct linux_boot *boot, bm_paddr base, uint64_t size,
    struct bm_origin origin)
{
	const bm_paddr max = linux_address_max(boot);
	const bm_paddr lowest = boot->phys_offset;

	if (base > max) {
		ignore_memory(boot, "block", base, base + size);
		return;
	}
	if (base + size - 1 > max) {
		ignore_memory(boot, "range", max + 1, base + size);
		size = max - base + 1;
	}
	if (base + size < lowest) {
		ignore_memory(boot, "block", base, base + size);
		return;
	}
	if (base < lowest) {
		ignore_memory(boot, "range", base, lowest);
		size -= lowest - base;
		base = lowest;
	}
	(void)memblock_add(&boot->memblock, base, size & max, origin);
}

void
linux_fdt_add_memory(struct linux_boot *boot, struct bm_extent extent,
    struct bm_origin origin)
{
	const uint64_t offset = extent.base & (boot->page_size - 1);
	const uint64_t first_page = boot->page_size - offset;

	if (extent.length < first_page) {
		ignore_memory(boot, "block", extent.base,
		    extent.base + extent.length);
		return;
	}
	if (offset != 0) {
		extent.length -= first_page;
		extent.base = bm_page_round(extent.base, boot->page_size);
	}
	add_addressable(boot, extent.base,
	    bm_page_trunc(extent.length, boot->page_size), origin);
}

static void
add_ranges(struct linux_boot *boot, const struct extent_list *ranges,
    struct bm_origin origin, bool is_hotpluggable)
{
	for (size_t i = 0; i < ranges->count; i++, origin.index++) {
		const struct bm_extent extent = ranges->entries[i];

		if (extent.length == 0)
			continue;
		linux_fdt_add_memory(boot, extent, origin);
		if (is_hotpluggable)
			(void)memblock_mark_hotplug(&boot->memblock,
			    extent.base, extent.length);
	}
}

/* A length that fits no range leaves a property out, or only its end. */
static bool
is_readable(const struct linux_boot *boot, const struct fdt_memory_node *node,
    uint32_t property)
{
	return (!boot->release->refuses_ragged_ranges ||
	    (node->malformed & property) == 0);
}

static void
add_node(struct linux_boot *boot, const struct fdt_memory_node *node,
    struct bm_origin origin)
{
	if (!node->has_device_type || !fdt_is_available(node->status))
		return;
	if (node->has_usable && is_readable(boot, node,
	    FDT_PROPERTY_USABLE_MEMORY))
		add_ranges(boot, &node->usable,
		    linux_origin(BM_SOURCE_NONE, 0), node->is_hotpluggable);
	else if (node->has_reg && is_readable(boot, node, FDT_PROPERTY_REG))
		add_ranges(boot, &node->reg, origin, node->is_hotpluggable);
}

void
linux_fdt_scan_memory(struct linux_boot *boot)
{
	const struct fdt_map *fdt = &boot->simulation->capture->fdt;
	const struct fdt_for_linux *for_linux = &fdt->for_linux;

	if (linux_fdt_hangs_on_memory(boot))
		return;
	if (for_linux->memory_count == 0)
		add_ranges(boot, &fdt->memory,
		    linux_origin(BM_SOURCE_FDT_MEMORY, 0), false);
	for (size_t i = 0, range = 0; i < for_linux->memory_count; i++) {
		const struct fdt_memory_node *node = &for_linux->memory[i];

		add_node(boot, node,
		    linux_origin(BM_SOURCE_FDT_MEMORY, range));
		if (fdt_is_available(node->status))
			range += node->reg.count;
	}
}

/*
 * Is what a property says taken?  6.1 and 6.12 hold its bytes against cells,
 * and so read on behind it.
 */
static bool
is_taken(const struct linux_boot *boot, const struct fdt_open_range *property)
{
	const struct fdt_for_linux *for_linux =
	    &boot->simulation->capture->fdt.for_linux;
	const uint32_t cells = for_linux->root_address_cells +
	    for_linux->root_size_cells;

	if (!property->first.is_present)
		return (false);
	if (property->odd_bytes == 0)
		return (true);
	return (!boot->release->refuses_ragged_ranges && cells != 0 &&
	    property->odd_bytes % cells == 0);
}

/* 7.2 wants one whole range; the others as many bytes as it has cells. */
static bool
is_header_taken(const struct linux_boot *boot,
    const struct fdt_open_range *property)
{
	const struct fdt_for_linux *for_linux =
	    &boot->simulation->capture->fdt.for_linux;
	const bool is_whole = property->odd_bytes == 0 &&
	    property->more.count == 0;

	if (!property->first.is_present || is_whole)
		return (property->first.is_present);
	return (!boot->release->refuses_ragged_ranges &&
	    (property->more.count > 0 || property->odd_bytes >=
	    (uint64_t)for_linux->root_address_cells +
	    for_linux->root_size_cells));
}

/* Of the ranges behind the first only one is looked at. */
void
linux_fdt_cap_memory(struct linux_boot *boot)
{
	const struct fdt_open_range *usable =
	    &boot->simulation->capture->fdt.for_linux.usable_memory;

	if (!is_taken(boot, usable))
		return;
	memblock_cap_memory_range(&boot->memblock, usable->first.extent.base,
	    usable->first.extent.length);
	if (usable->more.count > 0 && usable->more.entries[0].length != 0)
		(void)memblock_add(&boot->memblock,
		    usable->more.entries[0].base,
		    usable->more.entries[0].length,
		    linux_origin(BM_SOURCE_NONE, 0));
}

static void
scan_memreserve(struct linux_boot *boot)
{
	const struct extent_list *memreserve =
	    &boot->simulation->capture->fdt.memreserve;

	for (size_t i = 0; i < memreserve->count; i++) {
		const struct bm_extent extent = linux_phys(boot,
		    memreserve->entries[i]);

		/* An entry of no bytes ends the list. */
		if (memreserve->entries[i].length == 0)
			return;
		(void)memblock_reserve(&boot->memblock, extent.base,
		    extent.length, linux_origin(BM_SOURCE_FDT_MEMRESERVE, i));
	}
	(void)linux_fdt_hangs_on_memreserve(boot);
}

/* fdt_reserve_elfcorehdr: what a kernel that crashed has left. */
static void
reserve_elfcorehdr(struct linux_boot *boot)
{
	const struct fdt_open_range *property =
	    &boot->simulation->capture->fdt.for_linux.elfcorehdr;
	const struct bm_extent header = property->first.extent;

	if (!is_header_taken(boot, property) || header.length == 0)
		return;
	if (memblock_overlaps_region(&boot->memblock.reserved, header.base,
	    header.length)) {
		linux_log(&boot->log, BM_LOG_FDT, "OF: fdt: elfcorehdr is "
		    "overlapped");
		return;
	}
	(void)memblock_reserve(&boot->memblock, header.base, header.length,
	    linux_origin(BM_SOURCE_NONE, 0));
	linux_log(&boot->log, BM_LOG_FDT, "OF: fdt: Reserving %" PRIu64
	    " KiB of memory at 0x%" PRIx64 " for elfcorehdr",
	    header.length >> 10, header.base);
}

void
linux_fdt_scan_reserved(struct linux_boot *boot)
{
	const struct linux_release *release = boot->release;

	reserved_mem_new(boot);
	if (release->reads_memreserve_first)
		scan_memreserve(boot);
	else
		reserve_elfcorehdr(boot);
	release->reserved_mem.scan(boot);
	if (release->reads_memreserve_first)
		reserve_elfcorehdr(boot);
	else
		scan_memreserve(boot);
	if (release->reserved_mem.init != NULL)
		release->reserved_mem.init(boot);
}

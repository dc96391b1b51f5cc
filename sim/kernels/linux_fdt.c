/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows drivers/of/fdt.c and of_reserved_mem.c of Linux 6.1.192 and
 * 6.12.117: memory, /memreserve/ and when /reserved-memory is looked at.
 * Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux.h"

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
}

void
linux_fdt_scan_reserved(struct linux_boot *boot)
{
	const struct linux_release *release = boot->release;

	reserved_mem_new(boot);
	if (release->reads_memreserve_first)
		scan_memreserve(boot);
	release->reserved_mem.scan(boot);
	if (!release->reads_memreserve_first)
		scan_memreserve(boot);
	if (release->reserved_mem.init != NULL)
		release->reserved_mem.init(boot);
}

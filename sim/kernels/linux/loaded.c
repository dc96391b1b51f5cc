/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the loader left in memory.  Follows init/initramfs.c of Linux 6.1 and
 * 6.12.  Re-enacted: do not improve this.
 */
#include <inttypes.h>

#include "core/page.h"
#include "sim/kernels/linux/linux.h"

void
linux_reserve_dtb(struct linux_boot *boot)
{
	const struct optional_extent *dtb =
	    &boot->simulation->capture->boot.dtb;

	if (dtb->is_present)
		(void)memblock_reserve(&boot->memblock, dtb->extent.base,
		    dtb->extent.length, linux_origin(BM_SOURCE_DTB, 0));
}

static void
refuse_initrd(struct linux_boot *boot, bm_paddr base, uint64_t size,
    const char *why)
{
	linux_log(&boot->log, BM_LOG_MEMBLOCK, "INITRD: 0x%08" PRIx64
	    "+0x%08" PRIx64 " %s - disabling initrd", base, size, why);
}

void
linux_reserve_initrd(struct linux_boot *boot)
{
	const struct bm_extent initrd =
	    boot->simulation->capture->boot.initrd.extent;
	struct memblock *memblock = &boot->memblock;
	const bm_paddr base = bm_page_trunc(initrd.base, boot->page_size);
	const uint64_t size = bm_page_round(initrd.length +
	    (initrd.base - base), boot->page_size);

	if (!boot->simulation->capture->boot.initrd.is_present ||
	    initrd.length == 0)
		return;
	if (!memblock_is_region_memory(memblock, base, size))
		refuse_initrd(boot, base, size, "is not a memory region");
	else if (memblock_overlaps_region(&memblock->reserved, base, size))
		refuse_initrd(boot, base, size,
		    "overlaps in-use memory region");
	else
		(void)memblock_reserve(memblock, base, size,
		    linux_origin(BM_SOURCE_INITRD, 0));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/setup.c, kernel/e820.c, realmode/init.c and
 * mm/init.c of Linux 6.1, 6.12 and 7.2: what is reserved, what is memory, and
 * the first that is taken of it.  Re-enacted, defects included: do not
 * improve this.
 */
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/amd64.h"
#include "sim/kernels/linux/efi_x86.h"

#define EFI_PAGE_BYTES ((uint64_t)4096)
/* BIOSes scribble there. */
#define LOW_RESERVED_BYTES ((uint64_t)64 << 10)
/* What other processors start in; as large in 6.1, 6.12 and 7.2. */
#define REAL_MODE_BYTES ((uint64_t)0x7000)

const struct named_extent *
linux_amd64_brk(const struct capture *capture)
{
	const struct bm_extent kernel = capture->boot.kernel.extent;

	for (size_t i = 0; i < capture->linux_reserved_count; i++) {
		const struct named_extent *reserved =
		    &capture->linux_reserved[i];

		if (capture->boot.kernel.is_present &&
		    strcmp(reserved->name, "setup_arch") == 0 &&
		    reserved->extent.base == kernel.base + kernel.length)
			return (reserved);
	}
	return (NULL);
}

const struct named_extent *
linux_amd64_xen_tables(const struct capture *capture)
{
	for (size_t i = 0; i < capture->linux_reserved_count; i++)
		if (strcmp(capture->linux_reserved[i].name,
		    "xen_setup_kernel_pagetable") == 0)
			return (&capture->linux_reserved[i]);
	return (NULL);
}

static void
reserve_loaded(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	const struct boot *loaded = &boot->simulation->capture->boot;

	if (loaded->kernel.is_present)
		(void)memblock_reserve_loaded(&boot->memblock,
		    loaded->kernel.extent.base, loaded->kernel.extent.length,
		    linux_origin(BM_SOURCE_KERNEL, 0));
	(void)memblock_reserve(&boot->memblock, 0, LOW_RESERVED_BYTES,
	    linux_origin(BM_SOURCE_NONE, 0));
	if (loaded->initrd.is_present)
		(void)memblock_reserve_loaded(&boot->memblock,
		    loaded->initrd.extent.base, bm_page_round(
		    loaded->initrd.extent.length, boot->page_size),
		    linux_origin(BM_SOURCE_INITRD, 0));
}

bool
linux_amd64_is_setup_data(const struct named_extent *reserved)
{
	return (strcmp(reserved->name,
	    "memblock_x86_reserve_range_setup_data") == 0);
}

/* By whom it is reserved when memory is there already. */
#define RESERVES_ACPI "acpi_reserve_initial_tables"
#define RESERVES_EFI "efi_mem_reserve"

static bool
is_reserved_late(const struct named_extent *reserved)
{
	return (strcmp(reserved->name, RESERVES_ACPI) == 0 ||
	    strcmp(reserved->name, RESERVES_EFI) == 0);
}

void
linux_amd64_reserve_early(struct linux_amd64 *amd64)
{
	struct memblock *memblock = &amd64->boot->memblock;
	const struct capture *capture = amd64->boot->simulation->capture;
	const struct named_extent *brk = linux_amd64_brk(capture);
	const struct bm_origin origin = linux_origin(BM_SOURCE_NONE, 0);

	reserve_loaded(amd64);
	for (size_t i = 0; i < capture->linux_reserved_count; i++) {
		const struct named_extent *reserved =
		    &capture->linux_reserved[i];

		if (reserved == brk || linux_amd64_is_setup_data(reserved))
			(void)memblock_reserve_loaded(memblock,
			    reserved->extent.base, reserved->extent.length,
			    reserved == brk ?
			    linux_origin(BM_SOURCE_KERNEL, 0) : origin);
		else if (!is_reserved_late(reserved))
			(void)memblock_reserve(memblock,
			    reserved->extent.base, reserved->extent.length,
			    origin);
	}
}

void
linux_amd64_set_up_memblock(struct linux_amd64 *amd64)
{
	struct memblock *memblock = &amd64->boot->memblock;

	/* No more is mapped yet. */
	memblock->current_limit = LINUX_ISA_END;
	memblock_allow_resize(memblock);
	for (size_t i = 0; i < amd64->e820->count; i++) {
		const struct bm_linux_e820_entry *entry =
		    &amd64->e820->entries[i];

		if (entry->type == LINUX_E820_SOFT_RESERVED)
			(void)memblock_reserve(memblock, entry->extent.base,
			    entry->extent.length, entry->origin);
		if (linux_e820_is_ram(&amd64->boot->release->e820,
		    entry->type))
			(void)memblock_add(memblock, entry->extent.base,
			    entry->extent.length, entry->origin);
	}
	if (memblock->revision->tags_allocations)
		(void)memblock_mark_kho_scratch(memblock, 0, LINUX_ISA_END);
	memblock_trim_memory(memblock, amd64->boot->page_size);
}

void
linux_amd64_reserve_real_mode(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	struct memblock *memblock = &boot->memblock;

	/* Xen's PV guests never were in that mode. */
	if (linux_amd64_xen_tables(boot->simulation->capture) != NULL)
		return;
	memblock_ask_for(memblock, "real mode trampoline");
	amd64->lacks_trampoline = memblock_phys_alloc_range(memblock,
	    REAL_MODE_BYTES, boot->page_size, 0, LINUX_ISA_END) == 0 &&
	    linux_amd64_brk(boot->simulation->capture) != NULL;
	if (amd64->lacks_trampoline)
		linux_log(&boot->log, BM_LOG_MEMBLOCK, "%s",
		    boot->release->no_trampoline);
	(void)memblock_reserve(memblock, 0, LINUX_ISA_END,
	    linux_origin(BM_SOURCE_NONE, 0));
	if (memblock->revision->tags_allocations)
		(void)memblock_clear_kho_scratch(memblock, 0, LINUX_ISA_END);
}

/* What somebody has part of already is not reserved once more. */
static void
reserve_boot_services(struct linux_amd64 *amd64)
{
	struct memblock *memblock = &amd64->boot->memblock;
	const struct efi_map *efi = &amd64->boot->simulation->capture->efi;

	for (size_t i = 0; i < efi->count; i++) {
		const bm_paddr base = efi->entries[i].phys;
		const uint64_t bytes = efi->entries[i].page_count *
		    EFI_PAGE_BYTES;

		if (linux_efi_is_boot_services(&efi->entries[i]) &&
		    !memblock_overlaps_region(&memblock->reserved, base,
		    bytes))
			(void)memblock_reserve(memblock, base, bytes,
			    linux_origin(BM_SOURCE_EFI_MAP, i));
	}
}

void
linux_amd64_reserve_for_efi(struct linux_amd64 *amd64)
{
	const struct capture *capture = amd64->boot->simulation->capture;

	if (linux_amd64_has_efi(capture))
		reserve_boot_services(amd64);
	for (size_t i = 0; i < capture->linux_reserved_count; i++) {
		const struct named_extent *reserved =
		    &capture->linux_reserved[i];

		if (strcmp(reserved->name, RESERVES_EFI) != 0)
			continue;
		(void)memblock_reserve(&amd64->boot->memblock,
		    reserved->extent.base, reserved->extent.length,
		    linux_origin(BM_SOURCE_NONE, 0));
		linux_e820_range_update(amd64->e820, reserved->extent.base,
		    reserved->extent.length, LINUX_E820_RAM,
		    LINUX_E820_RESERVED);
		(void)linux_e820_sanitize(amd64->e820);
		amd64->is_of_efi = true;
	}
}

void
linux_amd64_reserve_acpi(struct linux_amd64 *amd64)
{
	const struct capture *capture = amd64->boot->simulation->capture;

	for (size_t i = 0; i < capture->linux_reserved_count; i++) {
		const struct named_extent *reserved =
		    &capture->linux_reserved[i];

		if (strcmp(reserved->name, RESERVES_ACPI) == 0)
			(void)memblock_reserve(&amd64->boot->memblock,
			    reserved->extent.base, reserved->extent.length,
			    linux_origin(BM_SOURCE_NONE, 0));
	}
}

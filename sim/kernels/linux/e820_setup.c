/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820.c and setup.c of Linux 6.1, 6.12 and 7.2, from
 * the zero page to the table that the kernel ends up with.  Re-enacted,
 * defects included: do not improve this.
 */
#include "sim/kernels/linux/amd64.h"
#include "sim/kernels/linux/efi_x86.h"
#include "sim/kernels/linux/memmap.h"

#define LOW_MEMORY_BYTES ((uint64_t)0x9f000)
#define HIGH_MEMORY ((uint64_t)1 << 20)
#define BIOS_BEGIN ((uint64_t)0xa0000)
#define BIOS_END ((uint64_t)0x100000)
/* All of .brk, used or not: what distributions' 6.1 and 7.2 have of it. */
#define BRK_SECTION_BYTES ((uint64_t)0x30000)

/* What the zero page says: the BIOS's map, or one that the EFI stub made. */
static struct linux_firmware_map
firmware_map(const struct linux_boot *boot)
{
	const struct capture *capture = boot->simulation->capture;
	struct linux_firmware_map map;

	if (boot->simulation->map == MAP_EFI)
		return (linux_efi_stub_map(&capture->efi, boot->log.arena));
	map.count = capture->e820.count;
	map.entries = arena_alloc(boot->log.arena, map.count,
	    sizeof(map.entries[0]));
	for (size_t i = 0; i < map.count; i++)
		map.entries[i] = (struct bm_linux_e820_entry){
		    capture->e820.entries[i].extent,
		    capture->e820.entries[i].type,
		    linux_origin(BM_SOURCE_E820, i) };
	return (map);
}

/* Appends up to an entry that wraps; false if there is one. */
static bool
append(struct linux_e820 *table, const struct linux_firmware_map *map,
    size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct bm_linux_e820_entry *entry = &map->entries[i];

		if (entry->extent.length != 0 &&
		    entry->extent.base > linux_e820_end(entry) - 1)
			return (false);
		linux_e820_range_add(table, entry);
	}
	return (true);
}

/* What is left when the map cannot be had: 640 KiB, no more being known. */
static void
assume_e801(struct linux_e820 *table)
{
	table->count = 0;
	linux_e820_range_add(table, &(struct bm_linux_e820_entry){
	    { 0, LOW_MEMORY_BYTES }, LINUX_E820_RAM,
	    { BM_SOURCE_NONE, 0 } });
	linux_e820_range_add(table, &(struct bm_linux_e820_entry){
	    { HIGH_MEMORY, 0 }, LINUX_E820_RAM, { BM_SOURCE_NONE, 0 } });
}

/* e820__memory_setup; ..._extended with what the zero page cannot hold. */
static void
set_up_memory(struct linux_amd64 *amd64, const struct linux_firmware_map *map)
{
	const size_t first_count = map->count < LINUX_E820_ZERO_PAGE ?
	    map->count : LINUX_E820_ZERO_PAGE;
	const bool is_too_short = first_count < 2 &&
	    amd64->boot->release->e820.wants_two_entries;
	struct linux_e820 *table = amd64->e820;
	const char *who =
	    amd64->boot->simulation->capture->linux_e820_name;

	if (who == NULL)
		who = "BIOS-e820";
	if (is_too_short || !append(table, map, 0, first_count)) {
		assume_e801(table);
		who = "BIOS-e801";
	}
	(void)linux_e820_sanitize(table);
	linux_e820_show(table, "BIOS-provided physical RAM map:", who);
	if (first_count < map->count) {
		(void)append(table, map, first_count, map->count);
		(void)linux_e820_sanitize(table);
		linux_e820_show(table, "extended physical RAM map:",
		    "extended");
	}
	amd64->firmware = linux_e820_copy(table);
}

static void
mark(struct linux_e820 *table, struct bm_extent extent)
{
	linux_e820_range_update(table, extent.base, extent.length,
	    LINUX_E820_RAM, LINUX_E820_RESERVED_KERN);
}

/*
 * e820__reserve_setup_data.  The kernel leaves what only kexec hands over
 * out of kexec's table; of which types it is no capture tells.
 */
static void
mark_setup_data(struct linux_amd64 *amd64)
{
	const struct capture *capture = amd64->boot->simulation->capture;
	const struct linux_e820_revision *revision =
	    &amd64->boot->release->e820;
	struct linux_e820 *kexec = linux_e820_copy(amd64->firmware);
	bool has_marked = false;

	for (size_t i = 0; i < capture->linux_reserved_count; i++) {
		const struct named_extent *data = &capture->linux_reserved[i];

		if (!revision->has_reserved_kern ||
		    !linux_amd64_is_setup_data(data))
			continue;
		mark(amd64->e820, data->extent);
		if (revision->marks_setup_data_for_kexec)
			mark(kexec, data->extent);
		has_marked = true;
	}
	if (!has_marked)
		return;
	(void)linux_e820_sanitize(amd64->e820);
	linux_e820_show(amd64->e820, "extended physical RAM map:",
	    "reserve setup_data");
}

/* parse_early_param, efi_memblock_x86_reserve_range and what hears of them. */
static void
apply_parameters(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	const struct capture *capture = boot->simulation->capture;
	struct linux_e820 *table = amd64->e820;

	if (!linux_memmap_apply(table, linux_cmdline(boot), boot->log.arena,
	    &amd64->is_user_defined)) {
		linux_panic(boot, "kernel BUG: memmap= turns an e820 type "
		    "into itself");
		return;
	}
	if (linux_amd64_has_efi(capture))
		linux_efi_add_memmap(table, &capture->efi,
		    linux_cmdline(boot), boot->log.arena);
	if (linux_amd64_has_efi(capture) &&
	    boot->release->e820.has_efi_fake_mem)
		linux_efi_fake_mem(table, &capture->efi, linux_cmdline(boot),
		    &boot->log);
	mark_setup_data(amd64);
	if (!amd64->is_user_defined)
		return;
	if (linux_e820_sanitize(table))
		linux_e820_show(table, "user-defined physical RAM map:",
		    "user");
	else
		linux_panic(boot, "Invalid user supplied memory map");
}

/* From _text to _end. */
static struct bm_extent
kernel_extent(const struct capture *capture)
{
	struct bm_extent extent = capture->boot.kernel.extent;

	if (linux_amd64_brk(capture) != NULL)
		extent.length += BRK_SECTION_BYTES;
	return (extent);
}

/* e820_add_kernel_range */
static void
add_kernel(struct linux_e820 *table, const struct capture *capture)
{
	const struct bm_extent extent = kernel_extent(capture);

	if (!capture->boot.kernel.is_present || linux_e820_maps_all(table,
	    extent.base, extent.base + extent.length, LINUX_E820_RAM))
		return;
	linux_e820_say(table, &(struct bm_linux_e820_line){
	    .kind = BM_LINUX_E820_TEXT,
	    .who = ".text .data .bss are not marked as E820_TYPE_RAM!" });
	linux_e820_range_remove(table, extent.base, extent.length,
	    LINUX_E820_NONE);
	linux_e820_range_add(table, &(struct bm_linux_e820_entry){ extent,
	    LINUX_E820_RAM, linux_origin(BM_SOURCE_KERNEL, 0) });
}

/* trim_bios_range */
static void
trim_bios(struct linux_e820 *table, uint64_t page_size)
{
	linux_e820_range_update(table, 0, page_size, LINUX_E820_RAM,
	    LINUX_E820_RESERVED);
	linux_e820_range_remove(table, BIOS_BEGIN, BIOS_END - BIOS_BEGIN,
	    LINUX_E820_RAM);
	(void)linux_e820_sanitize(table);
}

void
linux_amd64_set_up_e820(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	const struct capture *capture = boot->simulation->capture;
	const struct linux_firmware_map map = firmware_map(boot);

	amd64->e820->given = map.entries;
	amd64->e820->given_count = map.count;
	set_up_memory(amd64, &map);
	apply_parameters(amd64);
	if (linux_has_panicked(boot))
		return;
	if (linux_amd64_has_efi(capture))
		linux_efi_clean_memmap(&capture->efi, &boot->log);
	if (linux_amd64_has_efi(capture) &&
	    boot->release->e820.removes_efi_mmio)
		linux_efi_remove_mmio(amd64->e820, &capture->efi, &boot->log);
	add_kernel(amd64->e820, capture);
	trim_bios(amd64->e820, boot->page_size);
}

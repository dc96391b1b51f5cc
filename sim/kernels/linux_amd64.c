/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows setup_arch of arch/x86/kernel/setup.c of Linux 6.1.192 and 6.12.117
 * as far as memory goes.  Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux.h"
#include "sim/kernels/linux_efi_x86.h"
#include "sim/kernels/linux_iomem.h"
#include "sim/kernels/linux_memmap.h"

#define LOW_MEMORY_BYTES ((uint64_t)0x9f000)
#define HIGH_MEMORY ((uint64_t)1 << 20)
#define BIOS_BEGIN ((uint64_t)0xa0000)
#define BIOS_END ((uint64_t)0x100000)
/* BIOSes scribble there. */
#define LOW_RESERVED_BYTES ((uint64_t)64 << 10)

#define EFI_DESCRIPTOR_BYTES 40

/* Has the capture a map of EFI's?  With smaller descriptors it has none. */
static bool
has_efi(const struct capture *capture)
{
	return (capture->efi.is_present &&
	    capture->efi.descriptor_size >= EFI_DESCRIPTOR_BYTES);
}

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
set_up_memory(struct linux_e820 *table, const struct linux_firmware_map *map,
    const char *who)
{
	const size_t first_count = map->count < LINUX_E820_ZERO_PAGE ?
	    map->count : LINUX_E820_ZERO_PAGE;

	if (first_count < 2 || !append(table, map, 0, first_count)) {
		assume_e801(table);
		who = "BIOS-e801";
	}
	(void)linux_e820_sanitize(table);
	linux_e820_show(table, "BIOS-provided physical RAM map:", who);
	if (first_count == map->count)
		return;
	(void)append(table, map, first_count, map->count);
	(void)linux_e820_sanitize(table);
	linux_e820_show(table, "extended physical RAM map:", "extended");
}

/* parse_early_param and e820__finish_early_params; false if it panics. */
static bool
apply_parameters(struct linux_boot *boot, struct linux_e820 *table,
    bool *ret_is_user_defined)
{
	if (!linux_memmap_apply(table, linux_cmdline(boot), boot->log.arena,
	    ret_is_user_defined)) {
		linux_panic(boot, "kernel BUG: memmap= turns an e820 type "
		    "into itself");
		return (false);
	}
	if (has_efi(boot->simulation->capture))
		linux_efi_add_memmap(table, &boot->simulation->capture->efi,
		    linux_cmdline(boot), boot->log.arena);
	if (!*ret_is_user_defined)
		return (true);
	if (!linux_e820_sanitize(table)) {
		linux_panic(boot, "Invalid user supplied memory map");
		return (false);
	}
	linux_e820_show(table, "user-defined physical RAM map:", "user");
	return (true);
}

/* e820_add_kernel_range */
static void
add_kernel(struct linux_e820 *table, const struct kernel_image *kernel)
{
	const struct bm_extent extent = kernel->extent;

	if (!kernel->is_present || linux_e820_maps_all(table, extent.base,
	    extent.base + extent.length, LINUX_E820_RAM))
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

/* early_reserve_memory, as far as a capture tells. */
static void
reserve_early(struct linux_boot *boot)
{
	const struct boot *loaded = &boot->simulation->capture->boot;

	(void)memblock_reserve(&boot->memblock, 0, LOW_RESERVED_BYTES,
	    linux_origin(BM_SOURCE_NONE, 0));
	if (loaded->kernel.is_present)
		(void)memblock_reserve(&boot->memblock,
		    loaded->kernel.extent.base, loaded->kernel.extent.length,
		    linux_origin(BM_SOURCE_KERNEL, 0));
	if (loaded->initrd.is_present)
		(void)memblock_reserve(&boot->memblock,
		    loaded->initrd.extent.base, loaded->initrd.extent.length,
		    linux_origin(BM_SOURCE_INITRD, 0));
}

/* e820__memblock_setup */
static void
set_up_memblock(struct linux_boot *boot, const struct linux_e820 *table)
{
	struct memblock *memblock = &boot->memblock;

	memblock_allow_resize(memblock);
	for (size_t i = 0; i < table->count; i++) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];

		if (entry->type == LINUX_E820_SOFT_RESERVED)
			(void)memblock_reserve(memblock, entry->extent.base,
			    entry->extent.length, entry->origin);
		if (entry->type == LINUX_E820_RAM ||
		    entry->type == LINUX_E820_RESERVED_KERN)
			(void)memblock_add(memblock, entry->extent.base,
			    entry->extent.length, entry->origin);
	}
	memblock_trim_memory(memblock, boot->page_size);
}

/* Everything up to the table that the kernel ends up with. */
static bool
make_table(struct linux_boot *boot, struct linux_e820 *table,
    bool *ret_is_user_defined)
{
	const struct capture *capture = boot->simulation->capture;
	const struct linux_firmware_map map = firmware_map(boot);

	set_up_memory(table, &map, capture->linux_e820_name == NULL ?
	    "BIOS-e820" : capture->linux_e820_name);
	if (!apply_parameters(boot, table, ret_is_user_defined))
		return (false);
	if (has_efi(capture) && boot->release->removes_efi_mmio)
		linux_efi_remove_mmio(table, &capture->efi, &boot->log);
	add_kernel(table, &capture->boot.kernel);
	trim_bios(table, boot->page_size);
	return (true);
}

static void
run_stages(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;
	struct linux_e820 *table = linux_e820_new(simulation->arena,
	    LINUX_E820_CAPACITY, true);
	bool is_user_defined;

	if (boot->options->until < BM_STAGE_E820)
		return;
	if (!make_table(boot, table, &is_user_defined))
		return;
	world->linux_world.e820 = linux_e820_table(table, LINUX_E820_RAM);
	world->linux_world.e820.form = boot->release->e820_form;
	world->linux_world.e820.is_of_firmware = !is_user_defined &&
	    !has_efi(simulation->capture);
	world->reached = BM_STAGE_E820;
	if (boot->options->until < BM_STAGE_MEMBLOCK)
		return;
	reserve_early(boot);
	set_up_memblock(boot, table);
	if (linux_has_panicked(boot))
		return;
	world->linux_world.memblock = memblock_show(&boot->memblock);
	world->linux_world.memblock_final = world->linux_world.memblock;
	world->reached = BM_STAGE_MEMBLOCK;
	if (boot->options->until < BM_STAGE_IOMEM)
		return;
	world->linux_world.iomem = linux_iomem_reserve(table,
	    simulation->capture, &boot->log);
	world->reached = BM_STAGE_IOMEM;
}

bool
linux_amd64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;

	simulation->map = !simulation->capture->e820.is_present &&
	    has_efi(simulation->capture) ? MAP_EFI : MAP_E820;
	facts_list(simulation->capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->reached = BM_STAGE_FIRMWARE;
	run_stages(boot);
	return (true);
}

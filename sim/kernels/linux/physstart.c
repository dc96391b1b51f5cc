/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820_64.c of Linux 2.6.25 under the patch "reserve
 * RAM below PHYSICAL_START".  Re-enacted: do not improve this.
 *
 * The patch makes room for two types below firmware's by adding 2 to those:
 * since the highest number wins, RAM that is set aside loses to whatever else
 * an address is, and RAM of that kind that is in use early wins over it alone.
 */
#include "sim/kernels/linux/physstart.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/iomem.h"
#include "sim/kernels/linux_physstart_layout.h"
#include "sim/kernels/linux_physstart_parameters.h"

#define PHYSSTART_TYPES_ADDED 2
#define E820MAX 128
#define BIOS_DATA_PAGE 0
#define TRAMPOLINE_BASE 0x6000
#define TRAMPOLINE_BYTES (2 * PAGE_BYTES)
#define PAGE_BYTES ((uint64_t)4096)

struct physstart {
	const struct boot_options *options;
	struct simulation *simulation;
	struct boot_error *error;
	const char *cmdline;	/* NULL: none */
	struct linux_log log;
	struct linux_e820 *table;
	struct physstart_parameters parameters;
};

static bool refuse(struct physstart *boot, const char *where,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool
refuse(struct physstart *boot, const char *where, const char *format, ...)
{
	va_list arguments;

	snprintf(boot->error->where, sizeof(boot->error->where), "%s", where);
	va_start(arguments, format);
	vsnprintf(boot->error->text, sizeof(boot->error->text), format,
	    arguments);
	va_end(arguments);
	return (false);
}

static bm_paddr
physical_start(const struct physstart *boot)
{
	return (boot->simulation->world.linux_world.physstart.physical_start);
}

static void
add_region(struct physstart *boot, bm_paddr start, bm_paddr end,
    uint32_t type, struct bm_origin origin)
{
	linux_e820_range_add(boot->table, &(struct bm_linux_e820_entry){
	    { start, end - start }, type, origin });
}

/* copy_e820_map; false where an entry wraps. */
static bool
copy_map(struct physstart *boot, const struct linux_e820 *bios)
{
	const bm_paddr limit = physical_start(boot);

	if (bios->count < 2)
		return (false);
	for (size_t i = 0; i < bios->count; i++) {
		const struct bm_linux_e820_entry *entry = &bios->entries[i];
		const uint32_t type = entry->type + PHYSSTART_TYPES_ADDED;
		const bm_paddr end = linux_e820_end(entry);
		bm_paddr start = entry->extent.base;

		if (start > end)
			return (false);
		if (type == PHYSSTART_RAM && start < limit) {
			add_region(boot, start, end <= limit ? end : limit,
			    PHYSSTART_RESERVED_RAM, entry->origin);
			if (end <= limit)
				continue;
			start = limit;
		}
		add_region(boot, start, end, type, entry->origin);
	}
	return (true);
}

/* machine_specific_memory_setup; false where it panics. */
static bool
set_up_memory(struct physstart *boot)
{
	const struct e820_map *map = &boot->simulation->capture->e820;
	struct linux_e820 *bios = linux_e820_new(boot->log.arena, E820MAX,
	    false);

	for (size_t i = 0; i < map->count; i++)
		linux_e820_range_add(bios, &(struct bm_linux_e820_entry){
		    map->entries[i].extent, map->entries[i].type,
		    { BM_SOURCE_E820, (uint32_t)i } });
	(void)linux_e820_sanitize(bios);
	if (!copy_map(boot, bios)) {
		boot->simulation->world.panic =
		    "Cannot find a valid memory map";
		return (false);
	}
	linux_e820_show(boot->table, "BIOS-provided physical RAM map:",
	    "BIOS-e820");
	return (true);
}

/* early_res_to_bootmem: in full, though only a part may lie below. */
static void
fail_early_reservation(struct physstart *boot, struct bm_extent extent,
    enum bm_source source)
{
	if (extent.base < physical_start(boot))
		add_region(boot, extent.base, extent.base + extent.length,
		    PHYSSTART_RESERVED_RAM_FAILED,
		    (struct bm_origin){ source, 0 });
}

static bool
overlaps(struct bm_extent a, struct bm_extent b)
{
	return (a.base < b.base + b.length && b.base < a.base + a.length);
}

/* Is all of it RAM that nothing else takes early? */
static bool
is_free_ram(const struct physstart *boot, struct bm_extent extent)
{
	const struct boot *loaded = &boot->simulation->capture->boot;
	const bm_paddr end = extent.base + extent.length;

	return ((linux_e820_maps_all(boot->table, extent.base, end,
	    PHYSSTART_RESERVED_RAM) || linux_e820_maps_all(boot->table,
	    extent.base, end, PHYSSTART_RAM)) &&
	    (!loaded->initrd.is_present ||
	    !overlaps(extent, loaded->initrd.extent)) &&
	    (!loaded->kernel.is_present ||
	    !overlaps(extent, loaded->kernel.extent)));
}

/*
 * Where the trampoline is, or the highest place below where it is wanted: the
 * patch that its author speaks of.  False if there is none.
 */
static bool
place_trampoline(struct physstart *boot, struct bm_extent *ret_extent)
{
	*ret_extent = (struct bm_extent){ TRAMPOLINE_BASE, TRAMPOLINE_BYTES };
	if (!boot->parameters.has_trampoline)
		return (true);
	ret_extent->base = bm_page_trunc(boot->parameters.trampoline_end,
	    PAGE_BYTES) - TRAMPOLINE_BYTES;
	for (; ret_extent->base >= BIOS_DATA_PAGE + PAGE_BYTES;
	    ret_extent->base -= PAGE_BYTES)
		if (is_free_ram(boot, *ret_extent))
			return (true);
	return (refuse(boot, "boot.cmdline", "trampoline=: below 0x%" PRIx64
	    " there are no two pages of RAM for it",
	    boot->parameters.trampoline_end));
}

/* The early reservations, then update_e820. */
static bool
amend_map(struct physstart *boot)
{
	const struct optional_extent *initrd =
	    &boot->simulation->capture->boot.initrd;
	struct bm_extent trampoline;

	if (!place_trampoline(boot, &trampoline))
		return (false);
	fail_early_reservation(boot, (struct bm_extent){ BIOS_DATA_PAGE,
	    PAGE_BYTES }, BM_SOURCE_NONE);
	fail_early_reservation(boot, trampoline, BM_SOURCE_NONE);
	if (initrd->is_present)
		fail_early_reservation(boot, initrd->extent,
		    BM_SOURCE_INITRD);
	if (linux_e820_sanitize(boot->table))
		linux_e820_show(boot->table, "modified physical RAM map:",
		    "modified");
	return (true);
}

static const char *
name_of_type(uint32_t type)
{
	switch (type) {
	case PHYSSTART_RAM:
		return ("System RAM");
	case PHYSSTART_ACPI:
		return ("ACPI Tables");
	case PHYSSTART_NVS:
		return ("ACPI Non-volatile Storage");
	case PHYSSTART_RESERVED_RAM_FAILED:
		return ("reserved RAM failed");
	case PHYSSTART_RESERVED_RAM:
		return ("reserved RAM");
	default:
		return ("reserved");
	}
}

/* e820_reserve_resources, and the fill of what is set aside. */
static void
reserve_resources(struct physstart *boot)
{
	const struct linux_e820 *table = boot->table;
	struct bm_linux *linux_world =
	    &boot->simulation->world.linux_world;
	struct bm_linux_physstart *layout = &linux_world->physstart;
	struct linux_resource root = { .last = UINT64_MAX };
	struct linux_resource *resources = arena_alloc(boot->log.arena,
	    table->count, sizeof(resources[0]));

	layout->poisoned = arena_alloc(boot->log.arena, table->count,
	    sizeof(layout->poisoned[0]));
	for (size_t i = 0; i < table->count; i++) {
		const struct bm_linux_e820_entry *entry = &table->entries[i];

		resources[i].start = entry->extent.base;
		resources[i].last = linux_e820_end(entry) - 1;
		resources[i].name = name_of_type(entry->type);
		resources[i].origin = entry->origin;
		(void)linux_resource_request(&root, &resources[i]);
		if (entry->type == PHYSSTART_RESERVED_RAM &&
		    entry->extent.length != 0)
			layout->poisoned[layout->poisoned_count++] =
			    bm_range_closed(resources[i].start,
			    resources[i].last);
	}
	linux_iomem_claim(&root, boot->simulation->capture, &boot->log);
	linux_world->iomem = linux_resource_list(&root, boot->log.arena);
}

/*
 * finish_e820_parsing: what the user adds is not split at PHYSICAL_START.
 * False where it panics.
 */
static bool
finish_parsing(struct physstart *boot)
{
	if (!boot->parameters.is_user_defined)
		return (true);
	if (!linux_e820_sanitize(boot->table)) {
		boot->simulation->world.panic =
		    "Invalid user supplied memory map";
		return (false);
	}
	linux_e820_show(boot->table, "user-defined physical RAM map:",
	    "user");
	return (true);
}

/* Where the highest RAM ends that may be used, in whole pages. */
static bm_paddr
find_high_memory(const struct physstart *boot)
{
	bm_paddr end = 0;

	for (size_t i = 0; i < boot->table->count; i++) {
		const struct bm_linux_e820_entry *entry =
		    &boot->table->entries[i];
		const bm_paddr last = bm_page_trunc(linux_e820_end(entry),
		    PAGE_BYTES);

		if (entry->type == PHYSSTART_RAM && last > end &&
		    last > entry->extent.base)
			end = last;
	}
	return (end < boot->parameters.end_user ? end :
	    boot->parameters.end_user);
}

/* False, with the boot's error, if what is asked for makes no sense. */
static bool
run_stages(struct physstart *boot)
{
	struct bm_world *world = &boot->simulation->world;

	if (boot->options->until < BM_STAGE_E820 || !set_up_memory(boot))
		return (true);
	if (!physstart_parse(boot->cmdline, boot->table, boot->log.arena,
	    &boot->parameters, boot->error))
		return (false);
	if (!finish_parsing(boot))
		return (true);
	if (!amend_map(boot))
		return (false);
	world->linux_world.e820 = linux_e820_table(boot->table,
	    PHYSSTART_RAM, PHYSSTART_RAM);
	world->linux_world.e820.form = BM_LINUX_E820_FORM_PHYSSTART;
	world->reached = BM_STAGE_E820;
	if (boot->options->until < BM_STAGE_IOMEM)
		return (true);
	reserve_resources(boot);
	world->linux_world.physstart.high_memory = find_high_memory(boot);
	world->reached = BM_STAGE_IOMEM;
	world->linux_world.lines = boot->log.lines;
	world->linux_world.line_count = boot->log.count;
	return (true);
}

static bool
boot_physstart(const struct boot_options *options,
    struct simulation *simulation, struct boot_error *ret_error)
{
	struct physstart boot = { .options = options,
	    .simulation = simulation, .error = ret_error,
	    .cmdline = options->cmdline != NULL ? options->cmdline :
	    simulation->capture->boot.cmdline,
	    .log.arena = simulation->arena };

	if (simulation->capture->e820.count > E820MAX)
		return (refuse(&boot, "firmware.e820", "profile %s knows no map of "
		    "more than %d entries: here are %zu",
		    simulation->kernel->name, E820MAX,
		    simulation->capture->e820.count));
	boot.table = linux_e820_new(simulation->arena, E820MAX, false);
	if (!physstart_set_up(simulation, ret_error))
		return (false);
	if (run_stages(&boot))
		return (true);
	if (options->cmdline != NULL) {
		ret_error->is_option = true;
		snprintf(ret_error->where, sizeof(ret_error->where),
		    "--cmdline");
	}
	return (false);
}

const struct kernel kernel_linux_2_6_25_physstart = {
	.name = "linux-2.6.25-physstart",
	.about = "Linux 2.6.25 that sets RAM below itself aside "
	    "(CONFIG_RESERVE_PHYSICAL_START); amd64",
	.boot = boot_physstart,
};

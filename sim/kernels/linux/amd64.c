/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows setup_arch of arch/x86/kernel/setup.c of Linux 6.1, 6.12 and 7.2 as
 * far as memory goes.  Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/linux/amd64.h"
#include "sim/kernels/linux/iomem.h"

#define EFI_DESCRIPTOR_BYTES 40
#define MAX_NUMNODES_MAX 1024	/* CONFIG_NODES_SHIFT is 10 at most */

bool
linux_amd64_has_efi(const struct capture *capture)
{
	return (capture->efi.is_present &&
	    capture->efi.descriptor_size >= EFI_DESCRIPTOR_BYTES);
}

static void
show_e820(struct linux_amd64 *amd64)
{
	struct simulation *simulation = amd64->boot->simulation;
	const struct linux_e820_revision *revision =
	    &amd64->boot->release->e820;
	struct bm_linux_e820 *shown = &simulation->world.linux_world.e820;

	*shown = linux_e820_table(amd64->e820, LINUX_E820_RAM,
	    revision->has_reserved_kern ? LINUX_E820_RESERVED_KERN :
	    LINUX_E820_RAM);
	shown->form = revision->form;
	shown->is_of_firmware = !amd64->is_user_defined &&
	    !amd64->is_of_efi;
	/* Of what EFI's map adds nothing is printed. */
	shown->is_shown = amd64->is_user_defined || !amd64->is_of_efi;
}

static void
make_memblock(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	struct bm_world *world = &boot->simulation->world;

	linux_amd64_find_max_pfn(amd64);
	linux_amd64_reserve_early(amd64);
	linux_amd64_set_up_memblock(amd64);
	if (linux_has_panicked(boot))
		return;
	world->linux_world.memblock = memblock_show(&boot->memblock);
	world->linux_world.memblock_final = world->linux_world.memblock;
	world->reached = BM_STAGE_MEMBLOCK;
	linux_efi_find_mirror(boot);
	linux_amd64_reserve_for_efi(amd64);
	show_e820(amd64);
	linux_amd64_reserve_real_mode(amd64);
	linux_amd64_map_memory(amd64);
	/* Of a map that stands alone no kernel was started. */
	if (linux_has_panicked(boot) ||
	    linux_amd64_brk(boot->simulation->capture) == NULL)
		return;
	linux_amd64_finish_memblock(amd64);
	world->linux_world.memblock_final = memblock_show(&boot->memblock);
	linux_amd64_reserve_crashkernel(amd64);
}

/* firmware_map_add_entry: an entry that ends at 2^64 ends before it begins. */
static bool
stops_at_firmware_map(const struct linux_amd64 *amd64)
{
	const struct linux_e820 *firmware = amd64->firmware;

	if (linux_amd64_brk(amd64->boot->simulation->capture) == NULL)
		return (false);
	for (size_t i = 0; i < firmware->count; i++)
		if (linux_e820_end(&firmware->entries[i]) <
		    firmware->entries[i].extent.base)
			return (true);
	return (false);
}

static void
make_iomem(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	struct bm_world *world = &boot->simulation->world;
	struct linux_iomem *iomem = linux_iomem_begin(amd64->e820,
	    &boot->release->e820, boot->simulation->capture, &amd64->crash,
	    &boot->log);

	if (stops_at_firmware_map(amd64)) {
		linux_panic(boot, "kernel BUG at drivers/firmware/memmap.c:146!");
		return;
	}
	linux_amd64_register_nosave(amd64);
	linux_amd64_find_pci_gap(amd64);
	if (amd64->lacks_trampoline) {
		linux_panic(boot, "Real mode trampoline was not allocated");
		return;
	}
	world->linux_world.iomem = linux_iomem_finish(iomem);
	world->reached = BM_STAGE_IOMEM;
}

static void
run_stages(struct linux_amd64 *amd64)
{
	struct linux_boot *boot = amd64->boot;
	const enum bm_stage until = boot->options->until;

	if (until < BM_STAGE_E820)
		return;
	amd64->is_of_efi = linux_amd64_has_efi(boot->simulation->capture);
	linux_amd64_set_up_e820(amd64);
	show_e820(amd64);
	if (linux_has_panicked(boot))
		return;
	boot->simulation->world.reached = BM_STAGE_E820;
	if (until < BM_STAGE_MEMBLOCK)
		return;
	make_memblock(amd64);
	if (linux_has_panicked(boot) || until < BM_STAGE_IOMEM)
		return;
	make_iomem(amd64);
}

static size_t
e820_capacity(const struct linux_machine *machine)
{
	if (machine->max_numnodes == 0)
		return (LINUX_E820_CAPACITY);
	return (LINUX_E820_CAPACITY_OF(machine->max_numnodes <
	    MAX_NUMNODES_MAX ? machine->max_numnodes : MAX_NUMNODES_MAX));
}

bool
linux_amd64_boot(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	struct bm_world *world = &simulation->world;
	struct linux_amd64 amd64 = { .boot = boot,
	    .own = boot->release->amd64,
	    .e820 = linux_e820_new(simulation->arena,
	    e820_capacity(&simulation->capture->linux_machine), true) };

	simulation->map = !simulation->capture->e820.is_present &&
	    linux_amd64_has_efi(simulation->capture) ? MAP_EFI : MAP_E820;
	facts_list(simulation->capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->reached = BM_STAGE_FIRMWARE;
	run_stages(&amd64);
	return (true);
}

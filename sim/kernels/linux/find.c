/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the architectures that boot from a device tree or through EFI have in
 * common, before and after they reserve what they know of.  Re-enacted,
 * defects included: do not improve this.
 */
#include "sim/kernels/linux/linux.h"

void
linux_choose_map(struct linux_boot *boot)
{
	struct simulation *simulation = boot->simulation;
	const struct capture *capture = simulation->capture;
	struct bm_world *world = &simulation->world;

	if (linux_efi_is_usable(&capture->efi))
		simulation->map = MAP_EFI;
	else if (capture->fdt.is_present)
		simulation->map = MAP_FDT;
	facts_list(capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->reached = BM_STAGE_FIRMWARE;
}

void
linux_find_memory(struct linux_boot *boot)
{
	if (boot->simulation->map == MAP_EFI)
		linux_efi_init(boot);
	else
		linux_fdt_scan_memory(boot);
	linux_fdt_cap_memory(boot);
	if (boot->simulation->map == MAP_EFI)
		linux_efi_find_mirror(boot);
}

void
linux_use_memory(struct linux_boot *boot)
{
	if (linux_has_panicked(boot))
		return;
	memblock_allow_resize(&boot->memblock);
	if (boot->simulation->capture->fdt.is_present &&
	    boot->release->reserved_mem.fill != NULL)
		boot->release->reserved_mem.fill(boot);
}

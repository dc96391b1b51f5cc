/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/freebsd/freebsd.h"

/* Type, padding, physical, virtual, pages, attributes (UEFI 2.10, 7.2.3). */
#define EFI_DESCRIPTOR_BYTES 40

static bool
has_map(const struct capture *capture, enum ruling_map map)
{
	switch (map) {
	case MAP_OPS:
		return (capture->ops.is_present);
	case MAP_REGIONS:
		return (capture->regions.is_present);
	case MAP_EFI:
		/* Smaller descriptors lack fields: such a map is no map. */
		return (capture->efi.is_present &&
		    capture->efi.descriptor_size >= EFI_DESCRIPTOR_BYTES);
	case MAP_E820:
		return (capture->e820.is_present);
	case MAP_FDT:
		return (capture->fdt.is_present);
	case MAP_NONE:
		break;
	}
	return (false);
}

static enum ruling_map
ruling_map(const struct capture *capture, const struct freebsd_arch *arch)
{
	if (capture->ops.is_present)
		return (MAP_OPS);
	if (capture->regions.is_present)
		return (MAP_REGIONS);
	for (size_t i = 0; i < sizeof(arch->maps) / sizeof(arch->maps[0]); i++)
		if (has_map(capture, arch->maps[i]))
			return (arch->maps[i]);
	return (MAP_NONE);
}

static bool
set_limits(struct freebsd *boot)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_world *world = &boot->simulation->world;
	uint64_t bytes = 0;

	world->physmem.limits = (struct bm_physmem_limits){
		.page_size = boot->options->page_size != 0 ?
		    boot->options->page_size : capture->page_size,
		.last = boot->arch->last,
		.drops_page_zero = !boot->arch->is_x86,
		.drops_last_megabyte = !boot->arch->is_x86,
	};
	world->limit_bytes = BM_PHYSMEM_NO_LIMIT;
	if (boot->arch->is_x86)
		return (freebsd_x86_limit(boot));
	if (!freebsd_tunable_bytes(boot, "hw.physmem", &bytes))
		return (false);
	if (bytes != 0)
		world->limit_bytes = bytes;
	return (true);
}

bool
freebsd_set_up(struct freebsd *boot)
{
	boot->simulation->map = ruling_map(boot->simulation->capture,
	    boot->arch);
	return (set_limits(boot));
}

/* Stages up to options->until; stops earlier where the kernel panics. */
static bool
run_stages(struct freebsd *boot)
{
	struct bm_world *world = &boot->simulation->world;
	const enum bm_stage until = boot->options->until;

	freebsd_list_requests(boot);
	world->reached = BM_STAGE_FIRMWARE;
	if (boot->simulation->map == MAP_NONE) {
		world->panic = boot->arch->no_map_panic;
		return (true);
	}
	if (until < BM_STAGE_PHYSMEM)
		return (true);
	if (!freebsd_fill_physmem(boot))
		return (false);
	world->reached = BM_STAGE_PHYSMEM;
	if (until < BM_STAGE_AVAIL || !freebsd_list_avail(boot))
		return (true);
	world->has_basemem = boot->arch->is_x86;
	world->basemem_kib = freebsd_x86_basemem_kib(boot);
	world->reached = BM_STAGE_AVAIL;
	if (until < BM_STAGE_VM)
		return (true);
	freebsd_start_vm(boot);
	world->reached = BM_STAGE_VM;
	if (until < BM_STAGE_NEXUS)
		return (true);
	freebsd_attach_devices(boot);
	world->reached = BM_STAGE_NEXUS;
	if (until < BM_STAGE_EVENTS)
		return (true);
	world->reached = BM_STAGE_EVENTS;
	return (freebsd_run_events(boot));
}

static bool
freebsd_boot(const struct boot_options *options,
    struct simulation *simulation, struct boot_error *ret_error)
{
	const struct capture *capture = simulation->capture;
	struct freebsd boot = { .options = options, .simulation = simulation,
	    .error = ret_error, .arch = &freebsd_archs[capture->arch] };

	if (!freebsd_set_up(&boot))
		return (false);
	facts_list(capture, simulation->map, simulation->arena,
	    &simulation->world.facts, &simulation->world.fact_count);
	return (run_stages(&boot));
}

const struct kernel kernel_freebsd = {
	.name = "freebsd",
	.about = "reference: FreeBSD's tables without its defects; amd64, "
	    "i386, arm64, arm, riscv64",
	.boot = freebsd_boot,
};

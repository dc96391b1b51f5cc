/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD as it was released: profiles that pair a revision of subr_physmem
 * with an era of the EFI rules and a ram0.
 * Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/freebsd/releases.h"

#include <stdio.h>
#include <string.h>

#include "sim/kernels/freebsd/amd64.h"
#include "sim/kernels/freebsd/release.h"

/* An EFI descriptor may be added and excluded; a file is excluded. */
#define MAX_REQUESTS_A_FACT 3
/* SBI's; on amd64 what it leaves out. */
#define MAX_REQUESTS_BESIDE 4

static void
make_tables(struct release_boot *boot)
{
	struct simulation *simulation = boot->common.simulation;
	struct bm_world *world = &simulation->world;

	facts_list(simulation->capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->requests.capacity = MAX_REQUESTS_A_FACT * world->fact_count +
	    MAX_REQUESTS_BESIDE;
	world->requests.entries = arena_alloc(simulation->arena,
	    world->requests.capacity, sizeof(struct bm_request));
	boot->physmem = arena_alloc(simulation->arena, 1,
	    sizeof(*boot->physmem));
	boot->physmem->revision = &boot->release->physmem;
	boot->physmem->page_size = world->physmem.limits.page_size;
	boot->physmem->max_addr = world->physmem.limits.last;
}

/* Stages up to options->until; stops earlier where the kernel panics. */
static bool
run_stages(struct release_boot *boot)
{
	struct simulation *simulation = boot->common.simulation;
	struct bm_world *world = &simulation->world;
	const enum bm_stage until = boot->common.options->until;

	world->reached = BM_STAGE_FIRMWARE;
	if (simulation->map == MAP_NONE) {
		release_panic(boot, boot->common.arch->no_map_panic);
		return (true);
	}
	if (!boot->common.arch->is_x86)
		release_memory_stages(boot);
	else if (until >= BM_STAGE_PHYSMEM && !freebsd_amd64_memory(
	    &boot->common, &boot->release->amd64))
		return (false);
	if (world->panic != NULL || until < BM_STAGE_VM)
		return (true);
	release_vm_stage(boot);
	if (world->panic != NULL || until < BM_STAGE_NEXUS)
		return (true);
	release_attach_all(boot);
	if (boot->has_panicked)
		return (true);
	world->reached = BM_STAGE_NEXUS;
	if (until < BM_STAGE_EVENTS)
		return (true);
	world->reached = BM_STAGE_EVENTS;
	return (release_run_events(boot));
}

/* Before EFI the kernel knew an SMAP only. */
static const struct freebsd_arch *
arch_of(const struct release *release, struct simulation *simulation)
{
	const struct freebsd_arch *newest =
	    &freebsd_archs[simulation->capture->arch];
	struct freebsd_arch *arch;

	if (!release->amd64.is_strict)
		return (newest);
	arch = arena_alloc(simulation->arena, 1, sizeof(*arch));
	*arch = *newest;
	arch->maps[0] = arch->maps[1] = arch->maps[2] = MAP_E820;
	arch->no_map_panic = "No BIOS smap info from loader!";
	return (arch);
}

/* That the kernel cannot be booted with that member of the capture. */
static void
refuse(struct release_boot *boot, const char *where)
{
	const struct simulation *simulation = boot->common.simulation;
	struct boot_error *error = boot->common.error;

	snprintf(error->where, sizeof(error->where), "%s", where);
	snprintf(error->text, sizeof(error->text),
	    "profile %s knows no %s\"%s\"", simulation->kernel->name,
	    strcmp(where, "arch") == 0 ? "" : "digested map on ",
	    arch_names[simulation->capture->arch]);
}

static bool
boot_release(const struct release *release,
    const struct boot_options *options, struct simulation *simulation,
    struct boot_error *ret_error)
{
	struct release_boot boot = { .release = release, .common = {
	    .options = options, .simulation = simulation, .error = ret_error,
	    .arch = arch_of(release, simulation) } };

	if ((release->archs >> simulation->capture->arch & 1) == 0) {
		refuse(&boot, "arch");
		return (false);
	}
	if (!freebsd_set_up(&boot.common))
		return (false);
	/* getmemsize has no calls that could be made of it. */
	if (boot.common.arch->is_x86 && (simulation->map == MAP_OPS ||
	    simulation->map == MAP_REGIONS)) {
		refuse(&boot, simulation->map == MAP_OPS ? "firmware.ops" :
		    "firmware.regions");
		return (false);
	}
	make_tables(&boot);
	return (run_stages(&boot));
}

#define RELEASE(variable, profile, text, ...)				\
	static bool							\
	boot_##variable(const struct boot_options *options,		\
	    struct simulation *simulation, struct boot_error *ret_error) \
	{								\
		static const struct release release = __VA_ARGS__;	\
									\
		return (boot_release(&release, options, simulation,	\
		    ret_error));					\
	}								\
	const struct kernel kernel_freebsd_##variable = {		\
		.name = profile, .about = text, .boot = boot_##variable }

#define AMD64 (1U << ARCH_AMD64)
#define SUBR_PHYSMEM							\
	(1U << ARCH_ARM64 | 1U << ARCH_ARM | 1U << ARCH_RISCV64)

/*
 * amd64 on the way to giving preloaded files back.  Inferred: that 2013 seeded
 * its lists as 2018 did, without B24, which is of the domains' counts; that
 * B24 was there in July and August 2018, since 12.0 in December is said not to
 * have it; that B15 came with D16976, before which a segment was always inside
 * a range or outside all; and ram0, which x86 had all along.
 */
RELEASE(2013, "freebsd-2013",
    "amd64, machdep.c d127f153; has B17 B18 B26 B27 B28",
    { .ram0 = RAM0_AVAILABLE, .archs = AMD64, .amd64 = { true },
    .vm = { .seeding = SEEDING_INSIDE, .unload = UNLOAD_LOSES } });
RELEASE(2018_07, "freebsd-2018-07",
    "amd64 before D16330; has B17 B18 B24 B27 B28",
    { .ram0 = RAM0_AVAILABLE, .archs = AMD64,
    .vm = { .seeding = SEEDING_INSIDE, .unload = UNLOAD_LOSES,
    .counts_blacklisted = true } });
RELEASE(2018_08, "freebsd-2018-08",
    "amd64 with D16330 as committed, before D16426 and D16976; has B17 B20 "
    "B24 B27 B28",
    { .ram0 = RAM0_AVAILABLE, .archs = AMD64,
    .vm = { .seeding = SEEDING_INSIDE, .unload = UNLOAD_KEEPS_MAPPED,
    .counts_blacklisted = true } });
RELEASE(12, "freebsd-12",
    "amd64 with D16426 and D16976, before D31958; has B15 B27 B28",
    { .ram0 = RAM0_AVAILABLE, .archs = AMD64,
    .vm = { SEEDING_INSIDE, UNLOAD_UNMAPS, true, true, false } });
RELEASE(2021_09, "freebsd-2021-09",
    "amd64 with D31958 as committed; has B16 B27 B28",
    { .ram0 = RAM0_AVAILABLE, .archs = AMD64,
    .vm = { SEEDING_MISPLACED, UNLOAD_UNMAPS, true, true, false } });

/* Inferred: D31958 is of 2021, and its offset was set right soon after. */
#define VM_OF_2022 { SEEDING_COMMON, UNLOAD_UNMAPS, true, true, false }

RELEASE(2022, "freebsd-2022",
    "subr_physmem 0edb26c3 of 2022, EFI rules of 13; has B1 B2 B3 B5 B7 B10 "
    "B11 B12 B23 B32 B33",
    { { true, false, false }, EFI_ERA_A, RAM0_NONE, SUBR_PHYSMEM,
    .vm = VM_OF_2022 });
RELEASE(13, "freebsd-13",
    "subr_physmem 2ef8a088 of 13, EFI rules of 13; has B4 B5 B7 B10 B11 B12 "
    "B23 B32 B33",
    { { false, true, false }, EFI_ERA_A, RAM0_NONE, SUBR_PHYSMEM,
    .vm = VM_OF_2022 });
RELEASE(2022_12, "freebsd-2022-12",
    "subr_physmem 2ef8a088, EFI rules of December 2022; has B4 B5 B7 B10 B12 "
    "B23 B32 B33",
    { { false, true, false }, EFI_ERA_B, RAM0_NONE, SUBR_PHYSMEM,
    .vm = VM_OF_2022 });
RELEASE(14, "freebsd-14",
    "subr_physmem a86a6eb9 of 14, EFI rules of 2023; has B4 B5 B8 B12 B23 B32 "
    "B33",
    { { false, true, true }, EFI_ERA_C, RAM0_WITH_EXCLUSIONS, SUBR_PHYSMEM,
    .vm = VM_OF_2022 });
RELEASE(15, "freebsd-15",
    "subr_physmem 0524f27b of 15, EFI rules of 2023; has B4 B5 B9 B23 B32 B33, "
    "on amd64 B27 B28",
    { { false, true, true }, EFI_ERA_C, RAM0_AVAILABLE, SUBR_PHYSMEM | AMD64,
    .vm = VM_OF_2022 });

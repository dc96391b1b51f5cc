/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD as it was released: profiles that pair a revision of subr_physmem
 * with an era of the EFI rules and a ram0.
 * Re-enacted, defects included: do not improve this.
 */
#include "sim/kernels/freebsd_release.h"

#include <stdio.h>

#include "sim/kernels/freebsd_amd64.h"
#include "sim/kernels/release.h"

/* An EFI descriptor may be added and excluded; a file is excluded. */
#define MAX_REQUESTS_A_FACT 3

static void
make_tables(struct release_boot *boot)
{
	struct simulation *simulation = boot->common.simulation;
	struct bm_world *world = &simulation->world;

	facts_list(simulation->capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->requests.capacity = MAX_REQUESTS_A_FACT * world->fact_count +
	    1;
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
	else if (until >= BM_STAGE_PHYSMEM &&
	    !freebsd_amd64_memory(&boot->common))
		return (false);
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

static bool
boot_release(const struct release *release,
    const struct boot_options *options, struct simulation *simulation,
    struct boot_error *ret_error)
{
	struct release_boot boot = { .release = release, .common = {
	    .options = options, .simulation = simulation, .error = ret_error,
	    .arch = &freebsd_archs[simulation->capture->arch] } };

	if (simulation->capture->arch == ARCH_I386 ||
	    (boot.common.arch->is_x86 && !release->has_amd64)) {
		snprintf(ret_error->where, sizeof(ret_error->where), "arch");
		snprintf(ret_error->text, sizeof(ret_error->text),
		    "profile %s knows no \"%s\"", simulation->kernel->name,
		    arch_names[simulation->capture->arch]);
		return (false);
	}
	if (!freebsd_set_up(&boot.common))
		return (false);
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

RELEASE(2022, "freebsd-2022",
    "subr_physmem 0edb26c3 of 2022, EFI rules of 13; has B1 B2 B3 B5 B7 B10 "
    "B11 B12 B23 B32 B33",
    { { true, false, false }, EFI_ERA_A, RAM0_NONE, false });
RELEASE(13, "freebsd-13",
    "subr_physmem 2ef8a088 of 13, EFI rules of 13; has B4 B5 B7 B10 B11 B12 "
    "B23 B32 B33",
    { { false, true, false }, EFI_ERA_A, RAM0_NONE, false });
RELEASE(2022_12, "freebsd-2022-12",
    "subr_physmem 2ef8a088, EFI rules of December 2022; has B4 B5 B7 B10 B12 "
    "B23 B32 B33",
    { { false, true, false }, EFI_ERA_B, RAM0_NONE, false });
RELEASE(14, "freebsd-14",
    "subr_physmem a86a6eb9 of 14, EFI rules of 2023; has B4 B5 B8 B12 B23 B32 "
    "B33",
    { { false, true, true }, EFI_ERA_C, RAM0_WITH_EXCLUSIONS, false });
RELEASE(15, "freebsd-15",
    "subr_physmem 0524f27b of 15, EFI rules of 2023; has B4 B5 B9 B23 B32 B33, "
    "on amd64 B27 B28",
    { { false, true, true }, EFI_ERA_C, RAM0_AVAILABLE, true });

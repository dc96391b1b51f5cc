/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux_reference/reference.h"

#include <stdio.h>

#include "core/contract.h"

const struct reference_linux_arch reference_linux_archs[ARCH_COUNT] = {
	[ARCH_AMD64] = { true, BM_PADDR_LAST, 0,
	    "alloc_low_pages: can not alloc memory", "Reserved" },
	[ARCH_I386] = { true, BM_PADDR_LAST, 0,
	    "alloc_low_pages: can not alloc memory", "Reserved" },
	/* Addresses of 48 bits, of which half are the linear map's. */
	[ARCH_ARM64] = { false, (UINT64_C(1) << 48) - 1, UINT64_C(1) << 47,
	    "Failed to allocate page table page", "reserved" },
	/* With large physical addresses. */
	[ARCH_ARM] = { false, (UINT64_C(1) << 40) - 1, 0,
	    "Failed to allocate page table page", NULL },
	[ARCH_RISCV64] = { false, (UINT64_C(1) << 56) - 1, 0,
	    "Failed to allocate page table page", "Reserved" },
};

const char *
reference_linux_cmdline(const struct reference_linux *boot)
{
	if (boot->options->cmdline != NULL)
		return (boot->options->cmdline);
	if (boot->simulation->capture->boot.cmdline != NULL)
		return (boot->simulation->capture->boot.cmdline);
	return ("");
}

struct bm_rset
reference_linux_new_set(const struct reference_linux *boot, size_t capacity)
{
	return (bm_rset_empty(arena_alloc(boot->log.arena, capacity,
	    sizeof(struct bm_rset_entry)), capacity));
}

void
reference_linux_must(enum bm_status status)
{
	BM_CONTRACT(status == BM_OK);
}

bool
reference_linux_has_tree(const struct reference_linux *boot)
{
	return (boot->simulation->capture->fdt.is_present &&
	    boot->simulation->map != MAP_REGIONS &&
	    boot->simulation->map != MAP_OPS);
}

/* The kernel's own forms first; tables that came digested if there is none. */
static enum ruling_map
ruling_map(const struct capture *capture,
    const struct reference_linux_arch *arch)
{
	if (arch->is_x86 && capture->e820.is_present)
		return (MAP_E820);
	if (reference_linux_has_efi(capture))
		return (MAP_EFI);
	if (!arch->is_x86 && capture->fdt.is_present)
		return (MAP_FDT);
	if (capture->ops.is_present)
		return (MAP_OPS);
	return (capture->regions.is_present ? MAP_REGIONS : MAP_NONE);
}

static void
set_up(struct reference_linux *boot)
{
	struct simulation *simulation = boot->simulation;
	const struct capture *capture = simulation->capture;
	struct bm_world *world = &simulation->world;

	boot->page_size = boot->options->page_size != 0 ?
	    boot->options->page_size : capture->page_size;
	boot->log.arena = simulation->arena;
	simulation->map = ruling_map(capture, boot->arch);
	world->family = BM_FAMILY_LINUX;
	world->physmem.limits = (struct bm_physmem_limits){
	    .page_size = boot->page_size, .last = BM_PADDR_LAST,
	    .drops_page_zero = true };
	world->limit_bytes = BM_PHYSMEM_NO_LIMIT;
	world->linux_world.lists_node_and_flags = true;
	facts_list(capture, simulation->map, simulation->arena, &world->facts,
	    &world->fact_count);
}

static void
start_memblock(struct reference_linux *boot)
{
	struct bm_linux *linux_world = &boot->simulation->world.linux_world;

	reference_linux_find_memory(boot);
	reference_linux_fill_memblock(boot);
	linux_world->memblock = reference_linux_show_memblock(boot);
	reference_linux_reserve(boot);
	linux_world->memblock_final = reference_linux_show_memblock(boot);
	/* Only these two say before their reservations what they found. */
	if (!boot->arch->is_x86 && boot->simulation->map != MAP_EFI)
		linux_world->memblock = linux_world->memblock_final;
	linux_world->memblock_kept = linux_world->memblock_final;
}

static void
run_stages(struct reference_linux *boot)
{
	struct bm_world *world = &boot->simulation->world;
	const enum bm_stage until = boot->options->until;
	const bool has_e820 = boot->simulation->map == MAP_E820 ||
	    (boot->arch->is_x86 && boot->simulation->map == MAP_EFI);

	world->reached = BM_STAGE_FIRMWARE;
	if (until < BM_STAGE_E820)
		return;
	if (has_e820) {
		reference_linux_make_e820(boot);
		world->reached = BM_STAGE_E820;
	}
	if (until < BM_STAGE_MEMBLOCK)
		return;
	start_memblock(boot);
	world->reached = BM_STAGE_MEMBLOCK;
	world->panic = boot->panic;
	if (until < BM_STAGE_IOMEM || world->panic != NULL)
		return;
	reference_linux_list_resources(boot);
	world->reached = BM_STAGE_IOMEM;
}

static bool
refuse_events(const struct reference_linux *boot)
{
	const struct capture *capture = boot->simulation->capture;

	snprintf(boot->error->where, sizeof(boot->error->where),
	    "events[0].do");
	snprintf(boot->error->text, sizeof(boot->error->text),
	    "profile %s does not simulate this event: \"%s\"",
	    boot->simulation->kernel->name,
	    event_kind_names[capture->events[0].kind]);
	return (false);
}

static bool
linux_boot(const struct boot_options *options, struct simulation *simulation,
    struct boot_error *ret_error)
{
	const struct capture *capture = simulation->capture;
	struct bm_linux *linux_world = &simulation->world.linux_world;
	struct reference_linux boot = { .options = options,
	    .simulation = simulation, .error = ret_error,
	    .arch = &reference_linux_archs[capture->arch] };

	if (options->until >= BM_STAGE_EVENTS && capture->event_count > 0)
		return (refuse_events(&boot));
	set_up(&boot);
	run_stages(&boot);
	linux_world->lines = boot.log.lines;
	linux_world->line_count = boot.log.count;
	return (true);
}

const struct kernel kernel_linux = {
	.name = "linux",
	.about = "reference: Linux's tables without its defects; amd64, i386, "
	    "arm64, arm, riscv64",
	.boot = linux_boot,
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/kernels/linux/amd64.h"
#include "sim/kernels/linux/arm64.h"
#include "sim/kernels/linux/riscv64.h"

#include <stdio.h>

void
linux_panic(struct linux_boot *boot, const char *text)
{
	boot->simulation->world.panic = text;
}

bool
linux_has_panicked(struct linux_boot *boot)
{
	if (boot->memblock.panic != NULL)
		linux_panic(boot, boot->memblock.panic);
	return (boot->simulation->world.panic != NULL);
}

const char *
linux_cmdline(const struct linux_boot *boot)
{
	if (boot->options->cmdline != NULL)
		return (boot->options->cmdline);
	if (boot->simulation->capture->boot.cmdline != NULL)
		return (boot->simulation->capture->boot.cmdline);
	return ("");
}

struct bm_origin
linux_origin(enum bm_source source, size_t index)
{
	return ((struct bm_origin){ source, (uint32_t)index });
}

bm_paddr
linux_address_max(const struct linux_boot *boot)
{
	return (boot->memblock.address_max);
}

struct bm_extent
linux_phys(const struct linux_boot *boot, struct bm_extent extent)
{
	const bm_paddr max = linux_address_max(boot);

	return ((struct bm_extent){ extent.base & max, extent.length & max });
}

static bool
refuse(struct linux_boot *boot, const char *where, const char *what,
    const char *value)
{
	snprintf(boot->error->where, sizeof(boot->error->where), "%s", where);
	snprintf(boot->error->text, sizeof(boot->error->text),
	    "profile %s %s \"%s\"", boot->simulation->kernel->name, what,
	    value);
	return (false);
}

static void
set_up(struct linux_boot *boot)
{
	const struct capture *capture = boot->simulation->capture;
	struct bm_world *world = &boot->simulation->world;
	const bool is_arm64 = capture->arch == ARCH_ARM64;

	boot->page_size = boot->options->page_size != 0 ?
	    boot->options->page_size : capture->page_size;
	boot->log.arena = boot->simulation->arena;
	memblock_init(&boot->memblock, &boot->release->memblock, &boot->log,
	    boot->page_size, is_arm64 ? INIT_MEMBLOCK_ARM64_MEMORY_REGIONS :
	    INIT_MEMBLOCK_REGIONS, is_arm64 ?
	    INIT_MEMBLOCK_ARM64_RESERVED_REGIONS(
	    boot->release->arm64_cpu_count) : INIT_MEMBLOCK_REGIONS);
	world->family = BM_FAMILY_LINUX;
	world->physmem.limits = (struct bm_physmem_limits){
	    .page_size = boot->page_size, .last = BM_PADDR_LAST,
	    .drops_page_zero = true };
	world->limit_bytes = BM_PHYSMEM_NO_LIMIT;
	world->linux_world.dumps_empty_region =
	    boot->release->memblock.keeps_empty_region;
	world->linux_world.lists_node_and_flags =
	    boot->release->memblock.lists_node_and_flags;
	world->linux_world.lacks_numa = boot->arch->lacks_numa;
	world->linux_world.address_digits = boot->arch->address_digits;
	boot->memblock.region_bytes = boot->arch->memblock_region_bytes;
	if (boot->arch->address_digits == 8)
		boot->memblock.address_max = UINT32_MAX;
	linux_parse_mirror(boot);
}

void
linux_set_reserved_nodes(struct linux_boot *boot)
{
	struct memblock *memblock = &boot->memblock;
	const struct memblock_type *memory = &memblock->memory;

	for (size_t i = 0; boot->release->sets_node_of_reserved &&
	    i < memory->cnt; i++)
		(void)memblock_set_node(memblock, &memblock->reserved,
		    memory->regions[i].base, memory->regions[i].size,
		    memory->regions[i].nid);
}

/* memblock_free_all: what has pages in use stays, and debugfs shows it. */
static void
keep_memblock(struct linux_boot *boot)
{
	linux_set_reserved_nodes(boot);
	(void)memblock_clear_hotplug(&boot->memblock, 0, UINT64_MAX);
	boot->simulation->world.linux_world.memblock_kept =
	    memblock_show(&boot->memblock);
}

static bool
boot_release(const struct linux_release *release,
    const struct linux_arch *archs, const struct boot_options *options,
    struct simulation *simulation, struct boot_error *ret_error)
{
	const struct capture *capture = simulation->capture;
	struct linux_boot boot = { .release = release,
	    .arch = &archs[capture->arch], .options = options,
	    .simulation = simulation, .error = ret_error };
	struct bm_linux *linux_world = &simulation->world.linux_world;

	if (boot.arch->boot == NULL)
		return (refuse(&boot, "arch", "knows no",
		    arch_names[capture->arch]));
	if (options->until >= BM_STAGE_EVENTS && capture->event_count > 0)
		return (refuse(&boot, "events[0].do",
		    "does not simulate this event:",
		    event_kind_names[capture->events[0].kind]));
	set_up(&boot);
	if (!boot.arch->boot(&boot))
		return (false);
	if (bm_world_has(&simulation->world, BM_STAGE_MEMBLOCK) &&
	    !linux_has_panicked(&boot))
		keep_memblock(&boot);
	linux_world->allocations = boot.memblock.allocations;
	linux_world->allocation_count = boot.memblock.allocation_count;
	linux_world->kept_count = boot.memblock.kept_count;
	linux_world->requests = boot.memblock.requests;
	linux_world->request_count = boot.memblock.request_count;
	linux_world->lines = boot.log.lines;
	linux_world->line_count = boot.log.count;
	return (true);
}

/* A build of a release for the architectures that it is for. */
#define PROFILE(variable, rules, archs, profile, text)			\
	static bool							\
	boot_##variable(const struct boot_options *options,		\
	    struct simulation *simulation, struct boot_error *ret_error) \
	{								\
									\
		return (boot_release(&rules, archs, options, simulation, \
		    ret_error));					\
	}								\
	const struct kernel kernel_linux_##variable = {			\
		.name = profile, .about = text, .boot = boot_##variable }

static const struct linux_release release_6_1 = {
	.memblock = { .keeps_empty_region = true, .merges_everything = true },
	.reads_memreserve_first = true,
	.loses_high_cma = true,
	.reserved_mem_prefix = "OF: fdt: ",
	.arm64_cpu_count = 256,
	.arm64 = &linux_arm64_6_1,
	.amd64 = &linux_amd64_6_1,
	.e820 = { .form = BM_LINUX_E820_FORM_6, .wants_two_entries = true,
	    .has_reserved_kern = true, .marks_setup_data_for_kexec = true,
	    .has_efi_fake_mem = true },
	.no_trampoline = "No sub-1M memory is available for the trampoline",
	.reserved_mem = { .scan = reserved_mem_scan_6_1,
	    .init = reserved_mem_init_6_1 },
};
static const struct linux_release release_6_12 = {
	.memblock = { .panics_when_fixed = true,
	    .lists_node_and_flags = true },
	.caps_linear_map = true,
	.reserved_mem_prefix = "OF: reserved mem: ",
	.arm64_cpu_count = 512,
	.retries_crashkernel = true,
	.has_reserve_mem = true,
	.arm64 = &linux_arm64_6_12,
	.amd64 = &linux_amd64_6_12,
	.riscv64 = &linux_riscv64_6_12,
	.sets_node_of_reserved = true,
	.e820 = { .form = BM_LINUX_E820_FORM_6, .wants_two_entries = true,
	    .has_reserved_kern = true, .ends_behind_acpi = true,
	    .removes_efi_mmio = true },
	.no_trampoline = "No sub-1M memory is available for the trampoline",
	.reserved_mem = { .scan = reserved_mem_scan_6_12,
	    .fill = reserved_mem_fill_6_12, .entry_pointers = 4,
	    .sorts_by_node = true, .stays_together = true },
};
static const struct linux_release release_7_2 = {
	.memblock = { .panics_when_fixed = true, .tags_allocations = true,
	    .lists_node_and_flags = true },
	.caps_linear_map = true,
	.reserved_mem_prefix = "OF: reserved mem: ",
	.arm64_cpu_count = 512,
	.retries_crashkernel = true,
	.has_reserve_mem = true,
	.reserves_cma_of_nodes = true,
	.refuses_ragged_ranges = true,
	.arm64 = &linux_arm64_7_2,
	.amd64 = &linux_amd64_7_2,
	.sets_node_of_reserved = true,
	.e820 = { .form = BM_LINUX_E820_FORM_7, .ends_behind_acpi = true,
	    .searches_gap_upward = true,
	    .hides_soft_reserved = true, .removes_efi_mmio = true },
	.no_trampoline = "No memory below 0x0000000000100000 for the "
	    "real-mode trampoline",
	.reserved_mem = { .scan = reserved_mem_scan_7_2,
	    .accepts = reserved_mem_accepts_7_2,
	    .fill = reserved_mem_fill_7_2, .entry_pointers = 3,
	    .sorts_by_node = true, .stays_together = true },
};

PROFILE(6_1, release_6_1, linux_archs, "linux-6.1",
    "Linux 6.1.192: e820, memblock, iomem, reserved memory; amd64, arm, "
    "arm64, riscv64");
PROFILE(6_12, release_6_12, linux_archs, "linux-6.12",
    "Linux 6.12.117: e820, memblock, iomem, reserved memory; amd64, arm, "
    "arm64, riscv64");
PROFILE(7_2, release_7_2, linux_archs, "linux-7.2",
    "Linux 7.2.12: e820, memblock, iomem, reserved memory; amd64, arm, "
    "arm64, riscv64");
PROFILE(6_1_lpae, release_6_1, linux_archs_lpae, "linux-6.1-lpae",
    "Linux 6.1.192 for arm with large physical addresses");
PROFILE(6_12_lpae, release_6_12, linux_archs_lpae, "linux-6.12-lpae",
    "Linux 6.12.117 for arm with large physical addresses");
PROFILE(7_2_lpae, release_7_2, linux_archs_lpae, "linux-7.2-lpae",
    "Linux 7.2.12 for arm with large physical addresses");

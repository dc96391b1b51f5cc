/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows include/asm-x86/page_64.h and pgtable_64.h of Linux 2.6.25 under the
 * patch "reserve RAM below PHYSICAL_START".
 */
#include "sim/kernels/linux_physstart_layout.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define MEGABYTE ((uint64_t)1 << 20)
#define PHYSICAL_START_DEFAULT (2 * MEGABYTE)
#define KERNEL_ALIGN (2 * MEGABYTE)
/* What one page of page-table entries for 2 MiB each can map. */
#define KERNEL_TEXT_SIZE_MAX (1024 * MEGABYTE)
#define KERNEL_TEXT_SIZE_BASE (40 * MEGABYTE)
#define MODULES_VADDR_BASE UINT64_C(0xffffffff88000000)
#define MODULES_END UINT64_C(0xfffffffffff00000)
#define PAGE_BYTES ((uint64_t)4096)

static bool refuse(struct boot_error *error, const char *where,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool
refuse(struct boot_error *error, const char *where, const char *format, ...)
{
	va_list arguments;

	snprintf(error->where, sizeof(error->where), "%s", where);
	va_start(arguments, format);
	vsnprintf(error->text, sizeof(error->text), format, arguments);
	va_end(arguments);
	return (false);
}

/* What follows from where the kernel was built to lie. */
static bool
lay_out(struct simulation *simulation, struct boot_error *error)
{
	static const char where[] = "boot.kernel.base";
	const struct kernel_image *kernel = &simulation->capture->boot.kernel;
	const char *name = simulation->kernel->name;
	uint64_t start, offset;

	start = kernel->is_present ? kernel->extent.base :
	    PHYSICAL_START_DEFAULT;
	if (start < PHYSICAL_START_DEFAULT || start % KERNEL_ALIGN != 0)
		return (refuse(error, where, "profile %s knows no kernel "
		    "at 0x%" PRIx64 ": it is built for a multiple of 2 MiB",
		    name, start));
	offset = start - PHYSICAL_START_DEFAULT;
	if (offset > KERNEL_TEXT_SIZE_MAX - KERNEL_TEXT_SIZE_BASE)
		return (refuse(error, where, "profile %s knows no kernel "
		    "at 0x%" PRIx64 ": its text, 40 MiB and what lies below, "
		    "is mapped in 1 GiB, which ends at 0x%" PRIx64, name,
		    start, PHYSICAL_START_DEFAULT + KERNEL_TEXT_SIZE_MAX -
		    KERNEL_TEXT_SIZE_BASE));
	simulation->world.linux_world.physstart = (struct bm_linux_physstart){
	    .is_built = true, .physical_start = start,
	    .kernel_text_size = KERNEL_TEXT_SIZE_BASE + offset,
	    .modules_vaddr = MODULES_VADDR_BASE + offset,
	    .modules_len = MODULES_END - (MODULES_VADDR_BASE + offset) };
	return (true);
}

bool
physstart_set_up(struct simulation *simulation, struct boot_error *ret_error)
{
	const struct capture *capture = simulation->capture;
	struct bm_world *world = &simulation->world;

	if (capture->arch != ARCH_AMD64)
		return (refuse(ret_error, "arch", "profile %s knows no \"%s\"",
		    simulation->kernel->name, arch_names[capture->arch]));
	world->family = BM_FAMILY_LINUX;
	world->linux_world.lacks_memblock = true;
	world->physmem.limits = (struct bm_physmem_limits){
	    .page_size = PAGE_BYTES, .last = BM_PADDR_LAST };
	world->limit_bytes = BM_PHYSMEM_NO_LIMIT;
	if (!lay_out(simulation, ret_error))
		return (false);
	simulation->map = MAP_E820;
	facts_list(capture, simulation->map, simulation->arena,
	    &world->facts, &world->fact_count);
	world->reached = BM_STAGE_FIRMWARE;
	return (true);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows setup_arch of arch/x86/kernel/setup.c of Linux 6.1, 6.12 and 7.2
 * from where memory is mapped to where memblock is shown once more: what the
 * kernel takes for itself, and gives a node.  The sizes are those of Debian's
 * kernels.  Re-enacted, defects included: do not improve this.
 */
#include <inttypes.h>
#include <string.h>

#include "core/page.h"
#include "sim/kernels/linux/amd64.h"
#include "sim/kernels/linux_parameters.h"

/* kernel/printk: a buffer that is no longer gets no memory. */
#define LOG_BUF_BYTES ((uint64_t)1 << 17)
#define LOG_ALIGN 8
/* One record is thought to take 32 bytes; what describes it comes on top. */
#define LOG_RECORD_BYTES 32
#define LOG_DESCRIPTOR_BYTES 24

const struct linux_amd64_own linux_amd64_6_1 = {
	.printk_info_bytes = 88,
	.pg_data_bytes = 0x2b000,
	.node_begins_at_zero = true,
	.has_old_crashkernel = true,
};
const struct linux_amd64_own linux_amd64_6_12 = {
	.printk_info_bytes = 88,
	.pg_data_bytes = 0x2a980,
};
const struct linux_amd64_own linux_amd64_7_2 = {
	.printk_info_bytes = 112,
	.pg_data_bytes = 0x2b080,
};

static bm_paddr
allocate(struct linux_amd64 *amd64, uint64_t bytes, uint64_t align)
{
	memblock_ask_for(&amd64->boot->memblock, "log buffer");
	return (memblock_phys_alloc_range(&amd64->boot->memblock, bytes,
	    align, 0, MEMBLOCK_ALLOC_ACCESSIBLE));
}

/* log_buf_len=: the next power of two, or 0. */
static uint64_t
wanted_log_bytes(const struct linux_amd64 *amd64)
{
	struct linux_parameters parameters = linux_parameters_new(
	    linux_cmdline(amd64->boot), amd64->boot->log.arena);
	const char *name, *end;
	uint64_t wanted = 0, bytes = 1;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value))
		if (strcmp(name, "log_buf_len") == 0 && value != NULL)
			wanted = linux_memparse(value, &end);
	if (wanted > UINT32_MAX)
		return (0);
	while (bytes < wanted)
		bytes *= 2;
	return (bytes > LOG_BUF_BYTES ? bytes : 0);
}

static void
miss_log(struct linux_amd64 *amd64, uint64_t bytes, const char *what)
{
	linux_log(&amd64->boot->log, BM_LOG_MEMBLOCK, "printk: log_buf_len: "
	    "%" PRIu64 " %s bytes not available", bytes, what);
}

/* setup_log_buf: the text and what describes it, all or nothing. */
static void
set_up_log_buf(struct linux_amd64 *amd64)
{
	const uint64_t bytes = wanted_log_bytes(amd64);
	const uint64_t records = bytes / LOG_RECORD_BYTES;
	const struct {
		uint64_t bytes;
		const char *what;
	} parts[] = {
		{ bytes, "text" },
		{ records * LOG_DESCRIPTOR_BYTES, "desc" },
		{ records * amd64->own->printk_info_bytes, "info" },
	};
	bm_paddr found[3];
	size_t count = 0;

	if (bytes == 0)
		return;
	for (; count < 3; count++) {
		found[count] = allocate(amd64, parts[count].bytes, LOG_ALIGN);
		if (found[count] == 0)
			break;
	}
	if (count == 3)
		return;
	miss_log(amd64, parts[count].bytes, parts[count].what);
	while (count-- > 0) {
		(void)memblock_phys_free(&amd64->boot->memblock,
		    found[count], parts[count].bytes);
		memblock_note_release(&amd64->boot->memblock, "log buffer",
		    found[count], parts[count].bytes);
	}
}

/* Is all of it mapped: one piece of memory, or below 1 MiB? */
static bool
is_mapped(const struct linux_amd64 *amd64, struct bm_extent extent)
{
	return (extent.base + extent.length <= LINUX_ISA_END ||
	    memblock_is_region_memory(&amd64->boot->memblock, extent.base,
	    extent.length));
}

/* reserve_initrd: where mem= or memmap= left it outside, it moves. */
static void
move_initrd(struct linux_amd64 *amd64)
{
	const struct optional_extent *initrd =
	    &amd64->boot->simulation->capture->boot.initrd;
	struct bm_extent extent = initrd->extent;
	struct linux_log *log = &amd64->boot->log;
	bm_paddr place;

	extent.length = bm_page_round(extent.length, amd64->boot->page_size);
	if (!initrd->is_present || is_mapped(amd64, extent))
		return;
	memblock_ask_for(&amd64->boot->memblock, "initrd");
	place = memblock_phys_alloc_range(&amd64->boot->memblock,
	    extent.length, amd64->boot->page_size, 0,
	    amd64->boot->memblock.current_limit);
	if (place == 0) {
		linux_panic(amd64->boot, "Cannot find place for new RAMDISK");
		return;
	}
	linux_log(log, BM_LOG_MEMBLOCK, "Allocated new RAMDISK: [mem 0x%08"
	    PRIx64 "-0x%08" PRIx64 "]", place,
	    place + initrd->extent.length - 1);
	linux_log(log, BM_LOG_MEMBLOCK, "Move RAMDISK from [mem 0x%08" PRIx64
	    "-0x%08" PRIx64 "] to [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]",
	    extent.base, extent.base + initrd->extent.length - 1, place,
	    place + initrd->extent.length - 1);
	(void)memblock_phys_free(&amd64->boot->memblock, extent.base,
	    extent.length);
	memblock_note_release(&amd64->boot->memblock, "initrd", extent.base,
	    extent.length);
}

void
linux_amd64_finish_memblock(struct linux_amd64 *amd64)
{
	set_up_log_buf(amd64);
	move_initrd(amd64);
	linux_amd64_reserve_acpi(amd64);
	if (!linux_has_panicked(amd64->boot))
		linux_amd64_init_numa(amd64);
}

/* Low memory has to hold the bounce buffers, too. */
void
linux_amd64_reserve_crashkernel(struct linux_amd64 *amd64)
{
	const struct linux_crash_rules rules = {
	    .align = (uint64_t)16 << 20, .low_max = (uint64_t)1 << 32,
	    .high_max = (uint64_t)1 << 46,
	    .low_bytes_default = (uint64_t)256 << 20,
	    .is_old_x86 = amd64->own->has_old_crashkernel };

	amd64->crash = linux_crashkernel_reserve(amd64->boot, &rules);
}

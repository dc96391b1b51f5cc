/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What machine and kernel Linux's log is of, and what the loader gave it.
 */
#include <stdio.h>
#include <string.h>

#include "sim/import/linux.h"

/* The largest page frame of a 32-bit kernel, with PAE: 64 GiB. */
#define I386_MAX_ARCH_PFN ((uint64_t)0x1000000)

static void
set_text(struct log_run *run, const struct row *row, char **field)
{
	draft_set_text(&run->draft, field, row->at,
	    (size_t)(row->end - row->at));
}

/* "Booting Linux on physical CPU 0x0000000000 [0x410fd083]": before the
 * version; with what is in brackets arm64's. */
enum log_verdict
linux_take_start(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	uint64_t number;

	log_begin_boot(run);
	log->is_starting = true;
	if (row_address(row, &number) && row_take(row, "[0x"))
		draft_set_arch(&run->draft, ARCH_ARM64);
	return (LOG_TAKEN);
}

/* "6.12.107-arm64 (...": the first two numbers. */
enum log_verdict
linux_take_version(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	uint64_t major, minor;

	if (!log->is_starting)
		log_begin_boot(run);
	log->is_starting = false;
	log->has_begun = true;
	if (row_decimal(row, "the version", &major) && row_take(row, ".") &&
	    row_decimal(row, "the version", &minor) && major < 1000 &&
	    minor < 1000)
		snprintf(log->profile, sizeof(log->profile), "linux-%u.%u",
		    (unsigned)major, (unsigned)minor);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_command_line(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (!log->has_command_line)
		set_text(run, row, &run->draft.capture->boot.cmdline);
	log->has_command_line = true;
	log->has_begun = true;
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_common_command_line(struct log_run *run, struct row *row)
{
	if (run->draft.capture->boot.cmdline == NULL)
		set_text(run, row, &run->draft.capture->boot.cmdline);
	return (LOG_TAKEN);
}

static void
set_initrd(struct log_run *run, struct bm_extent extent)
{
	struct optional_extent *initrd = &run->draft.capture->boot.initrd;

	if (!initrd->is_present)
		*initrd = (struct optional_extent){ true, extent };
}

/* "RAMDISK: [mem 0x...-0x...]" */
enum log_verdict
linux_take_initrd(struct log_run *run, struct row *row)
{
	struct bm_extent extent;

	if (!linux_read_range(row, &extent) || !row_expect(row, "]") ||
	    !row_end(row))
		return (LOG_REFUSED);
	((struct linux_log *)run->state)->is_x86 = true;
	set_initrd(run, extent);
	return (LOG_TAKEN);
}

/* "memblock_reserve: [0x...-0x...] reserve_initrd_mem+0xd0/0x170" */
enum log_verdict
linux_take_reservation(struct log_run *run, struct row *row)
{
	static const char caller[] = "reserve_initrd_mem+";
	struct bm_extent extent;
	const char *end = memchr(row->at, ']', (size_t)(row->end - row->at));

	if (end == NULL || (size_t)(row->end - end) < sizeof(caller) + 1 ||
	    memcmp(end + 2, caller, sizeof(caller) - 1) != 0)
		return (LOG_PASSED);
	if (!linux_read_range(row, &extent))
		return (LOG_REFUSED);
	set_initrd(run, extent);
	return (LOG_TAKEN);
}

/* "MAKER MODEL/BOARD, BIOS VERSION DATE", and lines about DMI itself. */
enum log_verdict
linux_take_dmi(struct log_run *run, struct row *row)
{
	static const char sign[] = ", BIOS ";
	const size_t length = (size_t)(row->end - row->at);

	for (size_t i = 0; i + sizeof(sign) - 1 <= length; i++)
		if (memcmp(row->at + i, sign, sizeof(sign) - 1) == 0)
			return (linux_take_model(run, row));
	return (LOG_PASSED);
}

enum log_verdict
linux_take_model(struct log_run *run, struct row *row)
{
	if (run->draft.capture->about == NULL)
		set_text(run, row, &run->draft.capture->about);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_hypervisor(struct log_run *run, struct row *row)
{
	row->at = run->line;
	return (linux_take_model(run, row));
}

/* "last_pfn = 0x7ffe0 max_arch_pfn = 0x400000000": x86's, and which one. */
enum log_verdict
linux_take_pfn(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	uint64_t last, largest;

	if (!row_address(row, &last) || !row_take(row, "max_arch_pfn =") ||
	    !row_address(row, &largest))
		return (LOG_PASSED);
	log->is_x86 = true;
	draft_set_arch(&run->draft, largest <= I386_MAX_ARCH_PFN ?
	    ARCH_I386 : ARCH_AMD64);
	return (LOG_TAKEN);
}

/* "887MB LOWMEM available." */
enum log_verdict
linux_take_i386(struct log_run *run, struct row *row)
{
	uint64_t size;

	if (!((struct linux_log *)run->state)->is_x86 ||
	    !row_decimal(row, "MB", &size) || (!row_take(row,
	    "MB HIGHMEM available.") && !row_take(row,
	    "MB LOWMEM available.")))
		return (LOG_PASSED);
	draft_set_arch(&run->draft, ARCH_I386);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_arm(struct log_run *run, struct row *row)
{
	(void)row;
	draft_set_arch(&run->draft, ARCH_ARM);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_arm64(struct log_run *run, struct row *row)
{
	(void)row;
	draft_set_arch(&run->draft, ARCH_ARM64);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_riscv(struct log_run *run, struct row *row)
{
	(void)row;
	draft_set_arch(&run->draft, ARCH_RISCV64);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_foreign(struct log_run *run, struct row *row)
{
	(void)row;
	((struct linux_log *)run->state)->is_foreign = true;
	return (LOG_TAKEN);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * U-Boot's console: its memory banks and lmb, which stand for the device
 * tree's memory, and the EFI map that it offers.
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/import/uboot.h"

/* The command `version` prints the same line. */
static enum log_verdict
take_version(struct log_run *run, struct row *row)
{
	(void)row;
	log_begin_boot(run);
	return (LOG_TAKEN);
}

static void
finish(struct log_run *run)
{
	struct capture *capture = run->draft.capture;
	static const char origin[] = "reconstructed";

	uboot_finish_lmb(run);
	uboot_finish_banks(run);
	if (capture->fdt.is_present)
		draft_set_text(&run->draft, &capture->origin, origin,
		    strlen(origin));
}

static const struct log_rule rules[] = {
	{ .start = "U-Boot 20", .take = take_version },
	{ .start = "DRAM bank ", .take = uboot_take_bank },
	{ .start = "-> ", .take = uboot_take_bank_line },
	{ .start = "lmb_dump_all:", .take = uboot_take_dump },
	{ .start = "memory.cnt ", .take = uboot_take_memory_count },
	{ .start = "memory.count ", .take = uboot_take_memory_count },
	{ .start = "reserved.cnt ", .take = uboot_take_reserved_count },
	{ .start = "reserved.count ", .take = uboot_take_reserved_count },
	{ .start = "memory[", .take = uboot_take_memory },
	{ .start = "reserved[", .take = uboot_take_reserved },
	{ .start = "memory.reg[", .take = uboot_take_memory_base },
	{ .start = "reserved.reg[", .take = uboot_take_reserved_base },
	{ .start = ".size ", .take = uboot_take_size },
	{ .start = "Type ", .take = uboot_take_efi_heading },
	{ .start = "RESERVED ", .take = uboot_take_efi },
	{ .start = "LOADER ", .take = uboot_take_efi },
	{ .start = "BOOT ", .take = uboot_take_efi },
	{ .start = "RUNTIME ", .take = uboot_take_efi },
	{ .start = "CONVENTIONAL ", .take = uboot_take_efi },
	{ .start = "UNUSABLE MEM ", .take = uboot_take_efi },
	{ .start = "ACPI ", .take = uboot_take_efi },
	{ .start = "IO ", .take = uboot_take_efi },
	{ .start = "PAL ", .take = uboot_take_efi },
	{ .start = "PERSISTENT ", .take = uboot_take_efi },
	{ .start = "UNACCEPTED ", .take = uboot_take_efi },
	{ .start = "Reserved ", .take = uboot_take_efi },
	{ .start = "Loader", .take = uboot_take_efi },
	{ .start = "BootServices", .take = uboot_take_efi },
	{ .start = "RuntimeServices", .take = uboot_take_efi },
	{ .start = "ConventionalMemory ", .take = uboot_take_efi },
	{ .start = "UnusableMemory ", .take = uboot_take_efi },
	{ .start = "ACPIReclaimMemory ", .take = uboot_take_efi },
	{ .start = "ACPIMemoryNVS ", .take = uboot_take_efi },
	{ .start = "MemoryMappedIO", .take = uboot_take_efi },
	{ .start = "PalCode ", .take = uboot_take_efi },
	{ .start = "PersistentMemory ", .take = uboot_take_efi },
	{ .start = "UnacceptedMemory ", .take = uboot_take_efi },
	{ .take = NULL }
};

const struct import_form form_uboot = {
	.name = "uboot",
	.about = "U-Boot's console: bdinfo, lmb, efidebug memmap, efi mem",
	.rules = rules,
	.state_bytes = sizeof(struct uboot_log),
	.finish = finish,
};

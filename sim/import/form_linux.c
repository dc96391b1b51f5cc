/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's boot log, from 2.4 to 7.x, on x86, arm, arm64 and riscv64.
 */
#include "sim/import/forms.h"
#include "sim/import/linux.h"

static void
finish(struct log_run *run)
{
	const struct linux_log *log = run->state;

	linux_finish_efi(run);
	linux_finish_memory(run);
	linux_finish_reserved(run);
	if (log->e820.kind == LINUX_MAP_LATER)
		draft_set_text(&run->draft, &run->draft.capture->origin,
		    "reconstructed", sizeof("reconstructed") - 1);
	linux_finish_witness(run);
}

static const struct log_rule rules[] = {
	{ .start = "Booting Linux on physical CPU ",
	    .take = linux_take_start },
	{ .start = "Linux version ", .take = linux_take_version },
	{ .start = "Command line: ", .take = linux_take_command_line },
	{ .start = "Kernel command line: ",
	    .take = linux_take_common_command_line },
	{ .start = "DMI: ", .take = linux_take_dmi },
	{ .start = "Machine model: ", .take = linux_take_model },
	{ .start = "Hypervisor detected: ", .take = linux_take_hypervisor },

	{ .start = "BIOS-provided physical RAM map:",
	    .take = linux_take_heading },
	{ .start = "Xen-provided physical RAM map:",
	    .take = linux_take_heading },
	{ .start = "extended physical RAM map:",
	    .take = linux_take_later_heading },
	{ .start = "user-defined physical RAM map:",
	    .take = linux_take_later_heading },
	{ .start = "modified physical RAM map:",
	    .take = linux_take_later_heading },
	{ .start = "BIOS-e820:", .take = linux_take_firmware },
	{ .start = "BIOS-e801:", .take = linux_take_firmware },
	{ .start = "BIOS-88:", .take = linux_take_firmware },
	{ .start = "BIOS:", .take = linux_take_maybe_firmware },
	{ .start = "Xen:", .take = linux_take_maybe_firmware },
	{ .start = "extended:", .take = linux_take_later },
	{ .start = "reserve setup_data:", .take = linux_take_later },
	{ .start = "user:", .take = linux_take_later },
	{ .start = "modified:", .take = linux_take_later },
	{ .start = "e820: ", .take = linux_take_e820 },
	{ .start = "[Firmware Bug]: out of order E820 entry!",
	    .take = linux_take_disorder },
	{ .start = "BUG: out of order E820 entry!",
	    .take = linux_take_disorder },

	{ .start = "efi: ", .take = linux_take_efi },
	{ .start = "EFI: ", .take = linux_take_efi },
	{ .start = "Processing EFI memory map:",
	    .take = linux_take_efi_heading },
	{ .first_of = "0", .take = linux_take_bare_efi },

	{ .start = "OF: fdt:", .take = linux_take_tree },
	{ .start = "OF: reserved mem: ", .take = linux_take_reserved },
	{ .start = "Reserved memory: ", .take = linux_take_pool },
	{ .start = "MEMBLOCK configuration:", .take = linux_take_dump },
	{ .start = "memory size = ", .take = linux_take_dump_size },
	{ .start = "memory.cnt ", .take = linux_take_dump_count },
	{ .start = "reserved.cnt ", .take = linux_take_dump_count },
	{ .start = "memory[0x", .take = linux_take_region },
	{ .start = "reserved[0x", .take = linux_take_region },
	{ .start = "Early memory node ranges", .take = linux_take_nodes },
	{ .start = "node ", .take = linux_take_node },
	{ .start = "RAMDISK: [mem ", .take = linux_take_initrd },
	{ .start = "memblock_reserve: [", .take = linux_take_reservation },

	{ .start = "last_pfn = ", .take = linux_take_pfn },
	{ .first_of = "0123456789", .take = linux_take_i386 },
	{ .start = "CPU: ARMv", .take = linux_take_arm },
	{ .start = "Boot CPU: AArch64 ", .take = linux_take_arm64 },
	{ .start = "SBI specification ", .take = linux_take_riscv },
	{ .start = "MIPS: machine is ", .take = linux_take_foreign },
	{ .start = "Determined physical RAM map:",
	    .take = linux_take_foreign },
	{ .take = NULL }
};

const struct import_form form_linux = {
	.name = "linux",
	.about = "Linux's boot log, as dmesg or the console shows it",
	.rules = rules,
	.state_bytes = sizeof(struct linux_log),
	.finish = finish,
};

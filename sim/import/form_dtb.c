/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A device tree blob, such as a .dtb or Linux's /sys/firmware/fdt.  The capture
 * gets the decoded form, so that it says all by itself.
 */
#include <inttypes.h>
#include <string.h>

#include "sim/import/forms.h"
#include "sim/read/fdt.h"
#include "sim/read/fdt_machine.h"

static const unsigned char magic[] = { 0xd0, 0x0d, 0xfe, 0xed };

static bool
is_such(const struct import_bytes *file)
{
	return (file->length >= sizeof(magic) &&
	    memcmp(file->bytes, magic, sizeof(magic)) == 0);
}

static void
take_machine(const struct fdt_machine *machine, struct draft *draft)
{
	struct capture *capture = draft->capture;

	if (machine->has_arch)
		draft_set_arch(draft, machine->arch);
	if (machine->model != NULL)
		draft_set_text(draft, &capture->about, machine->model,
		    strlen(machine->model));
	if (machine->cmdline != NULL)
		draft_set_text(draft, &capture->boot.cmdline,
		    machine->cmdline, strlen(machine->cmdline));
	capture->boot.initrd = machine->initrd;
	capture->fdt.for_linux.initrd.is_present = false;
	/* Kernels go by that map then. */
	if (machine->efi_map.is_present)
		draft_truncate(draft, "the firmware's EFI map, %" PRIu64
		    " bytes at 0x%" PRIx64 ", is not in the blob",
		    machine->efi_map.extent.length,
		    machine->efi_map.extent.base);
}

static bool
read_bytes(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	struct capture *capture = draft->capture;
	struct fdt_machine machine;

	if (!fdt_map_decode(file->name, file->bytes, file->length,
	    capture->arena, &capture->fdt, ret_error) ||
	    !fdt_machine_decode(file->name, file->bytes, capture->arena,
	    &machine, ret_error))
		return (false);
	draft->entry_count += fdt_map_entry_count(&capture->fdt);
	take_machine(&machine, draft);
	return (true);
}

const struct import_form form_dtb = {
	.name = "dtb",
	.about = "a device tree blob, such as Linux's /sys/firmware/fdt",
	.is_such = is_such,
	.read = read_bytes,
};

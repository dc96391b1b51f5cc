/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/forms.h"

const struct import_form *const import_forms[] = {
	&form_capture,
	&form_dtb,
	&form_boot_params,
	&form_firmware_memmap,
	&form_freebsd_modinfo,
	&form_multiboot2,
	&form_e820,
	&form_e820_extended,
	&form_efi,
	&form_multiboot1,
	&form_linux,
	&form_freebsd,
	&form_freebsd_sysctl,
	&form_dragonfly,
	&form_netbsd,
	&form_openbsd,
	&form_illumos,
	&form_xen,
	&form_acrn,
	&form_hvmloader,
	&form_uefi_shell,
	&form_grub,
	&form_uboot,
	&form_linuxboot,
	&form_seabios,
	&form_coreboot,
	&form_freebsd_devinfo,
	&form_iomem,
	&form_memblock,
	&form_memmap,
};
const size_t import_form_count =
    sizeof(import_forms) / sizeof(import_forms[0]);

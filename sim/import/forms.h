/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All forms, one file each.
 */
#ifndef IMPORT_FORMS_H
#define IMPORT_FORMS_H

#include "sim/import/form.h"

/* Of bytes. */
extern const struct import_form form_boot_params;
extern const struct import_form form_capture;
extern const struct import_form form_dtb;
extern const struct import_form form_e820;
extern const struct import_form form_e820_extended;
extern const struct import_form form_efi;
extern const struct import_form form_freebsd_modinfo;
extern const struct import_form form_multiboot1;
extern const struct import_form form_multiboot2;

/* Of many files. */
extern const struct import_form form_firmware_memmap;

/* Of text: a kernel's log goes before what its firmware and loader said. */
extern const struct import_form form_linux;
extern const struct import_form form_freebsd;
extern const struct import_form form_freebsd_sysctl;
extern const struct import_form form_freebsd_devinfo;
extern const struct import_form form_dragonfly;
extern const struct import_form form_netbsd;
extern const struct import_form form_openbsd;
extern const struct import_form form_illumos;
extern const struct import_form form_iomem;
extern const struct import_form form_memblock;
extern const struct import_form form_memmap;
extern const struct import_form form_xen;
extern const struct import_form form_acrn;
extern const struct import_form form_hvmloader;
extern const struct import_form form_uefi_shell;
extern const struct import_form form_grub;
extern const struct import_form form_uboot;
extern const struct import_form form_linuxboot;
extern const struct import_form form_seabios;
extern const struct import_form form_coreboot;

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All forms, one file each.
 */
#ifndef IMPORT_FORMS_H
#define IMPORT_FORMS_H

#include "sim/import/form.h"

/* Of bytes. */
extern const struct import_form form_capture;

/* Of text: a kernel's log goes before what its firmware and loader said. */
extern const struct import_form form_linux;
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

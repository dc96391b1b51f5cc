/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/forms.h"

const struct import_form *const import_forms[] = {
	&form_capture,
	&form_linux,
	&form_xen,
	&form_acrn,
	&form_hvmloader,
	&form_uefi_shell,
	&form_grub,
	&form_uboot,
	&form_linuxboot,
	&form_seabios,
	&form_coreboot,
};
const size_t import_form_count =
    sizeof(import_forms) / sizeof(import_forms[0]);

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How Linux 6 spells an EFI descriptor's type and attributes.
 */
#ifndef LINUX_EFI_ROW_H
#define LINUX_EFI_ROW_H

#include <stdbool.h>
#include <stdio.h>

#include "sim/capture.h"

/*
 * "[Conventional|   |  | ... |WB|WT|WC|UC]", of which the kernel prints 63
 * bytes at the most; false if attributes are lost so.
 */
bool linux_efi_row_write(FILE *file, const struct efi_descriptor *descriptor);

#endif

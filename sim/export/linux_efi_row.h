/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How Linux 6 spells an EFI descriptor's type and attributes.
 */
#ifndef EXPORT_LINUX_EFI_ROW_H
#define EXPORT_LINUX_EFI_ROW_H

#include <stdio.h>

#include "sim/capture.h"

/* "[Conventional|   |  | ... |WB|WT|WC|UC]"; all of both can be said. */
void linux_efi_row_write(FILE *file, const struct efi_descriptor *descriptor);

#endif

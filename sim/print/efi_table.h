/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The table of EFI descriptors that FreeBSD logs with boot -v.
 */
#ifndef PRINT_EFI_TABLE_H
#define PRINT_EFI_TABLE_H

#include <stdio.h>

#include "sim/capture.h"
#include "sim/names.h"

/* What it has names for; any other type is <INVALID>, a bit is not told. */
extern const struct named_value efi_table_attributes[];
enum { EFI_TABLE_TYPE_COUNT = 15 };

void print_efi_table(FILE *out, const struct efi_map *map);

#endif

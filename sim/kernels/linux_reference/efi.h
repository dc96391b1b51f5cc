/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * EFI's memory types and attributes, as far as Linux goes by them.
 */
#ifndef REFERENCE_LINUX_EFI_H
#define REFERENCE_LINUX_EFI_H

#include "sim/capture.h"

enum {
	EFI_LOADER_CODE = 1,
	EFI_LOADER_DATA = 2,
	EFI_BOOT_SERVICES_CODE = 3,
	EFI_BOOT_SERVICES_DATA = 4,
	EFI_CONVENTIONAL_MEMORY = 7,
	EFI_UNUSABLE_MEMORY = 8,
	EFI_ACPI_RECLAIM_MEMORY = 9,
	EFI_ACPI_MEMORY_NVS = 10,
	EFI_MEMORY_MAPPED_IO = 11,
	EFI_PERSISTENT_MEMORY = 14,
};

#define EFI_MEMORY_WC (UINT64_C(1) << 1)
#define EFI_MEMORY_WT (UINT64_C(1) << 2)
#define EFI_MEMORY_WB (UINT64_C(1) << 3)
#define EFI_MEMORY_SP (UINT64_C(1) << 18)	/* for a special purpose */

/* Type, padding, physical, virtual, pages, attributes (UEFI 2.10, 7.2.3). */
#define EFI_DESCRIPTOR_BYTES 40
#define EFI_PAGE_BYTES UINT64_C(4096)

/* Is it the kernel's once firmware's boot services are gone? */
static inline bool
efi_is_for_the_kernel(const struct efi_descriptor *descriptor)
{
	return (descriptor->type == EFI_LOADER_CODE ||
	    descriptor->type == EFI_LOADER_DATA ||
	    descriptor->type == EFI_BOOT_SERVICES_CODE ||
	    descriptor->type == EFI_BOOT_SERVICES_DATA ||
	    descriptor->type == EFI_CONVENTIONAL_MEMORY);
}

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What the reference reads on x86 beside e820: EFI's map, which the EFI stub
 * turns into e820 entries, and the command line.
 */
#ifndef REFERENCE_LINUX_X86_H
#define REFERENCE_LINUX_X86_H

#include "sim/kernels/linux_reference/reference.h"

/* EFI's map as e820 entries: in its order, runs of one type as one. */
struct bm_rset reference_linux_efi_as_e820(const struct reference_linux *boot);

/*
 * With add_efi_memmap, or where there is memory for a special purpose: EFI's
 * map on top of e820's.
 */
void reference_linux_add_efi_map(struct reference_linux *boot);

/* Large windows of devices in EFI's map are no reserved memory. */
void reference_linux_remove_efi_mmio(struct reference_linux *boot);

/*
 * mem= and memmap=, one after the other.  What makes no sense changes nothing
 * and is named in a line.  Was there one that made sense?
 */
bool reference_linux_apply_memmap(struct reference_linux *boot);

#endif

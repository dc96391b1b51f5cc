/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What x86 makes of EFI's memory map, which it does not boot from: the EFI
 * stub writes an e820 map, and the kernel mends it later.  As in 6.1, 6.12
 * and 7.2; do not improve this.
 */
#ifndef LINUX_EFI_X86_H
#define LINUX_EFI_X86_H

#include "sim/capture.h"
#include "sim/kernels/linux/e820.h"
#include "sim/kernels/linux_log.h"

/* Entries, in the loader's order. */
struct linux_firmware_map {
	struct bm_linux_e820_entry *entries;
	size_t count;
};

/* setup_e820 of the stub: entries that continue each other are one. */
struct linux_firmware_map linux_efi_stub_map(const struct efi_map *efi,
    struct arena *arena);

/*
 * do_add_efi_memmap, asked for by add_efi_memmap or by memory for a special
 * purpose: EFI's map on top of e820's.
 */
void linux_efi_add_memmap(struct linux_e820 *table, const struct efi_map *efi,
    const char *cmdline, struct arena *arena);

/* efi_clean_memmap: entries without pages, or that wrap, are gone. */
void linux_efi_clean_memmap(const struct efi_map *efi, struct linux_log *log);

/*
 * efi_fake_memmap_early, up to 6.11: what efi_fake_mem= calls memory for a
 * special purpose is it.
 */
void linux_efi_fake_mem(struct linux_e820 *table, const struct efi_map *efi,
    const char *cmdline, struct linux_log *log);

/* efi_remove_e820_mmio: large windows of devices are no reserved memory. */
void linux_efi_remove_mmio(struct linux_e820 *table,
    const struct efi_map *efi, struct linux_log *log);

/* What EFI needs until the kernel has told it where its memory is. */
bool linux_efi_is_boot_services(const struct efi_descriptor *descriptor);

#endif

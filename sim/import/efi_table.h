/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Arrays of EFI's memory descriptors, as GetMemoryMap() returns them.
 */
#ifndef IMPORT_EFI_TABLE_H
#define IMPORT_EFI_TABLE_H

#include "sim/import/binary.h"

enum {
	EFI_DESCRIPTOR_BYTES_MIN = 40,
	EFI_DESCRIPTOR_BYTES_MAX = 4096
};

/* The header that FreeBSD's loader puts in front of the array. */
enum { EFI_HEADER_BYTES = 32 };

/* Does a header that says a size of descriptors begin the file ... */
bool efi_header_says_size(const struct import_bytes *file);

/* ... and is all of its map, and nothing else, behind it? */
bool efi_header_is_plausible(const struct import_bytes *file);

/* Reads a header and the map behind it, or refuses it. */
bool efi_header_read(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error);

/*
 * The least size of descriptors that makes sense of all of them; 0: none, or
 * one that passes over what may be descriptors.
 */
size_t efi_descriptor_size(const struct import_bytes *file);

/* Adds all descriptors. */
bool efi_table_read(const struct import_bytes *file, size_t descriptor_size,
    uint32_t descriptor_version, struct draft *draft,
    struct read_error *ret_error);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Tables of the BIOS's E820 entries, in files and in what loaders hand over.
 */
#ifndef IMPORT_E820_TABLE_H
#define IMPORT_E820_TABLE_H

#include "sim/import/binary.h"

enum {
	E820_ENTRY_BYTES = 20,
	E820_EXTENDED_ENTRY_BYTES = 24	/* with ACPI's attributes */
};

/* The entry that stands at bytes. */
struct e820_entry e820_entry_at(const unsigned char *bytes);

/* Could it be one: of a type that is in use, in 52 bits? */
bool e820_entry_is_plausible(const struct e820_entry *entry);

/* Whole entries, all plausible, and usable memory among them? */
bool e820_table_is_plausible(const struct import_bytes *file,
    size_t entry_bytes);

/* Adds all entries; false with an error if the last one is not whole. */
bool e820_table_read(const struct import_bytes *file, size_t entry_bytes,
    struct draft *draft, struct read_error *ret_error);

/*
 * A note for each entry whose attributes say what a capture has no place for;
 * those of entry i stand at bytes[i * step_bytes].
 */
void e820_note_attributes(struct draft *draft, const unsigned char *bytes,
    size_t step_bytes);

#endif

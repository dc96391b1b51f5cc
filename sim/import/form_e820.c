/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The firmware's table as the BIOS gives it, entry by entry: base, length and
 * type, and in ACPI's extended form attributes.
 */

#include "sim/import/e820_table.h"
#include "sim/import/forms.h"

static bool
is_plain(const struct import_bytes *file)
{
	return (e820_table_is_plausible(file, E820_ENTRY_BYTES) &&
	    !e820_table_is_plausible(file, E820_EXTENDED_ENTRY_BYTES));
}

static bool
is_extended(const struct import_bytes *file)
{
	return (e820_table_is_plausible(file, E820_EXTENDED_ENTRY_BYTES) &&
	    !e820_table_is_plausible(file, E820_ENTRY_BYTES));
}

static bool
read_plain(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	return (e820_table_read(file, E820_ENTRY_BYTES, draft, ret_error));
}

static bool
read_extended(const struct import_bytes *file, struct draft *draft,
    struct read_error *ret_error)
{
	if (!e820_table_read(file, E820_EXTENDED_ENTRY_BYTES, draft,
	    ret_error))
		return (false);
	e820_note_attributes(draft, file->bytes + E820_ENTRY_BYTES,
	    E820_EXTENDED_ENTRY_BYTES);
	return (true);
}

const struct import_form form_e820 = {
	.name = "e820",
	.about = "a table of the BIOS, 20 bytes an entry, as it is in memory",
	.is_such = is_plain,
	.read = read_plain,
};

const struct import_form form_e820_extended = {
	.name = "e820-ext",
	.about = "the same with ACPI's attributes, 24 bytes an entry, such as "
	    "FreeBSD's machdep.smap",
	.is_such = is_extended,
	.read = read_extended,
};

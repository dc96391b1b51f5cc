/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/freebsd_map.h"

#include <stdio.h>
#include <string.h>

#include "sim/names.h"

/*
 * The kernel has names for types up to 14 and calls all others <INVALID>; of
 * these, this one means nothing to anybody.
 */
#define EFI_TYPE_INVALID 0xfffffffe

/* Fewer digits are never printed of a physical address. */
#define EFI_PHYSICAL_DIGITS_MIN 12

bool
freebsd_efi_is_heading(struct row *row)
{
	return (row_take(row, "Physical") && row_take(row, "Virtual") &&
	    row_take(row, "#Pages") && row_take(row, "Attr") &&
	    row_end(row));
}

/* Goes behind a word that stands here as such, and not as part of another. */
static bool
take_whole(struct row *row, const char *word)
{
	const char *start = row->at;

	if (row_take(row, word) && (row->at == row->end || *row->at == ' ' ||
	    *row->at == '\t'))
		return (true);
	row->at = start;
	return (false);
}

static bool
take_type(struct row *row, uint32_t *ret_type)
{
	for (size_t i = 0; efi_type_names[i].name != NULL; i++)
		if (take_whole(row, efi_type_names[i].name)) {
			*ret_type = (uint32_t)efi_type_names[i].value;
			return (true);
		}
	*ret_type = EFI_TYPE_INVALID;
	return (take_whole(row, "<INVALID>"));
}

/* Do an address and then more digits stand here? */
static bool
is_numbers(const struct row *row)
{
	struct row rest = *row;
	struct read_error what = { .length = 0 };
	const char *start;
	uint64_t number;

	rest.what = &what;
	row_blanks(&rest);
	start = rest.at;
	return (row_hex(&rest, &number) &&
	    rest.at - start >= EFI_PHYSICAL_DIGITS_MIN &&
	    rest.at < rest.end && *rest.at == ' ' && row_hex(&rest, &number));
}

static bool
read_attributes(struct row *row, uint64_t *ret_attributes)
{
	const struct named_value *name;

	*ret_attributes = 0;
	for (row_blanks(row); row->at < row->end; row_blanks(row)) {
		for (name = efi_attribute_names; name->name != NULL; name++)
			if (take_whole(row, name->name))
				break;
		if (name->name == NULL)
			return (row_refuse(row, row->at, "expected an "
			    "attribute, such as WB or RUNTIME"));
		*ret_attributes |= name->value;
	}
	return (true);
}

enum log_verdict
freebsd_efi_row(struct log_run *run, struct row *row, struct freebsd_efi *efi)
{
	struct efi_descriptor descriptor;

	row->at = run->line;
	if (!take_type(row, &descriptor.type) ||
	    (!efi->is_open && !is_numbers(row)))
		return (LOG_PASSED);
	if (!row_hex(row, &descriptor.phys) ||
	    !row_hex(row, &descriptor.virt) ||
	    !row_hex(row, &descriptor.page_count) ||
	    !read_attributes(row, &descriptor.attributes))
		return (LOG_REFUSED);
	efi->is_headless = efi->is_headless || !efi->is_open;
	efi->is_open = true;
	draft_add_efi(&run->draft, &descriptor);
	if (descriptor.type == EFI_TYPE_INVALID)
		draft_set_reconstructed(&run->draft);
	return (LOG_TAKEN);
}

static bool
read_smap_type(struct row *row, uint32_t *ret_type)
{
	const char *start = row->at;
	uint64_t type;

	if (!row_hex(row, &type))
		return (false);
	*ret_type = (uint32_t)type;
	return (type <= UINT32_MAX || row_refuse(row, start,
	    "expected a type of 32 bits"));
}

/* 16 digits, or "%08x %08x", the high half first. */
static bool
read_halves(struct row *row, uint64_t *ret_number)
{
	const char *start = row->at;
	uint64_t low;

	if (!row_hex(row, ret_number))
		return (false);
	if (row->at - start != 8 || row->end - row->at < 2 ||
	    *row->at != ' ' || row->at[1] == 'l' || row->at[1] == 'a')
		return (true);
	start = row->at + 1;
	if (!row_hex(row, &low))
		return (false);
	if (row->at - start != 8)
		return (row_refuse(row, start, "expected the 8 hexadecimal "
		    "digits of the low half"));
	*ret_number = *ret_number << 32 | low;
	return (true);
}

bool
freebsd_smap_row(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	uint64_t attribute;
	uint32_t type;

	if (!read_smap_type(row, &type) || !row_expect(row, "base=") ||
	    !read_halves(row, &extent.base) || !row_expect(row, "len=") ||
	    !read_halves(row, &extent.length) ||
	    (row_take(row, "attr=") && !row_hex(row, &attribute)) ||
	    !row_end(row))
		return (false);
	draft_add_e820(&run->draft, extent, type);
	return (true);
}

bool
freebsd_smap_sysctl_row(struct log_run *run, struct row *row)
{
	struct bm_extent extent;
	uint64_t attribute;
	uint32_t type;

	if (!read_smap_type(row, &type) || !row_expect(row, ",") ||
	    !row_expect(row, "xattr=") || !row_hex(row, &attribute) ||
	    !row_expect(row, ",") || !row_expect(row, "base=") ||
	    !row_hex(row, &extent.base) || !row_expect(row, ",") ||
	    !row_expect(row, "len=") || !row_hex(row, &extent.length) ||
	    !row_end(row))
		return (false);
	draft_add_e820(&run->draft, extent, type);
	return (true);
}

bool
freebsd_smap_is_sysctl(const struct row *row)
{
	return (memchr(row->at, ',', (size_t)(row->end - row->at)) != NULL);
}

enum log_verdict
freebsd_tunable_row(struct log_run *run, struct row *row)
{
	static const char *const names[] = { "hw.physmem",
	    "hw.physmem.start", "hint.ram.0.disabled" };
	const char *start = run->line;
	char value[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *at = start + strlen(names[i]) + 2;
		const size_t length = (size_t)(row->end - start);

		if (length < strlen(names[i]) + 3 ||
		    memcmp(start, names[i], strlen(names[i])) != 0 ||
		    memcmp(at - 2, "=\"", 2) != 0 || row->end[-1] != '"' ||
		    (size_t)(row->end - at) > sizeof(value))
			continue;
		snprintf(value, sizeof(value), "%.*s",
		    (int)(row->end - at - 1), at);
		draft_add_tunable(&run->draft, names[i], value);
		return (LOG_TAKEN);
	}
	return (LOG_PASSED);
}

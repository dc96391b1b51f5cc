/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The EFI memory map in Linux's log: x86 numbers the descriptors, the others
 * print them below a heading.
 */
#include <string.h>

#include "sim/import/linux.h"
#include "sim/names.h"

/* The kernel makes what stands in brackets in so many bytes, and cuts it. */
enum { ATTRIBUTES_LENGTH_MAX = 63 };

/* As they were spelt since 3.15; the numbers are EFI's. */
static const struct named_value types[] = {
	{ "Reserved", 0 }, { "Loader Code", 1 }, { "Loader Data", 2 },
	{ "Boot Code", 3 }, { "Boot Data", 4 }, { "Runtime Code", 5 },
	{ "Runtime Data", 6 }, { "Conventional", 7 },
	{ "Conventional Memory", 7 }, { "Unusable", 8 },
	{ "Unusable Memory", 8 }, { "ACPI Reclaim", 9 },
	{ "ACPI Reclaim Memory", 9 }, { "ACPI Mem NVS", 10 },
	{ "ACPI Memory NVS", 10 }, { "MMIO", 11 },
	{ "Memory Mapped I/O", 11 }, { "MMIO Port", 12 },
	{ "MMIO Port Space", 12 }, { "PAL Code", 13 },
	{ "Persistent", 14 }, { "Persistent Memory", 14 },
	{ "Unaccepted", 15 }, { NULL, 0 }
};

static const struct named_value attributes[] = {
	{ "UC", 0x1 }, { "WC", 0x2 }, { "WT", 0x4 }, { "WB", 0x8 },
	{ "UCE", 0x10 }, { "WP", 0x1000 }, { "RP", 0x2000 },
	{ "XP", 0x4000 }, { "NV", 0x8000 }, { "MR", 0x10000 },
	{ "RO", 0x20000 }, { "SP", 0x40000 }, { "CC", 0x80000 },
	{ "HP", 0x100000 }, { "RUN", (uint64_t)1 << 63 },
	{ "RT", (uint64_t)1 << 63 }, { NULL, 0 }
};

static const struct named_value *
find(const struct named_value *names, const char *word, size_t length)
{
	for (; names->name != NULL; names++)
		if (strlen(names->name) == length &&
		    memcmp(names->name, word, length) == 0)
			return (names);
	return (NULL);
}

/* Goes to the next `|` or the end, and answers how long the word before is. */
static size_t
take_word(struct row *row, const char **ret_word)
{
	const char *word_end;

	row_blanks(row);
	*ret_word = row->at;
	while (row->at < row->end && *row->at != '|')
		row->at++;
	for (word_end = row->at; word_end > *ret_word &&
	    word_end[-1] == ' '; word_end--)
		;
	return ((size_t)(word_end - *ret_word));
}

static bool
read_type(struct row *row, uint32_t *ret_type)
{
	const struct named_value *type;
	const char *word;
	uint64_t number;
	size_t length;

	if (row_take(row, "type=")) {
		word = row->at;
		if (!row_decimal(row, "the type", &number))
			return (false);
		*ret_type = (uint32_t)number;
		return (number <= UINT32_MAX ||
		    row_refuse(row, word, "expected a type below 2^32"));
	}
	length = take_word(row, &word);
	type = find(types, word, length);
	if (type == NULL)
		return (row_refuse(row, word, "expected a type of EFI "
		    "memory"));
	*ret_type = (uint32_t)type->value;
	return (true);
}

/* "|RUN|  |WB|  |UC", or, with a bit that has no name, "|attr=0x...". */
static bool
read_attributes(struct row *row, uint64_t *ret_attributes)
{
	*ret_attributes = 0;
	while (row_take(row, "|")) {
		const struct named_value *attribute;
		const char *word;
		size_t length;

		if (row_take(row, "attr="))
			return (row_address(row, ret_attributes));
		length = take_word(row, &word);
		attribute = find(attributes, word, length);
		if (attribute != NULL)
			*ret_attributes |= attribute->value;
		else if (length > 0)
			return (row_refuse(row, word, "expected an attribute "
			    "of EFI memory"));
	}
	return (true);
}

/* Where the words in brackets end: at the bracket, or where they were cut. */
static const char *
words_end(const struct row *row, const char *bracket)
{
	const char *end = memchr(bracket, ']', (size_t)(row->end - bracket));
	const char *cut = bracket + ATTRIBUTES_LENGTH_MAX;

	if (row->end - bracket < ATTRIBUTES_LENGTH_MAX || (end != NULL &&
	    end < cut))
		return (end);
	return (cut == row->end || *cut == ' ' ? cut : NULL);
}

/* "[Conventional|   |  |WB|WT|WC|UC]" */
static bool
read_words(struct row *row, struct efi_descriptor *descriptor)
{
	struct row words = *row;

	words.at++;
	words.end = words_end(row, row->at);
	if (words.end == NULL)
		return (row_refuse(row, row->end, "expected `]`"));
	if (!read_type(&words, &descriptor->type) ||
	    !read_attributes(&words, &descriptor->attributes) ||
	    !row_end(&words)) {
		row->culprit = words.culprit;
		return (false);
	}
	row->at = words.end;
	row_take(row, "]");
	return (true);
}

/* Pages from start to end; a range of none may be one of all. */
static bool
count_pages(struct row *row, const char *culprit, bm_paddr start,
    bm_paddr end, struct efi_descriptor *descriptor)
{
	descriptor->phys = start;
	descriptor->page_count = (end - start) / 4096;
	return ((end - start) % 4096 == 0 || row_refuse(row, culprit,
	    "expected whole pages of 4096 bytes"));
}

/* "0x...-0x...": the last byte; or "0x...-0x...)": behind it. */
static bool
read_range(struct row *row, struct efi_descriptor *descriptor)
{
	const char *culprit;
	bm_paddr start, last;

	row_blanks(row);
	culprit = row->at;
	if (!row_address(row, &start) || !row_expect(row, "-") ||
	    !row_address(row, &last))
		return (false);
	return (count_pages(row, culprit, start,
	    row_take(row, ")") ? last : last + 1, descriptor));
}

/* "(0MB)" behind the range, rounded down; a mail may have lost it. */
static bool
read_size(struct row *row, struct efi_descriptor *descriptor)
{
	const char *culprit;
	uint64_t size_mib;

	if (!row_take(row, "("))
		return (row_end(row));
	culprit = row->at;
	if (!row_decimal(row, "MB", &size_mib) || !row_expect(row, "MB)") ||
	    !row_end(row))
		return (false);
	if (descriptor->page_count == 0 && size_mib > 0)
		descriptor->page_count = (uint64_t)1 << 52;
	return (descriptor->page_count / 256 == size_mib || row_refuse(row,
	    culprit, "expected %llu MB, as the range says",
	    (unsigned long long)descriptor->page_count / 256));
}

/* "type=7, attr=0xf, range=[...": 3.13 and before */
static bool
read_numbers(struct row *row, struct efi_descriptor *descriptor)
{
	return (read_type(row, &descriptor->type) && row_expect(row, ",") &&
	    row_expect(row, "attr=") &&
	    row_address(row, &descriptor->attributes) &&
	    row_expect(row, ","));
}

static bool
read_numbered(struct row *row, struct efi_descriptor *descriptor)
{
	bool is_named;

	row_blanks(row);
	is_named = row->at < row->end && *row->at == '[';
	if (!(is_named ? read_words(row, descriptor) :
	    read_numbers(row, descriptor)) ||
	    !row_expect(row, "range=[") || !read_range(row, descriptor))
		return (false);
	row_take(row, "]");
	return (read_size(row, descriptor));
}

/*
 * "mem00: ...".  A second list, of what the kernel made of the first, begins
 * with 0 again.
 */
static enum log_verdict
take_numbered(struct log_run *run, struct row *row)
{
	struct linux_efi *efi = &((struct linux_log *)run->state)->efi;
	struct efi_descriptor descriptor = { 0 };
	uint64_t index;

	if (!row_decimal(row, "the descriptor", &index) ||
	    !row_expect(row, ":") || !read_numbered(row, &descriptor))
		return (LOG_REFUSED);
	if (efi->list_count == 0 || index < efi->row_count) {
		efi->list_count++;
		efi->row_count = 0;
	}
	if (efi->list_count > 1) {
		efi->row_count = index + 1;
		return (LOG_TAKEN);
	}
	if (index != efi->row_count)
		draft_truncate(&run->draft, "the EFI descriptors %llu to "
		    "%llu are missing", (unsigned long long)efi->row_count,
		    (unsigned long long)index - 1);
	efi->row_count = index + 1;
	draft_add_efi(&run->draft, &descriptor);
	return (LOG_TAKEN);
}

/* "0x...-0x... [Conventional|...]", 3.18 with a star for what it used. */
static enum log_verdict
take_listed(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	struct efi_descriptor descriptor = { 0 };

	if (!read_range(row, &descriptor) || !row_expect(row, "["))
		return (LOG_REFUSED);
	row->at--;
	if (!read_words(row, &descriptor))
		return (LOG_REFUSED);
	row_take(row, "*");
	if (!row_end(row))
		return (LOG_REFUSED);
	if (!log->efi.is_listing && log->has_begun)
		draft_truncate(&run->draft, "the EFI memory map has no "
		    "heading: the lines before are missing");
	log->efi.is_listing = true;
	draft_add_efi(&run->draft, &descriptor);
	return (LOG_TAKEN);
}

/* "MemMap Size : 0x...", in columns or not. */
static enum log_verdict
take_map(struct log_run *run, struct row *row)
{
	struct linux_efi *efi = &((struct linux_log *)run->state)->efi;
	struct efi_map *map = &run->draft.capture->efi;
	uint64_t ignored, *ret_number = &ignored;

	if (row_take(row, "Desc. Size"))
		ret_number = &map->descriptor_size;
	else if (row_take(row, "Desc. Version"))
		ret_number = &map->descriptor_version;
	else if (row_take(row, "Size"))
		ret_number = &efi->map_bytes;
	else if (!row_take(row, "Address"))
		return (LOG_PASSED);
	return (row_expect(row, ":") && row_address(row, ret_number) &&
	    row_end(row) ? LOG_TAKEN : LOG_REFUSED);
}

enum log_verdict
linux_take_efi(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	struct row ahead = *row;

	row_blanks(&ahead);
	if (ahead.end - ahead.at > 2 && ahead.at[0] == '0' &&
	    ahead.at[1] == 'x')
		return (take_listed(run, row));
	if (row_take(&ahead, "mem") && ahead.at < ahead.end &&
	    *ahead.at >= '0' && *ahead.at <= '9') {
		*row = ahead;
		return (take_numbered(run, row));
	}
	if (row_take(row, "MemMap"))
		return (take_map(run, row));
	if (row_take(row, "Processing EFI memory map:"))
		return (linux_take_efi_heading(run, row));
	if (row_take(row, "EFI v"))
		log->is_efi = true;
	else if (row_take(row, "SALsystab="))
		log->is_foreign = true;
	return (LOG_PASSED);
}

/* Without "efi: " in front, as 3.18 printed them: only below the heading. */
enum log_verdict
linux_take_bare_efi(struct log_run *run, struct row *row)
{
	const struct linux_log *log = run->state;

	if (!log->efi.is_listing)
		return (LOG_PASSED);
	row->at = run->line;
	return (memchr(row->at, '[', (size_t)(row->end - row->at)) == NULL ?
	    LOG_PASSED : take_listed(run, row));
}

enum log_verdict
linux_take_efi_heading(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	log->efi.is_listing = true;
	return (LOG_TAKEN);
}

/* The kernel said how large its map was: is all of it there? */
void
linux_finish_efi(struct log_run *run)
{
	const struct linux_efi *efi = &((struct linux_log *)run->state)->efi;
	struct efi_map *map = &run->draft.capture->efi;
	uint64_t count;

	if (map->count == 0 || efi->map_bytes == 0 ||
	    map->descriptor_size == 0)
		return;
	count = efi->map_bytes / map->descriptor_size;
	if (count != map->count)
		draft_truncate(&run->draft, "%zu of %llu EFI descriptors are "
		    "there", map->count, (unsigned long long)count);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's /sys/firmware/memmap: a directory for each entry of the firmware's
 * E820 table, which is called by its number and holds a file each for start,
 * the last byte, and the type by name.
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/names.h"
#include "sim/read/number.h"

enum {
	TYPE_UNKNOWN,		/* the kernel does not tell its number */
	TYPE_RESERVED = 2
};

struct entry {
	const struct import_bytes *start;
	const struct import_bytes *last;
	const struct import_bytes *type;
};

static bool
is_tree(const struct import_tree *tree)
{
	const char *slash;

	for (size_t i = 0; i < tree->count; i++) {
		slash = strchr(tree->files[i].path, '/');
		if (slash != NULL && strcmp(slash, "/start") == 0)
			return (true);
	}
	return (false);
}

/* Without the newline. */
static size_t
text_length(const struct import_bytes *file)
{
	size_t length = file->length;

	while (length > 0 && strchr("\r\n ", file->bytes[length - 1]) != NULL)
		length--;
	return (length);
}

static bool
refuse(const struct import_bytes *file, const char *what,
    struct read_error *ret_error)
{
	read_error_file(ret_error, file->name, "%s: ", what);
	read_error_add_foreign(ret_error, (const char *)file->bytes,
	    text_length(file), READ_ERROR_VALUE_BYTES);
	return (false);
}

static bool
read_address(const struct import_bytes *file, bm_paddr *ret_address,
    struct read_error *ret_error)
{
	return (number_from_string((const char *)file->bytes,
	    text_length(file), ret_address) ||
	    refuse(file, "not an address", ret_error));
}

static const struct named_value types[] = {
	{ "System RAM", 1 },
	/* Before what it ends with. */
	{ "Soft Reserved", 0xefffffff },
	{ "Reserved", 2 },
	{ "reserved", 2 },
	{ "ACPI Tables", 3 },
	{ "ACPI Non-volatile Storage", 4 },
	{ "Unusable memory", 5 },
	{ "Persistent Memory", 7 },
	{ "Persistent Memory (legacy)", 12 },
	{ "Unknown E820 type", TYPE_UNKNOWN },
	{ .name = NULL }
};

/* The type that the text ends with; NULL if that is none. */
static const struct named_value *
find_type(const char *text, size_t length)
{
	for (const struct named_value *type = types; type->name != NULL;
	    type++) {
		const size_t name_length = strlen(type->name);

		if (length >= name_length && memcmp(text + length -
		    name_length, type->name, name_length) == 0)
			return (type);
	}
	return (NULL);
}

static void
add_range(struct draft *draft, bm_paddr start, bm_paddr last,
    const struct named_value *type)
{
	uint32_t number = (uint32_t)type->value;

	if (number == TYPE_UNKNOWN) {
		number = TYPE_RESERVED;
		draft_note(draft, "e820[%zu]: the kernel does not say the "
		    "number of its type; taken as reserved",
		    draft->capture->e820.count);
		draft_set_text(draft, &draft->capture->origin,
		    "reconstructed", strlen("reconstructed"));
	}
	draft_add_e820(draft, draft_extent(start, last), number);
}

static bool
add_entry(const struct import_tree *tree, const char *path, size_t digits,
    const struct entry *entry, struct draft *draft,
    struct read_error *ret_error)
{
	const char *missing = entry->start == NULL ? "start" :
	    entry->last == NULL ? "end" : entry->type == NULL ? "type" : NULL;
	const struct named_value *type;
	bm_paddr start, last;

	if (missing != NULL) {
		read_error_file(ret_error, tree->name, "entry %.*s has no "
		    "file `%s`", (int)digits, path, missing);
		return (false);
	}
	if (!read_address(entry->start, &start, ret_error) ||
	    !read_address(entry->last, &last, ret_error))
		return (false);
	type = find_type((const char *)entry->type->bytes,
	    text_length(entry->type));
	if (type == NULL || strlen(type->name) != text_length(entry->type))
		return (refuse(entry->type, "no type that is known",
		    ret_error));
	/* An empty one ends a byte before it starts. */
	if (last < start && last != start - 1)
		return (refuse(entry->last, "ends before it starts",
		    ret_error));
	add_range(draft, start, last, type);
	return (true);
}

static bool
take_file(const struct tree_file *file, const char *name,
    struct entry *entry, struct read_error *ret_error)
{
	const struct import_bytes **part =
	    strcmp(name, "start") == 0 ? &entry->start :
	    strcmp(name, "end") == 0 ? &entry->last :
	    strcmp(name, "type") == 0 ? &entry->type : NULL;

	if (part != NULL && *part == NULL) {
		*part = &file->content;
		return (true);
	}
	read_error_file(ret_error, file->content.name, part == NULL ?
	    "no file of such an entry" : "is there twice");
	return (false);
}

static bool
read_tree(const struct import_tree *tree, struct draft *draft,
    struct read_error *ret_error)
{
	struct entry entry = { .start = NULL };
	size_t digits;

	for (size_t i = 0; i < tree->count; i++) {
		const char *path = tree->files[i].path;

		digits = strspn(path, "0123456789");
		if (path[digits] != '/')
			continue;
		if (!take_file(&tree->files[i], path + digits + 1, &entry,
		    ret_error))
			return (false);
		if (i + 1 < tree->count && strncmp(path,
		    tree->files[i + 1].path, digits + 1) == 0)
			continue;
		if (!add_entry(tree, path, digits, &entry, draft, ret_error))
			return (false);
		entry = (struct entry){ .start = NULL };
	}
	return (true);
}

/*
 * "3 0x100000 0x7ffdffff System RAM": the files of an entry as people print
 * them on a line, with its number or without.  What ends with a type is ours.
 */
static enum log_verdict
take_line(struct log_run *run, struct row *row)
{
	const struct named_value *type = find_type(row->at,
	    (size_t)(row->end - row->at));
	struct row numbers = *row;
	uint64_t index;
	bm_paddr start, last;

	if (type == NULL)
		return (LOG_PASSED);
	numbers.end -= strlen(type->name);
	if (!row_take(&numbers, "0x") && (!row_decimal(&numbers, "entries",
	    &index) || !row_take(&numbers, "0x")))
		return (LOG_PASSED);
	numbers.at -= strlen("0x");
	if (!row_address(&numbers, &start) || !row_address(&numbers, &last) ||
	    !row_end(&numbers)) {
		row->culprit = numbers.culprit;
		return (LOG_REFUSED);
	}
	if (last < start && last != start - 1) {
		row_refuse(row, row->at, "the entry ends before it starts");
		return (LOG_REFUSED);
	}
	add_range(&run->draft, start, last, type);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .first_of = "0123456789", .take = take_line },
	{ .take = NULL }
};

const struct import_form form_firmware_memmap = {
	.name = "firmware-memmap",
	.about = "Linux's /sys/firmware/memmap: the directory, a tar of it, "
	    "or its files' text with a line for each entry",
	.rules = rules,
	.is_tree = is_tree,
	.read_tree = read_tree,
};

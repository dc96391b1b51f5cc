/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's /sys/firmware/memmap: a directory for each entry of the firmware's
 * E820 table, which is called by its number and holds a file each for start,
 * the last byte, and the type by name.
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/read/number.h"

enum { TYPE_RESERVED = 2 };

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

static bool
read_type(const struct import_bytes *file, struct draft *draft,
    uint32_t *ret_type, struct read_error *ret_error)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {
		{ "System RAM", 1 }, { "Reserved", 2 }, { "reserved", 2 },
		{ "ACPI Tables", 3 }, { "ACPI Non-volatile Storage", 4 },
		{ "Unusable memory", 5 }, { "Persistent Memory", 7 },
		{ "Persistent Memory (legacy)", 12 },
		{ "Soft Reserved", 0xefffffff },
	};
	static const char unknown[] = "Unknown E820 type";
	const size_t length = text_length(file);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (length == strlen(types[i].name) &&
		    memcmp(file->bytes, types[i].name, length) == 0) {
			*ret_type = types[i].type;
			return (true);
		}
	if (length != strlen(unknown) ||
	    memcmp(file->bytes, unknown, length) != 0)
		return (refuse(file, "no type that is known", ret_error));
	*ret_type = TYPE_RESERVED;
	draft_note(draft, "e820[%zu]: the kernel does not say the number of "
	    "its type; taken as reserved", draft->capture->e820.count);
	draft_set_text(draft, &draft->capture->origin, "reconstructed",
	    strlen("reconstructed"));
	return (true);
}

static bool
add_entry(const struct import_tree *tree, const char *path, size_t digits,
    const struct entry *entry, struct draft *draft,
    struct read_error *ret_error)
{
	const char *missing = entry->start == NULL ? "start" :
	    entry->last == NULL ? "end" : entry->type == NULL ? "type" : NULL;
	bm_paddr start, last;
	uint32_t type = TYPE_RESERVED;

	if (missing != NULL) {
		read_error_file(ret_error, tree->name, "entry %.*s has no "
		    "file `%s`", (int)digits, path, missing);
		return (false);
	}
	if (!read_address(entry->start, &start, ret_error) ||
	    !read_address(entry->last, &last, ret_error) ||
	    !read_type(entry->type, draft, &type, ret_error))
		return (false);
	/* An empty one ends a byte before it starts. */
	if (last < start && last != start - 1)
		return (refuse(entry->last, "ends before it starts",
		    ret_error));
	draft_add_e820(draft, draft_extent(start, last), type);
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

const struct import_form form_firmware_memmap = {
	.name = "firmware-memmap",
	.about = "Linux's /sys/firmware/memmap, the directory or a tar of it",
	.is_tree = is_tree,
	.read_tree = read_tree,
};

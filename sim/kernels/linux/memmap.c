/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Follows arch/x86/kernel/e820.c of Linux 6.1, 6.12 and 7.2.  Re-enacted,
 * defects included: do not improve this.
 */
#include "sim/kernels/linux/memmap.h"

#include <string.h>

#include "sim/kernels/linux_parameters.h"

struct memmap {
	struct linux_e820 *table;
	bool is_user_defined;
	bool is_at_bug;
};

/* Everything from size up, but the last byte there could be. */
static void
remove_ram_above(struct linux_e820 *table, uint64_t size)
{
	linux_e820_range_remove(table, size, UINT64_MAX - size,
	    LINUX_E820_RAM);
}

static void
apply_mem(struct memmap *memmap, const char *value)
{
	const char *end;
	uint64_t size;

	if (value == NULL)
		return;
	if (strcmp(value, "nopentium") == 0) {
		linux_e820_say(memmap->table, &(struct bm_linux_e820_line){
		    .kind = BM_LINUX_E820_TEXT, .who = "mem=nopentium "
		    "ignored! (only supported on x86_32)" });
		return;
	}
	memmap->is_user_defined = true;
	size = linux_memparse(value, &end);
	if (size != 0)
		remove_ram_above(memmap->table, size);
}

/* The parser of "size%start-old+new" after the size; all or nothing. */
static void
apply_percent(struct memmap *memmap, uint64_t size, const char *text)
{
	struct bm_linux_e820_entry entry = { .extent.length = size };
	uint32_t old_type = 0, new_type = 0;

	entry.extent.base = linux_memparse(text, &text);
	if (*text == '-')
		old_type = (uint32_t)linux_strtoull(text + 1, &text);
	if (*text == '+')
		new_type = (uint32_t)linux_strtoull(text + 1, &text);
	if (*text != '\0')
		return;
	if (old_type != 0 && old_type == new_type) {
		memmap->is_at_bug = true;
	} else if (old_type != 0 && new_type != 0) {
		linux_e820_range_update(memmap->table, entry.extent.base, size,
		    old_type, new_type);
	} else if (new_type != 0) {
		entry.type = new_type;
		linux_e820_range_add(memmap->table, &entry);
	} else {
		linux_e820_range_remove(memmap->table, entry.extent.base, size,
		    old_type);
	}
}

/* The type that a separator stands for; 0 if it is none of these. */
static uint32_t
type_of_separator(char separator)
{
	switch (separator) {
	case '@':
		return (LINUX_E820_RAM);
	case '#':
		return (LINUX_E820_ACPI);
	case '$':
		return (LINUX_E820_RESERVED);
	case '!':
		return (LINUX_E820_PRAM);
	default:
		return (LINUX_E820_NONE);
	}
}

static void
apply_one(struct memmap *memmap, const char *text)
{
	static const char exactmap[] = "exactmap";
	struct bm_linux_e820_entry entry = { .type = LINUX_E820_NONE };
	const char *end;

	if (strncmp(text, exactmap, strlen(exactmap)) == 0) {
		memmap->table->count = 0;
		memmap->is_user_defined = true;
		return;
	}
	entry.extent.length = linux_memparse(text, &end);
	if (end == text)
		return;
	memmap->is_user_defined = true;
	entry.type = type_of_separator(*end);
	if (*end == '%') {
		apply_percent(memmap, entry.extent.length, end + 1);
	} else if (entry.type == LINUX_E820_NONE) {
		remove_ram_above(memmap->table, entry.extent.length);
	} else {
		/* What stands behind the start is complained of too late. */
		entry.extent.base = linux_memparse(end + 1, &end);
		linux_e820_range_add(memmap->table, &entry);
	}
}

static void
apply_memmap(struct memmap *memmap, char *list)
{
	while (list != NULL && !memmap->is_at_bug) {
		char *comma = strchr(list, ',');

		if (comma != NULL)
			*comma++ = '\0';
		apply_one(memmap, list);
		list = comma;
	}
}

bool
linux_memmap_apply(struct linux_e820 *table, const char *cmdline,
    struct arena *arena, bool *ret_is_user_defined)
{
	struct linux_parameters parameters = linux_parameters_new(cmdline,
	    arena);
	struct memmap memmap = { .table = table };
	const char *name;
	char *value;

	while (!memmap.is_at_bug &&
	    linux_parameters_next(&parameters, &name, &value)) {
		if (strcmp(name, "mem") == 0)
			apply_mem(&memmap, value);
		if (strcmp(name, "memmap") == 0)
			apply_memmap(&memmap, value);
	}
	*ret_is_user_defined = memmap.is_user_defined;
	return (!memmap.is_at_bug);
}

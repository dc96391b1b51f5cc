/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * mem= and memmap= on x86: the forms that 6.12 reads, without its traps.  A
 * word that is no size, a size of nothing, a sum or a suffix that overflows
 * and whatever stands behind a form change nothing, and a line says so.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/kernels/linux_parameters.h"
#include "sim/kernels/reference_linux_x86.h"

/* One form of memmap= as it was read. */
struct form {
	char separator;		/* '@', '#', '$', '!', '%', or 0: none */
	uint64_t size;
	uint64_t start;
	uint64_t old_type;	/* with '%'; 0: not said */
	uint64_t new_type;
};

/* How many bits a suffix stands for; 0 if it is none. */
static unsigned
suffix_bits(char c)
{
	static const char suffixes[] = "KkMmGgTtPpEe";
	const char *found = c == '\0' ? NULL : strchr(suffixes, c);

	return (found == NULL ? 0 : 10 * (unsigned)((found - suffixes) / 2 +
	    1));
}

static unsigned
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return ((unsigned)(c - '0'));
	if (c >= 'a' && c <= 'f')
		return ((unsigned)(c - 'a') + 10);
	if (c >= 'A' && c <= 'F')
		return ((unsigned)(c - 'A') + 10);
	return (16);
}

/* Digits in C's notation; false if there is none, or too many. */
static bool
read_number(const char **text, uint64_t *ret_value)
{
	unsigned base = **text == '0' ? 8 : 10;
	uint64_t value = 0;

	if (base == 8 && ((*text)[1] == 'x' || (*text)[1] == 'X')) {
		base = 16;
		*text += 2;
	}
	if (digit_of(**text) >= base)
		return (false);
	for (; digit_of(**text) < base; (*text)++) {
		if (value > (UINT64_MAX - digit_of(**text)) / base)
			return (false);
		value = value * base + digit_of(**text);
	}
	*ret_value = value;
	return (true);
}

/* The same with K, M, G, T, P or E behind it. */
static bool
read_size(const char **text, uint64_t *ret_value)
{
	unsigned bits;

	if (!read_number(text, ret_value))
		return (false);
	bits = suffix_bits(**text);
	if (bits == 0)
		return (true);
	if (*ret_value > UINT64_MAX >> bits)
		return (false);
	*ret_value <<= bits;
	(*text)++;
	return (true);
}

/* "-old+new", of which either may be missing. */
static bool
read_types(const char **text, struct form *form)
{
	const struct {
		char sign;
		uint64_t *type;
	} parts[] = { { '-', &form->old_type }, { '+', &form->new_type } };

	for (size_t i = 0; i < 2; i++) {
		if (**text != parts[i].sign)
			continue;
		(*text)++;
		if (!read_number(text, parts[i].type) ||
		    *parts[i].type == E820_NONE || *parts[i].type > UINT32_MAX)
			return (false);
	}
	return (form->old_type == 0 || form->old_type != form->new_type);
}

/* Does all of text make sense? */
static bool
read_form(const char *text, struct form *form)
{
	*form = (struct form){ .separator = '\0' };
	if (!read_size(&text, &form->size) || form->size == 0)
		return (false);
	if (*text == '\0')
		return (true);
	form->separator = *text;
	if (strchr("@#$!%", *text++) == NULL ||
	    !read_size(&text, &form->start) ||
	    form->size - 1 > UINT64_MAX - form->start ||
	    (form->separator == '%' && !read_types(&text, form)))
		return (false);
	return (*text == '\0');
}

/* Everything from size up. */
static void
remove_ram_above(struct reference_linux *boot, uint64_t size)
{
	reference_e820_remove(&boot->e820, (struct bm_range){ size, 0 },
	    E820_RAM);
}

static void
apply_percent(struct reference_linux *boot, const struct form *form,
    struct bm_range range)
{
	const uint32_t old_type = (uint32_t)form->old_type;
	const uint32_t new_type = (uint32_t)form->new_type;

	if (old_type != 0 && new_type != 0)
		reference_e820_update(&boot->e820, range, old_type, new_type);
	else if (new_type != 0)
		reference_e820_add(&boot->e820, range, new_type,
		    reference_linux_origin(BM_SOURCE_NONE, 0));
	else
		reference_e820_remove(&boot->e820, range, old_type);
}

static void
apply_form(struct reference_linux *boot, const struct form *form)
{
	static const struct {
		char separator;
		uint32_t type;
	} types[] = { { '@', E820_RAM }, { '#', E820_ACPI },
	    { '$', E820_RESERVED }, { '!', E820_PRAM } };
	const struct bm_range range = bm_range_closed(form->start,
	    form->start + (form->size - 1));

	if (form->separator == '\0')
		remove_ram_above(boot, form->size);
	if (form->separator == '%')
		apply_percent(boot, form, range);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].separator == form->separator)
			reference_e820_add(&boot->e820, range, types[i].type,
			    reference_linux_origin(BM_SOURCE_NONE, 0));
}

static void
say_ignored(struct reference_linux *boot, const char *name, const char *value)
{
	static const char format[] = "e820: %s=%s makes no sense, ignored";
	const size_t bytes = sizeof(format) + strlen(name) + strlen(value);
	char *text = arena_alloc(boot->log.arena, bytes, 1);

	snprintf(text, bytes, format, name, value);
	reference_e820_say(&boot->e820, text);
}

static bool
apply_memmap(struct reference_linux *boot, const char *text)
{
	struct form form;

	if (strcmp(text, "exactmap") == 0) {
		boot->e820.map.count = 0;
		return (true);
	}
	if (!read_form(text, &form)) {
		say_ignored(boot, "memmap", text);
		return (false);
	}
	apply_form(boot, &form);
	return (true);
}

static bool
apply_memmap_list(struct reference_linux *boot, char *list)
{
	bool is_any = false;

	while (list != NULL) {
		char *comma = strchr(list, ',');

		if (comma != NULL)
			*comma++ = '\0';
		is_any |= apply_memmap(boot, list);
		list = comma;
	}
	return (is_any);
}

static bool
apply_mem(struct reference_linux *boot, const char *value)
{
	const char *end = value;
	uint64_t size;

	if (strcmp(value, "nopentium") == 0) {
		reference_e820_say(&boot->e820, "mem=nopentium ignored! (only "
		    "supported on x86_32)");
		return (false);
	}
	if (!read_size(&end, &size) || size == 0 || *end != '\0') {
		say_ignored(boot, "mem", value);
		return (false);
	}
	remove_ram_above(boot, size);
	return (true);
}

bool
reference_linux_apply_memmap(struct reference_linux *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    reference_linux_cmdline(boot), boot->log.arena);
	bool is_any = false;
	const char *name;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		if (value == NULL)
			continue;
		if (strcmp(name, "mem") == 0)
			is_any |= apply_mem(boot, value);
		if (strcmp(name, "memmap") == 0)
			is_any |= apply_memmap_list(boot, value);
	}
	return (is_any);
}

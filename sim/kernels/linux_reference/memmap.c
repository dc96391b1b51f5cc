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
#include "sim/kernels/linux_reference/layers.h"
#include "sim/kernels/linux_reference/x86.h"

/* The map on the way. */
struct amended {
	struct reference_linux *boot;
	bool is_amended;		/* by something that makes sense */
	struct reference_layers layers;	/* of boot's map, once it is */
};

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

static struct reference_layers *
amend(struct amended *amended)
{
	if (!amended->is_amended)
		amended->layers = reference_layers_of(
		    &amended->boot->e820.map, amended->boot->log.arena);
	amended->is_amended = true;
	return (&amended->layers);
}

static void
remove_type(struct amended *amended, struct bm_range range, uint32_t type)
{
	reference_e820_say_removed(&amended->boot->e820, range, type);
	if (type == E820_NONE)
		reference_layers_remove_all(amend(amended), range);
	else
		reference_layers_remove(amend(amended), range, type);
}

/* Everything from size up. */
static void
remove_ram_above(struct amended *amended, uint64_t size)
{
	remove_type(amended, (struct bm_range){ size, 0 }, E820_RAM);
}

static void
apply_percent(struct amended *amended, const struct form *form,
    struct bm_range range)
{
	const uint32_t old_type = (uint32_t)form->old_type;
	const uint32_t new_type = (uint32_t)form->new_type;

	if (old_type != 0 && new_type != 0) {
		reference_e820_say_updated(&amended->boot->e820, range,
		    old_type, new_type);
		reference_layers_retype(amend(amended), range, old_type,
		    new_type);
	} else if (new_type != 0) {
		reference_layers_add(amend(amended), range, new_type);
	} else {
		remove_type(amended, range, old_type);
	}
}

static void
apply_form(struct amended *amended, const struct form *form)
{
	static const struct {
		char separator;
		uint32_t type;
	} types[] = { { '@', E820_RAM }, { '#', E820_ACPI },
	    { '$', E820_RESERVED }, { '!', E820_PRAM } };
	const struct bm_range range = bm_range_closed(form->start,
	    form->start + (form->size - 1));

	if (form->separator == '\0')
		remove_ram_above(amended, form->size);
	if (form->separator == '%')
		apply_percent(amended, form, range);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].separator == form->separator)
			reference_layers_add(amend(amended), range,
			    types[i].type);
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

static void
apply_memmap(struct amended *amended, const char *text)
{
	struct form form;

	if (strcmp(text, "exactmap") == 0)
		amend(amended)->count = 0;
	else if (read_form(text, &form))
		apply_form(amended, &form);
	else
		say_ignored(amended->boot, "memmap", text);
}

static void
apply_memmap_list(struct amended *amended, char *list)
{
	while (list != NULL) {
		char *comma = strchr(list, ',');

		if (comma != NULL)
			*comma++ = '\0';
		apply_memmap(amended, list);
		list = comma;
	}
}

static void
apply_mem(struct amended *amended, const char *value)
{
	const char *end = value;
	uint64_t size;

	if (strcmp(value, "nopentium") == 0)
		reference_e820_say(&amended->boot->e820, "mem=nopentium "
		    "ignored! (only supported on x86_32)");
	else if (read_size(&end, &size) && size != 0 && *end == '\0')
		remove_ram_above(amended, size);
	else
		say_ignored(amended->boot, "mem", value);
}

bool
reference_linux_apply_memmap(struct reference_linux *boot)
{
	struct linux_parameters parameters = linux_parameters_new(
	    reference_linux_cmdline(boot), boot->log.arena);
	struct amended amended = { .boot = boot };
	struct bm_rset entries;
	const char *name;
	char *value;

	while (linux_parameters_next(&parameters, &name, &value)) {
		if (value == NULL)
			continue;
		if (strcmp(name, "mem") == 0)
			apply_mem(&amended, value);
		if (strcmp(name, "memmap") == 0)
			apply_memmap_list(&amended, value);
	}
	if (!amended.is_amended)
		return (false);
	entries = reference_layers_entries(&amended.layers);
	reference_e820_build(&boot->e820, entries.entries, entries.count);
	return (true);
}

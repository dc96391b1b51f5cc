/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/export/dts_parts.h"

#include <inttypes.h>

static void
write_cells(FILE *file, uint64_t number)
{
	fprintf(file, "0x%" PRIx64 " 0x%" PRIx64, number >> 32,
	    number & UINT32_MAX);
}

void
dts_write_ranges(FILE *file, const char *indent, const char *name,
    const struct extent_list *list)
{
	fprintf(file, "%s%s", indent, name);
	for (size_t i = 0; i < list->count; i++) {
		fputs(i == 0 ? " = <" : ">, <", file);
		write_cells(file, list->entries[i].base);
		putc(' ', file);
		write_cells(file, list->entries[i].length);
	}
	fputs(list->count > 0 ? ">;\n" : ";\n", file);
}

void
dts_write_number(FILE *file, const char *indent, const char *name,
    uint64_t number)
{
	fprintf(file, "%s%s = <", indent, name);
	write_cells(file, number);
	fputs(">;\n", file);
}

static void
write_quoted(FILE *file, const char *text)
{
	putc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(file, "\\%c", *text);
		else if (*text >= ' ' && *text <= '~')
			putc(*text, file);
		else
			fprintf(file, "\\x%02x",
			    (unsigned)(unsigned char)*text);
	}
	putc('"', file);
}

void
dts_write_strings(FILE *file, const char *indent, const char *name,
    const char *text, const struct string_list *more)
{
	if (text == NULL)
		return;
	fprintf(file, "%s%s = ", indent, name);
	write_quoted(file, text);
	for (size_t i = 0; i < more->count; i++) {
		fputs(", ", file);
		write_quoted(file, more->entries[i]);
	}
	fputs(";\n", file);
}

void
dts_write_string(FILE *file, const char *indent, const char *name,
    const char *text)
{
	dts_write_strings(file, indent, name, text,
	    &(struct string_list){ .count = 0 });
}

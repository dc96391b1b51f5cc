/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's e820 table: what the kernel logs of it on the way, and how it ends
 * up.
 */
#include <inttypes.h>

#include "sim/names.h"
#include "sim/print/table.h"

static const struct named_value names_6[] = {
	{ "usable", 1 },
	{ "reserved", 2 },
	{ "ACPI data", 3 },
	{ "ACPI NVS", 4 },
	{ "unusable", 5 },
	{ "persistent (type 7)", 7 },
	{ "persistent (type 12)", 12 },
	{ "usable", 128 },
	{ "soft reserved", 0xefffffff },
	{ .name = NULL }
};

static const struct named_value names_7[] = {
	{ "System RAM", 1 },
	{ "device reserved", 2 },
	{ "ACPI data", 3 },
	{ "ACPI NVS", 4 },
	{ "unusable", 5 },
	{ "persistent RAM (type 7)", 7 },
	{ "persistent RAM (type 12)", 12 },
	{ "soft reserved", 0xefffffff },
	{ .name = NULL }
};

/* As the patch that reserves RAM below the kernel numbers them. */
static const struct named_value names_physstart[] = {
	{ "(reserved RAM)", 1 },
	{ "(reserved RAM failed)", 2 },
	{ "(usable)", 3 },
	{ "(reserved)", 4 },
	{ "(ACPI data)", 5 },
	{ "(ACPI NVS)", 6 },
	{ .name = NULL }
};

/* Of the reference for that: firmware's own numbers, and two more. */
static const struct named_value names_set_aside[] = {
	{ "usable", 1 },
	{ "reserved", 2 },
	{ "ACPI data", 3 },
	{ "ACPI NVS", 4 },
	{ "unusable", 5 },
	{ "reserved RAM", BM_LINUX_E820_SET_ASIDE },
	{ "reserved RAM failed", BM_LINUX_E820_SET_ASIDE_USED },
	{ .name = NULL }
};

/* How a kernel words it. */
static const struct wording {
	const struct named_value *names;
	const char *before_type;	/* in an entry's line */
	bool has_gaps;			/* says what lies between entries */
	bool is_exclusive;		/* prints ends, not last bytes */
	const char *full;
	bool names_what_is_ignored;
	const char *after_any;		/* what is removed, of any type */
} wordings[] = {
	[BM_LINUX_E820_FORM_6] = { names_6, " ", false, false,
	    "too many entries; ignoring", true, " " },
	[BM_LINUX_E820_FORM_7] = { names_7, "  ", true, false,
	    "E820 table full; ignoring", true, "" },
	[BM_LINUX_E820_FORM_PHYSSTART] = { names_physstart, " ", false, true,
	    "Ooops! Too many entries in the memory map!", false, " " },
	[BM_LINUX_E820_FORM_SET_ASIDE] = { names_set_aside, " ", false, false,
	    "too many entries; ignoring", true, " " },
};

static void
print_type(FILE *out, const struct wording *wording, uint32_t type)
{
	const char *name = name_of(wording->names, type);

	if (name != NULL)
		fputs(name, out);
	else
		fprintf(out, "type %" PRIu32, type);
}

static void
print_mem(FILE *out, const char *what, const struct bm_linux_e820_line *line)
{
	fprintf(out, "%s [mem 0x%08" PRIx64 "-0x%08" PRIx64 "]", what,
	    line->start, line->last);
}

/* previous_end: of the entry before it in the same listing, or 0. */
static void
print_entry(FILE *out, const struct wording *wording,
    const struct bm_linux_e820_line *line, bm_paddr previous_end)
{
	if (wording->has_gaps && line->start < previous_end)
		fputs("[Firmware Bug]: out of order E820 entry!\n", out);
	if (wording->has_gaps && line->start > previous_end)
		fprintf(out, "%s: [gap 0x%016" PRIx64 "-0x%016" PRIx64 "]\n",
		    line->who, previous_end, line->start - 1);
	if (wording->is_exclusive)
		fprintf(out, " %s: %016" PRIx64 " - %016" PRIx64, line->who,
		    line->start, line->last + 1);
	else
		fprintf(out, "%s: [mem 0x%016" PRIx64 "-0x%016" PRIx64 "]",
		    line->who, line->start, line->last);
	fputs(wording->before_type, out);
	print_type(out, wording, line->type);
}

static void
print_line(FILE *out, const struct wording *wording,
    const struct bm_linux_e820_line *line, bm_paddr previous_end)
{
	switch (line->kind) {
	case BM_LINUX_E820_TEXT:
	case BM_LINUX_E820_HEADING:
		fputs(line->who, out);
		break;
	case BM_LINUX_E820_ENTRY:
		print_entry(out, wording, line, previous_end);
		break;
	case BM_LINUX_E820_UPDATE:
		print_mem(out, "e820: update", line);
		fputc(' ', out);
		print_type(out, wording, line->type);
		fputs(" ==> ", out);
		print_type(out, wording, line->new_type);
		break;
	case BM_LINUX_E820_REMOVE:
		print_mem(out, "e820: remove", line);
		fputs(line->type == 0 ? wording->after_any : " ", out);
		if (line->type != 0)
			print_type(out, wording, line->type);
		break;
	case BM_LINUX_E820_IGNORED:
		if (wording->names_what_is_ignored)
			print_mem(out, wording->full, line);
		else
			fputs(wording->full, out);
		break;
	}
	fputc('\n', out);
}

void
print_e820(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux_e820 *e820 =
	    &simulation->world.linux_world.e820;
	bm_paddr previous_end = 0;

	for (size_t i = 0; i < e820->line_count; i++) {
		const struct bm_linux_e820_line *line = &e820->lines[i];

		print_line(out, &wordings[e820->form], line, previous_end);
		/* Every listing begins anew. */
		previous_end = line->kind == BM_LINUX_E820_ENTRY ?
		    line->last + 1 : 0;
	}
}

void
print_e820_final(FILE *out, const struct simulation *simulation)
{
	const struct bm_linux_e820 *e820 =
	    &simulation->world.linux_world.e820;
	bm_paddr previous_end = 0;

	for (size_t i = 0; i < e820->count; i++) {
		const struct bm_linux_e820_entry *entry = &e820->entries[i];
		const struct bm_linux_e820_line line = {
		    .kind = BM_LINUX_E820_ENTRY, .who = "modified",
		    .start = entry->extent.base,
		    .last = entry->extent.base + entry->extent.length - 1,
		    .type = entry->type };

		print_line(out, &wordings[e820->form], &line, previous_end);
		previous_end = line.last + 1;
	}
}

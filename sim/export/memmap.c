/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The e820 map as arguments that have Linux forget its firmware's map and
 * take this one.
 */
#include <inttypes.h>

#include "sim/export/export.h"

/* The kernel cuts its command line off here, a NUL behind it. */
enum { COMMAND_LINE_BYTES = 2048 };

/* What stands between size and base. */
static char
letter_of(uint32_t type)
{
	switch (type) {
	case 1:
		return ('@');
	case 2:
		return ('$');
	case 3:
		return ('#');
	case 12:
		return ('!');
	default:
		/* Adds what is said behind the base. */
		return ('%');
	}
}

/* Adds the bytes that it took to *bytes. */
static bool
write_entry(FILE *file, const struct e820_entry *entry, size_t index,
    size_t *bytes, struct export_notes *notes)
{
	char letter = letter_of(entry->type);
	char type[16] = "";
	int length;

	if (letter == '%')
		snprintf(type, sizeof(type), "+%" PRIu32, entry->type);
	length = fprintf(file, " memmap=0x%" PRIx64 "%c0x%" PRIx64 "%s",
	    entry->extent.length, letter, entry->extent.base, type);
	/* A file that fails is the caller's affair. */
	*bytes += length < 0 ? 0 : (size_t)length;
	return (*bytes < COMMAND_LINE_BYTES || export_refuse(notes,
	    "firmware.e820", index, "with this entry the arguments have more "
	    "than %d bytes, which is where an x86 kernel cuts its command "
	    "line off", COMMAND_LINE_BYTES - 1));
}

bool
export_memmap(FILE *file, const struct capture *capture,
    struct export_notes *notes)
{
	static const char first[] = "memmap=exactmap";
	const struct e820_map *map = &capture->e820;
	size_t bytes = sizeof(first) - 1;
	struct bm_range range;

	fputs(first, file);
	for (size_t i = 0; i < map->count; i++) {
		const struct e820_entry *entry = &map->entries[i];
		enum export_verdict verdict = export_judge(bm_extent_range(
		    entry->extent, &range), "firmware.e820", i, notes);

		if (verdict == EXPORT_REFUSE)
			return (false);
		if (verdict == EXPORT_SKIP)
			continue;
		if (entry->type == 0)
			export_leave_out(notes, "firmware.e820", i,
			    "memmap= takes type 0 as none");
		else if (!write_entry(file, entry, i, &bytes, notes))
			return (false);
	}
	putc('\n', file);
	return (true);
}

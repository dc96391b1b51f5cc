/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Captures in the forms that others have for a memory map.
 *
 * No form holds all that a capture does.  What it has no words for is left
 * out and named; what it could only say wrongly is refused.
 */
#ifndef EXPORT_H
#define EXPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/extent.h"
#include "sim/capture.h"

/* What a capture may hold; a set of them is a sum. */
enum {
	EXPORT_E820 = 1 << 0,
	EXPORT_EFI = 1 << 1,
	EXPORT_EFI_MEMRESERVE = 1 << 2,
	EXPORT_FDT = 1 << 3,
	EXPORT_REGIONS = 1 << 4,
	EXPORT_OPS = 1 << 5,
	EXPORT_CMDLINE = 1 << 6,
	EXPORT_INITRD = 1 << 7,
	EXPORT_REST = 1 << 8	/* no form has any of it */
};

struct export_notes {
	/*
	 * What is left out, and why; where is a JSON path.  Told while the
	 * export goes on, which may still be refused.
	 */
	void (*left_out)(void *context, const char *where, const char *why);
	void *context;
	/* Of a refusal: where, "" being the capture as a whole, and why. */
	char where[64];
	char why[256];
};

/*
 * Writes what the form can say of the capture.  False, with notes->where and
 * ->why, if that would not be true; what is in the file is worthless then.
 * Whether it could be written is for the caller to ask, with ferror(3).
 */
typedef bool export_function(FILE *file, const struct capture *capture,
    struct export_notes *notes);

struct export_format {
	const char *name;
	const char *about;	/* one line */
	const char *carries;	/* what of a capture, in words */
	uint32_t maps;		/* of which the capture needs one */
	uint32_t parts;		/* all that the form may say of a capture */
	export_function *write;
};

extern const struct export_format export_formats[];
extern const size_t export_format_count;

/* NULL if there is none of that name. */
const struct export_format *export_format_find(const char *name);

/* Names the parts that the form does not have, and writes the others. */
bool export_capture(const struct export_format *format, FILE *file,
    const struct capture *capture, struct export_notes *notes);

/* For the forms: one file each. */
export_function export_linux_dmesg;
export_function export_e820;
export_function export_e820_ext;
export_function export_efi;
export_function export_dts;
export_function export_freebsd_regions;
export_function export_smap;
export_function export_efi_table;
export_function export_memmap;

/* What the forms tell: of entry index of the list that path names. */
void export_leave_out(struct export_notes *notes, const char *path,
    size_t index, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
bool export_refuse(struct export_notes *notes, const char *path, size_t index,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Of a path that is no list's. */
#define EXPORT_NO_INDEX SIZE_MAX

/*
 * Of an entry in a form with ends, from what bm_extent_range() answered: one
 * without a byte is left out, one that runs past 2^64 is refused.
 */
enum export_verdict { EXPORT_TAKE, EXPORT_SKIP, EXPORT_REFUSE };

enum export_verdict export_judge(enum bm_clip clip, const char *path,
    size_t index, struct export_notes *notes);

#endif

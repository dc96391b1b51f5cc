/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture that an importer is making, entry by entry, in the order of its
 * source.  Names are copied.
 */
#ifndef IMPORT_DRAFT_H
#define IMPORT_DRAFT_H

#include "sim/capture.h"
#include "sim/read/error.h"

struct draft {
	struct capture *capture;	/* NULL once it was taken out */
	size_t entry_count;		/* of maps; see draft_is_full */
	bool has_arch;			/* the source says it */
	struct string_list notes;	/* see draft_note */
};

/* Of nothing but defaults: amd64, pages of 4096 bytes, captured. */
struct draft draft_new(void);
void draft_free(struct draft *draft);

/* More entries than a capture may have: nobody would read it again. */
bool draft_is_full(const struct draft *draft);

/* Does any of the firmware's maps have an entry? */
bool draft_has_map(const struct draft *draft);

void draft_set_arch(struct draft *draft, enum arch arch);

/* Says why the capture is not all that the machine said; the first counts. */
void draft_truncate(struct draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Tells the user what the capture does not say, though nothing is missing. */
void draft_note(struct draft *draft, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The text of a field of the capture, such as &draft->capture->about, made
 * fit to be one: on one line and in UTF-8.
 */
void draft_set_text(struct draft *draft, char **field, const char *text,
    size_t length);

/* The line from start to end, without blanks behind it, as such a text. */
void draft_set_line(struct draft *draft, char **field, const char *start,
    const char *end);

/* Not all of its numbers stand in the source. */
void draft_set_reconstructed(struct draft *draft);

/* None of the maps was the form's. */
void draft_drop_maps(struct draft *draft);

void draft_add_e820(struct draft *draft, struct bm_extent extent,
    uint32_t type);
void draft_add_efi(struct draft *draft,
    const struct efi_descriptor *descriptor);

/* To one of the capture's lists of ranges, such as fdt.memory. */
void draft_add_extent(struct draft *draft, struct extent_list *list,
    struct bm_extent extent);

/* Zeroed, for the caller to fill in; valid until the next one is added. */
struct fdt_reserved *draft_add_reserved(struct draft *draft,
    const char *name, size_t length);
struct device *draft_add_device(struct draft *draft, const char *name,
    size_t length);
struct preload *draft_add_preload(struct draft *draft);

/* firmware.regions; a flag makes it an exclusion. */
void draft_add_region(struct draft *draft, enum region_op_kind kind,
    struct bm_extent extent, uint32_t flags);

void draft_add_profile(struct draft *draft, const char *name);

/* A later value goes before an earlier one of the same name. */
void draft_add_tunable(struct draft *draft, const char *name,
    const char *value);

/*
 * A line, to which a newline is added, of what that kernel printed as that
 * table.
 */
void draft_add_witness_line(struct draft *draft, const char *profile,
    const char *table, const char *line, size_t length);

/* Base and size of [start, last]; the whole address space has no size. */
struct bm_extent draft_extent(bm_paddr start, bm_paddr last);

#endif

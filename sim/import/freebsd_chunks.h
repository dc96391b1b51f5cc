/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The tables of physical memory that FreeBSD and DragonFly print, two of which
 * have the heading "Physical memory chunk(s):": subr_physmem's, which goes on
 * with "Excluded memory regions:", and phys_avail's.
 */
#ifndef IMPORT_FREEBSD_CHUNKS_H
#define IMPORT_FREEBSD_CHUNKS_H

#include "sim/import/form.h"
#include "sim/read/physmem_row.h"

/* Stands in a boot's state, zeroed. */
struct freebsd_chunks {
	bool is_open;		/* a row may come */
	bool is_below_heading;	/* of chunks, whichever they are */
	enum printed_kind kind;	/* of the table that is open */
	bool has[PRINTED_KIND_COUNT];
	bool has_lost_blanks;	/* rows that the kernel did not print so */
	uint64_t page_sizes;	/* the sum of those that fit; 0: no row */
	struct extent_list phys_avail;
};

/* The profile of witnesses until it is known which kernel it is. */
extern const char freebsd_chunks_profile[];

/* What take does for a line that begins with each of the headings ... */
enum log_verdict freebsd_chunks_heading(struct log_run *run, struct row *row,
    struct freebsd_chunks *chunks);
enum log_verdict freebsd_chunks_excluded(struct log_run *run,
    struct row *row, struct freebsd_chunks *chunks);

/*
 * ... or with "0x".  A second table of a kind begins another boot.  Rows of
 * physmem go to the draft's firmware.regions, those of phys_avail to chunks;
 * the text of both becomes witnesses.
 */
enum log_verdict freebsd_chunks_row(struct log_run *run, struct row *row,
    struct freebsd_chunks *chunks);

/* A line that is none of them. */
void freebsd_chunks_leave(struct freebsd_chunks *chunks);

/* Behind the last line: says what is missing, and sets the page size. */
void freebsd_chunks_finish(struct log_run *run,
    const struct freebsd_chunks *chunks);

#endif

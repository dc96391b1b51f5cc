/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/import/freebsd_chunks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/exclusions.h"

static const char chunks_title[] = "Physical memory chunk(s):";
static const char excluded_title[] = "Excluded memory regions:";

const char freebsd_chunks_profile[] = "?";

static const char *
table_of(enum printed_kind kind)
{
	return (kind == PRINTED_PHYS_CHUNKS ? "phys_chunks" : "physmem");
}

static void
keep_line(struct log_run *run, enum printed_kind kind, const char *line,
    size_t length)
{
	draft_add_witness_line(&run->draft, freebsd_chunks_profile,
	    table_of(kind), line, length);
}

static void
begin_table(struct log_run *run, struct freebsd_chunks *chunks,
    enum printed_kind kind)
{
	if (chunks->has[kind]) {
		/* It zeroes what chunks points to as well. */
		log_begin_boot(run);
		chunks->is_open = true;
	}
	chunks->is_below_heading = false;
	chunks->has[kind] = true;
	chunks->kind = kind;
	if (chunks->page_sizes == 0)
		chunks->page_sizes = PHYSMEM_TABLE_PAGE_SIZES;
	if (kind != PRINTED_EXCLUDED)
		keep_line(run, kind, chunks_title, strlen(chunks_title));
	else
		keep_line(run, kind, excluded_title, strlen(excluded_title));
}

enum log_verdict
freebsd_chunks_heading(struct log_run *run, struct row *row,
    struct freebsd_chunks *chunks)
{
	(void)run;
	if (!row_end(row))
		return (LOG_PASSED);
	chunks->is_open = true;
	chunks->is_below_heading = true;
	return (LOG_TAKEN);
}

enum log_verdict
freebsd_chunks_excluded(struct log_run *run, struct row *row,
    struct freebsd_chunks *chunks)
{
	if (!row_end(row))
		return (LOG_PASSED);
	/* A machine may have no chunk that is printed. */
	if (chunks->is_open && chunks->is_below_heading)
		begin_table(run, chunks, PRINTED_CHUNKS);
	if (!chunks->has[PRINTED_CHUNKS] || chunks->has[PRINTED_EXCLUDED]) {
		row_refuse(row, run->line, "no `%s` before it",
		    chunks_title);
		return (LOG_REFUSED);
	}
	begin_table(run, chunks, PRINTED_EXCLUDED);
	chunks->is_open = true;
	return (LOG_TAKEN);
}

/* How the kernel printed the row, of which blanks may have been lost. */
static int
print_row(char *text, size_t size, enum printed_kind kind,
    const struct row_numbers *numbers)
{
	const bool is_excluded = kind == PRINTED_EXCLUDED;

	return (snprintf(text, size, "  0x%08" PRIx64 " - 0x%08" PRIx64
	    ", %5" PRIu64 " MB (%7" PRIu64 " pages)%s%s%s%s",
	    numbers->start, numbers->last, numbers->size,
	    numbers->page_count, is_excluded ? " " : "",
	    (numbers->flags & BM_EXCLUDE_NOALLOC) != 0 ? "NoAlloc" : "",
	    is_excluded ? " " : "",
	    (numbers->flags & BM_EXCLUDE_NODUMP) != 0 ? "NoDump" : ""));
}

static void
keep_row(struct log_run *run, struct freebsd_chunks *chunks,
    const struct row_numbers *numbers)
{
	const char *line = run->line - run->indent;
	const size_t length = (size_t)(run->line_end - line);
	char expected[256];

	keep_line(run, chunks->kind, line, length);
	if (chunks->kind == PRINTED_PHYS_CHUNKS) {
		if (run->indent > 0 || run->line_end[-1] != ')')
			chunks->has_lost_blanks = true;
		return;
	}
	if ((size_t)print_row(expected, sizeof(expected), chunks->kind,
	    numbers) != length || memcmp(expected, line, length) != 0)
		chunks->has_lost_blanks = true;
}

static void
add_row(struct log_run *run, struct freebsd_chunks *chunks,
    const struct row_numbers *numbers)
{
	const struct bm_extent extent = draft_extent(numbers->start,
	    numbers->last);

	if (chunks->kind == PRINTED_PHYS_CHUNKS)
		draft_add_extent(&run->draft, &chunks->phys_avail, extent);
	else
		draft_add_region(&run->draft, chunks->kind == PRINTED_CHUNKS ?
		    REGION_HARDWARE : REGION_EXCLUDE, extent,
		    numbers->flags);
	keep_row(run, chunks, numbers);
}

/* Where no table is open: a row that has lost its heading? */
static enum log_verdict
refuse_alone(const struct log_run *run, struct row *row)
{
	const enum printed_kind kind = physmem_row_kind(run->line,
	    run->line_end);
	uint64_t page_sizes = PHYSMEM_TABLE_PAGE_SIZES;
	struct row_numbers numbers;

	if (!physmem_row_read(row, kind == PRINTED_CHUNKS ?
	    PRINTED_EXCLUDED : kind, &page_sizes, &numbers))
		return (LOG_PASSED);
	row_refuse(row, run->line, "a row below no heading");
	return (LOG_REFUSED);
}

enum log_verdict
freebsd_chunks_row(struct log_run *run, struct row *row,
    struct freebsd_chunks *chunks)
{
	struct row_numbers numbers;

	row->at = run->line;
	if (!chunks->is_open)
		return (refuse_alone(run, row));
	if (chunks->is_below_heading)
		begin_table(run, chunks, physmem_row_kind(run->line,
		    run->line_end));
	if (!physmem_row_read(row, chunks->kind, &chunks->page_sizes,
	    &numbers))
		return (LOG_REFUSED);
	if (!numbers.is_empty && numbers.last - numbers.start == UINT64_MAX) {
		row_refuse(row, run->line, "all 2^64 bytes are more than a "
		    "size can say");
		return (LOG_REFUSED);
	}
	add_row(run, chunks, &numbers);
	return (LOG_TAKEN);
}

void
freebsd_chunks_leave(struct freebsd_chunks *chunks)
{
	chunks->is_open = false;
}

void
freebsd_chunks_finish(struct log_run *run,
    const struct freebsd_chunks *chunks)
{
	const uint64_t sizes = chunks->page_sizes;

	if (chunks->is_below_heading)
		draft_truncate(&run->draft, "no row below the last `%s`",
		    chunks_title);
	if (chunks->has[PRINTED_CHUNKS] && !chunks->has[PRINTED_EXCLUDED])
		draft_truncate(&run->draft, "no `%s` below the chunks: the "
		    "table is cut off", excluded_title);
	if (sizes != 0)
		run->draft.capture->page_size = sizes & -sizes;
}

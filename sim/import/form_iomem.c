/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's /proc/iomem.  It is a tree; which line lies in which one follows
 * from the ranges, as mails lose the blanks that say it.
 */
#include <string.h>

#include "sim/import/forms.h"
#include "sim/import/iomem.h"

/* Are there so many digits and what is behind them? */
static bool
take_digits(struct row *row, const char *behind)
{
	const char *start = row->at;

	while (row->at < row->end && ((*row->at >= '0' && *row->at <= '9') ||
	    (*row->at >= 'a' && *row->at <= 'f')))
		row->at++;
	return (row->at - start >= 8 && row->at - start <= 16 &&
	    row_take(row, behind));
}

/* "00100000-7ffdffff : System RAM" */
static bool
is_line(const struct row *row)
{
	struct row ahead = *row;

	return (take_digits(&ahead, "-") && take_digits(&ahead, ":") &&
	    ahead.at < ahead.end && *ahead.at == ' ');
}

/* What people write behind a name in mails: "reserved # Pending table". */
static size_t
name_length(const struct row *row)
{
	const char *at = row->at;

	while (at < row->end && !(*at == ' ' && row->end - at > 1 &&
	    strchr(" #<", at[1]) != NULL))
		at++;
	return ((size_t)(at - row->at));
}

static bool
read_line(struct row *row, struct iomem_line *line)
{
	const char *culprit = row->at;
	bm_paddr start, last;

	if (!row_hex(row, &start) || !row_expect(row, "-") ||
	    !row_hex(row, &last) || !row_expect(row, ":"))
		return (false);
	row_blanks(row);
	if (start > last)
		return (row_refuse(row, culprit, "the range ends before it "
		    "begins"));
	if (last == 0)
		return (row_refuse(row, culprit, "the addresses are 0, which "
		    "is what users other than root are shown: read "
		    "/proc/iomem as root"));
	if (last - start == UINT64_MAX)
		return (row_refuse(row, culprit, "a range of all addresses "
		    "has no size"));
	line->start = start;
	line->last = last;
	line->name = row->at;
	line->name_length = name_length(row);
	return (line->name_length > 0 || row_refuse(row, row->at,
	    "expected the name of the range"));
}

static enum log_verdict
take_line(struct log_run *run, struct row *row)
{
	const char *culprit = run->line;
	struct iomem *iomem = run->state;
	struct iomem_line line;

	row->at = run->line;
	if (!is_line(row))
		return (LOG_PASSED);
	if (!read_line(row, &line))
		return (LOG_REFUSED);
	if (iomem_is_another(iomem, &line))
		log_begin_boot(run);
	line.is_nested = iomem->count > 0 && line.start <= iomem->top_last;
	if (line.is_nested && line.last > iomem->top_last) {
		row_refuse(row, culprit, "the range is partly in the one of "
		    "a line before, which ends at 0x%llx",
		    (unsigned long long)iomem->top_last);
		return (LOG_REFUSED);
	}
	if (iomem->count == CAPTURE_ENTRIES_MAX) {
		row_refuse(row, culprit, "more than %zu lines, the limit",
		    CAPTURE_ENTRIES_MAX);
		return (LOG_REFUSED);
	}
	iomem_add(run, &line);
	return (LOG_TAKEN);
}

static const struct log_rule rules[] = {
	{ .first_of = "0123456789abcdef", .take = take_line },
	{ .take = NULL }
};

const struct import_form form_iomem = {
	.name = "iomem",
	.about = "Linux's /proc/iomem, read as root",
	.rules = rules,
	.state_bytes = sizeof(struct iomem),
	.finish = iomem_finish,
};

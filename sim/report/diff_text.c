/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdlib.h>

#include "core/contract.h"
#include "core/exclusions.h"
#include "core/page.h"
#include "sim/clean.h"
#include "sim/report/diff_formats.h"

const char *
diff_kind_name(enum diff_kind kind)
{
	static const char *const names[] = {
		[DIFF_EQUAL] = "equal",
		[DIFF_CHANGED] = "changed",
		[DIFF_GROWN] = "grown",
		[DIFF_SHRUNK] = "shrunk",
		[DIFF_MOVED] = "moved",
		[DIFF_REMOVED] = "removed",
		[DIFF_ADDED] = "added",
	};

	return (names[kind]);
}

const char *
diff_flags_text(uint32_t flags)
{
	static const char *const texts[] = {
		[0] = "",
		[BM_EXCLUDE_NODUMP] = "NoDump",
		[BM_EXCLUDE_NOALLOC] = "NoAlloc",
		[BM_EXCLUDE_ALL] = "NoAlloc NoDump",
	};

	return (texts[flags & BM_EXCLUDE_ALL]);
}

static bool
is_edge(enum diff_kind kind)
{
	return (kind == DIFF_GROWN || kind == DIFF_SHRUNK);
}

void
diff_change_size(const struct diff_result *result,
    const struct diff_change *change, uint64_t *ret_pages,
    struct diff_sum *ret_bytes)
{
	const struct diff_range *before = change->before;
	const struct diff_range *after = change->after;
	const uint64_t page_size =
	    result->sides[after == NULL ? 0 : 1].page_size;
	uint64_t bytes;

	BM_CONTRACT(before != NULL || after != NULL);
	*ret_bytes = (struct diff_sum){ 0, 0 };
	if (before != NULL && after != NULL && is_edge(change->kind)) {
		bytes = diff_bytes_between(before->range, after->range);
		*ret_pages = bytes / page_size;
		diff_sum_add(ret_bytes, bytes);
	} else {
		if (after == NULL)
			after = before;
		*ret_pages = bm_page_count(after->range, page_size);
		diff_sum_add_bytes(ret_bytes, after->range);
	}
}

void
diff_list_size(const struct diff_list *list, uint64_t page_size,
    struct diff_sum *ret_pages, struct diff_sum *ret_bytes)
{
	*ret_pages = *ret_bytes = (struct diff_sum){ 0, 0 };
	for (size_t i = 0; i < list->count; i++) {
		struct bm_range range = list->entries[i].range;

		diff_sum_add(ret_pages, bm_page_count(range, page_size));
		diff_sum_add_bytes(ret_bytes, range);
	}
}

static const char *
label_of(const struct diff_range *range)
{
	return (range->holder != NULL ? range->holder :
	    diff_flags_text(range->flags));
}

static void
print_label(FILE *out, const char *label)
{
	char *line = clean_line(label[0] == '\0' ? "(none)" : label);

	fputs(line, out);
	free(line);
}

static void
print_range(FILE *out, const struct diff_range *range)
{
	fprintf(out, "0x%08" PRIx64 "-0x%08" PRIx64, range->range.start,
	    bm_range_last(range->range));
}

static void
print_size(FILE *out, const struct diff_result *result,
    const struct diff_change *change)
{
	const char *sign = change->kind == DIFF_GROWN ? "+" :
	    change->kind == DIFF_SHRUNK ? "-" : "";
	struct diff_sum bytes;
	uint64_t pages;
	char text[DIFF_SUM_TEXT_BYTES];

	diff_change_size(result, change, &pages, &bytes);
	diff_sum_text(&bytes, text);
	fprintf(out, ", %s%" PRIu64 " pages, %s%s bytes", sign, pages, sign,
	    text);
}

/* What is only in A is gone, what is only in B has come. */
static void
print_kind(const struct color_output *output, enum diff_kind kind)
{
	const bool is_colored = kind == DIFF_REMOVED || kind == DIFF_ADDED;

	if (is_colored)
		color_begin(output, kind == DIFF_REMOVED ? COLOR_REMOVED :
		    COLOR_ADDED);
	fprintf(output->file, "%-7s  ", diff_kind_name(kind));
	if (is_colored)
		color_end(output);
}

static void
print_change(const struct color_output *output,
    const struct diff_result *result, const struct diff_change *change)
{
	FILE *out = output->file;
	const struct diff_range *one = change->before != NULL ?
	    change->before : change->after;
	const struct diff_range *other = change->before != NULL ?
	    change->after : NULL;

	fputs("  ", out);
	print_kind(output, change->kind);
	print_range(out, one);
	if (other != NULL && change->kind != DIFF_CHANGED) {
		fputs(" -> ", out);
		print_range(out, other);
	}
	print_size(out, result, change);
	if (other != NULL && change->kind == DIFF_CHANGED) {
		fputs(": ", out);
		print_label(out, label_of(one));
		fputs(" -> ", out);
		print_label(out, label_of(other));
	} else if (label_of(one)[0] != '\0') {
		fputs(": ", out);
		print_label(out, label_of(one));
	}
	fputc('\n', out);
}

static void
print_sums(FILE *out, const struct diff_result *result,
    const struct diff_part *part)
{
	fputs("  total    ", out);
	for (size_t side = 0; side < 2; side++) {
		struct diff_sum pages, bytes;
		char pages_text[DIFF_SUM_TEXT_BYTES];
		char bytes_text[DIFF_SUM_TEXT_BYTES];

		diff_list_size(&part->lists[side],
		    result->sides[side].page_size, &pages, &bytes);
		diff_sum_text(&pages, pages_text);
		diff_sum_text(&bytes, bytes_text);
		fprintf(out, "%s%zu ranges, %s pages, %s bytes",
		    side == 0 ? "" : " -> ", part->lists[side].count,
		    pages_text, bytes_text);
	}
	fputc('\n', out);
}

static void
print_part(const struct color_output *output,
    const struct diff_result *result, const struct diff_part *part)
{
	FILE *out = output->file;

	if (part->change_count == 0 &&
	    part->is_missing[0] == part->is_missing[1])
		return;
	fprintf(out, "%s%s%s:\n", part->table, part->name == NULL ? "" : " ",
	    part->name == NULL ? "" : part->name);
	if (part->is_missing[0] != part->is_missing[1]) {
		fprintf(out, "  missing  in %s: the kernel panicked before "
		    "it made one\n", part->is_missing[0] ? "A" : "B");
		return;
	}
	for (size_t i = 0; i < part->change_count; i++)
		print_change(output, result, &part->changes[i]);
	print_sums(out, result, part);
}

static void
print_side(FILE *out, const char *mark, const struct diff_side *side)
{
	char *path = clean_line(side->path);

	fprintf(out, "%s %s", mark, path);
	free(path);
	if (side->profile != NULL)
		fprintf(out, ": %s", side->profile);
	fputc('\n', out);
}

void
diff_panics(FILE *out, const struct diff_side sides[2])
{
	for (size_t i = 0; i < 2; i++)
		if (sides[i].panic != NULL) {
			char *panic = clean_text(sides[i].panic);

			fprintf(out, "panic: %s\n", panic);
			free(panic);
		}
}

void
diff_text(const struct color_output *output, const struct diff_result *result)
{
	FILE *out = output->file;

	diff_panics(out, result->sides);
	if (!diff_is_different(result))
		return;
	print_side(out, "A", &result->sides[0]);
	print_side(out, "B", &result->sides[1]);
	for (size_t i = 0; i < result->part_count; i++)
		print_part(output, result, &result->parts[i]);
}

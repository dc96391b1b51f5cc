/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <stdlib.h>
#include <string.h>

#include "sim/line_diff.h"
#include "sim/clean.h"
#include "sim/report/diff_formats.h"

#define CONTEXT_LINES 3

struct place {
	size_t a;
	size_t b;
};

/* Lines [start, end) of both texts. */
struct hunk {
	struct place start;
	struct place end;
};

static bool
is_changed(const struct text_lines *lines, size_t index)
{
	return (index < lines->count && lines->lines[index].is_changed);
}

/* Passes the changed lines at a place; both texts agree behind it. */
static void
pass_change(const struct text_lines *a, const struct text_lines *b,
    struct place *place)
{
	while (is_changed(a, place->a))
		place->a++;
	while (is_changed(b, place->b))
		place->b++;
}

/* Passes equal lines, at most limit of them. */
static size_t
pass_equal(const struct text_lines *a, const struct text_lines *b,
    struct place *place, size_t limit)
{
	size_t count = 0;

	while (count < limit && place->a < a->count && place->b < b->count &&
	    !is_changed(a, place->a) && !is_changed(b, place->b)) {
		place->a++;
		place->b++;
		count++;
	}
	return (count);
}

/* The next hunk from *place on, which is moved behind it; false: no more. */
static bool
next_hunk(const struct text_lines *a, const struct text_lines *b,
    struct place *place, struct hunk *ret_hunk)
{
	size_t before = pass_equal(a, b, place, SIZE_MAX);

	if (place->a == a->count && place->b == b->count)
		return (false);
	if (before > CONTEXT_LINES)
		before = CONTEXT_LINES;
	ret_hunk->start = (struct place){ place->a - before,
	    place->b - before };
	for (;;) {
		struct place ahead;

		pass_change(a, b, place);
		ahead = *place;
		pass_equal(a, b, &ahead, 2 * CONTEXT_LINES);
		if (!is_changed(a, ahead.a) && !is_changed(b, ahead.b))
			break;
		*place = ahead;
	}
	pass_equal(a, b, place, CONTEXT_LINES);
	ret_hunk->end = *place;
	return (true);
}

static void
print_span(FILE *out, char mark, size_t start, size_t end)
{
	/* An empty span is named by the line before it. */
	fprintf(out, "%c%zu", mark, start == end ? start : start + 1);
	if (end - start != 1)
		fprintf(out, ",%zu", end - start);
}

static void
print_line(FILE *out, char mark, const struct text_line *line)
{
	fputc(mark, out);
	fwrite(line->bytes, 1, line->length, out);
}

static void
print_changed_line(const struct color_output *output, enum color color,
    char mark, const struct text_line *line)
{
	color_begin(output, color);
	print_line(output->file, mark, line);
	color_end(output);
	fputc('\n', output->file);
}

static void
print_hunk(const struct color_output *output, const struct text_lines *a,
    const struct text_lines *b, const struct hunk *hunk)
{
	FILE *out = output->file;
	struct place at = hunk->start;

	fputs("@@ ", out);
	print_span(out, '-', hunk->start.a, hunk->end.a);
	fputc(' ', out);
	print_span(out, '+', hunk->start.b, hunk->end.b);
	fputs(" @@\n", out);
	while (at.a < hunk->end.a || at.b < hunk->end.b) {
		if (is_changed(a, at.a) && at.a < hunk->end.a)
			print_changed_line(output, COLOR_REMOVED, '-',
			    &a->lines[at.a++]);
		else if (is_changed(b, at.b) && at.b < hunk->end.b)
			print_changed_line(output, COLOR_ADDED, '+',
			    &b->lines[at.b++]);
		else {
			print_line(out, ' ', &a->lines[at.a++]);
			fputc('\n', out);
			at.b++;
		}
	}
}

static void
print_side(FILE *out, const char *mark, const struct diff_side *side,
    const char *table)
{
	char *path = clean_line(side->path);

	fprintf(out, "%s %s\t%s%s%s\n", mark, path,
	    side->profile == NULL ? "" : side->profile,
	    side->profile == NULL ? "" : " ", table);
	free(path);
}

bool
diff_unified(const struct color_output *output,
    const struct diff_side sides[2], const struct diff_texts *texts)
{
	FILE *out = output->file;
	struct arena *arena;
	struct text_lines a, b;
	struct place place = { 0, 0 };
	struct hunk hunk;

	if (texts->lengths[0] == texts->lengths[1] &&
	    memcmp(texts->bytes[0], texts->bytes[1], texts->lengths[0]) == 0)
		return (false);
	arena = arena_new();
	a = text_lines_of(texts->bytes[0], texts->lengths[0], arena);
	b = text_lines_of(texts->bytes[1], texts->lengths[1], arena);
	line_diff(&a, &b);
	print_side(out, "---", &sides[0], texts->table);
	print_side(out, "+++", &sides[1], texts->table);
	while (next_hunk(&a, &b, &place, &hunk))
		print_hunk(output, &a, &b, &hunk);
	arena_free(arena);
	return (true);
}

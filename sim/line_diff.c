/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/line_diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/contract.h"
#include "core/sort.h"
#include "sim/host.h"

/* Changes on the shortest way that are searched for before giving up. */
#define COST_MAX 2048

struct text_lines
text_lines_of(const char *text, size_t length, struct arena *arena)
{
	const char *end = text + length, *newline;
	struct text_lines lines = { NULL, 0 };

	for (const char *at = text; at < end; at = newline + 1, lines.count++)
		if ((newline = memchr(at, '\n', (size_t)(end - at))) == NULL)
			newline = end - 1;
	lines.lines = arena_alloc(arena, lines.count, sizeof(lines.lines[0]));
	for (size_t i = 0; i < lines.count; i++) {
		newline = memchr(text, '\n', (size_t)(end - text));
		lines.lines[i].bytes = text;
		lines.lines[i].length = (size_t)((newline == NULL ? end :
		    newline) - text);
		text = newline == NULL ? end : newline + 1;
	}
	return (lines);
}

static int
compare_lines(const struct text_line *a, const struct text_line *b)
{
	size_t length = a->length < b->length ? a->length : b->length;
	int order = memcmp(a->bytes, b->bytes, length);

	if (order != 0)
		return (order);
	return (a->length < b->length ? -1 : a->length > b->length);
}

struct sorted_line {
	struct text_line *line;
};

static bool
line_before(const void *a, const void *b)
{
	const struct sorted_line *left = a, *right = b;

	return (compare_lines(left->line, right->line) < 0);
}

/* Numbers are quicker to compare than lines. */
static void
number_lines(struct text_lines *a, struct text_lines *b)
{
	const size_t count = a->count + b->count;
	struct sorted_line *order = host_allocate(count, sizeof(order[0]));

	for (size_t i = 0; i < a->count; i++)
		order[i].line = &a->lines[i];
	for (size_t i = 0; i < b->count; i++)
		order[a->count + i].line = &b->lines[i];
	bm_sort(order, count, sizeof(order[0]), line_before);
	for (size_t i = 0; i < count; i++)
		order[i].line->number = i == 0 ? 0 :
		    order[i - 1].line->number +
		    (compare_lines(order[i - 1].line, order[i].line) != 0);
	free(order);
}

/* A part of both texts: lines [x, x_end) of A and [y, y_end) of B. */
struct box {
	ptrdiff_t x, x_end;
	ptrdiff_t y, y_end;
};

struct point {
	ptrdiff_t x;
	ptrdiff_t y;
};

/*
 * By diagonal x - y: how far a way gets from the box's first corner, and how
 * far back one from the last corner.
 */
struct search {
	struct text_line *a;
	struct text_line *b;
	ptrdiff_t *forward;
	ptrdiff_t *backward;
};

/* Diagonals that ways of the latest cost end on. */
struct band {
	ptrdiff_t low;
	ptrdiff_t high;
};

/* One change more, without leaving the box; sets what has no way yet. */
static void
widen(struct band *band, const struct box *box, ptrdiff_t *reach,
    ptrdiff_t nowhere)
{
	if (band->low > box->x - box->y_end)
		reach[--band->low - 1] = nowhere;
	else
		band->low++;
	if (band->high < box->x_end - box->y)
		reach[++band->high + 1] = nowhere;
	else
		band->high--;
}

static bool
step_forward(const struct search *search, const struct box *box,
    struct band *band, const struct band *other, bool may_meet,
    struct point *ret_point)
{
	ptrdiff_t *reach = search->forward;

	widen(band, box, reach, -1);
	for (ptrdiff_t d = band->high; d >= band->low; d -= 2) {
		ptrdiff_t x = reach[d - 1] < reach[d + 1] ? reach[d + 1] :
		    reach[d - 1] + 1;

		while (x < box->x_end && x - d < box->y_end &&
		    search->a[x].number == search->b[x - d].number)
			x++;
		reach[d] = x;
		if (may_meet && other->low <= d && d <= other->high &&
		    search->backward[d] <= x) {
			*ret_point = (struct point){ x, x - d };
			return (true);
		}
	}
	return (false);
}

static bool
step_backward(const struct search *search, const struct box *box,
    struct band *band, const struct band *other, bool may_meet,
    struct point *ret_point)
{
	ptrdiff_t *reach = search->backward;

	widen(band, box, reach, PTRDIFF_MAX);
	for (ptrdiff_t d = band->high; d >= band->low; d -= 2) {
		ptrdiff_t x = reach[d - 1] < reach[d + 1] ? reach[d - 1] :
		    reach[d + 1] - 1;

		while (x > box->x && x - d > box->y &&
		    search->a[x - 1].number == search->b[x - 1 - d].number)
			x--;
		reach[d] = x;
		if (may_meet && other->low <= d && d <= other->high &&
		    x <= search->forward[d]) {
			*ret_point = (struct point){ x, x - d };
			return (true);
		}
	}
	return (false);
}

/* Where the way got that came farthest; it is inside the box. */
static struct point
farthest(const struct search *search, const struct box *box,
    const struct band *band)
{
	struct point best = { box->x, box->y };

	for (ptrdiff_t d = band->high; d >= band->low; d -= 2) {
		ptrdiff_t x = search->forward[d];

		if (x > box->x_end)
			x = box->x_end;
		if (x - d > box->y_end)
			x = box->y_end + d;
		if (x + (x - d) > best.x + best.y)
			best = (struct point){ x, x - d };
	}
	return (best);
}

/* A point on a shortest way through the box, or on a way that will do. */
static struct point
middle_of(const struct search *search, const struct box *box)
{
	const ptrdiff_t first = box->x - box->y;
	const ptrdiff_t last = box->x_end - box->y_end;
	const bool is_odd = ((first - last) & 1) != 0;
	struct band forward = { first, first }, backward = { last, last };
	struct point point;

	search->forward[first] = box->x;
	search->backward[last] = box->x_end;
	for (int cost = 1; cost < COST_MAX; cost++)
		if (step_forward(search, box, &forward, &backward, is_odd,
		    &point) || step_backward(search, box, &backward, &forward,
		    !is_odd, &point))
			return (point);
	return (farthest(search, box, &forward));
}

static void
shrink(const struct search *search, struct box *box)
{
	while (box->x < box->x_end && box->y < box->y_end &&
	    search->a[box->x].number == search->b[box->y].number) {
		box->x++;
		box->y++;
	}
	while (box->x < box->x_end && box->y < box->y_end &&
	    search->a[box->x_end - 1].number ==
	    search->b[box->y_end - 1].number) {
		box->x_end--;
		box->y_end--;
	}
}

/* Goes down at most as often as COST_MAX can be halved. */
static void
mark_changes(const struct search *search, struct box box)
{
	for (;;) {
		struct point middle;

		shrink(search, &box);
		if (box.x == box.x_end || box.y == box.y_end)
			break;
		middle = middle_of(search, &box);
		BM_CONTRACT(middle.x >= box.x && middle.x <= box.x_end &&
		    middle.y >= box.y && middle.y <= box.y_end);
		BM_CONTRACT(middle.x + middle.y > box.x + box.y);
		BM_CONTRACT(middle.x + middle.y < box.x_end + box.y_end);
		mark_changes(search, (struct box){ box.x, middle.x, box.y,
		    middle.y });
		box.x = middle.x;
		box.y = middle.y;
	}
	for (; box.x < box.x_end; box.x++)
		search->a[box.x].is_changed = true;
	for (; box.y < box.y_end; box.y++)
		search->b[box.y].is_changed = true;
}

void
line_diff(struct text_lines *a, struct text_lines *b)
{
	/* Diagonals from -b->count - 1 to a->count + 1. */
	const size_t diagonal_count = a->count + b->count + 3;
	ptrdiff_t *reach = host_allocate(diagonal_count * 2,
	    sizeof(reach[0]));
	struct search search = { a->lines, b->lines, reach + b->count + 1,
	    reach + diagonal_count + b->count + 1 };

	number_lines(a, b);
	mark_changes(&search, (struct box){ 0, (ptrdiff_t)a->count, 0,
	    (ptrdiff_t)b->count });
	free(reach);
}

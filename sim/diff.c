/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "sim/diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/sort.h"

#define LIMB ((uint64_t)1000000000000000000)

/*
 * The ranges of both lists that have no partner yet, and by what the next
 * pairing compares them.
 */
struct loose {
	uint64_t key[2];
	bool is_labelled;	/* flags and holder must agree as well */
	const struct diff_range *range;
};

struct pairing {
	struct loose *loose[2];
	size_t counts[2];
	struct diff_part *part;
};

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a < b ? -1 : a > b);
}

static int
compare_labels(const struct diff_range *a, const struct diff_range *b)
{
	if (a->flags != b->flags)
		return (compare_numbers(a->flags, b->flags));
	return (strcmp(a->holder == NULL ? "" : a->holder,
	    b->holder == NULL ? "" : b->holder));
}

/* 0: the two are a pair. */
static int
compare_loose(const struct loose *a, const struct loose *b)
{
	for (size_t i = 0; i < 2; i++)
		if (a->key[i] != b->key[i])
			return (compare_numbers(a->key[i], b->key[i]));
	return (a->is_labelled ? compare_labels(a->range, b->range) : 0);
}

/* Equals are put in order too, so that the order of rows cannot show. */
static int
compare_ranges(const struct diff_range *a, const struct diff_range *b)
{
	if (a->range.start != b->range.start)
		return (compare_numbers(a->range.start, b->range.start));
	if (a->range.end != b->range.end)
		return (compare_numbers(bm_range_last(a->range),
		    bm_range_last(b->range)));
	return (compare_labels(a, b));
}

static bool
loose_before(const void *a, const void *b)
{
	const struct loose *left = a, *right = b;
	int order = compare_loose(left, right);

	if (order == 0)
		order = compare_ranges(left->range, right->range);
	return (order < 0);
}

static void
set_keys(struct loose *loose, enum diff_kind kind, bool by_last)
{
	bm_paddr start = loose->range->range.start;
	bm_paddr last = bm_range_last(loose->range->range);

	loose->is_labelled = kind != DIFF_CHANGED;
	loose->key[1] = 0;
	switch (kind) {
	case DIFF_GROWN:
	case DIFF_SHRUNK:
		loose->key[0] = by_last ? last : start;
		break;
	case DIFF_MOVED:
		loose->key[0] = last - start;
		break;
	case DIFF_EQUAL:
	case DIFF_CHANGED:
	case DIFF_REMOVED:
	case DIFF_ADDED:
		loose->key[0] = start;
		loose->key[1] = last;
		break;
	}
}

static void
note(struct diff_part *part, enum diff_kind kind,
    const struct diff_range *before, const struct diff_range *after)
{
	if (kind == DIFF_EQUAL)
		return;
	if (kind == DIFF_GROWN && after->range.end - 1 - after->range.start <
	    before->range.end - 1 - before->range.start)
		kind = DIFF_SHRUNK;
	part->changes[part->change_count++] = (struct diff_change){ kind,
	    before, after };
}

/* Pairs what agrees in the keys of a kind; the others stay loose. */
static void
pair(struct pairing *pairing, enum diff_kind kind, bool by_last)
{
	struct loose *a = pairing->loose[0], *b = pairing->loose[1];
	size_t i = 0, j = 0, a_count = 0, b_count = 0;

	for (size_t side = 0; side < 2; side++) {
		struct loose *loose = pairing->loose[side];

		for (size_t k = 0; k < pairing->counts[side]; k++)
			set_keys(&loose[k], kind, by_last);
		bm_sort(loose, pairing->counts[side], sizeof(loose[0]),
		    loose_before);
	}
	while (i < pairing->counts[0] && j < pairing->counts[1]) {
		int order = compare_loose(&a[i], &b[j]);

		if (order < 0)
			a[a_count++] = a[i++];
		else if (order > 0)
			b[b_count++] = b[j++];
		else
			note(pairing->part, kind, a[i++].range,
			    b[j++].range);
	}
	while (i < pairing->counts[0])
		a[a_count++] = a[i++];
	while (j < pairing->counts[1])
		b[b_count++] = b[j++];
	pairing->counts[0] = a_count;
	pairing->counts[1] = b_count;
}

static const struct diff_range *
place_of(const struct diff_change *change)
{
	return (change->before != NULL ? change->before : change->after);
}

static bool
change_before(const void *a, const void *b)
{
	const struct diff_change *left = a, *right = b;
	int order = compare_ranges(place_of(left), place_of(right));

	return (order == 0 ? left->kind < right->kind : order < 0);
}

static struct loose *
loose_of(const struct diff_list *list, struct arena *arena)
{
	struct loose *loose = arena_alloc(arena, list->count,
	    sizeof(loose[0]));

	for (size_t i = 0; i < list->count; i++)
		loose[i].range = &list->entries[i];
	return (loose);
}

void
diff_compare(struct diff_part *part, struct arena *arena)
{
	struct arena *scratch = arena_new();
	struct pairing pairing = { { loose_of(&part->lists[0], scratch),
	    loose_of(&part->lists[1], scratch) },
	    { part->lists[0].count, part->lists[1].count }, part };

	part->change_count = 0;
	pair(&pairing, DIFF_EQUAL, false);
	part->changes = arena_alloc(arena, pairing.counts[0] +
	    pairing.counts[1], sizeof(part->changes[0]));
	pair(&pairing, DIFF_CHANGED, false);
	pair(&pairing, DIFF_GROWN, false);
	pair(&pairing, DIFF_GROWN, true);
	pair(&pairing, DIFF_MOVED, false);
	for (size_t i = 0; i < pairing.counts[0]; i++)
		note(part, DIFF_REMOVED, pairing.loose[0][i].range, NULL);
	for (size_t i = 0; i < pairing.counts[1]; i++)
		note(part, DIFF_ADDED, NULL, pairing.loose[1][i].range);
	bm_sort(part->changes, part->change_count, sizeof(part->changes[0]),
	    change_before);
	arena_free(scratch);
}

bool
diff_is_different(const struct diff_result *result)
{
	for (size_t i = 0; i < result->part_count; i++) {
		const struct diff_part *part = &result->parts[i];

		if (part->change_count > 0 ||
		    part->is_missing[0] != part->is_missing[1])
			return (true);
	}
	return (false);
}

void
diff_sum_add(struct diff_sum *sum, uint64_t number)
{
	sum->upper += number / LIMB;
	sum->lower += number % LIMB;
	sum->upper += sum->lower / LIMB;
	sum->lower %= LIMB;
}

void
diff_sum_add_bytes(struct diff_sum *sum, struct bm_range range)
{
	/* In two steps: all memory has 2^64 bytes. */
	diff_sum_add(sum, bm_range_last(range) - range.start);
	diff_sum_add(sum, 1);
}

void
diff_sum_text(const struct diff_sum *sum, char text[DIFF_SUM_TEXT_BYTES])
{
	if (sum->upper == 0)
		snprintf(text, DIFF_SUM_TEXT_BYTES, "%" PRIu64, sum->lower);
	else
		snprintf(text, DIFF_SUM_TEXT_BYTES, "%" PRIu64 "%018" PRIu64,
		    sum->upper, sum->lower);
}

uint64_t
diff_bytes_between(struct bm_range before, struct bm_range after)
{
	uint64_t less = bm_range_last(before) - before.start;
	uint64_t more = bm_range_last(after) - after.start;

	return (more > less ? more - less : less - more);
}

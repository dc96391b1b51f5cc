/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "rset.h"

#include <string.h>

#include "contract.h"
#include "sort.h"

static struct bm_origin
earlier(struct bm_origin a, struct bm_origin b)
{
	return (bm_origin_before(b, a) ? b : a);
}

size_t
bm_rset_search(const struct bm_rset *set, bm_paddr address)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bm_range_last(set->entries[middle].range) < address)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

/*
 * The writer of a canonical run of entries.  It holds the piece that the next
 * one may still melt into; out is NULL on the pass that only counts.
 */
struct writer {
	struct bm_rset_entry *out;
	size_t written;
	size_t consumed;	/* old entries that have been read so far */
	size_t shift;		/* how far writing ran ahead of reading */
	bool is_holding;
	struct bm_rset_entry held;
};

static void
writer_flush(struct writer *writer)
{
	if (!writer->is_holding)
		return;
	if (writer->written + 1 > writer->consumed + writer->shift)
		writer->shift = writer->written + 1 - writer->consumed;
	if (writer->out != NULL)
		writer->out[writer->written] = writer->held;
	writer->written++;
	writer->is_holding = false;
}

static void
writer_put(struct writer *writer, struct bm_range range, uint32_t tags,
    struct bm_origin origin)
{
	struct bm_rset_entry *held = &writer->held;

	if (writer->is_holding && held->tags == tags &&
	    bm_range_adjoins(held->range, range)) {
		held->range.end = range.end;
		held->origin = earlier(held->origin, origin);
		return;
	}
	writer_flush(writer);
	*held = (struct bm_rset_entry){ range, tags, origin };
	writer->is_holding = true;
}

/* What is to be done to the bytes of a range. */
struct edit {
	struct bm_range range;
	bm_rset_rule *rule;
	const void *context;
};

/* Writes the bytes of piece, which lie in old or in a gap, as they become. */
static void
put_edited(struct writer *writer, const struct edit *edit,
    struct bm_range piece, const struct bm_rset_entry *old)
{
	struct bm_rset_entry entry = { 0 };

	if (edit->rule(edit->context, old, &entry))
		writer_put(writer, piece, entry.tags, entry.origin);
}

/*
 * Writes the entries old[0..count), each of which overlaps or adjoins the
 * edit's range, as they are once it is made.
 */
static void
write_edited(struct writer *writer, const struct bm_rset_entry *old,
    size_t count, const struct edit *edit)
{
	const struct bm_range range = edit->range;
	bm_paddr cursor = range.start;
	bool is_done = false;	/* cursor has passed the end of range */

	for (size_t i = 0; i < count; i++) {
		struct bm_rset_entry entry = old[i];
		struct bm_range common;

		writer->consumed++;
		if (bm_range_adjoins(entry.range, range)) {
			writer_put(writer, entry.range, entry.tags,
			    entry.origin);
			continue;
		}
		if (!is_done && cursor < entry.range.start)
			put_edited(writer, edit, (struct bm_range){ cursor,
			    entry.range.start }, NULL);
		if (bm_range_adjoins(range, entry.range)) {
			writer_put(writer, entry.range, entry.tags,
			    entry.origin);
			is_done = true;
			continue;
		}
		if (entry.range.start < range.start)
			writer_put(writer, (struct bm_range){
			    entry.range.start, range.start }, entry.tags,
			    entry.origin);
		common = bm_range_common(entry.range, range);
		put_edited(writer, edit, common, &entry);
		cursor = common.end;
		is_done = common.end == range.end;
		if (bm_range_last(range) < bm_range_last(entry.range))
			writer_put(writer, (struct bm_range){ range.end,
			    entry.range.end }, entry.tags, entry.origin);
	}
	if (!is_done)
		put_edited(writer, edit,
		    (struct bm_range){ cursor, range.end }, NULL);
	writer_flush(writer);
}

enum bm_status
bm_rset_rewrite(struct bm_rset *set, struct bm_range range,
    bm_rset_rule *rule, const void *context)
{
	const struct edit edit = { range, rule, context };
	struct writer plan = { 0 }, work = { 0 };
	size_t first = bm_rset_search(set, range.start);
	size_t end = first, tail_count;

	BM_CONTRACT(bm_range_is_valid(range));
	if (first > 0 && bm_range_adjoins(set->entries[first - 1].range,
	    range))
		first--;
	while (end < set->count &&
	    (bm_range_overlaps(set->entries[end].range, range) ||
	    bm_range_adjoins(range, set->entries[end].range)))
		end++;

	write_edited(&plan, set->entries + first, end - first, &edit);
	if (plan.shift > set->capacity - set->count)
		return (BM_FULL);

	tail_count = set->count - end;
	memmove(set->entries + first + plan.shift, set->entries + first,
	    (set->count - first) * sizeof(set->entries[0]));
	work.out = set->entries + first;
	write_edited(&work, set->entries + first + plan.shift, end - first,
	    &edit);
	BM_CONTRACT(work.written == plan.written);
	memmove(set->entries + first + work.written,
	    set->entries + end + plan.shift,
	    tail_count * sizeof(set->entries[0]));
	set->count = first + work.written + tail_count;
	return (BM_OK);
}

/* The rule of bm_rset_add: the new tags come on top. */
static bool
join_tags(const void *context, const struct bm_rset_entry *old,
    struct bm_rset_entry *ret_new)
{
	*ret_new = *(const struct bm_rset_entry *)context;
	if (old != NULL) {
		ret_new->tags |= old->tags;
		ret_new->origin = earlier(old->origin, ret_new->origin);
	}
	return (true);
}

enum bm_status
bm_rset_add(struct bm_rset *set, const struct bm_rset_entry *entry)
{
	return (bm_rset_rewrite(set, entry->range, join_tags, entry));
}

enum bm_status
bm_rset_remove(struct bm_rset *set, struct bm_range range)
{
	size_t first = bm_rset_search(set, range.start), end = first;
	struct bm_rset_entry rest[2];
	size_t rest_count = 0, count;

	BM_CONTRACT(bm_range_is_valid(range));
	while (end < set->count &&
	    bm_range_overlaps(set->entries[end].range, range))
		end++;
	if (first == end)
		return (BM_OK);
	if (set->entries[first].range.start < range.start) {
		rest[rest_count] = set->entries[first];
		rest[rest_count++].range.end = range.start;
	}
	if (bm_range_last(range) < bm_range_last(set->entries[end - 1].range)) {
		rest[rest_count] = set->entries[end - 1];
		rest[rest_count++].range.start = range.end;
	}
	count = set->count - (end - first) + rest_count;
	if (count > set->capacity)
		return (BM_FULL);
	memmove(set->entries + first + rest_count, set->entries + end,
	    (set->count - end) * sizeof(set->entries[0]));
	memcpy(set->entries + first, rest, rest_count * sizeof(rest[0]));
	set->count = count;
	return (BM_OK);
}

enum bm_status
bm_rset_append(struct bm_rset *set, const struct bm_rset_entry *entry)
{
	BM_CONTRACT(bm_range_is_valid(entry->range));
	if (set->count == set->capacity)
		return (BM_FULL);
	set->entries[set->count++] = *entry;
	return (BM_OK);
}

static bool
starts_before(const void *a, const void *b)
{
	const struct bm_rset_entry *left = a, *right = b;

	return (left->range.start < right->range.start);
}

void
bm_rset_normalize(struct bm_rset *set)
{
	size_t kept = 0;

	bm_sort(set->entries, set->count, sizeof(set->entries[0]),
	    starts_before);
	for (size_t i = 1; i < set->count; i++) {
		struct bm_rset_entry *last = &set->entries[kept];
		const struct bm_rset_entry *next = &set->entries[i];

		BM_CONTRACT(next->tags == last->tags);
		if (bm_range_overlaps(last->range, next->range) ||
		    bm_range_adjoins(last->range, next->range)) {
			last->range = bm_range_hull(last->range, next->range);
			last->origin = earlier(last->origin, next->origin);
		} else
			set->entries[++kept] = *next;
	}
	if (set->count > 0)
		set->count = kept + 1;
}

enum bm_status
bm_rset_push(struct bm_rset *set, const struct bm_rset_entry *entry)
{
	if (set->count > 0) {
		struct bm_rset_entry *last = &set->entries[set->count - 1];

		BM_CONTRACT(last->range.end != 0 &&
		    last->range.end <= entry->range.start);
		if (last->tags == entry->tags &&
		    bm_range_adjoins(last->range, entry->range)) {
			last->range.end = entry->range.end;
			last->origin = earlier(last->origin, entry->origin);
			return (BM_OK);
		}
	}
	return (bm_rset_append(set, entry));
}

static enum bm_status
push(struct bm_rset *set, struct bm_range range, uint32_t tags,
    struct bm_origin origin)
{
	return (bm_rset_push(set,
	    &(struct bm_rset_entry){ range, tags, origin }));
}

enum bm_status
bm_rset_intersect(const struct bm_rset *a, const struct bm_rset *b,
    struct bm_rset *ret_set)
{
	struct bm_rset set = bm_rset_empty(ret_set->entries,
	    ret_set->capacity);
	size_t i = 0, j = 0;

	while (i < a->count && j < b->count) {
		const struct bm_rset_entry *left = &a->entries[i];
		const struct bm_rset_entry *right = &b->entries[j];

		if (bm_range_overlaps(left->range, right->range) &&
		    push(&set, bm_range_common(left->range, right->range),
		    left->tags | right->tags,
		    earlier(left->origin, right->origin)) != BM_OK)
			return (BM_FULL);
		if (bm_range_last(left->range) < bm_range_last(right->range))
			i++;
		else
			j++;
	}
	*ret_set = set;
	return (BM_OK);
}

/*
 * The bytes of one entry of a against b, of which *ret_next is the first
 * entry that may still matter.  The bytes outside b go to set as they are;
 * the bytes inside with both tags, or not at all.
 */
static enum bm_status
split_by(struct bm_rset_entry rest, const struct bm_rset *b, size_t *ret_next,
    bool keeps_common, struct bm_rset *set)
{
	for (; *ret_next < b->count; (*ret_next)++) {
		const struct bm_rset_entry *other = &b->entries[*ret_next];
		struct bm_range common;

		if (bm_range_last(other->range) < rest.range.start)
			continue;
		if (!bm_range_overlaps(other->range, rest.range))
			break;
		common = bm_range_common(other->range, rest.range);
		if (rest.range.start < common.start && push(set,
		    (struct bm_range){ rest.range.start, common.start },
		    rest.tags, rest.origin) != BM_OK)
			return (BM_FULL);
		if (keeps_common && push(set, common,
		    rest.tags | other->tags, rest.origin) != BM_OK)
			return (BM_FULL);
		/* The entry of b may go on into the next one of a. */
		if (common.end == rest.range.end)
			return (BM_OK);
		rest.range.start = common.end;
	}
	return (push(set, rest.range, rest.tags, rest.origin));
}

static enum bm_status
split_all_by(const struct bm_rset *a, const struct bm_rset *b,
    bool keeps_common, struct bm_rset *ret_set)
{
	struct bm_rset set = bm_rset_empty(ret_set->entries,
	    ret_set->capacity);
	size_t next = 0;

	for (size_t i = 0; i < a->count; i++)
		if (split_by(a->entries[i], b, &next, keeps_common, &set) !=
		    BM_OK)
			return (BM_FULL);
	*ret_set = set;
	return (BM_OK);
}

enum bm_status
bm_rset_subtract(const struct bm_rset *a, const struct bm_rset *b,
    struct bm_rset *ret_set)
{
	return (split_all_by(a, b, false, ret_set));
}

enum bm_status
bm_rset_overlay(const struct bm_rset *a, const struct bm_rset *b,
    struct bm_rset *ret_set)
{
	return (split_all_by(a, b, true, ret_set));
}

bool
bm_rset_covers(const struct bm_rset *set, struct bm_range range)
{
	struct bm_range gap;

	return (!bm_rset_next_gap(set, range.start, &gap) ||
	    gap.start > bm_range_last(range));
}

bool
bm_rset_overlaps(const struct bm_rset *set, struct bm_range range)
{
	size_t i = bm_rset_search(set, range.start);

	return (i < set->count &&
	    bm_range_overlaps(set->entries[i].range, range));
}

bool
bm_rset_next_gap(const struct bm_rset *set, bm_paddr from,
    struct bm_range *ret_gap)
{
	size_t i = bm_rset_search(set, from);

	/* Neighbours with different tags may touch: there is no gap there. */
	while (i < set->count && set->entries[i].range.start <= from) {
		from = set->entries[i].range.end;
		if (from == 0)
			return (false);
		i++;
	}
	*ret_gap = (struct bm_range){ from,
	    i < set->count ? set->entries[i].range.start : 0 };
	return (true);
}

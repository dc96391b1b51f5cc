/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "nexus.h"

#include <string.h>

#include "contract.h"

size_t
bm_nexus_search(const struct bm_nexus *nexus, bm_paddr address)
{
	size_t low = 0, high = nexus->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (bm_range_last(nexus->claims[middle].range) < address)
			low = middle + 1;
		else
			high = middle;
	}
	return (low);
}

static void
insert(struct bm_nexus *nexus, size_t index, const struct bm_claim *claim)
{
	memmove(nexus->claims + index + 1, nexus->claims + index,
	    (nexus->count - index) * sizeof(nexus->claims[0]));
	nexus->claims[index] = *claim;
	nexus->count++;
}

enum bm_status
bm_nexus_reserve(struct bm_nexus *nexus, const struct bm_claim *claim,
    struct bm_claim *ret_holder)
{
	size_t index = bm_nexus_search(nexus, claim->range.start);

	BM_CONTRACT(bm_range_is_valid(claim->range));
	if (index < nexus->count &&
	    bm_range_overlaps(nexus->claims[index].range, claim->range)) {
		if (ret_holder != NULL)
			*ret_holder = nexus->claims[index];
		return (BM_BUSY);
	}
	if (nexus->count == nexus->capacity)
		return (BM_FULL);
	insert(nexus, index, claim);
	return (BM_OK);
}

bool
bm_nexus_next_free(const struct bm_nexus *nexus, bm_paddr from,
    struct bm_range *ret_range)
{
	size_t i = bm_nexus_search(nexus, from);

	while (i < nexus->count && nexus->claims[i].range.start <= from) {
		from = nexus->claims[i].range.end;
		if (from == 0)
			return (false);
		i++;
	}
	*ret_range = (struct bm_range){ from,
	    i < nexus->count ? nexus->claims[i].range.start : 0 };
	return (true);
}

/* The lowest range in the free run that request allows. */
static bool
fit(struct bm_range run, const struct bm_nexus_request *request,
    struct bm_range *ret_range)
{
	bm_paddr start = run.start, last = bm_range_last(run);
	bm_paddr mask = request->alignment - 1;

	if (start < request->from)
		start = request->from;
	if (last > request->last)
		last = request->last;
	/* Aligning may run past 2^64, and the size past the run's end. */
	if (start > UINT64_MAX - mask)
		return (false);
	start = (start + mask) & ~mask;
	if (start > last || last - start < request->size_bytes - 1)
		return (false);
	*ret_range = bm_range_closed(start, start + (request->size_bytes - 1));
	return (true);
}

enum bm_status
bm_nexus_reserve_first(struct bm_nexus *nexus,
    const struct bm_nexus_request *request, uint32_t owner,
    struct bm_origin origin, struct bm_range *ret_range)
{
	struct bm_range run;
	bm_paddr from = request->from;

	if (request->size_bytes == 0 || request->alignment == 0 ||
	    (request->alignment & (request->alignment - 1)) != 0)
		return (BM_INVALID);
	while (bm_nexus_next_free(nexus, from, &run) &&
	    run.start <= request->last) {
		struct bm_claim claim = { run, owner, origin };

		if (fit(run, request, &claim.range)) {
			enum bm_status status = bm_nexus_reserve(nexus, &claim,
			    NULL);

			if (status == BM_OK)
				*ret_range = claim.range;
			return (status);
		}
		if (run.end == 0)
			break;
		from = run.end;
	}
	return (BM_NONE);
}

enum bm_status
bm_nexus_release(struct bm_nexus *nexus, struct bm_range range,
    uint32_t owner)
{
	size_t index = bm_nexus_search(nexus, range.start);

	if (index == nexus->count || nexus->claims[index].owner != owner ||
	    !bm_range_equal(nexus->claims[index].range, range))
		return (BM_NONE);
	memmove(nexus->claims + index, nexus->claims + index + 1,
	    (nexus->count - index - 1) * sizeof(nexus->claims[0]));
	nexus->count--;
	return (BM_OK);
}

/*
 * Merges new pieces with the claims there are.  The first time it runs with
 * no output and only counts; the second time the old claims stand at the far
 * end of the table and the result is written from its front, which cannot
 * catch up with them since the count is known to fit.
 */
struct merge {
	const struct bm_claim *old;
	size_t old_count;
	size_t old_next;
	struct bm_claim *out;		/* NULL: only count */
	size_t out_count;
	struct bm_claim *conflicts;	/* used if out is */
	size_t conflict_count;
	uint32_t owner;
};

static void
merge_keep_old(struct merge *merge)
{
	if (merge->out != NULL)
		merge->out[merge->out_count] = merge->old[merge->old_next];
	merge->out_count++;
	merge->old_next++;
}

static void
merge_claim(struct merge *merge, struct bm_range range,
    struct bm_origin origin)
{
	if (merge->out != NULL)
		merge->out[merge->out_count] =
		    (struct bm_claim){ range, merge->owner, origin };
	merge->out_count++;
}

static void
merge_conflict(struct merge *merge, const struct bm_claim *holder,
    struct bm_range held)
{
	if (merge->out != NULL) {
		merge->conflicts[merge->conflict_count] = *holder;
		merge->conflicts[merge->conflict_count].range = held;
	}
	merge->conflict_count++;
}

static void
merge_piece(struct merge *merge, const struct bm_rset_entry *piece)
{
	struct bm_range rest = piece->range;

	while (merge->old_next < merge->old_count) {
		struct bm_claim holder = merge->old[merge->old_next];
		struct bm_range held;

		if (bm_range_last(holder.range) < rest.start) {
			merge_keep_old(merge);
			continue;
		}
		if (!bm_range_overlaps(holder.range, rest))
			break;
		held = bm_range_common(holder.range, rest);
		if (rest.start < held.start)
			merge_claim(merge,
			    (struct bm_range){ rest.start, held.start },
			    piece->origin);
		merge_conflict(merge, &holder, held);
		/* A holder that goes on behind the piece may meet the next. */
		if (bm_range_last(held) == bm_range_last(rest))
			return;
		merge_keep_old(merge);
		rest.start = held.end;
	}
	merge_claim(merge, rest, piece->origin);
}

static void
merge_all(struct merge *merge, const struct bm_rset *pieces)
{
	for (size_t i = 0; i < pieces->count; i++)
		merge_piece(merge, &pieces->entries[i]);
	while (merge->old_next < merge->old_count)
		merge_keep_old(merge);
}

enum bm_status
bm_nexus_reserve_around(struct bm_nexus *nexus, const struct bm_rset *pieces,
    uint32_t owner, struct bm_nexus *ret_conflicts)
{
	struct merge plan = { .old = nexus->claims, .old_count = nexus->count };
	struct merge work = { .old_count = nexus->count, .owner = owner };

	merge_all(&plan, pieces);
	if (plan.out_count > nexus->capacity || plan.conflict_count >
	    ret_conflicts->capacity - ret_conflicts->count)
		return (BM_FULL);

	work.old = nexus->claims + (nexus->capacity - nexus->count);
	memmove(nexus->claims + (nexus->capacity - nexus->count),
	    nexus->claims, nexus->count * sizeof(nexus->claims[0]));
	work.out = nexus->claims;
	work.conflicts = ret_conflicts->claims + ret_conflicts->count;
	merge_all(&work, pieces);
	BM_CONTRACT(work.out_count == plan.out_count);
	nexus->count = work.out_count;
	ret_conflicts->count += work.conflict_count;
	return (BM_OK);
}

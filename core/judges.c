/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "judges.h"

#include "page.h"

static void
judge_clips(const struct bm_world *world, enum bm_clip clip,
    struct bm_verdict *verdict)
{
	for (size_t i = 0; i < world->fact_count; i++)
		if (world->facts[i].clip == clip)
			bm_verdict_break(verdict, world->facts[i].range);
}

void
bm_judge_extents_empty(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_clips(world, BM_CLIP_ALL, verdict);
}

void
bm_judge_extents_readable(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_clips(world, BM_CLIP_UNREADABLE, verdict);
}

void
bm_judge_extents_wrap(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_clips(world, BM_CLIP_TOP, verdict);
}

/* Every entry is a range, above the one before and not touching it. */
static void
judge_canonical(const struct bm_rset *set, struct bm_verdict *verdict)
{
	for (size_t i = 0; i < set->count; i++) {
		struct bm_range range = set->entries[i].range;

		if (range.end != 0 && range.end <= range.start) {
			bm_verdict_break(verdict, range);
			continue;
		}
		/* What ends at 2^64 or above range.start is not below it. */
		if (i > 0 && (set->entries[i - 1].range.end == 0 ||
		    set->entries[i - 1].range.end >= range.start))
			bm_verdict_break(verdict, range);
	}
}

void
bm_judge_hardware_canonical(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_canonical(&world->physmem.hardware, verdict);
}

/*
 * The last byte from address on that one chunk holds; false if none does.
 * Only a table that is out of order is looked through to its beginning.
 */
static bool
chunk_at(const struct bm_rset *hardware, bm_paddr address, bm_paddr *ret_last)
{
	size_t low = 0, high = hardware->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (hardware->entries[middle].range.start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	while (low-- > 0)
		if (bm_range_holds(hardware->entries[low].range, address)) {
			*ret_last = bm_range_last(
			    hardware->entries[low].range);
			return (true);
		}
	return (false);
}

void
bm_judge_firmware_in_chunks(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_physmem_limits *limits = &world->physmem.limits;
	const struct bm_range kept = bm_range_closed(
	    limits->drops_page_zero ? limits->page_size : 0, limits->last -
	    (limits->drops_last_megabyte ? BM_LAST_MEGABYTE_BYTES : 0));

	for (size_t i = 0; i < world->fact_count; i++) {
		struct bm_range rest = world->facts[i].range;
		bm_paddr last = 0;

		if ((world->facts[i].flags & BM_FACT_FIRMWARE_MAPS) == 0 ||
		    !bm_range_overlaps(rest, kept))
			continue;
		rest = bm_range_common(rest, kept);
		while (chunk_at(&world->physmem.hardware, rest.start,
		    &last) && last < bm_range_last(rest))
			rest.start = last + 1;
		if (last < bm_range_last(rest))
			bm_verdict_break(verdict, rest);
	}
}

void
bm_judge_phys_avail_canonical(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_canonical(&world->phys_avail, verdict);
}

void
bm_judge_dump_avail_canonical(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_canonical(&world->dump_avail, verdict);
}

void
bm_judge_excluded_sorted(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_exclusions *table = &world->physmem.excluded;

	for (size_t i = 0; i < table->count; i++) {
		struct bm_range range = table->entries[i].range;

		if ((range.end != 0 && range.end <= range.start) || (i > 0 &&
		    table->entries[i - 1].range.start > range.start))
			bm_verdict_break(verdict, range);
	}
}

static void
judge_aligned(struct bm_range range, uint64_t page_size,
    struct bm_verdict *verdict)
{
	if (range.start % page_size != 0 || range.end % page_size != 0)
		bm_verdict_break(verdict, range);
}

void
bm_judge_excluded_aligned(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	for (size_t i = 0; i < world->physmem.excluded.count; i++)
		judge_aligned(world->physmem.excluded.entries[i].range,
		    world->physmem.limits.page_size, verdict);
}

static void
judge_set_aligned(const struct bm_world *world, const struct bm_rset *set,
    struct bm_verdict *verdict)
{
	const uint64_t page_size = world->physmem.limits.page_size;

	for (size_t i = 0; i < set->count; i++) {
		struct bm_range range = set->entries[i].range;

		/* Where hw.physmem ran out; vm_phys rounds it later. */
		if (world->limit_bytes != BM_PHYSMEM_NO_LIMIT)
			range.end = range.start;
		judge_aligned(range, page_size, verdict);
	}
}

void
bm_judge_phys_avail_aligned(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_set_aligned(world, &world->phys_avail, verdict);
}

void
bm_judge_dump_avail_aligned(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	judge_set_aligned(world, &world->dump_avail, verdict);
}

void
bm_judge_phys_avail_limit(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	uint64_t left_bytes = world->limit_bytes;

	for (size_t i = 0; i < world->phys_avail.count; i++) {
		struct bm_range range = world->phys_avail.entries[i].range;

		/* Of the whole space the length itself would be 0. */
		if (bm_range_last(range) - range.start >= left_bytes) {
			bm_verdict_break(verdict, range);
			return;
		}
		left_bytes -= range.end - range.start;
	}
}

/* Where a sum is wrong no range is to blame: the witness is all of them. */
static struct bm_range
span(const struct bm_rset *set)
{
	if (set->count == 0)
		return ((struct bm_range){ 0, 0 });
	return ((struct bm_range){ set->entries[0].range.start,
	    set->entries[set->count - 1].range.end });
}

void
bm_judge_total_realmem(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_rset *hardware = &world->physmem.hardware;
	const uint64_t page_size = world->physmem.limits.page_size;
	uint64_t page_count = 0;

	for (size_t i = 0; i < hardware->count; i++) {
		struct bm_range range = hardware->entries[i].range;
		/* Numbers of the first and of the last whole page. */
		uint64_t first = range.start / page_size +
		    (range.start % page_size != 0);
		uint64_t last = bm_range_last(range) / page_size -
		    (range.end % page_size != 0);

		/* Without a whole page last is first - 1, or wraps to it. */
		if (bm_range_last(range) >= page_size - 1 && first <= last)
			page_count += last - first + 1;
	}
	if (!world->has_basemem && world->totals.realmem_pages != page_count)
		bm_verdict_break(verdict, span(hardware));
}

void
bm_judge_total_physmem(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const uint64_t page_size = world->physmem.limits.page_size;
	uint64_t page_count = 0;

	for (size_t i = 0; i < world->phys_avail.count; i++)
		page_count += (world->phys_avail.entries[i].range.end -
		    world->phys_avail.entries[i].range.start) / page_size;
	if (world->has_message_buffer)
		page_count += bm_range_bytes(world->message_buffer) /
		    page_size;
	if (world->totals.physmem_pages != page_count)
		bm_verdict_break(verdict, span(&world->phys_avail));
}

void
bm_judge_total_maxmem(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	bm_paddr end = 0;

	/* The last megabyte, or the top 12 bits, keep ends below 2^64. */
	for (size_t i = 0; i < world->phys_avail.count; i++)
		if (world->phys_avail.entries[i].range.end > end)
			end = world->phys_avail.entries[i].range.end;
	if (world->has_message_buffer && world->message_buffer.end > end)
		end = world->message_buffer.end;
	if (world->totals.maxmem_pages !=
	    end / world->physmem.limits.page_size)
		bm_verdict_break(verdict, span(&world->phys_avail));
}

void
bm_judge_claims_disjoint(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	const struct bm_nexus *nexus = &world->nexus;

	for (size_t i = 0; i < nexus->count; i++) {
		struct bm_range range = nexus->claims[i].range;

		if (range.end != 0 && range.end <= range.start)
			bm_verdict_break(verdict, range);
		else if (i > 0 && (nexus->claims[i - 1].range.end == 0 ||
		    nexus->claims[i - 1].range.end > range.start))
			bm_verdict_break(verdict, range);
	}
}

void
bm_judge_devices_hold(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	size_t held_count = 0, claim_count = 0;

	for (size_t i = 0; i < world->device_count; i++)
		held_count += world->devices[i].is_held;
	for (size_t i = 0; i < world->nexus.count; i++) {
		const struct bm_claim *claim = &world->nexus.claims[i];

		if (claim->origin.source != BM_SOURCE_DEVICE)
			continue;
		claim_count++;
		/* A claim that no device holds, or of other bytes. */
		if (claim->origin.index >= world->device_count ||
		    !world->devices[claim->origin.index].is_held ||
		    !bm_range_equal(claim->range,
		    world->devices[claim->origin.index].range))
			bm_verdict_break(verdict, claim->range);
	}
	for (size_t i = 0; held_count != claim_count &&
	    i < world->device_count; i++)
		if (world->devices[i].is_held)
			bm_verdict_break(verdict, world->devices[i].range);
}

void
bm_judge_devices_attached(const struct bm_world *world,
    struct bm_verdict *verdict)
{
	for (size_t i = 0; i < world->device_count; i++)
		if (world->devices[i].is_refused)
			bm_verdict_break(verdict, world->devices[i].range);
}

void
bm_judge_grants_fit(const struct bm_world *world, struct bm_verdict *verdict)
{
	for (size_t i = 0; i < world->grant_count; i++) {
		const struct bm_grant *grant = &world->grants[i];

		if (grant->is_granted &&
		    (grant->range.start < grant->request.from ||
		    bm_range_last(grant->range) > grant->request.last ||
		    bm_range_bytes(grant->range) !=
		    grant->request.size_bytes ||
		    (grant->request.alignment != 0 && grant->range.start %
		    grant->request.alignment != 0)))
			bm_verdict_break(verdict, grant->range);
	}
}

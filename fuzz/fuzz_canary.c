/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The canary: a range list with a mistake that real ones had, judged as the
 * core is.  A fuzzing run that does not kill it proves nothing about the
 * other targets either.
 */
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/paint.h"
#include "fuzz/script.h"

#define OPERATIONS_MAX 64

const struct mutate_layout fuzz_layout = { .header_bytes = 8,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = 4 };

static void
insert(struct bm_rset *set, size_t index, const struct bm_rset_entry *entry)
{
	for (size_t i = set->count; i > index; i--)
		set->entries[i] = set->entries[i - 1];
	set->entries[index] = *entry;
	set->count++;
}

/*
 * Meant to keep set sorted and merged.  The mistake: what touches the next
 * entry is merged, what touches the one before is not, so that a hole that is
 * filled exactly leaves two entries that touch.
 */
static void
broken_add(struct bm_rset *set, const struct bm_rset_entry *entry)
{
	struct bm_rset_entry merged = *entry;
	size_t index = 0, kept;

	while (index < set->count && bm_range_last(
	    set->entries[index].range) < merged.range.start)
		index++;
	for (kept = index; kept < set->count &&
	    (bm_range_overlaps(set->entries[kept].range, merged.range) ||
	    bm_range_adjoins(merged.range, set->entries[kept].range)); kept++)
		merged.range = bm_range_hull(merged.range,
		    set->entries[kept].range);
	for (size_t i = kept; i < set->count; i++)
		set->entries[index + i - kept] = set->entries[i];
	set->count -= kept - index;
	insert(set, index, &merged);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct script script = script_of(bytes, length);
	struct bm_rset set = bm_rset_empty(fuzz_allocate(OPERATIONS_MAX,
	    sizeof(struct bm_rset_entry)), OPERATIONS_MAX);
	static struct canvas canvas;
	unsigned form = script_u8(&script);

	fuzz_digest = 0;
	canvas_clear(&canvas, universe_of(form, script_u8(&script)));
	(void)script_u16(&script);
	(void)script_u32(&script);
	for (unsigned i = 0; i < OPERATIONS_MAX && !script_ends(&script);
	    i++) {
		struct operation operation = script_operation(&script);
		struct span span = universe_span(&canvas.universe,
		    operation.first, operation.last);
		struct bm_rset_entry entry = {
		    universe_range(&canvas.universe, span), 0,
		    paint_origin(0) };

		broken_add(&set, &entry);
		canvas_add(&canvas, span, 0, 0);
		canvas_require(&canvas, &set);
	}
	free(set.entries);
	return (0);
}

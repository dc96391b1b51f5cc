/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/exclusion_model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void
forget(struct exclusion_model *model, size_t index)
{
	for (size_t i = index; i + 1 < model->count; i++)
		model->regions[i] = model->regions[i + 1];
	model->count--;
}

static void
note_earliest(struct exclusion_model *model, size_t index, uint32_t call)
{
	if (call < model->regions[index].earliest)
		model->regions[index].earliest = call;
}

/*
 * Region index has a new end.  Those that follow are absorbed while they
 * start no later than it ends and have its flags; one that reaches its end or
 * passes it is the last.
 */
static void
merge_upward(struct exclusion_model *model, size_t index)
{
	bool goes_on = true;

	while (goes_on && index + 1 < model->count &&
	    model->regions[index + 1].flags == model->regions[index].flags &&
	    model->regions[index + 1].start <= model->regions[index].end) {
		if (model->regions[index + 1].end >=
		    model->regions[index].end) {
			model->regions[index].end =
			    model->regions[index + 1].end;
			goes_on = false;
		}
		note_earliest(model, index,
		    model->regions[index + 1].earliest);
		forget(model, index + 1);
	}
}

/* Stretches region index, whose flags are the call's, over [start, end). */
static void
stretch(struct exclusion_model *model, size_t index, size_t start, size_t end,
    uint32_t call)
{
	note_earliest(model, index, call);
	if (start < model->regions[index].start)
		model->regions[index].start = start;
	if (end > model->regions[index].end) {
		model->regions[index].end = end;
		merge_upward(model, index);
	}
}

void
exclusion_model_add(struct exclusion_model *model, size_t start, size_t end,
    uint32_t flags, uint32_t index)
{
	size_t i;

	if (model->count == EXCLUSION_MODEL_MAX)
		abort();
	for (i = 0; i < model->count; i++) {
		size_t old_start = model->regions[i].start;
		size_t old_end = model->regions[i].end;
		uint32_t old_flags = model->regions[i].flags;

		if (old_flags == flags &&
		    ((start <= old_start && end >= old_start) ||
		    (start <= old_end && end > old_start))) {
			stretch(model, i, start, end, index);
			return;
		}
		if (old_flags != flags && old_flags != 0 && flags != 0 &&
		    old_start == start && old_end == end) {
			model->regions[i].flags |= flags;
			note_earliest(model, i, index);
			return;
		}
		if (start < old_start)
			break;
	}
	for (size_t j = model->count; j > i; j--)
		model->regions[j] = model->regions[j - 1];
	model->regions[i].start = start;
	model->regions[i].end = end;
	model->regions[i].flags = flags;
	model->regions[i].earliest = index;
	model->count++;
}

static bool
is_same(const struct exclusion_model *model, const struct oracle *oracle,
    const struct bm_exclusions *table)
{
	bm_paddr reach = 0;

	if (table->count != model->count)
		return (false);
	for (size_t i = 0; i < table->count; i++) {
		const struct bm_exclusion *entry = &table->entries[i];
		struct bm_range expected = oracle_range(oracle,
		    model->regions[i].start, model->regions[i].end - 1);

		if (expected.end - 1 > reach)
			reach = expected.end - 1;
		if (!bm_range_equal(entry->range, expected) ||
		    entry->flags != model->regions[i].flags ||
		    entry->origin.index != model->regions[i].earliest ||
		    entry->reach != reach)
			return (false);
	}
	return (true);
}

bool
exclusion_model_matches(const struct exclusion_model *model,
    const struct oracle *oracle, const struct bm_exclusions *table)
{
	if (is_same(model, oracle, table))
		return (true);
	fprintf(stderr, "is:");
	for (size_t i = 0; i < table->count; i++)
		fprintf(stderr, " [%#" PRIx64 ", %#" PRIx64 ") flags %u "
		    "from %u reach %#" PRIx64, table->entries[i].range.start,
		    table->entries[i].range.end, table->entries[i].flags,
		    table->entries[i].origin.index, table->entries[i].reach);
	fprintf(stderr, "\nshould be:");
	for (size_t i = 0; i < model->count; i++)
		fprintf(stderr, " pages %zu..%zu flags %u from %u",
		    model->regions[i].start, model->regions[i].end - 1,
		    model->regions[i].flags, model->regions[i].earliest);
	fprintf(stderr, "\n");
	return (false);
}

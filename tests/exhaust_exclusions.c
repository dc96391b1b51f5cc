/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every script of up to four exclusions of pages out of five, with every
 * flag, compared with the model of FreeBSD's rule and, page by page, with
 * painting; then a million longer scripts from a fixed seed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/exclusion_model.h"

#define CALLS_MAX 12
#define FLAGS 4
#define SHORT_CALLS 4
#define SHORT_PAGES 5
#define RANDOM_SCRIPTS 1000000

struct call {
	size_t first;
	size_t last;
	uint32_t flags;
};

struct script {
	struct call calls[CALLS_MAX];
	size_t count;
};

static void
fail(const struct script *script, const char *what)
{
	fprintf(stderr, "%s, after", what);
	for (size_t i = 0; i < script->count; i++)
		fprintf(stderr, " pages %zu..%zu flags %u;",
		    script->calls[i].first, script->calls[i].last,
		    script->calls[i].flags);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

/* Which pages are excluded never depends on how the table shows it. */
static void
compare_flagged(const struct script *script, const struct oracle *universe,
    const struct bm_exclusions *table)
{
	for (uint32_t flags = 1; flags < FLAGS; flags++) {
		struct bm_rset_entry entries[CALLS_MAX];
		struct bm_rset set = bm_rset_empty(entries, table->count);
		struct oracle painted = { universe->base,
		    universe->unit_bytes, universe->unit_count, { { 0 } } };

		for (uint32_t i = 0; i < script->count; i++)
			if ((script->calls[i].flags & flags) != 0)
				oracle_paint(&painted, script->calls[i].first,
				    script->calls[i].last, 0, i);
		/* A merged region may tell of a call without the flag. */
		for (size_t i = 0; i < painted.unit_count; i++)
			painted.units[i].earliest = CALLS_MAX;
		if (bm_exclusions_flagged(table, flags, &set) != BM_OK ||
		    !oracle_matches(&painted, &set))
			fail(script, "wrong pages");
	}
}

/* The last call of script, on the table and on the model. */
static void
make_last_call(const struct script *script, const struct oracle *universe,
    struct bm_exclusions *table, struct exclusion_model *model)
{
	const uint32_t index = (uint32_t)(script->count - 1);
	const struct call *call = &script->calls[index];

	exclusion_model_add(model, call->first, call->last + 1, call->flags,
	    index);
	if (bm_exclusions_add(table, oracle_range(universe, call->first,
	    call->last), call->flags, (struct bm_origin){ BM_SOURCE_OPS,
	    index }) != BM_OK)
		fail(script, "refused");
	if (!exclusion_model_matches(model, universe, table))
		fail(script, "wrong table");
}

static size_t
descend(struct script *script, const struct oracle *universe,
    const struct bm_exclusions *table, const struct exclusion_model *model)
{
	struct call *call = &script->calls[script->count];
	size_t script_count = 0;

	if (script->count == SHORT_CALLS)
		return (0);
	script->count++;
	for (size_t code = 0; code < SHORT_PAGES * SHORT_PAGES * FLAGS;
	    code++) {
		struct bm_exclusion entries[SHORT_CALLS];
		struct bm_exclusions next = { entries, table->count,
		    SHORT_CALLS };
		struct exclusion_model next_model = *model;

		*call = (struct call){ code / FLAGS % SHORT_PAGES,
		    code / FLAGS / SHORT_PAGES, (uint32_t)(code % FLAGS) };
		if (call->first > call->last)
			continue;
		memcpy(entries, table->entries, sizeof(entries));
		make_last_call(script, universe, &next, &next_model);
		/* The pages of the longest scripts would take too long. */
		if (script->count < SHORT_CALLS)
			compare_flagged(script, universe, &next);
		script_count += 1 + descend(script, universe, &next,
		    &next_model);
	}
	script->count--;
	return (script_count);
}

static void
try_random(struct oracle_random *random, enum oracle_place place)
{
	const size_t page_count = 4 + oracle_random_below(random, 13);
	const size_t call_count = 1 + oracle_random_below(random, CALLS_MAX);
	struct bm_exclusion entries[CALLS_MAX];
	struct bm_exclusions table = { entries, 0, CALLS_MAX };
	struct exclusion_model model = { .count = 0 };
	struct script script = { .count = 0 };
	struct oracle universe;

	oracle_init(&universe, place, 4096, page_count);
	while (script.count < call_count) {
		struct call *call = &script.calls[script.count++];

		call->first = oracle_random_below(random, page_count);
		call->last = call->first + oracle_random_below(random,
		    page_count - call->first);
		call->flags = (uint32_t)oracle_random_below(random, FLAGS);
		make_last_call(&script, &universe, &table, &model);
	}
	compare_flagged(&script, &universe, &table);
}

int
main(void)
{
	struct bm_exclusion entries[SHORT_CALLS] = { 0 };
	const struct bm_exclusions empty = { entries, 0, SHORT_CALLS };
	const struct exclusion_model model = { .count = 0 };
	struct oracle_random random = { 15 };
	struct script script = { .count = 0 };
	struct oracle universe;

	oracle_init(&universe, ORACLE_TOP, 4096, SHORT_PAGES);
	printf("%zu scripts of up to %d calls over %d pages below 2^64\n",
	    descend(&script, &universe, &empty, &model), SHORT_CALLS,
	    SHORT_PAGES);
	for (size_t i = 0; i < RANDOM_SCRIPTS; i++)
		try_random(&random, (enum oracle_place)(i % ORACLE_PLACES));
	printf("%d random scripts of up to %d calls over up to 16 pages\n",
	    RANDOM_SCRIPTS, CALLS_MAX);
	return (EXIT_SUCCESS);
}

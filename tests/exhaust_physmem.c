/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * All pairs of hardware ranges under all single exclusions, in universes of a
 * few pages whose edges lie at quarter pages: the lists of available ranges
 * and the totals are compared with painting.  A page is RAM if all four
 * quarters are, excluded if any one is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/physmem.h"
#include "tests/oracle.h"

#define QUARTERS 4
#define PAGES_MAX 6
#define UNITS_MAX (PAGES_MAX * QUARTERS)
#define TABLE_MAX 8
#define NO_LIMIT UINT64_MAX

struct span {
	size_t first;
	size_t last;
};

struct universe {
	enum oracle_place place;
	struct oracle units;	/* nothing is painted in it */
	bool has_all_flags;	/* or just NoAlloc, in exclusions and lists */
	size_t page_count;
	uint64_t page_size;
	size_t case_count;
	size_t list_count;
};

/* One input, and what painting says of its pages. */
struct input {
	const struct universe *universe;
	struct span hardware[2];
	struct span excluded;
	uint32_t flags;
	bool is_ram[PAGES_MAX];
	bool is_excluded[PAGES_MAX];
	size_t chunk[PAGES_MAX];	/* number of the chunk of a RAM page */
};

static void
fail(const struct input *input, uint64_t limit_units, const char *what)
{
	fprintf(stderr, "%s: pages of %llu, quarters %zu..%zu and %zu..%zu, "
	    "excluded %zu..%zu flags %u, limit %llu quarters\n", what,
	    (unsigned long long)input->universe->page_size,
	    input->hardware[0].first, input->hardware[0].last,
	    input->hardware[1].first, input->hardware[1].last,
	    input->excluded.first, input->excluded.last, input->flags,
	    (unsigned long long)limit_units);
	exit(EXIT_FAILURE);
}

static struct span
decode_span(size_t code, size_t unit_count)
{
	return ((struct span){ code / unit_count, code % unit_count });
}

static bool
holds(struct span span, size_t unit)
{
	return (span.first <= unit && unit <= span.last);
}

/* Paints hardware and exclusion and looks at the pages. */
static void
paint(struct input *input)
{
	bool was_ram = false;
	size_t chunk = 0;

	for (size_t page = 0; page < input->universe->page_count; page++) {
		input->is_ram[page] = true;
		input->is_excluded[page] = false;
		for (size_t i = 0; i < QUARTERS; i++) {
			size_t unit = page * QUARTERS + i;
			bool is_ram = holds(input->hardware[0], unit) ||
			    holds(input->hardware[1], unit);

			if (!is_ram)
				input->is_ram[page] = false;
			if (holds(input->excluded, unit))
				input->is_excluded[page] = true;
			chunk += was_ram && !is_ram;
			was_ram = is_ram;
		}
		input->chunk[page] = chunk;
	}
}

static bool
is_free(const struct input *input, size_t page, uint32_t flags)
{
	return (input->is_ram[page] && !(input->is_excluded[page] &&
	    (input->flags & flags) != 0));
}

/*
 * The lowest free pages up to the limit, which may end within one, painted;
 * counts pages of RAM up to the end of the first chunk that has a free run
 * and finds nothing left.
 */
static void
paint_free(const struct input *input, uint32_t flags, uint64_t limit_units,
    struct oracle *ret_free, uint64_t *ret_realmem_pages)
{
	const struct universe *universe = input->universe;
	uint64_t left_units = limit_units;
	size_t last_chunk = SIZE_MAX;
	bool is_in_run = false;

	oracle_init(ret_free, universe->place, universe->units.unit_bytes,
	    universe->units.unit_count);
	*ret_realmem_pages = 0;
	for (size_t page = 0; page < universe->page_count; page++) {
		bool was_in_run = is_in_run;

		is_in_run = is_free(input, page, flags);
		if (!input->is_ram[page])
			continue;
		if (input->chunk[page] > last_chunk)
			return;
		++*ret_realmem_pages;
		if (is_in_run && !was_in_run && left_units == 0)
			last_chunk = input->chunk[page];
		for (size_t i = 0; is_in_run && left_units > 0 &&
		    i < QUARTERS; i++, left_units--)
			oracle_paint(ret_free, page * QUARTERS + i,
			    page * QUARTERS + i, 0, 0);
	}
}

/* Whole pages; only the last range may end within one. */
static size_t
count_pages(const struct oracle *painted)
{
	size_t unit_count = 0;

	for (size_t i = 0; i < painted->unit_count; i++)
		unit_count += painted->units[i].is_painted;
	return (unit_count / QUARTERS);
}

static void
compare_list(struct universe *universe, const struct input *input,
    const struct bm_physmem *physmem, uint32_t flags, uint64_t limit_units)
{
	struct bm_rset_entry scratch_entries[TABLE_MAX], entries[TABLE_MAX];
	/* Just the room that the header asks for. */
	struct bm_rset scratch = bm_rset_empty(scratch_entries,
	    physmem->excluded.count);
	struct bm_rset avail = bm_rset_empty(entries,
	    physmem->hardware.count + physmem->excluded.count);
	const uint64_t limit_bytes = limit_units == NO_LIMIT ?
	    BM_PHYSMEM_NO_LIMIT : limit_units * universe->units.unit_bytes;
	uint64_t realmem_pages = 0, expected_realmem_pages;
	struct oracle painted;

	paint_free(input, flags, limit_units, &painted,
	    &expected_realmem_pages);
	if (bm_physmem_avail(physmem, flags, limit_bytes, &scratch, &avail,
	    &realmem_pages) != BM_OK)
		fail(input, limit_units, "refused");
	if (!oracle_matches(&painted, &avail))
		fail(input, limit_units, "wrong list");
	if (realmem_pages != expected_realmem_pages)
		fail(input, limit_units, "wrong realmem");
	if (bm_physmem_page_count(&avail, universe->page_size) !=
	    count_pages(&painted))
		fail(input, limit_units, "wrong count of pages");
	universe->list_count++;
}

/* All lists that can be made of one input. */
static void
compare_lists(struct universe *universe, struct input *input,
    const struct bm_physmem *hardware, bool tries_limits)
{
	struct bm_exclusion exclusion;
	struct bm_physmem physmem = *hardware;

	physmem.excluded = (struct bm_exclusions){ &exclusion, 0, 1 };
	if (bm_physmem_exclude(&physmem, oracle_range(&universe->units,
	    input->excluded.first, input->excluded.last), input->flags,
	    (struct bm_origin){ BM_SOURCE_OPS, 0 }) != BM_OK)
		fail(input, 0, "exclusion refused");
	paint(input);
	universe->case_count++;
	for (uint32_t flags = 0; flags <= BM_EXCLUDE_ALL; flags++) {
		if (!universe->has_all_flags && flags != BM_EXCLUDE_NOALLOC)
			continue;
		compare_list(universe, input, &physmem, flags, NO_LIMIT);
		for (uint64_t limit = 0; tries_limits &&
		    limit <= universe->units.unit_count; limit++)
			compare_list(universe, input, &physmem, flags, limit);
	}
}

/* Both hardware ranges, in that order of calls. */
static void
add_hardware(const struct input *input, struct bm_physmem *physmem)
{
	for (uint32_t i = 0; i < 2; i++)
		if (bm_physmem_add_hardware(physmem,
		    oracle_range(&input->universe->units,
		    input->hardware[i].first, input->hardware[i].last),
		    (struct bm_origin){ BM_SOURCE_OPS, 0 }) != BM_OK)
			fail(input, 0, "hardware refused");
}

/* All exclusions over one pair of hardware ranges. */
static void
exclude_all(struct universe *universe, struct input *input,
    const struct bm_physmem *physmem, size_t pair_number)
{
	const size_t unit_count = universe->units.unit_count;

	for (size_t code = 0; code < unit_count * unit_count; code++) {
		input->excluded = decode_span(code, unit_count);
		if (input->excluded.first > input->excluded.last)
			continue;
		/* Other flags than the two known ones are not asked for. */
		for (input->flags = 0; input->flags <= BM_EXCLUDE_ALL;
		    input->flags++)
			if (universe->has_all_flags ||
			    input->flags == BM_EXCLUDE_NOALLOC)
				compare_lists(universe, input, physmem,
				    (pair_number + code) % 61 == 0);
	}
}

/*
 * Which of the two hardware ranges comes first alternates: sets made in the
 * other order are the matter of exhaust_rset.
 */
static void
enumerate(enum oracle_place place, size_t page_count, uint64_t page_size,
    bool has_all_flags)
{
	struct universe universe = { .place = place,
	    .page_count = page_count, .page_size = page_size,
	    .has_all_flags = has_all_flags };
	struct input input = { .universe = &universe };
	const size_t unit_count = page_count * QUARTERS;
	const size_t span_count = unit_count * unit_count;
	size_t pair_count = 0;

	oracle_init(&universe.units, place, page_size / QUARTERS, unit_count);
	/* Codes below others, and of ranges turned round, are left out. */
	for (size_t code = 0; code < span_count * span_count; code++) {
		struct bm_rset_entry hardware[2];
		struct bm_physmem physmem = { .limits = { page_size,
		    UINT64_MAX, false, false }, .hardware = { hardware, 0,
		    2 } };
		size_t low = code % span_count, high = code / span_count;

		input.hardware[0] = decode_span(low, unit_count);
		input.hardware[1] = decode_span(high, unit_count);
		if (input.hardware[0].first > input.hardware[0].last ||
		    input.hardware[1].first > input.hardware[1].last ||
		    low > high)
			continue;
		if (pair_count++ % 2 != 0) {
			input.hardware[0] = decode_span(high, unit_count);
			input.hardware[1] = decode_span(low, unit_count);
		}
		add_hardware(&input, &physmem);
		exclude_all(&universe, &input, &physmem, pair_count);
	}
	printf("%zu pages of %llu at %#llx: %zu pairs of hardware ranges, "
	    "%zu inputs, %zu lists\n", page_count,
	    (unsigned long long)page_size,
	    (unsigned long long)universe.units.base, pair_count,
	    universe.case_count, universe.list_count);
}

int
main(void)
{
	enumerate(ORACLE_BOTTOM, 3, 16384, true);
	enumerate(ORACLE_MIDDLE, 3, 4096, true);
	enumerate(ORACLE_TOP, 3, 65536, true);
	enumerate(ORACLE_MIDDLE, 6, 4096, false);
	return (EXIT_SUCCESS);
}

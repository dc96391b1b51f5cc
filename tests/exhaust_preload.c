/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Files that are unloaded in every order, beside a plain model of pages, lists
 * and page tables: every placement of three files and a bad page in a small
 * universe, many of five files in one of 64 pages; then scripts of single
 * operations.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/preload_machine.h"

#define SMALL_PAGES 8
#define SMALL_FILES 3
#define LARGE_UNIVERSE_PLACEMENTS 100
#define SCRIPTS 6000
#define SCRIPT_STEPS 60
#define ORDERS_MAX 120

static struct {
	size_t scenario_count;
	size_t order_count;
	size_t freed_pages;
	size_t divided_count;	/* boots that had superpages */
	size_t step_counts[BM_INVALID + 1];	/* of scripts, by status */
} seen;

/* Orders of file_count files, by counting in the factorial system. */
static size_t
order_count_of(size_t file_count)
{
	size_t count = 1;

	for (size_t i = 2; i <= file_count; i++)
		count *= i;
	return (count);
}

static void
list_order(size_t number, size_t file_count, size_t order[MACHINE_FILES_MAX])
{
	size_t left[MACHINE_FILES_MAX];

	for (size_t i = 0; i < file_count; i++)
		left[i] = i;
	for (size_t i = 0; i < file_count; i++) {
		size_t rest = file_count - i, pick = number % rest;

		number /= rest;
		order[i] = left[pick];
		memmove(&left[pick], &left[pick + 1],
		    (rest - pick - 1) * sizeof(left[0]));
	}
}

static void
fail(const struct scenario *scenario, const size_t *order, const char *what)
{
	fprintf(stderr, "%s: %zu pages at %#" PRIx64 ", boundary %zu, kernel "
	    "%zu..%zu, bad page %d; files in half pages:", what,
	    scenario->page_count, scenario->base, scenario->boundary,
	    scenario->kernel.start, scenario->kernel.end,
	    scenario->bad_page == MODEL_NO_PAGE ? -1 :
	    (int)scenario->bad_page);
	for (size_t i = 0; i < scenario->file_count; i++)
		fprintf(stderr, " %zu..%zu", scenario->files[order[i]].start,
		    scenario->files[order[i]].end);
	fprintf(stderr, "\n");
	exit(EXIT_FAILURE);
}

/* Unloads the files in that order; model may be NULL. */
static void
unload_all(const struct scenario *scenario, const size_t *order,
    struct machine *machine, struct model *model)
{
	for (size_t i = 0; i < scenario->file_count; i++) {
		size_t first, last;
		struct bm_freed freed = { .free_pages = 0 };
		uint64_t free_pages = 0;
		bool is_any = machine_whole_pages(
		    &scenario->files[order[i]], &first, &last);

		if (machine_unload(machine, scenario, order[i], &freed) !=
		    BM_OK || freed.is_any != is_any)
			fail(scenario, order, "an unload failed");
		seen.freed_pages += freed.free_pages;
		if (model == NULL)
			continue;
		if (is_any && model_bootstrap_free(model, first, last,
		    &free_pages) != BM_OK)
			fail(scenario, order, "the model failed");
		if (free_pages != freed.free_pages ||
		    !machine_matches(machine, model))
			fail(scenario, order, "the model differs");
	}
	seen.order_count++;
}

static void
check_scenario(const struct scenario *scenario)
{
	static struct machine booted, first, other;
	size_t order[MACHINE_FILES_MAX];
	struct model model;

	machine_boot(&booted, scenario);
	model_boot(&model, scenario);
	list_order(0, scenario->file_count, order);
	if (!machine_matches(&booted, &model))
		fail(scenario, order, "the boot differs");
	seen.scenario_count++;
	seen.divided_count += booted.tables.spares.count > 0;
	machine_copy(&first, &booted);
	unload_all(scenario, order, &first, &model);
	for (size_t i = 1; i < order_count_of(scenario->file_count); i++) {
		list_order(i, scenario->file_count, order);
		machine_copy(&other, &booted);
		unload_all(scenario, order, &other, NULL);
		if (!machine_equal(&first, &other))
			fail(scenario, order, "the order matters");
	}
	machine_boot_without_files(&other, scenario);
	if (!machine_pages_equal(&first, &other))
		fail(scenario, order, "seeding from scratch differs");
}

/* With a bad page anywhere, and none. */
static void
check_bad_pages(struct scenario *scenario)
{
	for (size_t i = 0; i < scenario->page_count; i++) {
		scenario->bad_page = i;
		check_scenario(scenario);
	}
	scenario->bad_page = MODEL_NO_PAGE;
	check_scenario(scenario);
}

/* Puts file after file anywhere behind the one before. */
static void
place_files(struct scenario *scenario, size_t from)
{
	const size_t units = 2 * scenario->page_count;

	if (scenario->file_count == SMALL_FILES) {
		check_bad_pages(scenario);
		return;
	}
	for (size_t start = from; start < units; start++)
		for (size_t end = start + 1; end <= units; end++) {
			scenario->files[scenario->file_count++] =
			    (struct machine_file){ start, end };
			place_files(scenario, end);
			scenario->file_count--;
		}
}

static void
place_universe(struct scenario *scenario, enum oracle_place place,
    size_t page_count)
{
	struct oracle oracle;

	oracle_init(&oracle, place, MODEL_PAGE_BYTES, MODEL_PAGES_MAX);
	scenario->page_count = page_count;
	/* At the top up to 2^64; the model wants a base that is aligned. */
	scenario->base = oracle.base + (place == ORACLE_TOP ?
	    (MODEL_PAGES_MAX - page_count) * MODEL_PAGE_BYTES : 0);
}

/* The kernel has a page and a half, so a file may share its last page. */
static void
check_small_universes(void)
{
	for (int place = 0; place < ORACLE_PLACES; place++) {
		struct scenario scenario = { .large_pages = 2,
		    .boundary = place == ORACLE_MIDDLE ? 4 : 0,
		    .kernel = { 0, 3 } };

		place_universe(&scenario, (enum oracle_place)place,
		    place == ORACLE_TOP ? SMALL_PAGES : SMALL_PAGES - 2);
		scenario.virtual_base = UINT64_C(0xffff800000000000);
		place_files(&scenario, scenario.kernel.end);
	}
}

static void
place_at_random(struct scenario *scenario, struct oracle_random *random)
{
	const size_t units = 2 * scenario->page_count;
	size_t at = oracle_random_below(random, 24);

	scenario->kernel = (struct machine_file){ at,
	    at + 1 + oracle_random_below(random, 24) };
	at = scenario->kernel.end;
	scenario->file_count = 0;
	while (scenario->file_count < MACHINE_FILES_MAX && at < units) {
		size_t gap = oracle_random_below(random, 3) == 0 ?
		    oracle_random_below(random, 8) : 0;
		size_t start = at + gap < units ? at + gap : at;
		size_t longest = units - start < 30 ? units - start : 30;

		at = start + 1 + oracle_random_below(random, longest);
		scenario->files[scenario->file_count++] =
		    (struct machine_file){ start, at };
	}
	scenario->boundary = oracle_random_below(random,
	    scenario->page_count);
}

/* Holes where nothing was loaded. */
static void
make_holes(struct scenario *scenario, struct oracle_random *random)
{
	size_t used_last = (scenario->files[scenario->file_count - 1].end -
	    1) / 2;

	memset(scenario->has_no_page, 0, sizeof(scenario->has_no_page));
	for (size_t i = 0; i < scenario->page_count; i++)
		if ((i < scenario->kernel.start / 2 || i > used_last) &&
		    oracle_random_below(random, 4) == 0)
			scenario->has_no_page[i] = true;
}

static void
check_large_universe(void)
{
	struct oracle_random random = { 64 };

	for (size_t i = 0; i < LARGE_UNIVERSE_PLACEMENTS; i++) {
		struct scenario scenario = { .large_pages = 16 };

		place_universe(&scenario,
		    (enum oracle_place)(i % ORACLE_PLACES), MODEL_PAGES_MAX);
		scenario.virtual_base = i % 4 == 3 ?
		    UINT64_C(0xffffffff80001000) : i % 2 == 0 ?
		    UINT64_C(0xffff800000000000) :
		    UINT64_MAX - MODEL_PAGES_MAX * MODEL_PAGE_BYTES + 1;
		place_at_random(&scenario, &random);
		make_holes(&scenario, &random);
		check_bad_pages(&scenario);
	}
}

/* A pair of first and last, short ones more often. */
static void
pick_pages(struct oracle_random *random, size_t *ret_first, size_t *ret_last)
{
	*ret_first = oracle_random_below(random, MODEL_PAGES_MAX);
	*ret_last = *ret_first + oracle_random_below(random,
	    oracle_random_below(random, MODEL_PAGES_MAX - *ret_first) + 1);
}

static void
expect(const struct scenario *scenario, enum bm_status status,
    enum bm_status expected, const char *what)
{
	static const size_t no_order[MACHINE_FILES_MAX] = { 0, 1, 2, 3, 4 };

	if (status != expected) {
		fprintf(stderr, "status %d, not %d\n", (int)status,
		    (int)expected);
		fail(scenario, no_order, what);
	}
	seen.step_counts[status]++;
}

static void
step_find(const struct scenario *scenario, const struct machine *machine,
    const struct model *model, struct oracle_random *random)
{
	size_t low, last, found;
	size_t count = 1 + oracle_random_below(random, 20);
	size_t alignment = (size_t)1 << oracle_random_below(random, 5);
	struct bm_range range, window;
	bool is_found;

	pick_pages(random, &low, &last);
	window = model_range(model, low, last);
	found = model_find(model, count, alignment, low, last);
	is_found = bm_pages_find(&machine->pages, count,
	    alignment * MODEL_PAGE_BYTES, window.start,
	    bm_range_last(window), &range);
	expect(scenario, is_found ? BM_OK : BM_NONE,
	    found != MODEL_NO_PAGE ? BM_OK : BM_NONE, "find");
	if (is_found)
		expect(scenario, bm_range_equal(range, model_range(model,
		    found, found + count - 1)) ? BM_OK : BM_INVALID, BM_OK,
		    "find elsewhere");
}

static void
step_pages(const struct scenario *scenario, struct machine *machine,
    struct model *model, struct oracle_random *random)
{
	size_t first, last;
	uint64_t gained = 0, expected = 0;
	enum bm_page_state state = (enum bm_page_state)(BM_PAGE_FREE +
	    oracle_random_below(random, BM_PAGE_STATE_COUNT - BM_PAGE_FREE));
	struct bm_range range;

	pick_pages(random, &first, &last);
	range = model_range(model, first, last);
	switch (oracle_random_below(random, 8)) {
	case 0:
		expect(scenario, bm_pages_blacklist(&machine->pages,
		    range.start + oracle_random_below(random,
		    MODEL_PAGE_BYTES)), model_blacklist(model, first),
		    "blacklist");
		break;
	case 1:
	case 2:
		expect(scenario, bm_pages_set(&machine->pages, range, state),
		    BM_OK, "set");
		model_set(model, first, last, state);
		break;
	case 3:
	case 4:
		expect(scenario, bm_pages_free(&machine->pages, range,
		    &gained), model_free(model, first, last, &expected),
		    "free");
		expect(scenario, gained == expected ? BM_OK : BM_INVALID,
		    BM_OK, "free gained another number");
		break;
	default:
		step_find(scenario, machine, model, random);
		break;
	}
}

static void
step_tables(const struct scenario *scenario, struct machine *machine,
    struct model *model, struct oracle_random *random)
{
	size_t first, last, slot;
	bool is_writable = oracle_random_below(random, 2) == 0;
	struct bm_vrange range;

	pick_pages(random, &first, &last);
	range = model_vrange(model, first, last);
	slot = first - first % model->large_pages;
	switch (oracle_random_below(random, 8)) {
	case 0:
		model_forget_spare(model, first);
		expect(scenario, bm_rset_remove(&machine->tables.spares,
		    bm_vrange_numbers(model_vrange(model, slot,
		    slot + model->large_pages - 1))), BM_OK, "forget");
		break;
	case 1:
	case 2:
		expect(scenario, bm_page_tables_protect(&machine->tables,
		    range, is_writable), model_protect(model, first, last,
		    is_writable), "protect");
		break;
	case 3:
	case 4:
		expect(scenario, bm_page_tables_unmap(&machine->tables,
		    range), model_unmap(model, first, last), "unmap");
		break;
	default:
		expect(scenario, bm_page_tables_map(&machine->tables, range,
		    is_writable), model_map(model, first, last, is_writable),
		    "map");
		break;
	}
}

static void
run_scripts(void)
{
	static struct machine machine;
	struct oracle_random random = { 4 };

	for (size_t i = 0; i < SCRIPTS; i++) {
		struct scenario scenario = { .large_pages = 16,
		    .bad_page = MODEL_NO_PAGE };
		struct model model;

		place_universe(&scenario,
		    (enum oracle_place)(i % ORACLE_PLACES), MODEL_PAGES_MAX);
		scenario.virtual_base = i % 5 == 0 ?
		    UINT64_C(0xffffffff80004000) :
		    UINT64_C(0xffffffff80000000);
		place_at_random(&scenario, &random);
		make_holes(&scenario, &random);
		machine_boot(&machine, &scenario);
		model_boot(&model, &scenario);
		for (size_t step = 0; step < SCRIPT_STEPS; step++) {
			if (step % 2 == 0)
				step_pages(&scenario, &machine, &model,
				    &random);
			else
				step_tables(&scenario, &machine, &model,
				    &random);
			expect(&scenario, machine_matches(&machine, &model) ?
			    BM_OK : BM_INVALID, BM_OK, "a script's step");
		}
	}
}

int
main(void)
{
	check_small_universes();
	printf("three files in up to %d pages: %zu boots, %zu orders of "
	    "unloads\n", SMALL_PAGES, seen.scenario_count,
	    seen.order_count);
	check_large_universe();
	printf("with up to five files in 64 pages: %zu boots, %zu with "
	    "superpages, %zu orders, %zu pages freed\n", seen.scenario_count,
	    seen.divided_count, seen.order_count, seen.freed_pages);
	run_scripts();
	printf("%d scripts of %d steps; answers: %zu ok, %zu busy, %zu none, "
	    "%zu no spare, %zu invalid\n", SCRIPTS, SCRIPT_STEPS,
	    seen.step_counts[BM_OK], seen.step_counts[BM_BUSY],
	    seen.step_counts[BM_NONE], seen.step_counts[BM_NO_SPARE],
	    seen.step_counts[BM_INVALID]);
	return (EXIT_SUCCESS);
}

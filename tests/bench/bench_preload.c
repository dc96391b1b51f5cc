/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Giving preloaded files back: 100 pages each, a hundred to ten thousand
 * files, so up to a million pages, from the first to the last and shuffled.
 * Prints seconds and the growth; fails only if that is so much more than ten
 * times that something must be quadratic.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/preload.h"
#include "tests/oracle.h"

#define COUNT_MIN ((size_t)100)
#define COUNT_MAX ((size_t)10000)
#define STEP 10
#define RUNS 3			/* of which the fastest counts */
#define RATIO_MAX 8.0		/* shuffled ones move entries of a table */

#define PAGE ((uint64_t)0x1000)
#define FILE_PAGES 100
#define LARGE ((uint64_t)0x200000)
#define KERNEL_START LARGE
#define FILES_START (16 * LARGE)
#define OFFSET UINT64_C(0xffff800000000000)
/* Two runs and a mapping or two a file, and room for one more change. */
#define ENTRIES_MAX (4 * COUNT_MAX + 64)

static struct bench {
	struct bm_pages pages;
	struct bm_page_tables tables;
	struct bm_kva kva;
	size_t order[COUNT_MAX];
	struct bm_rset_entry segments[1];
	struct bm_rset_entry runs[ENTRIES_MAX];
	struct bm_rset_entry bad[1];
	struct bm_rset_entry mapped[ENTRIES_MAX];
	struct bm_rset_entry spares[ENTRIES_MAX];
	struct bm_rset_entry arena[ENTRIES_MAX];
} bench;

static void
must(enum bm_status status)
{
	if (status != BM_OK) {
		fprintf(stderr, "bench_preload: status %d\n", (int)status);
		exit(EXIT_FAILURE);
	}
}

static void
set_up(size_t count, bool is_shuffled)
{
	const struct bm_range files = { FILES_START,
	    FILES_START + count * FILE_PAGES * PAGE };
	const struct bm_rset avail = bm_rset_empty(NULL, 0);
	struct bm_rset segments = bm_rset_empty(bench.segments, 1);
	struct oracle_random random = { 1 };

	must(bm_rset_append(&segments, &(struct bm_rset_entry){
	    .range = { KERNEL_START, files.end }, .tags = 1 }));
	must(bm_pages_init(&bench.pages, PAGE, &segments, &avail,
	    bm_rset_empty(bench.runs, ENTRIES_MAX),
	    bm_rset_empty(bench.bad, 1)));
	must(bm_pages_set(&bench.pages, files, BM_PAGE_PRELOADED));
	bench.tables = (struct bm_page_tables){ PAGE, LARGE, OFFSET,
	    bm_rset_empty(bench.mapped, ENTRIES_MAX),
	    bm_rset_empty(bench.spares, ENTRIES_MAX) };
	must(bm_page_tables_map(&bench.tables, (struct bm_vrange){
	    OFFSET + KERNEL_START, OFFSET + files.end }, false));
	bench.kva.free = bm_rset_empty(bench.arena, ENTRIES_MAX);
	for (size_t i = 0; i < count; i++)
		bench.order[i] = i;
	for (size_t i = count; is_shuffled && i-- > 1;) {
		size_t other = oracle_random_below(&random, i + 1);
		size_t held = bench.order[i];

		bench.order[i] = bench.order[other];
		bench.order[other] = held;
	}
}

static void
free_all(size_t count)
{
	const struct bm_bootstrap bootstrap = { &bench.pages, &bench.tables,
	    &bench.kva };

	for (size_t i = 0; i < count; i++) {
		bm_vaddr start = OFFSET + FILES_START +
		    bench.order[i] * FILE_PAGES * PAGE;
		struct bm_freed freed;

		must(bm_bootstrap_free(&bootstrap, (struct bm_vrange){ start,
		    start + FILE_PAGES * PAGE }, &freed));
	}
	if (bench.pages.free_count != count * FILE_PAGES)
		must(BM_INVALID);
}

static double
now(void)
{
	struct timespec time;

	if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
		must(BM_INVALID);
	return ((double)time.tv_sec + (double)time.tv_nsec / 1e9);
}

static double
fastest(size_t count, bool is_shuffled)
{
	double least = 0;

	for (int i = 0; i < RUNS; i++) {
		double start, elapsed;

		set_up(count, is_shuffled);
		start = now();
		free_all(count);
		elapsed = now() - start;
		if (i == 0 || elapsed < least)
			least = elapsed;
	}
	return (least);
}

static bool
run_all(bool is_shuffled)
{
	double before = 0, ratio = 0;

	for (size_t count = COUNT_MIN; count <= COUNT_MAX; count *= STEP) {
		double seconds = fastest(count, is_shuffled);

		ratio = seconds / before / STEP;
		printf("%-9s %6zu files %8zu pages  %.6f s",
		    is_shuffled ? "shuffled" : "in order", count,
		    count * FILE_PAGES, seconds);
		if (count > COUNT_MIN)
			printf("  ratio %.2f", ratio);
		printf("\n");
		before = seconds;
	}
	return (ratio <= RATIO_MAX);
}

int
main(void)
{
	bool is_fine = run_all(false);

	is_fine = run_all(true) && is_fine;
	printf("%s\n", is_fine ? "fine" : "NOT FINE");
	return (is_fine ? EXIT_SUCCESS : EXIT_FAILURE);
}

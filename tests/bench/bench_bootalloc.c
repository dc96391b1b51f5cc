/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The boot allocator: memory added, reservations made and memory allocated
 * among holes, and /reserved-memory with as many nodes; a thousand to a
 * hundred thousand, in order and shuffled.  Prints nanoseconds a call and the
 * growth; fails only if that is so much more than ten times that something
 * must be quadratic.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/reserved_mem.h"
#include "tests/oracle.h"

#define COUNT_MIN ((size_t)1000)
#define COUNT_MAX ((size_t)100000)
#define STEP 10
#define RUNS 3			/* of which the fastest counts */
#define RATIO_MAX 5.0		/* caches, and a logarithm */

#define PAGE ((uint64_t)0x1000)
/* Memory is in pieces of four pages, with as many between them. */
#define PITCH (8 * PAGE)
#define PIECES_MAX (4 * COUNT_MAX + 64)

static struct bench {
	size_t count;
	size_t order[COUNT_MAX];
	struct bm_bootalloc allocator;
	struct bm_bootalloc_piece pieces[PIECES_MAX];
	struct bm_reserved_node nodes[COUNT_MAX];
	struct bm_reserved_tuple tuples[COUNT_MAX];
	struct bm_reserved_dynamic temporary[COUNT_MAX];
	struct bm_rset_entry pending[COUNT_MAX];
} bench;

static const struct bm_origin none = { BM_SOURCE_NONE, 0 };
static const struct bm_rset nothing_pending = { NULL, 0, 0 };

static void
must(enum bm_status status)
{
	if (status != BM_OK) {
		fprintf(stderr, "bench_bootalloc: status %d\n", (int)status);
		exit(EXIT_FAILURE);
	}
}

static struct bm_range
piece(size_t number)
{
	const bm_paddr start = (number + 1) * PITCH;

	return ((struct bm_range){ start, start + 4 * PAGE });
}

static void
clear(void)
{
	bench.allocator = bm_bootalloc_new(bench.pieces, PIECES_MAX, PAGE);
	bench.allocator.pending = &nothing_pending;
}

static void
add_one_piece(void)
{
	clear();
	must(bm_bootalloc_add(&bench.allocator, (struct bm_range){ 0,
	    (bench.count + 2) * 4 * PITCH }, 0, BM_MEMBLOCK_NO_NODE, none));
}

static void
run_add(void)
{
	for (size_t i = 0; i < bench.count; i++)
		must(bm_bootalloc_add(&bench.allocator,
		    piece(bench.order[i]), 0, BM_MEMBLOCK_NO_NODE, none));
}

static void
add_pieces(void)
{
	clear();
	run_add();
}

static void
run_reserve(void)
{
	for (size_t i = 0; i < bench.count; i++)
		must(bm_bootalloc_reserve(&bench.allocator,
		    piece(bench.order[i]), 0, none));
}

/* Every other call fits into no piece at the alignment that it asks for. */
static void
run_allocate(void)
{
	for (size_t i = 0; i < bench.count; i++) {
		const struct bm_bootalloc_request request = {
		    .size_bytes = (1 + bench.order[i] % 2) * PAGE,
		    .align_bytes = i % 2 == 0 ? PAGE : 16 * PAGE,
		    .last = BM_PADDR_LAST, .node = BM_MEMBLOCK_NO_NODE };
		struct bm_range range;

		if (bm_bootalloc_allocate(&bench.allocator, &request,
		    &range) == BM_INVALID)
			must(BM_INVALID);
	}
}

static bool
map(void *context, struct bm_range range)
{
	(void)context;
	(void)range;
	return (true);
}

/* Static ones of which every third is no-map, or dynamic ones. */
static void
reserve_nodes(bool is_dynamic)
{
	struct bm_reserved_memory reserved = { .allocator = &bench.allocator,
	    .nodes = bench.nodes, .node_count = bench.count,
	    .pending = { bench.pending, 0, COUNT_MAX },
	    .temporary = bench.temporary, .temporary_capacity = COUNT_MAX,
	    .map = map };

	for (size_t i = 0; i < bench.count; i++) {
		const struct bm_range range = piece(bench.order[i]);

		bench.tuples[i] = (struct bm_reserved_tuple){
		    { range.start, bm_range_bytes(range) },
		    BM_RESERVED_PENDING };
		bench.nodes[i] = (struct bm_reserved_node){ .origin = none,
		    .is_dynamic = is_dynamic, .is_no_map = i % 3 == 0,
		    .tuples = &bench.tuples[i], .tuple_count = !is_dynamic,
		    .size_bytes = (1 + bench.order[i] % 3) * PAGE,
		    .align_bytes = PAGE << i % 4 };
	}
	must(bm_reserved_mem_scan(&reserved));
	must(bm_reserved_mem_place(&reserved));
	must(bm_reserved_mem_map(&reserved));
}

static void
run_static_nodes(void)
{
	reserve_nodes(false);
}

static void
run_dynamic_nodes(void)
{
	reserve_nodes(true);
}

static const struct workload {
	const char *name;
	void (*prepare)(void);
	void (*run)(void);
} workloads[] = {
	{ "add", clear, run_add },
	{ "reserve", add_one_piece, run_reserve },
	{ "allocate among holes", add_pieces, run_allocate },
	{ "static nodes", add_one_piece, run_static_nodes },
	{ "dynamic nodes", add_one_piece, run_dynamic_nodes },
};

#define WORKLOADS (sizeof(workloads) / sizeof(workloads[0]))

static void
set_order(size_t count, bool is_shuffled)
{
	struct oracle_random random = { 1 };

	bench.count = count;
	for (size_t i = 0; i < count; i++)
		bench.order[i] = i;
	for (size_t i = count; is_shuffled && i-- > 1;) {
		const size_t other = oracle_random_below(&random, i + 1);
		const size_t held = bench.order[i];

		bench.order[i] = bench.order[other];
		bench.order[other] = held;
	}
}

static double
now_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		must(BM_INVALID);
	return ((double)now.tv_sec * 1e9 + (double)now.tv_nsec);
}

static double
fastest_ns(const struct workload *workload)
{
	double least = 0;

	for (int i = 0; i < RUNS; i++) {
		double start, elapsed;

		workload->prepare();
		start = now_ns();
		workload->run();
		elapsed = now_ns() - start;
		if (i == 0 || elapsed < least)
			least = elapsed;
	}
	return (least);
}

static bool
run_workload(const struct workload *workload, bool is_shuffled)
{
	double before = 0, ratio = 0;

	for (size_t count = COUNT_MIN; count <= COUNT_MAX; count *= STEP) {
		double ns;

		set_order(count, is_shuffled);
		ns = fastest_ns(workload);
		ratio = ns / before / STEP;
		printf("%-9s %-21s %6zu calls %8.1f ns/call",
		    is_shuffled ? "shuffled" : "in order", workload->name,
		    count, ns / (double)count);
		if (count > COUNT_MIN)
			printf("  ratio %.2f", ratio);
		printf("\n");
		before = ns;
	}
	return (ratio <= RATIO_MAX);
}

int
main(void)
{
	bool is_fine = true;

	for (size_t i = 0; i < WORKLOADS; i++) {
		is_fine = run_workload(&workloads[i], false) && is_fine;
		is_fine = run_workload(&workloads[i], true) && is_fine;
	}
	printf("%s: ten times the calls take %s %.0f times ten times as "
	    "long\n", is_fine ? "fine" : "NOT FINE",
	    is_fine ? "at most" : "more than", RATIO_MAX);
	return (is_fine ? EXIT_SUCCESS : EXIT_FAILURE);
}

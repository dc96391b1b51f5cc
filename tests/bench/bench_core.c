/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * How the core grows: maps of a thousand to a million entries, in order and
 * shuffled.  Prints nanoseconds an entry, and how many times ten times the
 * entries took more than ten times as long.  Fails only if that is so much
 * more that something must be quadratic.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/check.h"
#include "core/e820.h"
#include "tests/oracle.h"

#define COUNT_MIN ((size_t)1000)
#define COUNT_MAX ((size_t)1000000)
#define STEP 10			/* from one count to the next */
#define RUNS 3			/* of which the fastest counts */
/* Only from here on is time mostly spent on the entries. */
#define JUDGED_COUNT ((size_t)100000)
#define RATIO_MAX 3.0

#define PAGE ((uint64_t)0x1000)
/* Each chunk has four pages, one of them excluded, and a hole behind it. */
#define CHUNK_PAGES 4
#define PITCH (8 * PAGE)

struct bench {
	size_t count;
	uint32_t *order;	/* in which the entries come */
	struct bm_rset_entry *entries[4];
	struct bm_exclusion *exclusions;
	struct bm_claim *claims[2];
	struct bm_fact *facts;
	struct bm_request *requests;
	const struct bm_rset_entry **heap;
	struct bm_coverage_edge *edges;
	size_t edge_count;
	struct bm_physmem physmem;
	struct bm_rset phys_avail;
	struct bm_rset dump_avail;
	struct bm_nexus nexus;
	struct bm_nexus conflicts;
	struct bm_world world;
	struct bm_report report;
};

static void
die(const char *what)
{
	fprintf(stderr, "bench_core: %s\n", what);
	exit(EXIT_FAILURE);
}

static void
must(enum bm_status status)
{
	if (status != BM_OK)
		die("a table was too small");
}

static void *
allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		die("out of memory");
	return (memory);
}

static struct bm_range
chunk(size_t number)
{
	bm_paddr start = (number + 1) * PITCH;

	return ((struct bm_range){ start, start + CHUNK_PAGES * PAGE });
}

/* The second page of a chunk. */
static struct bm_range
hole(size_t number)
{
	bm_paddr start = chunk(number).start + PAGE;

	return ((struct bm_range){ start, start + PAGE });
}

static struct bm_rset_entry
entry_of(struct bm_range range, size_t number)
{
	return ((struct bm_rset_entry){ range, 0,
	    { BM_SOURCE_E820, (uint32_t)number } });
}

/* Fills hardware in order of bench->order, which need not be sorted. */
static void
run_normalize(struct bench *bench)
{
	struct bm_rset *hardware = &bench->physmem.hardware;

	*hardware = bm_rset_empty(bench->entries[0], bench->count);
	for (size_t i = 0; i < bench->count; i++) {
		const struct bm_rset_entry entry = entry_of(
		    chunk(bench->order[i]), i);

		must(bm_rset_append(hardware, &entry));
	}
	bm_rset_normalize(hardware);
}

static void
run_exclude(struct bench *bench)
{
	struct bm_exclusions *excluded = &bench->physmem.excluded;

	*excluded = (struct bm_exclusions){ bench->exclusions, 0,
	    bench->count };
	for (size_t i = 0; i < bench->count; i++)
		must(bm_exclusions_add(excluded, hole(i), BM_EXCLUDE_ALL,
		    (struct bm_origin){ BM_SOURCE_E820, (uint32_t)i }));
}

static void
run_avail(struct bench *bench)
{
	struct bm_rset scratch = bm_rset_empty(bench->entries[3],
	    bench->count);
	uint64_t realmem_pages;

	bench->phys_avail = bm_rset_empty(bench->entries[1],
	    2 * bench->count);
	bench->dump_avail = bm_rset_empty(bench->entries[2],
	    2 * bench->count);
	must(bm_physmem_avail(&bench->physmem, BM_EXCLUDE_NODUMP,
	    BM_PHYSMEM_NO_LIMIT, &scratch, &bench->dump_avail,
	    &realmem_pages));
	must(bm_physmem_avail(&bench->physmem, BM_EXCLUDE_NOALLOC,
	    BM_PHYSMEM_NO_LIMIT, &scratch, &bench->phys_avail,
	    &realmem_pages));
}

/* A claim in each chunk, and the chunks laid around them. */
static void
run_reserve_around(struct bench *bench)
{
	bench->nexus = (struct bm_nexus){ bench->claims[0], 0,
	    3 * bench->count };
	bench->conflicts = (struct bm_nexus){ bench->claims[1], 0,
	    bench->count };
	for (size_t i = 0; i < bench->count; i++) {
		const struct bm_claim claim = { hole(i), 1,
		    { BM_SOURCE_DEVICE, 0 } };

		must(bm_nexus_reserve(&bench->nexus, &claim, NULL));
	}
	must(bm_nexus_reserve_around(&bench->nexus,
	    &bench->physmem.hardware, 0, &bench->conflicts));
}

/* Of entries[1], by number, into entries[2]. */
static void
build_map(struct bench *bench)
{
	static const struct bm_type_ranks by_number = { NULL, 0, 0 };
	struct bm_rset map = bm_rset_empty(bench->entries[2],
	    2 * bench->count);

	must(bm_e820_build(bench->entries[1], bench->count, &by_number,
	    bench->heap, &map));
}

/* RAM, and over the edge of every other chunk something else. */
static void
run_build_e820(struct bench *bench)
{
	for (size_t i = 0; i < bench->count; i++) {
		const uint32_t number = bench->order[i];
		struct bm_range range = chunk(number / 2);

		if (number % 2 != 0)
			range.start += PAGE;
		range.end += PITCH / 2;
		bench->entries[1][i] = entry_of(range, i);
		bench->entries[1][i].tags = number % 2 + number % 4 / 2;
	}
	build_map(bench);
}

/* Each in the one before, of a higher type: as deep as there are entries. */
static void
run_build_e820_nested(struct bench *bench)
{
	for (size_t i = 0; i < bench->count; i++) {
		const uint32_t depth = bench->order[i];

		bench->entries[1][i] = entry_of((struct bm_range){
		    depth * PAGE, (2 * COUNT_MAX - depth) * PAGE }, i);
		bench->entries[1][i].tags = depth;
	}
	build_map(bench);
}

static void
build_world(struct bench *bench)
{
	const size_t count = bench->count;

	for (size_t i = 0; i < count; i++) {
		bench->facts[i] = (struct bm_fact){
		    .range = chunk(bench->order[i]),
		    .flags = BM_FACT_RAM | BM_FACT_USABLE };
		bench->requests[i] = (struct bm_request){
		    .range = chunk(bench->order[i]) };
		bench->requests[count + i] = (struct bm_request){
		    .range = hole(i), .kind = BM_REQUEST_EXCLUDE,
		    .flags = BM_EXCLUDE_ALL };
	}
	bench->world = (struct bm_world){ .reached = BM_STAGE_NEXUS,
	    .facts = bench->facts, .fact_count = count,
	    .requests = { bench->requests, 2 * count, 2 * count },
	    .physmem = bench->physmem,
	    .limit_bytes = BM_PHYSMEM_NO_LIMIT,
	    .phys_avail = bench->phys_avail,
	    .dump_avail = bench->dump_avail,
	    .nexus = bench->nexus, .has_ram0 = true };
}

static void
run_check(struct bench *bench)
{
	must(bm_check(&bench->world, bench->edges, bench->edge_count,
	    &bench->report));
}

/* In this order: each uses what the one before left. */
static const struct workload {
	const char *name;
	void (*prepare)(struct bench *bench);
	void (*run)(struct bench *bench);
} workloads[] = {
	{ "e820, some overlap", NULL, run_build_e820 },
	{ "e820, nested", NULL, run_build_e820_nested },
	{ "append, normalize", NULL, run_normalize },
	{ "exclude, ascending", NULL, run_exclude },
	{ "both avail lists", NULL, run_avail },
	{ "nexus, reserve around", NULL, run_reserve_around },
	{ "check", build_world, run_check },
};

#define WORKLOADS (sizeof(workloads) / sizeof(workloads[0]))

static double
now_ns(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		die("no clock");
	return ((double)now.tv_sec * 1e9 + (double)now.tv_nsec);
}

static double
fastest_ns(struct bench *bench, const struct workload *workload)
{
	double fastest = 0;

	if (workload->prepare != NULL)
		workload->prepare(bench);
	for (int i = 0; i < RUNS; i++) {
		double start = now_ns(), elapsed;

		workload->run(bench);
		elapsed = now_ns() - start;
		if (i == 0 || elapsed < fastest)
			fastest = elapsed;
	}
	return (fastest);
}

static void
set_order(struct bench *bench, size_t count, bool is_shuffled)
{
	struct oracle_random random = { 1 };

	bench->count = count;
	for (size_t i = 0; i < count; i++)
		bench->order[i] = (uint32_t)i;
	for (size_t i = count; is_shuffled && i-- > 1;) {
		size_t other = oracle_random_below(&random, i + 1);
		uint32_t held = bench->order[i];

		bench->order[i] = bench->order[other];
		bench->order[other] = held;
	}
}

static bool
run_all(struct bench *bench, bool is_shuffled)
{
	double before_ns[WORKLOADS] = { 0 };
	bool is_fine = true;

	for (size_t count = COUNT_MIN; count <= COUNT_MAX; count *= STEP) {
		set_order(bench, count, is_shuffled);
		for (size_t i = 0; i < WORKLOADS; i++) {
			double ns = fastest_ns(bench, &workloads[i]);
			double ratio = ns / before_ns[i] / STEP;

			printf("%-9s %-22s %8zu entries %8.1f ns/entry",
			    is_shuffled ? "shuffled" : "in order",
			    workloads[i].name, count, ns / (double)count);
			if (count > COUNT_MIN)
				printf("  ratio %.2f", ratio);
			if (count >= JUDGED_COUNT && ratio > RATIO_MAX) {
				printf("  TOO MUCH");
				is_fine = false;
			}
			printf("\n");
			before_ns[i] = ns;
		}
	}
	return (is_fine);
}

static void
set_up(struct bench *bench)
{
	bench->order = allocate(COUNT_MAX, sizeof(bench->order[0]));
	for (size_t i = 0; i < 4; i++)
		bench->entries[i] = allocate(2 * COUNT_MAX,
		    sizeof(bench->entries[i][0]));
	bench->heap = allocate(COUNT_MAX, sizeof(bench->heap[0]));
	bench->exclusions = allocate(COUNT_MAX,
	    sizeof(bench->exclusions[0]));
	for (size_t i = 0; i < 2; i++)
		bench->claims[i] = allocate(3 * COUNT_MAX,
		    sizeof(bench->claims[i][0]));
	bench->facts = allocate(COUNT_MAX, sizeof(bench->facts[0]));
	bench->requests = allocate(2 * COUNT_MAX, sizeof(bench->requests[0]));
	/* Facts and requests may be out of order; the tables are not. */
	bench->edge_count = 6 * COUNT_MAX;
	bench->edges = allocate(bench->edge_count, sizeof(bench->edges[0]));
	bench->physmem.limits = (struct bm_physmem_limits){ PAGE,
	    BM_PADDR_LAST, true, true };
}

static void
tear_down(struct bench *bench)
{
	free(bench->order);
	for (size_t i = 0; i < 4; i++)
		free(bench->entries[i]);
	free(bench->heap);
	free(bench->exclusions);
	for (size_t i = 0; i < 2; i++)
		free(bench->claims[i]);
	free(bench->facts);
	free(bench->requests);
	free(bench->edges);
}

int
main(void)
{
	static struct bench bench;
	bool is_fine;

	set_up(&bench);
	is_fine = run_all(&bench, false);
	is_fine = run_all(&bench, true) && is_fine;
	tear_down(&bench);
	printf("%s: ten times the entries take %s %.0f times ten times as "
	    "long\n", is_fine ? "fine" : "NOT FINE",
	    is_fine ? "at most" : "more than", RATIO_MAX);
	return (is_fine ? EXIT_SUCCESS : EXIT_FAILURE);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The stages of reserved memory: what each node gets, what every failure
 * leaves, and how long many nodes take.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/reserved_mem_model.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define BASE UINT64_C(0x40000000)
#define PAGE PLOT_PAGE_BYTES
#define TOP_BASE (UINT64_C(0) - 16 * PAGE)

/* One node of a row; size 0: static. */
struct row_node {
	uint64_t offset;	/* of the tuple, or of the alloc-range */
	uint64_t length;
	uint64_t size;
	uint64_t align;
	bool is_no_map;
};

static const struct row {
	const char *what;
	struct row_node nodes[4];
	size_t node_count;
} rows[] = {
	{ "nothing at all", .node_count = 0 },
	{ "a static node", { { PAGE, PAGE, 0, 0, false } }, 1 },
	{ "no-map, not of whole pages", { { PAGE + 8, 16, 0, 0, true } }, 1 },
	{ "no-map where the loader has something", { { 0, PAGE, 0, 0, true },
	    { PAGE, PAGE, 0, 0, true } }, 2 },
	{ "no-map and reserved", { { PAGE, 2 * PAGE, 0, 0, true },
	    { 2 * PAGE, 2 * PAGE, 0, 0, false } }, 2 },
	{ "three that overlap", { { PAGE, 4 * PAGE, 0, 0, false },
	    { 2 * PAGE, PAGE, 0, 0, false },
	    { 4 * PAGE, PAGE, 0, 0, false } }, 3 },
	{ "no bytes", { { PAGE, 0, 0, 0, false } }, 1 },
	{ "past 2^64", { { PAGE, UINT64_MAX, 0, 0, false } }, 1 },
	{ "dynamic, anywhere", { { 0, 0, 100, 0, false },
	    { 0, 0, PAGE, 0, true } }, 2 },
	{ "dynamic, in a range", { { 2 * PAGE, 4 * PAGE, PAGE, 128, false },
	    { 2 * PAGE, 4 * PAGE, PAGE, 0, false } }, 2 },
	{ "next to what is reserved", { { 2 * PAGE, PAGE, 0, 0, false },
	    { 3 * PAGE, 6 * PAGE, PAGE, 0, false } }, 2 },
	{ "alignment of no power of two", { { 0, 0, PAGE, 96, false } }, 1 },
	{ "no room", { { PAGE, 64, PAGE, 0, false },
	    { 0, 0, 64 * PAGE, 0, false } }, 2 },
	{ "no room for the array", { { 0, 16 * PAGE, 0, 0, false } }, 1 },
	{ "over the temporary store", { { 15 * PAGE, 128, 0, 0, false },
	    { 15 * PAGE + 192, 64, 0, 0, false } }, 2 },
};

static void
add_node(struct plot *plot, const struct row_node *from)
{
	const bool has_range = from->size != 0 && from->length != 0;
	struct bm_reserved_node *node = &plot->nodes[plot->node_count];
	const struct bm_extent extent = { plot->base + from->offset,
	    from->length };

	*node = (struct bm_reserved_node){
		.origin = { BM_SOURCE_FDT_RESERVED,
		    (uint32_t)plot->node_count },
		.is_dynamic = from->size != 0, .is_no_map = from->is_no_map,
		.size_bytes = from->size, .align_bytes = from->align };
	if (from->size == 0) {
		node->tuples = &plot->tuples[plot->tuple_count];
		plot->tuples[plot->tuple_count++].extent = extent;
		node->tuple_count = 1;
	} else if (has_range) {
		node->alloc_ranges = &plot->alloc_ranges[
		    plot->alloc_range_count];
		plot->alloc_ranges[plot->alloc_range_count++] = extent;
		node->alloc_range_count = 1;
	}
	plot->node_count++;
}

/* Sixteen pages; the loader has the first, the store is in the last. */
static void
make_plot(struct plot *plot, const struct row *row, bm_paddr base)
{
	plot_init(plot, base, 16);
	memset(plot->is_memory, true, plot->byte_count);
	memset(plot->is_loaded, true, PAGE);
	plot->has_temporary = true;
	plot->temporary_first = 15 * PAGE;
	memset(plot->is_loaded + plot->temporary_first, true, PAGE);
	for (size_t i = 0; i < row->node_count; i++)
		add_node(plot, &row->nodes[i]);
}

static size_t
expect_run(const struct plot *plot, const struct plot_faults *faults,
    const char *what)
{
	size_t fault_count;
	const char *wrong = plot_run(plot, faults, &fault_count);

	ck_assert_msg(wrong == NULL, "%s: %s (spare %zu, map %zu, reach %zu)",
	    what, wrong, faults->spare_pieces, faults->failing_map,
	    faults->failing_reach);
	return (fault_count);
}

START_TEST(stages_do_what_painting_says)
{
	static const bm_paddr bases[] = { BASE, TOP_BASE };
	const struct row *row = &rows[_i];

	for (size_t i = 0; i < LENGTH(bases); i++) {
		const struct plot_faults none = {
		    .spare_pieces = PLOT_PIECES_MAX };
		static struct plot plot;

		make_plot(&plot, row, bases[i]);
		ck_assert_uint_eq(expect_run(&plot, &none, row->what), 0);
	}
}
END_TEST

/* A table that is full at each place where it can be, one after the other. */
START_TEST(full_table_is_survived)
{
	const struct row *row = &rows[_i];
	static struct plot plot;
	size_t spare = 0;

	make_plot(&plot, row, BASE);
	while (expect_run(&plot, &(struct plot_faults){
	    .spare_pieces = spare }, row->what) > 0)
		spare++;
	ck_assert_uint_lt(spare, 64);
}
END_TEST

START_TEST(nth_failure_is_survived)
{
	const struct row *row = &rows[_i];
	struct plot_faults faults = { .spare_pieces = PLOT_PIECES_MAX };
	static struct plot plot;

	make_plot(&plot, row, BASE);
	do
		faults.failing_map++;
	while (expect_run(&plot, &faults, row->what) > 0);
	ck_assert_uint_gt(faults.failing_map, 1);
	faults.failing_map = 0;
	do
		faults.failing_reach++;
	while (expect_run(&plot, &faults, row->what) > 0);
}
END_TEST

START_TEST(array_before_page_tables_faults)
{
	const struct plot_faults early = { .spare_pieces = PLOT_PIECES_MAX,
	    .allocates_early = true };
	static struct plot plot;

	make_plot(&plot, &rows[1], BASE);
	ck_assert_uint_eq(expect_run(&plot, &early, rows[1].what), 1);
}
END_TEST

START_TEST(stages_out_of_order_are_refused)
{
	static enum bm_status (*const stages[])(struct bm_reserved_memory *) = {
		bm_reserved_mem_scan, bm_reserved_mem_place,
		bm_reserved_mem_map, bm_reserved_mem_allocate,
		bm_reserved_mem_fill, bm_reserved_mem_release };

	for (int at = 0; at <= BM_RESERVED_DONE; at++)
		for (int stage = 0; stage < (int)LENGTH(stages); stage++) {
			struct bm_reserved_memory reserved = {
			    .stage = (enum bm_reserved_stage)at };

			if (stage == at || (at == BM_RESERVED_MAP &&
			    stage == BM_RESERVED_ALLOCATE))
				continue;
			ck_assert_int_eq(stages[stage](&reserved),
			    BM_INVALID);
			ck_assert_int_eq((int)reserved.stage, at);
		}
}
END_TEST

START_TEST(small_stores_are_refused_whole)
{
	struct bm_bootalloc_piece pieces[8];
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces, 8, PAGE);
	struct bm_rset_entry entry;
	struct bm_reserved_tuple tuples[2] = { { { BASE, PAGE }, 0 },
	    { { BASE + 2 * PAGE, PAGE }, 0 } };
	struct bm_reserved_node nodes[2] = { { .tuples = tuples,
	    .tuple_count = 2 }, { .is_dynamic = true, .size_bytes = PAGE } };
	struct bm_reserved_memory reserved = { .allocator = &allocator,
	    .nodes = nodes, .node_count = 2,
	    .pending = bm_rset_empty(&entry, 1) };

	ck_assert_uint_eq(bm_reserved_mem_pending_count(&reserved), 2);
	ck_assert_uint_eq(bm_reserved_mem_dynamic_count(&reserved), 1);
	ck_assert_int_eq(bm_reserved_mem_scan(&reserved), BM_FULL);
	ck_assert_uint_eq(allocator.count, 0);
	ck_assert_int_eq(tuples[0].outcome, BM_RESERVED_PENDING);
	reserved.stage = BM_RESERVED_PLACE;
	ck_assert_int_eq(bm_reserved_mem_place(&reserved), BM_FULL);
	ck_assert_uint_eq(allocator.count, 0);
}
END_TEST

static void *
reach_heap(void *context, struct bm_range range)
{
	return ((char *)context + (range.start - BASE));
}

static bool
map_nothing(void *context, struct bm_range range)
{
	(void)context;
	(void)range;
	return (true);
}

/* Half of the nodes static, every tenth no-map, half dynamic. */
static void
make_many(struct bm_reserved_node *nodes, struct bm_reserved_tuple *tuples,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const size_t place = i * 7919 % count;

		nodes[i] = (struct bm_reserved_node){
			.is_dynamic = i % 2 != 0, .is_no_map = i % 10 == 0,
			.size_bytes = 64, .align_bytes = UINT64_C(64) << i % 8,
			.tuples = &tuples[i],
			.tuple_count = i % 2 == 0 };
		tuples[i].extent = (struct bm_extent){
		    BASE + (UINT64_C(32) << 20) + place * 1024, 3000 };
	}
}

/* What is wished for is had where there is room, and is no condition. */
START_TEST(wishes_for_alignment_are_no_condition)
{
	static const struct {
		uint64_t memory_pages;
		uint64_t start_page;
	} wishes[] = { { 12, 8 }, { 7, 6 } };
	struct bm_reserved_node node = { .is_dynamic = true,
	    .size_bytes = 4096, .wished_align_bytes = 8 * 4096 };
	struct bm_reserved_dynamic temporary[1];
	struct bm_bootalloc_piece pieces[16];
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces, 16, 4096);
	struct bm_reserved_memory reserved = { .allocator = &allocator,
	    .nodes = &node, .node_count = 1, .temporary = temporary,
	    .temporary_capacity = 1 };

	ck_assert_int_eq(bm_bootalloc_add(&allocator, (struct bm_range){ 4096,
	    wishes[_i].memory_pages * 4096 }, 0, BM_MEMBLOCK_NO_NODE,
	    (struct bm_origin){ 0 }), BM_OK);
	ck_assert_int_eq(bm_reserved_mem_scan(&reserved), BM_OK);
	ck_assert_int_eq(bm_reserved_mem_place(&reserved), BM_OK);
	ck_assert_int_eq(temporary[0].status, BM_OK);
	ck_assert(temporary[0].range.start == wishes[_i].start_page * 4096);
}
END_TEST

/* Far more than any time limit allows if a stage were quadratic. */
START_TEST(many_nodes_are_no_limit)
{
	const size_t count = 100000;
	const uint64_t memory_bytes = UINT64_C(256) << 20;
	struct bm_reserved_node *nodes = calloc(count, sizeof(*nodes));
	struct bm_reserved_tuple *tuples = calloc(count, sizeof(*tuples));
	struct bm_bootalloc_piece *pieces = calloc(8 * count,
	    sizeof(*pieces));
	char *memory = malloc(memory_bytes);
	struct bm_bootalloc allocator = bm_bootalloc_new(pieces, 8 * count,
	    4096);
	struct bm_reserved_overlap overlap = { 0, 0 };
	size_t overlap_count = 0;
	struct bm_reserved_memory reserved = { .allocator = &allocator,
	    .nodes = nodes, .node_count = count,
	    .pending = bm_rset_empty(calloc(count,
	    sizeof(struct bm_rset_entry)), count),
	    .temporary = calloc(count, sizeof(struct bm_reserved_dynamic)),
	    .temporary_capacity = count, .map = map_nothing };
	struct bm_reserved_dynamic *temporary = reserved.temporary;

	make_many(nodes, tuples, count);
	allocator.reach = reach_heap;
	allocator.context = memory;
	ck_assert_int_eq(bm_bootalloc_add(&allocator, (struct bm_range){
	    BASE, BASE + memory_bytes }, 0, 0, (struct bm_origin){ 0 }),
	    BM_OK);
	ck_assert_int_eq(bm_reserved_mem_scan(&reserved), BM_OK);
	ck_assert_int_eq(bm_reserved_mem_place(&reserved), BM_OK);
	ck_assert_int_eq(bm_reserved_mem_map(&reserved), BM_OK);
	ck_assert_int_eq(bm_reserved_mem_allocate(&reserved), BM_OK);
	ck_assert_int_eq(bm_reserved_mem_fill(&reserved), BM_OK);
	ck_assert_uint_eq(reserved.region_count, count);
	while (bm_reserved_mem_next_overlap(&reserved, &overlap))
		overlap_count++;
	ck_assert_uint_gt(overlap_count, 0);
	ck_assert_uint_lt(overlap_count, count);
	ck_assert_int_eq(bm_reserved_mem_release(&reserved), BM_OK);
	free(temporary);
	free(reserved.pending.entries);
	free(memory);
	free(pieces);
	free(tuples);
	free(nodes);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("reserved_mem");
	TCase *cases = tcase_create("stages");
	SRunner *runner;
	int failed;

	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, stages_do_what_painting_says, 0,
	    LENGTH(rows));
	tcase_add_loop_test(cases, full_table_is_survived, 0, LENGTH(rows));
	tcase_add_loop_test(cases, nth_failure_is_survived, 0, LENGTH(rows));
	tcase_add_test(cases, array_before_page_tables_faults);
	tcase_add_test(cases, stages_out_of_order_are_refused);
	tcase_add_test(cases, small_stores_are_refused_whole);
	tcase_add_loop_test(cases, wishes_for_alignment_are_no_condition, 0,
	    2);
	tcase_add_test(cases, many_nodes_are_no_limit);
	suite_add_tcase(suite, cases);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every two nodes of /reserved-memory in a universe of four pages, static ones
 * in steps of half a page, dynamic ones of every size in every window, in the
 * middle and at the top of the address space: the stages compared with painted
 * bytes, once with all the room there is and once with a table that is full
 * again and again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/reserved_mem_model.h"

#define PAGES 4
#define STEP (PLOT_PAGE_BYTES / 2)
#define STEPS (PAGES * 2)
#define NODES 2

/* A node: static on [first, last], or dynamic with [first, last] as window. */
struct code {
	size_t first;
	size_t last;
	size_t size_steps;	/* 0: static */
	bool is_no_map;
};

struct enumeration {
	struct code codes[512];
	size_t code_count;
	size_t run_count;
	size_t fault_count;
};

static void
list_codes(struct enumeration *enumeration)
{
	for (size_t i = 0; i < STEPS * STEPS * 4 * 2; i++) {
		const struct code code = { i % STEPS, i / STEPS % STEPS,
		    i / STEPS / STEPS % 4, i / STEPS / STEPS / 4 != 0 };
		/* Windows are of whole pages, that is enough. */
		const bool is_window = code.size_steps == 0 ||
		    (code.first % 2 == 0 && code.last % 2 != 0);

		if (code.first <= code.last && is_window)
			enumeration->codes[enumeration->code_count++] = code;
	}
}

static void
add_node(struct plot *plot, const struct code *code)
{
	const size_t index = plot->node_count++;
	struct bm_reserved_node *node = &plot->nodes[index];
	const struct bm_extent extent = { plot->base + code->first * STEP,
	    (code->last - code->first + 1) * STEP };

	*node = (struct bm_reserved_node){ .is_no_map = code->is_no_map,
		.origin = { BM_SOURCE_FDT_RESERVED, (uint32_t)index } };
	if (code->size_steps == 0) {
		plot->tuples[index].extent = extent;
		node->tuples = &plot->tuples[index];
		node->tuple_count = 1;
	} else {
		plot->alloc_ranges[index] = extent;
		node->alloc_ranges = &plot->alloc_ranges[index];
		node->alloc_range_count = 1;
		node->is_dynamic = true;
		node->size_bytes = code->size_steps * STEP;
	}
}

static void
run(struct enumeration *enumeration, const struct plot *plot, size_t spare)
{
	const struct plot_faults faults = { .spare_pieces = spare };
	size_t fault_count;
	const char *wrong = plot_run(plot, &faults, &fault_count);

	enumeration->run_count++;
	enumeration->fault_count += fault_count;
	if (wrong == NULL)
		return;
	fprintf(stderr, "%s, with %zu spare pieces and\n", wrong, spare);
	for (size_t i = 0; i < plot->node_count; i++)
		fprintf(stderr, "node %zu: %s, %#llx bytes%s\n", i,
		    plot->nodes[i].is_dynamic ? "dynamic" : "static",
		    (unsigned long long)(plot->nodes[i].is_dynamic ?
		    plot->nodes[i].size_bytes :
		    plot->nodes[i].tuples->extent.length),
		    plot->nodes[i].is_no_map ? ", no-map" : "");
	exit(EXIT_FAILURE);
}

/* The loader has the third half page, and the last page is no memory. */
static void
enumerate(struct enumeration *enumeration, bm_paddr base)
{
	const size_t count = enumeration->code_count;
	static struct plot plot;

	for (size_t i = 0; i < count * count; i++) {
		plot_init(&plot, base, PAGES);
		memset(plot.is_memory, true, (STEPS - 2) * STEP);
		memset(plot.is_loaded + 2 * STEP, true, STEP);
		add_node(&plot, &enumeration->codes[i % count]);
		add_node(&plot, &enumeration->codes[i / count]);
		run(enumeration, &plot, PLOT_PIECES_MAX);
		if (i % 7 == 0)
			run(enumeration, &plot, 0);
	}
}

int
main(void)
{
	static const bm_paddr bases[] = { UINT64_C(0x40000000),
	    UINT64_C(0) - PAGES * PLOT_PAGE_BYTES };
	static struct enumeration enumeration;

	list_codes(&enumeration);
	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		enumerate(&enumeration, bases[i]);
	printf("%zu nodes, %zu boots, %zu failures survived\n",
	    enumeration.code_count, enumeration.run_count,
	    enumeration.fault_count);
	return (EXIT_SUCCESS);
}

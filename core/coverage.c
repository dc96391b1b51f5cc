/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "coverage.h"

#include "contract.h"
#include "page.h"
#include "sort.h"

/* One list while it is walked: which elements open and close next. */
struct track {
	const struct bm_coverage_list *list;
	const struct bm_coverage_edge *starts;	/* NULL: in list order */
	const struct bm_coverage_edge *lasts;	/* NULL: in list order */
	size_t next_start;
	size_t next_last;
	size_t open_count;	/* elements with layers that are open */
	/* Those two edges, while there are any. */
	struct bm_coverage_edge start;
	struct bm_coverage_edge last;
};

struct walk {
	struct track tracks[BM_COVERAGE_LISTS_MAX];
	size_t track_count;
	size_t depth[BM_COVERAGE_LAYERS_MAX];
	uint32_t mask;
};

static const void *
element(const struct bm_coverage_list *list, size_t index)
{
	return ((const unsigned char *)list->elements +
	    index * list->stride_bytes);
}

static struct bm_range
element_range(const struct bm_coverage_list *list, size_t index)
{
	const unsigned char *bytes = element(list, index);

	if (list->range != NULL)
		return (list->range(bytes));
	return (*(const struct bm_range *)(const void *)
	    (bytes + list->range_offset));
}

/* A broken table may hold what is no range; it paints nothing. */
static uint32_t
element_layers(const struct bm_coverage_list *list, size_t index)
{
	if (!bm_range_is_valid(element_range(list, index)))
		return (0);
	return (list->layers(element(list, index), list->context));
}

static bool
is_ascending(const struct bm_coverage_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		struct bm_range below = element_range(list, i - 1);
		struct bm_range above = element_range(list, i);

		if (above.start < below.start ||
		    bm_range_last(above) < bm_range_last(below))
			return (false);
	}
	return (true);
}

static bool
edge_before(const void *a, const void *b)
{
	const struct bm_coverage_edge *left = a, *right = b;

	return (left->address < right->address);
}

static void
sort_edges(struct track *track, struct bm_coverage_edge *starts,
    struct bm_coverage_edge *lasts)
{
	const struct bm_coverage_list *list = track->list;

	for (size_t i = 0; i < list->count; i++) {
		struct bm_range range = element_range(list, i);
		uint32_t layers = element_layers(list, i);

		starts[i] = (struct bm_coverage_edge){ range.start, layers };
		lasts[i] = (struct bm_coverage_edge){ bm_range_last(range),
		    layers };
	}
	bm_sort(starts, list->count, sizeof(starts[0]), edge_before);
	bm_sort(lasts, list->count, sizeof(lasts[0]), edge_before);
	track->starts = starts;
	track->lasts = lasts;
}

static void
load_start(struct track *track)
{
	const struct bm_coverage_list *list = track->list;

	if (track->next_start == list->count)
		return;
	if (track->starts != NULL) {
		track->start = track->starts[track->next_start];
		return;
	}
	track->start.address = element_range(list, track->next_start).start;
	track->start.layers = element_layers(list, track->next_start);
}

static void
load_last(struct track *track)
{
	const struct bm_coverage_list *list = track->list;

	if (track->next_last == list->count)
		return;
	if (track->lasts != NULL) {
		track->last = track->lasts[track->next_last];
		return;
	}
	track->last.address =
	    bm_range_last(element_range(list, track->next_last));
	track->last.layers = element_layers(list, track->next_last);
}

/* The number of the lowest layer in a mask that has one. */
static unsigned
lowest_layer(uint32_t layers)
{
	unsigned number = 0;

	if ((layers & 0xffff) == 0)
		number += 16;
	if ((layers >> number & 0xff) == 0)
		number += 8;
	if ((layers >> number & 0xf) == 0)
		number += 4;
	while ((layers >> number & 1) == 0)
		number++;
	return (number);
}

static void
paint(struct walk *walk, uint32_t layers)
{
	for (; layers != 0; layers &= layers - 1)
		if (walk->depth[lowest_layer(layers)]++ == 0)
			walk->mask |= layers & -layers;
}

static void
scrape(struct walk *walk, uint32_t layers)
{
	for (; layers != 0; layers &= layers - 1)
		if (--walk->depth[lowest_layer(layers)] == 0)
			walk->mask &= ~(layers & -layers);
}

static void
open_element(struct walk *walk, struct track *track)
{
	paint(walk, track->start.layers);
	if (track->start.layers != 0 && ++track->open_count == 2)
		paint(walk, track->list->repeated);
}

static void
close_element(struct walk *walk, struct track *track)
{
	scrape(walk, track->last.layers);
	if (track->last.layers != 0 && track->open_count-- == 2)
		scrape(walk, track->list->repeated);
}

/* Opens and closes all elements that have an edge at address. */
static void
cross(struct walk *walk, struct track *track, bm_paddr address)
{
	const size_t count = track->list->count;

	while (track->next_start < count && track->start.address == address) {
		open_element(walk, track);
		track->next_start++;
		load_start(track);
	}
	/* An end at 2^64 is where the walk ends anyway. */
	while (track->next_last < count &&
	    track->last.address != BM_PADDR_LAST &&
	    track->last.address + 1 == address) {
		close_element(walk, track);
		track->next_last++;
		load_last(track);
	}
}

/* The lowest edge that has not been crossed; false if there is none. */
static bool
next_edge(const struct walk *walk, bm_paddr *ret_address)
{
	bool is_found = false;
	bm_paddr lowest = BM_PADDR_LAST;

	for (size_t i = 0; i < walk->track_count; i++) {
		const struct track *track = &walk->tracks[i];

		if (track->next_start < track->list->count) {
			if (track->start.address < lowest)
				lowest = track->start.address;
			is_found = true;
		}
		if (track->next_last < track->list->count &&
		    track->last.address != BM_PADDR_LAST) {
			if (track->last.address + 1 < lowest)
				lowest = track->last.address + 1;
			is_found = true;
		}
	}
	*ret_address = lowest;
	return (is_found);
}

static enum bm_status
set_up(struct walk *walk, const struct bm_coverage_list *lists,
    size_t list_count, struct bm_coverage_edge *edges, size_t edge_capacity)
{
	size_t used = 0;

	BM_CONTRACT(list_count <= BM_COVERAGE_LISTS_MAX);
	*walk = (struct walk){ .track_count = list_count };
	for (size_t i = 0; i < list_count; i++) {
		struct track *track = &walk->tracks[i];

		track->list = &lists[i];
		if (!is_ascending(&lists[i])) {
			if ((edge_capacity - used) / 2 < lists[i].count)
				return (BM_FULL);
			sort_edges(track, edges + used,
			    edges + used + lists[i].count);
			used += 2 * lists[i].count;
		}
		load_start(track);
		load_last(track);
	}
	return (BM_OK);
}

enum bm_status
bm_coverage_walk(const struct bm_coverage_list *lists, size_t list_count,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    void (*visit)(void *context, struct bm_range stretch, uint32_t mask),
    void *context)
{
	struct walk walk;
	bm_paddr start = 0, edge;

	if (set_up(&walk, lists, list_count, edges, edge_capacity) != BM_OK)
		return (BM_FULL);
	while (next_edge(&walk, &edge)) {
		if (edge != start)
			visit(context, (struct bm_range){ start, edge },
			    walk.mask);
		for (size_t i = 0; i < walk.track_count; i++)
			cross(&walk, &walk.tracks[i], edge);
		start = edge;
	}
	visit(context, (struct bm_range){ start, 0 }, walk.mask);
	return (BM_OK);
}

static void
flush_page(struct bm_coverage_pages *pages, bm_paddr page_start)
{
	pages->visit(pages->context, bm_range_closed(page_start,
	    page_start + (pages->page_size - 1)), pages->pending_any,
	    pages->pending_all);
	pages->is_pending = false;
}

/* The part of a divided page that stretch starts with. */
static bm_paddr
add_part(struct bm_coverage_pages *pages, struct bm_range stretch,
    uint32_t mask)
{
	bm_paddr page_start = bm_page_trunc(stretch.start, pages->page_size);
	bm_paddr page_last = page_start + (pages->page_size - 1);
	bm_paddr last = bm_range_last(stretch);

	if (!pages->is_pending) {
		pages->is_pending = true;
		pages->pending_any = 0;
		pages->pending_all = UINT32_MAX;
	}
	pages->pending_any |= mask;
	pages->pending_all &= mask;
	if (last < page_last)
		return (last);
	flush_page(pages, page_start);
	return (page_last);
}

void
bm_coverage_pages_add(struct bm_coverage_pages *pages,
    struct bm_range stretch, uint32_t mask)
{
	const uint64_t page_size = pages->page_size;
	struct bm_range whole;
	bm_paddr last = bm_range_last(stretch), done;

	for (;;) {
		if (bm_page_trunc(stretch.start, page_size) ==
		    stretch.start && bm_page_inward(stretch, page_size,
		    &whole)) {
			pages->visit(pages->context, whole, mask, mask);
			done = bm_range_last(whole);
		} else
			done = add_part(pages, stretch, mask);
		if (done == last)
			return;
		stretch.start = done + 1;
	}
}

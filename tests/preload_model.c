/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "preload_model.h"

#include <inttypes.h>
#include <stdio.h>

void
model_init(struct model *model, const bool *is_managed, size_t boundary)
{
	struct model fresh = { model->base, model->virtual_base,
	    model->page_count, model->large_pages, .free_count = 0 };

	for (size_t i = 0; i < fresh.page_count; i++) {
		if (!is_managed[i])
			continue;
		if (i == 0 || !is_managed[i - 1] || i == boundary)
			fresh.segment_count++;
		fresh.pages[i].segment = fresh.segment_count;
		fresh.pages[i].state = BM_PAGE_IN_USE;
	}
	for (size_t i = 0; i < MODEL_SEGMENTS_MAX; i++)
		for (size_t order = 0; order < BM_ORDER_COUNT; order++)
			fresh.lists[i][order] = MODEL_NO_PAGE;
	*model = fresh;
}

struct bm_range
model_range(const struct model *model, size_t first, size_t last)
{
	return ((struct bm_range){ model->base + first * MODEL_PAGE_BYTES,
	    model->base + (last + 1) * MODEL_PAGE_BYTES });
}

struct bm_vrange
model_vrange(const struct model *model, size_t first, size_t last)
{
	return ((struct bm_vrange){
	    model->virtual_base + first * MODEL_PAGE_BYTES,
	    model->virtual_base + (last + 1) * MODEL_PAGE_BYTES });
}

static size_t *
list_of(struct model *model, size_t page)
{
	return (&model->lists[model->pages[page].segment - 1]
	    [model->pages[page].order]);
}

static void
push(struct model *model, size_t page, unsigned order)
{
	struct model_page *head = &model->pages[page];
	size_t *list;

	head->heads_block = true;
	head->order = order;
	list = list_of(model, page);
	head->previous = MODEL_NO_PAGE;
	head->next = *list;
	if (head->next != MODEL_NO_PAGE)
		model->pages[head->next].previous = page;
	*list = page;
}

static void
pull(struct model *model, size_t page)
{
	struct model_page *head = &model->pages[page];

	if (head->previous == MODEL_NO_PAGE)
		*list_of(model, page) = head->next;
	else
		model->pages[head->previous].next = head->next;
	if (head->next != MODEL_NO_PAGE)
		model->pages[head->next].previous = head->previous;
	head->heads_block = false;
}

/* The block of that order beside the one at page, if it is on a list. */
static size_t
free_buddy(const struct model *model, size_t page, unsigned order)
{
	size_t buddy = page ^ ((size_t)1 << order);

	if (buddy >= model->page_count || !model->pages[buddy].heads_block ||
	    model->pages[buddy].order != order ||
	    model->pages[buddy].segment != model->pages[page].segment)
		return (MODEL_NO_PAGE);
	return (buddy);
}

static void
put_on_list(struct model *model, size_t page)
{
	unsigned order = 0;
	size_t buddy;

	while (order + 1 < BM_ORDER_COUNT && (buddy = free_buddy(model, page,
	    order)) != MODEL_NO_PAGE) {
		pull(model, buddy);
		page = page < buddy ? page : buddy;
		order++;
	}
	push(model, page, order);
}

/* The first page of the listed block that holds page. */
static size_t
block_of(const struct model *model, size_t page)
{
	for (unsigned order = 0; order < BM_ORDER_COUNT; order++) {
		size_t head = page & ~(((size_t)1 << order) - 1);

		if (model->pages[head].heads_block &&
		    model->pages[head].order == order)
			return (head);
	}
	return (MODEL_NO_PAGE);
}

static void
take_from_list(struct model *model, size_t page)
{
	size_t head = block_of(model, page);
	unsigned order = model->pages[head].order;

	pull(model, head);
	while (order-- > 0) {
		size_t middle = head + ((size_t)1 << order);

		/* The half without the page goes back. */
		if (page < middle)
			push(model, middle, order);
		else {
			push(model, head, order);
			head = middle;
		}
	}
}

static void
set_page(struct model *model, size_t i, enum bm_page_state state)
{
	struct model_page *page = &model->pages[i];

	if (state == BM_PAGE_FREE && page->is_blacklisted)
		state = BM_PAGE_BAD;
	if (page->state == BM_PAGE_FREE && state != BM_PAGE_FREE) {
		take_from_list(model, i);
		model->free_count--;
	}
	if (page->state != BM_PAGE_FREE && state == BM_PAGE_FREE) {
		put_on_list(model, i);
		model->free_count++;
	}
	page->state = state;
}

void
model_set(struct model *model, size_t first, size_t last,
    enum bm_page_state state)
{
	for (size_t i = first; i <= last; i++)
		if (model->pages[i].segment != 0)
			set_page(model, i, state);
}

enum bm_status
model_free(struct model *model, size_t first, size_t last,
    uint64_t *ret_free_pages)
{
	uint64_t before = model->free_count;

	for (size_t i = first; i <= last; i++)
		if (model->pages[i].segment == 0 ||
		    model->pages[i].state == BM_PAGE_FREE ||
		    model->pages[i].state == BM_PAGE_BAD)
			return (BM_INVALID);
	model_set(model, first, last, BM_PAGE_FREE);
	*ret_free_pages = model->free_count - before;
	return (BM_OK);
}

enum bm_status
model_blacklist(struct model *model, size_t page)
{
	model->pages[page].is_blacklisted = true;
	if (model->pages[page].state == BM_PAGE_FREE)
		set_page(model, page, BM_PAGE_BAD);
	return (model->pages[page].segment == 0 ? BM_NONE : BM_OK);
}

static bool
is_free_run(const struct model *model, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (i >= model->page_count ||
		    model->pages[i].state != BM_PAGE_FREE ||
		    model->pages[i].segment != model->pages[first].segment)
			return (false);
	return (true);
}

size_t
model_find(const struct model *model, size_t page_count, size_t alignment,
    size_t low, size_t last)
{
	for (size_t i = low; i + page_count <= last + 1; i++)
		if (i % alignment == 0 && is_free_run(model, i,
		    i + page_count - 1))
			return (i);
	return (MODEL_NO_PAGE);
}

static bool
is_whole(const struct model *model, size_t page, size_t first, size_t last)
{
	size_t slot = page - page % model->large_pages;

	return (slot >= first && slot + model->large_pages - 1 <= last);
}

enum bm_status
model_map(struct model *model, size_t first, size_t last, bool is_writable)
{
	const bool are_alike = (model->virtual_base - model->base) %
	    (model->large_pages * MODEL_PAGE_BYTES) == 0;

	for (size_t i = first; i <= last; i++)
		if (model->pages[i].is_mapped)
			return (BM_BUSY);
	for (size_t i = first; i <= last; i++) {
		struct model_page *page = &model->pages[i];

		page->is_mapped = true;
		page->is_writable = is_writable;
		page->is_large = are_alike && is_whole(model, i, first, last);
		page->has_spare |= page->is_large;
	}
	return (BM_OK);
}

/* Divides the superpages of which the range has but a part. */
static enum bm_status
divide(struct model *model, size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		if (!model->pages[i].is_mapped)
			return (BM_NONE);
	for (size_t i = first; i <= last; i++)
		if (model->pages[i].is_large && !is_whole(model, i, first,
		    last) && !model->pages[i].has_spare)
			return (BM_NO_SPARE);
	for (size_t i = first; i <= last; i++) {
		size_t slot = i - i % model->large_pages;

		if (!model->pages[i].is_large ||
		    is_whole(model, i, first, last))
			continue;
		for (size_t j = 0; j < model->large_pages; j++) {
			model->pages[slot + j].is_large = false;
			model->pages[slot + j].has_spare = false;
		}
	}
	return (BM_OK);
}

enum bm_status
model_protect(struct model *model, size_t first, size_t last,
    bool is_writable)
{
	enum bm_status status = divide(model, first, last);

	for (size_t i = first; status == BM_OK && i <= last; i++)
		model->pages[i].is_writable = is_writable;
	return (status);
}

enum bm_status
model_unmap(struct model *model, size_t first, size_t last)
{
	enum bm_status status = divide(model, first, last);

	for (size_t i = first; status == BM_OK && i <= last; i++) {
		model->pages[i].is_mapped = false;
		model->pages[i].is_writable = false;
		model->pages[i].is_large = false;
	}
	return (status);
}

void
model_forget_spare(struct model *model, size_t page)
{
	size_t slot = page - page % model->large_pages;

	for (size_t i = 0; i < model->large_pages; i++)
		model->pages[slot + i].has_spare = false;
}

enum bm_status
model_bootstrap_free(struct model *model, size_t first, size_t last,
    uint64_t *ret_free_pages)
{
	struct model before = *model;
	enum bm_status status = model_unmap(model, first, last);

	for (size_t i = first; status == BM_OK && i <= last; i++)
		if (model->pages[i].state != BM_PAGE_PRELOADED ||
		    model->pages[i].is_in_arena)
			status = BM_INVALID;
	if (status == BM_OK)
		status = model_free(model, first, last, ret_free_pages);
	for (size_t i = first; status == BM_OK && i <= last; i++)
		model->pages[i].is_in_arena = true;
	if (status != BM_OK)
		*model = before;
	return (status);
}

/* Are these the lists' very blocks, and is there no pair to merge? */
static bool
matches_lists(const struct model *model, const struct bm_pages *pages,
    size_t segment)
{
	uint64_t counts[BM_ORDER_COUNT];

	bm_pages_count_blocks(pages, segment, counts);
	for (unsigned order = 0; order < BM_ORDER_COUNT; order++) {
		uint64_t count = 0;

		for (size_t i = model->lists[segment][order];
		    i != MODEL_NO_PAGE; i = model->pages[i].next) {
			if (order + 1 < BM_ORDER_COUNT && free_buddy(model, i,
			    order) != MODEL_NO_PAGE)
				return (false);
			count++;
		}
		if (count != counts[order]) {
			fprintf(stderr, "segment %zu, order %u: %" PRIu64
			    " blocks, not %" PRIu64 "\n", segment, order,
			    counts[order], count);
			return (false);
		}
	}
	return (true);
}

static bool
matches_page(const struct model *model, const struct bm_pages *pages,
    size_t i)
{
	struct bm_range range = model_range(model, i, i);
	struct bm_block block;
	size_t head;

	if (bm_pages_state(pages, range.start) != model->pages[i].state ||
	    bm_pages_state(pages, bm_range_last(range)) !=
	    model->pages[i].state ||
	    bm_rset_overlaps(&pages->bad, range) !=
	    model->pages[i].is_blacklisted)
		return (false);
	if (bm_pages_block(pages, range.start, &block) !=
	    (model->pages[i].state == BM_PAGE_FREE))
		return (false);
	if (model->pages[i].state != BM_PAGE_FREE)
		return (true);
	head = block_of(model, i);
	return (head != MODEL_NO_PAGE &&
	    block.order == model->pages[head].order &&
	    bm_range_equal(block.range, model_range(model, head,
	    head + ((size_t)1 << block.order) - 1)));
}

bool
model_matches_pages(const struct model *model, const struct bm_pages *pages)
{
	if (pages->segments.count != model->segment_count ||
	    pages->free_count != model->free_count) {
		fprintf(stderr, "%zu segments, %" PRIu64 " free, not %zu, %"
		    PRIu64 "\n", pages->segments.count, pages->free_count,
		    model->segment_count, model->free_count);
		return (false);
	}
	for (size_t i = 0; i < model->page_count; i++)
		if (!matches_page(model, pages, i)) {
			fprintf(stderr, "page %zu differs\n", i);
			return (false);
		}
	for (size_t i = 0; i < model->segment_count; i++)
		if (!matches_lists(model, pages, i))
			return (false);
	return (true);
}

/* Does the set have all of the page, with those tags, or no byte of it? */
static bool
matches_address(const struct bm_rset *set, struct bm_vrange page,
    bool is_there, uint32_t tags)
{
	struct bm_range numbers = bm_vrange_numbers(page);
	size_t i = bm_rset_search(set, numbers.start);

	if (!is_there)
		return (!bm_rset_overlaps(set, numbers));
	return (i < set->count &&
	    bm_range_covers(set->entries[i].range, numbers) &&
	    set->entries[i].tags == tags);
}

bool
model_matches_tables(const struct model *model,
    const struct bm_page_tables *tables)
{
	uint64_t large = 0, spare = 0;

	for (size_t i = 0; i < model->page_count; i++) {
		const struct model_page *page = &model->pages[i];
		struct bm_vrange address = model_vrange(model, i, i);
		uint32_t tags = BM_MAP_PRESENT |
		    (page->is_writable ? BM_MAP_WRITABLE : 0u) |
		    (page->is_large ? BM_MAP_LARGE : 0u);

		large += page->is_large;
		spare += page->has_spare;
		if (!matches_address(&tables->mapped, address,
		    page->is_mapped, tags) || !matches_address(
		    &tables->spares, address, page->has_spare, 0)) {
			fprintf(stderr, "mapping of page %zu differs\n", i);
			return (false);
		}
	}
	return (bm_page_tables_large_count(tables) ==
	    large / model->large_pages &&
	    bm_page_tables_spare_count(tables) == spare / model->large_pages);
}

bool
model_matches_arena(const struct model *model, const struct bm_kva *kva)
{
	for (size_t i = 0; i < model->page_count; i++)
		if (!matches_address(&kva->free, model_vrange(model, i, i),
		    model->pages[i].is_in_arena, 0)) {
			fprintf(stderr, "address of page %zu differs\n", i);
			return (false);
		}
	return (true);
}

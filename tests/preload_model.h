/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What pages, page tables and bootstrap_free are measured against: a plain
 * page array, the textbook's buddy allocator with linked lists, and a page
 * table of small pages with a number of a superpage each.  Loops over single
 * pages; it shares no thought with the core.
 */
#ifndef TESTS_PRELOAD_MODEL_H
#define TESTS_PRELOAD_MODEL_H

#include "core/preload.h"

#define MODEL_PAGES_MAX 64
#define MODEL_SEGMENTS_MAX MODEL_PAGES_MAX
#define MODEL_PAGE_BYTES UINT64_C(0x1000)
#define MODEL_NO_PAGE SIZE_MAX

struct model_page {
	size_t segment;		/* its number + 1; 0: no structure */
	enum bm_page_state state;
	bool is_blacklisted;
	/* Of the first page of a block that is on a list. */
	bool heads_block;
	unsigned order;
	size_t next;		/* on its list, or MODEL_NO_PAGE */
	size_t previous;
	/* Of the address where the linear map has the page. */
	bool is_mapped;
	bool is_writable;
	bool is_large;
	bool has_spare;		/* its superpage has; all its pages agree */
	bool is_in_arena;
};

struct model {
	bm_paddr base;		/* of page 0; no block begins below it */
	bm_vaddr virtual_base;
	size_t page_count;
	size_t large_pages;	/* that a superpage has */
	size_t segment_count;
	struct model_page pages[MODEL_PAGES_MAX];
	size_t lists[MODEL_SEGMENTS_MAX][BM_ORDER_COUNT];
	uint64_t free_count;
};

/*
 * Pages with a structure where is_managed, in segments that end where
 * is_managed does and at the page boundary; all in use, nothing mapped.
 */
void model_init(struct model *model, const bool *is_managed, size_t boundary);

/* The bytes of the pages from first to last, both included. */
struct bm_range model_range(const struct model *model, size_t first,
    size_t last);
struct bm_vrange model_vrange(const struct model *model, size_t first,
    size_t last);

/* As the functions of the core, by numbers of pages. */
void model_set(struct model *model, size_t first, size_t last,
    enum bm_page_state state);
enum bm_status model_free(struct model *model, size_t first, size_t last,
    uint64_t *ret_free_pages);
enum bm_status model_blacklist(struct model *model, size_t page);
size_t model_find(const struct model *model, size_t page_count,
    size_t alignment, size_t low, size_t last);
enum bm_status model_map(struct model *model, size_t first, size_t last,
    bool is_writable);
enum bm_status model_protect(struct model *model, size_t first, size_t last,
    bool is_writable);
enum bm_status model_unmap(struct model *model, size_t first, size_t last);
void model_forget_spare(struct model *model, size_t page);
enum bm_status model_bootstrap_free(struct model *model, size_t first,
    size_t last, uint64_t *ret_free_pages);

/* Do they agree?  Says on standard error where they do not. */
bool model_matches_pages(const struct model *model,
    const struct bm_pages *pages);
bool model_matches_tables(const struct model *model,
    const struct bm_page_tables *tables);
bool model_matches_arena(const struct model *model,
    const struct bm_kva *kva);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "preload_machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct bm_origin no_origin = { BM_SOURCE_NONE, 0 };

static void
must(enum bm_status status)
{
	if (status != BM_OK) {
		fprintf(stderr, "setting up: status %d\n", (int)status);
		exit(EXIT_FAILURE);
	}
}

static struct bm_range
page_range(const struct scenario *scenario, size_t first, size_t last)
{
	return ((struct bm_range){
	    scenario->base + first * MODEL_PAGE_BYTES,
	    scenario->base + (last + 1) * MODEL_PAGE_BYTES });
}

/* The first and last page that a file has a byte in. */
static size_t
first_page(const struct machine_file *file)
{
	return (file->start / 2);
}

static size_t
last_page(const struct machine_file *file)
{
	return ((file->end - 1) / 2);
}

bool
machine_whole_pages(const struct machine_file *file, size_t *ret_first,
    size_t *ret_last)
{
	*ret_first = (file->start + 1) / 2;
	*ret_last = file->end / 2 - 1;
	return ((file->start + 1) / 2 < file->end / 2);
}

static void
mark(bool *marks, size_t first, size_t last, bool value)
{
	for (size_t i = first; i <= last; i++)
		marks[i] = value;
}

static void
mark_loaded(const struct scenario *scenario, bool marks[MODEL_PAGES_MAX])
{
	memset(marks, 0, MODEL_PAGES_MAX * sizeof(marks[0]));
	if (scenario->kernel.start < scenario->kernel.end)
		mark(marks, first_page(&scenario->kernel),
		    last_page(&scenario->kernel), true);
	for (size_t i = 0; i < scenario->file_count; i++)
		mark(marks, first_page(&scenario->files[i]),
		    last_page(&scenario->files[i]), true);
}

/* Appends each run of marked pages. */
static void
append_marked(struct bm_rset *set, const struct scenario *scenario,
    const bool *marks)
{
	size_t first = 0;

	for (size_t i = 0; i < scenario->page_count; i++) {
		if (!marks[i] || (i > 0 && !marks[i - 1]))
			first = i;
		if (marks[i] && (i + 1 == scenario->page_count ||
		    !marks[i + 1]))
			must(bm_rset_append(set, &(struct bm_rset_entry){
			    page_range(scenario, first, i), 0, no_origin }));
	}
}

static void
boot_pages(struct machine *machine, const struct scenario *scenario,
    const bool *is_avail)
{
	struct bm_rset_entry managed_entries[MACHINE_ENTRIES_MAX];
	struct bm_rset_entry avail_entries[MACHINE_ENTRIES_MAX];
	struct bm_rset managed = bm_rset_empty(managed_entries,
	    MACHINE_ENTRIES_MAX);
	struct bm_rset avail = bm_rset_empty(avail_entries,
	    MACHINE_ENTRIES_MAX);
	struct bm_rset segments = bm_rset_empty(machine->segments,
	    MACHINE_ENTRIES_MAX);
	struct bm_queues queues = { { scenario->base +
	    scenario->boundary * MODEL_PAGE_BYTES },
	    scenario->boundary != 0 };
	bool marks[MODEL_PAGES_MAX];

	for (size_t i = 0; i < scenario->page_count; i++)
		marks[i] = !scenario->has_no_page[i];
	append_marked(&managed, scenario, marks);
	append_marked(&avail, scenario, is_avail);
	must(bm_segments_build(&managed, &queues, &segments));
	must(bm_pages_init(&machine->pages, MODEL_PAGE_BYTES, &segments,
	    &avail, bm_rset_empty(machine->runs, 2 * MACHINE_ENTRIES_MAX),
	    bm_rset_empty(machine->bad, MACHINE_ENTRIES_MAX)));
}

/* What is not free: the kernel, and pages that no file has to itself. */
static void
set_loaded(struct machine *machine, const struct scenario *scenario,
    const bool *is_avail)
{
	bool is_kernel[MODEL_PAGES_MAX] = { false };

	if (scenario->kernel.start < scenario->kernel.end)
		mark(is_kernel, first_page(&scenario->kernel),
		    last_page(&scenario->kernel), true);
	for (size_t i = 0; i < scenario->file_count; i++)
		for (size_t page = first_page(&scenario->files[i]);
		    page <= last_page(&scenario->files[i]); page++)
			if (!is_avail[page])
				must(bm_pages_set(&machine->pages,
				    page_range(scenario, page, page),
				    BM_PAGE_PRELOADED));
	for (size_t page = 0; page < scenario->page_count; page++)
		if (is_kernel[page])
			must(bm_pages_set(&machine->pages, page_range(
			    scenario, page, page), BM_PAGE_KERNEL));
	if (scenario->bad_page != MODEL_NO_PAGE)
		(void)bm_pages_blacklist(&machine->pages, scenario->base +
		    scenario->bad_page * MODEL_PAGE_BYTES);
}

static void
map_loaded(struct machine *machine, const struct scenario *scenario,
    const bool *is_loaded)
{
	struct bm_rset_entry entries[MACHINE_ENTRIES_MAX];
	struct bm_rset image = bm_rset_empty(entries, MACHINE_ENTRIES_MAX);

	append_marked(&image, scenario, is_loaded);
	for (size_t i = 0; i < image.count; i++)
		must(bm_page_tables_map(&machine->tables,
		    bm_page_tables_virtual(&machine->tables,
		    entries[i].range), false));
}

static void
mark_avail(const struct scenario *scenario, const bool *is_loaded,
    bool is_avail[MODEL_PAGES_MAX])
{
	for (size_t i = 0; i < MODEL_PAGES_MAX; i++)
		is_avail[i] = !is_loaded[i] && !scenario->has_no_page[i];
}

void
machine_boot(struct machine *machine, const struct scenario *scenario)
{
	bool is_loaded[MODEL_PAGES_MAX], is_avail[MODEL_PAGES_MAX];

	mark_loaded(scenario, is_loaded);
	mark_avail(scenario, is_loaded, is_avail);
	boot_pages(machine, scenario, is_avail);
	set_loaded(machine, scenario, is_avail);
	machine->tables = (struct bm_page_tables){ MODEL_PAGE_BYTES,
	    scenario->large_pages * MODEL_PAGE_BYTES,
	    scenario->virtual_base - scenario->base,
	    bm_rset_empty(machine->mapped, MACHINE_ENTRIES_MAX),
	    bm_rset_empty(machine->spares, MACHINE_ENTRIES_MAX) };
	map_loaded(machine, scenario, is_loaded);
	machine->kva.free = bm_rset_empty(machine->arena,
	    MACHINE_ENTRIES_MAX);
}

void
machine_boot_without_files(struct machine *machine,
    const struct scenario *scenario)
{
	bool is_loaded[MODEL_PAGES_MAX], is_avail[MODEL_PAGES_MAX];
	size_t first, last;

	mark_loaded(scenario, is_loaded);
	mark_avail(scenario, is_loaded, is_avail);
	for (size_t i = 0; i < scenario->file_count; i++)
		if (machine_whole_pages(&scenario->files[i], &first, &last))
			mark(is_avail, first, last, true);
	boot_pages(machine, scenario, is_avail);
	set_loaded(machine, scenario, is_avail);
}

static void
model_map_loaded(struct model *model, const bool *is_loaded)
{
	size_t first = 0;

	for (size_t i = 0; i < model->page_count; i++) {
		if (i > 0 && !is_loaded[i - 1])
			first = i;
		if (is_loaded[i] && (i + 1 == model->page_count ||
		    !is_loaded[i + 1]))
			must(model_map(model, first, i, false));
	}
}

void
model_boot(struct model *model, const struct scenario *scenario)
{
	bool is_loaded[MODEL_PAGES_MAX], is_managed[MODEL_PAGES_MAX];

	*model = (struct model){ .base = scenario->base,
	    .virtual_base = scenario->virtual_base,
	    .page_count = scenario->page_count,
	    .large_pages = scenario->large_pages };
	mark_loaded(scenario, is_loaded);
	for (size_t i = 0; i < scenario->page_count; i++)
		is_managed[i] = !scenario->has_no_page[i];
	model_init(model, is_managed, scenario->boundary);
	for (size_t i = 0; i < scenario->page_count; i++)
		if (!is_loaded[i])
			model_set(model, i, i, BM_PAGE_FREE);
	for (size_t i = 0; i < scenario->file_count; i++)
		model_set(model, first_page(&scenario->files[i]),
		    last_page(&scenario->files[i]), BM_PAGE_PRELOADED);
	if (scenario->kernel.start < scenario->kernel.end)
		model_set(model, first_page(&scenario->kernel),
		    last_page(&scenario->kernel), BM_PAGE_KERNEL);
	if (scenario->bad_page != MODEL_NO_PAGE)
		(void)model_blacklist(model, scenario->bad_page);
	model_map_loaded(model, is_loaded);
}

enum bm_status
machine_unload(struct machine *machine, const struct scenario *scenario,
    size_t file, struct bm_freed *ret_freed)
{
	const struct bm_bootstrap bootstrap = { &machine->pages,
	    &machine->tables, &machine->kva };
	const struct bm_vrange range = {
	    scenario->virtual_base + scenario->files[file].start *
	    MACHINE_UNIT_BYTES,
	    scenario->virtual_base + scenario->files[file].end *
	    MACHINE_UNIT_BYTES };

	return (bm_bootstrap_free(&bootstrap, range, ret_freed));
}

static void
copy_set(struct bm_rset *copy, struct bm_rset_entry *entries,
    const struct bm_rset *set)
{
	*copy = *set;
	copy->entries = entries;
	memcpy(entries, set->entries, set->count * sizeof(entries[0]));
}

void
machine_copy(struct machine *copy, const struct machine *machine)
{
	copy->pages = machine->pages;
	copy->tables = machine->tables;
	copy_set(&copy->pages.segments, copy->segments,
	    &machine->pages.segments);
	copy_set(&copy->pages.runs, copy->runs, &machine->pages.runs);
	copy_set(&copy->pages.bad, copy->bad, &machine->pages.bad);
	copy_set(&copy->tables.mapped, copy->mapped, &machine->tables.mapped);
	copy_set(&copy->tables.spares, copy->spares, &machine->tables.spares);
	copy_set(&copy->kva.free, copy->arena, &machine->kva.free);
}

static bool
sets_equal(const struct bm_rset *a, const struct bm_rset *b)
{
	if (a->count != b->count || a->capacity != b->capacity)
		return (false);
	for (size_t i = 0; i < a->count; i++)
		if (!bm_range_equal(a->entries[i].range,
		    b->entries[i].range) ||
		    a->entries[i].tags != b->entries[i].tags)
			return (false);
	return (true);
}

bool
machine_pages_equal(const struct machine *a, const struct machine *b)
{
	return (a->pages.free_count == b->pages.free_count &&
	    sets_equal(&a->pages.segments, &b->pages.segments) &&
	    sets_equal(&a->pages.runs, &b->pages.runs) &&
	    sets_equal(&a->pages.bad, &b->pages.bad));
}

bool
machine_equal(const struct machine *a, const struct machine *b)
{
	return (machine_pages_equal(a, b) &&
	    sets_equal(&a->tables.mapped, &b->tables.mapped) &&
	    sets_equal(&a->tables.spares, &b->tables.spares) &&
	    sets_equal(&a->kva.free, &b->kva.free));
}

bool
machine_matches(const struct machine *machine, const struct model *model)
{
	return (model_matches_pages(model, &machine->pages) &&
	    model_matches_tables(model, &machine->tables) &&
	    model_matches_arena(model, &machine->kva));
}

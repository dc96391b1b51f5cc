/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Giving preloaded files back: the events unload and microcode-release.
 */
#include <string.h>

#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/freebsd.h"

/*
 * Does a fact keep its pages when a file that shares them goes: the kernel, an
 * initrd, what firmware reserves?
 */
static bool
is_staying(const struct bm_fact *fact)
{
	return ((fact->flags & BM_FACT_RESERVED) != 0 ||
	    ((fact->flags & BM_FACT_IN_USE) != 0 &&
	    fact->origin.source != BM_SOURCE_PRELOAD));
}

/* A file of that basename, for whoever forgot the path. */
static const char *
full_path_of(const struct bm_vm *vm, const char *name)
{
	for (size_t i = 0; i < vm->preload_count; i++) {
		const char *slash = strrchr(vm->preloads[i].name, '/');

		if (!vm->preloads[i].is_deleted && slash != NULL &&
		    strcmp(slash + 1, name) == 0)
			return (vm->preloads[i].name);
	}
	return (NULL);
}

static struct bm_range
outward(const struct bm_vm *vm, struct bm_vrange range)
{
	return (bm_page_outward(bm_vrange_numbers(range),
	    vm->pages.page_size));
}

static void
take(struct bm_rset *set, struct bm_range range)
{
	enum bm_status status = bm_rset_remove(set, range);

	BM_CONTRACT(status == BM_OK);
}

/* Takes out the pages in which another file has a part, or what stays. */
static void
take_shared(const struct freebsd *boot, size_t record, struct bm_range whole,
    struct bm_rset *parts)
{
	const struct bm_world *world = &boot->simulation->world;
	const struct bm_vm *vm = &world->vm;
	const struct bm_range physical = bm_page_tables_physical(&vm->tables,
	    bm_vrange_of_numbers(whole));

	for (size_t i = 0; i < vm->preload_count; i++) {
		const struct bm_preload *other = &vm->preloads[i];

		if (i != record && !other->is_deleted && !other->is_empty &&
		    bm_range_overlaps(outward(vm, other->range), whole))
			take(parts, outward(vm, other->range));
	}
	/* Of what stays only the part in the file is surely mapped. */
	for (size_t i = 0; i < world->fact_count; i++) {
		const struct bm_fact *fact = &world->facts[i];
		const struct bm_range pages = bm_page_outward(fact->range,
		    vm->pages.page_size);

		if (is_staying(fact) && bm_range_overlaps(pages, physical))
			take(parts, bm_vrange_numbers(bm_page_tables_virtual(
			    &vm->tables, bm_range_common(pages, physical))));
	}
}

/*
 * The parts of range, a file's, whose pages hold nothing else: no other file
 * that is still there, and nothing that stays.  By virtual address.
 */
static struct bm_rset
borrow_parts(const struct freebsd *boot, size_t record,
    struct bm_range range)
{
	const struct bm_vm *vm = &boot->simulation->world.vm;
	struct bm_rset parts;
	struct bm_range whole;
	enum bm_status status;

	if (!bm_page_inward(range, vm->pages.page_size, &whole))
		return (freebsd_borrow_set(0));
	if (!bm_rset_overlaps(&boot->shared, bm_page_tables_physical(
	    &vm->tables, bm_vrange_of_numbers(whole)))) {
		parts = freebsd_borrow_set(1);
		status = bm_rset_append(&parts,
		    &(struct bm_rset_entry){ .range = whole });
	} else {
		/* Each fact may divide a part in two. */
		parts = freebsd_borrow_set(
		    boot->simulation->world.fact_count + 2);
		status = bm_rset_append(&parts,
		    &(struct bm_rset_entry){ .range = whole });
		take_shared(boot, record, whole, &parts);
	}
	BM_CONTRACT(status == BM_OK);
	return (parts);
}

/* Frees what there is of range, a part of the record's file. */
static enum bm_status
free_part_of_file(struct freebsd *boot, size_t record, struct bm_range range,
    size_t event, uint64_t *page_count)
{
	struct bm_vm *vm = &boot->simulation->world.vm;
	const struct bm_bootstrap bootstrap = { &vm->pages, &vm->tables,
	    &vm->kva };
	struct bm_rset parts = borrow_parts(boot, record, range);
	enum bm_status status = BM_OK;

	for (size_t i = 0; i < parts.count && status == BM_OK; i++) {
		struct bm_freed_file *file = &vm->freed[vm->freed_count];

		status = bm_bootstrap_free(&bootstrap, bm_vrange_of_numbers(
		    parts.entries[i].range), &file->freed);
		if (status != BM_OK || !file->freed.is_any)
			continue;
		file->range = file->freed.pages;
		file->file = vm->preloads[record].range;
		file->origin = (struct bm_origin){ BM_SOURCE_EVENT,
		    (uint32_t)event };
		*page_count += file->freed.free_pages;
		vm->freed_count++;
	}
	freebsd_return_set(&parts);
	return (status);
}

static void
set_outcome(struct event_outcome *outcome, enum bm_status status)
{
	outcome->status = status;
	outcome->result = status == BM_OK ? EVENT_FREED : EVENT_NOT_FREED;
}

void
freebsd_set_not_preloaded(const struct freebsd *boot,
    const struct event *event, struct event_outcome *outcome)
{
	outcome->result = EVENT_NOT_PRELOADED;
	outcome->full_path = full_path_of(&boot->simulation->world.vm,
	    event->name);
}

/* preload_delete_name: every record of that very name goes. */
void
freebsd_unload(struct freebsd *boot, const struct event *event, size_t index,
    struct event_outcome *outcome)
{
	struct bm_vm *vm = &boot->simulation->world.vm;
	enum bm_status status = BM_OK;
	size_t i = bm_preload_find(vm->preloads, vm->preload_count,
	    event->name, 0);

	if (i == vm->preload_count) {
		freebsd_set_not_preloaded(boot, event, outcome);
		return;
	}
	for (; i < vm->preload_count && status == BM_OK;
	    i = bm_preload_find(vm->preloads, vm->preload_count, event->name,
	    i + 1)) {
		struct bm_preload *record = &vm->preloads[i];

		if (!vm->has_map)
			status = BM_NONE;
		else if (!record->is_empty)
			status = free_part_of_file(boot, i,
			    bm_vrange_numbers(record->range), index,
			    &outcome->page_count);
		record->is_deleted = status == BM_OK;
	}
	set_outcome(outcome, status);
}

/*
 * ucode_release: one update stays where it is, the whole pages of the file in
 * front of it and behind it go.
 */
void
freebsd_release_microcode(struct freebsd *boot, const struct event *event,
    size_t index, struct event_outcome *outcome)
{
	struct bm_vm *vm = &boot->simulation->world.vm;
	size_t i = bm_preload_find(vm->preloads, vm->preload_count,
	    event->name, 0);
	enum bm_status status = BM_NONE;
	const struct bm_extent kept = event->extent;
	struct bm_range file, keep;

	if (i == vm->preload_count) {
		freebsd_set_not_preloaded(boot, event, outcome);
		return;
	}
	outcome->result = EVENT_OUT_OF_FILE;
	file = bm_vrange_numbers(vm->preloads[i].range);
	/*
	 * kept.base is an offset.  Lengths are compared, not addresses: of a
	 * file that is not mapped they may wrap.
	 */
	if (vm->preloads[i].is_empty || kept.length == 0 ||
	    kept.base > bm_range_last(file) - file.start ||
	    kept.length - 1 > bm_range_last(file) - file.start - kept.base)
		return;
	keep.start = file.start + kept.base;
	keep.end = keep.start + kept.length;
	if (vm->has_map) {
		status = BM_OK;
		keep = outward(vm, bm_vrange_of_numbers(keep));
		if (file.start < keep.start)
			status = free_part_of_file(boot, i,
			    (struct bm_range){ file.start, keep.start },
			    index, &outcome->page_count);
		if (status == BM_OK &&
		    bm_range_last(keep) < bm_range_last(file))
			status = free_part_of_file(boot, i,
			    (struct bm_range){ keep.end, file.end }, index,
			    &outcome->page_count);
	}
	/* What is left of the file is the update. */
	if (status == BM_OK)
		vm->preloads[i].range = bm_vrange_of_numbers(
		    (struct bm_range){ file.start > keep.start ? file.start :
		    keep.start, bm_range_last(file) < bm_range_last(keep) ?
		    file.end : keep.end });
	set_outcome(outcome, status);
}

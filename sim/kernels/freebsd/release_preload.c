/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Giving preloaded files back in the released kernels: preload_delete_name,
 * kmem_bootstrap_free and ucode_release.  Sources: subr_module.c of 014edaa3,
 * vm_kern.c, the reviews D16330 and D16426.  No page is asked what it is, nor
 * whether anybody else has a part of it.
 * Re-enacted, defects included: do not improve this.
 */
#include <string.h>

#include "core/contract.h"
#include "core/page.h"
#include "sim/kernels/freebsd/release.h"

enum unload_kind
release_unload_kind(const struct release_boot *boot)
{
	/* kmem_bootstrap_free does nothing elsewhere. */
	return (boot->common.arch->is_x86 ? boot->release->vm.unload :
	    UNLOAD_LOSES);
}

/* pmap_remove: what of it is mapped. */
static void
unmap(struct bm_page_tables *tables, struct bm_range addresses)
{
	size_t i;

	while ((i = bm_rset_search(&tables->mapped, addresses.start)) <
	    tables->mapped.count && bm_range_overlaps(
	    tables->mapped.entries[i].range, addresses)) {
		const struct bm_range part = bm_range_common(
		    tables->mapped.entries[i].range, addresses);
		enum bm_status status = bm_page_tables_unmap(tables,
		    bm_vrange_of_numbers(part));

		BM_CONTRACT(status == BM_OK);
	}
}

/* False if the kernel goes down. */
static bool
free_pages(struct release_boot *boot, struct bm_freed_file *file)
{
	struct bm_vm *vm = &boot->common.simulation->world.vm;
	const struct bm_range addresses =
	    bm_vrange_numbers(file->freed.addresses);
	enum bm_status status;

	/* Below the kernel there may be no structure.  Inferred. */
	if (!bm_rset_covers(&vm->pages.runs, file->range) ||
	    !freebsd_is_in_window(&boot->common, file->range)) {
		release_panic(boot, "page fault");
		return (false);
	}
	release_enqueue(&vm->pages, file->range);
	file->freed.free_pages = bm_page_count(file->range,
	    vm->pages.page_size);
	if (release_unload_kind(boot) == UNLOAD_UNMAPS)
		unmap(&vm->tables, addresses);
	status = bm_rset_add(&vm->kva.free,
	    &(struct bm_rset_entry){ .range = addresses });
	BM_CONTRACT(status == BM_OK);
	return (true);
}

/*
 * The whole pages of a record's file go, or are lost.  What a range without a
 * whole page does to the arena, its end being below its start, is left out.
 */
static void
free_file(struct release_boot *boot, struct bm_preload *record, size_t event,
    struct event_outcome *outcome)
{
	struct bm_vm *vm = &boot->common.simulation->world.vm;
	struct bm_freed_file *file = &vm->freed[vm->freed_count];
	struct bm_range bytes = bm_page_tables_physical(&vm->tables,
	    record->range);

	record->is_deleted = true;
	/* Its size is read as 32 bits. */
	bytes.end = bytes.start + (uint32_t)bm_range_bytes(bytes);
	if (record->is_empty || bytes.start == bytes.end)
		return;
	*file = (struct bm_freed_file){ .file = record->range,
	    .origin = release_origin(BM_SOURCE_EVENT, event) };
	if (!bm_page_inward(bytes, vm->pages.page_size, &file->range))
		return;
	file->freed.is_any = true;
	file->freed.pages = file->range;
	file->freed.addresses = bm_page_tables_virtual(&vm->tables,
	    file->range);
	if (release_unload_kind(boot) != UNLOAD_LOSES &&
	    !free_pages(boot, file))
		return;
	/* What was to be freed is noted even where it stays. */
	vm->freed_count++;
	outcome->page_count += file->freed.free_pages;
}

/* Is the file there, and where unloading frees it, mapped? */
static bool
may_free(struct release_boot *boot, const struct event *event,
    struct event_outcome *outcome)
{
	struct bm_vm *vm = &boot->common.simulation->world.vm;

	outcome->result = EVENT_FREED;
	if (bm_preload_find(vm->preloads, vm->preload_count, event->name,
	    0) == vm->preload_count)
		freebsd_set_not_preloaded(&boot->common, event, outcome);
	else if (!vm->has_map && release_unload_kind(boot) != UNLOAD_LOSES) {
		outcome->result = EVENT_NOT_FREED;
		outcome->status = BM_NONE;
	}
	return (outcome->result == EVENT_FREED);
}

/*
 * The linker's unload, by the file's path.  Before D16330 it handed the last
 * name on, which no record has (B18), but nothing would have been freed
 * either: all that is left of the file is its memory.
 */
void
release_unload(struct release_boot *boot, const struct event *event,
    size_t index, struct event_outcome *outcome)
{
	struct bm_vm *vm = &boot->common.simulation->world.vm;

	if (!may_free(boot, event, outcome))
		return;
	for (size_t i = 0; (i = bm_preload_find(vm->preloads,
	    vm->preload_count, event->name, i)) < vm->preload_count &&
	    !boot->has_panicked;)
		free_file(boot, &vm->preloads[i], index, outcome);
}

/*
 * All files of microcode go, whole: the update that is kept was copied.  A
 * kernel that frees no files does not look for them.
 */
void
release_microcode(struct release_boot *boot, const struct event *event,
    size_t index, struct event_outcome *outcome)
{
	struct bm_vm *vm = &boot->common.simulation->world.vm;

	if (!may_free(boot, event, outcome) ||
	    release_unload_kind(boot) == UNLOAD_LOSES)
		return;
	for (size_t i = 0; i < vm->preload_count && !boot->has_panicked; i++)
		if (!vm->preloads[i].is_deleted &&
		    strcmp(vm->preloads[i].type, "cpu_microcode") == 0)
			free_file(boot, &vm->preloads[i], index, outcome);
}

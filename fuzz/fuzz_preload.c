/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Preloaded files and what they stand on: scripts that load, free, protect,
 * blacklist and search, against painted pages, a superpage a slot, and a
 * textbook buddy allocator.
 *
 *	header	u8 place, u8 size, u8 map, u8 queues,
 *		u8 room for runs, for mappings, for spares, for bad and arena
 *	record	as in script.h; edges are 64ths of a page
 *
 * SEGMENT and AVAIL are read before all others, wherever they stand.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"
#include "fuzz/plot.h"

const struct mutate_layout fuzz_layout = { .header_bytes = 8,
    .record_bytes = SCRIPT_OPERATION_BYTES,
    .first_offset = offsetof(struct operation, first),
    .last_offset = offsetof(struct operation, last), .edge_bytes = 2,
    .page = PARTS_A_CELL };

static enum bm_status
expect_bootstrap_free(struct span span, bool is_inside)
{
	enum bm_status status = plot_expect_change(span, is_inside);

	if (status != BM_OK)
		return (status);
	if (!cells_all(&plot.cells, CELL_STATE, span, BM_PAGE_PRELOADED) ||
	    cells_any(&plot.cells, CELL_ARENA, span, 1))
		return (BM_INVALID);
	if (room(&plot.tables.mapped) < 12 ||
	    room(&plot.tables.spares) < 4 || !plot_runs_have_room(span) ||
	    room(&plot.kva.free) < 1)
		return (BM_FULL);
	return (BM_OK);
}

static void
require_freed(const struct bm_freed *freed, struct span span)
{
	const struct cells *cells = &plot.cells;
	uint64_t good_count = 0;

	for (unsigned i = span.first; i <= span.last; i++)
		good_count += cells->paint[CELL_BAD][i] == 0;
	FUZZ_REQUIRE(freed->is_any);
	FUZZ_REQUIRE(bm_range_equal(freed->pages, physical(span)));
	FUZZ_REQUIRE(bm_range_equal(bm_vrange_numbers(freed->addresses),
	    bm_vrange_numbers(virtual(span))));
	FUZZ_REQUIRE(freed->free_pages == good_count << plot.scale);
}

/* Calls it and judges it; what it answered. */
static enum bm_status
bootstrap_free(struct bytes bytes, struct bm_vrange range)
{
	struct bm_freed freed = { .is_any = true, .free_pages = 77 };
	struct span span = { 0, 0 };
	bool is_any = !bytes.is_inside || inward(bytes, &span);
	enum bm_status expected = !is_any ? BM_OK :
	    expect_bootstrap_free(span, bytes.is_inside);
	enum bm_status status = bm_bootstrap_free(&plot.bootstrap, range,
	    &freed);

	fuzz_note(status);
	FUZZ_REQUIRE(status == expected);
	if (status != BM_OK) {
		FUZZ_REQUIRE(freed.is_any && freed.free_pages == 77);
		return (status);
	}
	if (!is_any) {
		FUZZ_REQUIRE(!freed.is_any);
		return (status);
	}
	require_freed(&freed, span);
	plot_change_mapping(span, 0xff, 0);
	plot_set_states(span, BM_PAGE_FREE);
	cells_paint(&plot.cells, CELL_ARENA, span, 1);
	return (status);
}

static void
free_range(struct operation operation)
{
	struct bytes bytes = plot_wide_bytes(operation);

	(void)bootstrap_free(bytes, virtual_bytes(bytes));
}

static const char *const names[] = { "/boot/kernel/kernel",
	"/boot/kernel/a.ko", "/boot/modules/a.ko", "/boot/kernel/a.ko.debug",
	"a.ko", "/boot/kernel", "/boot/firmware/\xc2\xb5.bin", "" };

static const char *
name_of(unsigned code)
{
	return (names[code % (sizeof(names) / sizeof(names[0]))]);
}

static void
load(struct operation operation)
{
	struct bytes bytes = plot_bytes(operation);
	struct span span = outward(bytes);
	bool is_kernel = (operation.flags & IS_KERNEL) != 0;
	enum bm_page_state to = is_kernel ? BM_PAGE_KERNEL :
	    BM_PAGE_PRELOADED;

	if (plot_runs_have_room(span)) {
		FUZZ_REQUIRE(bm_pages_set(&plot.pages, physical(span), to) ==
		    BM_OK);
		plot_set_states(span, to);
	}
	plot_map(span, (operation.flags & WRITABLE) != 0);
	if (is_kernel)
		return;
	plot.records[plot.record_count] = (struct bm_preload){
	    .name = name_of(operation.extra), .type = "file",
	    .range = virtual_bytes(bytes),
	    .is_empty = (operation.flags & IS_EMPTY) != 0,
	    .origin = paint_origin((uint32_t)plot.record_count) };
	plot.record_count++;
	plot.is_sorted = false;
}

static void
sort_records(void)
{
	uint8_t times[OPERATIONS_MAX] = { 0 };

	if (plot.is_sorted)
		return;
	bm_preload_sort(plot.records, plot.record_count);
	for (size_t i = 0; i < plot.record_count; i++) {
		const struct bm_preload *record = &plot.records[i];
		int order = i == 0 ? -1 : strcmp(record[-1].name,
		    record->name);

		FUZZ_REQUIRE(order < 0 || (order == 0 &&
		    record[-1].origin.index < record->origin.index));
		FUZZ_REQUIRE(record->origin.index < plot.record_count);
		FUZZ_REQUIRE(times[record->origin.index]++ == 0);
	}
	plot.is_sorted = true;
}

static size_t
find_record(const char *name, size_t from)
{
	size_t wanted = from;
	size_t found = bm_preload_find(plot.records, plot.record_count,
	    name, from);

	while (wanted < plot.record_count &&
	    (plot.records[wanted].is_deleted ||
	    strcmp(plot.records[wanted].name, name) != 0))
		wanted++;
	FUZZ_REQUIRE(found == (wanted < plot.record_count ? wanted :
	    plot.record_count));
	return (found);
}

/* All files of a name, as preload_delete_name does. */
static void
unload(struct operation operation)
{
	const char *name = name_of(operation.extra);
	const bm_vaddr base = plot.cells.virtual.base;
	size_t i = operation.flags % 4 == 0 ? 0 : operation.first %
	    (plot.record_count + 1);

	sort_records();
	for (i = find_record(name, i); i < plot.record_count;
	    i = find_record(name, i + 1)) {
		struct bm_preload *record = &plot.records[i];
		struct bytes bytes = { record->range.start - base,
		    record->range.end - base - 1, true };

		record->is_deleted = record->is_empty ||
		    bootstrap_free(bytes, record->range) == BM_OK;
		if (!record->is_deleted)
			return;
	}
}

/* The file that starts at or behind first, with the edges it has. */
static void
free_file(struct operation operation)
{
	const bm_vaddr base = plot.cells.virtual.base;
	const struct bm_preload *record;
	struct bytes bytes;

	if (plot.record_count == 0)
		return;
	record = &plot.records[operation.first % plot.record_count];
	bytes = (struct bytes){ record->range.start - base,
	    record->range.end - base - 1, true };
	(void)bootstrap_free(bytes, record->range);
}

/* SEGMENT and AVAIL have had their turn. */
static void
run_operation(struct operation operation)
{
	static void (*const operations[KINDS])(struct operation operation) = {
		[LOAD] = load, [FREE_FILE] = free_file, [SET] = operate_set,
		[FREE_PAGES] = operate_free_pages,
		[BLACKLIST] = operate_blacklist, [FIND] = operate_find,
		[PROTECT] = operate_protect, [UNMAP] = operate_protect,
		[MAP] = operate_map, [WITHDRAW] = operate_withdraw,
		[ADD_TO_ARENA] = operate_add_to_arena, [UNLOAD] = unload,
		[FREE_RANGE] = free_range };
	struct span span = outward(plot_bytes(operation));

	if (operations[operation.kind % KINDS] != NULL)
		operations[operation.kind % KINDS](operation);
	/* Whatever failed must have changed nothing. */
	plot_require();
	plot_require_block(span.first);
	plot_require_block(span.last);
	fuzz_note(plot.pages.free_count);
}

static void
run(struct script *script)
{
	plot_require();
	for (unsigned i = 0; i < OPERATIONS_MAX && !script_ends(script); i++)
		run_operation(script_operation(script));
	for (unsigned i = 0; i < cell_count(); i++)
		plot_require_block(i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct script script = script_of(bytes, length);

	fuzz_digest = 0;
	if (plot_set_up(&script))
		run(&script);
	plot_free();
	return (0);
}

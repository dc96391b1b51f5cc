/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "fuzz/unload.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

/* Inclusive ends, so that nothing here ever is 2^64. */
struct closed {
	bm_paddr first;
	bm_paddr last;
};

struct file {
	const char *name;
	struct closed bytes;
	bool is_empty;
	bool is_gone;
};

struct house {
	const struct simulation *simulation;
	uint64_t page_size;
	struct file *files;
	size_t file_count;
	struct closed *others;	/* the kernel, the initrd and so on */
	size_t other_count;
	struct closed *freed;
	size_t freed_count;
	bm_paddr *edges;	/* where the pages of one file change colour */
	size_t edge_count;
};

/* What one event came to. */
struct tally {
	uint64_t page_count;
	bool is_refused;
};

static bool
close_extent(struct bm_extent extent, struct closed *ret_bytes)
{
	ret_bytes->first = extent.base;
	ret_bytes->last = extent.base + extent.length - 1;
	if (extent.length != 0 && ret_bytes->last < extent.base)
		ret_bytes->last = UINT64_MAX;
	return (extent.length != 0);
}

static struct closed
outward(const struct house *house, struct closed bytes)
{
	const uint64_t page_size = house->page_size;

	return ((struct closed){ bytes.first - bytes.first % page_size,
	    bytes.last + (page_size - 1 - bytes.last % page_size) });
}

static bool
inward(const struct house *house, struct closed bytes,
    struct closed *ret_pages)
{
	const uint64_t page_size = house->page_size;
	const uint64_t skip = (page_size - bytes.first % page_size) %
	    page_size;
	const uint64_t spare = (bytes.last % page_size + 1) % page_size;

	/* In this order nothing wraps. */
	if (bytes.last - bytes.first < page_size - 1 ||
	    bytes.last - bytes.first - (page_size - 1) < skip)
		return (false);
	ret_pages->first = bytes.first + skip;
	if (bytes.last - ret_pages->first < spare + (page_size - 1))
		return (false);
	ret_pages->last = bytes.last - spare;
	return (true);
}

static bool
meet(struct closed a, struct closed b)
{
	return (a.first <= b.last && b.first <= a.last);
}

static void
add_other(struct house *house, bool is_present, struct bm_extent extent)
{
	if (is_present && close_extent(extent,
	    &house->others[house->other_count]))
		house->other_count++;
}

static void
add_edge(struct house *house, struct closed within, bm_paddr edge)
{
	if (edge > within.first && edge <= within.last)
		house->edges[house->edge_count++] = edge;
}

static void
add_edges(struct house *house, struct closed within, struct closed pages)
{
	add_edge(house, within, pages.first);
	add_edge(house, within, pages.last + 1);
}

static int
compare_addresses(const void *a, const void *b)
{
	const bm_paddr *left = a, *right = b;

	return ((*left > *right) - (*left < *right));
}

static struct closed
bad_page(const struct house *house, size_t index)
{
	bm_paddr address =
	    house->simulation->capture->boot.bad_pages[index];

	return (outward(house, (struct closed){ address, address }));
}

static void
list_edges(struct house *house, struct closed within, struct closed keep)
{
	const struct simulation *simulation = house->simulation;
	const struct bm_rset *ram = &simulation->world.physmem.hardware;

	house->edge_count = 0;
	house->edges[house->edge_count++] = within.first;
	add_edges(house, within, keep);
	for (size_t i = 0; i < house->file_count; i++)
		add_edges(house, within, outward(house,
		    house->files[i].bytes));
	for (size_t i = 0; i < house->other_count; i++)
		add_edges(house, within, outward(house, house->others[i]));
	for (size_t i = 0; i < house->freed_count; i++)
		add_edges(house, within, house->freed[i]);
	for (size_t i = 0; i < simulation->capture->boot.bad_page_count; i++)
		add_edges(house, within, bad_page(house, i));
	for (size_t i = 0; i < ram->count; i++) {
		struct closed chunk = { ram->entries[i].range.start,
		    bm_range_last(ram->entries[i].range) };

		if (inward(house, chunk, &chunk))
			add_edges(house, within, chunk);
	}
	qsort(house->edges, house->edge_count, sizeof(house->edges[0]),
	    compare_addresses);
}

static bool
is_bad(const struct house *house, struct closed piece)
{
	const struct boot *boot = &house->simulation->capture->boot;

	for (size_t i = 0; i < boot->bad_page_count; i++)
		if (meet(bad_page(house, i), piece))
			return (true);
	return (false);
}

static bool
is_shared(const struct house *house, const struct file *file,
    struct closed piece)
{
	for (size_t i = 0; i < house->file_count; i++) {
		const struct file *other = &house->files[i];

		if (other != file && !other->is_gone && !other->is_empty &&
		    meet(outward(house, other->bytes), piece))
			return (true);
	}
	for (size_t i = 0; i < house->other_count; i++)
		if (meet(outward(house, house->others[i]), piece))
			return (true);
	return (false);
}

/* Is there a page structure that is not free yet, for all of it? */
static bool
can_be_freed(const struct house *house, struct closed piece)
{
	const struct bm_rset *ram = &house->simulation->world.physmem.hardware;

	for (size_t i = 0; i < house->freed_count; i++)
		if (meet(house->freed[i], piece))
			return (false);
	for (size_t i = 0; i < ram->count; i++)
		if (ram->entries[i].range.start <= piece.first &&
		    piece.last <= bm_range_last(ram->entries[i].range))
			return (true);
	return (false);
}

/* Piece i of the file, up to the next edge. */
static struct closed
piece_at(const struct house *house, struct closed within, size_t i)
{
	while (i + 1 < house->edge_count &&
	    house->edges[i + 1] == house->edges[i])
		i++;
	return ((struct closed){ house->edges[i], i + 1 == house->edge_count ?
	    within.last : house->edges[i + 1] - 1 });
}

/* A run of pieces goes whole, or it stays. */
static void
free_run(struct house *house, struct closed within, size_t first, size_t end,
    struct tally *tally)
{
	const size_t freed_count = house->freed_count;

	for (size_t i = first; i < end; i++)
		if (!can_be_freed(house, piece_at(house, within, i)))
			tally->is_refused = true;
	for (size_t i = first; i < end && !tally->is_refused; i++) {
		struct closed piece = piece_at(house, within, i);

		if (i > first && house->edges[i] == house->edges[i - 1])
			continue;
		if (!is_bad(house, piece))
			tally->page_count += (piece.last - piece.first) /
			    house->page_size + 1;
	}
	if (tally->is_refused || first == end)
		return;
	house->freed[freed_count] = (struct closed){ house->edges[first],
	    piece_at(house, within, end - 1).last };
	house->freed_count++;
}

/* Everything of file but keep, if that is not NULL. */
static void
free_file(struct house *house, const struct file *file,
    const struct closed *keep, struct tally *tally)
{
	struct closed within;
	size_t first = 0, i;

	if (!inward(house, file->bytes, &within))
		return;
	list_edges(house, within, keep != NULL ? *keep : within);
	for (i = 0; i < house->edge_count && !tally->is_refused; i++) {
		struct closed piece = piece_at(house, within, i);

		if ((keep == NULL || !meet(*keep, piece)) &&
		    !is_shared(house, file, piece))
			continue;
		free_run(house, within, first, i, tally);
		first = i + 1;
	}
	if (!tally->is_refused)
		free_run(house, within, first, house->edge_count, tally);
}

static struct file *
find_file(const struct house *house, const char *name)
{
	for (size_t i = 0; i < house->file_count; i++)
		if (!house->files[i].is_gone &&
		    strcmp(house->files[i].name, name) == 0)
			return (&house->files[i]);
	return (NULL);
}

static void
require_outcome(const struct event_outcome *outcome,
    const struct tally *tally)
{
	FUZZ_REQUIRE(outcome->result == (tally->is_refused ?
	    EVENT_NOT_FREED : EVENT_FREED));
	FUZZ_REQUIRE(outcome->page_count == tally->page_count);
}

static void
unload(struct house *house, const struct event *event,
    const struct event_outcome *outcome)
{
	struct tally tally = { .is_refused =
	    !house->simulation->world.vm.has_map };
	struct file *file = find_file(house, event->name);

	if (file == NULL) {
		FUZZ_REQUIRE(outcome->result == EVENT_NOT_PRELOADED);
		return;
	}
	for (; file != NULL && !tally.is_refused;
	    file = find_file(house, event->name)) {
		if (!file->is_empty)
			free_file(house, file, NULL, &tally);
		file->is_gone = !tally.is_refused;
	}
	require_outcome(outcome, &tally);
}

static void
release(struct house *house, const struct event *event,
    const struct event_outcome *outcome)
{
	struct tally tally = { .is_refused =
	    !house->simulation->world.vm.has_map };
	struct file *file = find_file(house, event->name);
	const struct bm_extent extent = event->extent;
	struct closed keep;

	if (file == NULL) {
		FUZZ_REQUIRE(outcome->result == EVENT_NOT_PRELOADED);
		return;
	}
	if (file->is_empty || extent.length == 0 ||
	    extent.base > file->bytes.last - file->bytes.first ||
	    extent.length - 1 > file->bytes.last - file->bytes.first -
	    extent.base) {
		FUZZ_REQUIRE(outcome->result == EVENT_OUT_OF_FILE);
		return;
	}
	keep.first = file->bytes.first + extent.base;
	keep.last = keep.first + (extent.length - 1);
	keep = outward(house, keep);
	if (!tally.is_refused)
		free_file(house, file, &keep, &tally);
	require_outcome(outcome, &tally);
	if (tally.is_refused)
		return;
	if (keep.first > file->bytes.first)
		file->bytes.first = keep.first;
	if (keep.last < file->bytes.last)
		file->bytes.last = keep.last;
}

static void
move_in(struct house *house)
{
	const struct boot *boot = &house->simulation->capture->boot;
	const struct bm_world *world = &house->simulation->world;

	for (size_t i = 0; i < boot->preload_count; i++) {
		struct file *file = &house->files[house->file_count++];

		*file = (struct file){ .name = boot->preload[i].name };
		file->is_empty = !close_extent(boot->preload[i].extent,
		    &file->bytes);
	}
	add_other(house, boot->kernel.is_present, boot->kernel.extent);
	add_other(house, boot->initrd.is_present, boot->initrd.extent);
	add_other(house, boot->dtb.is_present, boot->dtb.extent);
	add_other(house, boot->page_tables.is_present,
	    boot->page_tables.extent);
	for (size_t i = 0; i < world->fact_count; i++)
		if ((world->facts[i].flags & BM_FACT_RESERVED) != 0)
			house->others[house->other_count++] = (struct closed){
			    world->facts[i].range.start,
			    bm_range_last(world->facts[i].range) };
}

static void
replay(struct house *house)
{
	const struct simulation *simulation = house->simulation;

	for (size_t i = 0; i < simulation->outcome_count; i++) {
		const struct event *event = &simulation->capture->events[i];

		if (event->kind == EVENT_UNLOAD)
			unload(house, event, &simulation->outcomes[i]);
		else if (event->kind == EVENT_MICROCODE_RELEASE)
			release(house, event, &simulation->outcomes[i]);
	}
}

void
unload_require(const struct simulation *simulation)
{
	const struct capture *capture = simulation->capture;
	const size_t file_count = capture->boot.preload_count;
	const size_t freed_count = (file_count + 4) *
	    (capture->event_count + file_count + 1);
	struct house house = { .simulation = simulation,
	    .page_size = simulation->world.physmem.limits.page_size };

	if (simulation->outcome_count == 0 || file_count == 0)
		return;
	house.files = fuzz_allocate(file_count, sizeof(struct file));
	house.others = fuzz_allocate(4 + simulation->world.fact_count,
	    sizeof(struct closed));
	house.freed = fuzz_allocate(freed_count, sizeof(struct closed));
	house.edges = fuzz_allocate(2 * (file_count + freed_count +
	    capture->boot.bad_page_count + 8 + simulation->world.fact_count +
	    simulation->world.physmem.hardware.count), sizeof(bm_paddr));
	move_in(&house);
	replay(&house);
	free(house.files);
	free(house.others);
	free(house.freed);
	free(house.edges);
}

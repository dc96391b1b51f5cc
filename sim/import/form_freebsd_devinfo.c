/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD's devinfo: as a tree of devices (-r), or as a list of ranges with
 * their owners (-u).  ram0 holds the RAM that the kernel gave it.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/import/forms.h"

/* No device has a name that long. */
enum { DEVICE_BYTES = 128 };

struct owned_range {
	struct bm_range range;
	const char *owner;	/* in the draft's arena; "ram0" is RAM */
	size_t order;		/* in the text */
};

struct devinfo {
	bool is_in_tree;	/* below nexus0 */
	bool is_open;		/* a range of I/O memory may come */
	char device[DEVICE_BYTES]; /* of the tree, the latest; "": none */
	struct owned_range *ranges;
	size_t count;
	size_t capacity;
};

static enum log_verdict
take_root(struct log_run *run, struct row *row)
{
	struct devinfo *state = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	/* The boot log has the same line, and no ranges below it. */
	if (state->count > 0)
		log_begin_boot(run);
	state->is_in_tree = true;
	state->is_open = false;
	return (LOG_TAKEN);
}

static enum log_verdict
take_heading(struct log_run *run, struct row *row)
{
	struct devinfo *state = run->state;

	if (!row_end(row) || (state->is_in_tree && state->device[0] == '\0'))
		return (LOG_PASSED);
	state->is_open = true;
	return (LOG_TAKEN);
}

static void
add_range(struct log_run *run, struct bm_range range, const char *owner)
{
	struct devinfo *state = run->state;
	struct owned_range *larger;

	if (state->count == state->capacity) {
		state->capacity = state->capacity == 0 ? 64 :
		    2 * state->capacity;
		larger = arena_alloc(run->draft.capture->arena,
		    state->capacity, sizeof(larger[0]));
		if (state->count > 0)
			memcpy(larger, state->ranges, state->count *
			    sizeof(larger[0]));
		state->ranges = larger;
	}
	state->ranges[state->count] = (struct owned_range){ range, owner,
	    state->count };
	state->count++;
	run->draft.entry_count++;
}

/* "0xA-0xB", both in it, or "0xA" alone. */
static bool
read_range(struct row *row, struct bm_range *ret_range)
{
	const char *at;
	bm_paddr start, last;

	if (!row_address(row, &start))
		return (false);
	last = start;
	at = row->at + 1;
	if (row_take(row, "-") && !row_address(row, &last))
		return (false);
	if (last < start)
		return (row_refuse(row, at, "expected an end, inclusive, at "
		    "or above the start"));
	if (start == 0 && last == BM_PADDR_LAST)
		return (row_refuse(row, at, "all 2^64 bytes are more than a "
		    "size can say"));
	*ret_range = bm_range_closed(start, last);
	return (true);
}

/*
 * In the list "(ram0)", or "----" where it is nobody's; in the tree nothing:
 * it is the device's.
 */
static bool
read_owner(struct log_run *run, struct row *row, const char **ret_owner)
{
	const struct devinfo *state = run->state;
	const char *start = state->device;
	const char *end = state->device + strlen(state->device);

	*ret_owner = NULL;
	if (!state->is_in_tree) {
		if (row_take(row, "----"))
			return (row_end(row));
		if (!row_expect(row, "("))
			return (false);
		start = row->at;
		while (row->at < row->end && *row->at != ')')
			row->at++;
		end = row->at;
		if (!row_expect(row, ")"))
			return (false);
	}
	*ret_owner = arena_copy_text(run->draft.capture->arena, start,
	    (size_t)(end - start));
	return (row_end(row));
}

static enum log_verdict
take_range(struct log_run *run, struct row *row)
{
	const struct devinfo *state = run->state;
	const char *owner;
	struct bm_range range = { 0, 0 };

	if (!state->is_open)
		return (LOG_PASSED);
	row->at = run->line;
	if (!read_range(row, &range) || !read_owner(run, row, &owner))
		return (LOG_REFUSED);
	/* What was nobody's belonged to root0 once. */
	if (owner != NULL && strcmp(owner, "root0") != 0)
		add_range(run, range, owner);
	return (LOG_TAKEN);
}

/* Any other line: in the tree it may be a device, "acpi0 pnpinfo ...". */
static enum log_verdict
take_rest(struct log_run *run, struct row *row)
{
	struct devinfo *state = run->state;
	const char *end = run->line;
	size_t length;

	(void)row;
	state->is_open = false;
	run->is_idle = !state->is_in_tree;
	if (!state->is_in_tree || run->line_end[-1] == ':')
		return (LOG_PASSED);
	if (run->indent == 0) {
		state->is_in_tree = false;
		return (LOG_PASSED);
	}
	/* Interrupts and ports are numbers. */
	if (*run->line >= '0' && *run->line <= '9')
		return (LOG_PASSED);
	while (end < run->line_end && *end != ' ' && *end != '\t')
		end++;
	length = (size_t)(end - run->line);
	if (length >= DEVICE_BYTES)
		length = 0;
	memcpy(state->device, run->line, length);
	state->device[length] = '\0';
	return (LOG_PASSED);
}

/* By start; of two that start together the larger one goes first. */
static int
compare_ranges(const void *left, const void *right)
{
	const struct owned_range *a = left, *b = right;
	const bm_paddr a_last = bm_range_last(a->range);
	const bm_paddr b_last = bm_range_last(b->range);

	if (a->range.start != b->range.start)
		return (a->range.start > b->range.start ? 1 : -1);
	if (a_last != b_last)
		return (a_last < b_last ? 1 : -1);
	return (a->order > b->order ? 1 : -1);
}

/*
 * A bus may have lent a part of its own range on; what lies within another
 * one's is left out.
 */
static void
finish(struct log_run *run)
{
	struct devinfo *state = run->state;
	struct draft *draft = &run->draft;
	const struct owned_range *outer = NULL;
	struct device *device;

	if (state->count == 0)
		return;
	qsort(state->ranges, state->count, sizeof(state->ranges[0]),
	    compare_ranges);
	for (size_t i = 0; i < state->count; i++) {
		const struct owned_range *range = &state->ranges[i];
		const struct bm_extent extent = draft_extent(
		    range->range.start, bm_range_last(range->range));

		if (outer != NULL &&
		    bm_range_covers(outer->range, range->range))
			continue;
		outer = range;
		if (strcmp(range->owner, "ram0") == 0) {
			draft_add_region(draft, REGION_HARDWARE, extent, 0);
			continue;
		}
		device = draft_add_device(draft, range->owner,
		    strlen(range->owner));
		device->extent = extent;
		device->when = DEVICE_LATE;
		draft_set_text(draft, &device->source, "driver",
		    strlen("driver"));
	}
	draft_set_reconstructed(draft);
}

static const struct log_rule rules[] = {
	{ .start = "nexus0", .take = take_root },
	{ .start = "I/O memory addresses:", .take = take_heading },
	{ .start = "0x", .take = take_range },
	{ .first_of = LOG_ANY_BYTE, .take = take_rest },
	{ .take = NULL }
};

const struct import_form form_freebsd_devinfo = {
	.name = "freebsd-devinfo",
	.about = "FreeBSD's devinfo -r or -u",
	.rules = rules,
	.state_bytes = sizeof(struct devinfo),
	.finish = finish,
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/import/firmware_row.h"
#include "sim/import/uboot.h"

static void
clear(struct log_run *run, struct uboot_list *list)
{
	struct uboot_log *log = run->state;
	struct fdt_map *map = &run->draft.capture->fdt;

	if (list == &log->memory) {
		map->memory.count = 0;
	} else {
		map->reserved_count = 0;
		map->has_reserved_memory = false;
		map->has_reserved_ranges = false;
		map->has_reserved_cells = false;
	}
	map->is_present = map->memory.count + map->reserved_count > 0;
	list->wanted = list->announced;
	list->announced = 0;
	list->count = 0;
}

/* "lmb_dump_all:" */
enum log_verdict
uboot_take_dump(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	(void)row;
	clear(run, &log->memory);
	clear(run, &log->reserved);
	return (LOG_TAKEN);
}

/*
 * "memory.cnt  = 0x1", "memory.cnt = 0x1 / max = 0x10",
 * "memory.count = 0x1".  Linux' memblock begins its lists so, too.
 */
static enum log_verdict
take_count(struct row *row, struct uboot_list *list)
{
	uint64_t count, most;

	if (!row_expect(row, "=") || !row_address(row, &count))
		return (LOG_REFUSED);
	if (row_take(row, "/ max =") && !row_address(row, &most))
		return (LOG_REFUSED);
	if (!row_end(row))
		return (LOG_REFUSED);
	list->announced = count;
	return (LOG_TAKEN);
}

enum log_verdict
uboot_take_memory_count(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	return (take_count(row, &log->memory));
}

enum log_verdict
uboot_take_reserved_count(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	return (take_count(row, &log->reserved));
}

static void
add(struct log_run *run, const struct uboot_list *list,
    struct bm_extent extent, bool is_no_map)
{
	const struct uboot_log *log = run->state;
	struct fdt_map *map = &run->draft.capture->fdt;
	struct fdt_reserved *node;
	char name[64];

	map->is_present = true;
	if (list == &log->memory) {
		draft_add_extent(&run->draft, &map->memory, extent);
		return;
	}
	snprintf(name, sizeof(name), "lmb-%" PRIu64 "@%" PRIx64,
	    list->count - 1, extent.base);
	node = draft_add_reserved(&run->draft, name, strlen(name));
	draft_add_extent(&run->draft, &node->reg, extent);
	node->no_map = is_no_map;
}

/* "flags: none", "flags: no-notify, no-overwrite"; a number in old ones. */
static bool
read_flags(struct row *row, bool *ret_is_no_map)
{
	enum { OLD_NO_MAP = 4 };
	static const struct named_value names[] = {
		{ "none", 0 }, { "no-map", 1 }, { "no-overwrite", 2 },
		{ "no-notify", 4 }, { .name = NULL }
	};
	uint64_t flag;

	*ret_is_no_map = false;
	if (!row_expect(row, "flags:"))
		return (false);
	row_blanks(row);
	if (hex_run(row->at, row->end) > 0) {
		if (!row_hex(row, &flag))
			return (false);
		*ret_is_no_map = (flag & OLD_NO_MAP) != 0;
		return (row_end(row));
	}
	do {
		row_blanks(row);
		if (!row_name(row, names, "a flag", &flag))
			return (false);
		*ret_is_no_map |= flag == 1;
	} while (row_take(row, ","));
	return (row_end(row));
}

static bool
number(struct log_run *run, struct row *row, struct uboot_list *list,
    uint64_t index)
{
	if (index == 0)
		clear(run, list);
	return (row_number(run, row, run->line, index, &list->count));
}

/* "memory[0]\t[0x40000000-0x7fffffff], 0x40000000 bytes, flags: none" */
static enum log_verdict
take_entry(struct log_run *run, struct row *row, struct uboot_list *list)
{
	struct bm_extent extent;
	bm_paddr start, last;
	uint64_t index, length;
	const char *culprit;
	bool is_no_map;

	/* Linux counts in hexadecimal. */
	if (!row_decimal(row, "", &index) || !row_take(row, "]"))
		return (LOG_PASSED);
	row_blanks(row);
	culprit = row->at;
	if (!row_expect(row, "[") || !row_address(row, &start) ||
	    !row_expect(row, "-") || !row_address(row, &last) ||
	    !row_expect(row, "],") || !row_range_to_last(row, culprit,
	    start, last, &extent))
		return (LOG_REFUSED);
	row_blanks(row);
	culprit = row->at;
	if (!row_address(row, &length) || !row_expect(row, "bytes"))
		return (LOG_REFUSED);
	(void)row_take(row, ",");
	if (!read_flags(row, &is_no_map) ||
	    !row_bytes(row, culprit, extent, length) ||
	    !number(run, row, list, index))
		return (LOG_REFUSED);
	add(run, list, extent, is_no_map);
	return (LOG_TAKEN);
}

enum log_verdict
uboot_take_memory(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	return (take_entry(run, row, &log->memory));
}

enum log_verdict
uboot_take_reserved(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	return (take_entry(run, row, &log->reserved));
}

/* "memory.reg[0x0].base   = 0x40000000", before 2021 */
static enum log_verdict
take_base(struct log_run *run, struct row *row, struct uboot_list *list)
{
	struct uboot_log *log = run->state;
	uint64_t index;

	if (!row_address(row, &index) || !row_expect(row, "].base") ||
	    !row_expect(row, "=") || !row_address(row, &log->entry_base) ||
	    !row_end(row) || !number(run, row, list, index))
		return (LOG_REFUSED);
	log->entry = list;
	return (LOG_TAKEN);
}

enum log_verdict
uboot_take_memory_base(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	return (take_base(run, row, &log->memory));
}

enum log_verdict
uboot_take_reserved_base(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;

	return (take_base(run, row, &log->reserved));
}

/* ".size   = 0x40000000" */
enum log_verdict
uboot_take_size(struct log_run *run, struct row *row)
{
	struct uboot_log *log = run->state;
	struct bm_extent extent = { .base = log->entry_base };

	if (log->entry == NULL)
		return (LOG_PASSED);
	if (!row_expect(row, "=") || !row_address(row, &extent.length) ||
	    !row_end(row))
		return (LOG_REFUSED);
	add(run, log->entry, extent, false);
	log->entry = NULL;
	return (LOG_TAKEN);
}

static void
expect_all(struct log_run *run, const struct uboot_list *list,
    const char *what)
{
	if (list->count < list->wanted)
		draft_truncate(&run->draft, "lmb has %" PRIu64 " ranges of "
		    "%s, of which %" PRIu64 " are there", list->wanted, what,
		    list->count);
}

void
uboot_finish_lmb(struct log_run *run)
{
	const struct uboot_log *log = run->state;

	expect_all(run, &log->memory, "memory");
	expect_all(run, &log->reserved, "reserved memory");
	if (log->entry != NULL)
		draft_truncate(&run->draft, "the last range of lmb has no "
		    "size");
}

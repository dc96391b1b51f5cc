/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The e820 table in Linux's log: as the firmware gave it, and what the kernel
 * and its user made of it later.
 */
#include <string.h>

#include "sim/import/linux.h"

#define LOW_MEMORY_END ((bm_paddr)0xa0000)

/* As they were spelt since 2.4; the first one that fits counts. */
static const struct spelling {
	const char *name;
	uint32_t type;
} spellings[] = {
	{ "usable", 1 }, { "System RAM", 1 },
	{ "reserved RAM failed", 1 }, { "reserved RAM", 1 },
	{ "reserved", 2 }, { "device reserved", 2 },
	{ "ACPI data", 3 }, { "ACPI NVS", 4 }, { "unusable", 5 },
	{ "persistent (type 7)", 7 }, { "persistent (type 12)", 12 },
	{ "persistent RAM (type 7)", 7 },
	{ "persistent RAM (type 12)", 12 },
	{ "soft reserved", 0xefffffff },
};

/* Is the rest of the line the beginning of name? */
static bool
is_cut(const struct row *row, const char *name)
{
	size_t length = (size_t)(row->end - row->at);

	return (length <= strlen(name) &&
	    memcmp(row->at, name, length) == 0);
}

static bool
read_type(struct row *row, uint32_t *ret_type)
{
	const char *end = row->at;
	uint64_t number;

	row_blanks(row);
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (row_take(row, spellings[i].name)) {
			*ret_type = spellings[i].type;
			return (true);
		}
	end = row->at;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (is_cut(row, spellings[i].name))
			end = row->end;
	if (!row_take(row, "type"))
		return (row_refuse(row, end, "expected the type of a range"));
	if (!row_decimal(row, "the type", &number))
		return (false);
	*ret_type = (uint32_t)number;
	return (number <= UINT32_MAX ||
	    row_refuse(row, end, "expected a type below 2^32"));
}

/* "[mem 0x...-0x...] usable" */
static bool
read_range(struct row *row, struct e820_entry *ret_entry)
{
	return (linux_read_range(row, &ret_entry->extent) &&
	    row_expect(row, "]") && read_type(row, &ret_entry->type) &&
	    row_end(row));
}

/*
 * "0000000000000000 - 000000000009fc00 (usable)", the end exclusive; before
 * 2.4 "0009fc00 @ 00000000 (usable)", size and base.  Types without a name
 * had no brackets.
 */
static bool
read_old_range(struct row *row, struct e820_entry *ret_entry)
{
	bm_paddr first, second;
	const char *culprit;
	bool is_sized;

	row_blanks(row);
	culprit = row->at;
	if (!row_hex(row, &first))
		return (false);
	is_sized = row_take(row, "@");
	if ((!is_sized && !row_expect(row, "-")) || !row_hex(row, &second))
		return (false);
	if (is_sized)
		ret_entry->extent = (struct bm_extent){ second, first };
	else if (second < first && second != 0)
		return (row_refuse(row, culprit,
		    "the range ends before it begins"));
	else
		ret_entry->extent = (struct bm_extent){ first,
		    second - first };
	if (row_take(row, "("))
		return (read_type(row, &ret_entry->type) &&
		    row_expect(row, ")") && row_end(row));
	return (read_type(row, &ret_entry->type) && row_end(row));
}

/* "[gap 0x...-0x...]": between entries, since 7.0. */
static bool
read_gap(struct row *row)
{
	struct bm_extent extent;

	return (linux_read_range(row, &extent) && row_expect(row, "]") &&
	    row_end(row));
}

/* Drops what a later map said: the firmware's own is there. */
static void
forget_later(struct log_run *run, struct linux_e820 *e820)
{
	if (e820->kind == LINUX_MAP_LATER)
		run->draft.capture->e820.count = 0;
}

/* A map that begins in the middle has lost what was in front: every PC has
 * memory at its bottom. */
static void
begin_firmware(struct log_run *run, const struct e820_entry *entry)
{
	static const char hypervisor[] = "Xen";
	const struct linux_log *log = run->state;

	if (strncmp(run->line, hypervisor, strlen(hypervisor)) == 0)
		draft_set_text(&run->draft,
		    &run->draft.capture->linux_e820_name, hypervisor,
		    strlen(hypervisor));
	if (!log->e820.has_heading &&
	    (log->has_begun || entry->extent.base >= LOW_MEMORY_END))
		draft_truncate(&run->draft, "the memory map begins with "
		    "0x%llx and has no heading: the lines before are missing",
		    (unsigned long long)entry->extent.base);
}

/* Does a row of a map follow, and not what else begins with such a word? */
static bool
is_row(const struct row *row)
{
	struct row ahead = *row;
	const char *digits;

	if (row_take(&ahead, "[mem") || row_take(&ahead, "[gap"))
		return (true);
	row_blanks(&ahead);
	digits = ahead.at;
	while (ahead.at < ahead.end && ((*ahead.at >= '0' &&
	    *ahead.at <= '9') || (*ahead.at >= 'a' && *ahead.at <= 'f')))
		ahead.at++;
	return ((ahead.at - digits == 16 && row_take(&ahead, "-")) ||
	    (ahead.at - digits >= 8 && row_take(&ahead, "@")));
}

static enum log_verdict
take_row(struct log_run *run, struct row *row, bool *ret_is_entry,
    struct e820_entry *ret_entry)
{
	*ret_is_entry = true;
	if (row_take(row, "[gap")) {
		*ret_is_entry = false;
		if (!read_gap(row))
			return (LOG_REFUSED);
	} else if (is_row(row) && *row->at != '[') {
		if (!read_old_range(row, ret_entry))
			return (LOG_REFUSED);
	} else if (!row_expect(row, "[mem") || !read_range(row, ret_entry)) {
		return (LOG_REFUSED);
	}
	linux_text_add(run, &((struct linux_log *)run->state)->e820.text);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_firmware(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	struct e820_entry entry;
	enum log_verdict verdict;
	bool is_entry;

	verdict = take_row(run, row, &is_entry, &entry);
	log->is_x86 = true;
	if (verdict != LOG_TAKEN || !is_entry)
		return (verdict);
	if (log->e820.kind != LINUX_MAP_FIRMWARE) {
		forget_later(run, &log->e820);
		begin_firmware(run, &entry);
		log->e820.kind = LINUX_MAP_FIRMWARE;
	}
	draft_add_e820(&run->draft, entry.extent, entry.type);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_maybe_firmware(struct log_run *run, struct row *row)
{
	if (!is_row(row))
		return (LOG_PASSED);
	return (linux_take_firmware(run, row));
}

/* The first later map stands in for a firmware's that is not there. */
enum log_verdict
linux_take_later(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;
	size_t who_length = (size_t)(row->at - run->line);
	struct linux_e820 *e820 = &log->e820;
	struct e820_entry entry;
	enum log_verdict verdict;
	bool is_entry;

	if (!is_row(row))
		return (LOG_PASSED);
	verdict = take_row(run, row, &is_entry, &entry);
	if (verdict != LOG_TAKEN || !is_entry)
		return (verdict);
	if (e820->kind == LINUX_MAP_NONE) {
		e820->kind = LINUX_MAP_LATER;
		draft_set_text(&run->draft, &e820->who, run->line,
		    who_length);
	}
	if (e820->kind == LINUX_MAP_LATER &&
	    strlen(e820->who) == who_length &&
	    memcmp(e820->who, run->line, who_length) == 0)
		draft_add_e820(&run->draft, entry.extent, entry.type);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_heading(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	/* A second one, without the version in front, is another boot's. */
	if (log->e820.kind == LINUX_MAP_FIRMWARE)
		log_begin_boot(run);
	log->e820.has_heading = true;
	linux_text_restart(&log->e820.text);
	linux_text_add(run, &log->e820.text);
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_later_heading(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (!row_end(row))
		return (LOG_PASSED);
	linux_text_add(run, &log->e820.text);
	return (LOG_TAKEN);
}

/* "update [mem 0x...-0x...] usable ==> reserved", "remove [mem ...] usable",
 * without a type where any was removed. */
static enum log_verdict
take_change(struct log_run *run, struct row *row, bool is_update)
{
	struct linux_log *log = run->state;
	struct bm_extent extent;
	uint32_t type;

	if (!linux_read_range(row, &extent) || !row_expect(row, "]"))
		return (LOG_REFUSED);
	if (is_update && (!read_type(row, &type) ||
	    !row_expect(row, "==>") || !read_type(row, &type)))
		return (LOG_REFUSED);
	if (!is_update) {
		row_blanks(row);
		if (row->at < row->end && !read_type(row, &type))
			return (LOG_REFUSED);
	}
	if (!row_end(row))
		return (LOG_REFUSED);
	log->is_x86 = true;
	if (log->e820.has_heading) {
		linux_text_add(run, &log->e820.text);
		linux_text_want(&log->e820.text);
	}
	return (LOG_TAKEN);
}

enum log_verdict
linux_take_e820(struct log_run *run, struct row *row)
{
	struct linux_log *log = run->state;

	if (row_take(row, "update [mem"))
		return (take_change(run, row, true));
	if (row_take(row, "remove [mem"))
		return (take_change(run, row, false));
	if (row_take(row, "too many entries;") ||
	    row_take(row, "E820 table full;")) {
		linux_text_add(run, &log->e820.text);
		return (LOG_TAKEN);
	}
	if (row_take(row, "BIOS-provided physical RAM map:"))
		return (linux_take_heading(run, row));
	if (row_take(row, "user-defined physical RAM map:") ||
	    row_take(row, "modified physical RAM map:") ||
	    row_take(row, "extended physical RAM map:"))
		return (linux_take_later_heading(run, row));
	if (row_take(row, "last_pfn ="))
		return (linux_take_pfn(run, row));
	return (LOG_PASSED);
}

/* "[Firmware Bug]: out of order E820 entry!" stands in the table, too. */
enum log_verdict
linux_take_disorder(struct log_run *run, struct row *row)
{
	if (!row_end(row))
		return (LOG_PASSED);
	linux_text_add(run, &((struct linux_log *)run->state)->e820.text);
	return (LOG_TAKEN);
}

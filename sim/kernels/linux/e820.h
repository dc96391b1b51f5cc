/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's e820 table as arch/x86/kernel/e820.c of 6.1, 6.12 and 7.2 keeps it:
 * a fixed array that is edited in place, sanitised now and then, and talked
 * about in the log.  Re-enacted, defects included: do not improve this; how
 * it should be done is core/e820.
 *
 * Sums of a start and a size wrap at 2^64, as the kernel's do.
 */
#ifndef LINUX_E820_H
#define LINUX_E820_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/linux_tables.h"
#include "sim/arena.h"

enum {
	LINUX_E820_NONE = 0,
	LINUX_E820_RAM = 1,
	LINUX_E820_RESERVED = 2,
	LINUX_E820_ACPI = 3,
	LINUX_E820_NVS = 4,
	LINUX_E820_UNUSABLE = 5,
	LINUX_E820_PMEM = 7,
	LINUX_E820_PRAM = 12,
	LINUX_E820_RESERVED_KERN = 128,
};
#define LINUX_E820_SOFT_RESERVED UINT32_C(0xefffffff)

#define LINUX_E820_ZERO_PAGE 128
/* And 3 for each node that a kernel is built for, 64 by default. */
#define LINUX_E820_CAPACITY_OF(max_numnodes)				\
	(LINUX_E820_ZERO_PAGE + 3 * (max_numnodes))
#define LINUX_E820_CAPACITY LINUX_E820_CAPACITY_OF(64)

/* What changed from release to release. */
struct linux_e820_revision {
	enum bm_linux_e820_form form;
	/* Up to 6.18: a map of one entry is no map. */
	bool wants_two_entries;
	/* Up to 6.14: the loader's data is RAM of a type of its own, ... */
	bool has_reserved_kern;
	/* ... up to 6.11 also in the table for kexec. */
	bool marks_setup_data_for_kexec;
	/* 6.12: memory ends behind the last of RAM and ACPI's tables. */
	bool ends_behind_acpi;
	/* 7: the first gap counts, too, and the order is upward. */
	bool searches_gap_upward;
	/* 7: memory for a special purpose waits for a driver that wants it. */
	bool hides_soft_reserved;
	/* Up to 6.11: efi_fake_mem= adds attributes to EFI's map. */
	bool has_efi_fake_mem;
	/* Large windows of MMIO in EFI's map are taken out. */
	bool removes_efi_mmio;
};

/* Is it RAM to that kernel? */
static inline bool
linux_e820_is_ram(const struct linux_e820_revision *revision, uint32_t type)
{
	return (type == LINUX_E820_RAM || (revision->has_reserved_kern &&
	    type == LINUX_E820_RESERVED_KERN));
}

/* May be 0 or less than the start: sums wrap. */
static inline uint64_t
linux_e820_end(const struct bm_linux_e820_entry *entry)
{
	return (entry->extent.base + entry->extent.length);
}

struct linux_e820_log {
	struct arena *arena;
	struct bm_linux_e820_line *lines;
	size_t count;
	size_t capacity;
};

struct linux_e820 {
	struct bm_linux_e820_entry *entries;
	size_t count;
	size_t capacity;
	bool has_no_merge;	/* persistent and soft-reserved never merge */
	/* Firmware's map, for those who judge. */
	const struct bm_linux_e820_entry *given;
	size_t given_count;
	struct linux_e820_log *log;	/* copies of a table share it */
};

/* An empty table and log, on arena. */
struct linux_e820 *linux_e820_new(struct arena *arena, size_t capacity,
    bool has_no_merge);

/* What the kernel keeps beside the table, for kexec: as it is now. */
struct linux_e820 *linux_e820_copy(const struct linux_e820 *table);

/*
 * The table and its log as the world has them; ram_type stands for RAM, and
 * other_ram_type, which may be the same.
 */
struct bm_linux_e820 linux_e820_table(const struct linux_e820 *table,
    uint32_t ram_type, uint32_t other_ram_type);

void linux_e820_say(struct linux_e820 *table,
    const struct bm_linux_e820_line *line);

/* A heading, and the table as it stands with who in front of each line. */
void linux_e820_show(struct linux_e820 *table, const char *heading,
    const char *who);

/* Appends; a full table ignores it, and says so in the log. */
void linux_e820_range_add(struct linux_e820 *table,
    const struct bm_linux_e820_entry *entry);

/*
 * Makes old_type new_type in [start, start + size), cut off one byte short of
 * 2^64.  Where the table is full, what a split leaves over is lost.  The two
 * types differ: the kernel stops where they do not.
 */
void linux_e820_range_update(struct linux_e820 *table, uint64_t start,
    uint64_t size, uint32_t old_type, uint32_t new_type);

/*
 * Takes old_type, or any type if that is LINUX_E820_NONE, out of the same
 * range.  An entry that is taken out whole stays behind as zeroes.
 */
void linux_e820_range_remove(struct linux_e820 *table, uint64_t start,
    uint64_t size, uint32_t old_type);

/*
 * Sorts the table and resolves overlaps: the highest type wins.  False, and
 * nothing done, if it has less than two entries or one that runs to 2^64 or
 * past it.  What does not fit is dropped.
 */
bool linux_e820_sanitize(struct linux_e820 *table);

/* e820__mapped_all: do entries of type cover [start, end), in table order? */
bool linux_e820_maps_all(const struct linux_e820 *table, uint64_t start,
    uint64_t end, uint32_t type);

#endif

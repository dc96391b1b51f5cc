/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The reference's e820 table: a typed map that has room for everything, and
 * the log of what is done to it.  RAM is the lowest type: whatever else an
 * entry calls a byte wins, and of the others the higher number.
 */
#ifndef REFERENCE_LINUX_E820_H
#define REFERENCE_LINUX_E820_H

#include "core/e820.h"
#include "core/linux_tables.h"
#include "sim/arena.h"

enum {
	E820_NONE = 0,
	E820_RAM = 1,
	E820_RESERVED = 2,
	E820_ACPI = 3,
	E820_NVS = 4,
	E820_UNUSABLE = 5,
	E820_PMEM = 7,
	E820_PRAM = 12,
};
#define E820_SOFT_RESERVED UINT32_C(0xefffffff)

/* Entries that the loader hands over in the zero page; others come after. */
#define E820_ZERO_PAGE 128

struct reference_e820 {
	struct arena *arena;
	struct bm_rset map;		/* tags are types */
	struct bm_linux_e820_line *lines;
	size_t line_count;
	size_t line_capacity;
};

/* The map of count entries in any order, which are sorted on the way. */
void reference_e820_build(struct reference_e820 *e820,
    struct bm_rset_entry *entries, size_t count);

/* A line of text, which must live as long as the arena. */
void reference_e820_say(struct reference_e820 *e820, const char *text);

/* A heading, and the map as it stands with who in front of each line. */
void reference_e820_show(struct reference_e820 *e820, const char *heading,
    const char *who);

/* Lays range over the map; says nothing. */
void reference_e820_add(struct reference_e820 *e820, struct bm_range range,
    uint32_t type, struct bm_origin origin);

/* Makes old_type new_type in range, and says so. */
void reference_e820_update(struct reference_e820 *e820, struct bm_range range,
    uint32_t old_type, uint32_t new_type);

/* Takes type, or with E820_NONE any, out of range, and says so. */
void reference_e820_remove(struct reference_e820 *e820, struct bm_range range,
    uint32_t type);

/* Only the lines that say that it was done. */
void reference_e820_say_updated(struct reference_e820 *e820,
    struct bm_range range, uint32_t old_type, uint32_t new_type);
void reference_e820_say_removed(struct reference_e820 *e820,
    struct bm_range range, uint32_t type);

/* Is every byte of range of that type? */
bool reference_e820_is_all(const struct reference_e820 *e820,
    struct bm_range range, uint32_t type);

/* The table and its log as the world has them. */
struct bm_linux_e820 reference_e820_table(const struct reference_e820 *e820);

#endif

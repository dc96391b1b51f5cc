/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Linux's reserved_mem array, as drivers/of/of_reserved_mem.c and fdt.c of
 * 6.1.192 and 6.12.117 fill it from /reserved-memory, with the defects that
 * they have.  Do not improve this; the reference is in core/reserved_mem.h.
 * Sums of addresses wrap as the kernel's do.
 */
#ifndef LINUX_RESERVED_MEM_H
#define LINUX_RESERVED_MEM_H

#include "core/linux_world.h"
#include "sim/capture.h"

struct linux_boot;

/* Entries of the static array, and nodes that 6.12 puts off. */
#define MAX_RESERVED_REGIONS ((size_t)64)

struct reserved_mem {
	const struct fdt_reserved *node;
	size_t index;		/* of the node, from 0 */
	bm_paddr base;
	uint64_t size;
	size_t known_count;	/* memblock.kept_count then */
};

struct reserved_mem_array {
	struct reserved_mem *entries;
	size_t count;
	size_t total;		/* entries that there is room for */
};

typedef void reserved_mem_stage(struct linux_boot *boot);

/* How a release does it. */
struct reserved_mem_revision {
	/* Of early_init_fdt_scan_reserved_mem: the tree, and what is last. */
	reserved_mem_stage *scan;
	reserved_mem_stage *init;	/* NULL: nothing is */
	/*
	 * 7.2: the driver is asked before memory is taken, and alloc-ranges of
	 * a wrong length are none.  NULL: it is not, and they are refused.
	 */
	bool (*accepts)(struct linux_boot *boot,
	    const struct fdt_reserved *node);
	/* Once memory can be written; NULL: then all is done. */
	reserved_mem_stage *fill;
	/* struct reserved_mem of an allocated array: its pointers. */
	uint32_t entry_pointers;
	/* Of entries alike, the first in the tree is first in the array. */
	bool sorts_by_node;
	/* alloc-ranges that begin or end at stored memory go next to it. */
	bool stays_together;
};

/* An array of the static size. */
void reserved_mem_new(struct linux_boot *boot);

/* Is there a node that can be read?  If not, a line says so. */
bool reserved_mem_is_usable(struct linux_boot *boot);

enum reserved_mem_reg { REG_NONE, REG_MALFORMED, REG_GOOD };

/* Reserves, or marks no-map, all that the node's reg says. */
enum reserved_mem_reg reserved_mem_reserve_reg(struct linux_boot *boot,
    const struct fdt_reserved *node, size_t index);

/* The same for one range. */
void reserved_mem_reserve_range(struct linux_boot *boot,
    const struct fdt_reserved *node, size_t index, struct bm_extent range);

/* How much a dynamic node asks for and where it gets it; false: nowhere. */
bool reserved_mem_alloc_size(struct linux_boot *boot,
    const struct fdt_reserved *node, bm_paddr *ret_base, uint64_t *ret_size);

/* NULL, after a line that says so, if the array is full. */
struct reserved_mem *reserved_mem_save_node(struct linux_boot *boot,
    const struct fdt_reserved *node, size_t index, bm_paddr base,
    uint64_t size);

/* reserved_mem_sort.c.  Sorts, and tells of neighbours that overlap. */
void reserved_mem_check_overlap(struct linux_boot *boot);

/* The array as the world has it. */
void reserved_mem_show(struct linux_boot *boot);

/* reserved_mem_drivers.c.  Upper and lower case are the same. */
bool reserved_mem_is_compatible(const struct fdt_reserved *node,
    const char *id);
/*
 * Has the driver for the node's memory take it;
 * false if those that there are refuse, and the memory is given back.
 */
bool reserved_mem_init_node(struct linux_boot *boot,
    const struct reserved_mem *entry);

/* What the area of a contiguous allocator has to be aligned to. */
uint64_t reserved_mem_pageblock_bytes(const struct linux_boot *boot);
/* Its driver failed: after a line that says so the memory is given back. */
void reserved_mem_give_back(struct linux_boot *boot,
    const struct reserved_mem *entry);

/*
 * reserved_mem_612.c.  Logs what an entry is; keeps a dynamic node in
 * mind, if there is room for its index.
 */
void reserved_mem_tell_node(struct linux_boot *boot,
    const struct reserved_mem *entry);
void reserved_mem_put_off(struct linux_boot *boot, size_t index,
    size_t *indexes, size_t *count);
/* Makes the array; false, with a line, where there is nothing to fill in. */
bool reserved_mem_begin_late(struct linux_boot *boot);

/* Of all releases. */
reserved_mem_stage reserved_mem_scan_6_1;
reserved_mem_stage reserved_mem_init_6_1;
reserved_mem_stage reserved_mem_scan_6_12;
reserved_mem_stage reserved_mem_fill_6_12;
reserved_mem_stage reserved_mem_scan_7_2;
reserved_mem_stage reserved_mem_fill_7_2;
bool reserved_mem_accepts_7_2(struct linux_boot *boot,
    const struct fdt_reserved *node);

#endif

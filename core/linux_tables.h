/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The tables that Linux makes on x86 on the way from firmware's map to
 * /proc/iomem, as it has them: nothing here promises order, or that entries
 * have a byte, or that a start and a size add up to less than 2^64.
 */
#ifndef BM_LINUX_TABLES_H
#define BM_LINUX_TABLES_H

#include <stddef.h>

#include "extent.h"
#include "rset.h"

struct bm_linux_e820_entry {
	struct bm_extent extent;
	uint32_t type;		/* 0: taken out, and not yet swept away */
	struct bm_origin origin;
};

enum bm_linux_e820_line_kind {
	BM_LINUX_E820_TEXT,		/* who: the line itself */
	BM_LINUX_E820_HEADING,		/* who: what stands above a map */
	BM_LINUX_E820_ENTRY,		/* who: what stands in front of it */
	BM_LINUX_E820_UPDATE,		/* type becomes new_type */
	BM_LINUX_E820_REMOVE,		/* of type; 0: of any */
	BM_LINUX_E820_IGNORED,		/* the table is full */
};

/* What one line of the log says of the e820 table. */
struct bm_linux_e820_line {
	enum bm_linux_e820_line_kind kind;
	const char *who;
	bm_paddr start;
	bm_paddr last;		/* inclusive; start - 1 of an empty entry */
	uint32_t type;
	uint32_t new_type;
};

/* Revisions word the same lines in different ways. */
enum bm_linux_e820_form {
	BM_LINUX_E820_FORM_6,		/* 3 to 6: "usable" */
	BM_LINUX_E820_FORM_7,		/* 7: "System RAM", and gaps */
	BM_LINUX_E820_FORM_PHYSSTART,	/* 2.6.25 with reserved RAM */
	BM_LINUX_E820_FORM_SET_ASIDE,	/* 3 to 6, with the two types below */
};

/* RAM that is kept from the kernel, and what of it is in use all the same. */
#define BM_LINUX_E820_SET_ASIDE UINT32_C(0xffffff01)
#define BM_LINUX_E820_SET_ASIDE_USED UINT32_C(0xffffff02)

struct bm_linux_e820 {
	enum bm_linux_e820_form form;
	/* Firmware's map as it came. */
	const struct bm_linux_e820_entry *given;
	size_t given_count;
	struct bm_linux_e820_entry *entries;	/* as the kernel ends up */
	size_t count;
	struct bm_rset ram;	/* the bytes of RAM there, in that order */
	/* It is firmware's e820 map, and nobody asked for another one. */
	bool is_of_firmware;
	/* What is not in the last map that was printed has a line behind it. */
	bool is_shown;
	struct bm_linux_e820_line *lines;	/* on the way there */
	size_t line_count;
};

/* One resource of the tree, every one behind the one that it lies in. */
struct bm_linux_resource {
	bm_paddr start;
	bm_paddr last;		/* inclusive */
	const char *name;
	uint32_t depth;		/* 0: in the root */
	size_t parent;		/* index, if depth is not 0 */
	struct bm_origin origin;
};

struct bm_linux_iomem {
	struct bm_linux_resource *resources;	/* in the order of the tree */
	size_t count;
	struct bm_rset ram;	/* System RAM, in that order */
};

/*
 * A kernel built to use no RAM below itself (Arcangeli, February 2008), and
 * what follows from where it lies.
 */
struct bm_linux_physstart {
	bool is_built;
	bm_paddr physical_start;
	uint64_t kernel_text_size;	/* bytes */
	uint64_t modules_vaddr;		/* kernel virtual */
	uint64_t modules_len;		/* bytes */
	/* Filled with BM_LINUX_POISON, so that any use of it shows. */
	struct bm_range *poisoned;
	size_t poisoned_count;
	bm_paddr high_memory;	/* where memory ends that is mapped, /dev/mem */
};

#define BM_LINUX_POISON 0xcc	/* POISON_FREE_INITMEM */

#endif

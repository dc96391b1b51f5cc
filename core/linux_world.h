/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What a boot of Linux leaves in the world.
 */
#ifndef BM_LINUX_WORLD_H
#define BM_LINUX_WORLD_H

#include "linux_tables.h"
#include "memblock.h"

/* Whose line of the log it is. */
enum bm_log_topic {
	BM_LOG_E820,
	BM_LOG_EFI,
	BM_LOG_FDT,
	BM_LOG_MEMBLOCK,
	BM_LOG_RESERVED_MEM,
	BM_LOG_RESOURCE,
	BM_LOG_TOPIC_COUNT
};

/* One record of the kernel's log, without a newline at its end. */
struct bm_log_line {
	enum bm_log_topic topic;
	const char *text;
};

/* Memory that the kernel took for itself, and still has. */
struct bm_linux_allocation {
	struct bm_range range;
	bm_paddr limit_last;	/* inclusive: the highest it might take */
	uint64_t align_bytes;	/* asked for; 0: any */
	size_t known_count;	/* of bm_linux.kept_count, by then */
	bool is_unmapped;	/* no page table showed it yet */
};

/* Memory that a device tree asks for wherever there is room. */
struct bm_linux_wish {
	uint64_t size_bytes;		/* not 0 */
	uint64_t align_bytes;		/* a power of two; 0: any */
	const struct bm_extent *places;	/* in one of these; none: anywhere */
	size_t place_count;
	struct bm_origin origin;	/* the dynamic node */
	bool is_no_map;			/* then whole pages will do, too */
};

enum bm_linux_answer {
	BM_LINUX_GRANTED,
	BM_LINUX_FAILED,
	BM_LINUX_RELEASED,	/* given back, unasked */
};

/* What the boot allocator was asked for, and gave, in the order of time. */
struct bm_linux_request {
	const char *who;	/* asked */
	enum bm_linux_answer answer;
	uint64_t size_bytes;	/* may be 0 */
	uint64_t align;
	bm_paddr from;
	bm_paddr to;		/* inclusive; from - 1 if there is nothing */
	bool wants_node;	/* of NUMA */
	int32_t node;
	bm_paddr base;		/* GRANTED, RELEASED */
};

/* An entry of the reserved_mem array that has bytes. */
struct bm_reserved_mem {
	struct bm_range range;
	bool is_dynamic;		/* the kernel chose the range */
	struct bm_origin origin;	/* the node */
	bool is_no_map;			/* it is to be in no mapping */
	size_t known_count;	/* of bm_linux.kept_count, when it chose */
};

struct bm_linux {
	struct bm_linux_e820 e820;	/* x86 */
	/* A list without regions is dumped as one region of no bytes. */
	bool dumps_empty_region;
	/* The files below /sys/kernel/debug/memblock say node and flags. */
	bool lists_node_and_flags;
	/* Built without NUMA: every region is of node 0 there. */
	bool lacks_numa;
	/* Digits of a physical address; 0 stands for 16. */
	uint32_t address_digits;
	/*
	 * memblock where memblock_dump_all shows it: x86 when e820 is in, EFI
	 * when its map is in, a device tree's when its reservations are.
	 */
	struct bm_memblock memblock;
	/* When everything is reserved that firmware and loader ask for. */
	struct bm_memblock memblock_final;
	/* What of that a running kernel keeps, and shows in debugfs. */
	struct bm_memblock memblock_kept;
	const struct bm_linux_allocation *allocations;
	size_t allocation_count;
	/* Reservations made of what firmware and loader asked for. */
	size_t kept_count;
	const struct bm_linux_request *requests;
	size_t request_count;
	struct bm_linux_physstart physstart;	/* x86, 2.6.25 */
	/* Kernels that have none are not asked about it. */
	bool lacks_memblock;
	struct bm_linux_iomem iomem;
	bool has_reserved_mem;	/* the kernel has looked for the node */
	const struct bm_reserved_mem *reserved_mem;
	size_t reserved_mem_count;
	const struct bm_linux_wish *wishes;	/* in the order of the nodes */
	size_t wish_count;
	const struct bm_log_line *lines;
	size_t line_count;
};

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The catalogue of invariants.  A row says what must hold, of which worlds,
 * in one sentence, and who says so.  The checker, `bootmem list invariants`
 * and the tests are all made from these rows.
 */
#ifndef BM_INVARIANTS_H
#define BM_INVARIANTS_H

#include "coverage.h"
#include "world.h"

/* Layers of the painted world; see check.c for what paints which. */
enum bm_layer {
	/* from the input */
	BM_LAYER_RAM = 1 << 0,
	BM_LAYER_USABLE = 1 << 1,
	BM_LAYER_UNUSABLE = 1 << 21,
	BM_LAYER_BAD = 1 << 30,
	BM_LAYER_RESERVED = 1 << 2,
	BM_LAYER_NO_READ = 1 << 3,
	BM_LAYER_IN_USE = 1 << 4,
	BM_LAYER_DEVICE_IO = 1 << 5,
	BM_LAYER_DEVICE_USES = 1 << 6,
	/* from the architecture's limits */
	BM_LAYER_PAGE_ZERO = 1 << 7,
	BM_LAYER_LAST_MEGABYTE = 1 << 8,
	BM_LAYER_ABOVE_LAST = 1 << 9,
	/* from the calls that the kernel made */
	BM_LAYER_ASKED_HARDWARE = 1 << 10,
	BM_LAYER_ASKED_NOALLOC = 1 << 11,
	BM_LAYER_ASKED_NODUMP = 1 << 12,
	/* from its tables */
	BM_LAYER_HARDWARE = 1 << 13,
	BM_LAYER_NOALLOC = 1 << 14,
	BM_LAYER_NODUMP = 1 << 15,
	BM_LAYER_PHYS_AVAIL = 1 << 16,
	BM_LAYER_DUMP_AVAIL = 1 << 17,
	BM_LAYER_RAM0 = 1 << 18,
	BM_LAYER_HELD = 1 << 19,	/* by a device, in the nexus */
	BM_LAYER_FOUND = 1 << 20,	/* given to a search, released or not */
	BM_LAYER_SEGMENT = 1 << 22,
	BM_LAYER_PAGE_FREE = 1 << 23,
	BM_LAYER_PAGE_IN_USE = 1 << 24,
	BM_LAYER_PAGE_KERNEL = 1 << 25,
	BM_LAYER_PAGE_PRELOADED = 1 << 26,
	BM_LAYER_PAGE_BAD = 1 << 27,
	BM_LAYER_MAPPED = 1 << 28,	/* in the kernel map */
	BM_LAYER_FREED = 1 << 29,	/* by bootstrap_free */
	/* from Linux's tables; no world has FreeBSD's as well */
	BM_LAYER_MEMBLOCK_MEMORY = BM_LAYER_HARDWARE,
	BM_LAYER_MEMBLOCK_NOMAP = BM_LAYER_NODUMP,
	BM_LAYER_MEMBLOCK_RESERVED = BM_LAYER_NOALLOC,
	BM_LAYER_ALLOCATED = BM_LAYER_FOUND,
	BM_LAYER_E820_RAM = BM_LAYER_PHYS_AVAIL,
	BM_LAYER_BIOS_KEEPS = BM_LAYER_DUMP_AVAIL, /* page 0, BIOS area */
	BM_LAYER_NODE = BM_LAYER_PAGE_FREE,	/* of /reserved-memory */
	BM_LAYER_REGION = BM_LAYER_PAGE_IN_USE,	/* in reserved_mem */
	BM_LAYER_REGION_CHOSEN = BM_LAYER_PAGE_KERNEL,	/* by the kernel */
	BM_LAYER_REGION_NOMAP = BM_LAYER_PAGE_PRELOADED,
	BM_LAYER_IOMEM_RAM = BM_LAYER_SEGMENT,
};

/* The last bit does not fit into an enumeration constant. */
#define BM_LAYER_FREED_TWICE (UINT32_C(1) << 31)
#define BM_LAYER_REGION_TWICE BM_LAYER_FREED_TWICE	/* Linux */

#define BM_LAYERS_PAGE_STATES (BM_LAYER_PAGE_FREE | BM_LAYER_PAGE_IN_USE | \
    BM_LAYER_PAGE_KERNEL | BM_LAYER_PAGE_PRELOADED | BM_LAYER_PAGE_BAD)

#define BM_LAYERS_DROPPED (BM_LAYER_PAGE_ZERO | BM_LAYER_LAST_MEGABYTE | \
    BM_LAYER_ABOVE_LAST)

enum bm_severity {
	BM_WARNING,	/* it is odd, and did no harm by itself */
	BM_ERROR,
};

/* Whose fault a broken row is. */
enum bm_subject {
	BM_SUBJECT_INPUT,	/* firmware's or the loader's */
	BM_SUBJECT_KERNEL,
};

enum bm_prerequisite {
	BM_NEEDS_NOTHING,
	BM_NEEDS_NO_LIMIT,	/* hw.physmem did not cut the lists */
	BM_NEEDS_LIMIT,
	BM_NEEDS_RAM0,
	BM_NEEDS_MAP,		/* there is a kernel, so it is mapped */
	BM_NEEDS_FIRMWARE_MAP,	/* e820 is firmware's, not the user's */
	BM_NEEDS_MAP_AS_GIVEN,	/* e820, if there is one, is firmware's */
	BM_NEEDS_SHOWN_MAP,	/* what was printed last can be relied on */
	BM_NEEDS_MEMBLOCK,
	BM_NEEDS_REGIONS,	/* Linux looked for /reserved-memory */
};

#define BM_WITNESSES_MAX 4

struct bm_verdict {
	enum { BM_NOT_JUDGED, BM_HOLDS, BM_BROKEN } outcome;
	uint64_t broken_count;	/* places where it is broken */
	/* The first of them, in order of address or of the table. */
	struct bm_range witnesses[BM_WITNESSES_MAX];
	size_t witness_count;
	struct bm_range latest;
};

/*
 * Judges by painting tables that have no layers of their own.  edges is
 * scratch, as bm_check has it; BM_FULL if it is too small.
 */
typedef enum bm_status bm_judge_painted(const struct bm_world *world,
    struct bm_coverage_edge *edges, size_t edge_capacity,
    struct bm_verdict *verdict);

enum bm_granularity { BM_BY_TABLE, BM_BY_BYTE, BM_BY_PAGE };

struct bm_invariant {
	const char *id;
	enum bm_severity severity;
	enum bm_subject subject;
	enum bm_stage stage;	/* judged once the world has reached it */
	enum bm_prerequisite prerequisite;
	enum bm_granularity granularity;
	/*
	 * By byte or page: where all of `where` lie and none of `unless`, one
	 * of `needs` must; needs 0: that must not be.  Of a page, `where` has
	 * to cover every byte, the others some byte.
	 */
	uint32_t where;
	uint32_t unless;
	uint32_t needs;
	/* By table: reports each broken place with bm_verdict_break. */
	void (*judge)(const struct bm_world *world,
	    struct bm_verdict *verdict);
	bm_judge_painted *judge_painted;	/* instead of judge, or NULL */
	const char *sentence;
	const char *source;
};

extern const size_t bm_invariant_count;

/* The row of that index, below bm_invariant_count. */
const struct bm_invariant *bm_invariant(size_t index);

#define BM_INVARIANTS_MAX 128

/* Notes one place where a row is broken. */
void bm_verdict_break(struct bm_verdict *verdict, struct bm_range witness);

#endif

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows about segments, pages and mappings.  Order is the order of stages
 * and of reports.
 */
#include "invariant_rows.h"

const struct bm_invariant bm_vm_invariants[] = {
	/* Segments and pages. */
	{ .id = "VM-SEGMENTS-CANONICAL",
	    BLAMES_KERNEL(BM_STAGE_VM), .judge = bm_judge_segments_canonical,
	    .sentence = "Segments are sorted whole pages of one free queue "
	    "each; two of one queue do not touch.",
	    .source = "FreeBSD D16976: touching segments were not coalesced "
	    "(B20)" },
	{ .id = "VM-SEGMENT-IN-RAM",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_SEGMENT, .needs = BM_LAYER_HARDWARE,
	    .sentence = "Every page of a segment is RAM.",
	    .source = "FreeBSD vm_phys.c, vm_phys_add_seg" },
	{ .id = "VM-AVAIL-IN-SEGMENT",
	    BLAMES_KERNEL(BM_STAGE_VM), .prerequisite = BM_NEEDS_NO_LIMIT,
	    .granularity = BM_BY_BYTE, .where = BM_LAYER_PHYS_AVAIL,
	    .needs = BM_LAYER_SEGMENT,
	    .sentence = "Every byte of phys_avail is in a segment.",
	    .source = "FreeBSD D31958, rG181bfb42fd01: a range across a "
	    "boundary was lost (B15)" },
	{ .id = "VM-LOADED-IN-SEGMENT",
	    BLAMES_KERNEL(BM_STAGE_VM), .prerequisite = BM_NEEDS_NO_LIMIT,
	    .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_IN_USE | BM_LAYER_HARDWARE,
	    .needs = BM_LAYER_SEGMENT,
	    .sentence = "The kernel and the preloaded files are in segments, "
	    "so that their pages can be freed.",
	    .source = "FreeBSD D16330" },
	{ .id = "VM-DUMP-HAS-PAGE",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_IN_USE | BM_LAYER_DUMP_AVAIL,
	    .needs = BM_LAYER_SEGMENT,
	    .sentence = "What the loader and early code left and a dump "
	    "reads has a page structure.",
	    .source = "FreeBSD D16330, kib: busdma_dmar cannot look such "
	    "pages up; create_pagetables takes some" },
	{ .id = "VM-PAGE-FOR-EACH",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_SEGMENT, .needs = BM_LAYERS_PAGE_STATES,
	    .sentence = "Every page of a segment has a state.",
	    .source = "FreeBSD vm_page_startup: all of vm_page_array is "
	    "initialised" },
	{ .id = "VM-PAGE-ONE-STATE",
	    BLAMES_KERNEL(BM_STAGE_VM), .judge = bm_judge_page_runs,
	    .sentence = "A page has one state, is on one list at the most, "
	    "and lies in a segment.",
	    .source = "FreeBSD vm_phys.c: a page is in one block" },
	{ .id = "VM-FREE-FROM-AVAIL",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PAGE_FREE,
	    .needs = BM_LAYER_PHYS_AVAIL | BM_LAYER_FREED,
	    .sentence = "A free page comes from phys_avail, or was freed "
	    "since.",
	    .source = "FreeBSD D16330: lists are seeded from phys_avail, "
	    "not from segments" },
	{ .id = "VM-AVAIL-IS-FREE",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_PHYS_AVAIL,
	    .needs = BM_LAYER_PAGE_FREE | BM_LAYER_PAGE_BAD,
	    .sentence = "Every page of phys_avail is on a list, or "
	    "blacklisted.",
	    .source = "FreeBSD vm_page_startup: an offset with the wrong "
	    "sign lost pages (B16)" },
	{ .id = "VM-FREE-NOT-BAD",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PAGE_FREE | BM_LAYER_BAD,
	    .sentence = "A blacklisted page never becomes free.",
	    .source = "FreeBSD D16330, markj: the blacklist is applied after "
	    "the lists are filled" },
	{ .id = "VM-FREE-NOT-RESERVED",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PAGE_FREE | BM_LAYER_RESERVED,
	    .sentence = "No page that firmware reserves is ever free, not "
	    "even when a file that was loaded over it goes.",
	    .source = "U-Boot CVE-2018-18440: a file was loaded over "
	    "reserved memory" },
	{ .id = "VM-FREE-NOT-LOADED",
	    BLAMES_KERNEL(BM_STAGE_VM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PAGE_FREE | BM_LAYER_IN_USE,
	    .unless = BM_LAYER_FREED,
	    .sentence = "No page of the kernel or of a preloaded file is "
	    "free before it was freed.",
	    .source = "FreeBSD D16330: kernel pages have VM_NFREEORDER" },
	{ .id = "VM-FREE-COUNT",
	    BLAMES_KERNEL(BM_STAGE_VM), .judge = bm_judge_free_count,
	    .sentence = "The free count is the number of free pages.",
	    .source = "FreeBSD-EN-18:17.vm (B24)" },
	{ .id = "VM-BLOCKS-FILL",
	    BLAMES_KERNEL(BM_STAGE_VM), .judge = bm_judge_blocks_fill,
	    .sentence = "The blocks of a segment's lists hold its free pages, "
	    "each once.",
	    .source = "FreeBSD vm_phys.c, vm_phys_free_pages" },

	/* The kernel map. */
	{ .id = "PT-KERNEL-MAPPED",
	    BLAMES_KERNEL(BM_STAGE_VM), .prerequisite = BM_NEEDS_MAP,
	    .granularity = BM_BY_BYTE, .where = BM_LAYER_PAGE_KERNEL,
	    .needs = BM_LAYER_MAPPED,
	    .sentence = "The kernel stays mapped.",
	    .source = "FreeBSD amd64 pmap.c, create_pagetables" },
	{ .id = "PT-LARGE-WHOLE",
	    BLAMES_KERNEL(BM_STAGE_VM), .prerequisite = BM_NEEDS_MAP,
	    .judge = bm_judge_large_whole,
	    .sentence = "A superpage is mapped whole.",
	    .source = "FreeBSD amd64 pmap.c, pmap_demote_pde" },
	{ .id = "PT-LARGE-HAS-SPARE",
	    BLAMES_KERNEL(BM_STAGE_VM), .prerequisite = BM_NEEDS_MAP,
	    .judge = bm_judge_large_spares,
	    .sentence = "Under every superpage is a known spare page-table "
	    "page to divide it with.",
	    .source = "FreeBSD D16426, rG6c85795a256f (B17, B19)" },
	{ .id = "KVA-NOT-MAPPED",
	    BLAMES_KERNEL(BM_STAGE_VM), .judge = bm_judge_kva_not_mapped,
	    .sentence = "No address in the kernel's arena is mapped.",
	    .source = "FreeBSD D16330 after r336030: vm_map_remove left "
	    "mappings behind" },
};

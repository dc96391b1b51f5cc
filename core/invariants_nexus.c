/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows about the nexus, and about what happens after boot.  Order is the
 * order of stages and of reports.
 */
#include "invariant_rows.h"

const struct bm_invariant bm_nexus_invariants[] = {
	/* The nexus. */
	{ .id = "NX-CLAIMS-DISJOINT",
	    BLAMES_KERNEL(BM_STAGE_NEXUS),
	    .judge = bm_judge_claims_disjoint,
	    .sentence = "The nexus's claims are sorted and no byte is "
	    "claimed twice.",
	    .source = "FreeBSD rman(9)" },
	{ .id = "NX-RAM-RESERVED",
	    BLAMES_KERNEL(BM_STAGE_NEXUS), .prerequisite = BM_NEEDS_RAM0,
	    .granularity = BM_BY_BYTE, .where = BM_LAYER_RAM,
	    .needs = BM_LAYER_RAM0 | BM_LAYER_HELD,
	    .sentence = "Every byte of RAM, excluded or not, is held by ram0, "
	    "or by a device that had it before.",
	    .source = "FreeBSD D32343; 15 leaves excluded RAM free (B9)" },
	{ .id = "NX-RAM0-IN-RAM",
	    BLAMES_KERNEL(BM_STAGE_NEXUS), .prerequisite = BM_NEEDS_RAM0,
	    .granularity = BM_BY_BYTE, .where = BM_LAYER_RAM0,
	    .needs = BM_LAYER_RAM,
	    .sentence = "ram0 holds nothing that is not RAM.",
	    .source = "FreeBSD D32343; rman hands out a byte more than was "
	    "asked for when the first one is taken" },
	{ .id = "NX-DEVICE-HOLDS-ITS-RANGE",
	    BLAMES_KERNEL(BM_STAGE_NEXUS), .judge = bm_judge_devices_hold,
	    .sentence = "A device that got its registers holds exactly "
	    "those.",
	    .source = "FreeBSD rman_reserve_resource: ends out of order are "
	    "ignored" },
	{ .id = "NX-DEVICE-ATTACHED",
	    WARNS_OF_INPUT(BM_STAGE_NEXUS),
	    .judge = bm_judge_devices_attached,
	    .sentence = "Every device gets the addresses it claims.",
	    .source = "FreeBSD D48766: what conflicts with ram0 fails to "
	    "attach" },

	/* What the nexus gives. */
	{ .id = "NX-FIND-OUTSIDE-RAM",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_FOUND | BM_LAYER_RAM,
	    .sentence = "A search for unused addresses never finds RAM.",
	    .source = "FreeBSD D32343, rGe6cf1a0826c9: xenpv_alloc_physmem "
	    "did (B7)" },
	{ .id = "NX-FIND-OUTSIDE-DEVICES",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_FOUND | BM_LAYER_HELD,
	    .sentence = "A search for unused addresses never finds what a "
	    "device holds.",
	    .source = "FreeBSD D44251, D46122 (B31)" },
	{ .id = "NX-FIND-FITS",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .judge = bm_judge_grants_fit,
	    .sentence = "What a search finds lies in the window asked for, "
	    "has the size and the alignment.",
	    .source = "FreeBSD rman_reserve_resource ignores the window's "
	    "end if it is too low; coreboot b2893e22e6" },

	/* What preloaded files gave back. */
	{ .id = "PL-FREED-IS-FREE",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_FREED,
	    .needs = BM_LAYER_PAGE_FREE | BM_LAYER_PAGE_BAD,
	    .sentence = "A freed page is on a list, or blacklisted.",
	    .source = "FreeBSD D16330: preload_delete_name matched nothing "
	    "(B18)" },
	{ .id = "PL-FREED-NOT-MAPPED",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_FREED | BM_LAYER_MAPPED,
	    .sentence = "A freed page is no longer mapped.",
	    .source = "FreeBSD D16426 (B17)" },
	{ .id = "PL-FREED-WAS-LOADED",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_FREED, .needs = BM_LAYER_IN_USE,
	    .sentence = "Every byte of a freed page was the file's.",
	    .source = "FreeBSD vm_kern.c, kmem_bootstrap_free: whole pages "
	    "only" },
	{ .id = "PL-FREED-ONCE",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_FREED_TWICE,
	    .sentence = "No page is freed twice.",
	    .source = "FreeBSD vm_kern.c, kmem_bootstrap_free" },
	{ .id = "PL-FREED-WHOLE",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .judge = bm_judge_freed_whole,
	    .sentence = "What is freed of a file is whole pages inside it, "
	    "and the lists gain as many, but for blacklisted ones.",
	    .source = "FreeBSD vm_kern.c, kmem_bootstrap_free" },
	{ .id = "PL-COUNT-MOVES",
	    BLAMES_KERNEL(BM_STAGE_EVENTS),
	    .judge = bm_judge_free_count_moves,
	    .sentence = "The free count has risen by what was freed, and by "
	    "nothing else.",
	    .source = "FreeBSD D16330: v_page_count and the domain's free "
	    "count" },
	{ .id = "PL-PRELOADED-MAPPED",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .prerequisite = BM_NEEDS_MAP,
	    .granularity = BM_BY_BYTE, .where = BM_LAYER_PAGE_PRELOADED,
	    .needs = BM_LAYER_MAPPED,
	    .sentence = "A file that was not freed is still mapped.",
	    .source = "FreeBSD D16330: a failed or partial free takes "
	    "nothing away" },
	{ .id = "KVA-FREED",
	    BLAMES_KERNEL(BM_STAGE_EVENTS), .judge = bm_judge_kva_freed,
	    .sentence = "The arena gained the addresses of what was freed.",
	    .source = "FreeBSD D16330, alc: give the KVA to kernel_arena "
	    "directly" },
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows about Linux.  Order is the order of stages and of reports.
 */
#include "invariant_rows.h"

const struct bm_invariant bm_linux_invariants[] = {
	/* Linux's e820 table. */
	{ .id = "LX-E820-SORTED",
	    BLAMES_KERNEL(BM_STAGE_E820), .judge = bm_judge_e820_sorted,
	    .sentence = "The e820 table is sorted and disjoint, and its "
	    "entries have bytes.",
	    .source = "Linux e820__update_table: an entry that ends at 2^64 "
	    "stops it" },
	{ .id = "LX-E820-MERGED",
	    BLAMES_KERNEL(BM_STAGE_E820), .judge = bm_judge_e820_merged,
	    .sentence = "Entries of one type that touch are one entry, but "
	    "for persistent and soft-reserved memory.",
	    .source = "Linux e820__update_table: with an entry that ends at "
	    "2^64 nothing is merged" },
	{ .id = "LX-E820-HIGHEST",
	    BLAMES_KERNEL(BM_STAGE_E820),
	    .prerequisite = BM_NEEDS_FIRMWARE_MAP,
	    .judge_painted = bm_judge_e820_highest,
	    .sentence = "Every byte has the highest type that any entry of "
	    "the firmware's gives it, whatever their order, but where a line "
	    "says otherwise.",
	    .source = "Linux e820__update_table; lost entries of a full "
	    "table, and maps that are thrown away" },
	{ .id = "LX-E820-CONSERVED",
	    BLAMES_KERNEL(BM_STAGE_E820),
	    .prerequisite = BM_NEEDS_SHOWN_MAP,
	    .judge_painted = bm_judge_e820_kept,
	    .sentence = "RAM of the map that was printed last stays RAM, but "
	    "for what a line behind it takes away.",
	    .source = "Linux __e820__range_update: in a full table what is "
	    "split off is lost" },
	{ .id = "LX-E820-ROOM",
	    BLAMES_KERNEL(BM_STAGE_E820), .judge = bm_judge_e820_room,
	    .sentence = "No range is left out because the e820 table is "
	    "full.",
	    .source = "Linux e820__range_add ignores what does not fit" },
	{ .id = "LX-E820-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_E820),
	    .prerequisite = BM_NEEDS_FIRMWARE_MAP,
	    .granularity = BM_BY_BYTE, .where = BM_LAYER_USABLE,
	    .unless = BM_LAYER_UNUSABLE | BM_LAYER_BIOS_KEEPS,
	    .needs = BM_LAYER_E820_RAM,
	    .sentence = "What firmware calls usable is RAM, but for the "
	    "first page and the BIOS area.",
	    .source = "Linux append_e820_table: a map of one entry, or with "
	    "one that wraps, is thrown away; a full table loses the rest" },
	{ .id = "LX-E820-NOT-KEPT",
	    BLAMES_KERNEL(BM_STAGE_E820),
	    .prerequisite = BM_NEEDS_FIRMWARE_MAP,
	    .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_E820_RAM | BM_LAYER_UNUSABLE,
	    .unless = BM_LAYER_IN_USE,
	    .sentence = "Nothing that firmware keeps is RAM, but where the "
	    "loader put something.",
	    .source = "Linux e820__update_table: what is not sanitised "
	    "overlaps" },

	/* Linux's memblock. */
	{ .id = "LX-MEMORY-SORTED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_memory_sorted,
	    .sentence = "memblock's regions of memory are sorted and "
	    "disjoint.",
	    .source = "Linux memblock_trim_memory: a start in the topmost "
	    "page wraps to 0; 8f7a66051b75 of 2010" },
	{ .id = "LX-MEMORY-MERGED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_memory_merged,
	    .sentence = "Regions of memory that touch differ in flags or "
	    "node.",
	    .source = "Linux memblock_cap_memory_range leaves what it cut "
	    "apart; fbe06b7bae7c of 2013" },
	{ .id = "LX-MEMORY-TOTAL",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_memory_total,
	    .sentence = "The size of memory is the sum of its regions.",
	    .source = "Linux memblock_trim_memory does not count what it "
	    "takes" },
	{ .id = "LX-MEMORY-IN-RAM",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_MAP_AS_GIVEN, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_MEMBLOCK_MEMORY,
	    .unless = BM_LAYER_MEMBLOCK_NOMAP | BM_LAYER_IN_USE,
	    .needs = BM_LAYER_RAM,
	    .sentence = "Memory that is mapped is RAM by the firmware's map, "
	    "but where the loader put something.",
	    .source = "Linux efi-init.c widens descriptors to whole pages; "
	    "memblock_trim_memory wraps" },
	{ .id = "LX-RESERVED-SORTED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_reserved_sorted,
	    .sentence = "memblock's reserved regions are sorted and "
	    "disjoint.",
	    .source = "Linux before 8f7a66051b75 of 2010: overlapping "
	    "reservations corrupted the array" },
	{ .id = "LX-RESERVED-MERGED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_reserved_merged,
	    .sentence = "Reserved regions that touch differ in flags.",
	    .source = "Linux fbe06b7bae7c of 2013" },
	{ .id = "LX-RESERVED-TOTAL",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_reserved_total,
	    .sentence = "The size of what is reserved is the sum of its "
	    "regions.",
	    .source = "Linux mm/memblock.c, total_size" },
	{ .id = "LX-RESERVED-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_RESERVED | BM_LAYER_MEMBLOCK_MEMORY,
	    .needs = BM_LAYER_MEMBLOCK_RESERVED | BM_LAYER_MEMBLOCK_NOMAP,
	    .sentence = "Memory that firmware keeps is reserved or no-map.",
	    .source = "Linux of_reserved_mem.c: a no-map node that meets a "
	    "reservation is refused whole" },
	{ .id = "LX-ALLOC-IN-MEMORY",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ALLOCATED, .needs = BM_LAYER_MEMBLOCK_MEMORY,
	    .sentence = "What the kernel allocates is memory.",
	    .source = "Linux memblock_find_in_range_node: no bytes are found "
	    "behind the end of memory" },
	{ .id = "LX-ALLOC-MAPPED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ALLOCATED | BM_LAYER_MEMBLOCK_NOMAP,
	    .sentence = "What the kernel allocates is not no-map.",
	    .source = "Linux mm/memblock.c, should_skip_region" },
	{ .id = "LX-ALLOC-NOT-PAGE-ZERO",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ALLOCATED | BM_LAYER_PAGE_ZERO,
	    .sentence = "Page 0 is never allocated.",
	    .source = "Linux mm/memblock.c: an address of 0 says that there "
	    "is no room" },
	{ .id = "LX-ALLOC-NOT-KEPT",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ALLOCATED | BM_LAYER_RESERVED,
	    .sentence = "What the kernel allocates is nothing that firmware "
	    "keeps: first all reservations, then allocations.",
	    .source = "Linux, the GICv3's tables of 2019: an array grew into "
	    "memory that was still to be reserved" },
	{ .id = "LX-ALLOC-NOT-LOADED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ALLOCATED | BM_LAYER_IN_USE,
	    .sentence = "What the kernel allocates is nothing that the "
	    "loader put there.",
	    .source = "Linux mm/memblock.c of 2012: an array grew into the "
	    "range that was being reserved" },
	{ .id = "LX-ALLOC-BELOW-LIMIT",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_allocations_limit,
	    .sentence = "What the kernel allocates lies below the limit of "
	    "then.",
	    .source = "Linux mm/memblock.c, current_limit" },
	{ .id = "LX-ALLOC-ALIGNED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_allocations_aligned,
	    .sentence = "What the kernel allocates has the alignment that was "
	    "asked for.",
	    .source = "Linux mm/memblock.c, memblock_find_in_range_node" },
	{ .id = "LX-ALLOC-WRITABLE",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_allocations_mapped,
	    .sentence = "What the kernel allocates to write to is in its page "
	    "tables by then.",
	    .source = "Linux 6.12 of_reserved_mem.c: no array before "
	    "paging_init" },
	{ .id = "LX-ALLOC-INFORMED",
	    WARNS_OF_KERNEL(BM_STAGE_MEMBLOCK),
	    .judge = bm_judge_allocations_informed,
	    .sentence = "Nothing is allocated before all is reserved that "
	    "firmware and loader keep.",
	    .source = "Linux, the GICv3's tables of 2019: an array grew while "
	    "others were still to come" },

	/* Linux's reserved_mem. */
	{ .id = "LX-REGION-EVERY",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_NODE, .needs = BM_LAYER_REGION,
	    .sentence = "Every range of a node of /reserved-memory is in the "
	    "array.",
	    .source = "Linux of_reserved_mem.c: the array of 64 entries, and "
	    "of a node's ranges the first only" },
	{ .id = "LX-REGION-ASKED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION, .unless = BM_LAYER_REGION_CHOSEN,
	    .needs = BM_LAYER_NODE,
	    .sentence = "A static region in the array is what its node says.",
	    .source = "Linux 6.12.107: of an empty reg the bytes behind it "
	    "are read" },
	{ .id = "LX-REGION-HELD",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION | BM_LAYER_MEMBLOCK_MEMORY,
	    .needs = BM_LAYER_MEMBLOCK_RESERVED | BM_LAYER_MEMBLOCK_NOMAP,
	    .sentence = "Memory in the array is reserved or no-map.",
	    .source = "Linux of_reserved_mem.c: what no driver takes is given "
	    "back, but its entry stays" },
	{ .id = "LX-REGION-NOT-MAPPED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION_NOMAP | BM_LAYER_MEMBLOCK_MEMORY,
	    .needs = BM_LAYER_MEMBLOCK_NOMAP,
	    .sentence = "Memory that the array calls no-map is.",
	    .source = "Linux of_reserved_mem.c: what could not be marked is "
	    "entered all the same" },
	{ .id = "LX-NOMAP-NOT-LOADED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_MEMBLOCK_NOMAP | BM_LAYER_IN_USE,
	    .sentence = "What the loader left is not taken out of the map.",
	    .source = "Linux 8a5a75e5e9e5 and its reverts of 2021: no-map "
	    "over what was in use broke boots" },
	{ .id = "LX-REGION-SERVED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS,
	    .judge_painted = bm_judge_wishes_served,
	    .sentence = "A dynamic node for which there is room gets it.",
	    .source = "Linux of_reserved_mem.c: from the 65th on they are "
	    "skipped" },
	{ .id = "LX-REGION-FITS",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS,
	    .judge = bm_judge_regions_fit,
	    .sentence = "What a dynamic node gets is as large and as aligned "
	    "as it asks, in one of its ranges.",
	    .source = "Devicetree Specification 0.4, 3.5.3" },
	{ .id = "LX-REGION-IN-MEMORY",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION_CHOSEN,
	    .needs = BM_LAYER_MEMBLOCK_MEMORY,
	    .sentence = "What a dynamic node gets is memory.",
	    .source = "Linux of_reserved_mem.c, "
	    "early_init_dt_alloc_reserved_memory_arch" },
	{ .id = "LX-REGION-ALONE",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION_CHOSEN | BM_LAYER_REGION_TWICE,
	    .sentence = "What a dynamic node gets is in no other region.",
	    .source = "Linux of_reserved_mem.c: what no driver takes is given "
	    "to the next node, and both have entries" },
	{ .id = "LX-REGION-NOT-LOADED",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION_CHOSEN | BM_LAYER_IN_USE,
	    .sentence = "What a dynamic node gets is nothing that the loader "
	    "put there.",
	    .source = "Linux of_reserved_mem.c: dynamic nodes come behind "
	    "kernel, initrd and device tree" },
	{ .id = "LX-REGION-INFORMED",
	    WARNS_OF_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS,
	    .judge = bm_judge_regions_informed,
	    .sentence = "No dynamic node gets memory before all is reserved "
	    "that firmware and loader keep.",
	    .source = "Linux b41328187629 reads the reservation block behind "
	    "the dynamic nodes" },
	{ .id = "LX-REGION-CLEAR",
	    BLAMES_KERNEL(BM_STAGE_MEMBLOCK),
	    .prerequisite = BM_NEEDS_REGIONS, .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_REGION_CHOSEN | BM_LAYER_RESERVED,
	    .sentence = "What a dynamic node gets is nothing that firmware "
	    "keeps.",
	    .source = "Linux b41328187629 reads the reservation block behind "
	    "the dynamic nodes" },

	/* Linux's tree of resources. */
	{ .id = "LX-IOMEM-NESTED",
	    BLAMES_KERNEL(BM_STAGE_IOMEM), .judge = bm_judge_iomem_nested,
	    .sentence = "A resource lies in the one that holds it, and above "
	    "the one beside it.",
	    .source = "Linux kernel/resource.c, __insert_resource" },
	{ .id = "LX-IOMEM-HAS-MEMORY",
	    BLAMES_KERNEL(BM_STAGE_IOMEM), .prerequisite = BM_NEEDS_MEMBLOCK,
	    .granularity = BM_BY_PAGE, .where = BM_LAYER_MEMBLOCK_MEMORY,
	    .unless = BM_LAYER_MEMBLOCK_NOMAP | BM_LAYER_MEMBLOCK_RESERVED,
	    .needs = BM_LAYER_IOMEM_RAM,
	    .sentence = "A page of free memory is System RAM in the tree of "
	    "resources.",
	    .source = "Linux, efi-urgent-2021-07-25: /proc/iomem and memblock "
	    "did not agree" },
	{ .id = "LX-IOMEM-RAM-IS-MEMORY",
	    BLAMES_KERNEL(BM_STAGE_IOMEM), .prerequisite = BM_NEEDS_MEMBLOCK,
	    .granularity = BM_BY_PAGE, .where = BM_LAYER_IOMEM_RAM,
	    .needs = BM_LAYER_MEMBLOCK_MEMORY,
	    .sentence = "A page that is System RAM in the tree of resources "
	    "is memory.",
	    .source = "Linux, efi-urgent-2021-07-25: /proc/iomem and memblock "
	    "did not agree" },
};

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows about the input, and about FreeBSD's chunks, exclusions and avail
 * lists.  Order is the order of stages and of reports.
 */
#include "invariant_rows.h"

const struct bm_invariant bm_physmem_invariants[] = {
	/* The input itself. */
	{ .id = "FW-EXTENT-NOT-EMPTY",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE),
	    .judge = bm_judge_extents_empty,
	    .sentence = "No entry of the firmware's or loader's lists has "
	    "length zero.",
	    .source = "ACPI 6.5, 15.4: zero-length ranges are to be ignored; "
	    "FreeBSD before 2013 stopped reading at one (B26)" },
	{ .id = "FW-EXTENT-NO-WRAP",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE),
	    .judge = bm_judge_extents_wrap,
	    .sentence = "No entry runs past the end of the 64-bit address "
	    "space.",
	    .source = "U-Boot d67f33cf4ee; FreeBSD's subr_physmem stores "
	    "such an entry whole (B33)" },
	{ .id = "FW-NODE-READABLE",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE),
	    .judge = bm_judge_extents_readable,
	    .sentence = "What the device tree says of each reserved-memory "
	    "node can be decoded.",
	    .source = "Devicetree Specification 0.4, 3.5; FreeBSD and Linux "
	    "skip such a node, and what it meant to reserve is lost" },
	{ .id = "FW-ENTRIES-AGREE",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_USABLE | BM_LAYER_UNUSABLE,
	    .sentence = "No byte is called usable by one entry of the map and "
	    "something else by another.",
	    .source = "Linux e820__update_table: the higher type wins; seL4 "
	    "4018ad594" },
	{ .id = "FW-LOADED-IN-RAM",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_IN_USE, .needs = BM_LAYER_RAM,
	    .sentence = "What the loader put into memory lies in RAM.",
	    .source = "FreeBSD D9686: the loader's staging area against the "
	    "map (B29)" },
	{ .id = "FW-BAD-PAGE-IN-RAM",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_BAD, .needs = BM_LAYER_RAM,
	    .sentence = "A blacklisted page is RAM: elsewhere it is a typing "
	    "mistake.",
	    .source = "FreeBSD vm_page.c, vm_page_blacklist_add" },
	{ .id = "FW-DEVICE-OUTSIDE-RAM",
	    WARNS_OF_INPUT(BM_STAGE_FIRMWARE), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_DEVICE_IO | BM_LAYER_RAM,
	    .sentence = "No device claims addresses that are RAM.",
	    .source = "FreeBSD 6a7a01ec8b74, D48766: the RPi4's ACPI tables "
	    "did (B8)" },
	{ .id = "FW-DEVICE-MEMORY-RESERVED",
	    BLAMES_INPUT(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_DEVICE_USES, .needs = BM_LAYER_NOALLOC,
	    .sentence = "Memory that an earlier kernel left a device working "
	    "in is reserved by the firmware's tables.",
	    .source = "FreeBSD D32343, imp's GIC after kexec" },

	/* Chunks and exclusions. */
	{ .id = "FB-HW-CANONICAL",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM),
	    .judge = bm_judge_hardware_canonical,
	    .sentence = "Hardware chunks are sorted, disjoint and do not "
	    "touch.",
	    .source = "FreeBSD subr_physmem.c 2022, which stored overlaps "
	    "twice (B1)" },
	{ .id = "FB-HW-IN-RAM",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_HARDWARE, .needs = BM_LAYER_RAM,
	    .sentence = "Every byte of a hardware chunk is RAM by the "
	    "firmware's map.",
	    .source = "jhb, freebsd-amd64 2006-07-21: hw.physmem grew the "
	    "last segment into ACPI tables (B25)" },
	{ .id = "FB-HW-ASKED",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_HARDWARE, .needs = BM_LAYER_ASKED_HARDWARE,
	    .sentence = "A hardware chunk holds no byte that was not added.",
	    .source = "FreeBSD physmem.h, physmem_hardware_region" },
	{ .id = "FB-HW-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ASKED_HARDWARE, .unless = BM_LAYERS_DROPPED,
	    .needs = BM_LAYER_HARDWARE,
	    .sentence = "Every byte added as RAM is in a chunk, but for page "
	    "0, the last megabyte and what lies above the highest address.",
	    .source = "FreeBSD subr_physmem.c and amd64's getmemsize drop what "
	    "their tables have no room for silently (B27); coreboot C3" },
	{ .id = "FB-HW-HAS-FIRMWARE",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM),
	    .judge = bm_judge_firmware_in_chunks,
	    .sentence = "The memory of EFI's run-time services and of ACPI's "
	    "tables is in chunks, where a kernel maps nothing else.",
	    .source = "FreeBSD subr_efi_map.c; arm64 up to 2022 left code "
	    "and tables out of the direct map (B10)" },
	{ .id = "FB-HW-NO-PAGE-ZERO",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_HARDWARE | BM_LAYER_PAGE_ZERO,
	    .sentence = "Page 0 is in no chunk where the architecture keeps "
	    "it out.",
	    .source = "FreeBSD subr_physmem.c, physmem_hardware_region" },
	{ .id = "FB-HW-NO-LAST-MEGABYTE",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_HARDWARE | BM_LAYER_LAST_MEGABYTE,
	    .sentence = "The last megabyte of the address space is in no "
	    "chunk.",
	    .source = "FreeBSD subr_physmem.c, physmem_hardware_region" },
	{ .id = "FB-HW-BELOW-LAST",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_HARDWARE | BM_LAYER_ABOVE_LAST,
	    .sentence = "No chunk lies above the highest physical address.",
	    .source = "Xen abe3377eb2: an entry escaped the clipping" },
	{ .id = "FB-EXCL-SORTED",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM),
	    .judge = bm_judge_excluded_sorted,
	    .sentence = "Excluded regions are in order of address, none "
	    "empty or inverted.",
	    .source = "FreeBSD subr_physmem.c: the avail lists need the "
	    "order; seL4 S1" },
	{ .id = "FB-EXCL-ALIGNED",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM),
	    .judge = bm_judge_excluded_aligned,
	    .sentence = "Excluded regions consist of whole pages.",
	    .source = "FreeBSD subr_physmem.c, physmem_exclude_region" },
	{ .id = "FB-EXCL-NOALLOC-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ASKED_NOALLOC, .needs = BM_LAYER_NOALLOC,
	    .sentence = "Every byte excluded from allocation is in a NoAlloc "
	    "region.",
	    .source = "FreeBSD subr_physmem.c 2022: a second flag for the "
	    "same range was dropped (B3)" },
	{ .id = "FB-EXCL-NODUMP-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_ASKED_NODUMP, .needs = BM_LAYER_NODUMP,
	    .sentence = "Every byte excluded from dumps is in a NoDump "
	    "region.",
	    .source = "FreeBSD subr_physmem.c 2022: a second flag for the "
	    "same range was dropped (B3)" },
	{ .id = "FB-EXCL-NOALLOC-ASKED",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_NOALLOC, .needs = BM_LAYER_ASKED_NOALLOC,
	    .sentence = "A NoAlloc region holds no page that nobody "
	    "excluded.",
	    .source = "U-Boot edb5824be17: merging grew a reservation" },
	{ .id = "FB-EXCL-NODUMP-ASKED",
	    BLAMES_KERNEL(BM_STAGE_PHYSMEM), .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_NODUMP, .needs = BM_LAYER_ASKED_NODUMP,
	    .sentence = "A NoDump region holds no page that nobody excluded.",
	    .source = "U-Boot edb5824be17: merging grew a reservation" },

	/* What the allocator gets. */
	{ .id = "FB-AVAIL-CANONICAL",
	    BLAMES_KERNEL(BM_STAGE_AVAIL),
	    .judge = bm_judge_phys_avail_canonical,
	    .sentence = "phys_avail is sorted, disjoint and does not touch "
	    "itself: no page is allocatable twice.",
	    .source = "FreeBSD subr_physmem.c 2022 and 13 to 15 (B1, B4)" },
	{ .id = "FB-AVAIL-ALIGNED",
	    BLAMES_KERNEL(BM_STAGE_AVAIL),
	    .judge = bm_judge_phys_avail_aligned,
	    .sentence = "phys_avail consists of whole pages; only hw.physmem "
	    "may cut the last one short.",
	    .source = "FreeBSD vm_phys.c, vm_phys_early_startup: `Unaligned "
	    "phys_avail`" },
	{ .id = "FB-AVAIL-IN-RAM",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PHYS_AVAIL, .needs = BM_LAYER_RAM,
	    .sentence = "Every byte of phys_avail is RAM by the firmware's "
	    "map.",
	    .source = "FreeBSD subr_physmem.c 13 to 15 run past RAM at an "
	    "unaligned start (B4)" },
	{ .id = "FB-AVAIL-IN-HW",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PHYS_AVAIL, .needs = BM_LAYER_HARDWARE,
	    .sentence = "Every byte of phys_avail is in a hardware chunk.",
	    .source = "FreeBSD physmem.h, physmem_avail" },
	{ .id = "FB-AVAIL-NOT-EXCLUDED",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PHYS_AVAIL | BM_LAYER_ASKED_NOALLOC,
	    .sentence = "No byte that was excluded from allocation is in "
	    "phys_avail.",
	    .source = "FreeBSD physmem.h, EXFLAG_NOALLOC (B3)" },
	{ .id = "FB-AVAIL-NOT-RESERVED",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PHYS_AVAIL | BM_LAYER_RESERVED,
	    .sentence = "No byte that firmware reserves is in phys_avail.",
	    .source = "FreeBSD D49839: OpenSBI's memory was handed out "
	    "(B12); seL4 4018ad594" },
	{ .id = "FB-AVAIL-NOT-IN-USE",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_PHYS_AVAIL | BM_LAYER_IN_USE,
	    .sentence = "No byte of the kernel, or of what was preloaded "
	    "with it, is in phys_avail.",
	    .source = "FreeBSD D16330: preloaded data is freed later, page "
	    "by page; rust-osdev 6b23732" },
	{ .id = "FB-AVAIL-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .prerequisite = BM_NEEDS_NO_LIMIT,
	    .granularity = BM_BY_PAGE, .where = BM_LAYER_ASKED_HARDWARE,
	    .unless = BM_LAYER_ASKED_NOALLOC | BM_LAYERS_DROPPED,
	    .needs = BM_LAYER_PHYS_AVAIL,
	    .sentence = "Every page that is RAM throughout and not excluded "
	    "is in phys_avail.",
	    .source = "FreeBSD subr_physmem.c 2022 lost a page put together "
	    "from two entries (B2)" },
	{ .id = "FB-AVAIL-WITHIN-LIMIT",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .prerequisite = BM_NEEDS_LIMIT,
	    .judge = bm_judge_phys_avail_limit,
	    .sentence = "phys_avail holds no more bytes than hw.physmem "
	    "allows.",
	    .source = "FreeBSD loader(8), hw.physmem" },

	/* What a crash dump reads. */
	{ .id = "FB-DUMP-CANONICAL",
	    BLAMES_KERNEL(BM_STAGE_AVAIL),
	    .judge = bm_judge_dump_avail_canonical,
	    .sentence = "dump_avail is sorted, disjoint and does not touch "
	    "itself.",
	    .source = "FreeBSD vm_dumpset: the bitmap is indexed by range" },
	{ .id = "FB-DUMP-ALIGNED",
	    BLAMES_KERNEL(BM_STAGE_AVAIL),
	    .judge = bm_judge_dump_avail_aligned,
	    .sentence = "dump_avail consists of whole pages; only hw.physmem "
	    "may cut the last one short.",
	    .source = "FreeBSD vm_dumpset: a bit a page" },
	{ .id = "FB-DUMP-IN-RAM",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_DUMP_AVAIL, .needs = BM_LAYER_RAM,
	    .sentence = "Every byte of dump_avail is RAM by the firmware's "
	    "map.",
	    .source = "FreeBSD subr_physmem.c 13 to 15 (B4); amd64 dumps "
	    "from 0 whatever is there" },
	{ .id = "FB-DUMP-NOT-EXCLUDED",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_DUMP_AVAIL | BM_LAYER_ASKED_NODUMP,
	    .sentence = "No byte that was excluded from dumps is in "
	    "dump_avail.",
	    .source = "FreeBSD physmem.h, EXFLAG_NODUMP" },
	{ .id = "FB-DUMP-NOT-UNREADABLE",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_BYTE,
	    .where = BM_LAYER_DUMP_AVAIL | BM_LAYER_NO_READ,
	    .sentence = "No byte that must not even be read is in "
	    "dump_avail.",
	    .source = "Devicetree Specification 0.4, 3.5.4: no-map" },
	{ .id = "FB-DUMP-COMPLETE",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .prerequisite = BM_NEEDS_NO_LIMIT,
	    .granularity = BM_BY_PAGE, .where = BM_LAYER_ASKED_HARDWARE,
	    .unless = BM_LAYER_ASKED_NODUMP | BM_LAYERS_DROPPED,
	    .needs = BM_LAYER_DUMP_AVAIL,
	    .sentence = "Every page that is RAM throughout and not excluded "
	    "from dumps is in dump_avail.",
	    .source = "FreeBSD svn d5aed127: the dump bitmap was too small "
	    "(B22)" },
	{ .id = "FB-DUMP-COVERS-AVAIL",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_PHYS_AVAIL, .unless = BM_LAYER_ASKED_NODUMP,
	    .needs = BM_LAYER_DUMP_AVAIL,
	    .sentence = "A page that can be allocated can be dumped, unless "
	    "it was excluded from dumps.",
	    .source = "FreeBSD: hw.physmem cuts the two lists apart (B23)" },
	{ .id = "FB-DUMP-COVERS-KERNEL",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .prerequisite = BM_NEEDS_NO_LIMIT,
	    .granularity = BM_BY_PAGE,
	    .where = BM_LAYER_IN_USE | BM_LAYER_HARDWARE,
	    .unless = BM_LAYER_ASKED_NODUMP, .needs = BM_LAYER_DUMP_AVAIL,
	    .sentence = "The kernel and what was preloaded with it can be "
	    "dumped.",
	    .source = "FreeBSD amd64 getmemsize: the kernel's pages go to "
	    "dump_avail only" },

	/* The sums. */
	{ .id = "FB-TOTALS-REALMEM",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .prerequisite = BM_NEEDS_NO_LIMIT,
	    .judge = bm_judge_total_realmem,
	    .sentence = "realmem counts the whole pages in chunks.",
	    .source = "FreeBSD subr_physmem.c: an entry past 2^64 inflated "
	    "it (B33)" },
	{ .id = "FB-TOTALS-PHYSMEM",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .judge = bm_judge_total_physmem,
	    .sentence = "physmem counts the pages of phys_avail, and of the "
	    "message buffer where that was cut from it.",
	    .source = "FreeBSD-EN-18:17.vm, a count gone wrong (B24)" },
	{ .id = "FB-TOTALS-MAXMEM",
	    BLAMES_KERNEL(BM_STAGE_AVAIL), .judge = bm_judge_total_maxmem,
	    .sentence = "Maxmem is the number of the page behind the highest "
	    "one that is available.",
	    .source = "FreeBSD subr_physmem.c, physmem_init_kernel_globals; "
	    "amd64 getmemsize" },
};

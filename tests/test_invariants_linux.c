/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every row about Linux has an input that breaks it: a small world in which
 * all rows hold is damaged in one place.
 */
#include <string.h>

#include "tests/hex.h"
#include "tests/judged.h"

#define PAGE 0x1000
#define FIRMWARE { BM_SOURCE_OPS, 0 }

/* A world with its storage. */
struct small_world {
	struct bm_world world;
	struct bm_fact facts[4];
	struct bm_memblock_region memory[3];
	struct bm_memblock_region reserved[3];
	struct bm_linux_allocation allocations[1];
	struct bm_linux_e820_entry e820[3];
	struct bm_linux_e820_entry given[4];
	struct bm_linux_e820_line lines[5];
	struct bm_rset_entry ram[1];
	struct bm_linux_resource resources[4];
	struct bm_rset_entry iomem_ram[1];
	struct bm_reserved_mem regions[3];
	struct bm_linux_wish wishes[1];
	struct bm_extent places[2];
};

/*
 * Memory is at 0 to 0x50000, of which firmware keeps the pages from 0x30000
 * out of the map, and the kernel is at 0x10000.  A table was allocated at
 * 0x20000, and memory for a dynamic node at 0x40000, in the second of its
 * places.  The e820 table has what the BIOS keeps at 0, then RAM, then
 * something else; firmware said so in two entries that overlap, and the first
 * page was taken away when the map had been printed.
 */
static const struct small_world good = {
	.facts = {
		{ { 0, 0x50000 }, BM_FACT_RAM | BM_FACT_USABLE,
		    BM_CLIP_NOTHING, FIRMWARE },
		{ { 0x30000, 0x38000 }, BM_FACT_RESERVED, BM_CLIP_NOTHING,
		    FIRMWARE },
		{ { 0x10000, 0x18000 }, BM_FACT_IN_USE, BM_CLIP_NOTHING,
		    FIRMWARE },
		{ { 0x34000, 0x38000 }, BM_FACT_RESERVED, BM_CLIP_NOTHING,
		    { BM_SOURCE_FDT_RESERVED, 0 } },
	},
	.memory = {
		{ { 0, 0x30000 }, 0, 0, FIRMWARE },
		{ { 0x30000, 0x38000 }, BM_MEMBLOCK_NOMAP, 0, FIRMWARE },
		{ { 0x38000, 0x50000 }, 0, 0, FIRMWARE },
	},
	.reserved = {
		{ { 0x10000, 0x18000 }, 0, BM_MEMBLOCK_NO_NODE, FIRMWARE },
		{ { 0x20000, 0x22000 }, 0, BM_MEMBLOCK_NO_NODE, FIRMWARE },
		{ { 0x40000, 0x41000 }, 0, BM_MEMBLOCK_NO_NODE, FIRMWARE },
	},
	.regions = {
		{ { 0x34000, 0x38000 }, false, FIRMWARE, true, 0 },
		{ { 0x40000, 0x41000 }, true, { BM_SOURCE_FDT_RESERVED, 1 },
		    false, 3 },
	},
	.places = { { 0x2ff00, 0x200 }, { 0x3f000, 0x10000 } },
	.allocations = { { { 0x20000, 0x22000 }, 0x4ffff, PAGE, 3, false } },
	.e820 = {
		{ { 0, 0x1000 }, 2, FIRMWARE },
		{ { 0x1000, 0x4f000 }, 1, FIRMWARE },
		{ { 0x60000, 0x10000 }, 2, FIRMWARE },
	},
	.given = {
		{ { 0x40000, 0x10000 }, 1, FIRMWARE },
		{ { 0, 0x48000 }, 1, FIRMWARE },
		{ { 0x60000, 0x10000 }, 2, FIRMWARE },
		{ { 0x60000, 0x8000 }, 1, FIRMWARE },
	},
	.lines = {
		{ .kind = BM_LINUX_E820_HEADING },
		{ .kind = BM_LINUX_E820_ENTRY, .last = 0x4ffff, .type = 1 },
		{ .kind = BM_LINUX_E820_ENTRY, .start = 0x60000,
		    .last = 0x6ffff, .type = 2 },
		{ .kind = BM_LINUX_E820_UPDATE, .last = 0xfff, .type = 1,
		    .new_type = 2 },
		{ .kind = BM_LINUX_E820_TEXT },
	},
	.ram = { { { 0x1000, 0x50000 }, 0, FIRMWARE } },
	.iomem_ram = { { { 0, 0x50000 }, 0, FIRMWARE } },
	.resources = {
		{ 0, 0xfff, "Reserved", 0, 0, FIRMWARE },
		{ 0x1000, 0x4ffff, "System RAM", 0, 0, FIRMWARE },
		{ 0x10000, 0x17fff, "Kernel code", 1, 1, FIRMWARE },
		{ 0x18000, 0x18fff, "Kernel data", 1, 1, FIRMWARE },
	},
};

static void
build(struct small_world *small)
{
	*small = good;
	small->wishes[0] = (struct bm_linux_wish){ PAGE, 0x4000,
	    small->places, 2, { BM_SOURCE_FDT_RESERVED, 1 }, false };
	small->world = (struct bm_world){
		.family = BM_FAMILY_LINUX,
		.reached = BM_STAGE_IOMEM,
		.facts = small->facts,
		.fact_count = LENGTH(small->facts),
		.physmem.limits = { PAGE, BM_PADDR_LAST, true, false },
		.limit_bytes = BM_PHYSMEM_NO_LIMIT,
		.linux_world = {
			.memblock_final = {
				{ small->memory, 3, 0x50000 },
				{ small->reserved, 3, 0xb000 },
			},
			.e820 = { .entries = small->e820, .count = 3,
			    .ram = { small->ram, 1, 1 },
			    .given = small->given,
			    .given_count = LENGTH(small->given),
			    .is_of_firmware = true, .is_shown = true,
			    .lines = small->lines,
			    .line_count = LENGTH(small->lines) },
			.iomem = { small->resources, 4,
			    { small->iomem_ram, 1, 1 } },
			.allocations = small->allocations,
			.allocation_count = 1,
			.kept_count = 3,
			.wishes = small->wishes,
			.wish_count = 1,
			.has_reserved_mem = true,
			.reserved_mem = small->regions,
			.reserved_mem_count = 2,
		},
	};
}

#define SET(member, number) \
	.offset = offsetof(struct small_world, member), .value = (number)
#define TOTAL(list) world.linux_world.memblock_final.list.total_bytes
#define ALLOCATE(from, to) .allocated = { (from), (to) }

static const struct breaking {
	const char *id;
	struct bm_range witness;
	size_t offset;		/* of a uint64_t; 0: none */
	uint64_t value;
	bool is_unmapped;
	struct bm_range allocated; /* instead; an end of 0: as it is */
	struct bm_range ignored;   /* by a full table; the same */
} breakings[] = {
	{ "LX-E820-SORTED", { 0x1000, 0x1001 },
	    SET(e820[1].extent.length, 0) },
	{ "LX-E820-SORTED", { 0x800, 0x4f800 },
	    SET(e820[1].extent.base, 0x800) },
	{ "LX-E820-SORTED", { 0x60000, 0 },
	    SET(e820[2].extent.length, 0 - UINT64_C(0x50000)) },
	{ "LX-E820-MERGED", { 0x1000, 0x50000 }, SET(e820[1].type, 2) },
	{ "LX-E820-HIGHEST", { 0x48000, 0x50000 },
	    SET(given[0].extent.length, 0) },
	{ "LX-E820-HIGHEST", { 0x68000, 0x70000 },
	    SET(e820[2].extent.length, 0x8000) },
	{ "LX-E820-CONSERVED", { 0x1000, 0x2000 },
	    SET(ram[0].range.start, 0x2000) },
	{ "LX-E820-CONSERVED", { 0x800, 0x1000 }, SET(lines[3].last, 0x7ff) },
	{ "LX-E820-ROOM", { 0x70000, 0x71000 },
	    .ignored = { 0x70000, 0x71000 } },
	{ "LX-E820-COMPLETE", { 0x4f000, 0x50000 },
	    SET(ram[0].range.end, 0x4f000) },
	{ "LX-E820-NOT-KEPT", { 0x30000, 0x38000 },
	    SET(facts[1].flags, BM_FACT_UNUSABLE | BM_FACT_RESERVED) },
	{ "LX-IOMEM-NESTED", { 0x18000, 0x19000 },
	    SET(resources[2].last, 0x18000) },
	{ "LX-IOMEM-NESTED", { 0x18000, 0x51000 },
	    SET(resources[3].last, 0x50fff) },
	{ "LX-IOMEM-NESTED", { 0xfff, 0x50000 },
	    SET(resources[1].start, 0xfff) },
	{ "LX-MEMORY-SORTED", { 0x2f000, 0x38000 },
	    SET(memory[1].range.start, 0x2f000) },
	{ "LX-MEMORY-SORTED", { 0x38000, 0x30000 },
	    SET(memory[2].range.end, 0x30000) },
	{ "LX-MEMORY-MERGED", { 0x30000, 0x50000 },
	    SET(memory[1].flags, 0) },
	{ "LX-MEMORY-TOTAL", { 0, 0x50000 }, SET(TOTAL(memory), 0x50001) },
	{ "LX-MEMORY-IN-RAM", { 0x50000, 0x51000 },
	    SET(memory[2].range.end, 0x51000) },
	{ "LX-RESERVED-SORTED", { 0x17000, 0x22000 },
	    SET(reserved[1].range.start, 0x17000) },
	{ "LX-RESERVED-MERGED", { 0x22000, 0x41000 },
	    SET(reserved[2].range.start, 0x22000) },
	{ "LX-RESERVED-TOTAL", { 0x10000, 0x41000 },
	    SET(TOTAL(reserved), 0xa000) },
	{ "LX-RESERVED-COMPLETE", { 0x38000, 0x39000 },
	    SET(facts[1].range.end, 0x39000) },
	{ "LX-ALLOC-IN-MEMORY", { 0x50000, 0x51000 },
	    ALLOCATE(0x4f000, 0x51000) },
	{ "LX-ALLOC-MAPPED", { 0x37000, 0x38000 },
	    ALLOCATE(0x37000, 0x39000) },
	{ "LX-ALLOC-NOT-PAGE-ZERO", { 0x800, 0x1000 },
	    ALLOCATE(0x800, 0x2000) },
	{ "LX-ALLOC-NOT-KEPT", { 0x30000, 0x31000 },
	    ALLOCATE(0x2f000, 0x31000) },
	{ "LX-ALLOC-NOT-LOADED", { 0x10000, 0x11000 },
	    ALLOCATE(0xf000, 0x11000) },
	{ "LX-ALLOC-ALIGNED", { 0x20800, 0x22000 },
	    ALLOCATE(0x20800, 0x22000) },
	{ "LX-ALLOC-WRITABLE", { 0x20000, 0x22000 }, .is_unmapped = true },
	{ "LX-ALLOC-INFORMED", { 0x20000, 0x22000 },
	    SET(allocations[0].known_count, 2) },
	{ "LX-REGION-ASKED", { 0x33000, 0x34000 },
	    SET(regions[0].range.start, 0x33000) },
	{ "LX-REGION-NOT-MAPPED", { 0x34000, 0x38000 },
	    SET(memory[1].flags, 0) },
	{ "LX-NOMAP-NOT-LOADED", { 0x30000, 0x31000 },
	    SET(facts[2].range.end, 0x31000) },
	{ "LX-REGION-SERVED", { 0x38000, 0x50000 },
	    SET(regions[1].origin, 0) },
	{ "LX-REGION-FITS", { 0x40000, 0x41000 },
	    SET(wishes[0].size_bytes, 0x1001) },
	{ "LX-REGION-FITS", { 0x40000, 0x41000 },
	    SET(wishes[0].align_bytes, 0x80000) },
	{ "LX-REGION-FITS", { 0x40000, 0x41000 },
	    SET(places[1].length, 0x1800) },
	{ "LX-REGION-IN-MEMORY", { 0x50000, 0x51000 },
	    SET(regions[1].range.end, 0x51000) },
	{ "LX-REGION-ALONE", { 0x40000, 0x40800 },
	    SET(regions[0].range.end, 0x40800) },
	{ "LX-REGION-NOT-LOADED", { 0x40000, 0x40100 },
	    SET(facts[2].range.end, 0x40100) },
	{ "LX-REGION-INFORMED", { 0x40000, 0x41000 },
	    SET(regions[1].known_count, 2) },
	{ "LX-IOMEM-HAS-MEMORY", { 0x4f000, 0x50000 },
	    SET(iomem_ram[0].range.end, 0x4f000) },
	{ "LX-IOMEM-RAM-IS-MEMORY", { 0x50000, 0x51000 },
	    SET(iomem_ram[0].range.end, 0x51800) },
	{ "LX-REGION-EVERY", { 0x34000, 0x35000 },
	    SET(regions[0].range.start, 0x35000) },
	{ "LX-REGION-HELD", { 0x41000, 0x42000 },
	    SET(regions[1].range.end, 0x42000) },
	{ "LX-REGION-CLEAR", { 0x37000, 0x38000 },
	    SET(regions[1].range.start, 0x37000) },
	{ "LX-ALLOC-BELOW-LIMIT", { 0x20000, 0x22000 },
	    SET(allocations[0].limit_last, 0x21ffe) },
};

static void
damage(struct small_world *small, const struct breaking *breaking)
{
	if (breaking->offset != 0)
		memcpy((unsigned char *)small + breaking->offset,
		    &breaking->value, sizeof(breaking->value));
	small->allocations[0].is_unmapped = breaking->is_unmapped;
	if (breaking->allocated.end != 0)
		small->allocations[0].range = breaking->allocated;
	if (breaking->ignored.end != 0)
		small->lines[4] = (struct bm_linux_e820_line){
		    .kind = BM_LINUX_E820_IGNORED,
		    .start = breaking->ignored.start,
		    .last = bm_range_last(breaking->ignored) };
}

START_TEST(breaking_input)
{
	const struct breaking *breaking = &breakings[_i];
	struct small_world small;
	struct bm_report report;
	const struct bm_verdict *verdict =
	    &report.verdicts[row_of(breaking->id)];

	build(&small);
	damage(&small, breaking);
	judge_small(&small.world, &report);
	ck_assert_msg(verdict->outcome == BM_BROKEN, "%s is not broken",
	    breaking->id);
	ck_assert_uint_eq(verdict->broken_count, 1);
	ck_assert_range_eq(verdict->witnesses[0], breaking->witness,
	    breaking->id);
}
END_TEST

/* So that a new row without an input that breaks it fails. */
START_TEST(every_row_has_a_breaking_input)
{
	for (size_t i = 0; i < bm_invariant_count; i++) {
		bool is_found = bm_stage_is_of(bm_invariant(i)->stage,
		    BM_FAMILY_FREEBSD);

		for (size_t j = 0; j < LENGTH(breakings); j++)
			if (strcmp(breakings[j].id, bm_invariant(i)->id) == 0)
				is_found = true;
		ck_assert_msg(is_found, "no input breaks %s",
		    bm_invariant(i)->id);
	}
}
END_TEST

/* Where there is no room for a dynamic node nobody is to blame. */
START_TEST(no_room)
{
	static const struct breaking rows[] = {
		{ "too large", { 0, 0 }, SET(wishes[0].size_bytes, 0x1000) },
		{ "nothing aligned", { 0, 0 },
		    SET(wishes[0].align_bytes, UINT64_C(1) << 63) },
		{ "reserved", { 0, 0 }, SET(reserved[2].range.end, 0x4f000) },
		{ "no memory", { 0, 0 }, SET(memory[2].range.start, 0x4f000) },
		{ "place empty", { 0, 0 }, SET(places[1].length, 0) },
		{ "no whole page", { 0, 0 }, SET(wishes[0].is_no_map, 1) },
	};
	const size_t row = row_of("LX-REGION-SERVED");

	for (size_t i = 0; i < LENGTH(rows); i++) {
		struct small_world small;
		struct bm_report report;

		build(&small);
		small.world.linux_world.reserved_mem_count = 1;
		/* Of the second place a page less a byte is free. */
		small.wishes[0].size_bytes = 0x800;
		small.places[1] = (struct bm_extent){ 0x44000, 0xfff };
		judge_small(&small.world, &report);
		ck_assert_int_eq(report.verdicts[row].outcome, BM_BROKEN);
		damage(&small, &rows[i]);
		judge_small(&small.world, &report);
		ck_assert_msg(report.verdicts[row].outcome == BM_HOLDS,
		    "%s: room is found", rows[i].id);
	}
}
END_TEST

/* Stopped after each stage; rows of another family's are never judged. */
START_TEST(undamaged)
{
	struct small_world small;
	struct bm_report report;

	build(&small);
	small.world.reached = (enum bm_stage)_i;
	judge_small(&small.world, &report);
	for (size_t i = 0; i < bm_invariant_count; i++)
		ck_assert_msg(report.verdicts[i].outcome == (bm_world_has(
		    &small.world, bm_invariant(i)->stage) ? BM_HOLDS :
		    BM_NOT_JUDGED), "%s: outcome %d", bm_invariant(i)->id,
		    (int)report.verdicts[i].outcome);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("invariants_linux");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, breaking_input, 0, LENGTH(breakings));
	tcase_add_test(cases, every_row_has_a_breaking_input);
	tcase_add_test(cases, no_room);
	tcase_add_loop_test(cases, undamaged, 0, BM_STAGE_COUNT);
	return (run_suite(suite));
}

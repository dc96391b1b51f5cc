/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Every row of the catalogue has an input that breaks it: a small world in
 * which all rows hold is damaged in one place.
 */
#include "core/invariants.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/judged.h"

#define PAGE 0x1000
#define LAST ((UINT64_C(1) << 40) - 1)
#define LAST_MEGABYTE (LAST - 0xfffff)
#define OFFSET UINT64_C(0x80000000)	/* of the kernel map */
#define LARGE 0x2000

enum { OWNER_RAM0, OWNER_DEVICE, OWNER_DRIVER };

/* A world with its storage; each list has room for one entry more. */
struct small_world {
	struct bm_world world;
	struct bm_fact facts[11];
	struct bm_request requests[6];
	struct bm_rset_entry hardware[3];
	struct bm_exclusion excluded[4];
	struct bm_rset_entry phys_avail[6];
	struct bm_rset_entry dump_avail[4];
	struct bm_claim claims[5];
	struct bm_device_claim devices[1];
	struct bm_grant grants[1];
	struct bm_rset_entry segments[6];
	struct bm_rset_entry runs[10];
	struct bm_rset_entry bad[2];
	struct bm_rset_entry mapped[3];
	struct bm_rset_entry spares[2];
	struct bm_rset_entry physical[3];
	struct bm_rset_entry arena[2];
	struct bm_preload preloads[2];
	struct bm_freed_file freed[2];
};

/*
 * RAM is at 0x10000 to 0x50000 and 0x60000 to 0x70000.  The kernel is in the
 * first part, and so are a region that must not be read and one that a device
 * works in.  The device's registers are at 0x90000.  Behind the kernel are two
 * files that share a page; of the second one the whole pages were freed, which
 * divided a superpage.  One page is blacklisted.
 */
static const struct small_world good = {
	.facts = {
		{ .range = { 0x10000, 0x50000 },
		    .flags = BM_FACT_RAM | BM_FACT_USABLE },
		{ .range = { 0x60000, 0x70000 },
		    .flags = BM_FACT_RAM | BM_FACT_USABLE },
		{ .range = { 0x20000, 0x21000 }, .flags = BM_FACT_IN_USE },
		{ .range = { 0x21000, 0x22800 }, .flags = BM_FACT_IN_USE },
		{ .range = { 0x22800, 0x24000 }, .flags = BM_FACT_IN_USE },
		{ .range = { 0x30000, 0x32000 },
		    .flags = BM_FACT_RESERVED | BM_FACT_NO_READ },
		{ .range = { 0x40000, 0x41000 },
		    .flags = BM_FACT_DEVICE_USES },
		{ .range = { 0x90000, 0xa0000 },
		    .flags = BM_FACT_DEVICE_IO },
		{ .range = { 0x65000, 0x66000 }, .flags = BM_FACT_BAD },
	},
	.requests = {
		{ .range = { 0x10000, 0x50000 } },
		{ .range = { 0x60000, 0x70000 } },
		{ .range = { 0x20000, 0x23800 }, .kind = BM_REQUEST_EXCLUDE,
		    .flags = BM_EXCLUDE_NOALLOC },
		{ .range = { 0x30000, 0x32000 }, .kind = BM_REQUEST_EXCLUDE,
		    .flags = BM_EXCLUDE_ALL },
		{ .range = { 0x40000, 0x41000 }, .kind = BM_REQUEST_EXCLUDE,
		    .flags = BM_EXCLUDE_NOALLOC },
	},
	.hardware = {
		{ .range = { 0x10000, 0x50000 } },
		{ .range = { 0x60000, 0x70000 } },
	},
	.excluded = {
		{ .range = { 0x20000, 0x24000 },
		    .flags = BM_EXCLUDE_NOALLOC },
		{ .range = { 0x30000, 0x32000 }, .flags = BM_EXCLUDE_ALL },
		{ .range = { 0x40000, 0x41000 },
		    .flags = BM_EXCLUDE_NOALLOC },
	},
	.phys_avail = {
		{ .range = { 0x10000, 0x20000 } },
		{ .range = { 0x24000, 0x30000 } },
		{ .range = { 0x32000, 0x40000 } },
		{ .range = { 0x41000, 0x50000 } },
		{ .range = { 0x60000, 0x70000 } },
	},
	.dump_avail = {
		{ .range = { 0x10000, 0x30000 } },
		{ .range = { 0x32000, 0x50000 } },
		{ .range = { 0x60000, 0x70000 } },
	},
	.claims = {
		{ .range = { 0x10000, 0x50000 }, .owner = OWNER_RAM0 },
		{ .range = { 0x60000, 0x70000 }, .owner = OWNER_RAM0 },
		{ .range = { 0x90000, 0xa0000 }, .owner = OWNER_DEVICE,
		    .origin = { BM_SOURCE_DEVICE, 0 } },
		{ .range = { 0x100000, 0x101000 }, .owner = OWNER_DRIVER,
		    .origin = { BM_SOURCE_EVENT, 0 } },
	},
	.devices = {
		{ .range = { 0x90000, 0xa0000 }, .owner = OWNER_DEVICE,
		    .origin = { BM_SOURCE_DEVICE, 0 }, .is_held = true },
	},
	.grants = {
		{ .range = { 0x100000, 0x101000 }, .owner = OWNER_DRIVER,
		    .origin = { BM_SOURCE_EVENT, 0 }, .is_granted = true,
		    .request = { 0x100000, LAST, PAGE, PAGE } },
	},
	.segments = {
		{ .range = { 0x10000, 0x20000 }, .tags = 1 },
		{ .range = { 0x20000, 0x30000 }, .tags = 2 },
		{ .range = { 0x32000, 0x40000 }, .tags = 2 },
		{ .range = { 0x41000, 0x50000 }, .tags = 2 },
		{ .range = { 0x60000, 0x70000 }, .tags = 2 },
	},
	.runs = {
		{ .range = { 0x10000, 0x20000 }, .tags = BM_PAGE_FREE },
		{ .range = { 0x20000, 0x21000 }, .tags = BM_PAGE_KERNEL },
		{ .range = { 0x21000, 0x23000 }, .tags = BM_PAGE_PRELOADED },
		{ .range = { 0x23000, 0x30000 }, .tags = BM_PAGE_FREE },
		{ .range = { 0x32000, 0x40000 }, .tags = BM_PAGE_FREE },
		{ .range = { 0x41000, 0x50000 }, .tags = BM_PAGE_FREE },
		{ .range = { 0x60000, 0x65000 }, .tags = BM_PAGE_FREE },
		{ .range = { 0x65000, 0x66000 }, .tags = BM_PAGE_BAD },
		{ .range = { 0x66000, 0x70000 }, .tags = BM_PAGE_FREE },
	},
	.bad = { { .range = { 0x65000, 0x66000 } } },
	.mapped = {
		{ .range = { OFFSET + 0x20000, OFFSET + 0x22000 },
		    .tags = BM_MAP_PRESENT | BM_MAP_LARGE },
		{ .range = { OFFSET + 0x22000, OFFSET + 0x23000 },
		    .tags = BM_MAP_PRESENT },
	},
	.spares = { { .range = { OFFSET + 0x20000, OFFSET + 0x22000 } } },
	.physical = {
		{ .range = { 0x20000, 0x22000 } },
		{ .range = { 0x22000, 0x23000 } },
	},
	.arena = { { .range = { OFFSET + 0x23000, OFFSET + 0x24000 } } },
	.preloads = {
		{ .name = "/boot/kernel/a.ko", .type = "elf obj module",
		    .range = { OFFSET + 0x21000, OFFSET + 0x22800 } },
		{ .name = "/boot/kernel/b.ko", .type = "elf obj module",
		    .range = { OFFSET + 0x22800, OFFSET + 0x24000 },
		    .is_deleted = true },
	},
	.freed = {
		{ .range = { 0x23000, 0x24000 },
		    .freed = { true, { 0x23000, 0x24000 },
		    { OFFSET + 0x23000, OFFSET + 0x24000 }, 1 },
		    .file = { OFFSET + 0x22800, OFFSET + 0x24000 },
		    .origin = { BM_SOURCE_EVENT, 1 } },
	},
};

#define GOOD_PHYSMEM_PAGES 73
#define GOOD_FREE_PAGES 73

static struct bm_vm
vm_of(struct small_world *small)
{
	return ((struct bm_vm){
		.queues = { { 0x20000 }, 1 },
		.pages = { PAGE, { small->segments, 5, 6 },
		    { small->runs, 9, 10 }, { small->bad, 1, 2 },
		    GOOD_FREE_PAGES },
		.has_map = true,
		.tables = { PAGE, LARGE, OFFSET, { small->mapped, 2, 3 },
		    { small->spares, 1, 2 } },
		.mapped = { small->physical, 2, 3 },
		.kva = { { small->arena, 1, 2 } },
		.preloads = small->preloads,
		.preload_count = 2,
		.seeded_pages = GOOD_FREE_PAGES - 1,
		.freed = small->freed,
		.freed_count = 1,
	});
}

static void
build(struct small_world *small)
{
	*small = good;
	small->world = (struct bm_world){
		.reached = BM_STAGE_EVENTS,
		.facts = small->facts,
		.fact_count = 9,
		.requests = { small->requests, 5, 6 },
		.physmem = { .limits = { PAGE, LAST, true, true },
		    .hardware = { small->hardware, 2, 3 },
		    .excluded = { small->excluded, 3, 4 } },
		.limit_bytes = BM_PHYSMEM_NO_LIMIT,
		.phys_avail = { small->phys_avail, 5, 6 },
		.dump_avail = { small->dump_avail, 3, 4 },
		.totals = { .realmem_pages = 80,
		    .physmem_pages = GOOD_PHYSMEM_PAGES,
		    .maxmem_pages = 0x70 },
		.has_vm = true,
		.vm = vm_of(small),
		.nexus = { small->claims, 4, 5 },
		.has_ram0 = true,
		.ram0_owner = OWNER_RAM0,
		.devices = small->devices,
		.device_count = 1,
		.grants = small->grants,
		.grant_count = 1,
	};
}

static void
swap_exclusions(struct small_world *small)
{
	struct bm_exclusion first = small->excluded[0];

	small->excluded[0] = small->excluded[1];
	small->excluded[1] = first;
}

static void
hide_from_dumps_only(struct small_world *small)
{
	small->excluded[0].flags = BM_EXCLUDE_NODUMP;
}

static void
hide_from_allocator_only(struct small_world *small)
{
	small->excluded[1].flags = BM_EXCLUDE_NOALLOC;
}

static void
hide_from_both(struct small_world *small)
{
	small->excluded[0].flags = BM_EXCLUDE_ALL;
}

static void
grant_ram(struct small_world *small)
{
	small->grants[0].range = (struct bm_range){ 0x60000, 0x61000 };
}

static void
grant_registers(struct small_world *small)
{
	small->grants[0].range = (struct bm_range){ 0x90000, 0x91000 };
}

static void
refuse_device(struct small_world *small)
{
	small->devices[0].is_refused = true;
}

static void
free_twice(struct small_world *small)
{
	small->freed[1] = small->freed[0];
	small->world.vm.freed_count = 2;
}

/*
 * What breaks a row: a fact more, a number changed, or a function for what is
 * more than that.
 */
#define SET(member, number) \
	.offset = offsetof(struct small_world, member), .value = (number)

static const struct breaking {
	const char *id;
	struct bm_range witness;
	struct bm_fact fact;
	size_t offset;		/* of a uint64_t; 0: none, reached is there */
	uint64_t value;
	void (*damage)(struct small_world *small);
} breakings[] = {
	{ "FW-EXTENT-NOT-EMPTY", { 0x80000, 0x80001 },
	    .fact = { { 0x80000, 0x80001 }, .clip = BM_CLIP_ALL } },
	{ "FW-EXTENT-NO-WRAP", { 0x80000, 0 },
	    .fact = { { 0x80000, 0 }, .clip = BM_CLIP_TOP } },
	{ "FW-NODE-READABLE", { 0, 1 },
	    .fact = { { 0, 1 }, .clip = BM_CLIP_UNREADABLE } },
	{ "FW-ENTRIES-AGREE", { 0x12000, 0x13000 },
	    .fact = { { 0x12000, 0x13000 }, .flags = BM_FACT_UNUSABLE } },
	{ "FW-LOADED-IN-RAM", { 0x50000, 0x51000 },
	    .fact = { { 0x4f000, 0x51000 }, .flags = BM_FACT_IN_USE } },
	{ "FW-BAD-PAGE-IN-RAM", { 0x50000, 0x51000 },
	    .fact = { { 0x50000, 0x51000 }, .flags = BM_FACT_BAD } },
	{ "FW-DEVICE-OUTSIDE-RAM", { 0x60000, 0x61000 },
	    .fact = { { 0x5f000, 0x61000 }, .flags = BM_FACT_DEVICE_IO } },
	{ "FW-DEVICE-MEMORY-RESERVED", { 0x41000, 0x43000 },
	    .fact = { { 0x40800, 0x43000 }, .flags = BM_FACT_DEVICE_USES } },
	{ "FB-HW-CANONICAL", { 0x60000, 0x70000 },
	    SET(hardware[0].range.end, 0x60000) },
	{ "FB-HW-IN-RAM", { 0x70000, 0x71000 },
	    SET(hardware[1].range.end, 0x71000) },
	{ "FB-HW-ASKED", { 0x70000, 0x71000 },
	    SET(hardware[1].range.end, 0x71000) },
	{ "FB-HW-COMPLETE", { 0x6f000, 0x70000 },
	    SET(hardware[1].range.end, 0x6f000) },
	{ "FB-HW-HAS-FIRMWARE", { 0x50000, 0x51000 },
	    .fact = { { 0x4f000, 0x51000 },
	    .flags = BM_FACT_FIRMWARE_MAPS } },
	{ "FB-HW-NO-PAGE-ZERO", { 0x800, PAGE },
	    SET(hardware[0].range.start, 0x800) },
	{ "FB-HW-NO-LAST-MEGABYTE", { LAST_MEGABYTE, LAST_MEGABYTE + 1 },
	    SET(hardware[1].range.end, LAST_MEGABYTE + 1) },
	{ "FB-HW-BELOW-LAST", { LAST + 1, LAST + 2 },
	    SET(hardware[1].range.end, LAST + 2) },
	{ "FB-EXCL-SORTED", { 0x20000, 0x24000 }, .damage = swap_exclusions },
	{ "FB-EXCL-ALIGNED", { 0x20000, 0x24001 },
	    SET(excluded[0].range.end, 0x24001) },
	{ "FB-EXCL-NOALLOC-COMPLETE", { 0x20000, 0x23800 },
	    .damage = hide_from_dumps_only },
	{ "FB-EXCL-NODUMP-COMPLETE", { 0x30000, 0x32000 },
	    .damage = hide_from_allocator_only },
	{ "FB-EXCL-NOALLOC-ASKED", { 0x24000, 0x25000 },
	    SET(excluded[0].range.end, 0x25000) },
	{ "FB-EXCL-NODUMP-ASKED", { 0x20000, 0x24000 },
	    .damage = hide_from_both },
	{ "FB-AVAIL-CANONICAL", { 0x24000, 0x30000 },
	    SET(phys_avail[0].range.end, 0x24000) },
	{ "FB-AVAIL-ALIGNED", { 0x10000, 0x1f800 },
	    SET(phys_avail[0].range.end, 0x1f800) },
	{ "FB-AVAIL-IN-RAM", { 0x70000, 0x71000 },
	    SET(phys_avail[4].range.end, 0x71000) },
	{ "FB-AVAIL-IN-HW", { 0x70000, 0x71000 },
	    SET(phys_avail[4].range.end, 0x71000) },
	{ "FB-AVAIL-NOT-EXCLUDED", { 0x20000, 0x21000 },
	    SET(phys_avail[0].range.end, 0x21000) },
	{ "FB-AVAIL-NOT-RESERVED", { 0x30000, 0x31000 },
	    SET(phys_avail[1].range.end, 0x31000) },
	{ "FB-AVAIL-NOT-IN-USE", { 0x20000, 0x21000 },
	    SET(phys_avail[0].range.end, 0x21000) },
	{ "FB-AVAIL-COMPLETE", { 0x6f000, 0x70000 },
	    SET(phys_avail[4].range.end, 0x6f000) },
	{ "FB-AVAIL-WITHIN-LIMIT", { 0x24000, 0x30000 },
	    SET(world.limit_bytes, 0x1bfff) },
	{ "FB-DUMP-CANONICAL", { 0x32000, 0x50000 },
	    SET(dump_avail[0].range.end, 0x32000) },
	{ "FB-DUMP-ALIGNED", { 0x10000, 0x2f800 },
	    SET(dump_avail[0].range.end, 0x2f800) },
	{ "FB-DUMP-IN-RAM", { 0x70000, 0x71000 },
	    SET(dump_avail[2].range.end, 0x71000) },
	{ "FB-DUMP-NOT-EXCLUDED", { 0x30000, 0x31000 },
	    SET(dump_avail[0].range.end, 0x31000) },
	{ "FB-DUMP-NOT-UNREADABLE", { 0x30000, 0x31000 },
	    SET(dump_avail[0].range.end, 0x31000) },
	{ "FB-DUMP-COMPLETE", { 0x6f000, 0x70000 },
	    SET(dump_avail[2].range.end, 0x6f000) },
	{ "FB-DUMP-COVERS-AVAIL", { 0x6f000, 0x70000 },
	    SET(dump_avail[2].range.end, 0x6f000) },
	{ "FB-DUMP-COVERS-KERNEL", { 0x20000, 0x24000 },
	    SET(dump_avail[0].range.end, 0x20000) },
	{ "FB-TOTALS-REALMEM", { 0x10000, 0x70000 },
	    SET(world.totals.realmem_pages, 81) },
	{ "FB-TOTALS-PHYSMEM", { 0x10000, 0x70000 },
	    SET(world.totals.physmem_pages, GOOD_PHYSMEM_PAGES - 1) },
	{ "FB-TOTALS-MAXMEM", { 0x10000, 0x70000 },
	    SET(world.totals.maxmem_pages, 0x6f) },
	{ "VM-SEGMENTS-CANONICAL", { 0x20800, 0x30000 },
	    SET(segments[1].range.start, 0x20800) },
	{ "VM-SEGMENT-IN-RAM", { 0x70000, 0x71000 },
	    SET(segments[4].range.end, 0x71000) },
	{ "VM-AVAIL-IN-SEGMENT", { 0x6f000, 0x70000 },
	    SET(segments[4].range.end, 0x6f000) },
	{ "VM-LOADED-IN-SEGMENT", { 0x20000, 0x21000 },
	    SET(segments[1].range.start, 0x21000) },
	{ "VM-DUMP-HAS-PAGE", { 0x20000, 0x21000 },
	    SET(segments[1].range.start, 0x21000) },
	{ "VM-PAGE-FOR-EACH", { 0x6f000, 0x70000 },
	    SET(runs[8].range.end, 0x6f000) },
	{ "VM-PAGE-ONE-STATE", { 0x20000, 0x21000 },
	    SET(runs[0].range.end, 0x21000) },
	{ "VM-FREE-FROM-AVAIL", { 0x22000, 0x23000 },
	    SET(runs[3].range.start, 0x22000) },
	{ "VM-AVAIL-IS-FREE", { 0x6f000, 0x70000 },
	    SET(runs[8].range.end, 0x6f000) },
	{ "VM-FREE-NOT-BAD", { 0x66000, 0x67000 },
	    .fact = { { 0x66000, 0x67000 }, .flags = BM_FACT_BAD } },
	{ "VM-FREE-NOT-RESERVED", { 0x66000, 0x67000 },
	    .fact = { { 0x66000, 0x67000 }, .flags = BM_FACT_RESERVED } },
	{ "VM-FREE-NOT-LOADED", { 0x22000, 0x23000 },
	    SET(runs[3].range.start, 0x22000) },
	{ "VM-FREE-COUNT", { 0, 0 },
	    SET(world.vm.pages.free_count, GOOD_FREE_PAGES + 1) },
	{ "VM-BLOCKS-FILL", { 0, 0 }, SET(runs[8].range.end, 0x71000) },
	{ "PT-KERNEL-MAPPED", { 0x20000, 0x21000 },
	    SET(physical[0].range.start, 0x21000) },
	{ "PT-LARGE-WHOLE", { OFFSET + 0x20000, OFFSET + 0x21000 },
	    SET(mapped[0].range.end, OFFSET + 0x21000) },
	{ "PT-LARGE-HAS-SPARE", { OFFSET + 0x20000, OFFSET + 0x22000 },
	    SET(world.vm.tables.spares.count, 0) },
	{ "KVA-NOT-MAPPED", { OFFSET + 0x22000, OFFSET + 0x24000 },
	    SET(arena[0].range.start, OFFSET + 0x22000) },
	{ "NX-CLAIMS-DISJOINT", { 0x4f000, 0x70000 },
	    SET(claims[1].range.start, 0x4f000) },
	{ "NX-RAM-RESERVED", { 0x6ffff, 0x70000 },
	    SET(claims[1].range.end, 0x6ffff) },
	{ "NX-RAM0-IN-RAM", { 0x70000, 0x70001 },
	    SET(claims[1].range.end, 0x70001) },
	{ "NX-DEVICE-HOLDS-ITS-RANGE", { 0x90000, 0xa0000 },
	    SET(devices[0].range.end, 0x98000) },
	{ "NX-DEVICE-ATTACHED", { 0x90000, 0xa0000 },
	    .damage = refuse_device },
	{ "NX-FIND-OUTSIDE-RAM", { 0x60000, 0x61000 }, .damage = grant_ram },
	{ "NX-FIND-OUTSIDE-DEVICES", { 0x90000, 0x91000 },
	    .damage = grant_registers },
	{ "NX-FIND-FITS", { 0x100000, 0x101000 },
	    SET(grants[0].request.alignment, 0x200000) },
	{ "PL-FREED-IS-FREE", { 0x23000, 0x24000 },
	    SET(runs[3].range.start, 0x24000) },
	{ "PL-FREED-NOT-MAPPED", { 0x23000, 0x24000 },
	    SET(physical[1].range.end, 0x24000) },
	{ "PL-FREED-WAS-LOADED", { 0x24000, 0x25000 },
	    SET(freed[0].range.end, 0x25000) },
	{ "PL-FREED-ONCE", { 0x23000, 0x24000 }, .damage = free_twice },
	{ "PL-FREED-WHOLE", { 0x23000, 0x24000 },
	    SET(freed[0].freed.free_pages, 2) },
	{ "PL-COUNT-MOVES", { 0, 0 },
	    SET(world.vm.seeded_pages, GOOD_FREE_PAGES) },
	{ "PL-PRELOADED-MAPPED", { 0x22000, 0x22800 },
	    SET(physical[1].range.start, 0x22800) },
	{ "KVA-FREED", { 0, 0 },
	    SET(arena[0].range.end, OFFSET + 0x23800) },
};

static void
damage(struct small_world *small, const struct breaking *breaking)
{
	if (breaking->fact.flags != 0 ||
	    breaking->fact.clip != BM_CLIP_NOTHING)
		small->facts[small->world.fact_count++] = breaking->fact;
	if (breaking->offset != 0)
		memcpy((unsigned char *)small + breaking->offset,
		    &breaking->value, sizeof(breaking->value));
	if (breaking->damage != NULL)
		breaking->damage(small);
}

START_TEST(breaking_input)
{
	const struct breaking *breaking = &breakings[_i];
	const size_t row = row_of(breaking->id);
	struct small_world small;
	struct bm_report report;
	const struct bm_verdict *verdict = &report.verdicts[row];

	build(&small);
	damage(&small, breaking);
	judge_small(&small.world, &report);
	ck_assert_msg(verdict->outcome == BM_BROKEN, "%s is not broken",
	    breaking->id);
	ck_assert_uint_eq(verdict->broken_count, 1);
	ck_assert_uint_eq(verdict->witness_count, 1);
	ck_assert_range_eq(verdict->witnesses[0], breaking->witness,
	    breaking->id);
	ck_assert(bm_report_is_broken(&report,
	    bm_invariant(row)->severity));
}
END_TEST

/*
 * So that a new row without an input that breaks it fails; Linux's rows are
 * broken in test_invariants_linux.c.
 */
START_TEST(every_row_has_a_breaking_input)
{
	for (size_t i = 0; i < bm_invariant_count; i++) {
		bool is_found = !bm_stage_is_of(bm_invariant(i)->stage,
		    BM_FAMILY_FREEBSD);

		for (size_t j = 0; j < LENGTH(breakings); j++)
			if (strcmp(breakings[j].id, bm_invariant(i)->id) == 0)
				is_found = true;
		ck_assert_msg(is_found, "no input breaks %s",
		    bm_invariant(i)->id);
	}
}
END_TEST

static bool
is_expected_to_be_judged(const struct bm_invariant *row,
    const struct bm_world *world)
{
	bool has_limit = world->limit_bytes != BM_PHYSMEM_NO_LIMIT;

	if (!bm_world_has(world, row->stage))
		return (false);
	switch (row->prerequisite) {
	case BM_NEEDS_NO_LIMIT:
		return (!has_limit);
	case BM_NEEDS_LIMIT:
		return (has_limit);
	case BM_NEEDS_RAM0:
		return (world->has_ram0);
	case BM_NEEDS_MAP:
		return (world->vm.has_map);
	case BM_NEEDS_FIRMWARE_MAP:
		return (world->linux_world.e820.is_of_firmware);
	case BM_NEEDS_MAP_AS_GIVEN:
		return (world->linux_world.e820.entries == NULL ||
		    world->linux_world.e820.is_of_firmware);
	case BM_NEEDS_SHOWN_MAP:
		return (world->linux_world.e820.is_shown);
	case BM_NEEDS_MEMBLOCK:
		return (bm_world_has(world, BM_STAGE_MEMBLOCK));
	case BM_NEEDS_REGIONS:
		return (world->linux_world.has_reserved_mem);
	case BM_NEEDS_NOTHING:
		break;
	}
	return (true);
}

static void
expect_good(const struct bm_world *world)
{
	struct bm_report report;

	memset(&report, 0x5a, sizeof(report));
	judge_small(world, &report);
	for (size_t i = 0; i < bm_invariant_count; i++)
		ck_assert_msg(report.verdicts[i].outcome ==
		    (is_expected_to_be_judged(bm_invariant(i), world) ?
		    BM_HOLDS : BM_NOT_JUDGED) &&
		    report.verdicts[i].broken_count == 0 &&
		    report.verdicts[i].witness_count == 0,
		    "%s: outcome %d", bm_invariant(i)->id,
		    (int)report.verdicts[i].outcome);
	ck_assert(!bm_report_is_broken(&report, BM_ERROR));
	ck_assert(!bm_report_is_broken(&report, BM_WARNING));
}

/* With and without hw.physmem, ram0 and a map, stopped after each stage. */
START_TEST(undamaged)
{
	struct small_world small;

	for (int reached = 0; reached < BM_STAGE_COUNT; reached++) {
		build(&small);
		small.world.reached = (enum bm_stage)reached;
		expect_good(&small.world);
		small.world.limit_bytes = GOOD_PHYSMEM_PAGES * PAGE;
		expect_good(&small.world);
		small.world.has_ram0 = false;
		expect_good(&small.world);
		small.world.vm.has_map = false;
		expect_good(&small.world);
	}
}
END_TEST

/* A broken table is not looked at before its stage, or unless it matters. */
START_TEST(not_judged)
{
	for (size_t i = 0; i < LENGTH(breakings); i++) {
		const size_t row = row_of(breakings[i].id);
		const struct bm_invariant *invariant = bm_invariant(row);
		struct small_world small;
		struct bm_report report;

		build(&small);
		damage(&small, &breakings[i]);
		if (invariant->prerequisite == BM_NEEDS_NO_LIMIT)
			small.world.limit_bytes = UINT64_MAX - 1;
		if (invariant->prerequisite == BM_NEEDS_LIMIT)
			small.world.limit_bytes = BM_PHYSMEM_NO_LIMIT;
		if (invariant->prerequisite == BM_NEEDS_RAM0)
			small.world.has_ram0 = false;
		if (invariant->prerequisite == BM_NEEDS_MAP)
			small.world.vm.has_map = false;
		if (invariant->prerequisite == BM_NEEDS_NOTHING) {
			if (invariant->stage == BM_STAGE_FIRMWARE)
				continue;
			small.world.reached =
			    (enum bm_stage)(invariant->stage - 1);
		}
		judge_small(&small.world, &report);
		ck_assert_msg(report.verdicts[row].outcome == BM_NOT_JUDGED,
		    "%s is judged", invariant->id);
	}
}
END_TEST

START_TEST(too_few_edges)
{
	static struct bm_coverage_edge edges[EDGES_MAX];
	struct small_world small;
	struct bm_report report, before;
	size_t needed;

	build(&small);
	needed = 2 * (small.world.fact_count + small.world.requests.count);
	memset(&report, 0x5a, sizeof(report));
	before = report;
	/* Facts and requests are not in order of address. */
	for (size_t i = 0; i < needed; i++) {
		ck_assert_int_eq(bm_check(&small.world, edges, i, &report),
		    BM_FULL);
		ck_assert_int_eq(memcmp(&report, &before, sizeof(report)), 0);
	}
	ck_assert_int_eq(bm_check(&small.world, edges, needed, &report),
	    BM_OK);
}
END_TEST

/* A chunk whose end wrapped past 2^64 must not hide the one below it. */
START_TEST(inverted_range_hides_nothing)
{
	const size_t complete = row_of("FB-HW-COMPLETE");
	const size_t canonical = row_of("FB-HW-CANONICAL");
	struct small_world small;
	struct bm_report report;

	build(&small);
	small.hardware[2].range = (struct bm_range){ 0xffffff0000, 0x8000 };
	small.world.physmem.hardware.count = 3;
	judge_small(&small.world, &report);
	ck_assert_int_eq(report.verdicts[complete].outcome, BM_HOLDS);
	ck_assert_int_eq(report.verdicts[canonical].outcome, BM_BROKEN);
	ck_assert_range_eq(report.verdicts[canonical].witnesses[0],
	    small.hardware[2].range, "inverted");
}
END_TEST

/* x86 has the message buffer in the totals, and basemem for realmem. */
START_TEST(totals_of_x86)
{
	struct small_world small;
	struct bm_report report;

	build(&small);
	small.world.has_basemem = true;
	small.world.totals.realmem_pages = 0;
	small.world.has_message_buffer = true;
	small.world.message_buffer = (struct bm_range){ 0x6e000, 0x70000 };
	small.phys_avail[4].range.end = 0x6e000;
	judge_small(&small.world, &report);
	ck_assert_int_eq(report.verdicts[row_of("FB-TOTALS-REALMEM")].outcome,
	    BM_HOLDS);
	ck_assert_int_eq(report.verdicts[row_of("FB-TOTALS-PHYSMEM")].outcome,
	    BM_HOLDS);
	ck_assert_int_eq(report.verdicts[row_of("FB-TOTALS-MAXMEM")].outcome,
	    BM_HOLDS);
	small.world.has_message_buffer = false;
	judge_small(&small.world, &report);
	ck_assert_int_eq(report.verdicts[row_of("FB-TOTALS-PHYSMEM")].outcome,
	    BM_BROKEN);
	ck_assert_int_eq(report.verdicts[row_of("FB-TOTALS-MAXMEM")].outcome,
	    BM_BROKEN);
}
END_TEST

/* Rows that one table can break in two ways. */
START_TEST(other_breaking_input)
{
	struct small_world small;
	struct bm_report report;
	const struct bm_verdict *verdict =
	    &report.verdicts[row_of("NX-DEVICE-HOLDS-ITS-RANGE")];

	/* The device believes that it holds what it does not. */
	build(&small);
	small.claims[2] = small.claims[3];
	small.world.nexus.count = 3;
	judge_small(&small.world, &report);
	ck_assert_int_eq(verdict->outcome, BM_BROKEN);
	ck_assert_range_eq(verdict->witnesses[0], small.devices[0].range,
	    "no claim");
	/* A claim of a device that there is not. */
	build(&small);
	small.claims[2].origin.index = 1;
	judge_small(&small.world, &report);
	ck_assert_int_eq(verdict->outcome, BM_BROKEN);
	/* A search that found too little. */
	build(&small);
	small.grants[0].request.size_bytes = 2 * PAGE;
	judge_small(&small.world, &report);
	verdict = &report.verdicts[row_of("NX-FIND-FITS")];
	ck_assert_int_eq(verdict->outcome, BM_BROKEN);
	/* An exclusion that is none, as zero bytes make one. */
	build(&small);
	small.excluded[0].range.end = small.excluded[0].range.start;
	judge_small(&small.world, &report);
	verdict = &report.verdicts[row_of("FB-EXCL-SORTED")];
	ck_assert_int_eq(verdict->outcome, BM_BROKEN);
}
END_TEST

static void
expect_broken(const struct small_world *small, const char *id,
    size_t broken_count)
{
	const struct bm_verdict *verdict;
	struct bm_report report;

	judge_small(&small->world, &report);
	verdict = &report.verdicts[row_of(id)];
	ck_assert_msg(verdict->outcome == (broken_count > 0 ? BM_BROKEN :
	    BM_HOLDS) && verdict->broken_count == broken_count,
	    "%s: outcome %d in %d places, not %zu", id,
	    (int)verdict->outcome, (int)verdict->broken_count, broken_count);
}

START_TEST(other_breaking_segments)
{
	struct small_world small;

	/* The boundary is elsewhere: two touch at none, another crosses it. */
	build(&small);
	small.world.vm.queues.boundaries[0] = 0x60000;
	expect_broken(&small, "VM-SEGMENTS-CANONICAL", 1);
	small.world.vm.queues.boundaries[0] = 0x38000;
	expect_broken(&small, "VM-SEGMENTS-CANONICAL", 2);
	/* A boundary at an edge crosses nothing. */
	build(&small);
	small.world.vm.queues.boundaries[1] = 0x30000;
	small.world.vm.queues.boundaries[2] = 0x60000;
	small.world.vm.queues.count = 3;
	expect_broken(&small, "VM-SEGMENTS-CANONICAL", 0);
	/* Out of order, and on top of each other. */
	build(&small);
	small.segments[3] = small.segments[2];
	expect_broken(&small, "VM-SEGMENTS-CANONICAL", 1);
	/* A run out of a segment, over a gap, and in none at all. */
	build(&small);
	small.runs[8].range.end = 0x71000;
	expect_broken(&small, "VM-PAGE-ONE-STATE", 1);
	build(&small);
	small.runs[3].range.end = 0x32000;
	expect_broken(&small, "VM-PAGE-ONE-STATE", 1);
	build(&small);
	small.runs[0].range.start = 0xf000;
	expect_broken(&small, "VM-PAGE-ONE-STATE", 1);
	build(&small);
	small.world.vm.pages.segments.count = 4;
	expect_broken(&small, "VM-PAGE-ONE-STATE", 1);
}
END_TEST

START_TEST(other_breaking_files)
{
	struct small_world small;

	/* A superpage at the wrong address; a spare for half of them. */
	build(&small);
	small.mapped[0].range.start += PAGE;
	expect_broken(&small, "PT-LARGE-WHOLE", 1);
	build(&small);
	small.spares[0].range.start += PAGE;
	expect_broken(&small, "PT-LARGE-HAS-SPARE", 1);
	/* More than the file, and half a page. */
	build(&small);
	small.freed[0].file.start += 0x1000;
	expect_broken(&small, "PL-FREED-WHOLE", 1);
	build(&small);
	small.freed[0].freed.addresses.start -= 0x800;
	expect_broken(&small, "PL-FREED-WHOLE", 1);
	/* A file without a whole page frees nothing, wherever it is. */
	build(&small);
	small.freed[1] = small.freed[0];
	small.freed[1].freed = (struct bm_freed){ .is_any = false };
	small.world.vm.freed_count = 2;
	expect_broken(&small, "PL-FREED-WHOLE", 0);
	expect_broken(&small, "PL-FREED-ONCE", 0);
	expect_broken(&small, "KVA-FREED", 0);
	/* A blacklisted page was freed: it is not missed. */
	build(&small);
	small.runs[3].tags = BM_PAGE_BAD;
	small.runs[3].range.end = 0x24000;
	small.bad[0].range = small.runs[3].range;
	small.freed[0].freed.free_pages = 0;
	expect_broken(&small, "PL-FREED-WHOLE", 0);
	expect_broken(&small, "PL-FREED-IS-FREE", 0);
	/* Freed twice, the second time in part. */
	build(&small);
	free_twice(&small);
	small.freed[1].range = (struct bm_range){ 0x22000, 0x23800 };
	expect_broken(&small, "PL-FREED-ONCE", 1);
}
END_TEST

/* A kernel's table may hold anything; the checker comes to an end. */
START_TEST(runs_that_are_no_pages)
{
	static const struct bm_range odd[] = {
		{ 0x66000, 0x6f800 }, { 0x66800, 0x70000 },
		{ 0x66000, 0x66001 }, { 0x66000, 0x66000 },
		{ 0x70000, 0x66000 }, { 0x66000, 0x10000 }, { 0x66000, 0 },
	};

	for (size_t i = 0; i < LENGTH(odd); i++) {
		struct small_world small;
		struct bm_report report;

		build(&small);
		small.runs[8].range = odd[i];
		judge_small(&small.world, &report);
		ck_assert(bm_report_is_broken(&report, BM_ERROR));
		build(&small);
		small.segments[4].range = odd[i];
		judge_small(&small.world, &report);
		ck_assert(bm_report_is_broken(&report, BM_ERROR));
	}
}
END_TEST

/* Behind a word: letters, and from an id's second word on digits. */
static const char *
skip_word(const char *text, bool takes_digits)
{
	while (isupper((unsigned char)*text) ||
	    (takes_digits && isdigit((unsigned char)*text)))
		text++;
	return (text);
}

START_TEST(row_is_well_formed)
{
	const struct bm_invariant *row = bm_invariant((size_t)_i);
	const struct bm_invariant *before = bm_invariant(_i == 0 ? 0 :
	    (size_t)_i - 1);
	const char *word = skip_word(row->id, false);
	const size_t length = strlen(row->sentence);

	ck_assert_msg(word != row->id && *word == '-', "%s", row->id);
	while (*word == '-') {
		const char *end = skip_word(word + 1, true);

		ck_assert_msg(end != word + 1, "%s", row->id);
		word = end;
	}
	ck_assert_msg(*word == '\0', "%s", row->id);
	ck_assert_msg(length > 1 && row->sentence[length - 1] == '.', "%s",
	    row->sentence);
	ck_assert_msg(row->source != NULL && row->source[0] != '\0', "%s",
	    row->id);
	/* By table there is a judge; by stretch there are layers. */
	ck_assert_msg((row->granularity == BM_BY_TABLE) ==
	    ((row->judge != NULL) != (row->judge_painted != NULL)), "%s",
	    row->id);
	ck_assert_msg((row->granularity == BM_BY_TABLE) == (row->where == 0),
	    "%s", row->id);
	for (size_t i = 0; i < bm_invariant_count; i++)
		ck_assert_msg(i == (size_t)_i ||
		    strcmp(bm_invariant(i)->id, row->id) != 0, "%s twice",
		    row->id);
	/* Reports are in the order of the stages of a family. */
	ck_assert_msg(before->stage <= row->stage ||
	    bm_stage_is_of(before->stage, BM_FAMILY_LINUX) !=
	    bm_stage_is_of(row->stage, BM_FAMILY_LINUX), "%s", row->id);
}
END_TEST

START_TEST(witnesses)
{
	struct bm_verdict verdict = { .outcome = BM_HOLDS };

	/* Two stretches that touch are one place. */
	bm_verdict_break(&verdict, (struct bm_range){ 0x1000, 0x2000 });
	bm_verdict_break(&verdict, (struct bm_range){ 0x2000, 0x3000 });
	ck_assert_uint_eq(verdict.broken_count, 1);
	ck_assert_uint_eq(verdict.witness_count, 1);
	ck_assert_range_eq(verdict.witnesses[0],
	    ((struct bm_range){ 0x1000, 0x3000 }), "joined");
	for (bm_paddr i = 1; i < BM_WITNESSES_MAX + 2; i++)
		bm_verdict_break(&verdict, (struct bm_range){ i << 16,
		    (i << 16) + 1 });
	bm_verdict_break(&verdict, (struct bm_range){
	    ((BM_WITNESSES_MAX + 1) << 16) + 1, 0 });
	ck_assert_int_eq(verdict.outcome, BM_BROKEN);
	ck_assert_uint_eq(verdict.broken_count, BM_WITNESSES_MAX + 2);
	ck_assert_uint_eq(verdict.witness_count, BM_WITNESSES_MAX);
	ck_assert_range_eq(verdict.witnesses[BM_WITNESSES_MAX - 1],
	    ((struct bm_range){ (BM_WITNESSES_MAX - 1) << 16,
	    ((BM_WITNESSES_MAX - 1) << 16) + 1 }), "the last one kept");
	ck_assert_range_eq(verdict.latest, ((struct bm_range){
	    (BM_WITNESSES_MAX + 1) << 16, 0 }), "latest");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("invariants");
	TCase *test_case = tcase_create("invariants");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_loop_test(test_case, breaking_input, 0, LENGTH(breakings));
	tcase_add_test(test_case, every_row_has_a_breaking_input);
	tcase_add_test(test_case, undamaged);
	tcase_add_test(test_case, not_judged);
	tcase_add_test(test_case, too_few_edges);
	tcase_add_test(test_case, inverted_range_hides_nothing);
	tcase_add_test(test_case, totals_of_x86);
	tcase_add_test(test_case, other_breaking_input);
	tcase_add_test(test_case, other_breaking_segments);
	tcase_add_test(test_case, other_breaking_files);
	tcase_add_test(test_case, runs_that_are_no_pages);
	tcase_add_loop_test(test_case, row_is_well_formed, 0,
	    (int)bm_invariant_count);
	tcase_add_test(test_case, witnesses);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

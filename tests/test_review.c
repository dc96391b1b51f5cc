/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The review of FreeBSD D16330 found five ways to give preloaded memory back
 * wrongly.  Each is done here with the core's own primitives, once with the
 * step in question left out and once with it; bm_check has to name the first
 * and to be content with the second.
 */
#include <stdio.h>
#include <string.h>

#include "core/segments.h"
#include "tests/hex.h"
#include "tests/judged.h"

#define PAGE 0x1000
#define MIB UINT64_C(0x100000)
#define RAM_END (32 * MIB)
#define KERNEL_START (2 * MIB)
#define FILE_START (5 * MIB)
#define FILE_END (7 * MIB + 0x800)	/* 512 whole pages */
#define TABLES_END (8 * MIB)
#define FILE_PAGES 512
#define OFFSET UINT64_C(0xffffffff80000000)
#define LAST ((UINT64_C(1) << 40) - 1)
#define ENTRIES_MAX 24
#define PATH "/boot/kernel/zfs.ko"

enum { FACT_RAM, FACT_KERNEL, FACT_FILE, FACT_TABLES, FACT_BAD, FACT_COUNT };

/*
 * 32 MiB of RAM: the kernel from 2 MiB on, a file behind it, the early page
 * tables behind that, up to 8 MiB.
 */
struct boot {
	struct bm_world world;
	struct bm_fact facts[FACT_COUNT];
	struct bm_request requests[3];
	struct bm_rset_entry hardware[2];
	struct bm_exclusion excluded[2];
	struct bm_rset_entry phys_avail[2];
	struct bm_rset_entry dump_avail[2];
	struct bm_claim claims[1];
	struct bm_rset_entry segments[ENTRIES_MAX];
	struct bm_rset_entry runs[ENTRIES_MAX];
	struct bm_rset_entry bad[ENTRIES_MAX];
	struct bm_rset_entry mapped[ENTRIES_MAX];
	struct bm_rset_entry spares[ENTRIES_MAX];
	struct bm_rset_entry physical[ENTRIES_MAX];
	struct bm_rset_entry arena[ENTRIES_MAX];
	struct bm_preload preloads[1];
	struct bm_freed_file freed[1];
};

static const struct boot before_vm = {
	.facts = {
		[FACT_RAM] = { .range = { 0, RAM_END },
		    .flags = BM_FACT_RAM | BM_FACT_USABLE },
		[FACT_KERNEL] = { .range = { KERNEL_START, FILE_START },
		    .flags = BM_FACT_IN_USE },
		[FACT_FILE] = { .range = { FILE_START, FILE_END },
		    .flags = BM_FACT_IN_USE },
		[FACT_TABLES] = { .range = { FILE_END, TABLES_END },
		    .flags = BM_FACT_IN_USE },
	},
	.requests = {
		{ .range = { 0, RAM_END } },
		{ .range = { KERNEL_START, TABLES_END },
		    .kind = BM_REQUEST_EXCLUDE, .flags = BM_EXCLUDE_NOALLOC },
	},
	.hardware = { { .range = { 0, RAM_END } } },
	.excluded = { { .range = { KERNEL_START, TABLES_END },
	    .flags = BM_EXCLUDE_NOALLOC } },
	.phys_avail = { { .range = { 0, KERNEL_START } },
	    { .range = { TABLES_END, RAM_END } } },
	.dump_avail = { { .range = { 0, RAM_END } } },
	.claims = { { .range = { 0, RAM_END } } },
	.preloads = { { .name = PATH, .type = "elf obj module",
	    .range = { OFFSET + FILE_START, OFFSET + FILE_END } } },
};

/* Steps that a boot may leave out. */
enum {
	SKIP_SPARES = 1 << 0,
	SKIP_BLACKLIST = 1 << 1,
	BLACKLIST_FIRST = 1 << 2,
	SKIP_TABLES_SEGMENT = 1 << 3,
};

static void
add(struct bm_rset *set, bm_paddr start, bm_paddr end)
{
	ck_assert_int_eq(bm_rset_add(set, &(struct bm_rset_entry){
	    { start, end }, 0, { BM_SOURCE_NONE, 0 } }), BM_OK);
}

static void
set_state(struct boot *boot, struct bm_range range, enum bm_page_state state)
{
	ck_assert_int_eq(bm_pages_set(&boot->world.vm.pages, range, state),
	    BM_OK);
}

static void
blacklist(struct boot *boot)
{
	struct bm_fact *bad = &boot->facts[FACT_BAD];

	if (bad->flags != 0)
		ck_assert_int_eq(bm_pages_blacklist(&boot->world.vm.pages,
		    bad->range.start), BM_OK);
}

static void
start_pages(struct boot *boot, unsigned skipped)
{
	struct bm_vm *vm = &boot->world.vm;
	struct bm_rset_entry entries[ENTRIES_MAX];
	struct bm_rset managed = bm_rset_empty(entries, ENTRIES_MAX);
	struct bm_rset segments = bm_rset_empty(boot->segments, ENTRIES_MAX);

	vm->queues = (struct bm_queues){ { 16 * MIB }, 1 };
	add(&managed, 0, RAM_END);
	if ((skipped & SKIP_TABLES_SEGMENT) != 0)
		ck_assert_int_eq(bm_rset_remove(&managed, bm_range_closed(
		    FILE_END + 0x800, TABLES_END - 1)), BM_OK);
	ck_assert_int_eq(bm_segments_build(&managed, &vm->queues, &segments),
	    BM_OK);
	ck_assert_int_eq(bm_pages_init(&vm->pages, PAGE, &segments,
	    &boot->world.phys_avail, bm_rset_empty(boot->runs, ENTRIES_MAX),
	    bm_rset_empty(boot->bad, ENTRIES_MAX)), BM_OK);
	if ((skipped & BLACKLIST_FIRST) != 0) {
		blacklist(boot);
		/* Only now the lists are filled. */
		ck_assert_int_eq(bm_pages_init(&vm->pages, PAGE, &segments,
		    &boot->world.phys_avail, vm->pages.runs, vm->pages.bad),
		    BM_OK);
	}
	set_state(boot, (struct bm_range){ KERNEL_START, FILE_START },
	    BM_PAGE_KERNEL);
	set_state(boot, (struct bm_range){ FILE_START, FILE_END + 0x800 },
	    BM_PAGE_PRELOADED);
	if ((skipped & (SKIP_BLACKLIST | BLACKLIST_FIRST)) == 0)
		blacklist(boot);
	vm->seeded_pages = vm->pages.free_count;
}

static void
list_mapped(struct boot *boot)
{
	struct bm_vm *vm = &boot->world.vm;

	vm->mapped = bm_rset_empty(boot->physical, ENTRIES_MAX);
	for (size_t i = 0; i < vm->tables.mapped.count; i++) {
		struct bm_range range = bm_page_tables_physical(&vm->tables,
		    bm_vrange_of_numbers(boot->mapped[i].range));

		add(&vm->mapped, range.start, range.end);
	}
}

static void
start_map(struct boot *boot, unsigned skipped)
{
	struct bm_vm *vm = &boot->world.vm;

	vm->tables = (struct bm_page_tables){ PAGE, 2 * MIB, OFFSET,
	    bm_rset_empty(boot->mapped, ENTRIES_MAX),
	    bm_rset_empty(boot->spares, ENTRIES_MAX) };
	vm->kva.free = bm_rset_empty(boot->arena, ENTRIES_MAX);
	boot->world.has_vm = true;
	vm->has_map = true;
	ck_assert_int_eq(bm_page_tables_map(&vm->tables,
	    (struct bm_vrange){ OFFSET + KERNEL_START,
	    OFFSET + FILE_END + 0x800 }, false), BM_OK);
	/* create_pagetables took them; pmap_init did not enter them. */
	if ((skipped & SKIP_SPARES) != 0)
		vm->tables.spares.count = 0;
	list_mapped(boot);
}

static void
start(struct boot *boot, unsigned skipped, bm_paddr bad_page)
{
	*boot = before_vm;
	if (bad_page != 0)
		boot->facts[FACT_BAD] = (struct bm_fact){
		    .range = { bad_page, bad_page + PAGE },
		    .flags = BM_FACT_BAD };
	boot->world = (struct bm_world){
		.reached = BM_STAGE_EVENTS,
		.facts = boot->facts,
		.fact_count = FACT_COUNT - (bad_page == 0),
		.requests = { boot->requests, 2, 3 },
		.physmem = { .limits = { PAGE, LAST, false, false },
		    .hardware = { boot->hardware, 1, 2 },
		    .excluded = { boot->excluded, 1, 2 } },
		.limit_bytes = BM_PHYSMEM_NO_LIMIT,
		.phys_avail = { boot->phys_avail, 2, 2 },
		.dump_avail = { boot->dump_avail, 1, 2 },
		.totals = { RAM_END / PAGE, 26 * MIB / PAGE,
		    RAM_END / PAGE },
		.nexus = { boot->claims, 1, 1 },
		.has_ram0 = true,
		.vm = { .preloads = boot->preloads, .preload_count = 1,
		    .freed = boot->freed },
	};
	start_pages(boot, skipped);
	start_map(boot, skipped);
}

/* Are these rows broken, in the catalogue's order, and no others? */
static void
expect_broken(const struct boot *boot, const char *ids)
{
	struct bm_report report;
	char broken[1024] = "";

	judge_small(&boot->world, &report);
	for (size_t i = 0; i < bm_invariant_count; i++)
		if (report.verdicts[i].outcome == BM_BROKEN) {
			size_t used = strlen(broken);

			snprintf(broken + used, sizeof(broken) - used,
			    "%s%s", used == 0 ? "" : " ",
			    bm_invariant(i)->id);
		}
	ck_assert_str_eq(broken, ids);
}

static void
note_freed(struct boot *boot, const struct bm_freed *freed)
{
	struct bm_vm *vm = &boot->world.vm;

	vm->freed[vm->freed_count++] = (struct bm_freed_file){
		.range = freed->pages, .freed = *freed,
		.file = boot->preloads[0].range };
	list_mapped(boot);
}

static enum bm_status
bootstrap_free(struct boot *boot, struct bm_vrange range)
{
	struct bm_vm *vm = &boot->world.vm;
	const struct bm_bootstrap bootstrap = { &vm->pages, &vm->tables,
	    &vm->kva };
	struct bm_freed freed;
	enum bm_status status = bm_bootstrap_free(&bootstrap, range, &freed);

	if (status == BM_OK)
		note_freed(boot, &freed);
	return (status);
}

/* Unloads by name, as the linker does; what the free count rose by. */
static uint64_t
unload(struct boot *boot, const char *name)
{
	uint64_t before = boot->world.vm.pages.free_count;

	if (bm_preload_find(boot->preloads, 1, name, 0) == 0) {
		ck_assert_int_eq(bootstrap_free(boot,
		    boot->preloads[0].range), BM_OK);
		boot->preloads[0].is_deleted = true;
	}
	return (boot->world.vm.pages.free_count - before);
}

/* alc: vm_map_remove no longer touched the page tables. */
START_TEST(pages_freed_but_mapped)
{
	struct boot boot;
	struct bm_vm *vm = &boot.world.vm;
	struct bm_freed freed = { .is_any = true,
	    .pages = { FILE_START, FILE_END - 0x800 },
	    .addresses = { OFFSET + FILE_START, OFFSET + FILE_END - 0x800 } };

	start(&boot, 0, 0);
	expect_broken(&boot, "");
	ck_assert_int_eq(bm_pages_free(&vm->pages, freed.pages,
	    &freed.free_pages), BM_OK);
	ck_assert_int_eq(bm_kva_add(&vm->kva, freed.addresses), BM_OK);
	note_freed(&boot, &freed);
	/* The pages, and their addresses. */
	expect_broken(&boot, "KVA-NOT-MAPPED PL-FREED-NOT-MAPPED");
	ck_assert_int_eq(bm_page_tables_unmap(&vm->tables, freed.addresses),
	    BM_OK);
	list_mapped(&boot);
	expect_broken(&boot, "");
}
END_TEST

/* alc: the spare page-table pages were not in the kernel pmap's tree. */
START_TEST(superpage_without_spare)
{
	static struct boot boot, before;

	start(&boot, SKIP_SPARES, 0);
	expect_broken(&boot, "PT-LARGE-HAS-SPARE");
	before = boot;
	ck_assert_int_eq(bootstrap_free(&boot, boot.preloads[0].range),
	    BM_NO_SPARE);
	ck_assert_int_eq(memcmp(&before, &boot, sizeof(boot)), 0);
	start(&boot, 0, 0);
	expect_broken(&boot, "");
	ck_assert_int_eq(bootstrap_free(&boot, boot.preloads[0].range),
	    BM_OK);
	expect_broken(&boot, "");
	ck_assert_uint_eq(boot.world.vm.freed[0].freed.free_pages,
	    FILE_PAGES);
}
END_TEST

/* markj: the linker passed the basename, and nothing matched. */
START_TEST(file_by_its_basename)
{
	struct boot boot;

	start(&boot, 0, 0);
	ck_assert_uint_eq(unload(&boot, strrchr(PATH, '/') + 1), 0);
	ck_assert(bm_pages_all_in(&boot.world.vm.pages, (struct bm_range){
	    FILE_START, FILE_END + 0x800 }, BM_PAGE_PRELOADED));
	expect_broken(&boot, "");
	ck_assert_uint_eq(unload(&boot, PATH), FILE_PAGES);
	expect_broken(&boot, "");
	/* Gone is gone. */
	ck_assert_uint_eq(unload(&boot, PATH), 0);
	expect_broken(&boot, "");
}
END_TEST

/* markj: the blacklist takes pages from lists that have been filled. */
START_TEST(blacklist_before_lists)
{
	/* In phys_avail, and in the file. */
	static const bm_paddr bad_pages[] = { 20 * MIB, 6 * MIB };
	struct boot boot;

	for (size_t i = 0; i < LENGTH(bad_pages); i++) {
		const bool is_in_file = bad_pages[i] < FILE_END;

		start(&boot, SKIP_BLACKLIST, bad_pages[i]);
		ck_assert_uint_eq(unload(&boot, PATH), FILE_PAGES);
		expect_broken(&boot, "VM-FREE-NOT-BAD");
		start(&boot, BLACKLIST_FIRST, bad_pages[i]);
		ck_assert_uint_eq(unload(&boot, PATH), FILE_PAGES);
		expect_broken(&boot, "VM-FREE-NOT-BAD");
		start(&boot, 0, bad_pages[i]);
		expect_broken(&boot, "");
		ck_assert_uint_eq(unload(&boot, PATH),
		    FILE_PAGES - is_in_file);
		expect_broken(&boot, "");
	}
}
END_TEST

/* kib: create_pagetables takes memory that no segment has. */
START_TEST(page_tables_outside_segments)
{
	struct boot boot;

	start(&boot, SKIP_TABLES_SEGMENT, 0);
	ck_assert_int_eq(bm_pages_state(&boot.world.vm.pages,
	    TABLES_END - 1), BM_PAGE_NONE);
	expect_broken(&boot, "VM-LOADED-IN-SEGMENT VM-DUMP-HAS-PAGE");
	start(&boot, 0, 0);
	ck_assert_int_eq(bm_pages_state(&boot.world.vm.pages,
	    TABLES_END - 1), BM_PAGE_IN_USE);
	expect_broken(&boot, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("review");
	TCase *test_case = tcase_create("review");

	tcase_set_timeout(test_case, TEST_SECONDS);
	tcase_add_test(test_case, pages_freed_but_mapped);
	tcase_add_test(test_case, superpage_without_spare);
	tcase_add_test(test_case, file_by_its_basename);
	tcase_add_test(test_case, blacklist_before_lists);
	tcase_add_test(test_case, page_tables_outside_segments);
	suite_add_tcase(suite, test_case);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Known defects of released kernels are found: on the capture of each, every
 * profile that has it breaks the invariant named here or panics, no other
 * profile does, and the reference keeps all that is asked of a kernel.
 *
 * Defects without a row:
 *   B6   dirt behind the lists of a caller: lists are made anew each time
 *   B13  the direct map of riscv64: there is no direct map
 *   B14  kernstart of riscv64: likewise
 *   B19  spare page-table pages and kernphys: where a kernel has to lie at
 *        2 MiB the two conditions say the same, and none is known that could
 *        lie elsewhere and had the old one
 *   B21  the dump bitmap's size overflows an int: there is no bitmap
 *   B22  the dump bitmap is too short for the message buffer: likewise
 *   B25  hw.physmem above the top of an SMAP: of 2006, before all profiles
 *   B29  the loader's staging area: where a kernel lies is input here
 *   B30  a mutex held on an error: there is one thread
 *   B31  foreign pages in a late device's registers: devices attach first
 *   B34  memreserve a page too short: no kernel can tell
 * and of those with one: the writes past an array of B5 and B32 are none,
 * since arrays here have room for the worst case.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/invariants.h"
#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define DEFECTS "inputs/hostile/defects/"

enum {
	IN_2022 = 1 << 0,
	IN_2022_12 = 1 << 1,
	IN_13 = 1 << 2,
	IN_14 = 1 << 3,
	IN_15 = 1 << 4,
	/* amd64 only */
	IN_2013 = 1 << 5,
	IN_2018_07 = 1 << 6,
	IN_2018_08 = 1 << 7,
	IN_12 = 1 << 8,
	IN_2021_09 = 1 << 9,
};

#define UP_TO_2022_12 (IN_2022 | IN_13 | IN_2022_12)
#define SINCE_13 (IN_13 | IN_2022_12 | IN_14 | IN_15)
#define UP_TO_14 (UP_TO_2022_12 | IN_14)
#define ALL_OF_THEM (UP_TO_14 | IN_15)
/* Of those that know amd64. */
#define BEFORE_D16330 (IN_2013 | IN_2018_07)
#define BEFORE_D16426 (BEFORE_D16330 | IN_2018_08)
#define SINCE_D16330 (IN_2018_08 | IN_12 | IN_2021_09 | IN_15)
#define SINCE_2018 (IN_2018_07 | SINCE_D16330)
#define AMD64 (IN_2013 | SINCE_2018)

/* In the order of the bits; the reference is last. */
#define PROFILES							\
	"--profile=freebsd-2022,freebsd-2022-12,freebsd-13,freebsd-14,"	\
	"freebsd-15,freebsd-2013,freebsd-2018-07,freebsd-2018-08,"	\
	"freebsd-12,freebsd-2021-09,freebsd"

struct row {
	const char *path;
	unsigned has;		/* the profiles with the defect */
	const char *invariant;	/* which breaks; NULL: none */
	const char *panic;	/* its text; NULL: none */
	const char *page_size;	/* an option; NULL: what the capture says */
};

static const struct row rows[] = {
	/* Tables and lists. */
	{ DEFECTS "b01-overlap.json", IN_2022,
	    .invariant = "FB-HW-CANONICAL" },
	{ DEFECTS "b01-overlap.json", IN_2022,
	    .invariant = "FB-AVAIL-CANONICAL" },
	{ DEFECTS "b02-split-page.json", IN_2022,
	    .invariant = "FB-AVAIL-COMPLETE" },
	{ DEFECTS "b03-second-flag.json", IN_2022,
	    .invariant = "FB-EXCL-NOALLOC-COMPLETE" },
	{ DEFECTS "b03-second-flag.json", IN_2022,
	    .invariant = "FB-AVAIL-NOT-EXCLUDED" },
	{ DEFECTS "b04-unaligned-start.json", SINCE_13,
	    .invariant = "FB-AVAIL-IN-RAM" },
	{ DEFECTS "b04-unaligned-start.json", SINCE_13,
	    .invariant = "FB-DUMP-IN-RAM" },
	{ "inputs/rockpro64/capture.json", SINCE_13,
	    .invariant = "FB-AVAIL-CANONICAL",
	    .page_size = "--page-size=16384" },
	{ DEFECTS "b05-lists-full.json", ALL_OF_THEM,
	    .panic = "Not enough space in the dump/phys_avail arrays" },
	{ DEFECTS "b23-limit-cuts-apart.json", ALL_OF_THEM,
	    .invariant = "FB-DUMP-COVERS-AVAIL" },
	{ DEFECTS "b33-entry-ends-at-top.json", ALL_OF_THEM,
	    .invariant = "FB-HW-NO-LAST-MEGABYTE" },
	{ DEFECTS "b33-entry-wraps.json", ALL_OF_THEM,
	    .invariant = "FB-HW-CANONICAL" },
	{ DEFECTS "b33-entry-wraps.json", ALL_OF_THEM,
	    .invariant = "FB-TOTALS-REALMEM" },
	{ DEFECTS "chunks-33.json", ALL_OF_THEM,
	    .invariant = "FB-HW-COMPLETE" },
	{ DEFECTS "exclusions-33.json", ALL_OF_THEM, .panic =
	    "failed to exclude region 0x40000000-0x40001000" },
	{ DEFECTS "exclusion-wraps.json", ALL_OF_THEM,
	    .invariant = "FB-AVAIL-NOT-EXCLUDED" },
	{ DEFECTS "exclusion-empty.json", ALL_OF_THEM,
	    .invariant = "FB-EXCL-SORTED" },

	/* Firmware's maps. */
	{ DEFECTS "b10-not-usable-40.json", UP_TO_2022_12,
	    .panic = "failed to exclude region 0x10400000-0x10401000" },
	{ DEFECTS "b10-runtime-code.json", IN_2022 | IN_13,
	    .invariant = "FB-HW-HAS-FIRMWARE" },
	{ DEFECTS "b11-pages-16k.json", IN_2022 | IN_13,
	    .invariant = "FB-HW-IN-RAM" },
	{ DEFECTS "b11-pages-16k.json", IN_2022 | IN_13,
	    .invariant = "FB-AVAIL-IN-RAM" },
	{ DEFECTS "b12-first-boot-services.json", UP_TO_14,
	    .invariant = "FB-AVAIL-NOT-RESERVED" },
	{ DEFECTS "b32-second-range.json", ALL_OF_THEM,
	    .invariant = "FB-AVAIL-NOT-RESERVED" },
	{ DEFECTS "b32-second-range.json", ALL_OF_THEM,
	    .invariant = "FB-DUMP-NOT-UNREADABLE" },

	/* ram0 and what is found around it. */
	{ DEFECTS "b07-xen-alloc.json", UP_TO_2022_12,
	    .invariant = "NX-FIND-OUTSIDE-RAM" },
	/* When a device attaches is input, so that 15 shows the fix below. */
	{ DEFECTS "b08-device-before-ram0.json", IN_14 | IN_15,
	    .panic = "ram_attach: resource 0 failed to attach" },
	{ DEFECTS "b08-device-after-ram0.json", 0,
	    .panic = "ram_attach: resource 0 failed to attach" },
	{ DEFECTS "b09-excluded-ram.json", IN_15,
	    .invariant = "NX-RAM-RESERVED" },
	{ DEFECTS "b09-excluded-ram.json", ALL_OF_THEM & ~IN_14,
	    .invariant = "NX-FIND-OUTSIDE-RAM" },
	{ DEFECTS "ram0-page-zero.json", IN_14 | IN_15,
	    .invariant = "NX-FIND-OUTSIDE-RAM" },
	{ DEFECTS "rman-slack.json", IN_14 | IN_15,
	    .invariant = "NX-RAM0-IN-RAM" },
	{ DEFECTS "rman-window-end.json", ALL_OF_THEM,
	    .invariant = "NX-FIND-FITS" },
	/* The end is ignored, but nothing is found behind 2^64. */
	{ DEFECTS "rman-window-wraps.json", 0,
	    .invariant = "NX-CLAIMS-DISJOINT" },

	/* getmemsize of amd64. */
	{ DEFECTS "b26-no-page-zero.json", IN_2013,
	    .panic = "BIOS smap did not include a basemem segment!" },
	{ DEFECTS "b26-zero-length.json", IN_2013,
	    .invariant = "FB-HW-COMPLETE" },
	{ DEFECTS "b26-zero-length.json", IN_2013,
	    .invariant = "FB-AVAIL-COMPLETE" },
	{ DEFECTS "b27-segments-64.json", AMD64,
	    .invariant = "FB-HW-COMPLETE" },
	{ DEFECTS "b27-segments-64.json", SINCE_2018,
	    .invariant = "FB-AVAIL-COMPLETE" },
	{ DEFECTS "b27-segments-64.json", SINCE_2018,
	    .invariant = "FB-DUMP-COMPLETE" },
	{ DEFECTS "b28-hole-filler.json", AMD64,
	    .invariant = "FB-HW-CANONICAL" },
	{ DEFECTS "amd64-overlap.json", AMD64,
	    .invariant = "FB-HW-COMPLETE",
	    .panic = "ram_attach: resource 2 failed to attach" },
	{ DEFECTS "amd64-no-page-zero.json", SINCE_2018,
	    .invariant = "FB-DUMP-IN-RAM" },

	/* Segments, lists and the kernel map of amd64. */
	{ DEFECTS "b15-coalesced-below-kernel.json", IN_12,
	    .invariant = "VM-AVAIL-IS-FREE" },
	{ DEFECTS "b15-coalesced-below-kernel.json", IN_2018_08,
	    .invariant = "VM-SEGMENTS-CANONICAL" },
	{ DEFECTS "b16-coalesced-above-kernel.json", IN_2021_09,
	    .panic = "general protection fault" },
	{ DEFECTS "b17-unload.json", BEFORE_D16426,
	    .invariant = "PT-LARGE-HAS-SPARE" },
	{ DEFECTS "b17-unload.json", BEFORE_D16426,
	    .invariant = "PL-FREED-NOT-MAPPED" },
	{ DEFECTS "b17-unload.json", IN_2018_08,
	    .invariant = "KVA-NOT-MAPPED" },
	{ DEFECTS "b17-unload.json", BEFORE_D16330,
	    .invariant = "PL-FREED-IS-FREE" },
	{ DEFECTS "b24-bad-page.json", IN_2018_07 | IN_2018_08,
	    .invariant = "VM-FREE-COUNT" },
	{ DEFECTS "b17-unload.json", AMD64,
	    .invariant = "VM-DUMP-HAS-PAGE" },
	{ DEFECTS "bad-page-in-file.json", SINCE_D16330,
	    .invariant = "VM-FREE-NOT-BAD" },
	{ DEFECTS "unload-shared-page.json", SINCE_D16330,
	    .invariant = "VM-FREE-COUNT" },
	{ DEFECTS "unload-below-kernel.json", SINCE_D16330,
	    .panic = "page fault" },

	/* Others free no preloaded file. */
	{ DEFECTS "arm64-unload.json", ALL_OF_THEM,
	    .invariant = "VM-LOADED-IN-SEGMENT" },
	{ DEFECTS "arm64-unload.json", ALL_OF_THEM,
	    .invariant = "PL-FREED-IS-FREE" },
};

static cJSON *
check_results(const char *path, const char *page_size)
{
	const struct program_call call = { { "check", "--format=json",
	    PROFILES, path, page_size }, .input_path = NULL };
	struct program_result result = program_run(&call);
	cJSON *results;

	ck_assert_msg(result.signal == 0, "%s: signal %d", path,
	    result.signal);
	results = json_lines_parse(result.output, result.output_bytes, path);
	program_result_free(&result);
	return (results);
}

static bool
has_defect(const struct row *row, const cJSON *result)
{
	const char *panic = json_text_at(result, "panic");

	return ((row->invariant == NULL ||
	    result_violation(result, row->invariant) != NULL) &&
	    (row->panic == NULL ||
	    (panic != NULL && strcmp(panic, row->panic) == 0)));
}

static void
expect_defect(const struct row *row, const cJSON *result, bool is_there)
{
	const char *error = result_error(result);

	/* A kernel that knows no such machine does nothing wrong with it. */
	ck_assert_msg(error == NULL || (!is_there &&
	    strstr(error, " knows no ") != NULL), "%s: %s: %s",
	    row->path, json_text_at(result, "profile"), error);
	ck_assert_msg(has_defect(row, result) == is_there,
	    "%s: %s: %s%s: it is %s", row->path,
	    json_text_at(result, "profile"),
	    row->invariant == NULL ? "panic: " : row->invariant,
	    row->invariant == NULL ? row->panic : "",
	    is_there ? "not found" : "there as well");
}

static bool
is_asked_of_kernels(const char *id)
{
	for (size_t i = 0; i < bm_invariant_count; i++)
		if (strcmp(bm_invariant(i)->id, id) == 0)
			return (bm_invariant(i)->subject ==
			    BM_SUBJECT_KERNEL);
	return (false);
}

static void
expect_sound(const struct row *row, const cJSON *reference)
{
	const char *error = result_error(reference);
	const char *panic = json_text_at(reference, "panic");
	const cJSON *violation;

	ck_assert_str_eq(json_text_at(reference, "profile"), "freebsd");
	ck_assert_msg(error == NULL && panic == NULL, "%s: the reference: "
	    "%s", row->path, error == NULL ? panic : error);
	cJSON_ArrayForEach(violation, json_at(reference, "violations"))
		ck_assert_msg(!is_asked_of_kernels(json_text_at(violation,
		    "id")), "%s: the reference breaks %s", row->path,
		    json_text_at(violation, "id"));
}

START_TEST(defects_are_found)
{
	const struct row *row = &rows[_i];
	cJSON *results = check_results(row->path, row->page_size);
	int release_count = cJSON_GetArraySize(results) - 1;

	ck_assert_uint_eq(1U << release_count, (ALL_OF_THEM | AMD64) + 1);
	for (int i = 0; i < release_count; i++)
		expect_defect(row, cJSON_GetArrayItem(results, i),
		    (row->has >> i & 1) != 0);
	expect_sound(row, cJSON_GetArrayItem(results, release_count));
	cJSON_Delete(results);
}
END_TEST

START_TEST(every_capture_has_a_row)
{
	DIR *directory = opendir(DEFECTS);
	struct dirent *entry;
	size_t i;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL) {
		/* Those of Linux are another test's. */
		if (entry->d_name[0] == '.' ||
		    strncmp(entry->d_name, "lx-", 3) == 0)
			continue;
		for (i = 0; i < LENGTH(rows); i++)
			if (strcmp(strrchr(rows[i].path, '/') + 1,
			    entry->d_name) == 0)
				break;
		ck_assert_msg(i < LENGTH(rows), DEFECTS "%s is in no row",
		    entry->d_name);
	}
	closedir(directory);
}
END_TEST

START_TEST(rows_name_invariants)
{
	const struct row *row = &rows[_i];

	ck_assert_msg(row->invariant != NULL || row->panic != NULL,
	    "%s: nothing to be found", row->path);
	ck_assert_msg(row->invariant == NULL ||
	    is_asked_of_kernels(row->invariant), "%s: %s", row->path,
	    row->invariant);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("defects");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, defects_are_found, 0, LENGTH(rows));
	tcase_add_test(cases, every_capture_has_a_row);
	tcase_add_loop_test(cases, rows_name_invariants, 0, LENGTH(rows));
	return (run_suite(suite));
}

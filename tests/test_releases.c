/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The released kernels behind phys_avail: they replay every machine that they
 * know, events included, and what they make of preloaded files, segments and
 * the kernel map of some is as it was worked out by hand.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "program.h"
#include "tests/hex.h"
#include "tests/json_lines.h"

#define MACHINES_MIN 30
#define RELEASES 10
#define PROFILES							\
	"--profile=freebsd-2013,freebsd-2018-07,freebsd-2018-08,"	\
	"freebsd-12,freebsd-2021-09,freebsd-2022,freebsd-2022-12,"	\
	"freebsd-13,freebsd-14,freebsd-15"

static const struct row {
	const char *name;	/* of a machine */
	const char *profile;
	const char *table;
	const char *part;	/* of what is printed */
} rows[] = {
	/* Nothing was freed before D16330. */
	{ "elitebook-8570p", "freebsd-2018-07", "events",
	    "/boot/kernel/zfs.ko: 0 pages freed\n" },
	{ "elitebook-8570p", "freebsd-2018-07", "vm_phys",
	    "segment 1: 0x00100000 - 0x001fffff, queue 0, 256 pages, "
	    "256 free\n" },
	/* The kernel's segment does not melt with the one below. */
	{ "elitebook-8570p", "freebsd-2018-08", "vm_phys",
	    "segment 2: 0x00200000 - 0x00ffffff, queue 0, 3584 pages, "
	    "0 free\n" },
	{ "elitebook-8570p", "freebsd-2018-08", "page-tables",
	    "0xffffffff80200000 - 0xffffffff833fffff -> 0x00200000, "
	    "25 superpages, rw\n"
	    "0xffffffff825e5000 - 0xffffffff82652fff free\n" },
	/* It does, and 256 pages are lost. */
	{ "elitebook-8570p", "freebsd-12", "vm_phys",
	    "segment 1: 0x00100000 - 0x00ffffff, queue 0, 3840 pages, "
	    "0 free\n" },
	{ "elitebook-8570p", "freebsd-2021-09", "vm_phys",
	    "segment 1: 0x00100000 - 0x00ffffff, queue 0, 3840 pages, "
	    "256 free\n" },
	/* A bad page of the file is free, and all of the microcode. */
	{ "elitebook-8570p", "freebsd-15", "events",
	    "/boot/kernel/zfs.ko: 1423 pages freed\n"
	    "/boot/modules/vboxdrv.ko: 110 pages freed\n"
	    "/boot/kernel/cuse.ko: 8 pages freed\n"
	    "/boot/firmware/intel-ucode.bin: 1081 pages freed\n"
	    "/boot/images/splash.png: 256 pages freed\n"
	    "/boot/kernel/zfs.ko: not preloaded\n"
	    "autofs.ko: not preloaded; the full path is "
	    "/boot/kernel/autofs.ko\n"
	    "/boot/kernel/linux.ko: not preloaded\n" },
	{ "elitebook-8570p", "freebsd-15", "page-tables",
	    "0xffffffff82653000 - 0xffffffff8268dfff -> 0x02653000, "
	    "59 pages, rw\n" },
	{ "host-16-modules", "freebsd-15", "events",
	    "/boot/modules/nvidia.ko: 9791 pages freed\n" },
	/* Nothing but x86 frees a file; the record goes. */
	{ "baikal-m-tf307", "freebsd-15", "events",
	    "/boot/mfsroot: 0 pages freed\n"
	    "/boot/kernel/zfs.ko: 0 pages freed\n"
	    "cryptodev.ko: not preloaded; the full path is "
	    "/boot/kernel/cryptodev.ko\n"
	    "/boot/kernel/cryptodev.ko: 0 pages freed\n"
	    "/boot/mfsroot: not preloaded\n" },
	{ "baikal-m-tf307", "freebsd-13", "page-tables",
	    "superpages 0\nspare page-table pages 0\n" },
};

START_TEST(tables_hold_what_was_worked_out)
{
	const struct row *row = &rows[_i];
	char path[256], profile[64], table[64];
	const struct program_call call = { { "sim", "--no-check", profile,
	    table, path }, .input_path = NULL };
	struct program_result result;

	snprintf(path, sizeof(path), "inputs/%s/capture.json", row->name);
	snprintf(profile, sizeof(profile), "--profile=%s", row->profile);
	snprintf(table, sizeof(table), "--table=%s", row->table);
	result = program_run(&call);
	ck_assert_msg(result.status == 0 &&
	    strstr(result.output, row->part) != NULL,
	    "%s, %s: exit status %d, no \"%s\" in\n%s%s", row->name,
	    row->profile, result.status, row->part, result.output,
	    result.errors);
	program_result_free(&result);
}
END_TEST

/* A kernel may panic, or not know the machine; nothing else stops it. */
static void
expect_replayed(const char *path)
{
	const struct program_call call = { { "check", "--format=json",
	    PROFILES, path }, .input_path = NULL };
	struct program_result result = program_run(&call);
	cJSON *results = json_lines_parse(result.output, result.output_bytes,
	    path);
	const cJSON *replay;

	ck_assert_msg(result.signal == 0, "%s: signal %d", path,
	    result.signal);
	ck_assert_int_eq(cJSON_GetArraySize(results), RELEASES);
	cJSON_ArrayForEach(replay, results) {
		const char *error = result_error(replay);

		ck_assert_msg(error == NULL || strstr(error, " knows no ") !=
		    NULL, "%s: %s", path, error);
	}
	cJSON_Delete(results);
	program_result_free(&result);
}

START_TEST(machines_are_replayed)
{
	DIR *directory = opendir("inputs");
	size_t machine_count = 0;
	struct dirent *entry;
	struct stat status;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL) {
		char path[512];

		snprintf(path, sizeof(path), "inputs/%s/capture.json",
		    entry->d_name);
		if (entry->d_name[0] == '.' || stat(path, &status) != 0)
			continue;
		expect_replayed(path);
		machine_count++;
	}
	closedir(directory);
	ck_assert_uint_ge(machine_count, MACHINES_MIN);
}
END_TEST

/* getmemsize reads an SMAP or an EFI map: it has no calls to be made. */
START_TEST(digested_maps_are_refused_on_amd64)
{
	static const char capture[] = "{\"bootmem\": 1, \"name\": \"d\", "
	    "\"arch\": \"amd64\", \"firmware\": {\"ops\": [{\"op\": "
	    "\"hardware\", \"base\": \"0x1000\", \"size\": \"0x1000\"}]}}\n";
	const struct program_call call = { { "check", "--profile=freebsd-15",
	    "digested.json" }, .input_path = NULL };
	struct program_result result;

	file_write("digested.json", capture, sizeof(capture) - 1);
	result = program_run(&call);
	ck_assert_int_eq(result.status, 2);
	ck_assert_str_eq(result.output, "");
	ck_assert_msg(strstr(result.errors, "firmware.ops: profile "
	    "freebsd-15 knows no digested map on \"amd64\"\n") != NULL,
	    "%s", result.errors);
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("releases");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, tables_hold_what_was_worked_out, 0,
	    LENGTH(rows));
	tcase_add_test(cases, machines_are_replayed);
	tcase_add_test(cases, digested_maps_are_refused_on_amd64);
	return (run_suite(suite));
}

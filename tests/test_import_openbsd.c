/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The map that OpenBSD's boot loader shows.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

#define MAP "Region 0: type 1 at 0x0 for 639KB\n" \
    "Region 1: type 2 at 0x9fc00 for 1KB\n" \
    "Region 2: type 1 at 0x100000 for 3144576KB\n"
#define SUMS "Low ram: 639KB  High ram: 3144576KB\n" \
    "Total free memory: 3145215KB\n"
#define ENTRIES "e820 0+9fc00 1\ne820 9fc00+400 2\ne820 100000+bfee0000 1\n"

static const struct import_row rows[] = {
	{ "a map", MAP SUMS, .expected = ENTRIES },
	{ "the loader's banner", ">> OpenBSD/amd64 BOOT 3.55\nboot> machine "
	    "memory\n" MAP SUMS "boot>\n", .expected = ENTRIES,
	    .arch = "amd64" },
	{ "twice, the first", MAP "Region 0: type 1 at 0x0 for 1KB\n",
	    .boot = 1, .expected = ENTRIES },
	{ "twice", MAP "Region 0: type 1 at 0x0 for 1KB\n",
	    .expected = "e820 0+400 1\n" },
	{ "a region is missing", "Region 0: type 1 at 0x0 for 639KB\n"
	    "Region 2: type 1 at 0x100000 for 1KB\n",
	    .expected = "e820 0+9fc00 1\ne820 100000+400 1\n",
	    .truncated = "region 1 is missing" },
	{ "the kernel's log", "OpenBSD 7.2 (GENERIC.MP) #1840: Tue Sep 27\n"
	    "real mem  = 4038803456 (3851MB)\n",
	    .error = "log: no memory map in 2 lines (see bootmem list "
	    "formats)" },
	{ "another region", "Region 1 of the country\n" MAP,
	    .expected = ENTRIES },
	{ "no unit", "Region 0: type 1 at 0x0 for 639\nx\n",
	    .error = "log:1:32: openbsd: expected `KB`" },
	{ "past 2^64", "Region 0: type 1 at 0x0 for 18014398509481984KB\n",
	    .error = "log:1:29: openbsd: expected less than 2^64 bytes: "
	    "18014398509481984KB" },
	{ "a type of 33 bits", "Region 0: type 4294967296 at 0x0 for 1KB\n",
	    .error = "log:1:16: openbsd: expected a type of 32 bits: "
	    "4294967296 at 0x0 for 1KB" },
};

START_TEST(rows_are_read)
{
	expect_import("openbsd", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_openbsd");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

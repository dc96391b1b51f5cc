/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * DragonFly's boot log.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

#define VERSION "DragonFly v5.9.0.g4b29dd-DEVELOPMENT #0: Tue Aug 18 2020"
#define TABLE "Physical memory chunk(s):\n" \
    "0x00020000 - 0x0007ffff, 393216 bytes (96 pages)\n" \
    "0x100000000 - 0x41f27ffff, 13407617024 bytes (3273344 pages)\n"
#define KERNEL "Preloaded elf kernel \"kernel\" at 0xffffffff82330000.\n"

static const struct import_row rows[] = {
	{ "phys_avail", VERSION "\n" TABLE "avail memory = 1\n" KERNEL,
	    .expected = "hw 20000+60000\nhw 100000000+31f280000\n",
	    .arch = "amd64", .about = VERSION, .is_reconstructed = 1 },
	{ "SMAP goes before", "SMAP type=01 base=0000000000000000 "
	    "len=000000000009fc00\n" VERSION "\n" TABLE,
	    .expected = "e820 0+9fc00 1\n", .about = VERSION },
	{ "SMAP on i386", "SMAP type=01 base=00000001 00000000 len=00000000 "
	    "40000000\n" VERSION "\n", .expected = "e820 100000000+40000000 "
	    "1\n", .about = VERSION },
	{ "two boots", VERSION "\n" TABLE "SMAP type=01 base=0 len=1\n"
	    VERSION "\n", .expected = "e820 0+1 1\n", .about = VERSION },
	{ "two boots, the first", VERSION "\n" TABLE VERSION "\n" TABLE,
	    .boot = 1, .expected = "hw 20000+60000\nhw 100000000+31f280000\n",
	    .about = VERSION, .is_reconstructed = 1 },
	{ "FreeBSD's is another's", "FreeBSD 13.1-RELEASE GENERIC amd64\n"
	    TABLE "SMAP type=01 base=0 len=1\n",
	    .error = "log: no memory map in 5 lines (see bootmem list "
	    "formats)" },
	{ "damaged", VERSION "\nPhysical memory chunk(s):\n"
	    "0x00020000 - 0x0007ffff, 393215 bytes (96 pages)\n",
	    .error = "log:3:26: dragonfly: expected 393216 bytes, as the "
	    "addresses say: 393215 bytes (96 pages)" },
};

START_TEST(rows_are_read)
{
	expect_import("dragonfly", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_dragonfly");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

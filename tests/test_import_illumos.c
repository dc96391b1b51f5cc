/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What illumos' boot code and debugger show.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

/* As a machine showed it, with lines of dboot's own in between. */
#define MAP "Finding Memory Map\n" \
    "\ttype: 1 0..a0000\n" \
    "disabling RICHMOND-16 workaround due to module #0\n" \
    "\ttype: 1 100000..806000\n" \
    "\ttype: 2 bea8c000..bea8e000\n" \
    "\ttype: 3 beaf8000..beafa000\n"
#define ENTRIES "e820 0+a0000 1\ne820 100000+706000 1\n" \
    "e820 bea8c000+2000 2\ne820 beaf8000+2000 3\n"
#define LIST "MEMLIST: boot physinstalled:\n" \
    "\tAddress 0x0, size 0xa0000\n" \
    "\tAddress 0x100000, size 0x706000\n"
#define INSTALLED "hw 0+a0000\nhw 100000+706000\n"

static const struct import_row rows[] = {
	{ "what dboot was given", MAP, .expected = ENTRIES },
	{ "and once more", MAP "building pcimemlists:\n\ttype: 1 0..a0000\n"
	    "\ttype: 1 100000..806000\npcimemlist entry 0x1..0x2\n",
	    .expected = ENTRIES },
	{ "once more without a word", MAP "\ttype: 1 0..a0000\n"
	    "\ttype: 1 100000..806000\n", .expected = ENTRIES },
	{ "it goes before lists", MAP LIST, .expected = ENTRIES },
	{ "a list", LIST "physmax = 0x7ff\nMEMLIST: phys_avail:\n"
	    "\tAddress 0x1000, size 0x9f000\nMEMLIST: phys_install:\n"
	    "\tAddress 0x0, size 0xa0000\n", .expected = INSTALLED },
	{ "mdb's", "> ::memlist -ia\nphys_install:\n"
	    "            ADDR             BASE             SIZE\n"
	    "fffffffffbc0e4e0                0            a0000\n"
	    "fffffffffbc0e500           100000           706000\n"
	    "phys_avail:\n"
	    "fffffffffbc0e600             1000            9f000\n"
	    "> ::quit\n0 is no row\n", .expected = INSTALLED },
	{ "two boots", MAP "Finding Memory Map\n\ttype: 1 0..1000\n",
	    .expected = "e820 0+1000 1\n" },
	{ "up to 2^64", "Finding Memory Map\n\ttype: 2 fffffffffffff000..0\n",
	    .expected = "e820 fffffffffffff000+1000 2\n" },
	{ "rows of no list", "type: 1 0..a0000\nAddress 0x0, size 0x1\n",
	    .error = "log: no memory map in 2 lines (see bootmem list "
	    "formats)" },
	{ "backwards", "Finding Memory Map\n\ttype: 1 2000..1000\n",
	    .error = "log:2:16: illumos: expected an end, exclusive, at or "
	    "above the start: 1000" },
	{ "damaged", "Finding Memory Map\n\ttype: 1 2000-3000\n",
	    .error = "log:2:14: illumos: expected `..`: -3000" },
	{ "a damaged list", "MEMLIST: phys_install:\n\tAddress 0x0, len 1\n",
	    .error = "log:2:15: illumos: expected `size`: len 1" },
	{ "half a row", "phys_install:\nfffffffffbc0e4e0 0\n> \n",
	    .error = "log:2:19: illumos: expected 1 to 16 hexadecimal "
	    "digits" },
};

START_TEST(rows_are_read)
{
	expect_import("illumos", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_illumos");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define TITLE "(d1) E820 table:\n"
#define ROW "(d1)  [00]: 00000000:00000000 - 00000000:000a0000: RAM\n"

static const struct import_row rows[] = {
	{ "all types", TITLE ROW
	    "(d1)  HOLE: 00000000:000a0000 - 00000000:000e0000\n"
	    "(d1)  [01]: 00000000:000e0000 - 00000000:00100000: RESERVED\n"
	    "(d1)  [02]: 00000000:00100000 - 00000000:00200000: ACPI\n"
	    "(d1)  [03]: 00000000:fc000000 - 00000001:00000000: NVS\n"
	    "(d1)  [04]: 00000001:00000000 - 00000001:00001000: "
	    "UNKNOWN (0000000c)\n",
	    .expected = "e820 0+a0000 1\ne820 e0000+20000 2\n"
	    "e820 100000+100000 3\ne820 fc000000+4000000 4\n"
	    "e820 100000000+1000 c\n" },
	{ "older", "(XEN) HVM1: E820 table:\n(XEN) HVM1:  [00]: "
	    "00000000:00000000 - 00000000:0009e000: RAM\n",
	    .expected = "e820 0+9e000 1\n" },
	{ "two domains", TITLE ROW "(d2) E820 table:\n(d2)  [00]: "
	    "00000000:00000000 - 00000000:0009e000: RAM\n",
	    .expected = "e820 0+9e000 1\n" },
	{ "no title", ROW, .error = "log: no memory map in 1 lines (see "
	    "bootmem list formats)" },
	{ "halves too large", TITLE
	    "(d1)  [00]: 000000001:00000000 - 100000000:00000000: RAM\n",
	    .error = "log:2:34: hvmloader: expected halves of 32 bits: "
	    "100000000:00000000: RAM" },
	{ "no such type", TITLE
	    "(d1)  [00]: 00000000:00000000 - 00000000:000a0000: ROM\n",
	    .error = "log:2:52: hvmloader: expected a type of memory: "
	    "ROM" },
	{ "one is missing", TITLE ROW
	    "(d1)  [02]: 00000000:00100000 - 00000000:00200000: ACPI\n",
	    .error = "log:3:7: hvmloader: entry 1 is to come: [02]: "
	    "00000000:00100000 - 00000000:00200000: ACPI" },
};

START_TEST(rows_are_read)
{
	expect_import("hvmloader", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_hvmloader");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

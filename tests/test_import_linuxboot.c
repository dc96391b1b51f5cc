/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

static const struct import_row rows[] = {
	{ "braces", "{addr: [0x0, 0x9fc00), type: System RAM}\n"
	    "  {addr: [0x9fc00, 0xa0000), type: Reserved}   1.0 kB\n"
	    "{addr: [0x100000, 0x200000), type: ACPI Tables}\n"
	    "{addr: [0x200000, 0x300000), type: ACPI Non-volatile Storage}\n",
	    .expected = "e820 0+9fc00 1\ne820 9fc00+400 2\n"
	    "e820 100000+100000 3\ne820 200000+100000 4\n" },
	{ "parentheses", "[0x0, 0x9fc00) (len: 0x9fc00, type: 1)\n"
	    "[0x9fc00, 0xa0000) (len: 1024, type: 2)\n",
	    .expected = "e820 0+9fc00 1\ne820 9fc00+400 2\n" },
	{ "what looks alike", "[0x0, 0x9fc00) (len: 0x9fc00, type: 1)\n"
	    "[0x0, 0x9fc00)\n[0x0-0x1] x\n[0xyz\n",
	    .expected = "e820 0+9fc00 1\n" },
	{ "another length", "[0x0, 0x9fc00) (len: 0x9fc01, type: 1)\n",
	    .error = "log:1:22: linuxboot: the range has 0x9fc00 bytes and "
	    "not 0x9fc01: 0x9fc01, type: 1)" },
	{ "no such type", "{addr: [0x0, 0x9fc00), type: RAM}\n",
	    .error = "log:1:30: linuxboot: expected a type of memory: "
	    "RAM}" },
	{ "the end before the start",
	    "{addr: [0x9fc00, 0x1), type: Reserved}\n",
	    .error = "log:1:8: linuxboot: the range ends before it begins: "
	    "[0x9fc00, 0x1), type: Reserved}" },
};

START_TEST(rows_are_read)
{
	expect_import("linuxboot", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_linuxboot");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

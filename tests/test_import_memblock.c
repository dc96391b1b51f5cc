/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What Linux shows of its maps in files of their own: memblock's memory, and
 * the firmware's map with a line for each entry.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

#define NOTE "note: taken for memblock's memory; its reservations look the same\n"

static const struct import_row regions[] = {
	{ "without flags", "   0: 0x0000000004000000..0x0000000007ffffff\n"
	    "   1: 0x0000000040000000..0x000000007c43ffff\n",
	    .expected = "mem 4000000+4000000\nmem 40000000+3c440000\n"
	    NOTE, .is_reconstructed = 1 },
	{ "with node and flags",
	    "   0: 0x0000000004000000..0x0000000007ffffff    0 NOMAP\n"
	    "   1: 0x0000000040000000..0x000000007c43ffff    1 NONE\n"
	    "   2: 0x0000000080000000..0xffffffffffffffff    x "
	    "HOTPLUG|MIRROR\n", .expected = "mem 4000000+4000000\n"
	    "mem 40000000+3c440000\nmem 80000000+ffffffff80000000\n"
	    "nomap 4000000+4000000 no-map\n" NOTE,
	    .is_reconstructed = 1 },
	{ "reservations", "   0: 0x1000..0x1fff    0 RSV_KERN\n",
	    .error = "log:1:4: memblock: a region of memblock's reservations; "
	    "the file beside it, memory, is the map: 0: 0x1000..0x1fff    0 "
	    "RSV_KERN" },
	{ "an unknown flag", "   0: 0x1000..0x1fff    0 SHINY\n",
	    .error = "log:1:27: memblock: expected the flags of a region: "
	    "SHINY" },
	{ "backwards", "   0: 0x2000..0x1000\n", .error = "log:1:4: memblock: "
	    "the region ends before it starts: 0: 0x2000..0x1000" },
	{ "damaged", "   0: 0x2000..0x1g00\n", .error = "log:1:15: memblock: "
	    "expected an address, 0x and 1 to 16 hexadecimal digits: "
	    "0x1g00" },
	{ "other lines", "   0: zero\n10: 0x20\n", .error = "log: no memory "
	    "map in 2 lines (see bootmem list formats)" },
};

static const struct import_row entries[] = {
	{ "with numbers", "0 0x0 0x9fbff System RAM\n"
	    "1 0x9fc00 0x9ffff Reserved\n2 0xf0000 0xfffff ACPI Tables\n"
	    "10 0x100000 0x1fffff Soft Reserved\n",
	    .expected = "e820 0+9fc00 1\ne820 9fc00+400 2\n"
	    "e820 f0000+10000 3\ne820 100000+100000 efffffff\n" },
	{ "without", "0x0 0xffffffffffffffff Persistent Memory (legacy)\n"
	    "0x1000 0xfff ACPI Non-volatile Storage\n",
	    .expected = "e820 0+0 c\ne820 1000+0 4\n"
	    "note: a range from 0 is taken for one of no byte; one of all "
	    "2^64, for which a capture has no size, may be shown alike\n" },
	{ "a type without a number", "0 0x0 0xfff Unknown E820 type\n",
	    .expected = "e820 0+1000 2\nnote: e820[0]: the kernel does not say "
	    "the number of its type; taken as reserved\n",
	    .is_reconstructed = 1 },
	{ "damaged", "0 0x0 0x9fbfg System RAM\n", .error = "log:1:7: "
	    "firmware-memmap: expected an address, 0x and 1 to 16 hexadecimal "
	    "digits: 0x9fbfg System RAM" },
	{ "backwards", "0 0x2000 0x1000 System RAM\n", .error = "log:1:1: "
	    "firmware-memmap: the entry ends before it starts: 0 0x2000 0x1000 "
	    "System RAM" },
	{ "other lines", "0 0x0 0x1 System\n4 System RAM\n", .error = "log: no "
	    "memory map in 2 lines (see bootmem list formats)" },
};

START_TEST(regions_are_read)
{
	expect_import("memblock", &regions[_i]);
}
END_TEST

START_TEST(entries_are_read)
{
	expect_import("firmware-memmap", &entries[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_memblock");
	TCase *cases = tcase_create("files");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, regions_are_read, 0, LENGTH(regions));
	tcase_add_loop_test(cases, entries_are_read, 0, LENGTH(entries));
	return (run_suite(suite));
}

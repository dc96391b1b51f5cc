/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What FreeBSD's devinfo shows, as a tree and as a list.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

/* As two machines showed it, with most devices left out. */
#define TREE \
    "nexus0\n" \
    "  efirtc0\n" \
    "  ram0\n" \
    "      I/O memory addresses:\n" \
    "          0x0-0x57fff\n" \
    "          0x59000-0x9ffff\n" \
    "          0x100000000-0x47f5fffff\n" \
    "  apic0\n" \
    "      I/O memory addresses:\n" \
    "          0xfec00000-0xfec0001f\n" \
    "  acpi0\n" \
    "      Interrupt request lines:\n" \
    "          0x9\n" \
    "      I/O ports:\n" \
    "          0x2e-0x2f\n" \
    "      I/O memory addresses:\n" \
    "          0xe0000000-0xefffffff\n" \
    "    pcib0 pnpinfo _HID=PNP0A08 at handle=\\_SB_.PCI0\n" \
    "        I/O ports:\n" \
    "            0xcf8-0xcff\n" \
    "      pci0\n" \
    "        pcib1 pnpinfo vendor=0x8086\n" \
    "            I/O memory addresses:\n" \
    "                0xa0b00000-0xa0bfffff\n" \
    "            ahci0 at slot=0\n" \
    "                pcib1 memory window:\n" \
    "                    0xa0b00000-0xa0b01fff\n" \
    "              ahcich0 at channel=0\n" \
    "                  I/O memory addresses:\n" \
    "                      0xa0b00100-0xa0b0017f\n"
#define RAM "hw 0+58000\nhw 59000+47000\nhw 100000000+37f600000\n"
#define LIST \
    "I/O memory addresses:\n" \
    "    0x0-0x9efff (ram0)\n" \
    "    0x9f000-0xfffff ----\n" \
    "    0x100000-0xc6593fff (ram0)\n" \
    "    0xf8000000-0xf87fffff (vmbus0)\n" \
    "    0xfed00000 (hpet0)\n" \
    "    0xfee00000-0xffffffffffffffff (root0)\n"

static const struct import_row rows[] = {
	{ "a tree", TREE, .expected = RAM "pcib1 a0b00000+100000\n"
	    "acpi0 e0000000+10000000\napic0 fec00000+20\n",
	    .is_reconstructed = 1 },
	{ "a list", LIST, .expected = "hw 0+9f000\nhw 100000+c6494000\n"
	    "vmbus0 f8000000+800000\nhpet0 fed00000+1\n",
	    .is_reconstructed = 1 },
	{ "a tree behind a boot log", "nexus0\nefirtc0: <x>\n0x0-0x1\n" TREE,
	    .expected = RAM "pcib1 a0b00000+100000\n"
	    "acpi0 e0000000+10000000\napic0 fec00000+20\n",
	    .is_reconstructed = 1 },
	{ "two trees, the first", TREE "nexus0\n  ram0\n"
	    "      I/O memory addresses:\n          0x1000-0x1fff\n",
	    .boot = 1, .expected = RAM "pcib1 a0b00000+100000\n"
	    "acpi0 e0000000+10000000\napic0 fec00000+20\n",
	    .is_reconstructed = 1 },
	{ "no ram0", "nexus0\n  gic0\n      I/O memory addresses:\n"
	    "          0x1000-0x1fff\n", .error = "log: no memory map in 4 "
	    "lines (see bootmem list formats)" },
	{ "the last byte", "I/O memory addresses:\n"
	    "    0x1000-0xffffffffffffffff (ram0)\n",
	    .expected = "hw 1000+fffffffffffff000\n", .is_reconstructed = 1 },
	{ "all of it", "I/O memory addresses:\n"
	    "    0x0-0xffffffffffffffff (ram0)\n", .error = "log:2:9: "
	    "freebsd-devinfo: all 2^64 bytes are more than a size can say: "
	    "0xffffffffffffffff (ram0)" },
	{ "backwards", "nexus0\n  ram0\n      I/O memory addresses:\n"
	    "          0x2000-0x1fff\n", .error = "log:4:18: "
	    "freebsd-devinfo: expected an end, inclusive, at or above the "
	    "start: 0x1fff" },
	{ "no owner", "I/O memory addresses:\n    0x0-0xfff\n0x1\n",
	    .error = "log:2:14: freebsd-devinfo: expected `(`" },
	{ "half a range", "nexus0\n  ram0\n      I/O memory addresses:\n"
	    "          0x2000-\n  ram1\n", .error = "log:4:18: "
	    "freebsd-devinfo: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits" },
};

START_TEST(rows_are_read)
{
	expect_import("freebsd-devinfo", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_freebsd_devinfo");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

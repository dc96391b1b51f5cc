/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define HEADING "Type      Physical start  - end             #Pages   "	\
	"  Size Attributes\n"
#define DESCRIPTOR "conv-mem  0000000000000000-000000000009ffff 000000a0"	\
	"  640KB UC WB\n"

static const struct import_row rows[] = {
	{ "lsmmap", "grub> lsmmap\n"
	    "base_addr = 0x0, length = 0x9fc00, available RAM\n"
	    "base_addr = 0x9fc00, length = 0x400, reserved RAM\n"
	    "base_addr = 0x100000, length = 0x1000, ACPI reclaimable RAM\n"
	    "base_addr = 0x101000, length = 0x1000, ACPI non-volatile "
	    "storage RAM\n"
	    "base_addr = 0x102000, length = 0x1000, faulty RAM (BadRAM)\n"
	    "base_addr = 0x103000, length = 0x1000, persistent RAM\n"
	    "base_addr = 0x104000, length = 0x1000, persistent RAM "
	    "(legacy)\n"
	    "base_addr = 0xfffffffffffff000, length = 0x1000, "
	    "type = 0xfffffffb\n",
	    .expected = "e820 0+9fc00 1\ne820 9fc00+400 2\n"
	    "e820 100000+1000 3\ne820 101000+1000 4\ne820 102000+1000 5\n"
	    "e820 103000+1000 7\ne820 104000+1000 c\n"
	    "e820 fffffffffffff000+1000 fffffffb\n" },
	{ "lsmmap before 2.00",
	    "base_addr = 0x0, length = 0x9fc00, available\n"
	    "base_addr = 0x9fc00, length = 0x400, ACPI reclamaible\n",
	    .expected = "e820 0+9fc00 1\ne820 9fc00+400 3\n" },
	{ "lsmmap again", "grub> lsmmap\n"
	    "base_addr = 0x0, length = 0x9fc00, available RAM\n"
	    "grub> lsmmap\n"
	    "base_addr = 0x0, length = 0x9f000, available RAM\n",
	    .expected = "e820 0+9f000 1\n" },
	{ "lsefimmap", HEADING DESCRIPTOR
	    "ldr-code  0000000000100000-00000000001fffff 00000100    1MB RT "
	    "UC WC WT WB UCE WP RP XP\n"
	    "MMIO      0000000200000000-00000003ffffffff 00200000    8GB RT "
	    "UC\n"
	    "Unk 80000000    0000000000200000-0000000000200fff 00000001    "
	    "4KB\n",
	    .expected = "efi 7 0 0 a0 9\n"
	    "efi 1 100000 0 100 800000000000701f\n"
	    "efi 11 200000000 0 200000 8000000000000001\n"
	    "efi 2147483648 200000 0 1 0\n" },
	{ "both", "base_addr = 0x0, length = 0x9fc00, available RAM\n"
	    HEADING DESCRIPTOR, .expected = "e820 0+9fc00 1\n"
	    "efi 7 0 0 a0 9\n" },
	{ "what looks alike", HEADING DESCRIPTOR "reserved for later\n"
	    "MMIO       00000000D0000000-00000000DFFFFFFF 0000000000010000 "
	    "8000000000000001\nUnk 1\n", .expected = "efi 7 0 0 a0 9\n" },
	{ "other pages", "conv-mem  0000000000000000-000000000009ffff "
	    "000000a1  644KB WB\n",
	    .error = "log:1:11: grub: the range has 160 pages and not 161: "
	    "0000000000000000-000000000009ffff 000000a1  644KB WB" },
	{ "another size", "conv-mem  0000000000000000-000000000009ffff "
	    "000000a0  641KB WB\n",
	    .error = "log:1:55: grub: the pages come to 640 of these: "
	    "641KB WB" },
	{ "no unit", "conv-mem  0000000000000000-000000000009ffff 000000a0 "
	    "640 WB\n",
	    .error = "log:1:57: grub: expected KB, MB or GB:  WB" },
	{ "no such attribute", "conv-mem  0000000000000000-000000000009ffff"
	    " 000000a0  640KB WX\n",
	    .error = "log:1:61: grub: expected an attribute: WX" },
	{ "no such type", "base_addr = 0x0, length = 0x9fc00, RAM\n",
	    .error = "log:1:36: grub: expected a type of memory: RAM" },
	{ "no length", "base_addr = 0x0, size = 0x9fc00, RAM\n",
	    .error = "log:1:18: grub: expected `length =`: "
	    "size = 0x9fc00, RAM" },
};

START_TEST(rows_are_read)
{
	expect_import("grub", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_grub");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

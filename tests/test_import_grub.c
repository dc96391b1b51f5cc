/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"

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
	    .entries = "0+9fc00:1 9fc00+400:2 100000+1000:3 101000+1000:4 "
	    "102000+1000:5 103000+1000:7 104000+1000:c "
	    "fffffffffffff000+1000:fffffffb " },
	{ "lsmmap before 2.00",
	    "base_addr = 0x0, length = 0x9fc00, available\n"
	    "base_addr = 0x9fc00, length = 0x400, ACPI reclamaible\n",
	    .entries = "0+9fc00:1 9fc00+400:3 " },
	{ "lsmmap again", "grub> lsmmap\n"
	    "base_addr = 0x0, length = 0x9fc00, available RAM\n"
	    "grub> lsmmap\n"
	    "base_addr = 0x0, length = 0x9f000, available RAM\n",
	    .entries = "0+9f000:1 " },
	{ "lsefimmap", HEADING DESCRIPTOR
	    "ldr-code  0000000000100000-00000000001fffff 00000100    1MB RT "
	    "UC WC WT WB UCE WP RP XP\n"
	    "MMIO      0000000200000000-00000003ffffffff 00200000    8GB RT "
	    "UC\n"
	    "Unk 80000000    0000000000200000-0000000000200fff 00000001    "
	    "4KB\n",
	    .entries = "7@0*a0:9 1@100000*100:800000000000701f "
	    "b@200000000*200000:8000000000000001 80000000@200000*1:0 " },
	{ "both", "base_addr = 0x0, length = 0x9fc00, available RAM\n"
	    HEADING DESCRIPTOR, .entries = "0+9fc00:1 7@0*a0:9 " },
	{ "what looks alike", HEADING DESCRIPTOR "reserved for later\n"
	    "MMIO       00000000D0000000-00000000DFFFFFFF 0000000000010000 "
	    "8000000000000001\nUnk 1\n", .entries = "7@0*a0:9 " },
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
	import_row_check("grub", &rows[_i]);
}
END_TEST

int
main(void)
{
	return (import_rows_run("import_grub", rows_are_read, LENGTH(rows),
	    NULL));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The maps that NetBSD's kernel and boot loader show.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

#define HEADING "Type                    Start             End" \
    "               Attributes\n" \
    "----------------------  ----------------  ----------------" \
    "  ----------------\n"

static const struct import_row rows[] = {
	{ "the kernel's map", "MEMMAP: BIOS MEMORY MAP (2 ENTRIES):\n"
	    "MEMMAP: 0x0000000000000000-0x000000000009fbff, "
	    "size=0x000000000009fc00, type=1(Memory)\n"
	    "MEMMAP: 0x00000000fffc0000-0x00000000ffffffff, "
	    "size=0x0000000000040000, type=12(Persistent (Legacy))\n",
	    .expected = "e820 0+9fc00 1\ne820 fffc0000+40000 c\n" },
	{ "and EFI's", "MEMMAP: p0x0000000000001000-0x0000000000002fff, "
	    "v0x0000000000000000-0x0000000000001fff, size=0x0000000000002000"
	    ", attr=0x800000000000000f, type=5(RuntimeServicesCode)\n"
	    "MEMMAP: UEFI MEMORY MAP (1 ENTRIES):\n"
	    "MEMMAP: 0x0000000000001000-0x0000000000002fff, "
	    "size=0x0000000000002000, type=2(Reserved)\n",
	    .expected = "e820 1000+2000 2\n"
	    "efi 5 1000 0 2 800000000000000f\n" },
	{ "an older kernel's", "BIOS MEMORY MAP (2 ENTRIES):\n"
	    "    addr 0x0  size 0x9fc00  type 0x1\n"
	    "    addr 0xfffff000  size 0xffffffffffffffff  type 0x2\n",
	    .expected = "e820 0+9fc00 1\n"
	    "e820 fffff000+ffffffffffffffff 2\n" },
	{ "entries are missing", "BIOS MEMORY MAP (3 ENTRIES):\n"
	    "    addr 0x0  size 0x9fc00  type 0x1\nloading\n",
	    .expected = "e820 0+9fc00 1\n",
	    .truncated = "1 entries of 3" },
	{ "two boots", "BIOS MEMORY MAP (1 ENTRIES):\naddr 0x0  size 0x1  type "
	    "0x1\nBIOS MEMORY MAP (1 ENTRIES):\naddr 0x2  size 0x1  type "
	    "0x1\n", .expected = "e820 2+1 1\n" },
	{ "the loader's", HEADING
	    "Conventional Memory     0000000000000000  000000000009ffff  "
	    "000000000000000f\nPress Any Key to continue :\n"
	    "MMIO (Port Space)       00000000fffff000  00000000ffffffff  "
	    "8000000000000001\nunknown (15)            0000000100000000  "
	    "00000001ffffffff  0000000000000000\n> boot\n"
	    "Loader Code of another kind\n",
	    .expected = "efi 7 0 0 a0 f\nefi 12 fffff000 0 1 "
	    "8000000000000001\nefi 15 100000000 0 100000 0\n" },
	{ "sums alone", "total memory = 4095 MB\navail memory = 3956 MB\n",
	    .error = "log: no memory map in 2 lines (see bootmem list "
	    "formats)" },
	{ "another size", "MEMMAP: 0x1000-0x1fff, size=0x2000, "
	    "type=1(Memory)\n", .error = "log:1:29: netbsd: expected the "
	    "size that the addresses say: 0x2000, type=1(Memory)" },
	{ "backwards", "MEMMAP: 0x2000-0x1000, size=0x2000, "
	    "type=1(Memory)\n", .error = "log:1:16: netbsd: expected an end, "
	    "inclusive, at or above the start: 0x1000, size=0x2000, "
	    "type=1(Memory)" },
	{ "half a page", "MEMMAP: p0x1000-0x17ff, v0x0-0x7ff, size=0x800, "
	    "attr=0x1, type=5(RuntimeServicesCode)\n",
	    .error = "log:1:10: netbsd: expected pages of 4096 bytes: "
	    "0x1000-0x17ff, v0x0-0x7ff, size=0x800, attr=0x1, type=5(Runt..."
	    },
	{ "half a line", "MEMMAP: 0x1000-0x1fff, size=0x1000, type=1\n"
	    "MEMMAP: 0x2000-0x2fff, size=0x1000, type=1(Memory)\n",
	    .error = "log:1:43: netbsd: expected `(`" },
	{ "a damaged row", HEADING "Loader Code             0000000000000000  "
	    "00000000000g\n", .error = "log:3:43: netbsd: expected 1 to 16 "
	    "hexadecimal digits: 00000000000g" },
};

START_TEST(rows_are_read)
{
	expect_import("netbsd", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_netbsd");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

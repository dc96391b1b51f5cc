/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * /proc/iomem of x86, arm64 and riscv64, and of mails that quote it.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

static const struct import_row trees[] = {
	{ "x86",
	    "00000000-00000fff : Reserved\n"
	    "00001000-0009fbff : System RAM\n"
	    "000a0000-000bffff : PCI Bus 0000:00\n"
	    "000c0000-000c05ff : Video ROM\n"
	    "000f0000-000fffff : Reserved\n"
	    "  000f0000-000fffff : System ROM\n"
	    "00100000-7ffdffff : System RAM\n"
	    "  01000000-01e01d31 : Kernel code\n"
	    "  02000000-028e6fff : Kernel rodata\n"
	    "  02a00000-02c489bf : Kernel data\n"
	    "  0330d000-043fffff : Kernel bss\n"
	    "  20000000-2fffffff : Crash kernel\n"
	    "80000000-febfffff : PCI Bus 0000:00\n"
	    "  b0000000-bfffffff : Reserved\n"
	    "fd00000000-ffffffffff : Reserved\n",
	    .expected = "e820 0+1000 2\ne820 1000+9ec00 1\n"
	    "e820 f0000+10000 2\ne820 100000+7fee0000 1\n"
	    "e820 b0000000+10000000 2\ne820 fd00000000+300000000 2\n"
	    "kernel 1000000+3400000\nPCI Bus 0000:00 a0000+20000\n"
	    "Video ROM c0000+600\nPCI Bus 0000:00 80000000+7ec00000\n",
	    .arch = "amd64", .is_reconstructed = 1 },
	{ "every type",
	    "00000000-00000fff : System ram\n"
	    "00001000-00001fff : reserved\n"
	    "00002000-00002fff : ACPI Tables\n"
	    "00003000-00003fff : ACPI Non-volatile Storage\n"
	    "00004000-00004fff : Unusable memory\n"
	    "00005000-00005fff : Persistent Memory\n"
	    "00006000-00006fff : Persistent Memory (legacy)\n"
	    "00007000-00007fff : Soft Reserved\n"
	    "00008000-00008fff : RAM buffer\n",
	    .expected = "e820 0+1000 1\ne820 1000+1000 2\ne820 2000+1000 3\n"
	    "e820 3000+1000 4\ne820 4000+1000 5\ne820 5000+1000 7\n"
	    "e820 6000+1000 c\ne820 7000+1000 efffffff\n",
	    .is_reconstructed = 1 },
	{ "memory that was added later",
	    "00000000-00000fff : Reserved\n"
	    "100000000-13fffffff : System RAM\n"
	    "140000000-33fffffff : virtio0\n"
	    "  140000000-147ffffff : System RAM\n",
	    .expected = "e820 0+1000 2\ne820 100000000+40000000 1\n"
	    "virtio0 140000000+200000000\n", .is_reconstructed = 1 },
	{ "arm64",
	    "09000000-09000fff : pl011@9000000\n"
	    "  09000000-09000fff : 9000000.pl011 pl011@9000000\n"
	    "40000000-4fffffff : System RAM\n"
	    "  40210000-4185ffff : Kernel code\n"
	    "  41860000-41eaffff : reserved\n"
	    "  41eb0000-4220ffff : Kernel data\n"
	    "  48000000-48140fff : reserved\n"
	    "50000000-500fffff : reserved\n",
	    .expected = "mem 40000000+10000000\nmem 50000000+100000\n"
	    "reserved@48000000 48000000+141000\n"
	    "reserved@50000000 50000000+100000 no-map\n"
	    "kernel 40210000+2000000\npl011@9000000 9000000+1000\n",
	    .is_reconstructed = 1 },
	{ "riscv64",
	    "80000000-ffffffff : System RAM\n"
	    "  80000000-8007ffff : Reserved\n"
	    "  80202000-8206a337 : Kernel image\n"
	    "    80202000-80c76977 : Kernel code\n"
	    "    81fb9000-8206a337 : Kernel bss\n",
	    .expected = "mem 80000000+80000000\n"
	    "reserved@80000000 80000000+80000\nkernel 80202000+1e68338\n",
	    .arch = "riscv64", .is_reconstructed = 1 },
	{ "quoted, without blanks, with remarks",
	    "> 80300000-a1fdffff : System RAM   <---- all of it\n"
	    "> 80480000-8134ffff : Kernel code\n"
	    "> 830f0000-830fffff : reserved # Property table\n",
	    .expected = "mem 80300000+21ce0000\n"
	    "reserved@830f0000 830f0000+10000\nkernel 80480000+ed0000\n",
	    .is_reconstructed = 1 },
	{ "two of them",
	    "80300000-a1fdffff : System RAM\n"
	    "80300000-830effff : System RAM\n"
	    "834a0000-a1fdffff : System RAM\n",
	    .expected = "mem 80300000+2df0000\nmem 834a0000+1eb40000\n",
	    .error = NULL, .is_reconstructed = 1 },
	{ "not root", "00000000-00000000 : Reserved\n"
	    "00000000-00000000 : System RAM\n",
	    .error = "log:1:1: iomem: the addresses are 0, which is what users "
	    "other than root are shown: read /proc/iomem as root: "
	    "00000000-00000000 : Reserved" },
	{ "no memory", "80000000-8000ffff : x\nsome text\n",
	    .error = "log: no memory map in 2 lines (see bootmem list "
	    "formats)" },
	{ "backwards", "80000000-7000ffff : x\n", .error = "log:1:1: iomem: "
	    "the range ends before it begins: 80000000-7000ffff : x" },
	{ "crossing", "80000000-8000ffff : System RAM\n"
	    "80001000-8001ffff : x\n", .error = "log:2:1: iomem: the range is "
	    "partly in the one of a line before, which ends at 0x8000ffff: "
	    "80001000-8001ffff : x" },
	{ "everything", "00000000-ffffffffffffffff : x\n",
	    .error = "log:1:1: iomem: a range of all addresses has no size: "
	    "00000000-ffffffffffffffff : x" },
};

START_TEST(trees_are_read)
{
	expect_import("iomem", &trees[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_iomem");
	TCase *cases = tcase_create("trees");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, trees_are_read, 0, LENGTH(trees));
	return (run_suite(suite));
}

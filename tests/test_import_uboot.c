/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"

#define BANK "DRAM bank   = 0x0000000000000000\n"				\
	"-> start    = 0x0000000080000000\n"				\
	"-> size     = 0x0000000080000000\n"
#define MEMORY "[0x80000000-0xffffffff], 0x80000000 bytes"
#define EFI_HEADING "Type             Start            End              "	\
	"Attributes\n================ ================ ================ "	\
	"==========\n"

static const struct import_row rows[] = {
	{ "lmb of 2025", "lmb_dump_all:\n memory.count = 0x1\n"
	    " memory[0]\t" MEMORY ", flags: none\n reserved.count = 0x2\n"
	    " reserved[0]\t[0x9e800000-0xabffffff], 0xd800000 bytes, "
	    "flags: no-map\n reserved[1]\t[0xfce79f50-0xffffffff], "
	    "0x31860b0 bytes, flags: no-notify, no-overwrite\n",
	    .entries = "m80000000+80000000 r9e800000+d800000! "
	    "rfce79f50+31860b0 " },
	{ "lmb of 2021", "lmb_dump_all:\n memory.cnt  = 0x1\n memory[0]\t"
	    MEMORY " flags: 0\n reserved.cnt = 0x1 / max = 0x10\n"
	    " reserved[0]\t[0x9e800000-0xabffffff], 0x0d800000 bytes "
	    "flags: 4\n", .entries = "m80000000+80000000 "
	    "r9e800000+d800000! " },
	{ "lmb before", "lmb_dump_all:\n    memory.cnt\t\t   = 0x1\n"
	    "    memory.size\t\t   = 0x0\n"
	    "    memory.reg[0x0].base   = 0x80000000\n"
	    "\t\t   .size   = 0x40000000\n\n"
	    "    reserved.cnt\t   = 0x1\n"
	    "    reserved.reg[0x0].base = 0xbdf00000\n"
	    "\t\t     .size = 0x100000\n",
	    .entries = "m80000000+40000000 rbdf00000+100000 " },
	{ "banks go before lmb's memory", BANK
	    "DRAM bank   = 0x0000000000000001\n"
	    "-> start    = 0x0000000880000000\n"
	    "-> size     = 0x0000000780000000\n memory[0]\t" MEMORY
	    " flags: none\n",
	    .entries = "m80000000+80000000 m880000000+780000000 " },
	{ "lmb of something else", BANK " memory[0]\t[0x40000000-0x4fffffff], "
	    "0x10000000 bytes flags: 0\n", .entries = "m40000000+10000000 " },
	{ "the latest dump", BANK "lmb_dump_all:\n reserved[0]\t"
	    "[0x90000000-0x9fffffff], 0x10000000 bytes flags: 0\n" BANK
	    "lmb_dump_all:\n reserved.cnt = 0x0\n",
	    .entries = "m80000000+80000000 " },
	{ "Linux' memblock", BANK "lmb_dump_all:\n memory.count = 0x1\n"
	    " memory[0]\t" MEMORY " flags: none\n"
	    "[    0.000000]  memory.cnt  = 0x2\n[    0.000000]  memory[0x0]"
	    "\t[0x80000000-0x8fffffff], 0x10000000 bytes flags: 0x0\n",
	    .entries = "m80000000+80000000 " },
	{ "efidebug", EFI_HEADING
	    "CONVENTIONAL     0000000040000000-000000007d54b000 WB\n"
	    "BOOT DATA        000000007d54b000-000000007d54d000 WB\n"
	    "RUNTIME CODE     000000007d54d000-000000007d54e000 WB|RT\n"
	    "ACPI RECLAIM MEM 000000007d54e000-000000007d54f000 UC|WC|WT|WB|"
	    "UCE|WP|RP|WP|NV|REL|RO|SP|RT\n"
	    "IO PORT          000000007d54f000-000000007d550000\n"
	    "IO               fffffffffffff000-0000000000000000 WP|0x100\n"
	    "RESERVED         0000000000000000-0000000000001000 RP|WP\n",
	    .entries = "7@40000000*3d54b:8 4@7d54b000*2:8 "
	    "5@7d54d000*1:8000000000000008 9@7d54e000*1:800000000007f01f "
	    "c@7d54f000*1:0 b@fffffffffffff000*1:1100 0@0*1:6000 " },
	{ "efi mem", "ACPIMemoryNVS           0000000000800000-"
	    "0000000000808000 UC|WC|WT|WB\n"
	    "LoaderCode              000000001dd24000-000000001ddfe000 WB\n",
	    .entries = "a@800000*8:f 1@1dd24000*da:8 " },
	{ "the latest table", EFI_HEADING
	    "BOOT DATA        000000007d54b000-000000007d54d000 WB\n"
	    EFI_HEADING
	    "BOOT CODE        000000007d54b000-000000007d54d000 WB\n",
	    .entries = "3@7d54b000*2:8 " },
	{ "what looks alike", BANK "ACPI: RSDP 0000000000000000\nBOOT x\n"
	    "-> nothing\nReserved memory\n.size = 1\nU-Boot SPL 2025.01\n"
	    "LoaderCode 0000000000009000-0000000000009FFF "
	    "0000000000000001 000000000000000F\n",
	    .entries = "m80000000+80000000 " },
	{ "two boots", "U-Boot 2025.01 (now)\n" BANK
	    "U-Boot 2025.01 (later)\nDRAM bank   = 0x0\n"
	    "-> start    = 0x40000000\n-> size     = 0x1000\n",
	    .entries = "m40000000+1000 " },
	{ "entries are missing", "lmb_dump_all:\n memory.count = 0x2\n"
	    " memory[0]\t" MEMORY " flags: none\n",
	    .entries = "m80000000+80000000 ",
	    .truncated = "lmb has 2 ranges of memory, of which 1 are "
	    "there" },
	{ "a bank is cut off", BANK "DRAM bank   = 0x0000000000000001\n",
	    .entries = "m80000000+80000000 ",
	    .truncated = "the last memory bank is not whole" },
	{ "another size", " memory[0]\t[0x80000000-0xffffffff], 0x8000000 "
	    "bytes flags: 0\n", .error = "log:1:37: uboot: the range has "
	    "0x80000000 bytes and not 0x8000000: 0x8000000 bytes flags: 0" },
	{ "no such flag", " memory[0]\t" MEMORY ", flags: nothing\n",
	    .error = "log:1:62: uboot: expected a flag: nothing" },
	{ "a bank without a start", "DRAM bank   = 0x0\n"
	    "-> size     = 0x1000\n", .error = "log:2:1: uboot: expected the "
	    "bank's start: -> size     = 0x1000" },
	{ "no whole pages",
	    "BOOT DATA        000000007d54b000-000000007d54d001 WB\n",
	    .error = "log:1:18: uboot: the range is no whole number of "
	    "pages: 000000007d54b000-000000007d54d001 WB" },
	{ "no such attribute",
	    "BOOT DATA        000000007d54b000-000000007d54d000 WB|XX\n",
	    .error = "log:1:55: uboot: expected an attribute: XX" },
	{ "the end before the start",
	    "BOOT DATA        000000007d54b000-000000007d54a000 WB\n",
	    .error = "log:1:18: uboot: the range ends before it begins: "
	    "000000007d54b000-000000007d54a000 WB" },
	{ "a damaged count", " memory.count = 1\n",
	    .error = "log:1:17: uboot: expected an address, 0x and 1 to 16 "
	    "hexadecimal digits: 1" },
};

START_TEST(rows_are_read)
{
	import_row_check("uboot", &rows[_i]);
}
END_TEST

START_TEST(excerpts_are_read)
{
	struct import_result board = import_excerpt("uboot",
	    "uboot/arm64-booti.txt");
	struct import_result table = import_excerpt(NULL,
	    "uboot/efi-mem.txt");
	struct import_result documentation = import_excerpt(NULL,
	    "uboot/bdinfo-examples.txt");

	ck_assert_uint_eq(board.draft.capture->efi.count, 15);
	ck_assert_uint_eq(board.draft.capture->fdt.memory.count, 1);
	ck_assert_uint_eq(board.draft.capture->fdt.reserved_count, 5);
	ck_assert_str_eq(board.draft.capture->origin, "reconstructed");
	ck_assert_uint_eq(table.draft.capture->efi.count, 66);
	ck_assert_str_eq(table.draft.capture->origin, "captured");
	ck_assert_uint_eq(documentation.draft.capture->fdt.memory.count, 1);
	draft_free(&documentation.draft);
	draft_free(&table.draft);
	draft_free(&board.draft);
}
END_TEST

int
main(void)
{
	return (import_rows_run("import_uboot", rows_are_read, LENGTH(rows),
	    excerpts_are_read));
}

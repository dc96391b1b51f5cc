/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

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
	    .expected = "mem 80000000+80000000\n"
	    "lmb-0@9e800000 9e800000+d800000 no-map\n"
	    "lmb-1@fce79f50 fce79f50+31860b0\n",
	    .is_reconstructed = 1 },
	{ "lmb of 2021", "lmb_dump_all:\n memory.cnt  = 0x1\n memory[0]\t"
	    MEMORY " flags: 0\n reserved.cnt = 0x1 / max = 0x10\n"
	    " reserved[0]\t[0x9e800000-0xabffffff], 0x0d800000 bytes "
	    "flags: 4\n", .expected = "mem 80000000+80000000\n"
	    "lmb-0@9e800000 9e800000+d800000 no-map\n",
	    .is_reconstructed = 1 },
	{ "lmb before", "lmb_dump_all:\n    memory.cnt\t\t   = 0x1\n"
	    "    memory.size\t\t   = 0x0\n"
	    "    memory.reg[0x0].base   = 0x80000000\n"
	    "\t\t   .size   = 0x40000000\n\n"
	    "    reserved.cnt\t   = 0x1\n"
	    "    reserved.reg[0x0].base = 0xbdf00000\n"
	    "\t\t     .size = 0x100000\n",
	    .expected = "mem 80000000+40000000\n"
	    "lmb-0@bdf00000 bdf00000+100000\n",
	    .is_reconstructed = 1 },
	{ "banks go before lmb's memory", BANK
	    "DRAM bank   = 0x0000000000000001\n"
	    "-> start    = 0x0000000880000000\n"
	    "-> size     = 0x0000000780000000\n memory[0]\t" MEMORY
	    " flags: none\n",
	    .expected = "mem 80000000+80000000\nmem 880000000+780000000\n",
	    .is_reconstructed = 1 },
	{ "lmb of something else", BANK " memory[0]\t[0x40000000-0x4fffffff], "
	    "0x10000000 bytes flags: 0\n", .expected =
	    "mem 40000000+10000000\n",
	    .is_reconstructed = 1 },
	{ "the latest dump", BANK "lmb_dump_all:\n reserved[0]\t"
	    "[0x90000000-0x9fffffff], 0x10000000 bytes flags: 0\n" BANK
	    "lmb_dump_all:\n reserved.cnt = 0x0\n",
	    .expected = "mem 80000000+80000000\n",
	    .is_reconstructed = 1 },
	{ "Linux' memblock", BANK "lmb_dump_all:\n memory.count = 0x1\n"
	    " memory[0]\t" MEMORY " flags: none\n"
	    "[    0.000000]  memory.cnt  = 0x2\n[    0.000000]  memory[0x0]"
	    "\t[0x80000000-0x8fffffff], 0x10000000 bytes flags: 0x0\n",
	    .expected = "mem 80000000+80000000\n",
	    .is_reconstructed = 1 },
	{ "efidebug", EFI_HEADING
	    "CONVENTIONAL     0000000040000000-000000007d54b000 WB\n"
	    "BOOT DATA        000000007d54b000-000000007d54d000 WB\n"
	    "RUNTIME CODE     000000007d54d000-000000007d54e000 WB|RT\n"
	    "ACPI RECLAIM MEM 000000007d54e000-000000007d54f000 UC|WC|WT|WB|"
	    "UCE|WP|RP|WP|NV|REL|RO|SP|RT\n"
	    "IO PORT          000000007d54f000-000000007d550000\n"
	    "IO               fffffffffffff000-0000000000000000 WP|0x100\n"
	    "RESERVED         0000000000000000-0000000000001000 RP|WP\n",
	    .expected = "efi 7 40000000 0 3d54b 8\nefi 4 7d54b000 0 2 8\n"
	    "efi 5 7d54d000 0 1 8000000000000008\n"
	    "efi 9 7d54e000 0 1 800000000007f01f\nefi 12 7d54f000 0 1 0\n"
	    "efi 11 fffffffffffff000 0 1 1100\nefi 0 0 0 1 6000\n" },
	{ "efi mem", "ACPIMemoryNVS           0000000000800000-"
	    "0000000000808000 UC|WC|WT|WB\n"
	    "LoaderCode              000000001dd24000-000000001ddfe000 WB\n",
	    .expected = "efi 10 800000 0 8 f\nefi 1 1dd24000 0 da 8\n" },
	{ "the latest table", EFI_HEADING
	    "BOOT DATA        000000007d54b000-000000007d54d000 WB\n"
	    EFI_HEADING
	    "BOOT CODE        000000007d54b000-000000007d54d000 WB\n",
	    .expected = "efi 3 7d54b000 0 2 8\n" },
	{ "what looks alike", BANK "ACPI: RSDP 0000000000000000\nBOOT x\n"
	    "-> nothing\nReserved memory\n.size = 1\nU-Boot SPL 2025.01\n"
	    "LoaderCode 0000000000009000-0000000000009FFF "
	    "0000000000000001 000000000000000F\n",
	    .expected = "mem 80000000+80000000\n",
	    .is_reconstructed = 1 },
	{ "two boots", "U-Boot 2025.01 (now)\n" BANK
	    "U-Boot 2025.01 (later)\nDRAM bank   = 0x0\n"
	    "-> start    = 0x40000000\n-> size     = 0x1000\n",
	    .expected = "mem 40000000+1000\n",
	    .is_reconstructed = 1 },
	{ "entries are missing", "lmb_dump_all:\n memory.count = 0x2\n"
	    " memory[0]\t" MEMORY " flags: none\n",
	    .expected = "mem 80000000+80000000\n",
	    .is_reconstructed = 1,
	    .truncated = "lmb has 2 ranges of memory, of which 1 are "
	    "there" },
	{ "a bank is cut off", BANK "DRAM bank   = 0x0000000000000001\n",
	    .expected = "mem 80000000+80000000\n",
	    .is_reconstructed = 1,
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

/* A dump without reservations leaves no empty node of them behind. */
START_TEST(gone_reservations_leave_nothing)
{
	struct import_result with = import_text_as("uboot", "lmb_dump_all:\n"
	    " reserved[0]\t[0x1000-0x1fff], 0x1000 bytes flags: 0\n"
	    "lmb_dump_all:\n memory[0]\t" MEMORY " flags: 0\n");
	struct import_result without = import_text_as("uboot",
	    " memory[0]\t" MEMORY " flags: 0\n");

	expect_same_firmware("lmb", with.draft.capture,
	    without.draft.capture);
	draft_free(&without.draft);
	draft_free(&with.draft);
}
END_TEST

START_TEST(rows_are_read)
{
	expect_import("uboot", &rows[_i]);
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
	Suite *suite = suite_create("import_uboot");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, excerpts_are_read);
	tcase_add_test(cases, gone_reservations_leave_nothing);
	return (run_suite(suite));
}

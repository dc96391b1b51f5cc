/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"
#include "tests/program.h"

#define HEADING "Type       Start            End              # Pages    "	\
	"      Attributes\n"
#define ROW "BS_Code    0000000000000000-0000000000007FFF "		\
	"0000000000000008 000000000000000F\n"
#define ROW_ENTRY "efi 3 0 0 8 f\n"

static const struct import_row rows[] = {
	{ "all types", HEADING ROW
	    "Reserved   0000000000008000-0000000000008FFF 0000000000000001 0000000000000000\n"
	    "LoaderCode 0000000000009000-0000000000009FFF 0000000000000001 000000000000000F\n"
	    "LoaderData 000000000000A000-000000000000AFFF 0000000000000001 000000000000000F\n"
	    "BS_Data    000000000000B000-000000000000BFFF 0000000000000001 000000000000000F\n"
	    "RT_Code    000000000000C000-000000000000CFFF 0000000000000001 800000000000000F\n"
	    "RT_Data    000000000000D000-000000000000DFFF 0000000000000001 800000000000000F\n"
	    "Available  000000000000E000-000000000000EFFF 0000000000000001 000000000000000F\n"
	    "Unusable   000000000000F000-000000000000FFFF 0000000000000001 000000000000000F\n"
	    "ACPI_Recl  0000000000010000-0000000000010FFF 0000000000000001 000000000000000F\n"
	    "ACPI_NVS   0000000000011000-0000000000011FFF 0000000000000001 000000000000000F\n"
	    "MMIO       0000000000012000-0000000000012FFF 0000000000000001 8000000000000001\n"
	    "MMIO_Port  0000000000013000-0000000000013FFF 0000000000000001 8000000000000001\n"
	    "PalCode    0000000000014000-0000000000014FFF 0000000000000001 000000000000000F\n"
	    "Persistent 0000000000015000-0000000000015FFF 0000000000000001 000000000000800F\n"
	    "Unaccepted 0000000000016000-0000000000016FFF 0000000000000001 000000000000000F\n"
	    "80000000   FFFFFFFFFFFFF000-FFFFFFFFFFFFFFFF 0000000000000001 000000000000000F\n",
	    .expected = ROW_ENTRY "efi 0 8000 0 1 0\nefi 1 9000 0 1 f\n"
	    "efi 2 a000 0 1 f\nefi 4 b000 0 1 f\n"
	    "efi 5 c000 0 1 800000000000000f\n"
	    "efi 6 d000 0 1 800000000000000f\nefi 7 e000 0 1 f\n"
	    "efi 8 f000 0 1 f\nefi 9 10000 0 1 f\nefi 10 11000 0 1 f\n"
	    "efi 11 12000 0 1 8000000000000001\n"
	    "efi 12 13000 0 1 8000000000000001\nefi 13 14000 0 1 f\n"
	    "efi 14 15000 0 1 800f\nefi 15 16000 0 1 f\n"
	    "efi 2147483648 fffffffffffff000 0 1 f\n" },
	{ "the standard format output",
	    "MemoryMap,\"BootServiceCode\",\"0\",\"7FFF\",\"8\",\"F\"\n"
	    "MemoryMap,\"MemoryMappedIOPortSpace\",\"8000\",\"8FFF\",\"1\","
	    "\"8000000000000001\"\n",
	    .expected = ROW_ENTRY "efi 12 8000 0 1 8000000000000001\n" },
	{ "a summary", HEADING ROW
	    "Available  0000000000008000-0000000000807FFF 0000000000000800 "
	    "000000000000000F\n\n"
	    "  Reserved  :              0 Pages (0 Bytes)\n"
	    "  BS_Code   :              8 Pages (32,768 Bytes)\n"
	    "  Available :          2,048 Pages (8,388,608 Bytes)\n"
	    "              --------------\n"
	    "Total Memory:              8 MB (8,421,376 Bytes)\n",
	    .expected = ROW_ENTRY "efi 7 8000 0 800 f\n" },
	{ "an older sum", HEADING "Reserved   0000000000000000-"
	    "0000000000007FFF 0000000000000008 000000000000000F\n"
	    "Total Memory: 0 MB (32,768 Bytes)\n", .expected =
	    "efi 0 0 0 8 f\n" },
	{ "two tables", HEADING ROW HEADING "Available  0000000000000000-"
	    "0000000000000FFF 0000000000000001 000000000000000F\n",
	    .expected = "efi 7 0 0 1 f\n" },
	{ "no heading", ROW, .expected = ROW_ENTRY },
	{ "what looks alike", ROW "Reserved memory: 5\n"
	    "Available : soon\n" "ACPI_Recl\n12345678 1234\nLoader 12\n"
	    "Type       Start\n",
	    .error = "log:3:13: uefi-shell: expected the number of pages: "
	    "soon" },
	{ "FreeBSD's table", HEADING ROW "             LoaderCode "
	    "0000e8dbf000     e8dbf000 00008001 WB \n",
	    .expected = ROW_ENTRY },
	{ "no dash", HEADING "Available  0000000000008000 000000000005FFFF "
	    "0000000000000058 000000000000000F\n",
	    .error = "log:2:29: uefi-shell: expected `-`: 000000000005FFFF "
	    "0000000000000058 000000000000000F" },
	{ "U-Boot's table", "LoaderCode              000000001dd24000-"
	    "000000001ddfe000 UC|WC|WT|WB\n",
	    .error = "log: no memory map in 1 lines (see bootmem list "
	    "formats)" },
	{ "other pages", HEADING "Available  0000000000008000-"
	    "000000000005FFFF 0000000000000057 000000000000000F\n",
	    .error = "log:2:12: uefi-shell: the range has 88 pages and not "
	    "87: 0000000000008000-000000000005FFFF 0000000000000057 000000000..." },
	{ "a piece of a page", HEADING "Available  0000000000008000-"
	    "000000000005F0FF 0000000000000057 000000000000000F\n",
	    .error = "log:2:12: uefi-shell: the range has 87 pages and a "
	    "piece and not 87: 0000000000008000-000000000005F0FF "
	    "0000000000000057 000000000..." },
	{ "too many pages", HEADING "Available  0000000000008000-"
	    "0000000000007FFF 0010000000000000 000000000000000F\n",
	    .error = "log:2:12: uefi-shell: 4503599627370496 pages go past "
	    "2^64: 0000000000008000-0000000000007FFF 0010000000000000 "
	    "000000000..." },
	{ "no attributes", HEADING "Available  0000000000008000-"
	    "000000000005FFFF 0000000000000058 x\n",
	    .error = "log:2:63: uefi-shell: expected 1 to 16 hexadecimal "
	    "digits: x" },
	{ "a summary of other rows", HEADING ROW
	    "  BS_Code   :              9 Pages (36,864 Bytes)\n",
	    .error = "log:3:28: uefi-shell: the rows above have 8 pages of "
	    "this type and not 9: 9 Pages (36,864 Bytes)" },
	{ "bytes that are no pages", HEADING ROW
	    "  BS_Code   :              8 Pages (32,769 Bytes)\n",
	    .error = "log:3:37: uefi-shell: 8 pages are not 32769 bytes: "
	    "32,769 Bytes)" },
	{ "odd groups", HEADING ROW
	    "  BS_Code   :              0,08 Pages (32,769 Bytes)\n",
	    .error = "log:3:30: uefi-shell: expected groups of three "
	    "digits, up to 2^64-1 pages: 08 Pages (32,769 Bytes)" },
	{ "another sum", HEADING ROW
	    "Total Memory:         16,319 MB (17,112,137,728 Bytes)\n",
	    .error = "log:3:34: uefi-shell: this is not the sum of the rows "
	    "above: 17,112,137,728 Bytes)" },
	{ "broken off", HEADING ROW "Available  0000000000008000-00000",
	    .expected = ROW_ENTRY,
	    .truncated = "the log breaks off within line 3" },
};

START_TEST(rows_are_read)
{
	expect_import("uefi-shell", &rows[_i]);
}
END_TEST

START_TEST(excerpts_are_read)
{
	struct import_result a = import_excerpt(NULL,
	    "uefi-shell/zessl.txt");
	struct import_result b = import_excerpt(NULL,
	    "uefi-shell/rog-trx40.txt");

	ck_assert_str_eq(a.form->name, "uefi-shell");
	ck_assert_ptr_null(a.also);
	ck_assert_uint_eq(a.draft.capture->efi.count, 40);
	ck_assert_uint_eq(b.draft.capture->efi.count, 77);
	draft_free(&b.draft);
	draft_free(&a.draft);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_uefi_shell");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	tcase_add_test(cases, excerpts_are_read);
	return (run_suite(suite));
}

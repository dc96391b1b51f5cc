/*
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/imports.h"

#define HEADING "Type       Start            End              # Pages    "	\
	"      Attributes\n"
#define ROW "BS_Code    0000000000000000-0000000000007FFF "		\
	"0000000000000008 000000000000000F\n"
#define ROW_ENTRY "3@0*8:f "

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
	    .entries = ROW_ENTRY "0@8000*1:0 1@9000*1:f 2@a000*1:f "
	    "4@b000*1:f 5@c000*1:800000000000000f "
	    "6@d000*1:800000000000000f 7@e000*1:f 8@f000*1:f 9@10000*1:f "
	    "a@11000*1:f b@12000*1:8000000000000001 "
	    "c@13000*1:8000000000000001 d@14000*1:f e@15000*1:800f "
	    "f@16000*1:f 80000000@fffffffffffff000*1:f " },
	{ "the standard format output",
	    "MemoryMap,\"BootServiceCode\",\"0\",\"7FFF\",\"8\",\"F\"\n"
	    "MemoryMap,\"MemoryMappedIOPortSpace\",\"8000\",\"8FFF\",\"1\","
	    "\"8000000000000001\"\n",
	    .entries = ROW_ENTRY "c@8000*1:8000000000000001 " },
	{ "a summary", HEADING ROW
	    "Available  0000000000008000-0000000000807FFF 0000000000000800 "
	    "000000000000000F\n\n"
	    "  Reserved  :              0 Pages (0 Bytes)\n"
	    "  BS_Code   :              8 Pages (32,768 Bytes)\n"
	    "  Available :          2,048 Pages (8,388,608 Bytes)\n"
	    "              --------------\n"
	    "Total Memory:              8 MB (8,421,376 Bytes)\n",
	    .entries = ROW_ENTRY "7@8000*800:f " },
	{ "an older sum", HEADING "Reserved   0000000000000000-"
	    "0000000000007FFF 0000000000000008 000000000000000F\n"
	    "Total Memory: 0 MB (32,768 Bytes)\n", .entries = "0@0*8:f " },
	{ "two tables", HEADING ROW HEADING "Available  0000000000000000-"
	    "0000000000000FFF 0000000000000001 000000000000000F\n",
	    .entries = "7@0*1:f " },
	{ "no heading", ROW, .entries = ROW_ENTRY },
	{ "what looks alike", ROW "Reserved memory: 5\n"
	    "Available : soon\n" "ACPI_Recl\n12345678 1234\nLoader 12\n"
	    "Type       Start\n",
	    .error = "log:3:13: uefi-shell: expected the number of pages: "
	    "soon" },
	{ "FreeBSD's table", HEADING ROW "             LoaderCode "
	    "0000e8dbf000     e8dbf000 00008001 WB \n",
	    .entries = ROW_ENTRY },
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
	    .entries = ROW_ENTRY,
	    .truncated = "the log breaks off within line 3" },
};

START_TEST(rows_are_read)
{
	import_row_check("uefi-shell", &rows[_i]);
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
	return (import_rows_run("import_uefi_shell", rows_are_read, LENGTH(rows),
	    excerpts_are_read));
}

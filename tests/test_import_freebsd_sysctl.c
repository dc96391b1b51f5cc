/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * What FreeBSD's sysctl and kenv print.
 */
#include <check.h>

#include "tests/hex.h"
#include "tests/import_rows.h"
#include "tests/program.h"

#define SMAP "machdep.smap: \n" \
    "SMAP type=01, xattr=01, base=0000000000000000, len=000000000009d800\n"
#define EFI "machdep.efi_map: \n" \
    "                   Type     Physical      Virtual   #Pages Attr\n" \
    "     ConventionalMemory 000080000000 000000000000 00001000 UC WB \n"

static const struct import_row rows[] = {
	{ "smap", SMAP
	    "SMAP type=02, xattr=00, base=00000000ff000000, "
	    "len=0000000001000000", .expected = "e820 0+9d800 1\n"
	    "e820 ff000000+1000000 2\n" },
	{ "without a title",
	    "SMAP type=04, xattr=01, base=ffffffffffffffff, "
	    "len=ffffffffffffffff\n",
	    .expected = "e820 ffffffffffffffff+ffffffffffffffff 4\n" },
	{ "efi_map", EFI, .expected = "efi 7 80000000 0 1000 9\n" },
	{ "both, and what else there is", "hw.machine_arch: amd64\n"
	    "hw.model: A processor\n" EFI "Type of nothing\n" SMAP
	    "hw.physmem: 8463167488\nhw.physmem=\"4G\"\n",
	    .expected = "e820 0+9d800 1\nefi 7 80000000 0 1000 9\n"
	    "hw.physmem=4G\n",
	    .arch = "amd64", .about = "A processor" },
	{ "kenv names the machine", "smbios.system.product=\"ThinkPad\"\n"
	    "hw.machine_arch: aarch64\n" EFI,
	    .expected = "efi 7 80000000 0 1000 9\n", .arch = "arm64",
	    .about = "ThinkPad" },
	{ "two runs, the last", SMAP "machdep.smap:\n"
	    "SMAP type=01, xattr=01, base=0000000000001000, len=01\n",
	    .expected = "e820 1000+1 1\n" },
	{ "two runs, the first", EFI "machdep.efi_map:\n"
	    "Type Physical Virtual #Pages Attr\n", .boot = 1,
	    .expected = "efi 7 80000000 0 1000 9\n" },
	{ "a table that is not sysctl's",
	    "Type Physical Virtual #Pages Attr\n"
	    "ConventionalMemory 000080000000 000000000000 00001000 WB\n",
	    .error = "log: no memory map in 2 lines (see bootmem list "
	    "formats)" },
	{ "the kernel's own line", "SMAP type=01 base=0 len=1\n",
	    .error = "log: no memory map in 1 lines (see bootmem list "
	    "formats)" },
	{ "damaged", "SMAP type=01, xattr=01, base=0x0, len=1\n",
	    .error = "log:1:30: freebsd-sysctl: expected 1 to 16 "
	    "hexadecimal digits: 0x0, len=1" },
	{ "half of it", SMAP "SMAP type=01, xattr=01, base=00\nhw.ncpu: 4\n",
	    .error = "log:3:32: freebsd-sysctl: expected `,`" },
	{ "a damaged descriptor", "machdep.efi_map:\n"
	    "Type Physical Virtual #Pages Attr\n"
	    "LoaderData 1000 0 x\n",
	    .error = "log:3:19: freebsd-sysctl: expected 1 to 16 "
	    "hexadecimal digits: x" },
};

START_TEST(rows_are_read)
{
	expect_import("freebsd-sysctl", &rows[_i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("import_freebsd_sysctl");
	TCase *cases = tcase_create("rows");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, rows_are_read, 0, LENGTH(rows));
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The Linux profiles on amd64 as users run them: what they print of a machine
 * whose /proc/iomem is known, and what they refuse.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"

#define PHYSSTART "linux-2.6.25-physstart"
#define TWO_ENTRIES							\
	"\"firmware\":{\"e820\":["					\
	"{\"base\":\"0x0\",\"size\":\"0x9f000\",\"type\":\"usable\"},"	\
	"{\"base\":\"0x100000\",\"size\":\"0x7ff00000\",\"type\":1}]}"
/* RAM in two kinds, what the stub joins, ACPI's, special RAM, a window. */
#define EFI_MAP								\
	"\"efi\":{\"map\":["						\
	EFI_ROW("LoaderCode", "0x0", "0x9f", "[\"WB\"]") ","		\
	EFI_ROW("BootServicesData", "0x100000", "0x100", "[\"WB\"]") ","	\
	EFI_ROW("ConventionalMemory", "0x200000", "0x7e00", "[\"WB\"]") ","	\
	EFI_ROW("ACPIReclaimMemory", "0x8000000", "0x10", "[\"WB\"]") ","	\
	EFI_ROW("RuntimeServicesCode", "0x8010000", "0x8", "[\"WB\"]") ","	\
	EFI_ROW("Reserved", "0x8018000", "0x8", "[]") ","			\
	EFI_ROW("UnacceptedMemory", "0x9000000", "0x100", "[]") ","		\
	EFI_ROW("MemoryMappedIO", "0xe0000000", "0x10000", "[\"UC\"]") ","	\
	EFI_ROW("MemoryMappedIO", "0xfec00000", "0x1", "[\"UC\"]") "]}"
#define EFI_ROW(type, phys, pages, attributes)				\
	"{\"type\":\"" type "\",\"phys\":\"" phys "\",\"virt\":0,"		\
	"\"pages\":\"" pages "\",\"attr\":" attributes "}"
#define BOTH_MAPS							\
	"\"firmware\":{\"e820\":["					\
	"{\"base\":\"0x100000\",\"size\":\"0x100000\",\"type\":1},"	\
	"{\"base\":\"0x300000\",\"size\":\"0x100000\",\"type\":2}],"	\
	EFI_MAP "}"
#define CAPTURE(rest)							\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"amd64\"," rest "}\n"

/* What a machine prints, to the byte. */
static const struct {
	const char *table;
	const char *text;
} machine_rows[] = {
	/*
	 * The mail of February 2008 with its two damaged ends mended; what
	 * indents lines got lost there.
	 */
	{ "iomem",
	    "00000000-00000fff : reserved RAM failed\n"
	    "00001000-00005fff : reserved RAM\n"
	    "00006000-00007fff : reserved RAM failed\n"
	    "00008000-0009efff : reserved RAM\n"
	    "0009f000-0009ffff : reserved\n"
	    "000cd600-000cffff : pnp 00:0d\n"
	    "000f0000-000fffff : reserved\n"
	    "00100000-0fffffff : reserved RAM\n"
	    "10000000-3dedffff : System RAM\n"
	    "  10000000-10329ab2 : Kernel code\n"
	    "  10329ab3-104933e7 : Kernel data\n"
	    "  104f5000-10558e67 : Kernel bss\n"
	    "3dee0000-3dee2fff : ACPI Non-volatile Storage\n"
	    "3dee3000-3deeffff : ACPI Tables\n"
	    "3def0000-3defffff : reserved\n"
	    "3dff0000-3ffeffff : pnp 00:0d\n"
	    "e0000000-efffffff : reserved\n"
	    "fa000000-fbffffff : PCI Bus #01\n"
	    "  fa000000-fbffffff : 0000:01:05.0\n"
	    "fda00000-fdbfffff : PCI Bus #01\n" },
	/* The fill bytes are where its hexdump shows them. */
	{ "physical-start",
	    "PHYSICAL_START 0x10000000\n"
	    "KERNEL_TEXT_SIZE 0x12600000\n"
	    "MODULES_VADDR 0xffffffff97e00000\n"
	    "MODULES_LEN 0x68100000\n"
	    "00001000-00005fff : cc\n"
	    "00008000-0009efff : cc\n"
	    "00100000-0fffffff : cc\n" },
};

START_TEST(ram_below_the_kernel_is_set_aside)
{
	char table[64];
	const struct program_call call = { { "sim", "--profile=" PHYSSTART,
	    table, "inputs/svm-2008/capture.json" }, .input_path = NULL };
	struct program_result result;

	snprintf(table, sizeof(table), "--table=%s", machine_rows[_i].table);
	result = program_run(&call);
	ck_assert_int_eq(result.status, 0);
	ck_assert_str_eq(result.output, machine_rows[_i].text);
	ck_assert_str_eq(result.errors, "");
	program_result_free(&result);
}
END_TEST

/* A capture, and what is said of it. */
static const struct said_row {
	const char *name;
	const char *profile;
	const char *capture;
	const char *table;
	int status;
	const char *part;	/* of what is printed, errors included */
} said_rows[] = {
	/* 40 MiB of text and what lies below must fit 1 GiB. */
	{ "the highest kernel", PHYSSTART, CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x3da00000\","
	    "\"size\":\"0x1000\"}}"), "physical-start", 0,
	    "KERNEL_TEXT_SIZE 0x40000000\n" },
	{ "a kernel too high", PHYSSTART, CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x3dc00000\","
	    "\"size\":\"0x1000\"}}"), "iomem", 2,
	    "boot.kernel.base: profile " PHYSSTART " knows no kernel at "
	    "0x3dc00000" },
	{ "a kernel not aligned", PHYSSTART, CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x10001000\","
	    "\"size\":\"0x1000\"}}"), "iomem", 2,
	    "it is built for a multiple of 2 MiB" },
	{ "no kernel, the default", PHYSSTART, CAPTURE(TWO_ENTRIES), "iomem",
	    0, "00100000-001fffff : reserved RAM\n"
	    "00200000-7fffffff : System RAM\n" },
	/* A FAILED range shows where RAM is not, and loses to RAM. */
	{ "an initrd across the kernel's start", PHYSSTART,
	    CAPTURE(TWO_ENTRIES ",\"boot\":{\"initrd\":{\"base\":"
	    "\"0x180000\",\"size\":\"0x100000\"}}"), "iomem", 0,
	    "00100000-0017ffff : reserved RAM\n"
	    "00180000-001fffff : reserved RAM failed\n"
	    "00200000-7fffffff : System RAM\n" },
	{ "an initrd in a hole", PHYSSTART, CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"initrd\":{\"base\":\"0xa0000\","
	    "\"size\":\"0x1000\"}}"), "iomem", 0,
	    "000a0000-000a0fff : reserved RAM failed\n" },
	{ "memmap=", PHYSSTART, CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"cmdline\":\"ro memmap=1M$1G\"}"), "iomem", 2,
	    "boot.cmdline: profile " PHYSSTART " knows no memmap=" },
	{ "an entry that wraps", PHYSSTART, CAPTURE("\"firmware\":{\"e820\":["
	    "{\"base\":\"0x0\",\"size\":\"0x9f000\",\"type\":1},"
	    "{\"base\":\"0xfffffffffffff000\",\"size\":\"0x1000\","
	    "\"type\":2}]}"), "iomem", 3, "Cannot find a valid memory map" },
	{ "no arm64", PHYSSTART, "{\"bootmem\":1,\"name\":\"x\","
	    "\"arch\":\"arm64\"}\n", "iomem", 2, " knows no \"arm64\"" },
	{ "a type that becomes itself", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"cmdline\":\"memmap=16M%1G-1+1\"}"), "e820", 3,
	    "kernel BUG" },
	/* What the EFI stub makes of EFI's map, and 6.12 mends. */
	{ "EFI's map alone", "linux-6.1", CAPTURE("\"firmware\":{" EFI_MAP
	    "}"), "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x0000000007ffffff] usable\n"
	    "modified: [mem 0x0000000008000000-0x000000000800ffff] "
	    "ACPI data\n"
	    "modified: [mem 0x0000000008010000-0x000000000801ffff] reserved\n"
	    "modified: [mem 0x00000000e0000000-0x00000000efffffff] reserved\n"
	    "modified: [mem 0x00000000fec00000-0x00000000fec00fff] reserved\n"
	    },
	{ "EFI's windows", "linux-6.12", CAPTURE("\"firmware\":{" EFI_MAP
	    "}"), "e820", 0,
	    "BIOS-e820: [mem 0x00000000fec00000-0x00000000fec00fff] reserved\n"
	    "e820: remove [mem 0xe0000000-0xefffffff] reserved\n"
	    "e820: update [mem 0x00000000-0x00000fff] usable ==> reserved\n" },
	/* Both maps: EFI's counts only if it is asked for. */
	{ "EFI's map beside e820's", "linux-6.1", CAPTURE(BOTH_MAPS),
	    "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x00000000001fffff] usable\n"
	    "modified: [mem 0x0000000000300000-0x00000000003fffff] reserved\n"
	    },
	{ "add_efi_memmap", "linux-6.1", CAPTURE(BOTH_MAPS
	    ",\"boot\":{\"cmdline\":\"add_efi_memmap\"}"), "e820-final", 0,
	    "modified: [mem 0x0000000000300000-0x00000000003fffff] reserved\n"
	    "modified: [mem 0x0000000000400000-0x0000000007ffffff] usable\n"
	    },
	/* The kernel image is one resource where nothing divides it. */
	{ "a kernel image", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x1000000\","
	    "\"size\":\"0x800000\"}}"), "iomem", 0,
	    "00100000-7fffffff : System RAM\n"
	    "  01000000-017fffff : Kernel code\n" },
	{ "claims", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"x-linux-iomem\":[{\"name\":\"a\",\"base\":\"0x100000\","
	    "\"size\":\"0x2000\"},{\"name\":\"b\",\"base\":\"0x101000\","
	    "\"size\":\"0x1000\"},{\"name\":\"c\",\"base\":\"0x101000\","
	    "\"size\":\"0x2000\"}]"), "iomem", 0,
	    "00100000-7fffffff : System RAM\n"
	    "  00100000-00101fff : a\n"
	    "    00101000-00101fff : b\n" },
	{ "claims of another form", "linux-6.12", CAPTURE(TWO_ENTRIES
	    ",\"x-linux-iomem\":[{\"whose\":\"mine\"}]"), "iomem", 0,
	    "00100000-7fffffff : System RAM\n" },
};

START_TEST(is_said)
{
	const struct said_row *row = &said_rows[_i];
	char profile[64], table[64];
	const struct program_call call = { { "sim", profile, table,
	    "x.json" }, .input_path = NULL };
	struct program_result result;

	snprintf(profile, sizeof(profile), "--profile=%s", row->profile);
	snprintf(table, sizeof(table), "--table=%s", row->table);
	file_write("x.json", row->capture, strlen(row->capture));
	result = program_run(&call);
	ck_assert_msg(result.status == row->status,
	    "%s: exit status %d:\n%s%s", row->name, result.status,
	    result.output, result.errors);
	ck_assert_msg(strstr(result.output, row->part) != NULL ||
	    strstr(result.errors, row->part) != NULL,
	    "%s: no \"%s\" in\n%s%s", row->name, row->part, result.output,
	    result.errors);
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("linux_amd64");
	TCase *cases = tcase_create("boots");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, ram_below_the_kernel_is_set_aside, 0,
	    LENGTH(machine_rows));
	tcase_add_loop_test(cases, is_said, 0, LENGTH(said_rows));
	return (run_suite(suite));
}

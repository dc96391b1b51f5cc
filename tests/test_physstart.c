/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * A kernel that sets the RAM below itself aside (the mail of February 2008), as
 * users run it: what it prints of the machine in the mail, what the command
 * line and the trampoline's place change, and what is refused.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "tests/hex.h"

#define PHYSSTART "linux-2.6.25-physstart"
#define REFERENCE "linux-physstart"
#define MACHINE "inputs/svm-2008/capture.json"
#define CAPTURE(rest)							\
	"{\"bootmem\":1,\"name\":\"x\",\"arch\":\"amd64\"," rest "}\n"
#define TWO_ENTRIES							\
	"\"firmware\":{\"e820\":["					\
	"{\"base\":\"0x0\",\"size\":\"0x9f000\",\"type\":\"usable\"},"	\
	"{\"base\":\"0x100000\",\"size\":\"0x7ff00000\",\"type\":1}]}"
#define KERNEL_AT(base)							\
	CAPTURE(TWO_ENTRIES ",\"boot\":{\"kernel\":{\"base\":\"" base	\
	"\",\"size\":\"0x1000\"}}")

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
	/*
	 * In between, what the mail's rows show; of the rest it is not known
	 * what it held.
	 */
	{ "hexdump",
	    "0000000 0000 0000 0000 0000 0000 0000 0000 0000\n"
	    "*\n"
	    "0001000 cccc cccc cccc cccc cccc cccc cccc cccc\n"
	    "*\n"
	    "0006000 a5a5 a5a5 8ec8 8ed8 8ec0 66d0 06c7 0000\n"
	    "0006010 0000 0000 0000 0000 0000 0000 0000 0000\n"
	    "*\n"
	    "0007ff0 0000 0000 0000 0000 3063 1000 0000 0000\n"
	    "0008000 cccc cccc cccc cccc cccc cccc cccc cccc\n"
	    "*\n"
	    "009f000 0002 0000 0000 0000 0000 0000 0000 0000\n"
	    "009f010 0000 0000 0000 0000 0000 0000 0000 0000\n"
	    "*\n"
	    "00fffe0 6000 3c03 45e7 0184 0500 0082 01c0 0223\n"
	    "00ffff0 5bea 00e0 31f0 2f32 3931 302f 0037 12fc\n"
	    "0100000 cccc cccc cccc cccc cccc cccc cccc cccc\n"
	    "*\n"
	    "10000000 8d48 f92d ffff 48ff ed81 0000 1000 8948\n"
	    "10000010 0000 0000 0000 0000 0000 0000 0000 0000\n"
	    "*\n"
	    "3dee0000\n" },
};

/* No profile is asked for: the capture names it. */
START_TEST(machine_is_as_in_the_mail)
{
	char table[64];
	const struct program_call call = { { "sim", table, MACHINE },
	    .input_path = NULL };
	struct program_result result;

	snprintf(table, sizeof(table), "--table=%s", machine_rows[_i].table);
	result = program_run(&call);
	ck_assert_int_eq(result.status, 0);
	ck_assert_str_eq(result.output, machine_rows[_i].text);
	ck_assert_str_eq(result.errors, "");
	program_result_free(&result);
}
END_TEST

/* The machine of the mail with another command line. */
static const struct {
	const char *cmdline;
	const char *table;
	int status;
	const char *part;	/* of what is printed, errors included */
} cmdline_rows[] = {
	/* The failed range at 0x6000 is gone; RAM ends at 0x9f000. */
	{ "trampoline=640K", "iomem", 0,
	    "00000000-00000fff : reserved RAM failed\n"
	    "00001000-0009cfff : reserved RAM\n"
	    "0009d000-0009efff : reserved RAM failed\n"
	    "0009f000-0009ffff : reserved\n" },
	{ "trampoline=640K", "hexdump", 0,
	    "0001000 cccc cccc cccc cccc cccc cccc cccc cccc\n"
	    "*\n"
	    "009d000 0000 0000 0000 0000 0000 0000 0000 0000\n"
	    "*\n"
	    "009f000 0002 0000 0000 0000 0000 0000 0000 0000\n" },
	{ "trampoline=0x3000", "iomem", 0,
	    "00000000-00002fff : reserved RAM failed\n"
	    "00003000-0009efff : reserved RAM\n" },
	{ "trampoline=1M", "iomem", 0,
	    "0009d000-0009efff : reserved RAM failed\n" },
	{ "trampoline=0x2fff", "iomem", 2, "--cmdline: trampoline=0x2fff: "
	    "expected an address from 12K to 1M, such as 640K" },
	{ "trampoline=1025K", "iomem", 2, "--cmdline: trampoline=1025K: " },
	{ "trampoline=640Kb", "iomem", 2, "--cmdline: trampoline=640Kb: " },
	{ "trampoline=high", "iomem", 2, "--cmdline: trampoline=high: " },
	/* Any range can be reserved, if not by the same name. */
	{ "memmap=16M$0x20000000", "iomem", 0,
	    "10000000-1fffffff : System RAM\n"
	    "  10000000-10329ab2 : Kernel code\n"
	    "  10329ab3-104933e7 : Kernel data\n"
	    "  104f5000-10558e67 : Kernel bss\n"
	    "20000000-20ffffff : reserved\n"
	    "21000000-3dedffff : System RAM\n" },
	{ "memmap=16M$0x20000000", "e820", 0,
	    "user-defined physical RAM map:\n"
	    " user: 0000000000000000 - 000000000009f000 (reserved RAM)\n" },
	{ "memmap=4K#0x20000000", "iomem", 0,
	    "20000000-20000fff : ACPI Tables\n" },
	/* What the user adds is RAM, wherever it lies. */
	{ "memmap=64M@16M", "iomem", 0,
	    "00100000-00ffffff : reserved RAM\n"
	    "01000000-04ffffff : System RAM\n"
	    "05000000-0fffffff : reserved RAM\n" },
	{ "memmap=exactmap memmap=640K@0 memmap=256M@0x10000000", "iomem", 0,
	    "00000000-0009ffff : System RAM\n"
	    "000cd600-000cffff : pnp 00:0d\n"
	    "10000000-1fffffff : System RAM\n" },
	{ "memmap=exactmap", "iomem", 3, "Invalid user supplied memory map" },
	/* Not the table is cut off, but what is used of it. */
	{ "mem=300M", "iomem", 0, "10000000-3dedffff : System RAM\n" },
	{ "mem=300M", "hexdump", 0, "*\n12c00000\n" },
	{ "memmap=300M", "hexdump", 0, "*\n12c00000\n" },
	{ "mem=4G", "hexdump", 0, "*\n3dee0000\n" },
	{ "memmap=no", "e820", 0, "modified physical RAM map:\n" },
};

START_TEST(command_line_changes_it)
{
	char cmdline[128], table[64];
	const struct program_call call = { { "sim", cmdline, table, MACHINE },
	    .input_path = NULL };
	struct program_result result;

	snprintf(cmdline, sizeof(cmdline), "--cmdline=%s",
	    cmdline_rows[_i].cmdline);
	snprintf(table, sizeof(table), "--table=%s", cmdline_rows[_i].table);
	result = program_run(&call);
	ck_assert_msg(result.status == cmdline_rows[_i].status &&
	    (strstr(result.output, cmdline_rows[_i].part) != NULL ||
	    strstr(result.errors, cmdline_rows[_i].part) != NULL),
	    "%s: exit status %d, no \"%s\" in\n%s%s", cmdline, result.status,
	    cmdline_rows[_i].part, result.output, result.errors);
	program_result_free(&result);
}
END_TEST

/* What the reference does otherwise, on the same machine. */
static const struct reference_row {
	const char *cmdline;
	const char *table;
	int status;
	const char *part;	/* of what is printed, errors included */
} reference_rows[] = {
	/* The trampoline is out of the way by itself. */
	{ "", "iomem", 0,
	    "00000000-00000fff : reserved RAM failed\n"
	    "00001000-0009cfff : reserved RAM\n"
	    "0009d000-0009efff : reserved RAM failed\n"
	    "0009f000-0009ffff : reserved\n" },
	{ "trampoline=0x8000", "iomem", 0,
	    "00001000-00005fff : reserved RAM\n"
	    "00006000-00007fff : reserved RAM failed\n" },
	{ "", "e820-final", 0,
	    "modified: [mem 0x0000000000100000-0x000000000fffffff] "
	    "reserved RAM\n"
	    "modified: [mem 0x0000000010000000-0x000000003dedffff] usable\n" },
	/* Any range is set aside by the same means, and filled. */
	{ "memmap=16M$0x20000000", "iomem", 0,
	    "20000000-20ffffff : reserved RAM\n"
	    "21000000-3dedffff : System RAM\n" },
	{ "memmap=16M$0x20000000", "physical-start", 0,
	    "20000000-20ffffff : cc\n" },
	{ "memmap=16M$0x20000000", "hexdump", 0,
	    "20000000 cccc cccc cccc cccc cccc cccc cccc cccc\n"
	    "*\n"
	    "21000000 0000 0000 0000 0000 0000 0000 0000 0000\n" },
	/* Of what is no RAM nothing is; what the kernel has is marked. */
	{ "memmap=0x300000$0x3dd00000", "iomem", 0,
	    "3dd00000-3dedffff : reserved RAM\n"
	    "3dee0000-3dee2fff : ACPI Non-volatile Storage\n" },
	{ "memmap=8M$0x10400000", "iomem", 0,
	    "10000000-103fffff : System RAM\n"
	    "  10000000-10329ab2 : Kernel code\n"
	    "10400000-10558fff : reserved RAM failed\n"
	    "  104f5000-10558e67 : Kernel bss\n"
	    "10559000-10bfffff : reserved RAM\n" },
	{ "memmap=16M@0x1000000", "iomem", 2, "--cmdline: "
	    "memmap=16M@0x1000000: expected SIZE$START: what is to be set "
	    "aside" },
	{ "memmap=0$0x1000000", "iomem", 2, "of which there are bytes" },
	{ "memmap=8$0xfffffffffffffff9", "iomem", 2,
	    "of which there are bytes below 2^64" },
	{ "memmap=exactmap", "iomem", 2, "expected SIZE$START" },
	{ "mem=1G", "iomem", 2, "--cmdline: mem=1G: expected no limit" },
	{ "trampoline=4K", "iomem", 2, "--cmdline: trampoline=4K: " },
};

START_TEST(reference_sets_any_range_aside)
{
	char cmdline[128], table[64];
	const struct program_call call = { { "sim", "--profile=" REFERENCE,
	    cmdline, table, MACHINE }, .input_path = NULL };
	struct program_result result;

	snprintf(cmdline, sizeof(cmdline), "--cmdline=%s",
	    reference_rows[_i].cmdline);
	snprintf(table, sizeof(table), "--table=%s",
	    reference_rows[_i].table);
	result = program_run(&call);
	ck_assert_msg(result.status == reference_rows[_i].status &&
	    (strstr(result.output, reference_rows[_i].part) != NULL ||
	    strstr(result.errors, reference_rows[_i].part) != NULL),
	    "%s: exit status %d, no \"%s\" in\n%s%s", cmdline, result.status,
	    reference_rows[_i].part, result.output, result.errors);
	program_result_free(&result);
}
END_TEST

/* A capture, and what is said of it. */
static const struct said_row {
	const char *name;
	const char *capture;
	const char *table;
	int status;
	const char *part;	/* of what is printed, errors included */
} said_rows[] = {
	/* 40 MiB of text and what lies below must fit 1 GiB. */
	{ "the highest kernel", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x3da00000\","
	    "\"size\":\"0x1000\"}}"), "physical-start", 0,
	    "KERNEL_TEXT_SIZE 0x40000000\n" },
	{ "a kernel too high", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x3dc00000\","
	    "\"size\":\"0x1000\"}}"), "iomem", 2,
	    "boot.kernel.base: profile " PHYSSTART " knows no kernel at "
	    "0x3dc00000" },
	{ "a kernel not aligned", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"kernel\":{\"base\":\"0x10001000\","
	    "\"size\":\"0x1000\"}}"), "iomem", 2,
	    "it is built for a multiple of 2 MiB" },
	{ "no kernel, the default", CAPTURE(TWO_ENTRIES), "iomem",
	    0, "00100000-001fffff : reserved RAM\n"
	    "00200000-7fffffff : System RAM\n" },
	/* A FAILED range shows where RAM is not, and loses to RAM. */
	{ "an initrd across the kernel's start",
	    CAPTURE(TWO_ENTRIES ",\"boot\":{\"initrd\":{\"base\":"
	    "\"0x180000\",\"size\":\"0x100000\"}}"), "iomem", 0,
	    "00100000-0017ffff : reserved RAM\n"
	    "00180000-001fffff : reserved RAM failed\n"
	    "00200000-7fffffff : System RAM\n" },
	{ "an initrd in a hole", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"initrd\":{\"base\":\"0xa0000\","
	    "\"size\":\"0x1000\"}}"), "iomem", 0,
	    "000a0000-000a0fff : reserved RAM failed\n" },
	{ "an entry that wraps", CAPTURE("\"firmware\":{\"e820\":["
	    "{\"base\":\"0x0\",\"size\":\"0x9f000\",\"type\":1},"
	    "{\"base\":\"0xfffffffffffff000\",\"size\":\"0x1000\","
	    "\"type\":2}]}"), "iomem", 3, "Cannot find a valid memory map" },
	{ "no arm64", "{\"bootmem\":1,\"name\":\"x\","
	    "\"arch\":\"arm64\"}\n", "iomem", 2, " knows no \"arm64\"" },
	/* The constants at the lowest place and at the highest. */
	{ "the lowest kernel", KERNEL_AT("0x200000"), "physical-start", 0,
	    "PHYSICAL_START 0x200000\n"
	    "KERNEL_TEXT_SIZE 0x2800000\n"
	    "MODULES_VADDR 0xffffffff88000000\n"
	    "MODULES_LEN 0x77f00000\n"
	    "00001000-00005fff : cc\n"
	    "00008000-0009efff : cc\n"
	    "00100000-001fffff : cc\n" },
	{ "the highest kernel's constants", KERNEL_AT("0x3da00000"),
	    "physical-start", 0,
	    "KERNEL_TEXT_SIZE 0x40000000\n"
	    "MODULES_VADDR 0xffffffffc5800000\n"
	    "MODULES_LEN 0x3a700000\n" },
	{ "a kernel at 0", KERNEL_AT("0"), "physical-start", 2,
	    "it is built for a multiple of 2 MiB" },
	{ "a kernel at the end", KERNEL_AT("0xffffffffffe00000"),
	    "physical-start", 2, "is mapped in 1 GiB, which ends at" },
	/* Bytes of which some lie in what is set aside, and in no row's
	 * place. */
	{ "bytes across a border", CAPTURE(TWO_ENTRIES
	    ",\"x-memory-bytes\":[{\"base\":\"0xff8\",\"bytes\":"
	    "\"0102030405060708ffff\"},{\"base\":\"0x7ffffffd\","
	    "\"bytes\":\"0A0b0C0d\"}]"), "hexdump", 0,
	    "0000ff0 0000 0000 0000 0000 0201 0403 0605 0807\n"
	    "0001000 cccc cccc cccc cccc cccc cccc cccc cccc\n" },
	{ "bytes at the end", CAPTURE(TWO_ENTRIES
	    ",\"x-memory-bytes\":[{\"base\":\"0x7ffffffd\","
	    "\"bytes\":\"0A0b0C0d\"}]"), "hexdump", 0,
	    "7ffffff0 0000 0000 0000 0000 0000 0000 0a00 0c0b\n"
	    "80000000\n" },
	{ "bytes of another form", CAPTURE(TWO_ENTRIES
	    ",\"x-memory-bytes\":[{\"base\":0,\"bytes\":\"abc\"}]"),
	    "hexdump", 0, "0000000 0000 0000" },
	{ "no room for the trampoline", CAPTURE("\"firmware\":{\"e820\":["
	    "{\"base\":0,\"size\":\"0x2000\",\"type\":1},"
	    "{\"base\":\"0x100000\",\"size\":\"0x7ff00000\",\"type\":1}]}"
	    ",\"boot\":{\"cmdline\":\"trampoline=640K\"}"), "iomem", 2,
	    "boot.cmdline: trampoline=: below 0xa0000 there are no two pages "
	    "of RAM for it" },
	{ "a trampoline below the initrd", CAPTURE(TWO_ENTRIES
	    ",\"boot\":{\"cmdline\":\"trampoline=640K\",\"initrd\":"
	    "{\"base\":\"0x9d000\",\"size\":\"0x1001\"}}"), "iomem", 0,
	    "0009b000-0009e000 : reserved RAM failed\n" },
};

START_TEST(is_said)
{
	const struct said_row *row = &said_rows[_i];
	char table[64];
	const struct program_call call = { { "sim", "--profile=" PHYSSTART,
	    table, "x.json" }, .input_path = NULL };
	struct program_result result;

	snprintf(table, sizeof(table), "--table=%s", row->table);
	file_write("x.json", row->capture, strlen(row->capture));
	result = program_run(&call);
	ck_assert_msg(result.status == row->status &&
	    (strstr(result.output, row->part) != NULL ||
	    strstr(result.errors, row->part) != NULL),
	    "%s: exit status %d, no \"%s\" in\n%s%s", row->name,
	    result.status, row->part, result.output, result.errors);
	program_result_free(&result);
}
END_TEST

#define MAP(entries)							\
	CAPTURE("\"firmware\":{\"e820\":[" entries "]},\"boot\":{"		\
	"\"cmdline\":\"trampoline=12K\"}")
#define ENTRY(base, size, type)						\
	"{\"base\":\"" base "\",\"size\":\"" size "\",\"type\":" type "}"

/* Maps that the kernel throws away or reads wrong, and how they come out. */
static const struct {
	const char *capture;
	const char *iomem;
} map_rows[] = {
	{ MAP(""), "" },
	{ MAP(ENTRY("0x100000", "0x200000", "1")),
	    "00100000-001fffff : reserved RAM\n"
	    "00200000-002fffff : System RAM\n" },
	/* Its own numbers from firmware are nobody's RAM. */
	{ MAP(ENTRY("0", "0x300000", "1") ","
	    ENTRY("0x100000", "0x1000", "4294967041") ","
	    ENTRY("0x201000", "0x1000", "4294967042")),
	    "00000000-00002fff : reserved RAM failed\n"
	    "00003000-000fffff : reserved RAM\n"
	    "00100000-00100fff : reserved\n"
	    "00101000-001fffff : reserved RAM\n"
	    "00200000-00200fff : System RAM\n"
	    "00201000-00201fff : reserved\n"
	    "00202000-002fffff : System RAM\n" },
	/* Types that would wrap if 2 were added. */
	{ MAP(ENTRY("0x400000", "0x2000", "1") ","
	    ENTRY("0x401000", "0x1000", "4294967295") ","
	    ENTRY("0x400000", "0x800", "4294967294")),
	    "00400000-004007ff : reserved\n"
	    "00400800-00400fff : System RAM\n"
	    "00401000-00401fff : reserved\n" },
	{ MAP(ENTRY("0x400000", "0", "2") ","
	    ENTRY("0xfffffffffffff000", "0x2000", "1")),
	    "fffffffffffff000-ffffffffffffffff : System RAM\n" },
};

START_TEST(reference_takes_any_map)
{
	const char *capture = map_rows[_i].capture;
	const struct program_call call = { { "sim", "--no-check",
	    "--profile=" REFERENCE, "--table=iomem", "x.json" },
	    .input_path = NULL };
	struct program_result result;

	file_write("x.json", capture, strlen(capture));
	result = program_run(&call);
	ck_assert_int_eq(result.status, 0);
	ck_assert_str_eq(result.output, map_rows[_i].iomem);
	program_result_free(&result);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("physstart");
	TCase *cases = tcase_create("boots");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_loop_test(cases, machine_is_as_in_the_mail, 0,
	    LENGTH(machine_rows));
	tcase_add_loop_test(cases, command_line_changes_it, 0,
	    LENGTH(cmdline_rows));
	tcase_add_loop_test(cases, reference_sets_any_range_aside, 0,
	    LENGTH(reference_rows));
	tcase_add_loop_test(cases, is_said, 0, LENGTH(said_rows));
	tcase_add_loop_test(cases, reference_takes_any_map, 0,
	    LENGTH(map_rows));
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The Linux profiles on amd64 as users run them: what they print, and what they
 * refuse.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "sim/print/table.h"
#include "tests/hex.h"

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

/* A capture, and what is said of it. */
static const struct said_row {
	const char *name;
	const char *profile;
	const char *capture;
	const char *table;
	int status;
	const char *part;	/* of what is printed, errors included */
} said_rows[] = {
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

/* Linux 7 words it differently, and says where entries leave gaps. */
START_TEST(seven_says_what_lies_between)
{
	static struct bm_linux_e820_line lines[] = {
		{ .kind = BM_LINUX_E820_TEXT,
		    .who = "BIOS-provided physical RAM map:" },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x1000, .last = 0x9efff, .type = 1 },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x9f000, .last = 0xfffff, .type = 2 },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x200000, .last = 0x3fffff, .type = 12 },
		{ .kind = BM_LINUX_E820_ENTRY, .who = "BIOS-e820",
		    .start = 0x300000, .last = 0x4fffff, .type = 77 },
		{ .kind = BM_LINUX_E820_IGNORED, .start = 0, .last = 0xfff },
		{ .kind = BM_LINUX_E820_UPDATE, .start = 0, .last = 0xfff,
		    .type = 1, .new_type = 2 },
		{ .kind = BM_LINUX_E820_REMOVE, .start = 0xa0000,
		    .last = 0xfffff, .type = 1 },
		{ .kind = BM_LINUX_E820_REMOVE, .start = 0xa0000,
		    .last = 0xfffff },
	};
	static const char expected[] =
	    "BIOS-provided physical RAM map:\n"
	    "BIOS-e820: [gap 0x0000000000000000-0x0000000000000fff]\n"
	    "BIOS-e820: [mem 0x0000000000001000-0x000000000009efff]  "
	    "System RAM\n"
	    "BIOS-e820: [mem 0x000000000009f000-0x00000000000fffff]  "
	    "device reserved\n"
	    "BIOS-e820: [gap 0x0000000000100000-0x00000000001fffff]\n"
	    "BIOS-e820: [mem 0x0000000000200000-0x00000000003fffff]  "
	    "persistent RAM (type 12)\n"
	    "[Firmware Bug]: out of order E820 entry!\n"
	    "BIOS-e820: [mem 0x0000000000300000-0x00000000004fffff]  "
	    "type 77\n"
	    "E820 table full; ignoring [mem 0x00000000-0x00000fff]\n"
	    "e820: update [mem 0x00000000-0x00000fff] System RAM ==> device "
	    "reserved\n"
	    "e820: remove [mem 0x000a0000-0x000fffff] System RAM\n"
	    "e820: remove [mem 0x000a0000-0x000fffff] \n";
	const struct simulation simulation = { .world.linux_world.e820 = {
	    .form = BM_LINUX_E820_FORM_7, .lines = lines,
	    .line_count = LENGTH(lines) } };
	size_t bytes;
	char *text = table_text(table_find("e820"), &simulation, &bytes);

	ck_assert_str_eq(text, expected);
	free(text);
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
	tcase_add_test(cases, seven_says_what_lies_between);
	tcase_add_loop_test(cases, is_said, 0, LENGTH(said_rows));
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem export: what each form says, what is left out and named, what is
 * refused, and what becomes of the file that it goes to.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"

#define ROW_COUNT(table) (int)(sizeof(table) / sizeof(*(table)))
#define HEAD "{\"bootmem\":1,\"name\":\"x\",\"arch\":\"amd64\""
#define ARM "{\"bootmem\":1,\"name\":\"x\",\"arch\":\"arm64\""
#define E820(entries) HEAD ",\"firmware\":{\"e820\":[" entries "]}}"
#define EFI(entries) HEAD ",\"firmware\":{\"efi\":{\"map\":[" entries "]}}}"
#define FDT(members) ARM ",\"firmware\":{\"fdt\":{" members "}}}"
#define NODES(nodes) FDT("\"memory\":[],\"reserved\":[" nodes "]")
#define TOP "\"0xffffffffffffffff\""
#define WRAPS								\
	"it runs past 2^64, which this form has no way to say; e820, "	\
	"e820-ext, smap and efi have\n"
#define ATTRIBUTES_NONE "|   |  |  |  |  |  |  |  |  |  |   |  |  |  |  ]"
#define NOTHING_FOR_IT ": left out: the form has nothing for it\n"
#define NOTE(path) "bootmem: x.json: " path
#define TREE_HEAD							\
	"/dts-v1/;\n\n/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n"
#define TREE_RESERVED							\
	"\n\treserved-memory {\n\t\t#address-cells = <2>;\n"		\
	"\t\t#size-cells = <2>;\n\t\tranges;\n"

struct row {
	const char *format;
	const char *capture;
	const char *output;
	size_t output_bytes;	/* 0: it is text */
	const char *errors;	/* NULL: none */
	int status;
};

static const struct row text_rows[] = {
	{ "smap", E820(""), "", 0, NULL, 0 },
	{ "smap", E820("{\"base\":" TOP ",\"size\":" TOP ",\"type\":"
	    "4294967295},{\"base\":0,\"size\":0,\"type\":0}"),
	    "SMAP type=ffffffff, xattr=01, base=ffffffffffffffff, "
	    "len=ffffffffffffffff\n"
	    "SMAP type=00, xattr=01, base=0000000000000000, "
	    "len=0000000000000000\n", 0, NULL, 0 },
	{ "memmap", E820(""), "memmap=exactmap\n", 0, NULL, 0 },
	{ "memmap", E820("{\"base\":0,\"size\":4096,\"type\":1},"
	    "{\"base\":4096,\"size\":1,\"type\":2},"
	    "{\"base\":1,\"size\":2,\"type\":3},"
	    "{\"base\":1,\"size\":2,\"type\":4},"
	    "{\"base\":1,\"size\":2,\"type\":7},"
	    "{\"base\":1,\"size\":2,\"type\":12},"
	    "{\"base\":1,\"size\":" TOP ",\"type\":4294967295}"),
	    "memmap=exactmap memmap=0x1000@0x0 memmap=0x1$0x1000 "
	    "memmap=0x2#0x1 memmap=0x2%0x1+4 memmap=0x2%0x1+7 "
	    "memmap=0x2!0x1 memmap=0xffffffffffffffff%0x1+4294967295\n", 0,
	    NULL, 0 },
	{ "memmap", E820("{\"base\":1,\"size\":0,\"type\":1},"
	    "{\"base\":1,\"size\":1,\"type\":0}"),
	    "memmap=exactmap\n", 0,
	    NOTE("firmware.e820[0]: left out: it has no byte\n")
	    NOTE("firmware.e820[1]: left out: memmap= takes type 0 as none\n"),
	    0 },
	{ "memmap", E820("\n{\"base\":2,\"size\":" TOP ",\"type\":1}"), "", 0,
	    NOTE("firmware.e820[0]: ") WRAPS, 2 },
	{ "linux", E820("{\"base\":0,\"size\":4096,\"type\":1},"
	    "{\"base\":4096,\"size\":\"0xfffffffffffff000\",\"type\":2},"
	    "{\"base\":1,\"size\":1,\"type\":7},"
	    "{\"base\":1,\"size\":1,\"type\":\"soft-reserved\"},"
	    "{\"base\":1,\"size\":1,\"type\":6},"
	    "{\"base\":1,\"size\":0,\"type\":1},"
	    "{\"base\":1,\"size\":1,\"type\":128}"),
	    "BIOS-provided physical RAM map:\n"
	    "BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff] usable\n"
	    "BIOS-e820: [mem 0x0000000000001000-0xffffffffffffffff] reserved\n"
	    "BIOS-e820: [mem 0x0000000000000001-0x0000000000000001] "
	    "persistent (type 7)\n"
	    "BIOS-e820: [mem 0x0000000000000001-0x0000000000000001] "
	    "soft reserved\n"
	    "BIOS-e820: [mem 0x0000000000000001-0x0000000000000001] type 6\n"
	    "BIOS-e820: [mem 0x0000000000000001-0x0000000000000001] usable\n",
	    0,
	    NOTE("firmware.e820[5]: left out: it has no byte\n")
	    NOTE("firmware.e820[6]: left out: its type, 128: Linux calls it "
	    "usable, as it does type 1\n"), 0 },
	{ "linux", HEAD ",\"firmware\":{\"efi\":{\"map\":["
	    "{\"type\":7,\"phys\":4096,\"pages\":257,\"attr\":"
	    "[\"UC\",\"WC\",\"WT\",\"WB\"]},"
	    "{\"type\":5,\"phys\":8192,\"virt\":8192,\"pages\":1,\"attr\":"
	    "[\"RUNTIME\",\"XP\",\"RO\",\"CRYPTO\",\"UCE\"]},"
	    "{\"type\":16,\"phys\":0,\"pages\":\"0x10000000000000\","
	    "\"attr\":32},"
	    "{\"type\":0,\"phys\":0,\"pages\":0}],"
	    "\"memreserve\":[{\"base\":0,\"size\":1}]}},"
	    "\"boot\":{\"cmdline\":\"root=/dev/sda1 ro\","
	    "\"initrd\":{\"base\":4096,\"size\":8192}}}",
	    "Command line: root=/dev/sda1 ro\n"
	    "efi: mem00: [Conventional|   |  |  |  |  |  |  |  |  |  |   "
	    "|WB|WT|WC|UC] range=[0x0000000000001000-0x0000000000101fff] "
	    "(1MB)\n"
	    "efi: mem01: [Runtime Code|RUN|  |  |CC|  |  |XP|  |  |RO|UCE"
	    "|  |  |  |  ] range=[0x0000000000002000-0x0000000000002fff] "
	    "(0MB)\n"
	    "efi: mem02: [type=16|attr=0x0000000000000020] "
	    "range=[0x0000000000000000-0xffffffffffffffff] (17592186044416MB)"
	    "\nRAMDISK: [mem 0x00001000-0x00002fff]\n", 0,
	    NOTE("firmware.efi.memreserve" NOTHING_FOR_IT)
	    NOTE("firmware.efi.map[1]: left out: virt, 0x2000\n")
	    NOTE("firmware.efi.map[3]: left out: it has no byte\n"), 0 },
	{ "linux", ARM ",\"firmware\":{\"efi\":{\"map\":["
	    "{\"type\":7,\"phys\":4096,\"pages\":1}]}},"
	    "\"boot\":{\"cmdline\":\"\",\"initrd\":{\"base\":0,\"size\":1}}}",
	    "Kernel command line: \n"
	    "efi: Processing EFI memory map:\n"
	    "efi:   0x000000001000-0x000000001fff [Conventional"
	    ATTRIBUTES_NONE "\n", 0,
	    NOTE("boot.initrd: left out: Linux logs it on x86 only\n"), 0 },
	{ "linux", EFI("\n{\"type\":7,\"phys\":4096,"
	    "\"pages\":\"0x10000000000000\"}"), "", 0,
	    NOTE("firmware.efi.map[0]: ") WRAPS, 2 },
	{ "linux", HEAD ",\"firmware\":{\"e820\":[]},\"boot\":"
	    "{\"cmdline\":\"a\\nb\"}}", "", 0,
	    NOTE("boot.cmdline: it has a control character, which a line of "
	    "a log does not show\n"), 2 },
	{ "linux", HEAD ",\"firmware\":{\"e820\":[]},\"boot\":"
	    "{\"cmdline\":\"a\\u009b2Jb\"}}", "", 0,
	    NOTE("boot.cmdline: it has a control character, which a line of "
	    "a log does not show\n"), 2 },
	{ "linux", HEAD ",\"firmware\":{\"e820\":[]},\"boot\":"
	    "{\"initrd\":{\"base\":2,\"size\":" TOP "}}}", "", 0,
	    NOTE("boot.initrd: ") WRAPS, 2 },
	{ "efi-table", EFI("{\"type\":14,\"phys\":" TOP ",\"virt\":4096,"
	    "\"pages\":\"0x123456789a\",\"attr\":[\"UC\",\"NV\",\"RUNTIME\"]},"
	    "{\"type\":15,\"phys\":0,\"pages\":0,\"attr\":[\"WB\",\"SP\"]}"),
	    "                   Type     Physical      Virtual   #Pages "
	    "Attr\n"
	    "       PersistentMemory ffffffffffffffff 000000001000 123456789a "
	    "UC NV RUNTIME\n"
	    "              <INVALID> 000000000000 000000000000 00000000 WB \n",
	    0,
	    NOTE("firmware.efi.map[1]: left out: its type, 15: FreeBSD calls "
	    "it <INVALID>\n")
	    NOTE("firmware.efi.map[1]: left out: of its attributes 0x40000: "
	    "FreeBSD has no names for them\n"), 0 },
	{ "freebsd-regions", ARM ",\"page_size\":16384,\"firmware\":{"
	    "\"regions\":{\"hardware\":[{\"base\":0,\"size\":\"0x400000\"},"
	    "{\"base\":4096,\"size\":0},"
	    "{\"base\":\"0xffffffffffff0000\",\"size\":\"0x10000\"}],"
	    "\"exclude\":[{\"base\":0,\"size\":16384,\"flags\":"
	    "[\"NoDump\",\"NoAlloc\"]},"
	    "{\"base\":0,\"size\":16384,\"flags\":[]}]}}}",
	    "Physical memory chunk(s):\n"
	    "  0x00000000 - 0x003fffff,     4 MB (    256 pages)\n"
	    "  0xffffffffffff0000 - 0xffffffffffffffff,     0 MB (      4 "
	    "pages)\n"
	    "Excluded memory regions:\n"
	    "  0x00000000 - 0x00003fff,     0 MB (      1 pages) NoAlloc "
	    "NoDump\n"
	    "  0x00000000 - 0x00003fff,     0 MB (      1 pages)  \n", 0,
	    NOTE("firmware.regions.hardware[1]: left out: it has no byte\n"),
	    0 },
	{ "freebsd-regions", ARM ",\"firmware\":{\"regions\":{\"exclude\":["
	    "{\"base\":2,\"size\":" TOP ",\"flags\":[]}]}}}", "", 0,
	    NOTE("firmware.regions.exclude[0]: ") WRAPS, 2 },
	{ "dts", FDT("\"memory\":[]"), TREE_HEAD "};\n", 0, NULL, 0 },
	{ "dts", FDT("\"memory\":[{\"base\":\"0x123456789\",\"size\":" TOP
	    "},{\"base\":0,\"size\":0}],\"memreserve\":[{\"base\":1,"
	    "\"size\":2},{\"base\":1,\"size\":0}],\"usable_memory_range\":"
	    "{\"base\":0,\"size\":1}"),
	    "/dts-v1/;\n\n/memreserve/ 0x1 0x2;\n"
	    "/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n"
	    "\n\tchosen {\n\t\tlinux,usable-memory-range = "
	    "<0x0 0x0 0x0 0x1>;\n\t};\n"
	    "\n\tmemory@123456789 {\n\t\tdevice_type = \"memory\";\n"
	    "\t\treg = <0x1 0x23456789 0xffffffff 0xffffffff>, "
	    "<0x0 0x0 0x0 0x0>;\n\t};\n};\n", 0,
	    NOTE("firmware.fdt.memreserve[1]: left out: it has no byte, "
	    "which would end the list\n"), 0 },
	{ "dts", NODES("{\"name\":\"a@1\",\"size\":1,\"reg\":[],"
	    "\"no_map\":true},{\"name\":\"b\",\"size\":0,\"alignment\":2,"
	    "\"alloc_ranges\":[{\"base\":0,\"size\":1}],\"reusable\":true,"
	    "\"x-linux-cma-default\":true,"
	    "\"compatible\":\"a\\\"\\\\\\n\\u00e4\",\"status\":\"okay\"}"),
	    TREE_HEAD TREE_RESERVED
	    "\n\t\ta@1 {\n\t\t\treg;\n\t\t\tsize = <0x0 0x1>;\n"
	    "\t\t\tno-map;\n\t\t};\n"
	    "\n\t\tb {\n\t\t\tsize = <0x0 0x0>;\n"
	    "\t\t\talignment = <0x0 0x2>;\n"
	    "\t\t\talloc-ranges = <0x0 0x0 0x0 0x1>;\n\t\t\treusable;\n"
	    "\t\t\tlinux,cma-default;\n"
	    "\t\t\tcompatible = \"a\\\"\\\\\\x0a\\xc3\\xa4\";\n"
	    "\t\t\tstatus = \"okay\";\n\t\t};\n"
	    "\t};\n};\n", 0, NULL, 0 },
	{ "dts", NODES("{\"name\":\"a b\"}"), "", 0,
	    NOTE("firmware.fdt.reserved[0]: no node of a device tree can be "
	    "called that: expected letters, digits, `,`, `.`, `_`, `+`, `-`, "
	    "and behind an `@` more of them\n"), 2 },
	{ "dts", NODES("{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"a\"}"),
	    "", 0,
	    NOTE("firmware.fdt.reserved: two nodes of one name, which no "
	    "device tree has: a\n"), 2 },
	{ "efi", HEAD ",\"firmware\":{\"efi\":{\"descriptor_size\":39,"
	    "\"map\":[]}}}", "", 0,
	    NOTE("firmware.efi.descriptor_size: a descriptor has 40 bytes, "
	    "which do not fit in 39\n"), 2 },
	{ "efi", HEAD ",\"firmware\":{\"efi\":{\"descriptor_size\":" TOP ","
	    "\"map\":[{\"type\":0,\"phys\":0,\"pages\":0}]}}}", "", 0,
	    NOTE("firmware.efi.descriptor_size: with 18446744073709551615 "
	    "bytes a descriptor the map has more than 256 MiB, the limit\n"),
	    2 },
	/* Other maps, and no map at all. */
	{ "smap", HEAD ",\"firmware\":{\"e820\":[],\"efi\":{\"map\":[]},"
	    "\"fdt\":{\"memory\":[]},\"regions\":{},\"ops\":[]},"
	    "\"boot\":{\"cmdline\":\"\",\"tunables\":{\"a\":\"b\"},"
	    "\"kernel\":{\"base\":0,\"size\":0},"
	    "\"initrd\":{\"base\":0,\"size\":0},"
	    "\"dtb\":{\"base\":0,\"size\":0},"
	    "\"preload\":[{\"name\":\"a\",\"type\":\"b\",\"base\":0,"
	    "\"size\":0}],\"page_tables\":{\"base\":0,\"size\":0},"
	    "\"bad_pages\":[0]},"
	    "\"devices\":[{\"name\":\"a\",\"base\":0,\"size\":0}],"
	    "\"events\":[{\"do\":\"pmem\"}],\"x-truncated\":\"\"}", "", 0,
	    NOTE("firmware.efi" NOTHING_FOR_IT)
	    NOTE("firmware.fdt" NOTHING_FOR_IT)
	    NOTE("firmware.regions" NOTHING_FOR_IT)
	    NOTE("firmware.ops" NOTHING_FOR_IT)
	    NOTE("boot.cmdline" NOTHING_FOR_IT)
	    NOTE("boot.tunables" NOTHING_FOR_IT)
	    NOTE("boot.kernel" NOTHING_FOR_IT)
	    NOTE("boot.initrd" NOTHING_FOR_IT)
	    NOTE("boot.dtb" NOTHING_FOR_IT)
	    NOTE("boot.preload" NOTHING_FOR_IT)
	    NOTE("boot.page_tables" NOTHING_FOR_IT)
	    NOTE("boot.bad_pages" NOTHING_FOR_IT)
	    NOTE("devices" NOTHING_FOR_IT)
	    NOTE("events" NOTHING_FOR_IT)
	    NOTE("x-truncated" NOTHING_FOR_IT), 0 },
	{ "e820", HEAD "}", "", 0,
	    NOTE("firmware: there is nothing to write: e820 takes the e820 "
	    "map\n"), 2 },
};

#define BYTES(text) text, sizeof(text) - 1
#define ENTRY								\
	"\x08\x07\x06\x05\x04\x03\x02\x01"				\
	"\xff\xff\xff\xff\xff\xff\xff\xff"
#define ENTRY_JSON							\
	"{\"base\":\"0x102030405060708\",\"size\":" TOP ",\"type\":"	\
	"\"0x1234567\"}"
#define DESCRIPTOR							\
	"\x0f\0\0\0\0\0\0\0" "\x08\x07\x06\x05\x04\x03\x02\x01"	\
	"\x10\0\0\0\0\0\0\0" "\x02\0\0\0\0\0\0\0"			\
	"\x01\0\0\0\0\0\0\x80"
#define DESCRIPTOR_JSON							\
	"{\"type\":15,\"phys\":\"0x102030405060708\",\"virt\":16,"	\
	"\"pages\":2,\"attr\":[\"UC\",\"RUNTIME\"]}"

static const struct row binary_rows[] = {
	{ "e820", E820(ENTRY_JSON), BYTES(ENTRY "\x67\x45\x23\x01"), NULL, 0 },
	{ "e820-ext", E820(ENTRY_JSON),
	    BYTES(ENTRY "\x67\x45\x23\x01\x01\0\0\0"), NULL, 0 },
	{ "efi", EFI(DESCRIPTOR_JSON), BYTES(DESCRIPTOR "\0\0\0\0\0\0\0\0"),
	    NULL, 0 },
	{ "efi", HEAD ",\"firmware\":{\"efi\":{\"descriptor_size\":40,"
	    "\"descriptor_version\":2,\"map\":[" DESCRIPTOR_JSON "]}}}",
	    BYTES(DESCRIPTOR),
	    NOTE("firmware.efi.descriptor_size: left out: the file does not "
	    "say that it is 40\n")
	    NOTE("firmware.efi.descriptor_version: left out: the file does "
	    "not say that it is 2\n"), 0 },
};

/* The place of what is refused depends on the JSON: only PATH is compared. */
static void
drop_place(char *errors)
{
	static const char file[] = "bootmem: x.json:";
	char *place = errors + strlen(file), *end;

	if (strncmp(errors, file, strlen(file)) == 0 && *place != ' ') {
		end = strchr(place, ' ');
		ck_assert_ptr_nonnull(end);
		memmove(place, end, strlen(end) + 1);
	}
}

static void
expect_row(const struct row *row)
{
	char to[64];
	struct program_call call = { { "export", to, "x.json" },
	    .input_path = NULL };
	struct program_result result;
	size_t length = row->output_bytes != 0 ? row->output_bytes :
	    strlen(row->output);

	snprintf(to, sizeof(to), "--to=%s", row->format);
	file_write("x.json", row->capture, strlen(row->capture));
	result = program_run(&call);
	drop_place(result.errors);
	ck_assert_str_eq(result.errors, row->errors == NULL ? "" :
	    row->errors);
	ck_assert_int_eq(result.status, row->status);
	ck_assert_uint_eq(result.output_bytes, length);
	ck_assert_mem_eq(result.output, row->output, length);
	program_result_free(&result);
}

START_TEST(text_is_written)
{
	expect_row(&text_rows[_i]);
}
END_TEST

START_TEST(bytes_are_written)
{
	expect_row(&binary_rows[_i]);
}
END_TEST

/* What Linux takes of its command line is as long as this, not longer. */
START_TEST(arguments_have_a_limit)
{
	static const char entry[] =
	    "{\"base\":\"0x1000000000\",\"size\":4096,\"type\":1},";
	static const char argument[] = " memmap=0x1000@0x1000000000";
	size_t room = 2047 - strlen("memmap=exactmap");
	size_t count = room / strlen(argument);
	char text[8192];

	for (size_t more = 0; more < 2; more++) {
		struct program_call call = { { "export", "--to=memmap",
		    "x.json" }, .input_path = NULL };
		struct program_result result;
		size_t used = (size_t)snprintf(text, sizeof(text),
		    HEAD ",\"firmware\":{\"e820\":[");

		for (size_t i = 0; i < count + more; i++)
			used += (size_t)snprintf(text + used,
			    sizeof(text) - used, "%s", entry);
		snprintf(text + used - 1, sizeof(text) - used + 1, "]}}");
		file_write("x.json", text, strlen(text));
		result = program_run(&call);
		ck_assert_int_eq(result.status, more == 0 ? 0 : 2);
		ck_assert((strstr(result.errors, "than 2047 bytes") != NULL) ==
		    (more == 1));
		ck_assert_uint_eq(result.output_bytes, more == 1 ? 0 :
		    strlen("memmap=exactmap") + count * strlen(argument) + 1);
		program_result_free(&result);
	}
}
END_TEST

static const struct {
	const char *arguments[PROGRAM_ARGUMENTS_MAX];
	int status;
	const char *errors;
} usage_rows[] = {
	{ { "export" }, 2, "bootmem: export: name a format and one capture; "
	    "see bootmem list formats\n" },
	{ { "export", "x.json" }, 2, "bootmem: export: name a format and one "
	    "capture; see bootmem list formats\n" },
	{ { "export", "--to=smap" }, 2, "bootmem: export: name a format and "
	    "one capture; see bootmem list formats\n" },
	{ { "export", "--to=smap", "x.json", "x.json" }, 2, "bootmem: "
	    "export: name a format and one capture; see bootmem list "
	    "formats\n" },
	{ { "export", "--to=smpa", "x.json" }, 2, "bootmem: --to: no such "
	    "format: \"smpa\": did you mean \"smap\"?\n" },
	{ { "export", "--to=smap", "x.json", "-o" }, 2, "bootmem: export: -o "
	    "needs a value\n" },
	{ { "export", "--to=smap", "x.json", "-p" }, 2, "bootmem: export: "
	    "unknown option \"-p\"; see bootmem export --help\n" },
	{ { "export", "--to=smap", "missing.json" }, 2, "bootmem: "
	    "missing.json: No such file or directory\n" },
	{ { "export", "--to=smap", "x.json", "-o", "no/such/file" }, 4,
	    "bootmem: no/such/file: cannot be written: No such file or "
	    "directory\n" },
	{ { "export", "--to=smap", "x.json", "-o", "/dev/full" }, 4,
	    "bootmem: /dev/full: cannot be written: No space left on "
	    "device\n" },
};

#define ONE_ENTRY E820("{\"base\":0,\"size\":4096,\"type\":1}")
#define ONE_LINE							\
	"SMAP type=01, xattr=01, base=0000000000000000, "		\
	"len=0000000000001000\n"

START_TEST(usage_is_checked)
{
	struct program_call call = { .input_path = NULL };
	struct program_result result;

	memcpy(call.arguments, usage_rows[_i].arguments,
	    sizeof(usage_rows[_i].arguments));
	file_write("x.json", ONE_ENTRY, strlen(ONE_ENTRY));
	result = program_run(&call);
	ck_assert_str_eq(result.errors, usage_rows[_i].errors);
	ck_assert_int_eq(result.status, usage_rows[_i].status);
	ck_assert_str_eq(result.output, "");
	program_result_free(&result);
}
END_TEST

static void
expect_export(const char *output_path, const char *capture, int status)
{
	struct program_call call = { { "export", "--to=smap", "-o",
	    output_path, "x.json" }, .input_path = NULL };
	struct program_result result;

	file_write("x.json", capture, strlen(capture));
	result = program_run(&call);
	ck_assert_int_eq(result.status, status);
	ck_assert_str_eq(result.output, strcmp(output_path, "-") == 0 ?
	    ONE_LINE : "");
	program_result_free(&result);
}

static void
expect_file(const char *path, const char *text)
{
	size_t length;
	char *found = file_read_whole(path, &length);

	ck_assert_str_eq(found, text);
	free(found);
}

/* A disk that is full when a part is written. */
static void
expect_no_room(const char *path)
{
	char command[256];
	const char *const arguments[] = { "sh", "-c", command, NULL };
	struct program_result result;

	snprintf(command, sizeof(command), "trap '' XFSZ; ulimit -f 0; exec "
	    "\"$BOOTMEM_PROGRAM\" export --to=smap -o %s x.json", path);
	result = command_run(arguments);
	ck_assert_int_eq(result.status, 4);
	ck_assert_ptr_nonnull(strstr(result.errors, "cannot be written"));
	program_result_free(&result);
}

static size_t
count_files(void)
{
	DIR *directory = opendir(".");
	struct dirent *entry;
	size_t count = 0;

	ck_assert_ptr_nonnull(directory);
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			count++;
	closedir(directory);
	return (count);
}

START_TEST(files_are_written_whole_or_not_at_all)
{
	struct stat status;

	expect_export("-", ONE_ENTRY, 0);
	expect_export("new", ONE_ENTRY, 0);
	expect_file("new", ONE_LINE);
	file_write("old", "old\n", 4);
	ck_assert_int_eq(chmod("old", 0640), 0);
	expect_export("old", HEAD "}", 2);
	expect_file("old", "old\n");
	file_write("x.json", ONE_ENTRY, strlen(ONE_ENTRY));
	expect_no_room("old");
	expect_file("old", "old\n");
	ck_assert_int_eq(symlink("old", "link"), 0);
	expect_export("link", ONE_ENTRY, 0);
	expect_file("old", ONE_LINE);
	ck_assert_int_eq(lstat("link", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(stat("old", &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0640);
	ck_assert_int_eq(symlink("nothing", "dangling"), 0);
	expect_export("dangling", ONE_ENTRY, 4);
	ck_assert_int_eq(lstat("dangling", &status), 0);
	ck_assert(S_ISLNK(status.st_mode));
	ck_assert_int_eq(unlink("dangling"), 0);
	expect_export("/dev/null", ONE_ENTRY, 0);
	ck_assert_int_eq(stat("/dev/null", &status), 0);
	ck_assert(S_ISCHR(status.st_mode));
	/* inputs, x.json, new, old and link: no scratch file is left. */
	ck_assert_uint_eq(count_files(), 5);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("export");
	TCase *cases = tcase_create("export");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, scratch_enter, scratch_leave);
	tcase_add_loop_test(cases, text_is_written, 0, ROW_COUNT(text_rows));
	tcase_add_loop_test(cases, bytes_are_written, 0,
	    ROW_COUNT(binary_rows));
	tcase_add_test(cases, arguments_have_a_limit);
	tcase_add_loop_test(cases, usage_is_checked, 0,
	    ROW_COUNT(usage_rows));
	tcase_add_test(cases, files_are_written_whole_or_not_at_all);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bootmem capture, of machines whose files lie in a directory: what is taken
 * from where, what is left out, and what is said of it.
 */
#include <check.h>
#include <string.h>

#include "tests/hex.h"
#include "tests/program.h"
#include "tests/tree.h"

enum {
	FILES_MAX = 10,
	WORDS_MAX = 7
};

#define RAM "8:0 8:9f000 4:1 "
#define PAGE_OF(table) "@1e8 1:1 @202 'HdrS' 2:20f @236 2:1 @2d0 " table "@1000"
#define PARAMS { "r/sys/kernel/boot_params/data", PAGE_OF(RAM) }
#define MEMMAP								\
	{ "r/sys/firmware/memmap/0/start", "'0x0' 1:a" },		\
	{ "r/sys/firmware/memmap/0/end", "'0x9efff' 1:a" },		\
	{ "r/sys/firmware/memmap/0/type", "'System RAM' 1:a" }
#define RELEASE { "r/proc/sys/kernel/osrelease", "'6.12.5-amd64' 1:a" }
#define IOMEM								\
	{ "r/proc/iomem", "'00000000-0009efff : System RAM' 1:a "	\
	    "'  00001000-00001fff : a device' 1:a" }
#define IOMEM_WITNESS "\"linux-6.12\": {\"iomem\": {\"text\": "		\
	"\"00000000-0009efff : System RAM\\n"				\
	"  00001000-00001fff : a device\\n\"}}"
#define HIDDEN								\
	{ "r/proc/iomem", "'00000000-00000000 : System RAM' 1:a "	\
	    "'  00000000-00000000 : a device' 1:a" }
#define CMDLINE								\
	{ "r/proc/cmdline", "'root=UUID=1-2 mem=2G quiet memmap=1M@2M' 1:a" }
#define VERSION "'5,0,0,-;Linux version 6.1.0-9-amd64 (a) (b) #1' 1:a "
#define ROW "'6,1,0,-;BIOS-e820: [mem 0x0000000000000000-"		\
	"0x000000000009efff] usable' 1:a "
#define NOT_THERE(path) "bootmem: r/" path ": No such file or directory\n"
#define HEADING "'6,1,0,-;BIOS-provided physical RAM map:' 1:a "
#define FOUND "{\"base\": \"0x0\", \"size\": \"0x9f000\", \"type\": \"usable\"}"
#define NO_MAP "bootmem: capture: no memory map could be read: see "	\
	"above; run as root, right after a boot, or save the kernel's "	\
	"log and use bootmem import\n"

static const struct capture_row {
	const char *name;
	struct tree_part parts[FILES_MAX];
	const char *words[WORDS_MAX];	/* behind capture --root=r */
	int status;
	const char *with[3];		/* parts of the output */
	const char *without;
	const char *said[4];		/* parts of standard error */
} rows[] = {
	{ "boot_params first", { PARAMS,
	    { "r/sys/firmware/memmap/0/start", "'broken' 1:a" }, CMDLINE,
	    IOMEM, RELEASE }, .with = { FOUND, IOMEM_WITNESS,
	    "\"arch\": \"amd64\"" }, .without = "UUID",
	    .said = { "2 arguments of the kernel's command line are not about "
	    "memory and left out (see --with-names)\n", NOT_THERE("dev/kmsg"),
	    NOT_THERE("sys/firmware/fdt") } },
	{ "memmap", { MEMMAP }, .with = { FOUND }, .said = {
	    NOT_THERE("sys/kernel/boot_params"),
	    "the arch is not said; taken as amd64 (see --arch)\n" } },
	{ "the user says the arch", { MEMMAP }, { "--arch=i386",
	    "--name=mine" }, .with = { "\"arch\": \"i386\"",
	    "\"name\": \"mine\"" }, .without = "amd64" },
	{ "a broken page gives way", { { "r/sys/kernel/boot_params/data",
	    "@800" }, MEMMAP }, .with = { FOUND }, .said = {
	    "/sys/kernel/boot_params/data: offset 0x800: ends here, 2048 "
	    "bytes before the end of a zero page\n" } },
	{ "the log", { { "r/dev/kmsg", VERSION HEADING ROW "' SUBSYSTEM=x' 1:a "
	    "'13,2,0,-;BIOS-e820: of somebody else' 1:a" } },
	    .with = { FOUND }, .without = "x-truncated" },
	{ "bytes of the log", { { "r/dev/kmsg", VERSION "'6,1,0,-;BIOS-e820: "
	    "[mem 0x0000000000000000-0x000000000009efff]\\x20usable' 1:a" } },
	    .with = { FOUND } },
	{ "a NUL in the log", { { "r/dev/kmsg", VERSION "'6,1,0,-;a' 1:0 "
	    "1:a " ROW } }, .with = { FOUND } },
	{ "a log as text", { { "r/dev/kmsg", "'[    0.000000] Linux version "
	    "6.1.0 (a) (b) #1' 1:a '[    0.000000] BIOS-e820: [mem "
	    "0x0000000000000000-0x000000000009efff] usable' 1:a" } },
	    .with = { FOUND } },
	{ "half a log", { { "r/dev/kmsg", ROW } }, .status = 2, .said = {
	    "r/dev/kmsg: has lost its beginning, and the map with it (capture "
	    "right after a boot)\n", NO_MAP } },
	{ "a damaged log", { { "r/dev/kmsg", VERSION "'6,1,0,-;BIOS-e820: "
	    "[mem 0x0-' 1:a '6,2,0,-;other' 1:a" }, MEMMAP },
	    .with = { FOUND }, .said = { "r/dev/kmsg:2:" } },
	{ "hidden addresses", { MEMMAP, HIDDEN, RELEASE }, .with = { FOUND },
	    .without = "iomem", .said = { "r/proc/iomem: the kernel hides its "
	    "addresses (run as root)\n" } },
	{ "nothing but iomem", { IOMEM, RELEASE }, .with = { FOUND,
	    "\"origin\": \"reconstructed\"", IOMEM_WITNESS }, .said = {
	    "r/proc/iomem: the map is taken from here: nothing else has "
	    "it\n" } },
	{ "EFI's map is not whole", { MEMMAP,
	    { "r/sys/firmware/efi/runtime-map/0/type", "'5' 1:a" } },
	    .with = { FOUND }, .without = "efi", .said = {
	    "r/sys/firmware/efi/runtime-map: not taken: it is not the whole "
	    "map (boot with efi=debug, and the log has it)\n" } },
	{ "names", { MEMMAP, CMDLINE, { "r/sys/class/dmi/id/sys_vendor",
	    "'Maker' 1:a" }, { "r/sys/class/dmi/id/product_name",
	    "'Thing 5' 1:a" }, { "r/sys/class/dmi/id/bios_version",
	    "'1.2' 1:a" } }, { "--with-names" }, .with = { FOUND,
	    "\"about\": \"Maker Thing 5, BIOS 1.2\"",
	    "\"root=UUID=1-2 mem=2G quiet memmap=1M@2M\"" } },
	{ "redacted", { MEMMAP, CMDLINE, IOMEM, RELEASE }, { "--redact" },
	    .with = { FOUND, "\"cmdline\": \"mem=2G memmap=1M@2M\"" },
	    .without = "a device", .said = { "the printed table iomem holds "
	    "names and is left out\n", "left out\n" } },
	{ "redacted and with names", { MEMMAP, CMDLINE,
	    { "r/sys/class/dmi/id/sys_vendor", "'Maker' 1:a" } },
	    { "--redact", "--with-names" }, .with = { FOUND,
	    "\"about\": \"Maker\"", "\"cmdline\": \"mem=2G memmap=1M@2M\"" },
	    .without = "UUID" },
	{ "nothing", { { "r/readme", "'x'" } }, .status = 2,
	    .said = { NO_MAP } },

	{ "FreeBSD's SMAP", { { "r/sysctl/machdep.smap", RAM "4:1" },
	    { "r/kenv", "'hw.physmem=\"2G\"' 1:a 'hw.physmem.start=\"1M\"' "
	    "1:a 'smbios.system.serial=\"secret\"' 1:a" } },
	    .with = { FOUND, "\"hw.physmem\": \"2G\"",
	    "\"hw.physmem.start\": \"1M\"" }, .without = "secret",
	    .said = { NOT_THERE("sysctl/machdep.efi_map") } },
	{ "FreeBSD's log", { { "r/sysctl/readme", "'x'" },
	    { "r/var/run/dmesg.boot", "'---<<BOOT>>---' 1:a "
	    "'FreeBSD 13.1-RELEASE releng/13.1-n250148 GENERIC amd64' 1:a "
	    "'SMAP type=01 base=0000000000000000 len=000000000009f000' 1:a" }
	    }, .with = { FOUND }, .without = "about", .said = {
	    NOT_THERE("sysctl/machdep.smap") } },
	{ "FreeBSD's EFI map", { { "r/sysctl/machdep.efi_map", "8:30 8:30 4:1 "
	    "/20 8:7 8:100000 8:0 8:7f00 8:f 8:0" } }, .with = {
	    "\"type\": \"ConventionalMemory\"", "\"pages\": 32512",
	    "\"name\": \"freebsd-amd64\"" } },
	{ "FreeBSD's damaged SMAP", { { "r/sysctl/machdep.smap", RAM } },
	    .status = 2, .said = { "r/sysctl/machdep.smap: offset 0x0: 20 "
	    "bytes are no whole entry of 24\n", NO_MAP } },

	{ "a file", { MEMMAP }, { "x" }, .status = 2, .said = { "bootmem: "
	    "capture: takes no file: \"x\" (another machine's files are read "
	    "with --root)\n" } },
	{ "no such arch", { MEMMAP }, { "--arch=amd46" }, .status = 2, .said =
	    { "bootmem: --arch: no such architecture: \"amd46\": did you mean "
	    "\"amd64\"?\n" } },
	{ "no name", { MEMMAP }, { "--name=A" }, .status = 2, .said = {
	    "bootmem: --name: only a-z, 0-9 and . _ - make a name: \"A\"\n" } },
	{ "cannot be written", { MEMMAP }, { "-o", "nowhere/x" }, .status = 4,
	    .said = { "bootmem: nowhere/x: cannot be written: No such file "
	    "or directory\n" } },
};

static void
make_tree(const struct capture_row *row)
{
	tree_run((const char *const[]){ "rm", "-rf", "r", NULL });
	for (size_t i = 0; i < FILES_MAX && row->parts[i].path != NULL; i++)
		tree_write(&row->parts[i]);
}

static void
expect_part(const char *name, const char *text, const char *part)
{
	ck_assert_msg(part == NULL || strstr(text, part) != NULL,
	    "%s: no `%s` in\n%s", name, part, text);
}

START_TEST(a_machine_is_captured)
{
	const struct capture_row *row = &rows[_i];
	struct program_call call = { .arguments = { "capture", "--root=r" } };
	struct program_result result;

	make_tree(row);
	memcpy(call.arguments + 2, row->words,
	    (WORDS_MAX - 1) * sizeof(row->words[0]));
	result = program_run(&call);
	ck_assert_msg(result.status == row->status, "%s: status %d: %s",
	    row->name, result.status, result.errors);
	for (size_t i = 0; i < LENGTH(row->with); i++)
		expect_part(row->name, result.output, row->with[i]);
	for (size_t i = 0; i < LENGTH(row->said); i++)
		expect_part(row->name, result.errors, row->said[i]);
	if (row->without != NULL)
		ck_assert_msg(strstr(result.output, row->without) == NULL,
		    "%s: %s in\n%s", row->name, row->without, result.output);
	if (row->status != 0)
		ck_assert_str_eq(result.output, "");
	program_result_free(&result);
}
END_TEST

/* What is captured is imported as a capture, and nothing changes. */
START_TEST(a_device_tree_is_decoded)
{
	const struct program_call capture = { .arguments = { "capture",
	    "--root=r", "-o", "r.json" } };
	const struct program_call import = { .arguments = { "import", "r.json",
	    "-o", "again.json" } };
	struct program_result result;

	tree_run((const char *const[]){ "mkdir", "-p", "r/sys/firmware",
	    NULL });
	tree_run((const char *const[]){ "cp", "inputs/riscv64-virt/virt.dtb",
	    "r/sys/firmware/fdt", NULL });
	result = program_run(&capture);
	ck_assert_msg(result.status == 0, "%s", result.errors);
	expect_part("left out", result.errors, "the machine's name is left "
	    "out (see --with-names)\n");
	program_result_free(&result);
	result = program_run(&import);
	ck_assert_msg(result.status == 0, "%s", result.errors);
	program_result_free(&result);
	tree_run((const char *const[]){ "cmp", "r.json", "again.json",
	    NULL });
}
END_TEST

/* Another machine's files may be anything; none is waited for. */
START_TEST(what_does_not_end_is_told)
{
	const struct program_call call = { .arguments = { "capture",
	    "--root=r" } };
	struct program_result result;

	tree_run((const char *const[]){ "rm", "-rf", "r", NULL });
	tree_run((const char *const[]){ "mkdir", "-p", "r/dev", "r/proc",
	    NULL });
	tree_run((const char *const[]){ "ln", "-s", "/dev/zero", "r/dev/kmsg",
	    NULL });
	tree_run((const char *const[]){ "mkfifo", "r/proc/iomem", NULL });
	result = program_run(&call);
	ck_assert_int_eq(result.status, 2);
	expect_part("no end", result.errors, "bootmem: r/dev/kmsg: File too "
	    "large\n");
	expect_part("a pipe", result.errors, "bootmem: r/proc/iomem: is no "
	    "regular file\n");
	program_result_free(&result);
}
END_TEST

/* The machine that runs this says something, or why it does not. */
START_TEST(this_machine_ends_well)
{
	const struct program_call call = { .arguments = { "capture" } };
	struct program_result result = program_run(&call);

	ck_assert_msg(result.status == 0 || result.status == 2, "%s",
	    result.errors);
	ck_assert_int_eq(result.status == 0, result.output_bytes > 0);
	ck_assert(result.status == 0 || result.errors_bytes > 0);
	program_result_free(&result);
}
END_TEST

static void
leave(void)
{
	tree_run((const char *const[]){ "rm", "-rf", "r", NULL });
	scratch_leave();
}

int
main(void)
{
	Suite *suite = suite_create("capture");
	TCase *cases = tcase_create("machines");

	suite_add_tcase(suite, cases);
	tcase_set_timeout(cases, TEST_SECONDS);
	tcase_add_unchecked_fixture(cases, scratch_enter, leave);
	tcase_add_loop_test(cases, a_machine_is_captured, 0, LENGTH(rows));
	tcase_add_test(cases, a_device_tree_is_decoded);
	tcase_add_test(cases, what_does_not_end_is_told);
	tcase_add_test(cases, this_machine_ends_well);
	return (run_suite(suite));
}

/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * The program from outside: what it takes, what it prints where, and how it
 * ends.  A row is one run; what a row does not name has to be empty.
 */
#include <check.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "program.h"
#include "tests/hex.h"

#define ONE_PAGE "inputs/hostile/one-page.json"
#define NO_MEMORY "inputs/hostile/no-memory.json"
#define UNRESERVED "inputs/hostile/uses-unreserved.json"
#define ROCKPRO64 "inputs/rockpro64/capture.json"
#define PANIC "panic: No memory entries in phys_avail\n"
#define ONE_PAGE_PHYSMEM						\
	"Physical memory chunk(s):\n"					\
	"  0x40000000 - 0x40000fff,     0 MB (      1 pages)\n"		\
	"Excluded memory regions:\n"
#define ONE_PAGE_TOTALS "realmem 1\nphysmem 1\nMaxmem 262145\n"
#define UNRESERVED_REPORT						\
	"uses-unreserved: freebsd: error: FW-DEVICE-MEMORY-RESERVED: "	\
	"Memory that an earlier kernel left a device working in is "	\
	"reserved by the firmware's tables.\n"				\
	"    0x83480000-0x8348ffff: firmware.efi.map[0], devices[0]\n"

/* Sanitizers reserve more address space than any limit leaves. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED
#endif
#endif

struct row {
	const char *name;
	const char *arguments[PROGRAM_ARGUMENTS_MAX];
	const char *input_path;
	int status;
	/* All of it, or a part of it, or nothing. */
	const char *output, *output_part;
	const char *errors, *errors_part;
};

static const struct row usage_rows[] = {
	{ "no command", .status = 2,
	    .errors_part = "usage: bootmem COMMAND" },
	{ "a command mistyped", { "smi", ONE_PAGE }, .status = 2,
	    .errors = "bootmem: unknown command: \"smi\": did you mean "
	    "\"sim\"?\n" },
	{ "a command like none", { "xyzzy" }, .status = 2,
	    .errors = "bootmem: unknown command: \"xyzzy\"\n" },
	{ "an empty command", { "" }, .status = 2,
	    .errors = "bootmem: unknown command: \"\"\n" },
	{ "an option for a command", { "--halp" }, .status = 2,
	    .errors = "bootmem: unknown option: \"--halp\": did you mean "
	    "\"--help\"?\n" },
	{ "help of the program", { "--help" },
	    .output_part = "usage: bootmem COMMAND" },
	{ "help of sim", { "sim", "--help" },
	    .output_part = "usage: bootmem sim " },
	{ "help of check", { "check", "--help" },
	    .output_part = "usage: bootmem check " },
	{ "help of diff", { "diff", "--help" },
	    .output_part = "usage: bootmem diff " },
	{ "help of export", { "export", "--help" },
	    .output_part = "usage: bootmem export " },
	{ "help of list", { "list", "--help" },
	    .output_part = "usage: bootmem list " },
	{ "help before a fault", { "sim", "--help", "--table=nosuch" },
	    .output_part = "--table=NAME" },
	{ "version of the program", { "--version" },
	    .output_part = "bootmem " },
	{ "version of sim", { "sim", "--version" },
	    .output_part = "bootmem " },
	{ "version of check", { "check", "--version" },
	    .output_part = "bootmem " },
	{ "version of diff", { "diff", "--version" },
	    .output_part = "bootmem " },
	{ "version of export", { "export", "--version" },
	    .output_part = "bootmem " },
	{ "version of list", { "list", "--version" },
	    .output_part = "bootmem " },
};

static const struct row option_rows[] = {
	{ "a long option mistyped", { "sim", "--tabel=physmem", ONE_PAGE },
	    .status = 2, .errors = "bootmem: sim: unknown option "
	    "\"--tabel\": did you mean \"--table\"?\n" },
	{ "the same behind the capture", { "sim", ONE_PAGE, "--tabel" },
	    .status = 2, .errors = "bootmem: sim: unknown option "
	    "\"--tabel\": did you mean \"--table\"?\n" },
	{ "without its value", { "sim", "--no-chekc", ONE_PAGE },
	    .status = 2, .errors = "bootmem: sim: unknown option "
	    "\"--no-chekc\": did you mean \"--no-check\"?\n" },
	{ "a long option like none", { "check", "--zzz", ONE_PAGE },
	    .status = 2, .errors = "bootmem: check: unknown option "
	    "\"--zzz\"; see bootmem check --help\n" },
	{ "an option of another command", { "check", "--trace", ONE_PAGE },
	    .status = 2, .errors_part = "check: unknown option \"--trace\"" },
	{ "three dashes", { "sim", "---table", ONE_PAGE }, .status = 2,
	    .errors = "bootmem: sim: unknown option \"---table\": did you "
	    "mean \"--table\"?\n" },
	{ "a letter", { "sim", "-q", ONE_PAGE }, .status = 2,
	    .errors = "bootmem: sim: unknown option \"-q\"; see bootmem sim "
	    "--help\n" },
	{ "the letter inside of an option", { "sim", "-x", ONE_PAGE },
	    .status = 2, .errors = "bootmem: sim: unknown option \"-x\"; see "
	    "bootmem sim --help\n" },
	{ "letters behind an option",
	    { "sim", ONE_PAGE, "--table=totals", "-xyz" }, .status = 2,
	    .errors = "bootmem: sim: unknown option \"-x\"; see bootmem sim "
	    "--help\n" },
	{ "an abbreviation", { "sim", "--tab=totals", ONE_PAGE },
	    .output = ONE_PAGE_TOTALS },
	{ "an abbreviation of several", { "sim", "--t=totals", ONE_PAGE },
	    .status = 2, .errors_part = "sim: \"--t\" may be any of --t" },
	{ "a value that is not taken", { "sim", "--trace=yes", ONE_PAGE },
	    .status = 2,
	    .errors = "bootmem: sim: --trace takes no value\n" },
	{ "and abbreviated", { "sim", "--no=1", ONE_PAGE }, .status = 2,
	    .errors = "bootmem: sim: --no-check takes no value\n" },
	{ "a value missing", { "sim", ONE_PAGE, "--table" }, .status = 2,
	    .errors = "bootmem: sim: --table needs a value\n" },
	{ "a value in the next word",
	    { "sim", "--table", "totals", ONE_PAGE },
	    .output = ONE_PAGE_TOTALS },
	{ "an option behind --", { "sim", "--", "--table" }, .status = 2,
	    .errors = "bootmem: --table: No such file or directory\n" },
	{ "a format of sim", { "sim", "--format=xml", ONE_PAGE },
	    .status = 2,
	    .errors = "bootmem: --format: not text or json: \"xml\"\n" },
	{ "a format of diff", { "diff", "--format=xml", ONE_PAGE, ONE_PAGE },
	    .status = 2, .errors = "bootmem: --format: not text, json or "
	    "unified: \"xml\"\n" },
	{ "an option of diff mistyped", { "diff", "--profil-a=freebsd",
	    ONE_PAGE }, .status = 2, .errors = "bootmem: diff: unknown "
	    "option \"--profil-a\": did you mean \"--profile-a\"?\n" },
	{ "a format of list", { "list", "--format=xml", "tables" },
	    .status = 2,
	    .errors = "bootmem: --format: not text or json: \"xml\"\n" },
	{ "a format of check", { "check", "--format=jsno", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --format: no such format: "
	    "\"jsno\": did you mean \"json\"?\n" },
	{ "a format of check like none", { "check", "--format=postscript",
	    ONE_PAGE }, .status = 2, .errors = "bootmem: --format: no such "
	    "format: \"postscript\"\n" },
};

static const struct row value_rows[] = {
	{ "a table mistyped", { "sim", "--table=physmen", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --table: no such table: "
	    "\"physmen\": did you mean \"physmem\"?\n" },
	{ "the second table", { "sim", "--table=nexus,evnets", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --table: no such table: "
	    "\"evnets\": did you mean \"events\"?\n" },
	{ "a table without name", { "sim", "--table=nexus,", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --table: no such table: \"\"\n" },
	{ "a profile mistyped", { "sim", "--profile=freebds", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --profile: no such profile: "
	    "\"freebds\": did you mean \"freebsd\"?\n" },
	{ "a profile like none", { "check", "--profile=plan9", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --profile: no such profile: "
	    "\"plan9\"\n" },
	{ "a stage mistyped", { "sim", "--until=fimrware", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --until: no such stage: "
	    "\"fimrware\": did you mean \"firmware\"?\n" },
	{ "pages of 3000 bytes", { "sim", "--page-size=3000", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --page-size: not a power of two "
	    "from 4096 to 65536: \"3000\"\n" },
	{ "pages of 128 KiB", { "sim", "--page-size=131072", ONE_PAGE },
	    .status = 2, .errors = "bootmem: --page-size: not a power of two "
	    "from 4096 to 65536: \"131072\"\n" },
	{ "pages of 2^64 + 4096", { "sim",
	    "--page-size=18446744073709555712", ONE_PAGE },
	    .status = 2, .errors_part = "--page-size: not a power of two" },
	{ "text behind the page size", { "check", "--page-size=4096k",
	    ONE_PAGE }, .status = 2,
	    .errors_part = "--page-size: not a power of two" },
	{ "no octal page size", { "check", "--page-size=010000000",
	    ONE_PAGE }, .status = 2,
	    .errors_part = "--page-size: not a power of two" },
	{ "a page size in hexadecimal", { "sim", "--page-size=0x1000",
	    "--table=totals", ONE_PAGE }, .output = ONE_PAGE_TOTALS },
	{ "a page too large for the memory", { "sim", "--page-size=65536",
	    "--table=totals", ONE_PAGE }, .status = 3, .output = PANIC },
	{ "a tunable without value", { "sim", "--tunable=x", ONE_PAGE },
	    .status = 2,
	    .errors = "bootmem: --tunable: not NAME=VALUE: \"x\"\n" },
	{ "a tunable without name", { "sim", "--tunable==1", ONE_PAGE },
	    .status = 2,
	    .errors = "bootmem: --tunable: not NAME=VALUE: \"=1\"\n" },
	{ "a tunable that is no size", { "sim", "--tunable=hw.physmem=lots",
	    ONE_PAGE }, .status = 2, .errors = "bootmem: "
	    "--tunable=hw.physmem: not a size (a number below 2^64, K, M, G "
	    "or T may follow): \"lots\"\n" },
	{ "the same in the capture",
	    { "check", "inputs/hostile/physmem-not-a-number.json" },
	    .status = 2, .errors_part = "physmem-not-a-number.json:12:32: "
	    "boot.tunables[\"hw.physmem\"]: not a size" },
	{ "the option's tunable rules",
	    { "sim", "--tunable=hw.physmem=4096", "--table=phys_avail",
	    "inputs/hostile/physmem-not-a-number.json" },
	    .output = "[0x40000000, 0x40001000)\n" },
	{ "a list mistyped", { "list", "profile" }, .status = 2,
	    .errors = "bootmem: list: no such list: \"profile\": did you "
	    "mean \"profiles\"?\n" },
	{ "no list", { "list" }, .status = 2, .errors = "bootmem: list: name "
	    "one of profiles, tables, invariants, formats, stages\n" },
	{ "two lists", { "list", "tables", "stages" }, .status = 2,
	    .errors = "bootmem: list: name one of profiles, tables, "
	    "invariants, formats, stages\n" },
};

static const struct row input_rows[] = {
	{ "no capture for sim", { "sim" }, .status = 2, .errors = "bootmem: "
	    "sim: no capture named; see bootmem sim --help\n" },
	{ "no capture for check", { "check" }, .status = 2,
	    .errors = "bootmem: check: no capture named; see bootmem check "
	    "--help\n" },
	{ "nothing for diff", { "diff" }, .status = 2,
	    .errors_part = "bootmem: diff: name two files" },
	{ "one capture as one kernel", { "diff", ONE_PAGE }, .status = 2,
	    .errors_part = "bootmem: diff: name two files" },
	{ "three files", { "diff", ONE_PAGE, ONE_PAGE, ONE_PAGE },
	    .status = 2, .errors_part = "bootmem: diff: name two files" },
	{ "a file of two that is not there",
	    { "diff", ONE_PAGE, "missing.json" }, .status = 2,
	    .errors = "bootmem: missing.json: No such file or directory\n" },
	{ "a file that is not there", { "sim", "missing.json" }, .status = 2,
	    .errors = "bootmem: missing.json: No such file or directory\n" },
	{ "a directory", { "check", "." }, .status = 2,
	    .errors = "bootmem: .: is a directory\n" },
	{ "a link to itself", { "sim", "loop.json" }, .status = 2,
	    .errors_part = "bootmem: loop.json: " },
	{ "an empty file", { "sim", "/dev/null" }, .status = 2,
	    .errors = "bootmem: /dev/null:1:1: (top level): the text ends "
	    "here; a JSON value is expected\n" },
	{ "nothing on standard input", { "sim", "-" }, .status = 2,
	    .errors = "bootmem: (standard input):1:1: (top level): the text "
	    "ends here; a JSON value is expected\n" },
	{ "half a capture", { "sim", "truncated.json" }, .status = 2,
	    .errors = "bootmem: truncated.json:3:14: arch: the text ends "
	    "here; a string is not closed\n" },
	{ "10 MB of garbage", { "check", "garbage.json" }, .status = 2,
	    .errors_part = "bootmem: garbage.json:1:1: (top level): a JSON "
	    "value is expected: " },
	{ "a key twice", { "sim", "twice.json" }, .status = 2,
	    .errors = "bootmem: twice.json:3:2: name: the key is there "
	    "already: \"name\"\n" },
	{ "arrays in arrays", { "sim", "deep.json" }, .status = 2,
	    .errors_part = ": more than 64 containers inside each other, the "
	    "limit\n" },
	{ "one entry too many", { "sim", "entries.json" }, .status = 2,
	    .errors_part = "bootmem: entries.json:1048580:1: "
	    "firmware.e820[1048576]: " },
	{ "a profile of nobody", { "sim", "profile.json" }, .status = 2,
	    .errors = "bootmem: profile.json:2:15: profiles[0]: no such profile "
	    "(see bootmem list profiles): \"templeos\"\n" },
	{ "a profile for it", { "sim", "--profile=freebsd", "--table=totals",
	    "profile.json" }, .output = ONE_PAGE_TOTALS },
	{ "an event that is not simulated", { "check", "event.json" },
	    .status = 2, .errors = "bootmem: event.json:3:20: events[0].do: "
	    "profile freebsd does not simulate this event: \"pmem\"\n" },
	{ "nor by a release", { "check", "--profile=freebsd-15",
	    "event.json" }, .status = 2, .errors = "bootmem: event.json:3:20: "
	    "events[0].do: profile freebsd-15 does not simulate this event: "
	    "\"pmem\"\n" },
	{ "nor compared", { "diff", "event.json", ONE_PAGE }, .status = 2,
	    .errors = "bootmem: event.json:3:20: events[0].do: "
	    "profile freebsd does not simulate this event: \"pmem\"\n" },
	{ "a profile of nobody for diff", { "diff", "profile.json",
	    ONE_PAGE }, .status = 2,
	    .errors = "bootmem: profile.json:2:15: profiles[0]: no such profile "
	    "(see bootmem list profiles): \"templeos\"\n" },
	{ "a tunable for diff", { "diff", "--tunable=hw.physmem=xyz",
	    ONE_PAGE, UNRESERVED }, .status = 2,
	    .errors_part = "bootmem: --tunable=hw.physmem: not a size" },
};

static const struct row replay_rows[] = {
	{ "no difference", { "diff", ONE_PAGE, ONE_PAGE }, .output = NULL },
	{ "a range of no byte", { "diff", "--profile-a=freebsd",
	    "--profile-b=freebsd-15",
	    "inputs/hostile/defects/exclusion-empty.json" }, .output = NULL },
	{ "a difference", { "diff", ONE_PAGE, UNRESERVED }, .status = 1,
	    .output_part = "0x40000000-0x40000fff" },
	{ "one table", { "sim", "--table=physmem", ONE_PAGE },
	    .output = ONE_PAGE_PHYSMEM },
	{ "options behind the capture", { "sim", ONE_PAGE,
	    "--table=physmem" }, .output = ONE_PAGE_PHYSMEM },
	{ "two tables", { "sim", "--table=physmem,totals", ONE_PAGE },
	    .output = "== one-page: freebsd: physmem ==\n" ONE_PAGE_PHYSMEM
	    "== one-page: freebsd: totals ==\n" ONE_PAGE_TOTALS },
	{ "one table of each of the capture's profiles",
	    { "sim", "--table=totals", "profiles.json" },
	    .output = "== profiles: freebsd: totals ==\n" ONE_PAGE_TOTALS
	    "== profiles: freebsd: totals ==\n" ONE_PAGE_TOTALS },
	{ "one table of one of them", { "sim", "--table=totals",
	    "--profile=freebsd", "profiles.json" },
	    .output = ONE_PAGE_TOTALS },
	{ "a table twice", { "sim", "--table=totals,totals", ONE_PAGE },
	    .output = ONE_PAGE_TOTALS },
	{ "standard input", { "sim", "--table=totals", "-" }, ONE_PAGE,
	    .output = ONE_PAGE_TOTALS },
	{ "a panic", { "sim", "--table=totals", NO_MEMORY }, .status = 3,
	    .output = PANIC },
	{ "another kernel's panic", { "sim", "--table=memblock-final",
	    "--profile=linux-6.12", NO_MEMORY }, .status = 3,
	    .output_part = "panic: Failed to allocate page table page\n" },
	{ "a table of another family's", { "sim", "--table=totals",
	    "--profile=linux-6.12", "--until=memblock", ONE_PAGE },
	    .output = "", .errors = "bootmem: one-page: table totals is made "
	    "in stage avail, which is no stage of linux-6.12\n" },
	{ "an event that a kernel does not know", { "sim",
	    "--profile=linux-6.12", "event.json" }, .status = 2,
	    .output = "", .errors = "bootmem: event.json:3:20: events[0].do: "
	    "profile linux-6.12 does not simulate this event: \"pmem\"\n" },
	{ "a panic that is checked", { "check", NO_MEMORY }, .status = 3,
	    .output_part = PANIC },
	{ "a broken invariant", { "sim", "--table=totals", UNRESERVED },
	    .status = 1, .output_part = "realmem ",
	    .errors = UNRESERVED_REPORT },
	{ "no check", { "sim", "--table=totals", "--no-check", UNRESERVED },
	    .output_part = "realmem " },
	{ "the report of check", { "check", UNRESERVED }, .status = 1,
	    .output_part = UNRESERVED_REPORT },
	{ "the trace", { "sim", "--table=totals", "--trace", ONE_PAGE },
	    .output = ONE_PAGE_TOTALS,
	    .errors = "firmware: add 0x40000000-0x40000fff: "
	    "firmware.regions.hardware[0], as captured\n"
	    "physmem: chunk 0x40000000-0x40000fff\n"
	    "avail: dump_avail 0x40000000-0x40000fff\n"
	    "avail: phys_avail 0x40000000-0x40000fff\n"
	    "vm: segment 0x40000000-0x40000fff\n"
	    "vm: pages 0x40000000-0x40000fff: free\n"
	    "nexus: claim 0x40000000-0x40000fff: ram0\n" },
	{ "until firmware", { "sim", "--until=firmware", ONE_PAGE },
	    .output = "== one-page: freebsd: firmware ==\n" },
	{ "until physmem", { "sim", "--until=physmem", ONE_PAGE },
	    .output = "== one-page: freebsd: firmware ==\n"
	    "== one-page: freebsd: physmem ==\n" ONE_PAGE_PHYSMEM },
	{ "until avail", { "sim", "--until=avail", "--trace",
	    "--table=totals", ONE_PAGE }, .output = ONE_PAGE_TOTALS,
	    .errors_part = "avail: phys_avail 0x40000000-0x40000fff\n" },
	{ "until nexus", { "sim", "--until=nexus", "--table=nexus",
	    ONE_PAGE }, .output = "nexus0\n  ram0\n"
	    "      I/O memory addresses:\n"
	    "          0x40000000-0x40000fff\n" },
	{ "until events", { "sim", "--until=events", "--table=events",
	    "inputs/hostile/release-without-alloc.json" },
	    .output_part = "drv1: 0x0-0xfff released\n" },
	{ "a table of a later stage", { "sim", "--until=physmem",
	    "--table=totals", ONE_PAGE }, .errors = "bootmem: one-page: "
	    "table totals is made in stage avail, which was not run\n" },
	{ "the worst of several: a panic", { "sim", "--table=totals",
	    ONE_PAGE, NO_MEMORY, "missing.json", UNRESERVED },
	    .status = 3, .output_part = "== one-page: freebsd: totals ==\n"
	    ONE_PAGE_TOTALS "== no-memory: freebsd: panic ==\n" PANIC
	    "== uses-unreserved: freebsd: totals ==\n",
	    .errors = "bootmem: missing.json: No such file or directory\n"
	    UNRESERVED_REPORT },
	{ "the worst of several: bad input", { "check", UNRESERVED,
	    "missing.json", ONE_PAGE }, .status = 2,
	    .output_part = UNRESERVED_REPORT,
	    .errors = "bootmem: missing.json: No such file or directory\n" },
	{ "the worst of several: broken", { "check", UNRESERVED, ONE_PAGE },
	    .status = 1, .output_part = "one-page: freebsd: " },
	{ "a Xen guest", { "sim", "--table=events",
	    "inputs/xen-domu-x86/capture.json" },
	    .output = "xenpv0: 0x188725d000-0x188745cfff\n"
	    "xenpv0: 0x188725d000-0x188745cfff released\n"
	    "xenpv0: 0x188725d000-0x188745cfff\n" },
	{ "the same without ram0", { "sim", "--table=events",
	    "--tunable=hint.ram.0.disabled=1",
	    "inputs/xen-domu-x86/capture.json" }, .status = 1,
	    .output_part = "xenpv0: 0x100000000-0x1001fffff\n",
	    .errors_part = "error: NX-FIND-OUTSIDE-RAM: " },
	{ "a Xen guest on arm64", { "sim", "--table=events",
	    "inputs/xen-domu-arm64/capture.json" },
	    .output = "xenpv0: 0x0-0x1fffff\n"
	    "xenpv0: 0x0-0x1fffff released\n"
	    "xenpv0: 0x80000000-0x9fffffff\n" },
	{ "the same without ram0", { "check",
	    "--tunable=hint.ram.0.disabled=1",
	    "inputs/xen-domu-arm64/capture.json" }, .status = 1,
	    .output_part = "error: NX-FIND-OUTSIDE-RAM: " },
};

static void
expect_text(const char *name, const char *stream, const char *text,
    const char *whole, const char *part)
{
	if (part != NULL)
		ck_assert_msg(strstr(text, part) != NULL,
		    "%s: %s is\n%s\nwithout\n%s", name, stream, text, part);
	else
		ck_assert_msg(strcmp(text, whole == NULL ? "" : whole) == 0,
		    "%s: %s is\n%s\nnot\n%s", name, stream, text,
		    whole == NULL ? "" : whole);
}

static void
expect_status(const char *name, const struct program_result *result,
    int status)
{
	ck_assert_msg(result->signal == 0 && result->status == status,
	    "%s: exit status %d, signal %d, not status %d; it said:\n%s",
	    name, result->status, result->signal, status, result->errors);
}

static void
expect_row(const struct row *row)
{
	struct program_call call = { .input_path = row->input_path };
	struct program_result result;

	memcpy(call.arguments, row->arguments, sizeof(row->arguments));
	result = program_run(&call);
	expect_status(row->name, &result, row->status);
	expect_text(row->name, "standard output", result.output, row->output,
	    row->output_part);
	expect_text(row->name, "standard error", result.errors, row->errors,
	    row->errors_part);
	program_result_free(&result);
}

START_TEST(usage_is_as_expected)
{
	expect_row(&usage_rows[_i]);
}
END_TEST

START_TEST(options_are_as_expected)
{
	expect_row(&option_rows[_i]);
}
END_TEST

START_TEST(values_are_as_expected)
{
	expect_row(&value_rows[_i]);
}
END_TEST

START_TEST(inputs_are_as_expected)
{
	expect_row(&input_rows[_i]);
}
END_TEST

START_TEST(replays_are_as_expected)
{
	expect_row(&replay_rows[_i]);
}
END_TEST

/* Every command that prints, into a disk that is full and a closed pipe. */
static const struct program_call printing_calls[] = {
	{ { "--help" }, .input_path = NULL },
	{ { "--version" }, .input_path = NULL },
	{ { "list", "invariants" }, .input_path = NULL },
	{ { "list", "invariants", "--format=json" }, .input_path = NULL },
	{ { "sim", "--help" }, .input_path = NULL },
	{ { "sim", "--table=totals", ONE_PAGE }, .input_path = NULL },
	{ { "sim", "--format=json", ROCKPRO64 }, .input_path = NULL },
	{ { "sim", NO_MEMORY }, .input_path = NULL },
	{ { "check", UNRESERVED }, .input_path = NULL },
	{ { "diff", ONE_PAGE, UNRESERVED }, .input_path = NULL },
	{ { "check", "--format=json", "missing.json" }, .input_path = NULL },
};

START_TEST(full_disk_is_told)
{
	struct program_call call = printing_calls[_i];
	struct program_result result;

	/* Linux and NetBSD have it. */
	if (access("/dev/full", W_OK) != 0)
		return;
	call.output_path = "/dev/full";
	result = program_run(&call);
	expect_status(call.arguments[0], &result, 4);
	expect_text(call.arguments[0], "standard error", result.errors, NULL,
	    "bootmem: standard output: No space left on device\n");
	program_result_free(&result);
}
END_TEST

START_TEST(closed_pipe_ends_it)
{
	struct program_call call = printing_calls[_i];
	struct program_result result;

	call.output_is_closed = true;
	result = program_run(&call);
	ck_assert_msg(result.signal == SIGPIPE || result.status == 4,
	    "%s: exit status %d, signal %d", call.arguments[0],
	    result.status, result.signal);
	program_result_free(&result);
}
END_TEST

START_TEST(lack_of_memory_is_told)
{
#ifndef SANITIZED
	static const char *const arguments[] = { "sh", "-c",
	    "ulimit -v 40000; exec \"$BOOTMEM_PROGRAM\" sim full.json", NULL };
	struct program_result result = command_run(arguments);

	expect_status("ulimit -v", &result, 4);
	expect_text("ulimit -v", "standard error", result.errors, NULL,
	    "bootmem: out of memory");
	program_result_free(&result);
#endif
}
END_TEST

static const struct {
	const char *name;
	const char *line;	/* a name that stands in it */
} lists[] = {
	{ "profiles", "freebsd" },
	{ "tables", "physmem" },
	{ "invariants", "NX-FIND-OUTSIDE-RAM" },
	{ "invariants", "WITNESS-MATCHES" },
	{ "formats", "capture" },
	{ "formats", "memmap" },
	{ "stages", "firmware" },
};

/* The JSON list has the same rows in the same order as the text. */
static void
expect_same_rows(const cJSON *array, const char *key, const char *text)
{
	const char *line = text;
	const cJSON *row;

	cJSON_ArrayForEach(row, array) {
		const char *name = cJSON_GetStringValue(
		    cJSON_GetObjectItemCaseSensitive(row, key));

		ck_assert_ptr_nonnull(name);
		ck_assert_int_eq(strncmp(line, name, strlen(name)), 0);
		line = strchr(line, '\n') + 1;
	}
	ck_assert_str_eq(line, "");
}

START_TEST(lists_are_printed)
{
	const char *name = lists[_i].name;
	struct program_call call = { { "list", name }, .input_path = NULL };
	struct program_result text = program_run(&call), json;
	cJSON *array;

	call.arguments[2] = "--format=json";
	json = program_run(&call);
	expect_status(name, &text, 0);
	expect_status(name, &json, 0);
	ck_assert_str_eq(text.errors, "");
	ck_assert_str_eq(json.errors, "");
	ck_assert_ptr_nonnull(strstr(text.output, lists[_i].line));
	array = cJSON_Parse(json.output);
	ck_assert(cJSON_IsArray(array));
	expect_same_rows(array, strcmp(name, "invariants") == 0 ? "id" :
	    "name", text.output);
	cJSON_Delete(array);
	program_result_free(&text);
	program_result_free(&json);
}
END_TEST

/* Every object has all of the keys, whatever went wrong. */
static void
expect_keys(const cJSON *object)
{
	static const struct {
		const char *name;
		int types;
	} keys[] = {
		{ "name", cJSON_String | cJSON_NULL },
		{ "profile", cJSON_String | cJSON_NULL },
		{ "status", cJSON_Number },
		{ "error", cJSON_Object | cJSON_NULL },
		{ "panic", cJSON_String | cJSON_NULL },
		{ "tables", cJSON_Object },
		{ "ranges", cJSON_Object },
		{ "totals", cJSON_Object },
		{ "violations", cJSON_Array },
	};

	for (size_t i = 0; i < LENGTH(keys); i++) {
		const cJSON *item = cJSON_GetObjectItemCaseSensitive(object,
		    keys[i].name);

		ck_assert_msg(item != NULL && (item->type & keys[i].types)
		    != 0, "key %s is missing or of another type",
		    keys[i].name);
	}
	ck_assert_int_eq(cJSON_GetArraySize(object), LENGTH(keys));
}

static const char *
string_at(const cJSON *object, const char *key)
{
	return (cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object,
	    key)));
}

static void
expect_error(const cJSON *object, int status)
{
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(object,
	    "error");

	if (status != 2) {
		ck_assert(cJSON_IsNull(error));
		return;
	}
	ck_assert_ptr_nonnull(string_at(error, "where"));
	ck_assert_ptr_nonnull(string_at(error, "text"));
}

static void
expect_violations(const cJSON *object, int status)
{
	const cJSON *violations = cJSON_GetObjectItemCaseSensitive(object,
	    "violations"), *violation;
	bool has_error = false;

	cJSON_ArrayForEach(violation, violations) {
		ck_assert_ptr_nonnull(string_at(violation, "id"));
		ck_assert_ptr_nonnull(string_at(violation, "sentence"));
		ck_assert(cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(
		    violation, "witness")));
		has_error = has_error || strcmp(string_at(violation,
		    "severity"), "error") == 0;
	}
	ck_assert(has_error == (status == 1));
}

static const struct {
	const char *path;
	int status;
} json_rows[] = {
	{ ONE_PAGE, 0 },
	{ ROCKPRO64, 0 },
	{ UNRESERVED, 1 },
	{ "missing.json", 2 },
	{ "truncated.json", 2 },
	{ "garbage.json", 2 },
	{ "profile.json", 2 },
	{ "event.json", 2 },
	{ NO_MEMORY, 3 },
};

static void
expect_json(const char *command, const char *path, int status)
{
	struct program_call call = { { command, "--format=json", path },
	    .input_path = NULL };
	struct program_result result = program_run(&call);
	cJSON *object = cJSON_Parse(result.output);

	expect_status(path, &result, status);
	ck_assert_msg(cJSON_IsObject(object), "%s: not JSON: %s", path,
	    result.output);
	/* One line. */
	ck_assert_ptr_eq(strchr(result.output, '\n'), result.output +
	    result.output_bytes - 1);
	expect_keys(object);
	ck_assert_int_eq(cJSON_GetObjectItemCaseSensitive(object,
	    "status")->valueint, status);
	ck_assert((string_at(object, "panic") != NULL) == (status == 3));
	expect_error(object, status);
	expect_violations(object, status);
	cJSON_Delete(object);
	program_result_free(&result);
}

START_TEST(json_has_its_keys)
{
	expect_json("sim", json_rows[_i].path, json_rows[_i].status);
	expect_json("check", json_rows[_i].path, json_rows[_i].status);
}
END_TEST

START_TEST(json_is_a_line_a_capture)
{
	struct program_call call = { { "sim", "--format=json", ONE_PAGE,
	    "missing.json", NO_MEMORY }, .input_path = NULL };
	static const int statuses[] = { 0, 2, 3 };
	struct program_result result = program_run(&call);
	char *rest = result.output;

	expect_status("several", &result, 3);
	for (size_t i = 0; i < LENGTH(statuses); i++) {
		const char *end;
		cJSON *object = cJSON_ParseWithOpts(rest, &end, 0);

		ck_assert(cJSON_IsObject(object));
		ck_assert_int_eq(cJSON_GetObjectItemCaseSensitive(object,
		    "status")->valueint, statuses[i]);
		ck_assert_int_eq(*end, '\n');
		rest += end + 1 - rest;
		cJSON_Delete(object);
	}
	ck_assert_str_eq(rest, "");
	program_result_free(&result);
}
END_TEST

/* The text in JSON is what one table prints, to the byte. */
START_TEST(json_tables_are_the_text_ones)
{
	struct program_call json = { { "sim", "--format=json", ROCKPRO64 },
	    .input_path = NULL };
	struct program_result result = program_run(&json);
	cJSON *object = cJSON_Parse(result.output);
	const cJSON *tables = cJSON_GetObjectItemCaseSensitive(object,
	    "tables"), *table;

	ck_assert_int_gt(cJSON_GetArraySize(tables), 0);
	cJSON_ArrayForEach(table, tables) {
		struct program_call text = { { "sim", "--table",
		    table->string, ROCKPRO64 }, .input_path = NULL };
		struct program_result one = program_run(&text);

		expect_status(table->string, &one, 0);
		ck_assert_str_eq(one.output, cJSON_GetStringValue(table));
		program_result_free(&one);
	}
	cJSON_Delete(object);
	program_result_free(&result);
}
END_TEST

static void
write_text(const char *path, const char *text)
{
	file_write(path, text, strlen(text));
}

/* Bytes that look like nothing, the same at every run. */
static void
write_garbage(void)
{
	static unsigned char bytes[10000000];
	uint64_t state = 1;

	for (size_t i = 0; i < sizeof(bytes); i++) {
		state = state * 6364136223846793005U + 1442695040888963407U;
		bytes[i] = (unsigned char)(state >> 56);
	}
	bytes[0] = 0xff;
	file_write("garbage.json", bytes, sizeof(bytes));
}

/* Line 3 + i has entry i, from 1. */
static void
write_entries(const char *path, size_t count)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs("{\"bootmem\": 1, \"name\": \"many\", \"arch\": \"amd64\",\n"
	    " \"firmware\": {\"e820\": [\n", file);
	for (size_t i = 1; i <= count; i++)
		fprintf(file, "%s{\"base\": %zu, \"size\": 4096, "
		    "\"type\": %d}", i == 1 ? "\n" : ",\n", i << 13,
		    i % 2 == 0 ? 2 : 1);
	fputs("]}}\n", file);
	ck_assert_int_eq(fclose(file), 0);
}

#define HEAD(name) "{\"bootmem\": 1, \"name\": \"" name "\",\n"
#define MEMORY "\"arch\": \"arm64\", \"firmware\": {\"regions\": "	\
	"{\"hardware\": [{\"base\": \"0x40000000\", \"size\": 4096}]}}"

static void
write_files(void)
{
	static char deep[100000];

	scratch_enter();
	memset(deep, '[', sizeof(deep));
	file_write("deep.json", deep, sizeof(deep));
	write_garbage();
	write_entries("full.json", (size_t)1 << 20);
	write_entries("entries.json", ((size_t)1 << 20) + 1);
	write_text("truncated.json", HEAD("truncated")
	    " \"about\": \"\",\n \"arch\": \"arm");
	write_text("twice.json", HEAD("twice") " " MEMORY ",\n"
	    " \"name\": \"again\"}\n");
	write_text("profile.json", HEAD("profile")
	    " \"profiles\": [\"templeos\"],\n" MEMORY "}\n");
	write_text("profiles.json", HEAD("profiles")
	    " \"profiles\": [\"freebsd\", \"freebsd\"],\n" MEMORY "}\n");
	write_text("event.json", HEAD("event") MEMORY ",\n"
	    " \"events\": [{\"do\": \"pmem\"}]}\n");
	ck_assert_int_eq(symlink("loop.json", "loop.json"), 0);
}

int
main(void)
{
	Suite *suite = suite_create("program");
	TCase *cases = tcase_create("runs");

	suite_add_tcase(suite, cases);
	tcase_add_unchecked_fixture(cases, write_files, scratch_leave);
	tcase_set_timeout(cases, 120);
	tcase_add_loop_test(cases, usage_is_as_expected, 0,
	    LENGTH(usage_rows));
	tcase_add_loop_test(cases, options_are_as_expected, 0,
	    LENGTH(option_rows));
	tcase_add_loop_test(cases, values_are_as_expected, 0,
	    LENGTH(value_rows));
	tcase_add_loop_test(cases, inputs_are_as_expected, 0,
	    LENGTH(input_rows));
	tcase_add_loop_test(cases, replays_are_as_expected, 0,
	    LENGTH(replay_rows));
	tcase_add_loop_test(cases, full_disk_is_told, 0,
	    LENGTH(printing_calls));
	tcase_add_loop_test(cases, closed_pipe_ends_it, 0,
	    LENGTH(printing_calls));
	tcase_add_test(cases, lack_of_memory_is_told);
	tcase_add_loop_test(cases, lists_are_printed, 0, LENGTH(lists));
	tcase_add_loop_test(cases, json_has_its_keys, 0, LENGTH(json_rows));
	tcase_add_test(cases, json_is_a_line_a_capture);
	tcase_add_test(cases, json_tables_are_the_text_ones);
	return (run_suite(suite));
}
